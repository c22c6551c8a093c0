"""Every operation of the interface, called by every kind of caller on real objects: who may, and that a refusal changes and tells nothing."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from chalicelib.composition import Composition
from chalicelib.domain.callers import Scope
from chalicelib.domain.subscriptions import AccessMode
from chalicelib.handlers.every_route import ROUTES
from chalicelib.handlers.http import PORTAL, Operation
from infra.sandbox.clock import SandboxClock
from infra.sandbox.gateway import Gateway
from tests.builders import Answer, Partner
from tests.http.matrix_stage import ASKED, Stage

_LINES = [line.split() for line in (Path(__file__).parent / "authorisation_matrix.txt").read_text("utf-8").splitlines() if line[0] != "#"]
COLUMNS = _LINES[0][1:]
TABLE = {line[0]: dict(zip(COLUMNS, line[1:], strict=True)) for line in _LINES[1:]}
OPERATIONS = {each.operation_id: each for routes in ROUTES for each in routes.operations if not each.path.startswith(PORTAL)}
OPEN = {"token", "oauth2Token", "jwks", "openapi", "health"}
NO_TOKEN = {
    "code": "900901",
    "message": "Invalid Credentials",
    "description": "Invalid Credentials. Make sure you have provided the correct security credentials",
    "errors": [{"code": 401, "message": "Invalid Credentials"}],
}
SCOPE_LACKING = {
    "code": "900910",
    "message": "The access token does not allow you to access the requested resource",
    "description": "User is NOT authorized to access the Resource. Scope validation failed.",
    "errors": [{"code": 403, "message": "The access token does not allow you to access the requested resource"}],
}
NOT_ONES_OWN = {"errors": [{"code": 403, "message": "Unauthorized user"}]}
PORTAL_MODE = {"errors": [{"code": 403, "message": "Unauthorized user: the subscription's access mode is PORTAIL, not API"}]}
NOT_TO_BE_SEEN = {"errors": [{"code": 404, "message": "Event is not found"}]}
SCOPE_BY_COLUMN = {
    **dict.fromkeys(("expired", "osl", "other_osl", "bound_osl"), Scope.OSL),
    **dict.fromkeys(("si", "si_other_process", "other_si", "si_portal"), Scope.SI),
    "datapass": Scope.DATAPASS,
    "admin": Scope.ADMIN,
}


@dataclass(frozen=True)
class Standing:
    """Two stages that no refused call may change, with what they were like at first."""

    api: Stage
    portal: Stage
    state: dict[str, Any]
    portal_state: dict[str, Any]


@pytest.fixture(scope="module")
def standing(hub: Composition, gateway: Gateway, clock: SandboxClock) -> Standing:
    api, portal = Stage(hub, gateway, clock), Stage(hub, gateway, clock, AccessMode.PORTAL)
    return Standing(api, portal, api.state(), portal.state())


def call(operation: Operation, stage: Stage, caller: Partner) -> Answer:
    asked = ASKED[operation.operation_id](stage)
    path = operation.path
    for name, value in asked.path.items():
        path = path.replace("{" + name + "}", quote(value, safe=""))
    return caller.call(operation.method, path, asked.body, content=asked.content, headers=asked.headers)


def is_done(cell: str) -> bool:
    """Whether the caller gets what it asks for, on objects of its own."""
    return cell[0] == "2" and not cell.endswith("-")


def refusal(operation: Operation, column: str, status: int) -> object:
    """The whole body a refused caller gets."""
    if status == 401:
        return NO_TOKEN
    if status == 404:
        return NOT_TO_BE_SEEN
    if SCOPE_BY_COLUMN[column] not in operation.scopes:
        return SCOPE_LACKING
    return PORTAL_MODE if column == "si_portal" else NOT_ONES_OWN


@pytest.mark.rule("OAU-04")
def test_the_matrix_knows_every_operation_and_no_other() -> None:
    assert set(TABLE) == set(OPERATIONS) == set(ASKED)


@pytest.mark.rule("OAU-04")
def test_no_operation_is_open_but_the_tokens_and_the_documents() -> None:
    assert {name for name, operation in OPERATIONS.items() if not operation.scopes} == OPEN


@pytest.mark.rule("OAU-03", "OAU-04", "OAU-07", "SUB-08")
@pytest.mark.parametrize("name", sorted(set(TABLE) - OPEN))
def test_who_may_not_changes_nothing_and_learns_nothing(name: str, standing: Standing) -> None:
    operation = OPERATIONS[name]
    for column, cell in TABLE[name].items():
        if is_done(cell):
            continue
        stage = standing.portal if column == "si_portal" else standing.api
        answer = call(operation, stage, stage.callers["si" if column == "si_portal" else column])
        assert answer.status == int(cell.rstrip("-")), (column, answer.content)
        if answer.status >= 400:
            assert answer.json == refusal(operation, column, answer.status), column
        assert [mark for mark in stage.marks() if mark in answer.content] == [], column
    assert (standing.api.state(), standing.portal.state()) == (standing.state, standing.portal_state)


@pytest.mark.rule("OAU-03", "OAU-04", "OAU-07")
@pytest.mark.parametrize("column", [column for column in COLUMNS if any(is_done(row[column]) for row in TABLE.values())])
def test_who_may_does(column: str, hub: Composition, gateway: Gateway, clock: SandboxClock) -> None:
    stage = Stage(hub, gateway, clock)
    allowed = [name for name, row in TABLE.items() if is_done(row[column])]
    statuses = {name: call(OPERATIONS[name], stage, stage.callers[column]).status for name in allowed}
    assert statuses == {name: int(TABLE[name][column]) for name in allowed}


@pytest.mark.rule("OAU-01")
@pytest.mark.parametrize("name", sorted(OPEN))
def test_what_is_open_answers_everyone_alike(name: str, standing: Standing) -> None:
    for column, cell in TABLE[name].items():
        stage = standing.portal if column == "si_portal" else standing.api
        answer = call(OPERATIONS[name], stage, stage.callers["si" if column == "si_portal" else column])
        assert answer.status == int(cell.rstrip("-")), column
        assert [mark for mark in stage.marks() if mark in answer.content] == [], column
