"""Cut anywhere and run again: at every flush of the disk, at every request. What was begun is finished, once."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hubee_client.deposits import deposit_folder
from hubee_client.faults import Fault
from hubee_client.inbox import fetch_inbox
from hubee_client.inbox_settings import InboxSettings, Treatment
from hubee_client.progress import Silent

from tests.client.bad_network import Mishap, bad_network
from tests.client.commands import hub_of, make_folder
from tests.e2e.remote import CASES, FOLDERS, NOTIFICATIONS, PDF, Program, RemoteWorld

SETTINGS = InboxSettings(usual=Treatment(status="SI_RECEIVED"))
IN_TWO = {"a.pdf": PDF + b"a", "b.pdf": PDF + b"b" * 3000}
NOTIFICATION, CASE, EVENTS, FILE = f"{NOTIFICATIONS}/*", f"{CASES}/*", f"{CASES}/*/events", f"{CASES}/*/attachments/*"
FATAL = [Mishap.LOST_REQUEST, Mishap.LOST_ANSWER, Mishap.HALF_ANSWER, Mishap.LATE_REQUEST]
INBOX_REQUESTS = [
    "POST /token",
    f"GET {NOTIFICATIONS}",
    f"GET {CASE}",
    f"GET {FILE}",
    f"POST {EVENTS}",
    f"GET {EVENTS}/*",
    f"PATCH {EVENTS}/*",
    f"DELETE {NOTIFICATION}",
]
DEPOSIT_REQUESTS = ["POST /token", f"POST {FOLDERS}", f"PUT {FOLDERS}/*/attachments/*", f"GET {FOLDERS}/*", f"PATCH {FOLDERS}/*"]


class PowerCut(BaseException):
    """The process ends there: nothing that catches errors sees it."""


@contextmanager
def power_cut_at(number: int) -> Iterator[list[bool]]:
    """Cut at the n-th flush to disk, before it is done; answers whether it came to that."""
    was_cut = [False]
    flushes = count(1)
    flush = os.fsync

    def flush_or_cut(handle: int) -> None:
        if was_cut[0] or next(flushes) == number:
            was_cut[0] = True
            raise PowerCut
        flush(handle)

    with pytest.MonkeyPatch.context() as patch, suppress(PowerCut):
        patch.setattr(os, "fsync", flush_or_cut)
        yield was_cut


class Town:
    """A receiving side: its inbox, and the software that takes deliveries out of it."""

    def __init__(self, root: Path, program: Program, url: str) -> None:
        self.inbox, self.taken = root / "inbox", root / "taken"
        self.program, self.url = program, url
        self.taken.mkdir()

    def fetch(self, **patience: float) -> None:
        """Run the command, and let it fail if it must; with usual patience it must not."""
        hub = hub_of(self.program, self.url, **patience)
        try:
            report = fetch_inbox(self.inbox, hub=hub, settings=SETTINGS, watch=Silent())
        finally:
            hub.close()
        assert patience or report.failures == []

    def take_out(self) -> None:
        """Take what is there; a delivery that comes a second time has the name of the first."""
        for delivery in self.inbox.glob("[!.]*/*"):
            assert not (self.taken / delivery.name).exists(), "delivered twice"
            shutil.move(delivery, self.taken / delivery.name)

    def delivered(self, case_id: str) -> list[dict[str, bytes]]:
        """The files of each delivery of a case, in their order; without files for one that brings none."""
        found = []
        for delivery in sorted(self.taken.iterdir()):
            told: dict[str, Any] = json.loads((delivery / "delivery.json").read_text(encoding="utf-8"))
            if told["notification"]["caseId"] == case_id:
                found.append({each["fileName"]: (delivery / each["path"]).read_bytes() for each in told["files"]})
        return found


def deliver(world: RemoteWorld, osl: Program, town: Program) -> str:
    """A new case with a file."""
    case_id: str = world.deliver(osl, town)["cases"][0]["id"]
    return case_id


def must_be_received_once(town: Town, case_id: str, *, messages: int = 0) -> None:
    assert town.delivered(case_id) == [{"récapitulatif.pdf": PDF}, *[{}] * messages]
    assert town.program.waiting() == []
    events = [(each["actionType"], each["caseNewStatus"], each["status"]) for each in town.program.case(case_id)["events"]]
    assert events == [*[("SENDING_MESSAGE", None, "RECEIVED")] * messages, ("STATUS_UPDATE", "SI_RECEIVED", "SENT")]
    assert list((town.inbox / ".hubee").glob("*/*")) == []


@pytest.mark.rule("NOT-02", "NOT-03", "DEP-10")
def test_an_inbox_cut_at_any_flush_loses_nothing_and_doubles_nothing(tmp_path: Path, world: RemoteWorld) -> None:
    osl, program = world.osl(), world.town()
    town = Town(tmp_path, program, world.sandbox.url)
    for number in count(1):
        case_id = deliver(world, osl, program)
        with power_cut_at(number) as was_cut:
            town.fetch()
        town.take_out()
        # What is out of the queue is on disk, whole.
        assert program.waiting() or town.delivered(case_id)
        town.fetch()
        town.take_out()
        must_be_received_once(town, case_id)
        if not was_cut[0]:
            break
    assert number > 12, "the cuts were not reached"


@pytest.mark.rule("NOT-02", "NOT-03")
@pytest.mark.parametrize("mishap", FATAL)
def test_an_inbox_each_of_whose_requests_fails_once_loses_nothing_and_doubles_nothing(tmp_path: Path, world: RemoteWorld, mishap: Mishap) -> None:
    osl, program = world.osl(), world.town()
    case_id = deliver(world, osl, program)
    osl.ask("POST", f"{CASES}/{case_id}/events", 201, {"actionType": "SENDING_MESSAGE", "message": "Bonjour", "notification": True})
    with bad_network(world.sandbox.port, seed="", chosen=dict.fromkeys(INBOX_REQUESTS, mishap)) as (network, url):
        town = Town(tmp_path, program, url)
        for _ in INBOX_REQUESTS:  # with one try each, a run ends at its first failure
            with suppress(Fault):
                town.fetch(tries=1)
            town.take_out()
        town.fetch()
        assert network.happened == {mishap: len(INBOX_REQUESTS)}
    town.take_out()
    must_be_received_once(town, case_id, messages=1)


@pytest.mark.rule("NOT-03")
def test_an_acknowledgement_that_was_cut_ends_where_the_case_is_another_s_now(tmp_path: Path, world: RemoteWorld) -> None:
    osl, program = world.osl(), world.town()
    case_id = deliver(world, osl, program)
    program.take()
    osl.ask("POST", f"{CASES}/{case_id}/events", 201, {"actionType": "SENDING_MESSAGE", "message": "Bonjour", "notification": True})
    with bad_network(world.sandbox.port, seed="", chosen={f"DELETE {NOTIFICATION}": Mishap.LOST_ANSWER}) as (_, url):
        town = Town(tmp_path, program, url)
        town.fetch(tries=1)
        assert cases_of(world, program) == 1  # which moves them
        program.ask("GET", f"{CASES}/{case_id}", 403)
        town.fetch()
    town.take_out()
    assert town.delivered(case_id) == [{}]
    assert list((town.inbox / ".hubee").glob("*/*")) == []


@pytest.mark.rule("NOT-03")
def test_a_delivery_has_only_the_files_that_it_tells_of(tmp_path: Path, world: RemoteWorld) -> None:
    osl, program = world.osl(), world.town()
    deliver(world, osl, program)
    (notification,) = program.waiting()
    town = Town(tmp_path, program, world.sandbox.url)
    named = town.inbox / ".hubee" / "staging" / notification["id"] / "files"
    named.mkdir(parents=True)
    (named / "purged.pdf").write_bytes(PDF)
    town.fetch()
    (files,) = town.inbox.glob("[!.]*/*/files")
    assert [each.name for each in files.iterdir()] == ["récapitulatif.pdf"]


@pytest.mark.rule("NOT-03")
def test_a_delivery_that_was_there_and_cut_while_it_is_given_up_appears_whole_or_not_at_all(
    tmp_path: Path, world: RemoteWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    osl, program = world.osl(), world.town()
    deliver(world, osl, program)
    town = Town(tmp_path, program, world.sandbox.url)
    town.fetch()
    program.ask("POST", f"{NOTIFICATIONS}/replay", 200, {"since": (datetime.now(UTC) - timedelta(hours=1)).isoformat()})
    (notification,) = program.waiting()
    remove = shutil.rmtree

    def remove_half(path: Path) -> None:
        if Path(path).name != notification["id"]:
            return remove(path)
        (Path(path) / "delivery.json").unlink()
        raise PowerCut

    with monkeypatch.context() as patch, suppress(PowerCut):
        patch.setattr(shutil, "rmtree", remove_half)
        town.fetch()
    assert len(program.waiting()) == 1
    town.fetch()
    (delivery,) = town.inbox.glob("[!.]*/*")
    assert sorted(each.name for each in delivery.iterdir()) == ["case.json", "delivery.json", "files"]
    assert program.waiting() == []
    assert list((town.inbox / ".hubee").glob("*/*")) == []


def deposited(world: RemoteWorld, town: Program, directory: Path) -> None:
    """The folder is with its recipient, whole, once."""
    (notification,) = town.waiting()
    case = town.case(notification["caseId"])
    assert (case["externalId"], case["status"]) == (f"{directory.name}-1", "HUBEE_NOTIFIED")
    files = {each["fileName"]: town.ask("GET", f"{CASES}/{case['id']}/attachments/{each['id']}", 200).content for each in case["attachments"]}
    assert files == IN_TWO
    town.take()


def folders(root: Path, world: RemoteWorld, town: Program) -> Callable[[str], Path]:
    return lambda name: make_folder(root / name, world.process, name, town.organisation, IN_TWO)


@pytest.mark.rule("DEP-10", "DEP-11")
def test_a_deposit_cut_at_any_flush_is_made_once(tmp_path: Path, world: RemoteWorld) -> None:
    osl, town = world.osl(), world.town()
    make = folders(tmp_path, world, town)
    hub = hub_of(osl, world.sandbox.url)
    for number in count(1):
        directory = make(f"FLUSH-{number}")
        with power_cut_at(number) as was_cut:
            deposit_folder(directory, hub=hub, watch=Silent())
        deposit_folder(directory, hub=hub, watch=Silent())
        assert deposit_folder(directory, hub=hub, watch=Silent())["isNew"] is False
        deposited(world, town, directory)
        if not was_cut[0]:
            break
    hub.close()
    assert number > 8, "the cuts were not reached"
    assert cases_of(world, town) == number


@pytest.mark.rule("DEP-11")
@pytest.mark.parametrize("mishap", FATAL)
def test_a_deposit_each_of_whose_requests_fails_once_is_made_once(tmp_path: Path, world: RemoteWorld, mishap: Mishap) -> None:
    osl, town = world.osl(), world.town()
    directory = folders(tmp_path, world, town)("NET-1")
    with bad_network(world.sandbox.port, seed="", chosen=dict.fromkeys(DEPOSIT_REQUESTS, mishap)) as (network, url):
        hub = hub_of(osl, url, tries=1)
        for _ in DEPOSIT_REQUESTS:
            with suppress(Fault):
                deposit_folder(directory, hub=hub, watch=Silent())
        deposit_folder(directory, hub=hub, watch=Silent())
        hub.close()
        assert network.happened == {mishap: len(DEPOSIT_REQUESTS)}
    deposited(world, town, directory)
    assert cases_of(world, town) == 1


def cases_of(world: RemoteWorld, town: Program) -> int:
    """Every case, delivered or not: moving them to another organisation counts them."""
    body = {"organizationSource": town.organisation, "organizationTarget": world.organisation("SI")}
    moved: int = world.admin.ask("PUT", f"{CASES}/migrate", 200, body).json()["caseUpdated"]
    return moved
