"""What is refused is told, and what is told is refused: msgspec reads, the hub says what is wrong. **Source:** DEP-02, ACC-10."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import inspect as shapes

from chalicelib.handlers.body_faults import faults_of
from chalicelib.handlers.every_route import ROUTES
from chalicelib.handlers.notifications_json import FileToPurge
from chalicelib.handlers.requests import read_body
from chalicelib.handlers.wire import Received

_TEXTS = st.text(max_size=40) | st.sampled_from(
    [
        "",
        "0" * 14,
        "x" * 31,
        "x" * 1025,
        "a/b",
        "a\n",
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
)
_ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _TEXTS,
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
            return st.lists(mostly(kind.item_type), max_size=2)
        case shapes.IntType():
            return st.integers(min_value=-1, max_value=10)
        case shapes.BoolType():
            return st.booleans()
        case shapes.NoneType():
            return st.none()
    return _TEXTS


def mostly(kind: shapes.Type) -> st.SearchStrategy[Any]:
    return st.integers(0, 19).flatmap(lambda number: nearly(kind) if number else _ANYTHING)


def without(value: dict[str, Any], name: str) -> dict[str, Any]:
    return {each: value[each] for each in value if each != name}


@pytest.mark.rule("DEP-02")
@pytest.mark.parametrize("kind", sorted(set(kinds()), key=str), ids=lambda kind: getattr(kind, "__name__", str(kind)))
@settings(derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])  # several may share a machine
@given(data=st.data())
def test_a_body_is_refused_with_its_faults_or_taken(kind: Any, data: st.DataObject) -> None:
    value = data.draw(nearly(shapes.type_info(kind)))
    content = json.dumps(value).encode()
    body, told = read_body(kind, content)
    faults = faults_of(kind, content)
    assert (body is None, told) == (faults != [], faults)
    assert len({(each.type, each.place) for each in faults}) == len(faults)
