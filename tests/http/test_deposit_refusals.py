"""What a deposit is refused for, in the exact words: faults of shape all in one message, refusals of the rules each for itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from chalicelib.domain.callers import Scope
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.values import replace
from tests.builders import Answer, Partner, World, wire_id

FOLDERS = "/teledossiers/v1/folders"
PARIS = ZoneInfo("Europe/Paris")
HEAD = "Bad Request : Validation failed."
UNKNOWN = OrganisationId(type="SI", company_register="00000000000000", branch_code="00000")


def refused(answer: Answer, *messages: str, status: int = 400) -> None:
    assert (answer.status, answer.json) == (status, {"errors": [{"code": status, "message": message} for message in messages]})


def created(world: World, *towns: Partner) -> list[str]:
    return [case.id for town in towns for case in world.hub.exchange.cases_of(town.organisation, limit=100)]


def misshapen(world: World, town: Partner, body: Any, *faults: str) -> None:
    """Every fault in one message, and nothing made."""
    lines = [f"[ERROR][REQUEST][POST {FOLDERS} @body] {fault}" for fault in faults]
    refused(world.osl.post(FOLDERS, body), "\n".join([HEAD, *lines]))
    assert created(world, town) == []


@contextmanager
def at(world: World, instant: datetime) -> Iterator[Partner]:
    """The world's operator at an instant, with a token of that time."""
    elapsed = instant - world.clock.now()
    world.clock.advance(elapsed)
    try:
        yield world.renewed(world.osl)
    finally:
        world.clock.advance(-elapsed)


@pytest.mark.rule("DEP-02")
def test_every_property_that_is_missing_is_told_together(world: World) -> None:
    misshapen(world, world.town(), {}, 'Object has missing required properties (["applicant","attachments","cases","externalId","processCode"])')


@pytest.mark.rule("DEP-02")
def test_a_missing_applicant_reads_as_published(world: World) -> None:
    town = world.town()
    body = world.folder_body(town)
    del body["applicant"]
    misshapen(world, town, body, 'Object has missing required properties (["applicant"])')


@pytest.mark.rule("DEP-02")
def test_every_fault_of_shape_is_told_at_once_in_one_message(world: World) -> None:
    town = world.town()
    body = world.folder_body(town, externalId="E" * 31, processCode=7, closeDateTime="demain")
    body["applicant"] = {"lastName": None, "email": "nobody"}
    body["cases"][0]["recipient"]["companyRegister"] = "1234"
    body["attachments"][0] |= {"size": "12", "fileName": "a/b.pdf"}
    body["attachments"][1] |= {"size": -1, "recipients": "EXT-01"}
    misshapen(
        world,
        town,
        body,
        "[Path '/processCode'] Instance type (integer) does not match any allowed primitive type (allowed: [\"string\"])",
        f"[Path '/externalId'] String \"{'E' * 31}\" is too long (length: 31, maximum allowed: 30)",
        "[Path '/applicant/lastName'] Instance type (null) does not match any allowed primitive type (allowed: [\"string\"])",
        "[Path '/applicant/email'] String \"nobody\" is not a valid email address",
        '[Path \'/cases/0/recipient/companyRegister\'] ECMA 262 regex "[0-9]{14}" does not match input string "1234"',
        "[Path '/attachments/0/fileName'] fileName must not hold a path separator or a control character",
        "[Path '/attachments/0/size'] Instance type (string) does not match any allowed primitive type (allowed: [\"integer\"])",
        "[Path '/attachments/1/size'] Numeric instance is lower than the required minimum (minimum: 0, found: -1)",
        "[Path '/attachments/1/recipients'] Instance type (string) does not match any allowed primitive type (allowed: [\"array\"])",
        "[Path '/closeDateTime'] String \"demain\" is invalid against requested date format(s) "
        "[\"yyyy-MM-dd'T'HH:mm:ssZ\",\"yyyy-MM-dd'T'HH:mm:ss.[0-9]{1,12}Z\"]",
        "[Path '/applicant'] Object has missing required properties ([\"firstName\"])",
    )


@pytest.mark.rule("DEP-02")
def test_a_fault_of_a_header_stands_beside_those_of_the_body(world: World) -> None:
    answer = world.osl.post(FOLDERS, {**world.folder_body(world.town()), "cases": []}, headers={"editorName": "e" * 51})
    where = f"[ERROR][REQUEST][POST {FOLDERS}"
    header = f'{where} @header.editorName] String "{"e" * 51}" is too long (length: 51, maximum allowed: 50)'
    body = f"{where} @body] [Path '/cases'] Array is too short: must have at least 1 elements but instance has 0 elements"
    refused(answer, "\n".join([HEAD, header, body]))


@pytest.mark.rule("DEP-03")
def test_an_unknown_process_is_refused(world: World) -> None:
    town = world.town()
    refused(world.osl.post(FOLDERS, world.folder_body(town, processCode="NONE")), "Process NONE does not exist")
    assert created(world, town) == []


@pytest.mark.rule("DEP-03", "ORG-05")
def test_an_inactive_process_refuses_new_folders_while_running_ones_are_finished(world: World) -> None:
    town = world.town()
    running = world.deposited(town)
    world.hub.commit(replace(world.process, is_activated=False, version=1))
    refused(world.osl.post(FOLDERS, world.folder_body(town)), f"Process {world.process.code} is not activated")
    assert created(world, town) == [running["cases"][0]["id"]]
    assert world.osl.patch(f"{FOLDERS}/{running['id']}", {"globalStatus": "HUBEE_COMPLETED"}).status == 204
    assert town.patch(f"/teledossiers/v1/cases/{running['cases'][0]['id']}", {"status": "DONE"}).status == 204


@pytest.mark.rule("DEP-03", "OAU-03")
def test_an_operator_that_does_not_own_the_process_is_refused(world: World) -> None:
    town, stranger = world.town(), world.partner(Scope.OSL, world.organisation("OSL"))
    refused(stranger.post(FOLDERS, world.folder_body(town)), "Unauthorized user", status=403)
    assert created(world, town) == []


@pytest.mark.rule("DEP-03")
def test_every_refusal_of_the_rules_is_an_entry_of_its_own(world: World) -> None:
    town, unsubscribed = world.town(), world.organisation()
    code = world.process.code
    body = world.folder_body(town)
    body["cases"] += [
        {"externalId": "EXT-01", "recipient": wire_id(UNKNOWN)},
        {"externalId": "EXT-03", "recipient": wire_id(unsubscribed)},
        {"externalId": "EXT-04", "recipient": wire_id(town.organisation)},
    ]
    pdf, xml = body["attachments"]
    pdf |= {"recipients": ["EXT-09", "EXT-01"], "size": 10_000_001}
    xml |= {"recipients": [], "type": "PASSEPORT", "mimeType": "text/csv"}
    refused(
        world.osl.post(FOLDERS, body),
        "Case externalId EXT-01 is used more than once",
        f"Case recipient {town.organisation} is used more than once",
        f"Case recipient {UNKNOWN} does not exist",
        f"Case recipient {unsubscribed} does not suscribed to {code}",
        "Attachment récapitulatif.pdf recipient EXT-09 is not a case of the folder",
        f"Attachment récapitulatif.pdf size 10000001 exceeds the maximum 10000000 of {code}",
        "Attachment données.xml names no case in recipients",
        f"Attachment données.xml format text/csv is not allowed for {code}",
        f"Attachment données.xml type PASSEPORT is not allowed for {code}",
    )
    assert created(world, town) == []


@pytest.mark.rule("DEP-03")
@pytest.mark.parametrize("kind", ["Inactif", "Suspendu", "Refusé"])
def test_a_recipient_without_an_active_subscription_is_refused(world: World, kind: str) -> None:
    now = world.clock.now()
    dates: dict[str, dict[str, Any]] = {
        "Inactif": {"activate_at": None},
        "Suspendu": {"activate_at": now - timedelta(days=9), "end_at": now - timedelta(days=1)},
        "Refusé": {"rejected_at": now, "rejection_reason": "non"},
    }
    town = world.town(**dates[kind])
    refused(world.osl.post(FOLDERS, world.folder_body(town)), f"Case recipient {town.organisation} does not suscribed to {world.process.code}")
    assert created(world, town) == []


@pytest.mark.rule("SUB-05", "DEP-03")
def test_a_recipient_receives_from_midnight_in_paris_of_its_activation_date(world: World) -> None:
    day = (world.clock.now().astimezone(PARIS) + timedelta(days=3)).replace(hour=0, minute=0, second=0, microsecond=0)
    town = world.town(activate_at=day.replace(hour=15).astimezone(UTC))
    with at(world, day - timedelta(seconds=30)) as osl:
        refused(osl.post(FOLDERS, world.folder_body(town)), f"Case recipient {town.organisation} does not suscribed to {world.process.code}")
    with at(world, day) as osl:
        assert osl.post(FOLDERS, world.folder_body(town)).status == 201


@pytest.mark.rule("SUB-06", "DEP-03")
def test_a_suspended_recipient_receives_until_midnight_in_paris_and_finishes_what_it_has(world: World) -> None:
    day = (world.clock.now().astimezone(PARIS) + timedelta(days=3)).replace(hour=0, minute=0, second=0, microsecond=0)
    town = world.town(end_at=day.astimezone(UTC))
    case_id = world.case_of(town)
    with at(world, day - timedelta(seconds=30)) as osl:
        assert osl.post(FOLDERS, world.folder_body(town)).status == 201
    with at(world, day) as osl:
        refused(osl.post(FOLDERS, world.folder_body(town)), f"Case recipient {town.organisation} does not suscribed to {world.process.code}")
        assert world.renewed(town).patch(f"/teledossiers/v1/cases/{case_id}", {"status": "DONE"}).status == 204
