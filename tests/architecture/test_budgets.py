"""The budgets: how many calls to AWS each operation makes in the normal case, counted."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib.composition import Composition
from tests.bench.counting import Calls, counted
from tests.bench.operations import NOTIFICATIONS, OPERATIONS, Operation, warmed
from tests.bench.portal_operations import PORTAL_OPERATIONS
from tests.builders import World

CHALICELIB = Path(__file__).parents[2] / "chalicelib"
_SCANS = {"Scan", "scan", "rate_limited_scan"}
_PARTIQL = {"ExecuteStatement", "execute_statement", "BatchExecuteStatement", "ExecuteTransaction"}


@pytest.fixture
def calls(hub: Composition) -> Iterator[Calls]:
    """What the test asks of DynamoDB and S3."""
    with counted(hub) as calls:
        yield calls


@pytest.mark.rule("NOT-01", "NOT-04")
@pytest.mark.parametrize("operation", [*OPERATIONS, *PORTAL_OPERATIONS], ids=lambda operation: operation.name)
def test_an_operation_makes_exactly_the_calls_of_its_budget(operation: Operation, world: World, calls: Calls) -> None:
    request = warmed(world, operation.prepare(world))
    calls.made.clear()
    assert request.send() == operation.status
    assert calls.by_operation == operation.calls
    if operation.status < 300 and not operation.reads_index:
        assert all(calls.consistencies)  # what one call wrote, the next reads: no index, no eventually consistent read


@pytest.mark.rule("OAU-05")
def test_what_a_client_may_do_is_read_once_a_minute(world: World, calls: Calls) -> None:
    admin = world.admin()
    calls.made.clear()
    assert [admin.get(NOTIFICATIONS).status for _ in range(3)] == [200, 200, 200]
    assert calls.by_operation == {"BatchGetItem": 1}


@pytest.mark.rule("NOT-04", "JOB-06")
def test_no_code_scans_a_table() -> None:
    """A Scan has no name here but the antivirus's ``scan``; PartiQL, which scans without saying so, has none at all."""
    found = []
    for file in sorted(CHALICELIB.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = {getattr(node, "attr", None), getattr(node, "value", None) if isinstance(node, ast.Constant) else None} & (_SCANS | _PARTIQL)
            of_files = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "scanner"
            if names and not of_files:
                found.append(f"{file.relative_to(CHALICELIB)}:{getattr(node, 'lineno', 0)}")
    assert found == []
