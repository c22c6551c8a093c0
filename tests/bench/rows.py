"""What reading costs with few rows and with very many: calls, rows answered, rows read for them."""

from collections.abc import Callable, Iterator, Mapping
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
from infra.sandbox import moto_indexes
from tests.bench.counting import counted
from tests.bench.operations import CASES, NOTIFICATIONS, Request, warmed
from tests.bench.portal_operations import REFRESH, PortalTown
from tests.builders import World

FEW, MANY = 100, 100_000
MANY_CASES = 50_000
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
    few: int = FEW
    many: int = MANY


def portal_list(world: World) -> Reading:
    """A list of the portal by date: the télédossiers of one recipient and one process, all of them in it."""
    town = PortalTown(world)
    case_id = town.case()["cases"][0]["id"]
    case = next(each for each in rows(ExchangeRow.query(case_id)) if each.sort == "case")
    return Reading(
        name="portal: GET /cases",
        request=town.request("GET", "/cases", headers=REFRESH),  # whenever it is sent, it notes nothing
        model=ExchangeRow,
        row=case.serialize(),
        changes=lambda number: {"partition": _id(number), "received": f"2026-01-01T00:00:00.{number:06d}Z#{_id(number)}"},
        few=50,
        many=MANY_CASES,
    )


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
    table = backend.tables[reading.model.table_name()]
    for number in numbers:
        attributes: dict[str, dict[str, Any]] = {**reading.row, **{name: {"S": value} for name, value in reading.changes(number).items()}}
        partition = DynamoType(attributes[str(reading.model._hash_keyname)])
        if reading.model._range_keyname is None:
            table.items[partition] = Item(partition, None, attributes)  # type: ignore[assignment]
        else:
            sort = DynamoType(attributes[reading.model._range_keyname])
            table.items[partition][sort] = Item(partition, sort, attributes)
    moto_indexes.forget()


def cost(world: World, reading: Reading) -> Cost:
    """Send the request, its caller known already, and count."""
    request = warmed(world, reading.request)
    with counted(world.hub) as calls:
        assert request.send() == 200
    return Cost(calls=len(calls.made), answered=calls.rows, scanned=calls.scanned)


def costs(world: World) -> Iterator[tuple[Reading, Cost, Cost]]:
    """Each reading, what it costs with few rows in its table, and with many."""
    for reading in (*readings(world), portal_list(world)):
        fill(reading, range(reading.few))
        few = cost(world, reading)
        fill(reading, range(reading.few, reading.many))
        yield reading, few, cost(world, reading)
