"""Reads of several rows at once, across tables, in one call where one holds them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, TypeVar

from pynamodb.pagination import ResultIterator

from chalicelib.adapters.dynamo_commit import translated
from chalicelib.adapters.dynamo_model import HubModel
from chalicelib.adapters.dynamo_tables import connection
from chalicelib.domain.errors import Unavailable
from chalicelib.domain.limits import LIMITS

T = TypeVar("T")
R = TypeVar("R")
_BATCH = 100

Item = dict[str, dict[str, Any]]
Key = tuple[type[HubModel], str, str | None]
"""A table, a hash key, a range key where the table has one."""


def batch_get(keys: Sequence[Key]) -> dict[Key, Item]:
    """The raw rows of the keys that exist, strongly consistent; one call per 100 keys. Raises: Unavailable."""
    found: dict[Key, Item] = {}
    unique = list(dict.fromkeys(keys))
    for start in range(0, len(unique), _BATCH):
        found.update(_one_batch(unique[start : start + _BATCH]))
    return found


def _one_batch(keys: Sequence[Key]) -> dict[Key, Item]:
    models = {model.table_name(): model for model, _, _ in keys}
    request: dict[str, Any] = {name: {"ConsistentRead": True, "Keys": []} for name in models}
    for model, partition, sort in keys:
        request[model.table_name()]["Keys"].append(_wire_key(model, partition, sort))
    found: dict[Key, Item] = {}
    for _ in range(LIMITS.tries):
        with translated():
            answer = connection().dispatch("BatchGetItem", {"RequestItems": request})
        for name, items in answer["Responses"].items():
            for item in items:
                found[_key_in(models[name], item)] = item
        request = answer.get("UnprocessedKeys") or {}
        if not request:
            return found
    raise Unavailable("The store does not answer")


def _names(model: type[HubModel]) -> tuple[str, str | None]:
    return str(model._hash_keyname), model._range_keyname


def _wire_key(model: type[HubModel], partition: str, sort: str | None) -> Item:
    hash_name, range_name = _names(model)
    key: Item = {hash_name: {"S": partition}}
    if range_name is not None:
        key[range_name] = {"S": sort}
    return key


def _key_in(model: type[HubModel], item: Item) -> Key:
    hash_name, range_name = _names(model)
    return model, item[hash_name]["S"], item[range_name]["S"] if range_name is not None else None


def document_of(item: Item) -> str:
    """The JSON document of a raw row."""
    document: str = item["document"]["S"]
    return document


def rows(results: Iterable[T]) -> Iterator[T]:
    """Walk through a query's results, its errors translated."""
    with translated():
        yield from results


def raw_rows(model: type[HubModel], partition: str, *, limit: int | None = None) -> Iterator[Item]:
    """Walk through a partition, strongly consistent, its rows raw: a model of each would cost more than its document."""
    settings: dict[str, Any] = {"consistent_read": True, "limit": limit}
    return rows(ResultIterator[Item](model._get_connection().query, (partition,), settings, limit=limit))


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=16, thread_name_prefix="read")


def side_by_side(read: Callable[[T], R], arguments: Sequence[T]) -> list[R]:
    """Run one read per argument, in parallel when there are several; answers in their order."""
    if len(arguments) < 2:
        return [read(each) for each in arguments]
    return list(_threads().map(read, arguments))
