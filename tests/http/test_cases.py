"""Cases over HTTP: who reads them, who moves them, and what a move tells nobody."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from chalicelib.domain.callers import Scope
from tests.builders import PDF, XML, Partner, World, wire_id

CASES = "/teledossiers/v1/cases"


def status_of(partner: Partner, case_id: str) -> str:
    """Where a case is."""
    status: str = partner.get(f"{CASES}/{case_id}", lite="true").json["status"]
    return status


def move(partner: Partner, case_id: str, *statuses: str) -> None:
    """Move a case on, step by step."""
    for status in statuses:
        answer = partner.patch(f"{CASES}/{case_id}", {"status": status})
        assert (answer.status, answer.content) == (204, b"")


def step(partner: Partner, case_id: str, status: str, **fields: Any) -> int:
    """Report a status by an event; answers the HTTP status."""
    body = {"actionType": "STATUS_UPDATE", "caseNewStatus": status, "notification": True, **fields}
    return partner.post(f"{CASES}/{case_id}/events", body).status


@pytest.mark.rule("CAS-04", "DEP-01", "DEP-06")
def test_a_case_reads_with_the_folders_common_data_its_files_and_its_events(world: World) -> None:
    town = world.town()
    folder = world.delivered(town)
    case_id = folder["cases"][0]["id"]
    sent = town.post(f"{CASES}/{case_id}/events", {"actionType": "COM_ADD", "comment": "à vérifier", "author": "Anne"}).json
    read = town.get(f"{CASES}/{case_id}")
    assert read.status == 200
    case = read.json
    common = {
        "id": case_id,
        "status": "HUBEE_NOTIFIED",
        "recipient": wire_id(town.organisation),
        "externalId": "EXT-01",
        "updateDateTime": sent["updateDateTime"],
        "transmissionDateTime": case["transmissionDateTime"],
        "processCode": world.process.code,
        "createDateTime": folder["createDateTime"],
        "closeDateTime": None,
        "partnerAttributes": None,
        "applicant": {"firstName": "Camille", "lastName": "MARTIN", "email": "camille.martin@usager.test"},
    }
    pdf, xml = folder["attachments"]
    of_pdf = {"fileName": "récapitulatif.pdf", "type": "10870-PDF", "size": len(PDF), "mimeType": "application/pdf"}
    of_xml = {"fileName": "données.xml", "type": "10870-XML", "size": len(XML), "mimeType": "application/xml"}
    files = [{"id": pdf["id"], "status": "RECEIVED", **of_pdf}, {"id": xml["id"], "status": "RECEIVED", **of_xml}]
    assert case == {**common, "attachments": files, "events": [sent]}
    assert folder["createDateTime"] <= case["transmissionDateTime"] <= sent["createDateTime"]
    assert town.get(f"{CASES}/{case_id}", lite="true").json == common


@pytest.mark.rule("CAS-04")
def test_a_comment_is_read_by_the_organisation_that_wrote_it_and_by_the_administration(world: World) -> None:
    town, admin = world.town(), world.admin()
    case_id = world.case_of(town)
    town.post(f"{CASES}/{case_id}/events", {"actionType": "COM_ADD", "comment": "de la mairie", "message": "pour tous"})
    world.osl.post(f"{CASES}/{case_id}/events", {"actionType": "COM_ADD", "comment": "de l'opérateur"})

    def comments(partner: Partner) -> list[tuple[str | None, str | None]]:
        return [(each["comment"], each["message"]) for each in partner.get(f"{CASES}/{case_id}").json["events"]]

    assert comments(town) == [("de la mairie", "pour tous"), (None, None)]
    assert comments(world.osl) == [(None, "pour tous"), ("de l'opérateur", None)]
    assert comments(admin) == [("de la mairie", "pour tous"), ("de l'opérateur", None)]


@pytest.mark.rule("CAS-04", "DEP-08", "OAU-03")
def test_a_case_is_read_by_its_two_sides_and_the_administration_only(world: World) -> None:
    town, neighbour = world.town(), world.town()
    other_operator, other_process = World(world.hub, world.gateway, world.clock), world.add_process()
    elsewhere = world.subscription(town.organisation, other_process)
    same_town_other_process = world.partner(Scope.SI, town.organisation, other_process, subscription_id=elsewhere.id)
    case_id = world.case_of(town)
    for partner in (town, world.osl, world.admin()):
        assert partner.get(f"{CASES}/{case_id}").status == 200
    for partner in (neighbour, other_operator.osl, same_town_other_process):
        assert partner.get(f"{CASES}/{case_id}").status == partner.patch(f"{CASES}/{case_id}", {"status": "DONE"}).status == 403
    assert neighbour.get(f"{CASES}/{case_id}").json == {"errors": [{"code": 403, "message": "Unauthorized user"}]}
    assert status_of(town, case_id) == "HUBEE_NOTIFIED"


@pytest.mark.rule("CAS-04", "DEP-08")
def test_a_case_does_not_exist_for_its_recipient_before_it_is_delivered(world: World) -> None:
    town, neighbour = world.town(), world.town()
    case_id = world.deposited(town)["cases"][0]["id"]
    refused = {"errors": [{"code": 404, "message": "Case is not found"}]}
    for answer in (town.get(f"{CASES}/{case_id}"), town.patch(f"{CASES}/{case_id}", {"status": "DONE"})):
        assert (answer.status, answer.json) == (404, refused)
    assert neighbour.get(f"{CASES}/{case_id}").status == 403
    assert [each["status"] for each in world.osl.get(f"{CASES}/{case_id}").json["attachments"]] == ["RECEIVED", "RECEIVED"]
    for partner in (town, world.osl, world.admin()):
        unknown = partner.get(f"{CASES}/{uuid4()}")
        assert (unknown.status, unknown.json) == (404, refused)


@pytest.mark.rule("CAS-07", "NOT-01")
@pytest.mark.parametrize("way", ["event", "patch, event", "event, patch"])
def test_a_change_of_status_makes_one_notification_whichever_way_it_is_told(world: World, way: str) -> None:
    town = world.town()
    case_id = world.case_of(town)
    for act in way.split(", "):
        if act == "event":
            assert step(town, case_id, "IN_PROGRESS", caseCurrentStatus="SENT") == 201
        else:
            move(town, case_id, "IN_PROGRESS")
    assert status_of(town, case_id) == "IN_PROGRESS"
    (event,) = town.get(f"{CASES}/{case_id}").json["events"]
    (told,) = world.osl.notifications()
    assert (told["caseId"], told["eventId"]) == (case_id, event["id"])


@pytest.mark.rule("CAS-03")
def test_an_instructing_service_jumps_forward_and_never_goes_back_by_a_patch(world: World) -> None:
    town = world.town()
    case_id = world.case_of(town)
    move(town, case_id, "ADD_AWAITING", "DONE")
    for wanted in ("SI_RECEIVED", "REFUSED", "HUBEE_NOTIFIED", "CLOSED", "ARCHIVED", "HUBEE_RECEIVED", "FINISHED"):
        refused = town.patch(f"{CASES}/{case_id}", {"status": wanted})
        message = f"Case status can not be changed from DONE to {wanted}"
        assert (refused.status, refused.json) == (400, {"errors": [{"code": 400, "message": message}]})
    assert status_of(town, case_id) == "DONE"


@pytest.mark.rule("CAS-03")
def test_setting_the_status_it_already_has_is_accepted_and_changes_nothing(world: World) -> None:
    town = world.town()
    case_id = world.case_of(town)
    move(town, case_id, "SI_RECEIVED")
    before = town.get(f"{CASES}/{case_id}").json
    move(town, case_id, "SI_RECEIVED")
    assert town.get(f"{CASES}/{case_id}").json == before


@pytest.mark.rule("CAS-03")
def test_a_program_that_replays_its_steps_is_recorded_and_moves_nothing_even_once_closed(world: World) -> None:
    town = world.town()
    case_id = world.case_of(town)
    steps = ["SENT", "SI_RECEIVED", "IN_PROGRESS", "DONE"]
    assert [step(town, case_id, each) for each in steps] == [201] * 4
    assert [step(town, case_id, each) for each in steps] == [201] * 4
    assert status_of(town, case_id) == "DONE"
    move(world.osl, case_id, "CLOSED")
    assert [step(town, case_id, each) for each in steps] == [201] * 4
    case = town.get(f"{CASES}/{case_id}").json
    assert (case["status"], [each["caseNewStatus"] for each in case["events"]]) == ("CLOSED", steps * 3)


@pytest.mark.rule("CAS-02", "CAS-03")
def test_a_process_narrows_the_table_for_patches_events_and_replays(world: World) -> None:
    narrow = World(world.hub, world.gateway, world.clock, allows_awaiting=False)
    town = narrow.town()
    case_id = narrow.case_of(town)
    message = "Case status can not be changed from HUBEE_NOTIFIED to ADD_AWAITING"
    assert town.patch(f"{CASES}/{case_id}", {"status": "ADD_AWAITING"}).messages == [message]
    assert step(town, case_id, "ADD_AWAITING") == 400
    move(town, case_id, "DONE")
    assert step(town, case_id, "ADD_AWAITING") == 400
    assert town.get(f"{CASES}/{case_id}").json["events"] == []


@pytest.mark.rule("CAS-01")
def test_a_failed_integration_is_repaired(world: World) -> None:
    town = world.town()
    case_id = world.case_of(town)
    move(town, case_id, "SI_INTG_ERROR", "IN_PROGRESS", "DONE", "SI_INTG_ERROR", "DONE")
    assert status_of(town, case_id) == "DONE"


@pytest.mark.rule("CAS-03", "DEP-08")
def test_an_operator_closes_reopens_and_resumes_a_case_from_any_status(world: World) -> None:
    town = world.town()
    case_id = world.case_of(town)
    seen = []
    for wanted in ("CLOSED", "HUBEE_NOTIFIED", "IN_PROGRESS", "HUBEE_COMPLETED", "CLOSED", "IN_PROGRESS", "CLOSED", "HUBEE_COMPLETED"):
        move(world.osl, case_id, wanted)
        seen.append(status_of(world.osl, case_id))
    assert seen == ["CLOSED", "HUBEE_NOTIFIED", "IN_PROGRESS", "HUBEE_NOTIFIED", "CLOSED", "IN_PROGRESS", "CLOSED", "HUBEE_NOTIFIED"]
    refused = world.osl.patch(f"{CASES}/{case_id}", {"status": "DONE"})
    assert (refused.status, refused.messages) == (400, ["Case status can not be changed from HUBEE_NOTIFIED to DONE"])


@pytest.mark.rule("CAS-01")
def test_the_administration_undoes_any_status_but_the_hubs_own(world: World) -> None:
    town, admin = world.town(), world.admin()
    case_id = world.case_of(town)
    move(town, case_id, "REFUSED")
    move(admin, case_id, "SI_RECEIVED", "CLOSED", "ADD_AWAITING")
    for wanted in ("ARCHIVED", "HUBEE_RECEIVED"):
        assert admin.patch(f"{CASES}/{case_id}", {"status": wanted}).messages == [
            f"Case status can not be changed from ADD_AWAITING to {wanted}",
        ]
    assert status_of(town, case_id) == "ADD_AWAITING"


@pytest.mark.rule("CAS-10")
def test_a_client_that_cannot_patch_posts_with_an_override(world: World) -> None:
    town = world.town()
    case_id = world.case_of(town)
    answer = town.post(f"{CASES}/{case_id}", {"status": "DONE"}, headers={"X-HTTP-Method-Override": "PATCH"})
    assert (answer.status, answer.content, status_of(town, case_id)) == (204, b"", "DONE")
    plain = town.post(f"{CASES}/{case_id}", {"status": "REFUSED"})
    assert (plain.status, plain.headers["allow"]) == (405, "GET, PATCH, POST")
    assert plain.json == {"errors": [{"code": 405, "message": "Method Not Allowed"}]}
    assert status_of(town, case_id) == "DONE"


@pytest.mark.rule("CAS-01")
def test_a_change_without_a_status_is_refused(world: World) -> None:
    answer = world.osl.patch(f"{CASES}/{world.case_of(world.town())}", {})
    assert (answer.status, answer.messages) == (400, ["Case status is missing"])


@pytest.mark.rule("CAS-13", "CAS-03")
def test_of_two_changes_at_once_one_wins_and_the_other_is_judged_against_the_result(world: World) -> None:
    town = world.town()
    for _ in range(4):
        case_id = world.case_of(town)

        def ask(status: str, case_id: str = case_id) -> int:
            return town.patch(f"{CASES}/{case_id}", {"status": status}).status

        with ThreadPoolExecutor(2) as threads:
            answers = dict(zip(("DONE", "REFUSED"), threads.map(ask, ("DONE", "REFUSED")), strict=True))
        assert sorted(answers.values()) == [204, 400]
        assert answers[status_of(town, case_id)] == 204


@pytest.mark.rule("CAS-13")
def test_events_sent_at_once_are_all_kept_and_each_is_told_once(world: World) -> None:
    town = world.town()
    case_id = world.case_of(town)
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda _: step(town, case_id, "IN_PROGRESS"), range(4))) == [201] * 4
    events = [each["id"] for each in town.get(f"{CASES}/{case_id}").json["events"]]
    assert len(set(events)) == 4
    assert sorted(each["eventId"] for each in world.osl.notifications()) == sorted(events)
