"""An operator deposits a télédossier: announced, its files brought, completed once, followed to its end."""

import json
import re
from typing import Any

import pytest

from chalicelib import environment
from tests.builders import PDF, XML, World, wire_id

FOLDERS = "/teledossiers/v1/folders"
CASES = "/teledossiers/v1/cases"
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00")
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"


def complete(world: World, folder: dict[str, Any]) -> tuple[int, Any]:
    answer = world.osl.patch(f"{FOLDERS}/{folder['id']}", {"globalStatus": "HUBEE_COMPLETED"})
    return answer.status, answer.content and answer.json


def read(world: World, folder: dict[str, Any]) -> dict[str, Any]:
    answer = world.osl.get(f"{FOLDERS}/{folder['id']}")
    assert answer.status == 200
    found: dict[str, Any] = answer.json
    return found


@pytest.mark.rule("DEP-01")
def test_a_deposit_may_begin_with_the_mark_of_utf_8(world: World) -> None:
    body = world.folder_body(world.town())
    answer = world.osl.post(FOLDERS, content=b"\xef\xbb\xbf" + json.dumps(body, ensure_ascii=False).encode())
    assert (answer.status, answer.json["attachments"][0]["fileName"]) == (201, body["attachments"][0]["fileName"])


@pytest.mark.rule("DEP-01", "OAU-06")
def test_a_deposit_answers_the_whole_folder_with_its_nulls_written_out(world: World) -> None:
    first, second = world.town(), world.town()
    body = world.folder_body(first, second)
    body["applicant"].pop("email")
    body["cases"][1]["partnerAttributes"] = "attributs libres"
    who = {"editorName": "Editeur", "applicationName": "Logiciel", "softwareVersion": "1.2"}
    answer = world.osl.post(FOLDERS, body, headers=who)
    assert answer.status == 201
    assert answer.headers["content-type"] == "application/json"
    made = answer.json
    ids = [made["id"], *(each["id"] for each in (*made["cases"], *made["attachments"]))]
    assert all(UUID.fullmatch(each) for each in ids)
    assert len(set(ids)) == 5
    assert INSTANT.fullmatch(made["createDateTime"])
    assert made == {
        "id": ids[0],
        "globalStatus": "HUBEE_RECEIVED",
        "processCode": world.process.code,
        "createDateTime": made["createDateTime"],
        "closeDateTime": None,
        "applicant": {"firstName": "Camille", "lastName": "MARTIN", "email": None},
        "externalId": "EXT",
        "updateDateTime": None,
        "partnerInfo": who,
        "cases": [
            {
                "id": case_id,
                "status": "HUBEE_RECEIVED",
                "recipient": wire_id(town.organisation),
                "externalId": name,
                "updateDateTime": None,
                "transmissionDateTime": None,
                "partnerAttributes": attributes,
            }
            for case_id, town, name, attributes in zip(ids[1:3], (first, second), ("EXT-01", "EXT-02"), (None, "attributs libres"), strict=True)
        ],
        "attachments": [
            {
                "id": ids[3],
                "status": "PENDING",
                "fileName": "récapitulatif.pdf",
                "type": "10870-PDF",
                "size": len(PDF),
                "mimeType": "application/pdf",
                "recipients": ["EXT-01", "EXT-02"],
            },
            {
                "id": ids[4],
                "status": "PENDING",
                "fileName": "données.xml",
                "type": "10870-XML",
                "size": len(XML),
                "mimeType": "application/xml",
                "recipients": ["EXT-01"],
            },
        ],
    }
    assert read(world, made) == made


@pytest.mark.rule("OAU-06")
def test_a_program_that_says_nothing_of_itself_is_recorded_as_nulls(world: World) -> None:
    folder = world.announced(world.town())
    assert folder["partnerInfo"] == {"editorName": None, "applicationName": None, "softwareVersion": None}


@pytest.mark.rule("DEP-01")
def test_what_the_hub_gives_is_ignored_when_a_caller_sends_it(world: World) -> None:
    body = world.folder_body(world.town(), id="x", globalStatus="CLOSED", createDateTime="never", unknown={"a": [1]})
    body["cases"][0] |= {"id": "x", "status": "DONE"}
    body["attachments"][0] |= {"id": "x", "status": "RECEIVED"}
    made = world.osl.post(FOLDERS, body).json
    assert (made["globalStatus"], made["cases"][0]["status"], made["attachments"][0]["status"]) == ("HUBEE_RECEIVED", "HUBEE_RECEIVED", "PENDING")


@pytest.mark.rule("DEP-03")
def test_the_same_folder_external_id_twice_is_accepted(world: World) -> None:
    town = world.town()
    first, second = world.delivered(town), world.delivered(town)
    assert first["externalId"] == second["externalId"]
    assert first["id"] != second["id"]
    assert len(town.notifications()) == 2


@pytest.mark.rule("DEP-06")
def test_a_deposit_is_not_completed_while_files_are_missing_and_each_is_named(world: World) -> None:
    town = world.town()
    folder = world.announced(town)
    first, second = folder["attachments"]
    names = [f"Attachment {each['id']} {each['fileName']} has not been received" for each in (first, second)]
    assert complete(world, folder) == (400, {"errors": [{"code": 400, "message": name} for name in names]})
    assert world.osl.put(f"{FOLDERS}/{folder['id']}/attachments/{first['id']}", content=PDF).status == 204
    assert complete(world, folder) == (400, {"errors": [{"code": 400, "message": names[1]}]})
    assert read(world, folder)["globalStatus"] == "HUBEE_RECEIVED"
    assert town.notifications() == []


@pytest.mark.rule("DEP-06", "NOT-01")
def test_completing_twice_notifies_once(world: World) -> None:
    first, second = world.town(), world.town()
    folder = world.deposited(first, second)
    assert complete(world, folder) == (204, b"")
    completed = read(world, folder)
    assert (completed["globalStatus"], [case["status"] for case in completed["cases"]]) == ("HUBEE_NOTIFIED", ["HUBEE_NOTIFIED"] * 2)
    assert all(INSTANT.fullmatch(case["transmissionDateTime"]) for case in completed["cases"])
    assert complete(world, folder) == (204, b"")
    assert read(world, folder) == completed
    assert [len(town.notifications()) for town in (first, second)] == [1, 1]


@pytest.mark.rule("DEP-06")
def test_a_deposit_with_a_corrupted_and_a_rejected_file_may_be_completed(world: World) -> None:
    open_world = World(world.hub, world.gateway, world.clock, osl_formats=("application/octet-stream",))
    town = open_world.town()
    body = open_world.folder_body(town)
    body["attachments"] = [{**body["attachments"][0], "size": len(EICAR), "mimeType": "application/octet-stream"}] * 2
    folder = open_world.osl.post(FOLDERS, body).json
    paths = [f"{FOLDERS}/{folder['id']}/attachments/{each['id']}" for each in folder["attachments"]]
    assert [open_world.osl.put(path, content=content).status for path, content in zip(paths, (EICAR, b"short"), strict=True)] == [204, 400]
    assert complete(open_world, folder) == (204, b"")
    (notification,) = town.notifications()
    case = town.get(f"{CASES}/{notification['caseId']}").json
    assert (case["status"], [each["status"] for each in case["attachments"]]) == ("HUBEE_NOTIFIED", ["CORRUPTED", "REJECTED"])


@pytest.mark.rule("DEP-07")
def test_a_folder_never_completed_is_deleted_with_its_files(world: World) -> None:
    town = world.town()
    folder = world.deposited(town)
    assert world.hub.files.get(f"folders/{folder['id']}/{folder['attachments'][0]['id']}", _version(world, folder)) == PDF
    assert world.osl.delete(f"{FOLDERS}/{folder['id']}").status == 204
    for method, path in (("GET", ""), ("DELETE", "")):
        answer = world.osl.call(method, f"{FOLDERS}/{folder['id']}{path}")
        assert (answer.status, answer.json) == (404, {"errors": [{"code": 404, "message": "Folder is not found"}]})
    answer = world.osl.get(f"{CASES}/{folder['cases'][0]['id']}")
    assert (answer.status, answer.json) == (404, {"errors": [{"code": 404, "message": "Case is not found"}]})
    listed = world.hub.files._client.list_object_versions(Bucket=environment.attachment_bucket(), Prefix=f"folders/{folder['id']}/")  # type: ignore[attr-defined]
    assert (listed.get("Versions"), listed.get("DeleteMarkers")) == (None, None)


def _version(world: World, folder: dict[str, Any]) -> str:
    _, attachment = world.hub.exchange.folder_attachment(folder["id"], folder["attachments"][0]["id"])
    assert attachment is not None
    assert attachment.object_version is not None
    return attachment.object_version


@pytest.mark.rule("DEP-07")
def test_a_notified_folder_is_not_deleted(world: World) -> None:
    town = world.town()
    folder = world.delivered(town)
    before = read(world, folder)
    answer = world.osl.delete(f"{FOLDERS}/{folder['id']}")
    assert (answer.status, answer.messages) == (400, ["Folder is already notified, it can not be deleted"])
    assert read(world, folder) == before
    assert len(town.notifications()) == 1


@pytest.mark.rule("DEP-12")
def test_a_case_keeps_when_it_was_deposited_notified_fetched_and_finished(world: World) -> None:
    town = world.town()
    case_id = world.case_of(town)
    exchange = world.hub.exchange
    delivered = exchange.case(case_id)
    assert delivered is not None
    assert delivered.notified_at is not None
    assert delivered.created_at <= delivered.notified_at
    assert (delivered.fetched_at, delivered.finished_at) == (None, None)
    assert town.get(f"{CASES}/{case_id}").status == 200
    assert town.patch(f"{CASES}/{case_id}", {"status": "DONE"}).status == 204
    finished = exchange.case(case_id)
    assert finished is not None
    assert finished.fetched_at is not None
    assert finished.finished_at is not None
    assert delivered.notified_at <= finished.fetched_at <= finished.finished_at
    assert (finished.created_at, finished.notified_at) == (delivered.created_at, delivered.notified_at)
