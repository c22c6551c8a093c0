"""One access mode at a time, on the API's side: what a switch closes, what it leaves, what passes on."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.domain.callers import Scope
from chalicelib.domain.subscriptions import AccessMode
from tests.builders import PDF, Partner, World

SUBSCRIPTIONS = "/referential/v1/subscriptions"
CASES = "/teledossiers/v1/cases"
READ_ONLY = {"errors": [{"code": 400, "message": "Case is read-only since the subscription's access mode was changed"}]}
WRONG_MODE = {"errors": [{"code": 403, "message": "Unauthorized user: the subscription's access mode is PORTAIL, not API"}]}


def switch(world: World, town: Partner, *modes: str | None) -> None:
    """Switch a town's subscription, from mode to mode."""
    admin = world.admin()
    for mode in modes:
        (row,) = admin.get(SUBSCRIPTIONS, companyRegister=town.organisation.company_register).json
        changed = admin.put(f"{SUBSCRIPTIONS}/{row['id']}", {**row, "accessMode": mode})
        assert (changed.status, changed.json["accessMode"]) == (200, mode)


@pytest.mark.rule("SUB-07", "SUB-08")
@pytest.mark.parametrize("mode", [AccessMode.PORTAL, None])
def test_an_si_program_of_a_portal_subscription_is_refused_everything_naming_the_mode(world: World, mode: AccessMode | None) -> None:
    town = world.town(access_mode=mode)
    case_id = world.case_of(town)
    requests: list[tuple[str, str, Any]] = [
        ("GET", "/teledossiers/v1/notifications", None),
        ("GET", f"{CASES}/{case_id}", None),
        ("PATCH", f"{CASES}/{case_id}", {"status": "DONE"}),
        ("POST", f"{CASES}/{case_id}/events", {"actionType": "COM_ADD"}),
        ("GET", "/teledossiers/v1/attachmentsIdsForPurge", None),
    ]
    for method, path, body in requests:
        answer = town.call(method, path, body)
        assert (answer.status, answer.json) == (403, WRONG_MODE)
    assert world.osl.get(f"{CASES}/{case_id}").json["status"] == "HUBEE_NOTIFIED"


@pytest.mark.rule("SUB-08")
def test_a_switch_takes_effect_on_a_live_token_at_once_and_never_hinders_the_operator(world: World) -> None:
    town = world.town()
    case_id = world.case_of(town)
    assert town.get(f"{CASES}/{case_id}").status == 200
    switch(world, town, "PORTAIL")
    assert town.get(f"{CASES}/{case_id}").json == WRONG_MODE
    message = {"actionType": "SENDING_MESSAGE", "message": "Bonjour", "notification": True}
    assert world.osl.post(f"{CASES}/{case_id}/events", message).status == 201
    assert world.osl.patch(f"{CASES}/{case_id}", {"status": "CLOSED"}).status == 204
    assert world.delivered(town)["cases"]


@pytest.mark.rule("SUB-08")
def test_a_case_fetched_before_a_switch_is_read_only_after_it_even_back_in_its_mode(world: World) -> None:
    town = world.town()
    case_id = world.case_of(town)
    assert town.get(f"{CASES}/{case_id}", lite="true").status == 200
    switch(world, town, "PORTAIL", "API")
    for answer in (
        town.patch(f"{CASES}/{case_id}", {"status": "DONE"}),
        town.post(f"{CASES}/{case_id}/events", {"actionType": "STATUS_UPDATE", "caseNewStatus": "DONE"}),
        town.post(f"{CASES}/{case_id}/events", {"actionType": "SENDING_MESSAGE", "message": "Bonjour"}),
    ):
        assert (answer.status, answer.json) == (400, READ_ONLY)
    read = town.get(f"{CASES}/{case_id}")
    assert (read.status, read.json["status"], read.json["events"]) == (200, "HUBEE_NOTIFIED", [])


@pytest.mark.rule("SUB-08")
def test_what_was_not_fetched_passes_to_the_new_mode_with_its_notification(world: World) -> None:
    town = world.town(access_mode=AccessMode.PORTAL)
    case_id = world.case_of(town)
    switch(world, town, "API")
    assert [each["caseId"] for each in town.notifications()] == [case_id]
    assert town.get(f"{CASES}/{case_id}").status == 200
    assert town.patch(f"{CASES}/{case_id}", {"status": "DONE"}).status == 204


@pytest.mark.rule("SUB-08")
@pytest.mark.parametrize("word", ["HUBEE_NOTIFIED", "HUBEE_COMPLETED"])
def test_an_operator_that_reopens_a_case_delivers_it_in_the_present_mode(world: World, word: str) -> None:
    town = world.town()
    case_id = world.case_of(town)
    assert town.patch(f"{CASES}/{case_id}", {"status": "DONE"}).status == 204
    switch(world, town, "PORTAIL", "API")
    assert town.patch(f"{CASES}/{case_id}", {"status": "SI_INTG_ERROR"}).json == READ_ONLY
    event = {"actionType": "SENDING_MESSAGE", "message": "complément", "caseNewStatus": word, "notification": True}
    assert world.osl.post(f"{CASES}/{case_id}/events", event).status == 201
    assert [each["caseId"] for each in town.notifications()] == [case_id, case_id]
    assert town.patch(f"{CASES}/{case_id}", {"status": "IN_PROGRESS"}).status == 204


def reopen_by_patch(world: World, case_id: str) -> None:
    assert world.osl.patch(f"{CASES}/{case_id}", {"status": "HUBEE_NOTIFIED"}).status == 204


def reopen_by_event(world: World, case_id: str) -> None:
    event = {"actionType": "SENDING_MESSAGE", "message": "complément", "caseNewStatus": "HUBEE_NOTIFIED", "notification": True}
    assert world.osl.post(f"{CASES}/{case_id}/events", event).status == 201


def reopen_by_deposit(world: World, case_id: str) -> None:
    file = {"fileName": "a.pdf", "type": "10870-PDF", "size": len(PDF), "mimeType": "application/pdf"}
    announced = {"actionType": "ATTACH_DEPOSIT", "attachments": [file], "caseNewStatus": "HUBEE_NOTIFIED", "notification": True}
    event = world.osl.post(f"{CASES}/{case_id}/events", announced).json
    path = f"{CASES}/{case_id}/events/{event['id']}"
    assert world.osl.put(f"{path}/attachments/{event['attachments'][0]['id']}", content=PDF).status == 204
    assert world.osl.patch(path, {"status": "SENT"}).status == 204


@pytest.mark.rule("SUB-08")
@pytest.mark.parametrize("reopen", [reopen_by_patch, reopen_by_event, reopen_by_deposit])
def test_an_operator_reopens_a_case_that_was_read_before_the_switch_and_never_moved(world: World, reopen: Callable[[World, str], None]) -> None:
    town = world.town()
    case_id = world.case_of(town)
    assert town.get(f"{CASES}/{case_id}").json["status"] == "HUBEE_NOTIFIED"
    switch(world, town, "PORTAIL", "API")
    assert town.patch(f"{CASES}/{case_id}", {"status": "SI_RECEIVED"}).json == READ_ONLY
    reopen(world, case_id)
    assert town.get(f"{CASES}/{case_id}").json["status"] == "HUBEE_NOTIFIED"
    assert town.patch(f"{CASES}/{case_id}", {"status": "SI_RECEIVED"}).status == 204


@pytest.mark.rule("SUB-08", "CAS-06")
def test_a_deposit_begun_before_a_switch_is_not_sent_after_it(world: World) -> None:
    town = world.town()
    case_id = world.case_of(town)
    assert town.get(f"{CASES}/{case_id}").status == 200
    file = {"fileName": "a.pdf", "type": "10870-PDF", "size": 1, "mimeType": "application/pdf"}
    event = town.post(f"{CASES}/{case_id}/events", {"actionType": "ATTACH_DEPOSIT", "attachments": [file], "notification": True}).json
    switch(world, town, "PORTAIL", "API")
    assert town.patch(f"{CASES}/{case_id}/events/{event['id']}", {"status": "SENT"}).json == READ_ONLY
    assert world.osl.notifications() == []


@pytest.mark.rule("SUB-07")
def test_modes_differ_between_the_processes_of_one_organisation(world: World) -> None:
    town, other = world.town(), world.add_process()
    portal = world.subscription(town.organisation, other, access_mode=AccessMode.PORTAL)
    second = world.partner(Scope.SI, town.organisation, other, subscription_id=portal.id)
    assert town.get("/teledossiers/v1/notifications").status == 200
    assert second.get("/teledossiers/v1/notifications").json == WRONG_MODE
