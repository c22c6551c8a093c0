"""What is refused is told, and what is told is refused: msgspec reads, the hub says what is wrong. **Source:** DEP-02, ACC-10."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import inspect as shapes

from chalicelib.handlers.body_faults import Fault, Place, faults_of
from chalicelib.handlers.every_route import ROUTES
from chalicelib.handlers.notifications_json import FileToPurge
from chalicelib.handlers.requests import read_body
from chalicelib.handlers.shape_faults import of_body
from chalicelib.handlers.wire import Received

_SAMPLES = [
    "",
    "0" * 14,
    "x" * 31,
    "x" * 1025,
    "a/b",
    "a\n",
    "acte",
    "acte.pdf",
    "camille@mairie.test",
    "camille@mairie .test",
    "4d6a1a3e-0f0a-4c55-9c83-6f0d2d3f9a10",
    "4d6a1a3e-0f0a-4c55-9c83-6f0d2d3f9a10\n",
    "2026-11-26T10:00:00Z",
    "2026-11-26T10:00:00.123+0100",
    "2026-11-26T10:00:00",
    "2026-02-30T10:00:00Z",
    "0001-01-01T00:00:00Z",
]
_TEXTS = st.text(max_size=40) | st.sampled_from(_SAMPLES)
_ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([2**63 - 1, 2**63, -(2**63), -(2**63) - 1])
    | st.floats(allow_nan=False, allow_infinity=False)
    | _TEXTS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_TEXTS, inner, max_size=2),
    max_leaves=4,
)


def kinds() -> Iterator[Any]:
    """Every kind of struct that an operation takes."""
    for routes in ROUTES:
        for operation in routes.operations:
            kind = operation.body
            if kind == list[FileToPurge] or (isinstance(kind, type) and issubclass(kind, Received)):
                yield kind


KINDS = sorted(set(kinds()), key=str)


def nearly(kind: shapes.Type) -> st.SearchStrategy[Any]:
    """Values that are of a kind, or are not by little."""
    match kind:
        case shapes.Metadata():
            return nearly(kind.type)
        case shapes.UnionType():
            return st.one_of([nearly(each) for each in kind.types])
        case shapes.StructType():
            required = {each.encode_name: mostly(each.type) for each in kind.fields if each.required}
            optional = {each.encode_name: mostly(each.type) for each in kind.fields if not each.required}
            whole = st.fixed_dictionaries(required, optional=optional)
            return whole | st.tuples(whole, st.sampled_from(sorted([*required, *optional]))).map(lambda each: without(*each))
        case shapes.ListType():
            return st.lists(mostly(kind.item_type), min_size=kind.min_length or 0, max_size=2)
        case shapes.IntType():
            return st.integers(min_value=kind.ge, max_value=10)
        case shapes.BoolType():
            return st.booleans()
        case shapes.NoneType():
            return st.none()
        case shapes.DateTimeType():
            return st.sampled_from([each for each in _SAMPLES if each.startswith("2026-11")])
        case shapes.StrType():
            return of_text(kind)
    raise AssertionError(kind)


def of_text(kind: shapes.StrType) -> st.SearchStrategy[Any]:
    if kind.pattern is not None:
        return st.sampled_from([each for each in _SAMPLES if re.search(kind.pattern, each)])
    return st.text(min_size=kind.min_length or 0, max_size=min(kind.max_length or 9, 9))


def mostly(kind: shapes.Type) -> st.SearchStrategy[Any]:
    return st.integers(0, 39).flatmap(lambda number: nearly(kind) if number else st.sampled_from(_SAMPLES) | st.just(-1) | _ANYTHING)


def without(value: dict[str, Any], name: str) -> dict[str, Any]:
    return {each: value[each] for each in value if each != name}


def example(kind: shapes.Type) -> Any:
    """A value that is of a kind, with all that it may have."""
    match kind:
        case shapes.Metadata():
            return example(kind.type)
        case shapes.UnionType():
            return example(next(each for each in kind.types if not isinstance(each, shapes.NoneType)))
        case shapes.StructType():
            return {each.encode_name: example(each.type) for each in kind.fields}
        case shapes.ListType():
            return [example(kind.item_type)]
        case shapes.IntType():
            return 3
        case shapes.BoolType():
            return True
        case shapes.DateTimeType():
            return "2026-11-26T10:00:00Z"
        case shapes.StrType():
            return next(
                each for each in _SAMPLES if re.search(kind.pattern or "^acte", each) and len(each) <= (kind.max_length or len(each)) and each
            )
    raise AssertionError(kind)


def places(value: Any, place: Place = ()) -> Iterator[Place]:
    """Every place of a value."""
    yield place
    within = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in within:
        yield from places(each, (*place, name))


def with_at(value: Any, place: Place, put: Any) -> Any:
    if not place:
        return put
    copied = value.copy()
    copied[place[0]] = with_at(value[place[0]], place[1:], put)
    return copied


def judged(kind: Any, value: Any) -> list[Fault]:
    """What is told of a body; it is told of all that is refused and of nothing else."""
    content = json.dumps(value).encode()
    body, told = read_body(kind, content)
    faults = faults_of(kind, content)
    assert (body is None, told) == (faults != [], faults), value
    assert bool(list(of_body(faults))) == bool(faults)  # there are words for each
    return faults


@pytest.mark.rule("DEP-02")
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: getattr(kind, "__name__", str(kind)))
def test_a_value_at_any_place_of_a_body_is_taken_or_told_there(kind: Any) -> None:
    right = example(shapes.type_info(kind))
    assert judged(kind, right) == []
    for place in places(right):
        for value in (None, True, -1, 1.5, 10**30, -(10**400), [], ["x"], {}, {"x": 1}, "x" * 2_000, *_SAMPLES):
            faults = judged(kind, with_at(right, place, value))
            assert {each.place[: len(place)] for each in faults} <= {place}, (place, value)


@pytest.mark.rule("DEP-02")
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: getattr(kind, "__name__", str(kind)))
def test_a_text_that_is_not_utf_8_is_told_at_any_place_of_a_body(kind: Any) -> None:
    right = example(shapes.type_info(kind))
    for place in places(right):
        before, after = json.dumps(with_at(right, place, "re~u")).encode().split(b"~")
        told = Fault("json_invalid", (), None, {"error": f"the body is not UTF-8 (byte {len(before) + 1})"})
        assert read_body(kind, before + b"\xe7" + after) == (None, [told]), place


@pytest.mark.rule("DEP-02")
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: getattr(kind, "__name__", str(kind)))
@settings(derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])  # several may share a machine
@given(data=st.data())
def test_a_body_is_refused_with_its_faults_or_taken(kind: Any, data: st.DataObject) -> None:
    faults = judged(kind, data.draw(nearly(shapes.type_info(kind))))
    assert len({(each.type, each.place) for each in faults}) == len(faults)
