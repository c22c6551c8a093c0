"""An event has no idempotency key: the client tells the other side once all the same."""

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hubee_client.events import File, Message, send
from hubee_client.faults import Misused, Refused, Unreachable
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


def answer_with(path: Path, content: bytes, **changes: Any) -> Message:
    """A message with one file, under a key; the file is written first."""
    path.write_bytes(content)
    files = (File(path=path, type="reponse", mime_type="application/pdf"),)
    return replace(Message(action_type="ATTACH_DEPOSIT", message="Voici.", files=files, key="k"), **changes)


def test_a_key_that_served_for_something_else_sends_nothing_and_says_so(tmp_path: Path, world: RemoteWorld) -> None:
    town = world.town()
    case_id = new_case(world, town)
    hub = hub_of(town, world.sandbox.url)
    sent = send(hub, case_id, answer_with(tmp_path / "un.pdf", PDF + b"1"), watch=Silent())
    others: list[tuple[str, bytes, dict[str, Any]]] = [
        ("un.pdf", PDF + b"2", {}),  # as long as the first
        ("deux.pdf", PDF + b"1", {}),
        ("un.pdf", PDF + b"1", {"message": "Voilà."}),
        ("un.pdf", PDF + b"1", {"status": "DONE"}),
        ("un.pdf", PDF + b"1", {"notifies": False}),
        ("un.pdf", PDF + b"1", {"files": (), "action_type": "SENDING_MESSAGE"}),
    ]
    for name, content, changes in others:
        with pytest.raises(Misused) as refusal:
            send(hub, case_id, answer_with(tmp_path / name, content, **changes), watch=Silent())
        assert (refusal.value.message, refusal.value.details) == (
            f"La clé « k » a déjà servi, sur ce cas, à un autre envoi (événement {sent['id']}) : rien n'est envoyé.",
            ("Répétez la même commande, avec les mêmes fichiers, ou donnez une autre clé (--key).",),
        )
    assert send(hub, case_id, answer_with(tmp_path / "un.pdf", PDF + b"1"), watch=Silent())["id"] == sent["id"]
    hub.close()
    assert told(town, case_id) == [("ATTACH_DEPOSIT", "SENT", "Voici.")]


@pytest.mark.rule("CAS-06", "CAS-08")
def test_a_file_that_was_set_aside_is_sent_corrected_under_the_same_key(tmp_path: Path, world: RemoteWorld) -> None:
    town = world.town()
    case_id = new_case(world, town)
    hub = hub_of(town, world.sandbox.url)
    for wrong in (b"no PDF", b"no PDF either"):
        with pytest.raises(Refused):
            send(hub, case_id, answer_with(tmp_path / "un.pdf", wrong), watch=Silent())
    assert told(town, case_id) == [("ATTACH_DEPOSIT", "IN_PROGRESS", "Voici.")]
    event = send(hub, case_id, answer_with(tmp_path / "un.pdf", PDF, status="DONE"), watch=Silent())
    hub.close()
    assert [(each["fileName"], each["size"], each["status"]) for each in event["attachments"]] == [("un.pdf", len(PDF), "RECEIVED")]
    assert told(town, case_id) == [("ATTACH_DEPOSIT", "SENT", "Voici.")]
    assert town.case(case_id)["status"] == "DONE"


def test_an_event_of_the_client_s_first_versions_is_known_by_what_the_hub_shows_of_it(world: RemoteWorld) -> None:
    town = world.town()
    case_id = new_case(world, town)
    mark = "hubee-client:" + sha256(f"{town.credentials['clientId']}\n{case_id}\nk".encode()).hexdigest()[:32]
    body = {"actionType": "SENDING_MESSAGE", "message": "Bonjour", "notification": True, "partnerAttributes": mark}
    sent = town.ask("POST", f"{CASES}/{case_id}/events", 201, body).json()
    hub = hub_of(town, world.sandbox.url)
    same = Message(action_type="SENDING_MESSAGE", message="Bonjour", key="k")
    assert send(hub, case_id, same, watch=Silent())["id"] == sent["id"]
    with pytest.raises(Misused):
        send(hub, case_id, replace(same, message="Au revoir"), watch=Silent())
    hub.close()
    assert told(town, case_id) == [("SENDING_MESSAGE", "SENT", "Bonjour")]


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
