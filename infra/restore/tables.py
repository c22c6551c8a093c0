"""The restored tables of a stage beside those that live: what differs, and how a row is put back."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from chalicelib.adapters.dynamo_every_table import TABLES
from chalicelib.adapters.dynamo_model import HubModel
from infra.restore.journal import Journal
from infra.restore.rules import KEPT_OUT, Row, Rules

BEFORE = "restored-"
"""What the name of a restored table has before that of the one that lives."""
_BATCH = 100
MODELS = {model.base_name: model for model in TABLES}


class Difference(NamedTuple):
    """A restored row, and what is in its place now; None: nothing is."""

    restored: Row
    living: Row | None


class Restored:
    """The restored tables of a stage. ``dynamo``: a boto3 client; ``rules`` say what is left out."""

    def __init__(self, prefix: str, *, dynamo: Any, rules: Rules) -> None:
        self._prefix = prefix
        self._dynamo = dynamo
        self._rules = rules
        self._as_of: dict[str, datetime] = {}

    def tables(self) -> list[str]:
        """Those that were restored."""
        there = {name for page in self._dynamo.get_paginator("list_tables").paginate() for name in page["TableNames"]}
        return [name for name in MODELS if f"{BEFORE}{self._prefix}{name}" in there]

    def differences(self, table: str, partitions: Sequence[str] = ()) -> Iterator[Difference]:
        """The rows that are not as they were restored; those of some partitions only, when any is named."""
        batch: list[Row] = []
        for row in self._rows(table, partitions):
            batch.append(row)
            if len(batch) == _BATCH:
                yield from self._compared(table, batch)
                batch = []
        yield from self._compared(table, batch)

    def refusal(self, table: str, found: Difference) -> str | None:
        """Why a row is not put back; None when it may be."""
        return KEPT_OUT.get(table) or self._rules.refusal(table, found.restored, found.living, as_of=self.as_of(table))

    def as_of(self, table: str) -> datetime:
        """The instant that a table was restored to."""
        if table not in self._as_of:
            told = self._dynamo.describe_table(TableName=f"{BEFORE}{self._prefix}{table}")["Table"]["RestoreSummary"]
            self._as_of[table] = told["RestoreDateTime"].astimezone(UTC)
        return self._as_of[table]

    def put(self, table: str, found: Difference, journal: Journal) -> bool:
        """Put a row back in place of what was found there, and of nothing else; answers False when that has changed meanwhile."""
        name = f"{self._prefix}{table}"
        journal.write(name, before=found.living, after=found.restored)
        try:
            self._dynamo.put_item(TableName=name, Item=found.restored, **_still(found.living, MODELS[table]))
        except self._dynamo.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def _rows(self, table: str, partitions: Sequence[str]) -> Iterator[Row]:
        name = f"{BEFORE}{self._prefix}{table}"
        if not partitions:
            for page in self._dynamo.get_paginator("scan").paginate(TableName=name, ConsistentRead=True):
                yield from page["Items"]
        for partition in partitions:
            asked = {"KeyConditionExpression": "#key = :key", "ExpressionAttributeNames": {"#key": key_names(MODELS[table])[0]}}
            values = {":key": {"S": partition}}
            for page in self._dynamo.get_paginator("query").paginate(TableName=name, ExpressionAttributeValues=values, **asked):
                yield from page["Items"]

    def _compared(self, table: str, rows: Sequence[Row]) -> Iterator[Difference]:
        names = key_names(MODELS[table])
        living = {_key(each, names): each for each in self._living(table, [{name: row[name] for name in names} for row in rows])}
        for row in rows:
            present = living.get(_key(row, names))
            if present != row:
                yield Difference(row, present)

    def _living(self, table: str, keys: list[Row]) -> Iterator[Row]:
        name = f"{self._prefix}{table}"
        asked = {name: {"Keys": keys, "ConsistentRead": True}} if keys else {}
        while asked:
            answer = self._dynamo.batch_get_item(RequestItems=asked)
            yield from answer["Responses"][name]
            asked = answer["UnprocessedKeys"]


def key_of(table: str, row: Row) -> str:
    """A row's key, as one word: ids alone. A word that a case is found under may be a person's name: its case tells of it."""
    told = " ".join(str(row[name]["S"]) for name in key_names(MODELS[table]))
    return f"{row['shelf']['S']} {told.rpartition('#')[2]}" if table == "words" else told


def key_names(model: type[HubModel]) -> tuple[str, ...]:
    """The names of a table's keys."""
    names = (str(model._hash_keyname), model._range_keyname)
    return tuple(name for name in names if name is not None)


def _key(row: Row, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(str(row[name]["S"]) for name in names)


def _still(living: Row | None, model: type[HubModel]) -> dict[str, Any]:
    """The condition that a row is as it was found, in all that it has."""
    if living is None:
        return {"ConditionExpression": "attribute_not_exists(#key)", "ExpressionAttributeNames": {"#key": key_names(model)[0]}}
    names = [name for name in living if name not in key_names(model)]
    return {
        "ConditionExpression": " AND ".join(f"#n{number} = :v{number}" for number in range(len(names))),
        "ExpressionAttributeNames": {f"#n{number}": name for number, name in enumerate(names)},
        "ExpressionAttributeValues": {f":v{number}": living[name] for number, name in enumerate(names)},
    }
