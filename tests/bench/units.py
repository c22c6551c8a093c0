"""What calls cost at DynamoDB: read and write units, worked out from the requests themselves as AWS bills them."""

import math
from collections.abc import Iterable
from typing import Any

from chalicelib.adapters.dynamo_every_table import TABLES
from chalicelib.adapters.dynamo_model import HubModel
from tests.bench.counting import Calls

_MODELS: dict[str, type[HubModel]] = {each.base_name: each for each in TABLES}


def units_of(calls: Calls) -> tuple[int, int]:
    """(read units, write units) of some calls.

    A strongly consistent read is a unit per row of at most 4 KB, one at the least; a row written in a transaction two units
    per KB, and one per KB in each index that it stands in, which is written anew whenever the document changes.
    """
    reads = writes = 0
    for _, operation, asked in calls.made:
        match operation:
            case "BatchGetItem":
                reads += sum(len(each["Keys"]) for each in asked["RequestItems"].values())
            case "Query":
                reads += 1
            case "TransactWriteItems":
                writes += sum(_written(each) for each in asked["TransactItems"])
    return reads, writes


def _written(item: dict[str, Any]) -> int:
    ((action, asked),) = item.items()
    attributes = asked.get("Item") or {}
    size = math.ceil(_bytes(attributes) / 1024) or 1
    return 2 * size + (size * _indexes(asked["TableName"], attributes) if action == "Put" else 0)


def _bytes(attributes: dict[str, Any]) -> int:
    return sum(len(name) + _length(next(iter(value.values()))) for name, value in attributes.items())


def _length(value: Any) -> int:
    return len(value) if isinstance(value, bytes) else len(str(value).encode())


def _indexes(table: str, attributes: Iterable[str]) -> int:
    """How many indexes a row stands in: those whose every key it has."""
    (model,) = [each for name, each in _MODELS.items() if table.endswith(f"-{name}")]
    schema = model._get_schema()
    present = set(attributes)
    return sum(
        {key["attribute_name"] if "attribute_name" in key else key["AttributeName"] for key in each["key_schema"]} <= present
        for each in schema["global_secondary_indexes"] or ()
    )
