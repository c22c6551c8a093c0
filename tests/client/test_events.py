"""An event has no idempotency key: the client tells the other side once all the same."""

import json
from pathlib import Path

import pytest
from hubee_client.events import File, Message, send
from hubee_client.faults import Refused, Unreachable
from hubee_client.progress import Silent

from tests.client.bad_network import Mishap, bad_network
from tests.client.commands import hub_of
from tests.e2e.remote import CASES, PDF, Program, RemoteWorld

EVENTS, FILES = f"{CASES}/*/events", f"{CASES}/*/events/*/attachments/*"
DONE = Message(action_type="STATUS_UPDATE", status="DONE", message="Fait.")


def told(town: Program, case_id: str) -> list[tuple[str, str, str]]:
    return [(each["actionType"], each["status"], each["message"]) for each in town.case(case_id)["events"]]


def new_case(world: RemoteWorld, town: Program) -> str:
    case_id: str = world.deliver(world.osl(), town)["cases"][0]["id"]
    return case_id


@pytest.mark.rule("CAS-07")
@pytest.mark.parametrize("mishap", [each for each in Mishap if each is not Mishap.TWICE])
def test_an_event_is_sent_once_whatever_becomes_of_its_request(world: RemoteWorld, mishap: Mishap) -> None:
    town = world.town()
    case_id = new_case(world, town)
    with bad_network(world.sandbox.port, seed="", chosen={f"POST {EVENTS}": mishap}) as (network, url):
        hub = hub_of(town, url)
        event = send(hub, case_id, DONE, watch=Silent())
        hub.close()
        assert network.happened == {mishap: 1}
    assert told(town, case_id) == [("STATUS_UPDATE", "SENT", "Fait.")]
    assert event["id"] == town.case(case_id)["events"][0]["id"]


def test_what_came_in_late_is_waited_for_before_it_is_sent_again(world: RemoteWorld) -> None:
    town = world.town()
    case_id = new_case(world, town)
    pauses: list[float] = []
    with bad_network(world.sandbox.port, seed="", chosen={f"POST {EVENTS}": Mishap.LOST_REQUEST}) as (_, url):
        hub = hub_of(town, url, settle=30.0)
        now = [0.0]
        hub.clock = lambda: now[0]

        def pause(seconds: float) -> None:
            pauses.append(seconds)
            now[0] += seconds

        hub.pause = pause
        send(hub, case_id, DONE, watch=Silent())
        hub.close()
    assert sum(pauses) >= 30.0, "an answer may be 30 seconds away"
    assert told(town, case_id) == [("STATUS_UPDATE", "SENT", "Fait.")]


def test_the_same_key_is_the_same_event_and_without_one_each_command_is_its_own(world: RemoteWorld) -> None:
    town = world.town()
    case_id, other = new_case(world, town), new_case(world, town)
    hub = hub_of(town, world.sandbox.url)
    keyed = Message(action_type="SENDING_MESSAGE", message="Bonjour", key="k")
    first, again, elsewhere = (send(hub, each, keyed, watch=Silent())["id"] for each in (case_id, case_id, other))
    assert first == again != elsewhere
    for _ in range(2):
        send(hub, case_id, Message(action_type="SENDING_MESSAGE", message="Bonjour"), watch=Silent())
    hub.close()
    assert told(town, case_id) == [("SENDING_MESSAGE", "SENT", "Bonjour")] * 3


@pytest.mark.rule("CAS-06")
@pytest.mark.parametrize("kind", [f"PUT {FILES}", f"PATCH {EVENTS}/*"])
def test_an_answer_with_files_is_finished_by_the_same_command(tmp_path: Path, world: RemoteWorld, kind: str) -> None:
    town = world.town()
    case_id = new_case(world, town)
    files = []
    for name in ("un.pdf", "deux.pdf"):
        (tmp_path / name).write_bytes(PDF + name.encode())
        files.append(File(path=tmp_path / name, type="reponse", mime_type="application/pdf"))
    message = Message(action_type="ATTACH_DEPOSIT", message="Voici.", files=tuple(files), key="k")
    with bad_network(world.sandbox.port, seed="", chosen={kind: Mishap.LOST_ANSWER}) as (_, url):
        hub = hub_of(town, url, tries=1)
        with pytest.raises(Unreachable):
            send(hub, case_id, message, watch=Silent())
        event = send(hub, case_id, message, watch=Silent())
        hub.close()
    assert told(town, case_id) == [("ATTACH_DEPOSIT", "SENT", "Voici.")]
    assert [(each["fileName"], each["status"]) for each in event["attachments"]] == [("un.pdf", "RECEIVED"), ("deux.pdf", "RECEIVED")]


def test_a_refusal_is_told_in_the_hub_s_words(world: RemoteWorld) -> None:
    town = world.town()
    case_id = new_case(world, town)
    hub = hub_of(town, world.sandbox.url)
    with pytest.raises(Refused) as refusal:
        send(hub, case_id, Message(action_type="STATUS_UPDATE", status="ARCHIVED"), watch=Silent())
    hub.close()
    assert refusal.value.status == 400
    assert "ARCHIVED" in json.dumps(refusal.value.details)
    assert told(town, case_id) == []
