"""Counts what one request asks of AWS: DynamoDB at pynamodb's one way out, S3 at its client's events."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from pynamodb.connection.base import Connection

from chalicelib.adapters.s3_attachments import S3Attachments
from chalicelib.composition import Composition


@dataclass(slots=True)
class Calls:
    """What was asked: ``made`` are (service, operation, parameters) in order; ``rows`` were answered, ``scanned`` were read for them."""

    made: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    rows: int = 0
    scanned: int = 0
    lock: Any = field(default_factory=Lock)

    @property
    def by_operation(self) -> dict[str, int]:
        """How often each operation was called."""
        return dict(Counter(operation for _, operation, _ in self.made))

    @property
    def consistencies(self) -> list[bool]:
        """Of each read of a table, whether it was strongly consistent and went past no index."""
        queries = [each for _, operation, each in self.made if operation == "Query"]
        batches = [each for _, operation, asked in self.made if operation == "BatchGetItem" for each in asked["RequestItems"].values()]
        return [bool(each.get("ConsistentRead")) and "IndexName" not in each for each in (*queries, *batches)]

    def add(self, service: str, operation: str, parameters: dict[str, Any]) -> None:
        """Note a call: reads side by side come from several threads."""
        with self.lock:
            self.made.append((service, operation, deepcopy(parameters) if service == "dynamodb" else dict(parameters)))

    def add_rows(self, answer: dict[str, Any]) -> None:
        """Note what a Query or a BatchGetItem read."""
        found = len(answer.get("Items", ())) + sum(map(len, answer.get("Responses", {}).values()))
        with self.lock:
            self.rows += found
            self.scanned += answer.get("ScannedCount", found)


def s3_client(hub: Composition) -> Any:
    """The client that the hub's files go through."""
    files = hub.files
    assert isinstance(files, S3Attachments)
    return files._client


@contextmanager
def counted(hub: Composition) -> Iterator[Calls]:
    """Count the calls made meanwhile."""
    calls = Calls()
    unwrapped = Connection._make_api_call

    def counting(self: Connection, operation_name: str, operation_kwargs: dict[str, Any]) -> dict[str, Any]:
        calls.add("dynamodb", operation_name, operation_kwargs)
        answer: dict[str, Any] = unwrapped(self, operation_name, operation_kwargs)
        calls.add_rows(answer)
        return answer

    def on_s3_call(params: dict[str, Any], model: Any, **_: Any) -> None:
        calls.add("s3", model.name, params)

    events = s3_client(hub).meta.events
    events.register("provide-client-params.s3", on_s3_call, unique_id="counting")
    Connection._make_api_call = counting  # type: ignore[method-assign]
    try:
        yield calls
    finally:
        Connection._make_api_call = unwrapped  # type: ignore[method-assign]
        events.unregister("provide-client-params.s3", unique_id="counting")
