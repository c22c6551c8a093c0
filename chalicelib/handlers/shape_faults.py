"""Every fault of a request's shape, in the words partners' programs know (DEP-02).

The words are those of the validator that the published interface runs behind, so that a fault reads the same here.
"""

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chalicelib.handlers.body_faults import Fault

HEAD = "Bad Request : Validation failed."
_SHOWN = 100
_MOST_OF_A_FLOAT = 10**300
_PRIMITIVE_BY_FAULT = {
    "string_type": ["string"],
    "int_type": ["integer"],
    "bool_type": ["boolean"],
    "list_type": ["array"],
    "model_type": ["object"],
}


def primitive_of(value: object) -> str:
    """The JSON name of a value's type."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case list() | tuple():
            return "array"
        case _:
            return "object"


def wrong_type(value: object, allowed: list[str]) -> str:
    """A value of another type than the interface takes."""
    return f"Instance type ({primitive_of(value)}) does not match any allowed primitive type (allowed: {_listed(allowed)})"


def too_long(value: str, maximum: int) -> str:
    """A text over its length."""
    return f'String "{value[:_SHOWN]}" is too long (length: {len(value)}, maximum allowed: {maximum})'


def no_match(value: str, pattern: str) -> str:
    """A text that is not of its pattern."""
    return f'ECMA 262 regex "{pattern}" does not match input string "{value[:_SHOWN]}"'


def not_in(value: object, allowed: Iterable[str]) -> str:
    """A value that is none of those listed."""
    return f"Instance value ({_shown(value)}) not found in enum (possible values: {_listed(list(allowed))})"


def below(value: float, minimum: int) -> str:
    """A number under its minimum."""
    found = f"{value:g}" if value > -_MOST_OF_A_FLOAT else str(value)[:_SHOWN]
    return f"Numeric instance is lower than the required minimum (minimum: {minimum}, found: {found})"


def not_a_uuid(value: str) -> str:
    """A text that is no UUID."""
    return f'Input string "{value[:_SHOWN]}" is not a valid UUID'


def missing(names: Iterable[str]) -> str:
    """Properties that must be there."""
    return f"Object has missing required properties ({_listed(sorted(names))})"


def _listed(values: list[str]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)[:_SHOWN]


def at(method: str, path: str, place: str, text: str) -> str:
    """One line of a refusal: where, and what."""
    return f"[ERROR][REQUEST][{method} {path} {place}] {text}"


def of_body(faults: "Iterable[Fault]") -> Iterator[str]:
    """Say each fault of a body; what is missing in one object is told together."""
    missing_by_place: dict[tuple[int | str, ...], list[str]] = {}
    for fault in faults:
        if fault.type == "missing":
            *place, name = fault.place
            missing_by_place.setdefault(tuple(place), []).append(str(name))
        else:
            yield _placed(fault.place, _text(fault))
    for where, names in missing_by_place.items():
        yield _placed(where, missing(names))


def _placed(place: tuple[int | str, ...], text: str) -> str:
    return f"[Path '/{'/'.join(map(str, place))}'] {text}" if place else text


def _text(fault: "Fault") -> str:
    kind, value, context = fault.type, fault.value, fault.context
    if kind in _PRIMITIVE_BY_FAULT:
        return wrong_type(value, _PRIMITIVE_BY_FAULT[kind])
    if kind == "datetime_parsing":
        formats = ["yyyy-MM-dd'T'HH:mm:ssZ", "yyyy-MM-dd'T'HH:mm:ss.[0-9]{1,12}Z"]
        return f"String {_shown(value)} is invalid against requested date format(s) {_listed(formats)}"
    match kind:
        case "json_invalid":
            return f"Unable to parse JSON - {context['error']}"
        case "string_too_long":
            return too_long(str(value), context["max_length"])
        case "string_too_short":
            return f'String "{value}" is too short (length: {len(str(value))}, required minimum: {context["min_length"]})'
        case "string_pattern_mismatch":
            return no_match(str(value), context["pattern"])
        case "too_short":
            return f"Array is too short: must have at least {context['min_length']} elements but instance has {context['actual_length']} elements"
        case "too_long":
            return f"Array is too long: must have at most {context['max_length']} elements but instance has {context['actual_length']} elements"
        case "greater_than_equal":
            return below(value, context["ge"])
        case "less_than_equal":
            return f"Numeric instance is greater than the required maximum (maximum: {context['le']}, found: {str(value)[:_SHOWN]})"
        case _:
            return str(context["error"])
