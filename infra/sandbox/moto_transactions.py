"""Makes a moto transaction cost what it touches.

moto copies each table of a transaction whole, once per item, to be able to roll back: 48 ms at 1,000 rows, and a sandbox
that gets slower with every télédossier. Only the rows that a transaction names can change, so only they are copied.
"""

import copy
from typing import Any

from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table

Keys = list[tuple[DynamoType, DynamoType | None]]
_whole = DynamoDBBackend.transact_write_items
_named: dict[str, Keys] = {}
_backups: dict[str, Table] = {}


def install() -> None:
    """Put it in place. Calls must come one at a time, as the sandbox's lock has them."""
    DynamoDBBackend.transact_write_items = _transact  # type: ignore[method-assign]
    Table.__deepcopy__ = _backup  # type: ignore[attr-defined]


def _transact(self: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
    try:
        for item in transact_items:
            for operation in item.values():
                table = self.tables.get(operation["TableName"])
                if table is not None:
                    _named.setdefault(table.name, []).append(_key_of(table, operation))
        _whole(self, transact_items)
    finally:
        _named.clear()
        _backups.clear()


def _key_of(table: Table, operation: dict[str, Any]) -> tuple[DynamoType, DynamoType | None]:
    attributes = operation.get("Key") or operation["Item"]
    sort = DynamoType(attributes[table.range_key_attr]) if table.range_key_attr is not None else None
    return DynamoType(attributes[table.hash_key_attr]), sort


def _backup(self: Table, memo: dict[int, Any]) -> Table:
    """The table as it is now: its rows shared, but for those the transaction names; all of it outside a transaction."""
    if self.name not in _named:
        return _deep(self, memo)
    if self.name not in _backups:
        made: Table = copy.copy(self)
        made.items = self.items.copy()  # keys as they are hashed: each hash of a key is a call
        for partition in {partition for partition, _ in _named[self.name]} & made.items.keys():
            made.items[partition] = copy.copy(made.items[partition])
        for partition, sort in _named[self.name]:
            holder, key = (made.items, partition) if sort is None else (made.items.get(partition, {}), sort)
            if key in holder:
                holder[key] = copy.deepcopy(holder[key])
        _backups[self.name] = made
    return _backups[self.name]


def _deep(table: Table, memo: dict[int, Any]) -> Table:
    made: Table = object.__new__(type(table))
    memo[id(table)] = made
    made.__dict__.update({name: copy.deepcopy(value, memo) for name, value in table.__dict__.items()})
    return made
