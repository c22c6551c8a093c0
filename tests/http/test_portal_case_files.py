"""/portal/v1/cases/{caseId}/attachments: an agent's files for the person concerned. **Source:** POR-07."""

from typing import Any

import pytest

from chalicelib.domain.roles import Role
from tests.builders import PDF, World
from tests.http.portal_office import Office

pytestmark = pytest.mark.rule("POR-07")


def announced(office: Office, case_id: str, *names: str) -> list[dict[str, Any]]:
    files = [{"fileName": name, "size": len(PDF), "mimeType": "application/pdf"} for name in names]
    answer = office.agent.post(f"/cases/{case_id}/attachments", {"attachments": files})
    assert answer.status == 201, answer.content
    found: list[dict[str, Any]] = answer.json["attachments"]
    return found


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


def test_a_file_is_announced_brought_confirmed_and_fetched_by_the_operators_program(office: Office) -> None:
    case_id = office.case()
    [file] = announced(office, case_id, "réponse.pdf")
    expected = {
        "id": file["id"],
        "eventId": file["eventId"],
        "fileName": "réponse.pdf",
        "type": "PJ",
        "size": len(PDF),
        "mimeType": "application/pdf",
        "status": "PENDING",
        "state": "En attente de réception",
        "isDownloadable": False,
        "reason": "Cette pièce jointe n'a pas encore été reçue.",
        "isRemovable": True,
    }
    assert file == expected
    early = office.agent.post(f"/cases/{case_id}/attachments/confirm", {"attachmentIds": [file["id"]]})
    assert (early.status, early.messages) == (400, ["La pièce jointe « réponse.pdf » n'a pas encore été reçue."])
    put = office.agent.put(f"/cases/{case_id}/attachments/{file['id']}", content=PDF)
    received = {**expected, "status": "RECEIVED", "state": "Disponible", "isDownloadable": True, "reason": None}
    assert (put.status, put.json) == (200, received)
    _, colleague = office.person()
    assert colleague.get(f"/cases/{case_id}").json["pendingAttachments"] == [received]
    assert [each["actionType"] for each in office.events(case_id)] == ["STATUS_UPDATE"]  # the operator sees nothing of it yet
    confirmed = office.agent.post(f"/cases/{case_id}/attachments/confirm", {"attachmentIds": [file["id"]]})
    assert (confirmed.status, confirmed.content) == (204, b"")
    assert office.agent.post(f"/cases/{case_id}/attachments/confirm", {"attachmentIds": [file["id"]]}).status == 204
    event = office.events(case_id)[-1]
    assert (event["actionType"], event["status"], event["notification"], [each["id"] for each in event["attachments"]]) == (
        "ATTACH_DEPOSIT",
        "SENT",
        True,
        [file["id"]],
    )
    assert [each["eventId"] for each in office.world.osl.notifications()].count(event["id"]) == 1
    fetched = office.world.osl.get(f"/teledossiers/v1/cases/{case_id}/events/{event['id']}/attachments/{file['id']}")
    assert (fetched.status, fetched.content) == (200, PDF)
    body = colleague.get(f"/cases/{case_id}").json
    assert body["pendingAttachments"] == []
    [line] = [each for each in body["history"] if each["kind"] == "FILES"]
    assert (line["author"], line["attachments"]) == (office.account.full_name, [{**received, "isRemovable": False}])
    late = office.agent.delete(f"/cases/{case_id}/attachments/{file['id']}")
    assert (late.status, late.messages[0][:46]) == (400, "Cette pièce jointe a déjà été transmise : elle")


def test_a_file_is_removed_until_it_is_confirmed_and_one_of_the_person_never(office: Office) -> None:
    case_id = office.case()
    first, second = announced(office, case_id, "a.pdf", "b.pdf")
    assert office.agent.delete(f"/cases/{case_id}/attachments/{first['id']}").status == 204
    gone = office.agent.delete(f"/cases/{case_id}/attachments/{first['id']}")
    assert (gone.status, gone.messages) == (404, ["Cette pièce jointe n'existe pas ou n'existe plus."])
    other = office.agent.post(f"/cases/{case_id}/attachments/confirm", {"attachmentIds": [first["id"], second["id"]]})
    assert (other.status, other.json["reason"]) == (409, "CHANGED")
    theirs = office.agent.get(f"/cases/{case_id}").json["attachments"][0]["id"]
    kept = office.agent.delete(f"/cases/{case_id}/attachments/{theirs}")
    assert kept.status == 403
    assert kept.messages[0].startswith("Cette pièce jointe a été transmise par la personne concernée : elle ne peut pas être supprimée.")


def test_faults_are_told_beside_each_file_and_the_role_is_needed(office: Office) -> None:
    case_id = office.case()
    files = [
        {"fileName": "a.docx", "size": 10, "mimeType": "application/msword"},
        {"fileName": "b.pdf", "size": 10_000_001, "mimeType": "application/pdf"},
    ]
    answer = office.agent.post(f"/cases/{case_id}/attachments", {"attachments": files})
    assert (answer.status, answer.json["errors"]) == (
        400,
        [
            {
                "code": 400,
                "message": "Le fichier « a.docx » n'est pas dans un format accepté pour cette démarche. Formats acceptés : PDF.",
                "field": "attachments.0",
            },
            {"code": 400, "message": "Le fichier « b.pdf » est trop volumineux : 10 000 000 octets au plus.", "field": "attachments.1"},
        ],
    )
    [file] = announced(office, case_id, "c.pdf")
    wrong = office.agent.put(f"/cases/{case_id}/attachments/{file['id']}", content=b"autre chose")
    assert (wrong.status, wrong.messages) == (
        400,
        [
            "Le fichier « c.pdf » reçu n'a pas la taille ou le format annoncés. "
            "Vérifiez qu'il s'ouvre bien dans ce format, puis envoyez-le de nouveau ; sinon, retirez-le."
        ],
    )
    assert office.agent.get(f"/cases/{case_id}").json["pendingAttachments"][0]["state"] == "Non conforme à l'annonce"
    _, reader = office.person(roles={Role.CASES_READ})
    assert reader.put(f"/cases/{case_id}/attachments/{file['id']}", content=PDF).status == 403
    assert reader.delete(f"/cases/{case_id}/attachments/{file['id']}").status == 403
