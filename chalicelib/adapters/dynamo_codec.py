"""Values as JSON documents and instants as keys: what every row is made of."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.json import Decoder, Encoder

T = TypeVar("T", bound=Struct)
_encoder = Encoder()
_decoder: Callable[[Any], Decoder[Any]] = cache(Decoder)


def encode(value: Struct) -> str:
    """The JSON document of a value, without what it is by itself (None, mostly): rows are paid by the kilobyte."""
    return _encoder.encode(value).decode()


def decode(kind: type[T], document: str | bytes) -> T:
    """The value of a JSON document. Raises: msgspec.ValidationError for one of another kind."""
    value: T = _decoder(kind).decode(document)
    return value


def instant_key(instant: datetime) -> str:
    """An instant as keys carry it: UTC, of one width, sorting as time does."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
