"""What every JSON body of the portal has in common.

The portal's forms are pydantic models: they mend what they read (blanks around a name, letters that can be written in two ways), and
tell in French, beside its field, what is wrong. What partners send and get are structs, :mod:`chalicelib.handlers.wire`: their
functions do without pydantic, which would be a fifth of what they import.
"""

import re
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, TypeAdapter, WithJsonSchema
from pydantic.alias_generators import to_camel

from chalicelib.handlers import wire
from chalicelib.handlers.portal_persons_json import sendable
from chalicelib.handlers.shape_faults import not_a_uuid


class Wire(BaseModel):
    """A body or a part of one."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore", strict=True, defer_build=True)


@cache
def list_model(model: type[BaseModel]) -> TypeAdapter[Any]:
    """An answer that is a list of a model."""
    return TypeAdapter(list[model], config=ConfigDict(defer_build=True))  # type: ignore[valid-type]  # known when it runs


def _text_only(value: Any) -> Any:
    if not isinstance(value, str | datetime):
        raise ValueError("is not a date-time")
    return value


def _of(pattern: str, words: Callable[[str], str]) -> AfterValidator:
    """Hold a text to one of the formats that partners' texts are held to."""

    def check(text: str) -> str:
        if not re.search(pattern, text):
            raise ValueError(words(text))
        return text

    return AfterValidator(check)


_UUID = WithJsonSchema({"type": "string", "format": "uuid"})
_DATE_TIME = WithJsonSchema({"type": "string", "format": "date-time"})
Instant = Annotated[
    datetime, Field(strict=False), BeforeValidator(_text_only), AfterValidator(wire.in_utc), PlainSerializer(wire.iso, return_type=str), _DATE_TIME
]
Uuid = Annotated[str, _UUID]
ReadUuid = Annotated[str, _of(wire.UUID, not_a_uuid), AfterValidator(str.lower), _UUID]
FileName = Annotated[str, Field(min_length=1, max_length=255), _of(wire.FILE_NAME, wire.unsafe_name)]
Email = Annotated[str, Field(max_length=320), _of(wire.MAILBOX, wire.no_mailbox), AfterValidator(sendable)]
Register = Annotated[str, Field(max_length=14, pattern="[0-9]{14}")]
