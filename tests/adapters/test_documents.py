"""Documents leave out what is None, and read back as they were."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from types import NoneType
from typing import Any, get_args, get_type_hints

import pytest

from chalicelib.adapters.dynamo_codec import decode, encode
from chalicelib.domain.audit import AuditRecord
from chalicelib.domain.cases import Applicant
from chalicelib.domain.writes import Write


def kinds(kind: Any, seen: set[type]) -> Iterator[type]:
    """A kind, and all that its documents hold."""
    for each in get_args(kind):
        yield from kinds(each, seen)
    if is_dataclass(kind) and isinstance(kind, type) and kind not in seen:
        seen.add(kind)
        yield kind
        for hint in get_type_hints(kind).values():
            yield from kinds(hint, seen)


def stored() -> list[type]:
    seen: set[type] = set()
    return sorted({*kinds(Write, seen), *kinds(AuditRecord, seen)}, key=lambda each: each.__name__)


@pytest.mark.parametrize("kind", stored(), ids=lambda each: each.__name__)
def test_what_may_be_none_is_none_by_itself(kind: type) -> None:
    hints = get_type_hints(kind)
    wrong = [each.name for each in fields(kind) if NoneType in get_args(hints[each.name]) and each.default is not None]
    assert wrong == []


def test_what_is_none_is_left_out() -> None:
    someone = Applicant(first_name="Zoé", last_name="D'ÎLE")
    document = encode(someone)
    assert document == '{"first_name":"Zoé","last_name":"D\'ÎLE"}'
    assert decode(Applicant, document) == someone
    assert decode(Applicant, '{"first_name":"Zoé","last_name":"D\'ÎLE","email":null}') == someone
