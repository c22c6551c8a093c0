"""Uploads over HTTP: what an operator, an event's sender and an agent of the portal are answered. **Source:** DEP-05, CAS-06, POR-07."""

from typing import Any

import boto3
import pytest

from chalicelib import environment
from chalicelib.domain.attachments import Attachment, digest_of
from chalicelib.domain.uploads import upload_key
from chalicelib.handlers.uploaded_files import check_told
from tests.builders import PDF, Partner, World
from tests.http.portal_office import Office

pytestmark = pytest.mark.rule("DEP-05")
PART = {"number": 1, "sha256": digest_of(PDF)}
API = "/teledossiers/v1"


def send(attachment: Attachment, content: bytes = PDF) -> str:
    """What a sender does by a link; answers the key of the upload."""
    assert attachment.upload is not None
    key = upload_key(attachment.prefix, attachment.upload.id)
    named = {"Bucket": environment.attachment_bucket(), "Key": key, "UploadId": attachment.upload.store_id, "PartNumber": 1}
    boto3.client("s3", region_name=environment.region()).upload_part(**named, Body=content, ChecksumSHA256=digest_of(content))
    return key


def answered_event(town: Partner, case_id: str) -> tuple[str, str]:
    """An event with a file, and the path of that file."""
    file = {"fileName": "acte.pdf", "type": "PJ", "size": len(PDF), "mimeType": "application/pdf"}
    body = {"actionType": "ATTACH_DEPOSIT", "notification": True, "attachments": [file]}
    event = town.post(f"{API}/cases/{case_id}/events", body).json
    path = f"{API}/cases/{case_id}/events/{event['id']}"
    return path, f"{path}/attachments/{event['attachments'][0]['id']}"


@pytest.mark.rule("CAS-06")
def test_an_event_is_sent_once_its_file_is_checked_and_not_before(world: World) -> None:
    town = world.town()
    event, path = answered_event(town, world.case_of(town))
    opened = town.post(f"{path}/upload")
    expected: dict[str, Any] = {"uploadId": opened.json["uploadId"], "status": "OPEN", "attachmentStatus": "PENDING", "size": len(PDF)}
    expected |= {"partSize": 8_388_608, "partCount": 1, "expireDateTime": opened.json["expireDateTime"], "parts": []}
    assert (opened.status, opened.json) == (201, expected)
    links = town.post(f"{path}/upload/parts", {"parts": [PART]}).json["parts"]
    assert [(each["number"], each["headers"]) for each in links] == [(1, {"x-amz-checksum-sha256": digest_of(PDF)})]
    file_id, event_id = path.rpartition("/")[2], event.rpartition("/")[2]
    found = world.hub.exchange.event_attachment(event.split("/")[4], event_id, file_id)[2]
    assert found is not None
    key = send(found)
    received = {**expected, "parts": [{"number": 1, "size": len(PDF), "sha256": digest_of(PDF)}]}
    assert town.get(f"{path}/upload").json == town.post(f"{path}/upload").json == received
    done = town.post(f"{path}/upload/complete", {"digest": digest_of(PDF), "parts": [PART]})
    assert (done.status, done.json) == (200, {**expected, "status": "COMPLETE"})
    early = town.patch(event, {"status": "SENT"})
    assert (early.status, early.messages) == (400, [f"Attachment {file_id} acte.pdf is PENDING, not RECEIVED"])
    assert check_told(key) == {"key": key, "isDone": True}
    assert town.get(f"{path}/upload").json == {**expected, "status": "CHECKED", "attachmentStatus": "RECEIVED"}
    assert town.patch(event, {"status": "SENT"}).status == 204
    assert [each["eventId"] for each in world.osl.notifications()] == [event_id]
    assert world.osl.get(path).content == PDF
    refused = [town.post(f"{path}/upload"), town.post(f"{path}/upload/link", {}), town.put(path, content=PDF)]
    assert [each.messages for each in refused] == [[f"Attachment {file_id} can not be changed any more"]] * 3


def test_a_link_for_the_whole_file_is_given_with_or_without_what_is_known_of_it(world: World) -> None:
    folder = world.announced(world.town())
    path = f"{API}/folders/{folder['id']}/attachments/{folder['attachments'][0]['id']}/upload/link"
    known = {"size": len(PDF), "digest": digest_of(PDF)}
    bodies: list[tuple[Any, dict[str, str]]] = [(None, {}), ({}, {}), (known, {"x-amz-checksum-sha256": digest_of(PDF)})]
    for body, headers in bodies:
        answer = world.osl.post(path, body)
        assert (answer.status, set(answer.json), answer.json["headers"]) == (200, {"url", "headers", "expireDateTime"}, headers)
    assert world.osl.post(path, content=b" ").status == 400
    wrong = world.osl.post(path, {"size": 3})
    assert (wrong.status, wrong.messages) == (400, [f"Attachment {folder['attachments'][0]['id']} size is 3, {len(PDF)} was declared"])


def test_what_is_wrong_with_a_request_is_told_at_once(world: World) -> None:
    folder = world.announced(world.town())
    path = f"{API}/folders/{folder['id']}/attachments/{folder['attachments'][0]['id']}/upload"
    assert [world.osl.get(path).messages, world.osl.delete(path).messages] == [["Upload is not found"]] * 2
    assert world.osl.post(f"{path}/complete", {}).messages == ["Upload is not found"]
    assert world.osl.post(path).status == 201
    for incomplete in (world.osl.post(f"{path}/complete"), world.osl.post(f"{path}/complete", {})):
        assert incomplete.messages == ["Upload part 1 has not been received"]
    wrong = world.osl.post(f"{path}/parts", {"parts": [{"number": 2, "sha256": "x"}]})
    assert wrong.messages == ["Upload part 2 does not exist, there are 1", "Upload part 2 sha256 is not 32 bytes in base64"]
    wrong_parts: tuple[list[Any], ...] = ([], [PART] * 101, [{"number": "1", "sha256": "x"}], [{"number": 1, "sha256": "x" * 45}], [None])
    for body in ({}, *({"parts": each} for each in wrong_parts)):
        answer = world.osl.post(f"{path}/parts", body)
        assert (answer.status, answer.messages[0].split("\n")[0]) == (400, "Bad Request : Validation failed.")


@pytest.mark.rule("POR-07")
def test_an_agents_file_comes_in_parts_and_is_confirmed_once_it_is_checked(world: World) -> None:
    office = Office(world)
    case_id = office.case()
    path = f"/cases/{case_id}/attachments"
    announced = office.agent.post(path, {"attachments": [{"fileName": "plan.pdf", "size": len(PDF), "mimeType": "application/pdf"}]})
    [file] = announced.json["attachments"]
    upload = f"{path}/{file['id']}/upload"
    assert office.agent.get(upload).messages == ["L'envoi du fichier « plan.pdf » n'est plus en cours. Envoyez-le de nouveau."]
    assert office.agent.post(upload).status == 201
    incomplete = "Le fichier « plan.pdf » n'a pas été reçu tel qu'il était annoncé. Envoyez-le de nouveau ou retirez-le."
    assert office.agent.post(f"{upload}/complete", {}).messages == [incomplete]
    found = world.hub.exchange.event_attachment(case_id, file["eventId"], file["id"])[2]
    assert found is not None
    key = send(found)
    assert office.agent.post(f"{upload}/complete", {"digest": digest_of(PDF)}).json["status"] == "COMPLETE"
    [waiting] = office.agent.get(f"/cases/{case_id}").json["pendingAttachments"]
    assert (waiting["status"], waiting["state"], waiting["reason"]) == (
        "PENDING",
        "En cours de vérification",
        "Cette pièce jointe est en cours de vérification par l'antivirus.",
    )
    early = office.agent.post(f"{path}/confirm", {"attachmentIds": [file["id"]]})
    assert early.messages == ["La pièce jointe « plan.pdf » est en cours de vérification : confirmez dans quelques instants."]
    check_told(key)
    assert office.agent.get(upload).json["attachmentStatus"] == "RECEIVED"
    assert office.agent.post(f"{path}/confirm", {"attachmentIds": [file["id"]]}).status == 204


@pytest.mark.rule("POR-07")
def test_an_agents_file_that_is_removed_takes_its_upload_with_it(world: World) -> None:
    office = Office(world)
    case_id = office.case()
    path = f"/cases/{case_id}/attachments"
    announced = office.agent.post(path, {"attachments": [{"fileName": "plan.pdf", "size": len(PDF), "mimeType": "application/pdf"}]})
    [file] = announced.json["attachments"]
    assert office.agent.post(f"{path}/{file['id']}/upload").status == 201
    found = world.hub.exchange.event_attachment(case_id, file["eventId"], file["id"])[2]
    assert found is not None
    key = send(found)
    assert office.agent.delete(f"{path}/{file['id']}").status == 204
    assert found.upload is not None
    assert world.hub.uploads.parts(key, found.upload.store_id or "") is None
