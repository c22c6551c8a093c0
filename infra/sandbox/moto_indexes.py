"""A table's rows by the key of an index, found once and kept until somebody writes.

The jobs of one night ask an index once for each process and step; looking through the whole table for each took most of a jump of the clock.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import Table

Rows = dict[DynamoType, Any]
"""As a table has them: by partition, then by sort key where it has one."""
T = TypeVar("T")
_rows_by_value: WeakKeyDictionary[Table, dict[str, Mapping[object, Rows]]] = WeakKeyDictionary()


def install() -> None:
    """Put it in place. Calls must come one at a time, as the sandbox's lock has them."""
    # Through these three every row is written; a transaction that fails goes back to tables that nothing was found of yet.
    Table.put_item = _writing(Table.put_item)  # type: ignore[method-assign]
    Table.delete_item = _writing(Table.delete_item)  # type: ignore[method-assign]
    DynamoDBBackend.update_item = _writing(DynamoDBBackend.update_item)  # type: ignore[method-assign]


def forget() -> None:
    """Look anew: rows were put into a table by hand."""
    _rows_by_value.clear()


def rows_with(table: Table, attribute: str, value: DynamoType) -> Rows:
    """The rows where an attribute is this, or could be: whether two numbers are equal moto finds out."""
    found = _rows_by_value.setdefault(table, {})
    if attribute not in found:
        found[attribute] = _sorted_out(table, attribute)
    return found[attribute].get(_name_of(value), {})


def _sorted_out(table: Table, attribute: str) -> Mapping[object, Rows]:
    by_value: dict[object, Rows] = defaultdict(dict)
    for partition, rows in table.items.items():
        if isinstance(rows, Item):
            if (held := rows.attrs.get(attribute)) is not None:
                by_value[_name_of(held)][partition] = rows
            continue
        for sort, row in rows.items():
            if (held := row.attrs.get(attribute)) is not None:
                by_value[_name_of(held)].setdefault(partition, {})[sort] = row
    return by_value


def _name_of(value: DynamoType) -> object:
    return (value.type, value.value if value.type == "S" else None)


def _writing(write: Callable[..., T]) -> Callable[..., T]:
    @wraps(write)
    def written(*given: Any, **named: Any) -> T:
        try:
            return write(*given, **named)
        finally:
            forget()

    return written
