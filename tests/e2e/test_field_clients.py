"""Programs as they are in the field go through a whole exchange, each with its habits."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.habits import HABITS
from tests.e2e.remote import CASES, FOLDERS, ORGANISATIONS, PDF, PROCESSES, SUBSCRIPTIONS, Program, RemoteWorld, digest_of

Way = Callable[[Program, str, str], None]


def by_event_only(program: Program, case_id: str, status: str) -> None:
    program.status_event(case_id, status)


def by_patch_then_event(program: Program, case_id: str, status: str) -> None:
    program.move(case_id, status)
    program.status_event(case_id, status, caseCurrentStatus=status)


def by_event_then_patch(program: Program, case_id: str, status: str) -> None:
    program.status_event(case_id, status, caseCurrentStatus="HUBEE_NOTIFIED")
    program.move(case_id, status)


def acknowledge_all(program: Program, case_id: str) -> list[tuple[str, str]]:
    """Read, acknowledge and delete what waits; answers (type, new status) of each event."""
    heard = []
    for each in program.waiting():
        assert (each["caseId"], each["eventStatus"]) == (case_id, "SENT")
        path = f"{CASES}/{case_id}/events/{each['eventId']}"
        event = program.ask("GET", path, 200).json()
        for file in event["attachments"]:
            fetched = program.ask("GET", f"{path}/attachments/{file['id']}", 200)
            assert (fetched.content, fetched.headers["digest"]) == (PDF, digest_of(PDF))
        program.ask("PATCH", path, 204, {"status": "RECEIVED"})
        heard.append((event["actionType"], event["caseNewStatus"]))
    program.take()
    return heard


def answer_with_a_file(program: Program, case_id: str, status: str) -> None:
    file = {"fileName": "réponse.pdf", "type": "reponse", "size": len(PDF), "mimeType": "application/pdf"}
    body = {"actionType": "ATTACH_DEPOSIT", "notification": True, "caseNewStatus": status, "attachments": [file]}
    event = program.ask("POST", f"{CASES}/{case_id}/events", 201, body).json()
    path = f"{CASES}/{case_id}/events/{event['id']}"
    program.ask("PUT", f"{path}/attachments/{event['attachments'][0]['id']}", 204, content=PDF)
    program.ask("PATCH", path, 204, {"status": "SENT"})


def whole_flow(world: RemoteWorld, kind: type[Program], way: Way) -> None:
    osl, town = world.osl(kind), world.town(kind)
    folder = world.deliver(osl, town)
    case_id = folder["cases"][0]["id"]

    (notification,) = town.waiting()
    assert {name: notification[name] for name in ("caseId", "eventId", "processCode", "recipient", "transmitter")} == {
        "caseId": case_id,
        "eventId": None,
        "processCode": world.process,
        "recipient": town.organisation,
        "transmitter": osl.organisation,
    }
    case = town.case(case_id)
    file = town.ask("GET", f"{CASES}/{case_id}/attachments/{case['attachments'][0]['id']}", 200)
    assert (case["status"], file.content, file.headers["digest"]) == ("HUBEE_NOTIFIED", PDF, digest_of(PDF))
    assert town.take() == [(None, None)]

    way(town, case_id, "SI_RECEIVED")
    answer_with_a_file(town, case_id, "IN_PROGRESS")
    way(town, case_id, "DONE")
    assert acknowledge_all(osl, case_id) == [("STATUS_UPDATE", "SI_RECEIVED"), ("ATTACH_DEPOSIT", "IN_PROGRESS"), ("STATUS_UPDATE", "DONE")]
    assert town.take() == [("STATUS_UPDATE", "RECEIVED"), ("ATTACH_DEPOSIT", "RECEIVED"), ("STATUS_UPDATE", "RECEIVED")]

    way(osl, case_id, "CLOSED")
    osl.ask("PATCH", f"{FOLDERS}/{folder['id']}", 204, {"globalStatus": "CLOSED"})
    assert acknowledge_all(town, case_id) == [("STATUS_UPDATE", "CLOSED")]
    assert osl.take() == [("STATUS_UPDATE", "RECEIVED")]

    history = [(each["caseNewStatus"], each["status"]) for each in town.case(case_id)["events"]]
    assert history == [(status, "RECEIVED") for status in ("SI_RECEIVED", "IN_PROGRESS", "DONE", "CLOSED")]
    read = osl.ask("GET", f"{FOLDERS}/{folder['id']}", 200).json()
    assert (read["globalStatus"], read["cases"][0]["status"]) == ("CLOSED", "CLOSED")
    assert (osl.waiting(), town.waiting()) == ([], [])


@pytest.mark.rule("OAU-01", "DEP-01", "DEP-06", "CAS-06", "CAS-08", "CAS-10", "CAS-11", "NOT-01", "SUB-14")
@pytest.mark.parametrize("kind", HABITS, ids=lambda kind: kind.__name__)
def test_a_program_of_the_field_goes_through_a_whole_exchange(world: RemoteWorld, kind: type[Program]) -> None:
    whole_flow(world, kind, by_patch_then_event)


@pytest.mark.rule("CAS-03", "CAS-07", "NOT-03")
@pytest.mark.parametrize("way", [by_event_only, by_patch_then_event, by_event_then_patch], ids=lambda way: way.__name__)
def test_one_change_of_status_makes_one_notification_whichever_way(world: RemoteWorld, way: Way) -> None:
    whole_flow(world, Program, way)


@pytest.mark.rule("SUB-14", "ORG-02", "ORG-03")
def test_an_object_that_was_answered_is_taken_back_as_it_is(world: RemoteWorld) -> None:
    organisation = world.organisation("SI")
    delegate = {"email": "delegue@editeur.test", "firstName": "Robin", "lastName": "FAURE"}
    subscription = world.subscription(organisation, delegationActor=delegate, email="boite@commune.test", notificationFrequency="Unitaire")
    identity = "-".join(organisation.values())
    for path in (f"{SUBSCRIPTIONS}/{subscription['id']}", f"{ORGANISATIONS}/{identity}", f"{PROCESSES}/{world.process}"):
        given: dict[str, Any] = world.admin.ask("GET", path, 200).json()
        answered = world.admin.ask("PUT", path, 200, given).json()
        without_id = world.admin.ask("PUT", path, 200, {name: value for name, value in given.items() if name != "id"}).json()
        read = world.admin.ask("GET", path, 200).json()
        stamped = {"updateDateTime"}
        unchanged = [{name: value for name, value in each.items() if name not in stamped} for each in (given, answered, without_id, read)]
        assert unchanged == [unchanged[0]] * 4
