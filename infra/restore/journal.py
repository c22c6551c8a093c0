"""What was put back into tables, a line a row with what was there before, so that it can be taken back."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from infra.restore.rules import Row


class Journal:
    """A file of JSON lines, for its owner's eyes; it is made with the first row."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, table: str, *, before: Row | None, after: Row) -> None:
        """Note a row before it is put."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.touch(mode=0o600)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"table": table, "before": before, "after": after}, ensure_ascii=False, default=_text) + "\n")

    def undo(self, dynamo: Any, keys: Mapping[str, Sequence[str]]) -> tuple[int, int]:
        """Take back what was put, the last row first; answers how many rows were, and how many have changed since and stay.

        ``dynamo``: a boto3 client; ``keys``: the names of each table's keys.
        """
        undone = changed = 0
        for line in reversed(self.path.read_text(encoding="utf-8").splitlines()):
            told = json.loads(line)
            table, before, after = told["table"], _row(told["before"]), _row(told["after"])
            key = {name: after[name] for name in keys[table]}
            if dynamo.get_item(TableName=table, Key=key, ConsistentRead=True).get("Item") != after:
                changed += 1
                continue
            if before:
                dynamo.put_item(TableName=table, Item=before)
            else:
                dynamo.delete_item(TableName=table, Key=key)
            undone += 1
        return undone, changed


def _text(value: bytes) -> str:
    return b64encode(value).decode()


def _row(told: Row | None) -> dict[str, Any]:
    return dict(_values(told or {}))


def _values(told: Row) -> Iterator[tuple[str, Any]]:
    for name, value in told.items():
        yield name, {"B": b64decode(value["B"])} if "B" in value else value
