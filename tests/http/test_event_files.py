"""The files of events: they are brought, fetched and deleted like those of folders, within their event."""

from typing import Any
from urllib.parse import quote
from uuid import uuid4

import boto3
import pytest

from chalicelib.domain.attachments import digest_of
from infra.sandbox.moto_aws import BUCKET, REGION
from tests.builders import PDF, Partner, World

CASES = "/teledossiers/v1/cases"
FILE = {"fileName": "réponse.pdf", "type": "10870-PDF", "size": len(PDF), "mimeType": "application/pdf"}
VIRUS = b"".join((b"X5O!P%@AP[4\\", b"PZX54(P^)7CC)7}", b"$EICAR-STANDARD-", b"ANTIVIRUS-TEST-", b"FILE!$H+H*"))


def announced(partner: Partner, case_id: str, *files: dict[str, Any]) -> tuple[str, list[str]]:
    """The path of an event that waits for its files, and their ids."""
    answer = partner.post(f"{CASES}/{case_id}/events", {"actionType": "ATTACH_DEPOSIT", "notification": True, "attachments": files or [FILE]})
    assert answer.status == 201, answer.content
    return f"{CASES}/{case_id}/events/{answer.json['id']}", [each["id"] for each in answer.json["attachments"]]


def statuses(partner: Partner, event: str) -> list[str]:
    """What became of an event's files."""
    return [each["status"] for each in partner.get(event).json["attachments"]]


def stored(event: str) -> list[dict[str, Any]]:
    """Every stored version under an event, deleted or not."""
    _, _, _, _, case_id, _, event_id = event.split("/")
    answer = boto3.client("s3", region_name=REGION).list_object_versions(Bucket=BUCKET, Prefix=f"cases/{case_id}/events/{event_id}/")
    found: list[dict[str, Any]] = answer.get("Versions", []) + answer.get("DeleteMarkers", [])
    return found


@pytest.mark.rule("CAS-05", "CAS-06", "CAS-11", "DEP-10")
def test_a_file_reaches_the_other_side_as_it_was_brought(world: World) -> None:
    town = world.town()
    event, (file,) = announced(town, world.case_of(town))
    assert statuses(town, event) == ["PENDING"]
    brought = town.put(f"{event}/attachments/{file}", content=PDF, headers={"digest": digest_of(PDF)})
    assert (brought.status, brought.content, statuses(town, event)) == (204, b"", ["RECEIVED"])
    assert town.patch(event, {"status": "SENT"}).status == 204
    for partner in (town, world.osl, world.admin()):
        fetched = partner.get(f"{event}/attachments/{file}")
        assert (fetched.status, fetched.content) == (200, PDF)
        assert fetched.headers["digest"] == digest_of(PDF)
        assert fetched.headers["content-type"] == "application/pdf"
        assert quote("réponse.pdf") in fetched.headers["content-disposition"]


@pytest.mark.rule("CAS-03", "CAS-06", "CAS-07")
@pytest.mark.parametrize(("said", "between"), [("IN_PROGRESS", "DONE"), ("DONE", "DONE"), ("ADD_AWAITING", "REFUSED")])
def test_an_answer_is_sent_though_its_case_moved_before_its_files_were_there(world: World, said: str, between: str) -> None:
    town = world.town()
    case_id = world.case_of(town)
    case = f"{CASES}/{case_id}"
    assert town.patch(case, {"status": "IN_PROGRESS"}).status == 204
    made = town.post(f"{case}/events", {"actionType": "ATTACH_DEPOSIT", "notification": True, "caseNewStatus": said, "attachments": [FILE]}).json
    event = f"{case}/events/{made['id']}"
    assert town.put(f"{event}/attachments/{made['attachments'][0]['id']}", content=PDF).status == 204
    assert town.patch(case, {"status": between}).status == 204
    sent = town.patch(event, {"status": "SENT"})
    assert (sent.status, sent.content, town.get(case).json["status"], world.osl.get(event).json["status"]) == (204, b"", between, "SENT")
    assert [each["eventId"] for each in world.osl.notifications()] == [made["id"]]


@pytest.mark.rule("CAS-04", "CAS-11")
def test_a_file_of_an_event_in_progress_is_its_senders_alone(world: World) -> None:
    town = world.town()
    event, (file,) = announced(town, world.case_of(town))
    assert town.get(f"{event}/attachments/{file}").json == {"errors": [{"code": 404, "message": "File is not found"}]}
    assert town.put(f"{event}/attachments/{file}", content=PDF).status == 204
    assert town.get(f"{event}/attachments/{file}").status == 200
    for other in (world.osl, world.admin()):
        for answer in (other.get(f"{event}/attachments/{file}"), other.put(f"{event}/attachments/{file}", content=PDF)):
            assert (answer.status, answer.json) == (404, {"errors": [{"code": 404, "message": "Event is not found"}]})
    assert world.town().put(f"{event}/attachments/{file}", content=PDF).status == 403


@pytest.mark.rule("DEP-04", "CAS-05", "CAS-11")
def test_a_virus_is_no_error_and_is_served_to_nobody_and_can_be_replaced(world: World) -> None:
    town = world.town()
    infected = PDF + VIRUS
    event, (file,) = announced(town, world.case_of(town), {**FILE, "size": len(infected)})
    brought = town.put(f"{event}/attachments/{file}", content=infected)
    assert (brought.status, brought.content, statuses(town, event), stored(event)) == (204, b"", ["CORRUPTED"], [])
    assert town.get(f"{event}/attachments/{file}").json == {"errors": [{"code": 404, "message": "File is not found"}]}
    refused = town.patch(event, {"status": "SENT"})
    assert (refused.status, refused.messages) == (400, [f"Attachment {file} réponse.pdf is CORRUPTED, not RECEIVED"])
    clean = PDF.ljust(len(infected), b"\n")
    assert (town.put(f"{event}/attachments/{file}", content=clean).status, statuses(town, event)) == (204, ["RECEIVED"])


@pytest.mark.rule("DEP-04", "CAS-05")
def test_bytes_other_than_announced_are_rejected_telling_each_difference(world: World) -> None:
    town = world.town()
    event, (file,) = announced(town, world.case_of(town))
    answer = town.put(f"{event}/attachments/{file}", content=b"<html/>", headers={"digest": "other"})
    assert (answer.status, answer.messages) == (
        400,
        [
            f"Attachment {file} size is 7, {len(PDF)} was declared",
            f"Attachment {file} is not of the declared type application/pdf",
            f"Attachment {file} digest is {digest_of(b'<html/>')}, other was declared",
        ],
    )
    assert statuses(town, event) == ["REJECTED"]


@pytest.mark.rule("DEP-04", "CAS-06")
def test_once_sent_an_event_takes_no_more_bytes_and_not_from_the_other_side(world: World) -> None:
    town = world.town()
    event, (file,) = announced(town, world.case_of(town))
    for _ in range(2):
        assert town.put(f"{event}/attachments/{file}", content=PDF).status == 204
    assert town.patch(event, {"status": "SENT"}).status == 204
    again = town.put(f"{event}/attachments/{file}", content=PDF)
    assert (again.status, again.messages) == (400, [f"Attachment {file} can not be changed any more"])
    for other in (world.osl, world.admin()):
        assert other.put(f"{event}/attachments/{file}", content=PDF).status == 403
    assert town.get(f"{event}/attachments/{file}").content == PDF


@pytest.mark.rule("CAS-11", "DEP-04")
def test_ids_of_something_else_are_not_found(world: World) -> None:
    town = world.town()
    case_id = world.case_of(town)
    event, (file,) = announced(town, case_id)
    other_event, (other_file,) = announced(town, case_id)
    no_meta_data = {"errors": [{"code": 404, "message": "Binary meta-data is not found"}]}
    for unknown in (other_file, str(uuid4()), town.get(f"{CASES}/{case_id}").json["attachments"][0]["id"]):
        assert town.put(f"{event}/attachments/{unknown}", content=PDF).json == no_meta_data
        assert town.get(f"{event}/attachments/{unknown}").json == {"errors": [{"code": 404, "message": "File is not found"}]}
    elsewhere = f"{CASES}/{world.case_of(town)}/events/{event.split('/')[-1]}/attachments/{file}"
    for answer in (town.put(elsewhere, content=PDF), town.get(elsewhere)):
        assert (answer.status, answer.json) == (404, {"errors": [{"code": 404, "message": "Event is not found"}]})
    assert (statuses(town, event), statuses(town, other_event)) == (["PENDING"], ["PENDING"])


@pytest.mark.rule("CAS-08")
def test_a_deposit_in_progress_is_deleted_with_its_bytes_by_its_sender(world: World) -> None:
    town = world.town()
    case_id = world.case_of(town)
    event, (first, _) = announced(town, case_id, FILE, FILE)
    for content in (PDF, PDF.replace(b"obj", b"OBJ")):
        assert town.put(f"{event}/attachments/{first}", content=content).status == 204
    assert len(stored(event)) == 2
    for other in (world.osl, world.admin()):
        assert other.delete(event).status == 404
    deleted = town.delete(event)
    assert (deleted.status, deleted.content) == (204, b"")
    assert stored(event) == []
    for gone in (town.get(event), town.delete(event), town.put(f"{event}/attachments/{first}", content=PDF)):
        assert (gone.status, gone.json) == (404, {"errors": [{"code": 404, "message": "Event is not found"}]})
    assert town.get(f"{CASES}/{case_id}").json["events"] == []


@pytest.mark.rule("CAS-08")
def test_an_event_that_was_sent_is_deleted_by_nobody(world: World) -> None:
    town = world.town()
    case_id = world.case_of(town)
    event, (file,) = announced(town, case_id)
    town.put(f"{event}/attachments/{file}", content=PDF)
    assert town.patch(event, {"status": "SENT"}).status == 204
    refused = town.delete(event)
    assert (refused.status, refused.messages) == (400, ["Event is SENT, it can not be deleted"])
    assert [each.delete(event).status for each in (world.osl, world.admin(), world.town())] == [403, 403, 403]
    assert world.osl.patch(event, {"status": "RECEIVED"}).status == 204
    assert town.delete(event).messages == ["Event is RECEIVED, it can not be deleted"]
    assert town.get(f"{event}/attachments/{file}").content == PDF
