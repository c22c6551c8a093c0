"""A process (démarche) is a row of data that the administration creates, reads, replaces and lists."""

import re
from typing import Any
from uuid import uuid4

import pytest

from chalicelib.domain.callers import Scope
from chalicelib.domain.identifiers import OrganisationId
from tests.builders import Answer, World, wire_id

PROCESSES = "/referential/v1/processes"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00")
HEAD = "Bad Request : Validation failed."


def body_of(osl: OrganisationId, **overrides: Any) -> dict[str, Any]:
    usual = {
        "code": f"N{uuid4().hex[:12]}",
        "name": "Recensement citoyen",
        "description": "À seize ans",
        "isActivated": True,
        "osl": wire_id(osl),
        "attachmentFormatsEnabled": ["application/pdf", "text/xml"],
        "siAttachmentFormatsEnabled": ["application/pdf"],
        "attachmentTypesEnabled": ["10870-XML", "10870-PDF"],
        "attachmentMaxSizeEnabled": 10_000_000,
        "statusBeforeFileDeletion": "CLOSED",
        "timeBeforeFileDeletion": 30,
        "timeBeforeArchiving": 60,
        "timeBeforeFolderDeletion": 365,
        "messageToTransmitter": True,
        "subscriptionValidation": "Manual",
        "legalJustification": "Code du service national",
        "authorizedAwaiting": False,
        "messageWithStatus": True,
        "personLabel": "Personne recensée",
    }
    return {**usual, **overrides}


def refused(answer: Answer, *messages: str, status: int = 400) -> None:
    assert (answer.status, answer.json) == (status, {"errors": [{"code": status, "message": message} for message in messages]})


def created(world: World, **overrides: Any) -> dict[str, Any]:
    answer = world.admin().post(PROCESSES, body_of(world.osl_organisation, **overrides))
    assert answer.status == 201, answer.content
    made: dict[str, Any] = answer.json
    return made


@pytest.mark.rule("ORG-03", "ORG-04")
def test_a_process_is_created_and_read_whole(world: World) -> None:
    body = body_of(world.osl_organisation)
    answer = world.admin().post(PROCESSES, body)
    assert answer.status == 201
    assert INSTANT.fullmatch(answer.json["creationDateTime"])
    assert answer.json == {**body, "creationDateTime": answer.json["creationDateTime"], "updateDateTime": None}
    read = world.admin().get(f"{PROCESSES}/{body['code']}")
    assert (read.status, read.json) == (200, answer.json)


@pytest.mark.rule("ORG-04", "DEP-01")
def test_a_process_just_created_takes_deposits_at_once(world: World) -> None:
    assert world.osl.notifications() == []  # what its program may do is remembered from here on
    made = created(world)
    process = world.hub.referential.process(made["code"])
    town = world.town(process)
    body = world.folder_body(town, processCode=made["code"])
    del body["attachments"][1]
    assert world.osl.post("/teledossiers/v1/folders", body).status == 201


@pytest.mark.rule("ORG-03")
def test_what_is_not_said_of_a_process_has_its_usual_value(world: World) -> None:
    body = body_of(world.osl_organisation)
    for name in ("description", "siAttachmentFormatsEnabled", "legalJustification", "authorizedAwaiting", "messageWithStatus", "personLabel"):
        del body[name]
    made = world.admin().post(PROCESSES, body).json
    usual: dict[str, Any] = {
        "description": None,
        "siAttachmentFormatsEnabled": [],
        "legalJustification": None,
        "authorizedAwaiting": True,
        "messageWithStatus": False,
        "personLabel": "Personne concernée",
    }
    assert made == {**body, **usual, "creationDateTime": made["creationDateTime"], "updateDateTime": None}


@pytest.mark.rule("ORG-03")
def test_a_process_is_not_created_twice(world: World) -> None:
    made = created(world)
    refused(world.admin().post(PROCESSES, {**made, "name": "Autre"}), f"Process {made['code']} already exists")
    assert world.admin().get(f"{PROCESSES}/{made['code']}").json == made


@pytest.mark.rule("ORG-03")
def test_everything_a_process_says_that_is_unknown_is_told_at_once(world: World) -> None:
    wrong = {"code": "A|B", "statusBeforeFileDeletion": "GONE", "subscriptionValidation": "Maybe", "timeBeforeArchiving": 100_000}
    refused(
        world.admin().post(PROCESSES, body_of(world.osl_organisation, **wrong)),
        "Process statusBeforeFileDeletion GONE is not a case status",
        "Process subscriptionValidation Maybe is not one of Auto, Manual",
        "Process code A|B must not hold |, / or a comma",
        "Process timeBeforeArchiving exceeds 99999 days",
    )


@pytest.mark.rule("ORG-03")
def test_a_process_needs_an_operator_that_exists(world: World) -> None:
    for owner in (world.organisation("SI"), OrganisationId(type="OSL", company_register="00000000000000", branch_code="0")):
        body = body_of(owner)
        refused(world.admin().post(PROCESSES, body), f"Organization {owner} does not exist as an OSL")
        refused(world.admin().get(f"{PROCESSES}/{body['code']}"), "Process is not found", status=404)


@pytest.mark.rule("ORG-03", "DEP-02")
def test_every_fault_of_a_process_is_told_at_once(world: World) -> None:
    body = body_of(world.osl_organisation, isActivated="yes", timeBeforeArchiving=-1, attachmentMaxSizeEnabled=2**63, name="n" * 101)
    del body["osl"]
    where = f"[ERROR][REQUEST][POST {PROCESSES} @body]"
    faults = [
        f"{where} [Path '/name'] String \"{'n' * 100}\" is too long (length: 101, maximum allowed: 100)",
        f"{where} [Path '/isActivated'] Instance type (string) does not match any allowed primitive type (allowed: [\"boolean\"])",
        f"{where} [Path '/attachmentMaxSizeEnabled'] Numeric instance is greater than the required maximum (maximum: {2**63 - 1}, found: {2**63})",
        f"{where} [Path '/timeBeforeArchiving'] Numeric instance is lower than the required minimum (minimum: 0, found: -1)",
        f'{where} Object has missing required properties (["osl"])',
    ]
    refused(world.admin().post(PROCESSES, body), "\n".join([HEAD, *faults]))


@pytest.mark.rule("ORG-03")
def test_an_unknown_process_is_not_found(world: World) -> None:
    admin, body = world.admin(), body_of(world.osl_organisation)
    for answer in (admin.get(f"{PROCESSES}/{body['code']}"), admin.put(f"{PROCESSES}/{body['code']}", body)):
        refused(answer, "Process is not found", status=404)


@pytest.mark.rule("ORG-03")
def test_a_process_sent_back_changed_keeps_everything_else(world: World) -> None:
    admin, made = world.admin(), created(world)
    path = f"{PROCESSES}/{made['code']}"
    same = admin.put(path, made)
    assert (same.status, {**same.json, "updateDateTime": None}) == (200, made)
    changed = admin.put(path, {**made, "name": "Autre", "authorizedAwaiting": True})
    assert INSTANT.fullmatch(changed.json["updateDateTime"])
    assert changed.json == {**made, "name": "Autre", "authorizedAwaiting": True, "updateDateTime": changed.json["updateDateTime"]}
    assert admin.get(path).json == changed.json


@pytest.mark.rule("ORG-03")
@pytest.mark.parametrize(("awaiting", "with_status"), [(False, True), (True, False)])
def test_what_the_published_interface_does_not_know_is_kept_when_it_is_not_named(world: World, awaiting: bool, with_status: bool) -> None:
    made = created(world, authorizedAwaiting=awaiting, messageWithStatus=with_status)
    published = {name: value for name, value in made.items() if name not in ("authorizedAwaiting", "messageWithStatus", "personLabel")}
    answer = world.admin().put(f"{PROCESSES}/{made['code']}", published)
    assert (answer.status, {**answer.json, "updateDateTime": None}) == (200, made)


@pytest.mark.rule("ORG-03")
def test_a_process_does_not_change_its_code(world: World) -> None:
    made = created(world)
    answer = world.admin().put(f"{PROCESSES}/{made['code']}", {**made, "code": "OTHER"})
    refused(answer, f"Process OTHER is not the one of the path, {made['code']}")


@pytest.mark.rule("ORG-03", "OAU-03")
def test_a_process_given_to_another_operator_changes_hands_at_once(world: World) -> None:
    other = world.organisation("OSL")
    heir = world.partner(Scope.OSL, other)
    town = world.town()
    folder = world.announced(town)
    path = f"/teledossiers/v1/folders/{folder['id']}"
    assert (world.osl.get(path).status, heir.get(path).status) == (200, 403)
    sent = world.admin().get(f"{PROCESSES}/{world.process.code}").json
    assert world.admin().put(f"{PROCESSES}/{world.process.code}", {**sent, "osl": wire_id(other)}).status == 200
    assert (world.osl.get(path).status, heir.get(path).status) == (403, 200)


@pytest.mark.rule("ORG-03")
def test_the_list_is_filtered_windowed_and_ordered(world: World) -> None:
    admin = world.admin()
    codes = [world.process.code, *(created(world, name=name, attachmentMaxSizeEnabled=size)["code"] for name, size in (("C", 1), ("A", 3), ("B", 2)))]
    _, c, a, b = codes
    register = world.osl_organisation.company_register
    answer = admin.get(PROCESSES, companyRegister=register)
    assert ([each["code"] for each in answer.json], answer.headers["content-range"]) == (sorted(codes), "Susbscriptions 0-3/4")
    window = admin.get(PROCESSES, companyRegister=register, offSet=1, maxResult=2)
    assert ([each["code"] for each in window.json], window.headers["content-range"]) == (sorted(codes)[1:3], "Susbscriptions 1-2/4")
    beyond = admin.get(PROCESSES, companyRegister=register, offSet=4)
    assert (beyond.json, beyond.headers["content-range"]) == ([], "Susbscriptions 0-0/4")
    ordered = {
        "name": [a, b, c, codes[0]],
        "desc(name)": [codes[0], c, b, a],
        "asc(attachmentMaxSizeEnabled)": [c, b, a, codes[0]],
        "attachment_max_size_enabled": [c, b, a, codes[0]],
    }
    for order, expected in ordered.items():
        assert [each["code"] for each in admin.get(PROCESSES, companyRegister=register, orderBy=order).json] == expected, order
    assert admin.get(PROCESSES, maxResult=100_000).status == 200


@pytest.mark.rule("ORG-03", "DEP-02")
@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ({"companyRegister": "123"}, '@query.companyRegister] ECMA 262 regex "[0-9]{14}" does not match input string "123"'),
        ({"companyRegister": "1" * 15}, f'@query.companyRegister] String "{"1" * 15}" is too long (length: 15, maximum allowed: 14)'),
        ({"maxResult": "many"}, '@query.maxResult] Instance type (string) does not match any allowed primitive type (allowed: ["integer","number"])'),
    ],
)
def test_a_list_asked_for_wrongly_is_refused(world: World, query: dict[str, str], fault: str) -> None:
    refused(world.admin().get(PROCESSES, **query), f"{HEAD}\n[ERROR][REQUEST][GET {PROCESSES} {fault}")


@pytest.mark.rule("ORG-03", "DEP-02")
def test_an_unknown_order_of_processes_is_refused(world: World) -> None:
    answer = world.admin().get(PROCESSES, orderBy="colour")
    (message,) = answer.messages
    start = f'{HEAD}\n[ERROR][REQUEST][GET {PROCESSES} @query.orderBy] Instance value ("colour") not found in enum (possible values: ["'
    assert (answer.status, message[: len(start)]) == (400, start)
