"""Every fault of a body that was refused: msgspec stops at the first, callers are told all of them (DEP-02, ACC-10).

A fault is told as pydantic tells one, so that the words for both are found in one way: ``string_too_long`` with its ``max_length``, ``missing``…
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from msgspec import DecodeError, ValidationError, convert
from msgspec import inspect as shapes
from msgspec.json import decode

from chalicelib.handlers.wire import WORDS, in_utc

Place = tuple[int | str, ...]


class Fault(NamedTuple):
    """What is wrong with the value at a place; ``context`` holds what it was measured against."""

    type: str
    place: Place
    value: Any
    context: Mapping[str, Any]


def faults_of(kind: Any, content: bytes) -> list[Fault]:
    """Everything that is wrong with a body that is to be of a kind."""
    try:
        value = decode(content)
    except (DecodeError, UnicodeDecodeError, RecursionError) as error:
        return [Fault("json_invalid", (), None, {"error": _unreadable(content) or str(error)})]
    return list(_faults(shapes.type_info(kind), value, ()))


def _unreadable(content: bytes) -> str | None:
    """Where the bytes are no text, or else what the standard reader makes of what is no JSON: it tells the line and the column."""
    try:
        json.loads(content.decode())
    except UnicodeDecodeError as error:
        return f"the body is not UTF-8 (byte {error.start + 1})"
    except json.JSONDecodeError as error:
        if not json.detect_encoding(content).startswith("utf-8"):  # UTF-16 of plain letters has bytes that UTF-8 has too
            return "the body is not UTF-8"
        return f"{error.msg} at line {error.lineno} column {error.colno}"
    except (RecursionError, ValueError):  # a number of too many digits
        return None
    return "it holds half of a surrogate pair, or a number that JSON does not have"  # which that reader lets pass


def _faults(kind: shapes.Type, value: Any, place: Place) -> Iterator[Fault]:
    match kind:
        case shapes.Metadata():
            for fault in _faults(kind.type, value, place):
                yield _in_words_of(kind, fault)
        case shapes.UnionType():
            if value is not None or not kind.includes_none:
                yield from _faults(next(each for each in kind.types if not isinstance(each, shapes.NoneType)), value, place)
        case shapes.StructType():
            yield from _of_object(kind, value, place)
        case shapes.ListType():
            yield from _of_list(kind, value, place)
        case shapes.StrType():
            yield from _of_text(kind, value, place)
        case shapes.IntType():
            yield from _of_number(kind, value, place)
        case shapes.DateTimeType():
            yield from _of_instant(value, place)
        case shapes.BoolType():
            if not isinstance(value, bool):
                yield Fault("bool_type", place, value, {})
        case _:
            raise AssertionError(f"no body holds a {kind}")


def _in_words_of(kind: shapes.Metadata, fault: Fault) -> Fault:
    """A format that has words of its own says them, in the place of its pattern."""
    words = (kind.extra or {}).get(WORDS)
    if words is None or fault.type != "string_pattern_mismatch":
        return fault
    return fault._replace(type="value_error", context={"error": words(fault.value)})


def _of_object(kind: shapes.StructType, value: Any, place: Place) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield Fault("model_type", place, value, {})
        return
    for field in kind.fields:
        if field.encode_name in value:
            yield from _faults(field.type, value[field.encode_name], (*place, field.encode_name))
        elif field.required:
            yield Fault("missing", (*place, field.encode_name), value, {})


def _of_list(kind: shapes.ListType, value: Any, place: Place) -> Iterator[Fault]:
    if not isinstance(value, list):
        yield Fault("list_type", place, value, {})
        return
    if kind.min_length is not None and len(value) < kind.min_length:
        yield Fault("too_short", place, value, {"min_length": kind.min_length, "actual_length": len(value)})
    if kind.max_length is not None and len(value) > kind.max_length:
        yield Fault("too_long", place, value, {"max_length": kind.max_length, "actual_length": len(value)})
    for number, each in enumerate(value):
        yield from _faults(kind.item_type, each, (*place, number))


def _of_text(kind: shapes.StrType, value: Any, place: Place) -> Iterator[Fault]:
    if not isinstance(value, str):
        yield Fault("string_type", place, value, {})
    elif kind.min_length is not None and len(value) < kind.min_length:
        yield Fault("string_too_short", place, value, {"min_length": kind.min_length})
    elif kind.max_length is not None and len(value) > kind.max_length:
        yield Fault("string_too_long", place, value, {"max_length": kind.max_length})
    elif kind.pattern is not None and not re.search(kind.pattern, value):
        yield Fault("string_pattern_mismatch", place, value, {"pattern": kind.pattern})


def _of_number(kind: shapes.IntType, value: Any, place: Place) -> Iterator[Fault]:
    if not isinstance(value, int) or isinstance(value, bool):
        yield Fault("int_type", place, value, {})
    elif kind.ge is not None and value < kind.ge:
        yield Fault("greater_than_equal", place, value, {"ge": kind.ge})
    elif kind.le is not None and value > kind.le:
        yield Fault("less_than_equal", place, value, {"le": kind.le})


def _of_instant(value: Any, place: Place) -> Iterator[Fault]:
    if not isinstance(value, str):
        yield Fault("string_type", place, value, {})
        return
    try:
        in_utc(convert(value, datetime))
    except ValidationError:
        yield Fault("datetime_parsing", place, value, {})
    except ValueError as error:
        yield Fault("value_error", place, value, {"error": str(error)})
