"""Organisations are created once, read by those who may, replaced and listed by the administration."""

import itertools
import re
import secrets
from typing import Any

import pytest

from tests.builders import Answer, Partner, World

ORGANISATIONS = "/referential/v1/organizations"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00")
HEAD = "Bad Request : Validation failed."
_registers = itertools.count(secrets.randbelow(10**12))


def body_of(**overrides: Any) -> dict[str, Any]:
    """An organisation with a register of its own."""
    usual = {
        "type": "SI",
        "companyRegister": f"{next(_registers):014d}",
        "branchCode": "38544",
        "name": "Commune de Vif",
        "code": "VIF",
        "country": "France",
        "postalCode": "38450",
        "territory": "Isère",
        "email": "mairie@vif.test",
        "phoneNumber": "+33 4 76 00 00 00",
        "status": "Actif",
    }
    return {**usual, **overrides}


def id_of(body: dict[str, Any]) -> str:
    return f"{body['type']}-{body['companyRegister']}-{body['branchCode']}"


def refused(answer: Answer, message: str, status: int = 400) -> None:
    assert (answer.status, answer.json) == (status, {"errors": [{"code": status, "message": message}]})


def created(admin: Partner, **overrides: Any) -> dict[str, Any]:
    answer = admin.post(ORGANISATIONS, body_of(**overrides))
    assert answer.status == 201, answer.content
    made: dict[str, Any] = answer.json
    return made


@pytest.mark.rule("ORG-01", "ORG-02")
@pytest.mark.parametrize("caller", ["admin", "datapass"])
@pytest.mark.parametrize("kind", ["OSL", "SI", "Admin", "EDT"])
def test_an_organisation_of_every_type_is_created_and_read(world: World, caller: str, kind: str) -> None:
    partner: Partner = getattr(world, caller)()
    body = body_of(type=kind)
    answer = partner.post(ORGANISATIONS, body)
    assert answer.status == 201
    assert INSTANT.fullmatch(answer.json["createDateTime"])
    assert answer.json == {**body, "createDateTime": answer.json["createDateTime"], "updateDateTime": None}
    read = partner.get(f"{ORGANISATIONS}/{id_of(body)}")
    assert (read.status, read.json) == (200, answer.json)


@pytest.mark.rule("ORG-01")
def test_what_is_not_said_of_an_organisation_is_null(world: World) -> None:
    body = body_of()
    for name in ("code", "country", "email", "phoneNumber", "status"):
        del body[name]
    made = world.admin().post(ORGANISATIONS, body).json
    assert {name: made[name] for name in ("code", "country", "email", "phoneNumber", "status")} == {
        "code": None,
        "country": None,
        "email": None,
        "phoneNumber": None,
        "status": "Actif",
    }


@pytest.mark.rule("ORG-01")
def test_an_organisation_is_not_created_twice(world: World) -> None:
    admin = world.admin()
    made = created(admin)
    refused(admin.post(ORGANISATIONS, {**made, "name": "Autre"}), f"Organization {id_of(made)} already exists")
    assert admin.get(f"{ORGANISATIONS}/{id_of(made)}").json == made


@pytest.mark.rule("ORG-01")
def test_the_same_register_serves_another_type_and_another_branch(world: World) -> None:
    admin = world.admin()
    made = created(admin)
    for other in ({"type": "EDT"}, {"branchCode": "38545"}):
        assert admin.post(ORGANISATIONS, {**made, **other}).status == 201


@pytest.mark.rule("ORG-01")
def test_a_type_is_read_in_any_case_and_written_as_published(world: World) -> None:
    assert created(world.admin(), type="admin")["type"] == "Admin"
    refused(world.admin().post(ORGANISATIONS, body_of(type="XX")), "Organization type XX is not one of OSL, SI, Admin, EDT")


@pytest.mark.rule("ORG-01")
@pytest.mark.parametrize("branch", ["38 544", "38-544", "a/b", "é"])
def test_a_branch_that_could_not_be_read_back_from_an_id_is_refused(world: World, branch: str) -> None:
    body = body_of(branchCode=branch)
    refused(world.admin().post(ORGANISATIONS, body), f"{id_of(body)} is not an organization id (TYPE-SIRET-BRANCH)")


@pytest.mark.rule("ORG-02", "DEP-02")
@pytest.mark.parametrize("identity", ["SI", "SI-1-2", "SI-21380544300016", "SI_21380544300016_38544", "-21380544300016-38544"])
def test_an_id_of_another_shape_is_refused(world: World, identity: str) -> None:
    pattern = r"^\w{1,20}-[0-9]{14}-\w{1,10}$"
    fault = f'[ERROR][REQUEST][GET {ORGANISATIONS}/{identity} @path.id] ECMA 262 regex "{pattern}" does not match input string "{identity}"'
    refused(world.admin().get(f"{ORGANISATIONS}/{identity}"), f"{HEAD}\n{fault}")


@pytest.mark.rule("ORG-02")
def test_an_unknown_organisation_is_not_found(world: World) -> None:
    body = body_of()
    for answer in (world.admin().get(f"{ORGANISATIONS}/{id_of(body)}"), world.admin().put(f"{ORGANISATIONS}/{id_of(body)}", body)):
        refused(answer, "Organization is not found", 404)


@pytest.mark.rule("ORG-02")
def test_an_organisation_sent_back_changed_keeps_everything_else(world: World) -> None:
    admin = world.admin()
    made = created(admin)
    path = f"{ORGANISATIONS}/{id_of(made)}"
    same = admin.put(path, made)
    assert (same.status, {**same.json, "updateDateTime": None}) == (200, made)
    changed = admin.put(path, {**same.json, "name": "Vif", "email": None})
    assert INSTANT.fullmatch(changed.json["updateDateTime"])
    assert changed.json == {**made, "name": "Vif", "email": None, "updateDateTime": changed.json["updateDateTime"]}
    assert admin.get(path).json == changed.json


@pytest.mark.rule("ORG-02")
def test_an_organisation_does_not_change_its_id(world: World) -> None:
    admin = world.admin()
    made = created(admin)
    other = {**made, "branchCode": "1"}
    refused(admin.put(f"{ORGANISATIONS}/{id_of(made)}", other), f"Organization {id_of(other)} is not the one of the path, {id_of(made)}")
    assert admin.get(f"{ORGANISATIONS}/{id_of(made)}").json == made


@pytest.mark.rule("ORG-02")
@pytest.mark.parametrize("parameter", ["company_register", "companyRegister", "COMPANY_REGISTER"])
def test_the_list_is_filtered_by_register_and_type(world: World, parameter: str) -> None:
    admin = world.admin()
    first = created(admin)
    second = admin.post(ORGANISATIONS, {**first, "type": "EDT"}).json
    register = {parameter: first["companyRegister"]}
    answer = admin.get(ORGANISATIONS, **register)
    assert (answer.status, answer.json, answer.headers["content-range"]) == (200, [first, second], "Organizations 0-1/2")
    narrowed = admin.get(ORGANISATIONS, **register, type="EDT")
    assert (narrowed.json, narrowed.headers["content-range"]) == ([second], "Organizations 0-0/1")
    none = admin.get(ORGANISATIONS, **register, type="OSL")
    assert (none.json, none.headers["content-range"]) == ([], "Organizations 0-0/0")


@pytest.mark.rule("ORG-02")
def test_the_list_answers_25_rows_unless_asked_otherwise_and_tells_its_window(world: World) -> None:
    admin = world.admin()
    for _ in range(26):
        created(admin, type="EDT")
    first = admin.get(ORGANISATIONS, type="EDT")
    total = int(first.headers["content-range"].rpartition("/")[2])
    assert total >= 26
    assert (len(first.json), first.headers["content-range"]) == (25, f"Organizations 0-24/{total}")
    everything = admin.get(ORGANISATIONS, type="EDT", maxResult=100_000)
    assert (len(everything.json), everything.headers["content-range"]) == (total, f"Organizations 0-{total - 1}/{total}")
    window = admin.get(ORGANISATIONS, type="EDT", offSet=3, maxResult=5)
    assert (window.json, window.headers["content-range"]) == (everything.json[3:8], f"Organizations 3-7/{total}")
    for offset in (total, 10**30, "1e300"):
        beyond = admin.get(ORGANISATIONS, type="EDT", offSet=offset)
        assert (beyond.status, beyond.json, beyond.headers["content-range"]) == (200, [], f"Organizations 0-0/{total}")


@pytest.mark.rule("ORG-02")
@pytest.mark.parametrize(
    ("order", "names"),
    [(order, ["A", "B", "C"]) for order in ("branche_code", "brancheCode", "asc(branche_code)", "ASC( branche_code )")]
    + [(order, ["C", "B", "A"]) for order in ("desc(branche_code)", "desc(brancheCode)")]
    + [("name", ["C", "A", "B"]), ("desc(postal_code)", ["B", "C", "A"]), ("phoneNumber", ["B", "C", "A"]), ("create_date_time", ["A", "B", "C"])],
)
def test_the_list_is_ordered_in_every_form_the_field_uses(world: World, order: str, names: list[str]) -> None:
    admin = world.admin()
    first = created(admin, branchCode="A", name="n2", postalCode="1", phoneNumber="3")
    for branch, name, postal, phone in (("B", "n3", "3", "1"), ("C", "n1", "2", "2")):
        assert admin.post(ORGANISATIONS, {**first, "branchCode": branch, "name": name, "postalCode": postal, "phoneNumber": phone}).status == 201
    answer = admin.get(ORGANISATIONS, company_register=first["companyRegister"], orderBy=order)
    assert [each["branchCode"] for each in answer.json] == names


@pytest.mark.rule("ORG-02", "DEP-02")
@pytest.mark.parametrize("order", ["colour", "asc(colour)", "up(name)", "asc(name", "name,type"])
def test_an_unknown_order_is_refused(world: World, order: str) -> None:
    answer = world.admin().get(ORGANISATIONS, orderBy=order)
    (message,) = answer.messages
    start = f'{HEAD}\n[ERROR][REQUEST][GET {ORGANISATIONS} @query.orderBy] Instance value ("{order}") not found in enum (possible values: ["'
    assert (answer.status, message[: len(start)]) == (400, start)


@pytest.mark.rule("ORG-02", "DEP-02")
@pytest.mark.parametrize(
    ("parameter", "value", "fault"),
    [
        ("maxResult", "x", 'Instance type (string) does not match any allowed primitive type (allowed: ["integer","number"])'),
        ("maxResult", "0", "Numeric instance is lower than the required minimum (minimum: 1, found: 0)"),
        ("maxResult", "inf", 'Instance type (string) does not match any allowed primitive type (allowed: ["integer","number"])'),
        ("offSet", "-1", "Numeric instance is lower than the required minimum (minimum: 0, found: -1)"),
        ("offSet", "nan", 'Instance type (string) does not match any allowed primitive type (allowed: ["integer","number"])'),
    ],
)
def test_a_window_that_is_none_is_refused(world: World, parameter: str, value: str, fault: str) -> None:
    answer = world.admin().get(ORGANISATIONS, **{parameter: value})
    refused(answer, f"{HEAD}\n[ERROR][REQUEST][GET {ORGANISATIONS} @query.{parameter}] {fault}")
