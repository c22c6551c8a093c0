"""/portal/v1/cases: status, messages, comments, the support's hand, several at once. **Source:** POR-05, POR-06, POR-13, ACC-11."""

from uuid import uuid4

import pytest

from chalicelib.domain.roles import ActorType
from chalicelib.domain.values import replace
from tests.builders import World
from tests.http.portal_office import HTML, Office


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


@pytest.mark.rule("POR-05")
def test_a_status_is_chosen_with_its_text_once_confirmed_and_read_by_the_operators_program(office: Office) -> None:
    case_id = office.started()
    version = office.agent.get(f"/cases/{case_id}").json["version"]
    asked = {"status": "REFUSED", "reason": "Pièce illisible", "version": version}
    unsure = office.agent.post(f"/cases/{case_id}/status", asked)
    assert (unsure.status, unsure.json) == (
        409,
        {
            "errors": [
                {
                    "code": 409,
                    "message": "Le statut « Refusé » est transmis à l'opérateur de la démarche dès votre validation : "
                    "ce changement ne pourra pas être annulé. Le confirmez-vous ?",
                }
            ],
            "reason": "CONFIRMATION",
        },
    )
    done = office.agent.post(f"/cases/{case_id}/status", {**asked, "confirm": True})
    event = office.events(case_id)[-1]
    assert (done.status, done.json) == (
        200,
        {"id": case_id, "version": "REFUSED-2", "status": "REFUSED", "label": "Refusé", "eventId": event["id"]},
    )
    told = {name: event[name] for name in ("actionType", "message", "author", "notification", "caseCurrentStatus", "caseNewStatus", "status")}
    assert told == {
        "actionType": "STATUS_UPDATE",
        "message": "Pièce illisible",
        "author": office.account.full_name,
        "notification": True,
        "caseCurrentStatus": "IN_PROGRESS",
        "caseNewStatus": "REFUSED",
        "status": "SENT",
    }
    assert event["id"] in {each["eventId"] for each in office.world.osl.notifications()}
    body = office.agent.get(f"/cases/{case_id}").json
    assert {each["isDownloadable"] for each in body["attachments"]} == {False}
    assert body["actions"]["status"] == {
        "isAllowed": False,
        "reason": "Le statut « Refusé » ne peut plus être changé : il n'est pas possible de revenir en arrière. "
        "En cas d'erreur, contactez le support HubEE : support@hubee.numerique.gouv.fr.",
        "targets": [],
    }


@pytest.mark.rule("POR-05", "CAS-03")
def test_refused_moves_name_both_labels_and_missing_texts_their_field(office: Office) -> None:
    case_id = office.case()
    move = office.agent.post(f"/cases/{case_id}/status", {"status": "DONE", "confirm": True})
    assert (move.status, move.messages) == (400, ["Le statut ne peut pas passer de « Reçu » à « Traité »."])
    lacking = office.agent.post(f"/cases/{case_id}/status", {"status": "REFUSED", "confirm": True})
    assert (lacking.status, lacking.json["errors"]) == (
        400,
        [{"code": 400, "message": "Le statut « Refusé » demande un motif.", "field": "reason"}],
    )
    odd = office.agent.post(f"/cases/{case_id}/status", {"status": "ODD", "confirm": True})
    assert (odd.status, odd.json["errors"]) == (400, [{"code": 400, "message": "Ce statut n'existe pas.", "field": "status"}])


@pytest.mark.rule("POR-05", "POR-08")
def test_the_second_of_two_agents_is_told_that_it_changed_and_by_whom(office: Office) -> None:
    case_id = office.started()
    other, colleague = office.person()
    version = colleague.get(f"/cases/{case_id}").json["version"]
    assert office.agent.post(f"/cases/{case_id}/status", {"status": "DONE", "version": version, "confirm": True}).status == 200
    late = colleague.post(f"/cases/{case_id}/status", {"status": "REFUSED", "reason": "Non", "version": version, "confirm": True})
    assert (late.status, late.json["reason"]) == (409, "CHANGED")
    assert late.messages[0] == "Ce télédossier a changé depuis que vous l'avez ouvert ; votre action n'a pas été faite."
    assert late.messages[1].startswith(f"{office.account.full_name} a changé le statut (« Traité ») le ")
    assert [each["caseNewStatus"] for each in office.events(case_id)][1:] == ["DONE"]
    assert other.id != office.account.id
    assert colleague.get(f"/cases/{case_id}").json == office.agent.get(f"/cases/{case_id}").json


@pytest.mark.rule("POR-06")
def test_a_message_reaches_the_operator_and_a_comment_does_not(office: Office) -> None:
    case_id = office.started()
    message = office.agent.post(f"/cases/{case_id}/messages", {"message": HTML})
    name = str(uuid4())
    comment = office.agent.post(f"/cases/{case_id}/comments", {"comment": HTML, "id": name})
    assert office.agent.post(f"/cases/{case_id}/comments", {"comment": HTML, "id": name}).json == comment.json
    assert (message.status, comment.status, comment.json["eventId"]) == (201, 201, name)
    assert [(each["actionType"], each["message"], each["comment"]) for each in office.events(case_id)][1:] == [
        ("SENDING_MESSAGE", HTML, None),
        ("COM_ADD", None, None),
    ]
    notified = {each["eventId"] for each in office.world.osl.notifications()}
    assert (message.json["eventId"] in notified, name in notified) == (True, False)
    unseen = office.agent.put(f"/cases/{case_id}/comments/{name}", {"comment": "Revu", "before": "Autre chose"})
    assert (unseen.status, unseen.json["reason"]) == (409, "CHANGED")
    edited = office.agent.put(f"/cases/{case_id}/comments/{name}", {"comment": "Revu", "before": HTML})
    assert (edited.status, edited.json["eventId"]) == (200, name)
    lines = office.agent.get(f"/cases/{case_id}").json["history"]
    assert [(each["label"], each["comment"], each["isEditable"]) for each in lines if each["id"] == name] == [("Commentaire", "Revu", True)]
    assert [(each["label"], each["detail"]) for each in lines if each["kind"] == "COMMENT_EDITED"] == [("Modification d'un commentaire", name)]
    blank = office.agent.post(f"/cases/{case_id}/messages", {"message": "  "})
    assert (blank.status, blank.json["errors"]) == (400, [{"code": 400, "message": "Ce champ est obligatoire.", "field": "message"}])


@pytest.mark.rule("ACC-11")
def test_the_support_forces_a_status_with_a_trace(office: Office) -> None:
    case_id = office.started()
    office.agent.post(f"/cases/{case_id}/status", {"status": "DONE", "confirm": True})
    _, support = office.person(ActorType.NATIONAL_ADMINISTRATOR, organisation=office.hub.administration)
    asked = {"status": "IN_PROGRESS", "reason": "Erreur de statut", "confirm": True}
    assert office.agent.post(f"/cases/{case_id}/force-status", asked).status == 403
    assert support.post(f"/cases/{case_id}/force-status", {**asked, "confirm": False}).json["reason"] == "CONFIRMATION"
    assert support.post(f"/cases/{case_id}/force-status", {**asked, "reason": ""}).status == 400
    done = support.post(f"/cases/{case_id}/force-status", asked)
    assert (done.status, done.json["label"]) == (200, "En cours")
    event = office.events(case_id)[-1]
    assert (event["message"], event["caseNewStatus"], event["transmitter"]["type"]) == ("Erreur de statut", "IN_PROGRESS", "Admin")
    assert office.agent.post(f"/cases/{case_id}/status", {"status": "DONE", "confirm": True}).status == 200


@pytest.mark.rule("ACC-11")
def test_the_support_alone_is_told_which_statuses_it_may_force(office: Office) -> None:
    case_id = office.started()
    _, support = office.person(ActorType.NATIONAL_ADMINISTRATOR, organisation=office.hub.administration)
    assert office.agent.get(f"/cases/{case_id}").json["actions"]["forced"] is None
    offered = support.get(f"/cases/{case_id}").json["actions"]["forced"]
    assert {each["needs"] for each in offered} == {"reason"}
    assert [each["label"] for each in offered] == [
        "Nouveau",
        "Reçu",
        "En attente de complément",
        "Refusé",
        "Traité",
        "Erreur d'intégration",
        "Clos",
    ]
    for each in offered:  # each is taken
        asked = {"status": each["status"], "reason": "Erreur", "confirm": True}
        assert support.post(f"/cases/{case_id}/force-status", asked).json["label"] == each["label"]


@pytest.mark.rule("POR-04")
def test_nothing_is_offered_to_download_where_there_is_no_file(office: Office) -> None:
    case_id = office.case()
    case = office.hub.exchange.case(case_id)
    assert case is not None
    office.hub.commit(replace(case, attachments=tuple(each.deleted() for each in case.attachments)))
    told = office.agent.get(f"/cases/{case_id}").json["actions"]["download"]
    assert told == {"isAllowed": False, "reason": "Ce télédossier n'a aucune pièce jointe à télécharger."}
    assert office.agent.get(f"/cases/{case_id}/archive").messages == [told["reason"]]


@pytest.mark.rule("POR-13")
def test_several_change_status_with_a_result_for_each(office: Office) -> None:
    ready, early, unknown = office.started(), office.case(), str(uuid4())
    asked = {"ids": [ready, early, unknown], "status": "DONE", "confirm": True}
    assert office.agent.post("/cases/status", {**asked, "confirm": False}).json["reason"] == "CONFIRMATION"
    answer = office.agent.post("/cases/status", asked)
    assert (answer.status, answer.json) == (
        200,
        {
            "results": [
                {"id": ready, "number": "EXT-01", "isDone": True, "wasAlready": False, "status": "DONE", "label": "Traité", "messages": []},
                {
                    "id": early,
                    "number": "EXT-01",
                    "isDone": False,
                    "wasAlready": False,
                    "status": "SI_RECEIVED",
                    "label": "Reçu",
                    "messages": ["Le statut ne peut pas passer de « Reçu » à « Traité »."],
                },
                {
                    "id": unknown,
                    "number": None,
                    "isDone": False,
                    "wasAlready": False,
                    "status": None,
                    "label": None,
                    "messages": ["Ce télédossier n'existe pas ou n'existe plus."],
                },
            ],
            "done": 1,
            "refused": 2,
        },
    )
    many = office.agent.post("/cases/status", {**asked, "ids": [unknown] * 501})
    assert (many.status, many.json["errors"]) == (
        400,
        [{"code": 400, "message": "Cette liste est trop longue : 500 éléments au plus.", "field": "ids"}],
    )
