"""What reading costs with 100 rows and with 100,000: calls, rows answered, rows read for them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from moto.core import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.dynamo_type import DynamoType, Item

from chalicelib import environment
from chalicelib.adapters.dynamo_model import HubModel
from chalicelib.adapters.dynamo_reads import rows
from chalicelib.adapters.dynamo_tables import ExchangeRow, NotificationRow, SubscriptionRow
from chalicelib.domain.notifications import si_queue
from tests.bench.counting import counted
from tests.bench.operations import CASES, NOTIFICATIONS, Request, warmed
from tests.builders import World

FEW, MANY = 100, 100_000
SUBSCRIPTIONS = "/referential/v1/subscriptions"
Row = Mapping[str, dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one request cost."""

    calls: int
    answered: int
    scanned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A request, the row that its table is filled with, and how a copy of that row differs."""

    name: str
    request: Request
    model: type[HubModel]
    row: Row
    changes: Callable[[int], dict[str, str]]


def readings(world: World) -> tuple[Reading, ...]:
    """The readings, each on a table of its own: a queue, a case among cases, the list of subscriptions."""
    town = world.town()
    case_id = world.case_of(town)
    assert town.get(f"{CASES}/{case_id}").status == 200
    queue = si_queue(town.organisation, world.process.code)
    (waiting,) = rows(NotificationRow.query(queue))
    (case,) = rows(ExchangeRow.query(case_id))
    (seat,) = rows(SubscriptionRow.by_process.query(world.process.code))
    return (
        Reading(
            name="GET /notifications",
            request=Request(partner=town, method="GET", path=NOTIFICATIONS),
            model=NotificationRow,
            row=waiting.serialize(),
            changes=lambda number: {"id": _id(number), "waiting_id": _id(number)},
        ),
        Reading(
            name="GET /cases/{id}",
            request=Request(partner=town, method="GET", path=f"{CASES}/{case_id}"),
            model=ExchangeRow,
            row=case.serialize(),
            changes=lambda number: {"partition": _id(number)},
        ),
        Reading(
            name="GET subscriptions",
            request=Request(partner=world.admin(), method="GET", path=SUBSCRIPTIONS),
            model=SubscriptionRow,
            row=seat.serialize(),
            changes=lambda number: {"key": _id(number), "created": f"2030-01-01T00:00:00.000000Z#{_id(number)}"},
        ),
    )


def _id(number: int) -> str:
    return f"ffffffff-ffff-4fff-8fff-{number:012d}"


def fill(reading: Reading, numbers: range) -> None:
    """Put rows straight into moto's table, in the order of their keys: its transactions and batches would take hours."""
    backend = dynamodb_backends[DEFAULT_ACCOUNT_ID][environment.region()]
    table = backend.tables[reading.model.Meta.table_name]
    for number in numbers:
        attributes: dict[str, dict[str, Any]] = {**reading.row, **{name: {"S": value} for name, value in reading.changes(number).items()}}
        partition = DynamoType(attributes[str(reading.model._hash_keyname)])
        if reading.model._range_keyname is None:
            table.items[partition] = Item(partition, None, attributes)  # type: ignore[assignment]
        else:
            sort = DynamoType(attributes[reading.model._range_keyname])
            table.items[partition][sort] = Item(partition, sort, attributes)


def cost(world: World, reading: Reading) -> Cost:
    """Send the request, its caller known already, and count."""
    request = warmed(world, reading.request)
    with counted(world.hub) as calls:
        assert request.send() == 200
    return Cost(calls=len(calls.made), answered=calls.rows, scanned=calls.scanned)


def costs(world: World, *, many: int = MANY) -> dict[str, tuple[Cost, Cost]]:
    """By reading: what it costs with few rows in its table, and with many."""
    compared = {}
    for reading in readings(world):
        fill(reading, range(FEW))
        few = cost(world, reading)
        fill(reading, range(FEW, many))
        compared[reading.name] = (few, cost(world, reading))
    return compared
