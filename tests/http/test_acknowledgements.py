"""A sent event is acknowledged by its receiver, once, and its sender is told."""

from typing import Any
from uuid import uuid4

import pytest

from tests.builders import Answer, Partner, World

CASES = "/teledossiers/v1/cases"


def sent(partner: Partner, case_id: str, **fields: Any) -> dict[str, Any]:
    """A message that asks to be told, unless said otherwise."""
    answer = partner.post(f"{CASES}/{case_id}/events", {"actionType": "SENDING_MESSAGE", "message": "Bonjour", "notification": True, **fields})
    assert answer.status == 201, answer.content
    event: dict[str, Any] = answer.json
    return event


def acknowledge(partner: Partner, case_id: str, event: dict[str, Any], status: str = "RECEIVED") -> Answer:
    """Say that an event was received, or whatever else."""
    return partner.patch(f"{CASES}/{case_id}/events/{event['id']}", {"status": status})


def told(partner: Partner) -> list[tuple[str, str]]:
    """The events that wait in a queue, each with its status now; new cases are left out."""
    return [(each["eventId"], each["eventStatus"]) for each in partner.notifications(eventDetails="true") if each["eventId"]]


@pytest.mark.rule("CAS-08")
@pytest.mark.parametrize("sender", ["SI", "OSL"])
def test_the_sender_is_told_once_that_its_event_was_received(world: World, sender: str) -> None:
    town = world.town()
    case_id = world.case_of(town)
    author, receiver = (town, world.osl) if sender == "SI" else (world.osl, town)
    event = sent(author, case_id)
    assert (told(author), told(receiver)) == ([], [(event["id"], "SENT")])
    for _ in range(3):
        answer = acknowledge(receiver, case_id, event)
        assert (answer.status, answer.content) == (204, b"")
        assert told(author) == told(receiver) == [(event["id"], "RECEIVED")]


@pytest.mark.rule("CAS-08")
def test_the_sender_of_an_event_that_asked_for_nothing_is_told_nothing(world: World) -> None:
    town = world.town()
    case_id = world.case_of(town)
    event = sent(town, case_id, notification=False)
    assert acknowledge(world.osl, case_id, event).status == 204
    assert world.osl.get(f"{CASES}/{case_id}/events/{event['id']}").json["status"] == "RECEIVED"
    assert told(town) == told(world.osl) == []


@pytest.mark.rule("CAS-08")
def test_an_event_is_acknowledged_after_its_case_was_closed_too(world: World) -> None:
    town = world.town()
    case_id = world.case_of(town)
    event = sent(world.osl, case_id)
    assert world.osl.patch(f"{CASES}/{case_id}", {"status": "CLOSED"}).status == 204
    for _ in range(2):
        assert acknowledge(town, case_id, event).status == 204
        assert told(world.osl) == [(event["id"], "RECEIVED")]
    assert town.get(f"{CASES}/{case_id}").json["status"] == "CLOSED"


@pytest.mark.rule("CAS-08")
def test_nobody_acknowledges_but_the_receiver_and_nobody_finalises_but_the_sender(world: World) -> None:
    town, admin = world.town(), world.admin()
    case_id = world.case_of(town)
    event = sent(town, case_id)
    for partner, status in ((town, "RECEIVED"), (admin, "RECEIVED"), (world.osl, "SENT"), (admin, "SENT"), (world.town(), "RECEIVED")):
        refused = acknowledge(partner, case_id, event, status)
        assert (refused.status, refused.json) == (403, {"errors": [{"code": 403, "message": "Unauthorized user"}]})
    assert told(world.osl) == [(event["id"], "SENT")]


@pytest.mark.rule("CAS-08")
def test_an_event_takes_no_other_status(world: World) -> None:
    town = world.town()
    case_id = world.case_of(town)
    event = sent(town, case_id)
    refused = acknowledge(town, case_id, event, "IN_PROGRESS")
    assert (refused.status, refused.messages) == (400, ["Event status can not be changed from SENT to IN_PROGRESS"])
    absent = town.patch(f"{CASES}/{case_id}/events/{event['id']}", {})
    assert (absent.status, absent.messages) == (400, ["Event status is missing"])


@pytest.mark.rule("CAS-08", "CAS-10")
def test_a_client_that_cannot_patch_acknowledges_by_a_post(world: World) -> None:
    town = world.town()
    case_id = world.case_of(town)
    event = sent(town, case_id)
    answer = world.osl.post(f"{CASES}/{case_id}/events/{event['id']}", {"status": "RECEIVED"}, headers={"x-http-method-override": "patch"})
    assert (answer.status, told(town)) == (204, [(event["id"], "RECEIVED")])


@pytest.mark.rule("CAS-07", "CAS-08")
def test_the_administrations_event_is_told_to_both_sides_and_its_acknowledgement_to_nobody(world: World) -> None:
    town, admin = world.town(), world.admin()
    case_id = world.case_of(town)
    event = sent(admin, case_id, caseNewStatus="IN_PROGRESS")
    assert event["transmitter"]["type"] == "Admin"
    assert town.get(f"{CASES}/{case_id}").json["status"] == "IN_PROGRESS"
    assert told(town) == told(world.osl) == [(event["id"], "SENT")]
    assert {each["transmitter"]["type"] for each in world.osl.notifications()} == {"Admin"}
    for partner in (town, world.osl):
        assert acknowledge(partner, case_id, event).status == 204
    assert told(town) == told(world.osl) == [(event["id"], "RECEIVED")]
    assert admin.notifications() == []


@pytest.mark.rule("CAS-07", "CAS-08")
@pytest.mark.parametrize("quicker", ["SI", "OSL"])
def test_the_administrations_event_waits_to_be_read_by_a_side_until_that_side_acknowledges_it(world: World, quicker: str) -> None:
    town, admin = world.town(), world.admin()
    case_id = world.case_of(town)
    event = sent(admin, case_id)
    first, other = (town, world.osl) if quicker == "SI" else (world.osl, town)

    def read(partner: Partner) -> tuple[list[tuple[str, str]], str, str]:
        """In its queue, by itself, in its case."""
        alone, case = (partner.get(f"{CASES}/{case_id}{path}").json for path in (f"/events/{event['id']}", ""))
        return told(partner), alone["status"], case["events"][0]["status"]

    for _ in range(2):
        assert acknowledge(first, case_id, event).status == 204
        assert (read(first), read(other)) == (([(event["id"], "RECEIVED")], *["RECEIVED"] * 2), ([(event["id"], "SENT")], *["SENT"] * 2))
        assert read(admin) == ([], "RECEIVED", "RECEIVED")
    assert acknowledge(other, case_id, event).status == 204
    assert read(first) == read(other) == ([(event["id"], "RECEIVED")], "RECEIVED", "RECEIVED")


@pytest.mark.rule("CAS-04", "CAS-08")
def test_an_event_is_known_under_its_own_case_only(world: World) -> None:
    town = world.town()
    case_id, other_case = world.case_of(town), world.case_of(town)
    event = sent(town, case_id)
    not_found = {"errors": [{"code": 404, "message": "Event is not found"}]}
    for case, unknown in ((other_case, event), (case_id, {"id": str(uuid4())})):
        path = f"{CASES}/{case}/events/{unknown['id']}"
        for answer in (town.get(path), acknowledge(world.osl, case, unknown), town.delete(path)):
            assert (answer.status, answer.json) == (404, not_found)
    assert world.town().get(f"{CASES}/{case_id}/events/{event['id']}").status == 403
    assert town.get(f"{CASES}/{uuid4()}/events/{event['id']}").json == {"errors": [{"code": 404, "message": "Case is not found"}]}
