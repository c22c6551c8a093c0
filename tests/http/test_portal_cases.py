"""/portal/v1/cases/{caseId}: the detail as it is answered, opening, status, messages, comments. **Source:** POR-03, POR-05 to POR-09, POR-11."""

from typing import Any
from uuid import uuid4

import pytest

from chalicelib.composition import Composition
from chalicelib.domain.roles import ActorType, Role
from tests.builders import World
from tests.http.portal_office import HTML, Office


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


def name_of(hub: Composition, organisation: Any) -> dict[str, str]:
    row = hub.referential.organisation(organisation)
    assert row is not None
    return {"id": str(organisation), "name": row.name}


@pytest.mark.rule("POR-03", "POR-08", "POR-09", "POR-05", "POR-06", "POR-07")
def test_the_detail_tells_everything_of_a_case_and_what_may_be_done_on_it(office: Office) -> None:
    case_id = office.case(is_open=False)
    world, process = office.world, office.world.process
    shown = office.agent.get(f"/cases/{case_id}")
    assert (shown.status, shown.json["label"], shown.json["isNew"], shown.json["actions"]["status"]["targets"]) == (200, "Nouveau", True, [])
    assert office.agent.post(f"/cases/{case_id}/open").status == 204
    body = office.agent.get(f"/cases/{case_id}").json
    [event] = office.events(case_id)
    operator, town = name_of(office.hub, world.osl_organisation), name_of(office.hub, office.town.organisation)
    stored = office.hub.exchange.case(case_id)
    assert stored is not None
    history, attachments = body.pop("history"), body.pop("attachments")
    instants = {name: body.pop(name) for name in ("receivedAt", "updatedAt", "closedAt")}
    assert body == {
        "id": case_id,
        "version": "SI_RECEIVED-1",
        "number": "EXT-01",
        "folderNumber": "EXT",
        "process": {"code": process.code, "name": "Recensement"},
        "operator": operator,
        "organisation": town,
        "person": {"label": "Personne concernée", "firstName": "Camille", "lastName": "MARTIN", "email": "camille.martin@usager.test"},
        "status": "SI_RECEIVED",
        "label": "Reçu",
        "isNew": False,
        "isReadOnly": False,
        "pendingAttachments": [],
        "actions": {
            "status": {
                "isAllowed": True,
                "reason": None,
                "targets": [
                    {
                        "status": "ADD_AWAITING",
                        "label": "En attente de complément",
                        "meaning": "Un complément est attendu : votre message est transmis à la personne concernée par l'opérateur de la démarche.",
                        "needs": "message",
                        "canBeUndone": False,
                    },
                    {
                        "status": "REFUSED",
                        "label": "Refusé",
                        "meaning": "La demande est refusée : le motif est transmis. Les pièces jointes ne pourront plus être téléchargées.",
                        "needs": "reason",
                        "canBeUndone": False,
                    },
                ],
            },
            "message": {"isAllowed": True, "reason": None},
            "comment": {"isAllowed": True, "reason": None},
            "attach": {
                "isAllowed": True,
                "reason": None,
                "formats": ["application/pdf"],
                "formatLabels": ["PDF"],
                "maxBytes": 10_000_000,
                "maxFiles": 79,
            },
            "download": {"isAllowed": True, "reason": None},
            "forced": None,
        },
    }
    assert (instants["closedAt"], instants["receivedAt"] <= instants["updatedAt"]) == (None, True)
    assert attachments == [
        {
            "id": each.id,
            "eventId": None,
            "fileName": each.file_name,
            "type": each.type,
            "size": each.size_bytes,
            "mimeType": each.mime_type,
            "status": "RECEIVED",
            "state": "Disponible",
            "isDownloadable": True,
            "reason": None,
            "isRemovable": False,
        }
        for each in stored.attachments
    ]
    empty: dict[str, Any] = {"message": None, "messageLabel": "Message", "comment": None, "detail": None, "isEditable": False, "attachments": []}
    still = {"statusBefore": None, "statusAfter": None, "changes": None, **empty}
    author, at = office.account.full_name, event["createDateTime"]
    assert history[0] == {
        "id": case_id,
        "kind": "TRANSMISSION",
        "label": "Transmission du télédossier",
        "at": instants["receivedAt"],
        "author": None,
        "organisation": operator,
        "byOperator": True,
        **still,
    }
    consulted = {"kind": "CONSULTATION", "label": "Consultation", "at": at, "author": author, "organisation": town, "byOperator": False, **still}
    received = {**empty, "statusBefore": "HUBEE_NOTIFIED", "statusAfter": "SI_RECEIVED", "changes": "« Nouveau » → « Reçu »"}
    moved = {"kind": "STATUS", "label": "Changement de statut", "at": at, "author": author, "organisation": town, "byOperator": False, **received}
    assert sorted(({**each, "id": ""} for each in history[1:]), key=str) == sorted(({**each, "id": ""} for each in (consulted, moved)), key=str)


@pytest.mark.rule("POR-09")
def test_the_person_is_called_as_the_process_calls_him(world: World) -> None:
    special = World(world.hub, world.gateway, world.clock, person_label="Personne décédée")
    office = Office(special)
    applicant = {"firstName": "Ange", "lastName": "ROUX"}
    person = office.agent.get(f"/cases/{office.case(applicant=applicant)}").json["person"]
    assert person == {"label": "Personne décédée", "firstName": "Ange", "lastName": "ROUX", "email": None}


@pytest.mark.rule("POR-06", "POR-09")
def test_html_in_any_field_comes_back_as_the_text_it_is(office: Office) -> None:
    case_id = office.case(applicant={"firstName": HTML, "lastName": HTML})
    _, odd = office.person(first_name=HTML, last_name="X")
    odd.post(f"/cases/{case_id}/open")
    odd.post(f"/cases/{case_id}/status", {"status": "REFUSED", "reason": HTML, "confirm": True})
    answer = office.agent.get(f"/cases/{case_id}")
    assert (answer.headers["content-type"], answer.headers["x-content-type-options"]) == ("application/json", "nosniff")
    assert (answer.json["person"]["firstName"], answer.json["person"]["lastName"]) == (HTML, HTML)
    assert [(each["author"], each["message"]) for each in answer.json["history"] if each["statusAfter"] == "REFUSED"] == [(f"{HTML} X", HTML)]


@pytest.mark.rule("POR-08")
def test_a_closing_by_the_operator_is_told_and_ends_all_changes(office: Office) -> None:
    case_id = office.started()
    assert office.agent.post(f"/cases/{case_id}/status", {"status": "DONE", "confirm": True}).status == 200
    assert office.world.osl.patch(f"/teledossiers/v1/cases/{case_id}", {"status": "CLOSED"}).status == 204
    body = office.agent.get(f"/cases/{case_id}").json
    last = body["history"][-1]
    assert (last["kind"], last["label"], last["byOperator"], last["at"]) == ("CLOSING", "Clôture par l'opérateur", True, body["closedAt"])
    actions = body["actions"]
    assert {actions[name]["isAllowed"] for name in ("status", "message", "comment", "attach", "download")} == {False}
    refused = office.agent.post(f"/cases/{case_id}/comments", {"comment": "Trop tard"})
    assert (refused.status, refused.messages) == (403, ["Ce télédossier est « Clos » : il ne peut plus être modifié."])


@pytest.mark.rule("POR-11", "ACC-02")
def test_the_operators_administrator_supervises_without_treating(office: Office) -> None:
    case_id = office.started()
    office.agent.post(f"/cases/{case_id}/comments", {"comment": "Interne"})
    _, business = office.person(ActorType.BUSINESS_ADMINISTRATOR, organisation=office.world.osl_organisation)
    body = business.get(f"/cases/{case_id}").json
    assert "COMMENT" not in {each["kind"] for each in body["history"]}
    assert {each["isDownloadable"] for each in body["attachments"]} == {False}
    assert {body["actions"][name]["isAllowed"] for name in ("status", "message", "comment", "attach", "download")} == {False}
    assert business.post(f"/cases/{case_id}/open").status == 204
    assert business.post(f"/cases/{case_id}/status", {"status": "DONE", "confirm": True}).status == 403
    _, reader = office.person(roles={Role.CASES_READ})
    assert reader.get(f"/cases/{case_id}").json["actions"]["status"]["isAllowed"] is False
    assert reader.post(f"/cases/{case_id}/status", {"status": "DONE", "confirm": True}).status == 403
    _, stranger = office.person(organisation=office.world.organisation("SI"))
    assert [stranger.get(f"/cases/{case_id}").status, stranger.post(f"/cases/{case_id}/open").status] == [403, 403]
    assert office.agent.get(f"/cases/{uuid4()}").messages == ["Ce télédossier n'existe pas ou n'existe plus."]
