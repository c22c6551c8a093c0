"""Values as JSON documents and instants as keys: what every row is made of."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")


_codec: Callable[[Any], TypeAdapter[Any]] = cache(TypeAdapter)


def encode(value: object) -> str:
    """The JSON document of a value, without what is None: rows are paid by the kilobyte, and every such field is None by itself."""
    document: bytes = _codec(type(value)).dump_json(value, exclude_none=True)
    return document.decode()


def decode(kind: type[T], document: str | bytes) -> T:
    """The value of a JSON document."""
    value: T = _codec(kind).validate_json(document)
    return value


def instant_key(instant: datetime) -> str:
    """An instant as keys carry it: UTC, of one width, sorting as time does."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
