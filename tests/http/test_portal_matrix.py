"""Every operation of the portal, asked by every kind of person on objects of one town: who may, and that a refusal changes nothing."""

from pathlib import Path

import pytest

from chalicelib.composition import Composition
from chalicelib.handlers.every_route import ROUTES
from chalicelib.handlers.http import PORTAL, Operation
from infra.sandbox.clock import SandboxClock
from infra.sandbox.gateway import Gateway
from tests.builders import Answer
from tests.http.portal_asked import ASKED
from tests.http.portal_stage import PortalStage, everything
from tests.portal import signed_in

pytestmark = pytest.mark.rule("ACC-02", "POR-01", "ORG-06", "AUT-09")
_LINES = [line.split() for line in (Path(__file__).parent / "portal_matrix.txt").read_text("utf-8").splitlines() if line[0] != "#"]
COLUMNS = _LINES[0][1:]
TABLE = {line[0]: dict(zip(COLUMNS, line[1:], strict=True)) for line in _LINES[1:]}
STRANGERS = {"nobody", "agent_elsewhere", "admin_elsewhere", "delegate_elsewhere", "business_elsewhere"}
COUNTED = {
    "portalSignIn",
    "portalChangePassword",
    "portalBeginAuthenticator",
    "portalConfirmAuthenticator",
    "portalRemoveAuthenticator",
    "portalRenewRecoveryCodes",
}
"""A wrong secret is counted against its address."""
OPERATIONS = {each.operation_id: each for routes in ROUTES for each in routes.operations if each.path.startswith(PORTAL)}


@pytest.fixture(scope="module")
def stage(hub: Composition, gateway: Gateway, clock: SandboxClock) -> PortalStage:
    return PortalStage(hub, gateway, clock)


def ask(stage: PortalStage, operation: Operation, column: str) -> Answer:
    asked = ASKED[operation.operation_id](stage)
    browser = stage.browsers[column]
    return browser.call(operation.method, asked.path, asked.body, content=asked.content, **(asked.query or {}))


def test_the_table_has_every_operation_and_every_person(stage: PortalStage) -> None:
    assert set(TABLE) == set(OPERATIONS) == set(ASKED)
    assert set(stage.browsers) == set(COLUMNS)


@pytest.mark.parametrize("name", list(TABLE))
def test_an_operation_answers_each_person_what_the_table_says_and_a_refusal_changes_nothing(stage: PortalStage, name: str) -> None:
    operation, row = OPERATIONS[name], TABLE[name]
    answers: dict[str, str] = {}
    refused = [column for column in COLUMNS if row[column][0] == "4" or row[column].endswith("-")]
    asked = ASKED[name](stage)
    before = everything()
    for column in refused:
        answer = stage.browsers[column].call(operation.method, asked.path, asked.body, content=asked.content, **(asked.query or {}))
        answers[column] = str(answer.status)
        if column in STRANGERS and not row[column].endswith("-"):
            assert [mark for mark in stage.marks(asked.path) if mark in answer.content] == [], column
        assert answer.status < 400 or set(answer.json) <= {"errors", "reason"}, answer.content
    assert name in COUNTED or everything() == before
    for column in COLUMNS:
        if column not in answers:
            answer = ask(stage, operation, column)
            answers[column] = str(answer.status)
            if column in STRANGERS:
                assert [mark for mark in stage.marks() if mark in answer.content] == [], column
    assert answers == {column: cell.rstrip("-") for column, cell in row.items()}
    if name == "portalSignOut":
        for column, account in stage.accounts.items():
            stage.browsers[column] = signed_in(stage.hub, stage.gateway, account)
