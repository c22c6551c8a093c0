"""Events over HTTP: what each side sends the other on a case, when it counts as sent, who acknowledges it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from chalicelib.domain.limits import LIMITS
from chalicelib.domain.values import replace
from tests.builders import PDF, XML, Answer, Partner, World, wire_id

CASES = "/teledossiers/v1/cases"
ANSWER_FILE = {"fileName": "réponse.pdf", "type": "10870-PDF", "size": len(PDF), "mimeType": "application/pdf"}


def send(partner: Partner, case_id: str, action: str = "SENDING_MESSAGE", **fields: Any) -> Answer:
    """Send an event that asks to be told, unless said otherwise."""
    return partner.post(f"{CASES}/{case_id}/events", {"actionType": action, "notification": True, **fields})


def sent(partner: Partner, case_id: str, action: str = "SENDING_MESSAGE", **fields: Any) -> dict[str, Any]:
    """The event that was sent."""
    answer = send(partner, case_id, action, **fields)
    assert answer.status == 201, answer.content
    event: dict[str, Any] = answer.json
    return event


def deposit(partner: Partner, case_id: str, **fields: Any) -> dict[str, Any]:
    """An event whose one file has come; it is still to be finalised."""
    event = sent(partner, case_id, "ATTACH_DEPOSIT", attachments=[ANSWER_FILE], **fields)
    (file,) = event["attachments"]
    assert partner.put(f"{CASES}/{case_id}/events/{event['id']}/attachments/{file['id']}", content=PDF).status == 204
    return event


def set_status(partner: Partner, case_id: str, event: dict[str, Any], status: str) -> Answer:
    """Finalise or acknowledge an event."""
    return partner.patch(f"{CASES}/{case_id}/events/{event['id']}", {"status": status})


def status_of(partner: Partner, case_id: str) -> str:
    """Where a case is."""
    status: str = partner.get(f"{CASES}/{case_id}", lite="true").json["status"]
    return status


def told(partner: Partner) -> list[tuple[str | None, str | None]]:
    """The events that wait in a queue, each with its status now; new cases are left out."""
    return [(each["eventId"], each["eventStatus"]) for each in partner.notifications(eventDetails="true") if each["eventId"]]


@pytest.mark.rule("CAS-05", "CAS-06", "OAU-06")
@pytest.mark.parametrize("action", ["STATUS_UPDATE", "ATTACH_DL", "ATTACH_DL_ALL", "COM_ADD", "SENDING_MESSAGE"])
def test_an_event_without_files_is_answered_whole_and_sent_at_once(world: World, action: str) -> None:
    town = world.town()
    case_id = world.case_of(town)
    body = {"actionType": action, "message": "Bonjour", "comment": "interne", "author": "Anne", "notification": True, "partnerAttributes": "{}"}
    answer = town.post(f"{CASES}/{case_id}/events", body, headers={"editorName": "Éditeur", "applicationName": "Mairie", "softwareVersion": "1.2"})
    assert answer.status == 201
    event = answer.json
    assert event == {
        **body,
        "id": event["id"],
        "transmitter": wire_id(town.organisation),
        "createDateTime": event["createDateTime"],
        "updateDateTime": event["createDateTime"],
        "status": "SENT",
        "caseCurrentStatus": None,
        "caseNewStatus": None,
        "attachments": [],
        "partnerInfo": {"editorName": "Éditeur", "applicationName": "Mairie", "softwareVersion": "1.2"},
    }
    assert town.get(f"{CASES}/{case_id}/events/{event['id']}").json == event
    assert world.osl.get(f"{CASES}/{case_id}/events/{event['id']}").json == {**event, "comment": None}
    assert told(world.osl) == [(event["id"], "SENT")]


@pytest.mark.rule("CAS-05")
@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"actionType": "ATTACH"}, "Event actionType ATTACH is not allowed"),
        ({"actionType": "status_update"}, "Event actionType status_update is not allowed"),
        ({}, "Event actionType null is not allowed"),
        ({"actionType": "ATTACH_DEPOSIT"}, "Event ATTACH_DEPOSIT needs at least one attachment"),
        ({"actionType": "COM_ADD", "attachments": [ANSWER_FILE]}, "Event COM_ADD takes no attachment"),
        ({"actionType": "STATUS_UPDATE", "caseNewStatus": "FINISHED"}, "Case status can not be changed from HUBEE_NOTIFIED to FINISHED"),
        ({"actionType": "STATUS_UPDATE", "caseNewStatus": "CLOSED"}, "Case status can not be changed from HUBEE_NOTIFIED to CLOSED"),
    ],
)
def test_a_wrong_event_is_refused_and_leaves_nothing(world: World, body: dict[str, Any], message: str) -> None:
    town = world.town()
    case_id = world.case_of(town)
    before = town.get(f"{CASES}/{case_id}").json
    answer = town.post(f"{CASES}/{case_id}/events", {"notification": True, **body})
    assert (answer.status, answer.json) == (400, {"errors": [{"code": 400, "message": message}]})
    assert town.get(f"{CASES}/{case_id}").json == before
    assert world.osl.notifications() == []


@pytest.mark.rule("CAS-05", "CAS-09")
def test_files_are_of_the_formats_of_their_senders_side(world: World) -> None:
    town = world.town()
    case_id = world.case_of(town)
    xml = {"fileName": "acte.xml", "type": "any type goes", "size": len(XML), "mimeType": "application/xml"}
    refused = send(town, case_id, "ATTACH_DEPOSIT", attachments=[xml, {**ANSWER_FILE, "size": 10_000_001}])
    assert (refused.status, refused.messages) == (
        400,
        [
            f"Attachment acte.xml format application/xml is not allowed for {world.process.code}",
            f"Attachment réponse.pdf size 10000001 exceeds the maximum 10000000 of {world.process.code}",
        ],
    )
    assert sent(world.osl, case_id, "ATTACH_DEPOSIT", attachments=[xml])["status"] == "IN_PROGRESS"
    assert sent(world.admin(), case_id, "ATTACH_DEPOSIT", attachments=[xml, ANSWER_FILE])["status"] == "IN_PROGRESS"
    mute = World(world.hub, world.gateway, world.clock, si_formats=())
    quiet_town = mute.town()
    assert send(quiet_town, mute.case_of(quiet_town), "ATTACH_DEPOSIT", attachments=[ANSWER_FILE]).messages == [
        f"Attachment réponse.pdf format application/pdf is not allowed for {mute.process.code}"
    ]


@pytest.mark.rule("CAS-09")
def test_where_messages_are_not_allowed_only_an_instructing_services_message_event_is_refused(world: World) -> None:
    mute = World(world.hub, world.gateway, world.clock, allows_messages=False)
    town = mute.town()
    case_id = mute.case_of(town)
    refused = send(town, case_id, message="Bonjour")
    assert (refused.status, refused.messages) == (400, [f"Messages are not allowed for {mute.process.code}"])
    sent(town, case_id, "STATUS_UPDATE", caseNewStatus="IN_PROGRESS", message="pris en charge")
    sent(mute.osl, case_id, message="merci")
    sent(mute.admin(), case_id, message="du support")
    assert [each["message"] for each in mute.osl.get(f"{CASES}/{case_id}").json["events"]] == ["pris en charge", "merci", "du support"]


@pytest.mark.rule("CAS-07")
def test_an_event_moves_its_case_whether_or_not_it_notifies(world: World) -> None:
    town = world.town()
    case_id = world.case_of(town)
    sent(town, case_id, "STATUS_UPDATE", caseNewStatus="SI_RECEIVED", notification=False)
    assert (status_of(town, case_id), world.osl.notifications()) == ("SI_RECEIVED", [])
    event = sent(town, case_id, "COM_ADD", caseNewStatus="DONE")
    assert (status_of(town, case_id), told(world.osl)) == ("DONE", [(event["id"], "SENT")])
    assert town.notifications(eventDetails="true")[0]["eventId"] is None


@pytest.mark.rule("CAS-06", "CAS-07", "CAS-08", "CAS-04")
def test_a_deposit_of_files_goes_from_in_progress_to_sent_to_received(world: World) -> None:
    town = world.town()
    case_id = world.case_of(town)
    event = deposit(town, case_id, caseNewStatus="DONE")
    assert event["status"] == "IN_PROGRESS"
    assert (status_of(town, case_id), told(world.osl)) == ("HUBEE_NOTIFIED", [])
    for other in (world.osl, world.admin()):
        assert other.get(f"{CASES}/{case_id}/events/{event['id']}").json == {"errors": [{"code": 404, "message": "Event is not found"}]}
        assert other.get(f"{CASES}/{case_id}").json["events"] == []
        assert set_status(other, case_id, event, "SENT").status == 404
    assert [each["id"] for each in town.get(f"{CASES}/{case_id}").json["events"]] == [event["id"]]
    for _ in range(2):
        assert set_status(town, case_id, event, "SENT").status == 204
        assert (status_of(town, case_id), told(world.osl)) == ("DONE", [(event["id"], "SENT")])
    assert [each["status"] for each in world.osl.get(f"{CASES}/{case_id}/events/{event['id']}").json["attachments"]] == ["RECEIVED"]
    assert set_status(world.osl, case_id, event, "RECEIVED").status == 204
    assert world.osl.get(f"{CASES}/{case_id}/events/{event['id']}").json["status"] == "RECEIVED"
    assert told(world.osl) == told(town) == [(event["id"], "RECEIVED")]


@pytest.mark.rule("CAS-06")
def test_finalising_is_refused_until_every_file_is_received_and_names_each(world: World) -> None:
    town = world.town()
    case_id = world.case_of(town)
    event = sent(town, case_id, "ATTACH_DEPOSIT", attachments=[ANSWER_FILE, {**ANSWER_FILE, "fileName": "annexe.pdf"}, ANSWER_FILE])
    first, second, third = (each["id"] for each in event["attachments"])
    path = f"{CASES}/{case_id}/events/{event['id']}/attachments"
    assert town.put(f"{path}/{third}", content=PDF).status == 204
    assert town.put(f"{path}/{second}", content=b"<html/>").status == 400
    refused = set_status(town, case_id, event, "SENT")
    assert (refused.status, refused.messages) == (
        400,
        [f"Attachment {first} réponse.pdf is PENDING, not RECEIVED", f"Attachment {second} annexe.pdf is REJECTED, not RECEIVED"],
    )
    for each in (first, second):
        assert town.put(f"{path}/{each}", content=PDF).status == 204
    assert set_status(town, case_id, event, "SENT").status == 204


@pytest.mark.rule("CAS-07")
def test_the_move_of_a_deposit_is_judged_when_it_is_made_and_again_when_it_is_sent(world: World) -> None:
    town = world.town()
    case_id = world.case_of(town)
    assert send(town, case_id, "ATTACH_DEPOSIT", attachments=[ANSWER_FILE], caseNewStatus="CLOSED").status == 400
    event = deposit(town, case_id, caseNewStatus="DONE")
    assert town.patch(f"{CASES}/{case_id}", {"status": "REFUSED"}).status == 204
    refused = set_status(town, case_id, event, "SENT")
    assert (refused.status, refused.messages) == (400, ["Case status can not be changed from REFUSED to DONE"])
    assert town.get(f"{CASES}/{case_id}/events/{event['id']}").json["status"] == "IN_PROGRESS"
    assert (status_of(town, case_id), told(world.osl)) == ("REFUSED", [])


@pytest.mark.rule("CAS-07")
def test_a_deposit_whose_case_was_patched_before_it_is_sent_notifies_once(world: World) -> None:
    town = world.town()
    case_id = world.case_of(town)
    event = deposit(town, case_id, caseNewStatus="DONE")
    assert town.patch(f"{CASES}/{case_id}", {"status": "DONE"}).status == 204
    assert set_status(town, case_id, event, "SENT").status == 204
    assert (status_of(town, case_id), told(world.osl)) == ("DONE", [(event["id"], "SENT")])


@pytest.mark.rule("CAS-03", "SUB-08", "NOT-01")
@pytest.mark.parametrize("word", ["HUBEE_NOTIFIED", "HUBEE_COMPLETED"])
def test_an_operator_reopens_with_a_file_in_the_order_programs_do_it(world: World, word: str) -> None:
    town = world.town()
    folder = world.delivered(town)
    case_id = folder["cases"][0]["id"]
    assert town.patch(f"{CASES}/{case_id}", {"status": "DONE"}).status == 204
    event = deposit(world.osl, case_id, caseNewStatus=word)
    assert world.osl.patch(f"{CASES}/{case_id}", {"status": word}).status == 204
    assert set_status(world.osl, case_id, event, "SENT").status == 204
    assert world.osl.patch(f"/teledossiers/v1/folders/{folder['id']}", {"globalStatus": "HUBEE_NOTIFIED"}).status == 204
    assert (status_of(town, case_id), told(town)) == ("HUBEE_NOTIFIED", [(event["id"], "SENT")])


@pytest.mark.rule("CAS-05", "DEP-08")
def test_no_event_is_taken_on_a_case_that_was_not_delivered(world: World) -> None:
    town = world.town()
    case_id = world.deposited(town)["cases"][0]["id"]
    refused = send(world.osl, case_id, message="trop tôt")
    assert (refused.status, refused.json) == (400, {"errors": [{"code": 400, "message": "Case is not notified yet"}]})
    assert send(town, case_id, message="trop tôt").json == {"errors": [{"code": 404, "message": "Case is not found"}]}
    assert send(world.osl, str(uuid4())).json == {"errors": [{"code": 404, "message": "Case is not found"}]}
    assert send(world.town(), case_id).status == 403


@pytest.mark.rule("CAS-04")
def test_events_read_in_order_of_creation_even_within_one_instant(world: World) -> None:
    town = world.town()
    case_id = world.case_of(town)
    ids = []
    try:
        for index in range(12):
            world.clock.advance(timedelta(seconds=-1))  # time stands still, or worse, between them
            sender = (town, world.osl)[index % 2]
            ids.append(sent(sender, case_id, "COM_ADD", comment=str(index))["id"])
    finally:
        world.clock.advance(timedelta(seconds=12))
    assert [each["id"] for each in world.admin().get(f"{CASES}/{case_id}").json["events"]] == ids


@pytest.mark.rule("DEP-02")
def test_an_event_in_latin_1_is_refused_and_nothing_happens(world: World) -> None:
    town = world.town()
    case_id = world.case_of(town)
    content = b'{"actionType": "STATUS_UPDATE", "message": "re\xe7u", "caseNewStatus": "IN_PROGRESS", "notification": true}'
    answer = town.post(f"{CASES}/{case_id}/events", content=content)
    fault = "Unable to parse JSON - the body is not UTF-8 (byte 47)"
    assert (answer.status, answer.messages) == (
        400,
        [f"Bad Request : Validation failed.\n[ERROR][REQUEST][POST {CASES}/{case_id}/events @body] {fault}"],
    )
    assert (status_of(town, case_id), town.get(f"{CASES}/{case_id}").json["events"]) == ("HUBEE_NOTIFIED", [])


@pytest.mark.rule("OAU-06")
def test_what_a_program_says_of_itself_is_read_as_it_wrote_it_in_utf_8_or_latin_1(world: World) -> None:
    town = world.town()
    path = f"{CASES}/{world.case_of(town)}/events"
    name = "Éditeur œuvrant à l’état civil".ljust(50, "é")
    headers = {
        "editorName": name.encode().decode("latin-1"),
        "applicationName": "Mairie à jour",
        "softwareVersion": name,
    }  # as servers hand them over
    answer = town.post(path, {"actionType": "COM_ADD", "comment": "c"}, headers=headers)
    assert (answer.status, answer.json["partnerInfo"]) == (
        201,
        {"editorName": name, "applicationName": "Mairie à jour", "softwareVersion": name},
    )
    longer = town.post(path, {"actionType": "COM_ADD", "comment": "c"}, headers={"editorName": f"{name}é".encode().decode("latin-1")})
    (message,) = longer.messages
    assert (longer.status, message.endswith("is too long (length: 51, maximum allowed: 50)")) == (400, True)


_LONGEST = {"message": "\U0001f5c2" * 1_000, "comment": '"' * 1_000, "author": "\x01" * 255, "partnerAttributes": "é" * 1_024}


@pytest.mark.rule("CAS-04")
@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("COM_ADD", {}),
        ("SENDING_MESSAGE", _LONGEST),
        ("ATTACH_DEPOSIT", {"attachments": [{**ANSWER_FILE, "fileName": "a.pdf", "type": "T"}] * LIMITS.attachments_per_event}),
        (
            "ATTACH_DEPOSIT",
            {**_LONGEST, "attachments": [{**ANSWER_FILE, "fileName": "\U0001f5c2" * 255, "type": "T" * 100}] * LIMITS.attachments_per_event},
        ),
    ],
    ids=["the shortest", "the longest", "many files", "many files of long names"],
)
def test_all_the_events_of_a_case_fit_one_answer(world: World, action: str, fields: dict[str, Any]) -> None:
    """An answer holds 4.5 MB: twice what events may weigh, and the 400 KB of a case's row, as an answer has them."""
    town = world.town()
    case_id = world.case_of(town)
    said = dict.fromkeys(("editorName", "applicationName", "softwareVersion"), "\U0001f5c2" * 50)
    body = {"actionType": action, "notification": True, **fields}
    answer = town.post(f"{CASES}/{case_id}/events", body, headers={name: value.encode().decode("latin-1") for name, value in said.items()})
    assert answer.status == 201, answer.content
    assert answer.json["partnerInfo"] == said
    weighed = world.hub.exchange.case(case_id)
    assert weighed is not None
    assert len(answer.content) <= 2 * weighed.events_bytes
    assert 2 * LIMITS.events_bytes + 450_000 <= LIMITS.request_body_bytes


@pytest.mark.rule("CAS-04", "CAS-05")
def test_a_case_takes_no_more_events_than_one_answer_holds(world: World) -> None:
    town = world.town()
    case_id = world.case_of(town)
    sent(town, case_id)
    first = world.hub.exchange.case(case_id)
    assert first is not None
    world.hub.commit(replace(first, events_bytes=LIMITS.events_bytes - first.events_bytes))
    sent(town, case_id)
    refused = send(town, case_id)
    assert (refused.status, refused.json) == (400, {"errors": [{"code": 400, "message": "A case takes at most 2000000 bytes of events"}]})
    assert len(town.get(f"{CASES}/{case_id}").json["events"]) == 2
    assert town.patch(f"{CASES}/{case_id}", {"status": "DONE"}).status == 204
