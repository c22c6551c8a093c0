"""A page is cut out of a list, sorted or not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import Invalid
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.pages import Page, Window, must_be_sortable, page_of

ROWS = [("b", 2), ("a", None), ("c", 1), ("d", None), ("e", 3)]


def by_number(row: tuple[str, int | None]) -> int | None:
    """The attribute rows are sorted by."""
    return row[1]


@pytest.mark.rule("SUB-13")
def test_a_page_keeps_the_order_of_the_list_unless_asked_otherwise() -> None:
    assert page_of(ROWS, Window()) == Page(rows=tuple(ROWS), offset=0, total=5)
    assert page_of(ROWS, Window(offset=1, limit=2)) == Page(rows=(ROWS[1], ROWS[2]), offset=1, total=5)
    assert page_of(ROWS, Window(offset=9)) == Page(rows=(), offset=9, total=5)


@pytest.mark.rule("SUB-13")
def test_rows_without_the_sorted_attribute_come_first_and_last_the_other_way() -> None:
    upwards = page_of(ROWS, Window(), key=by_number)
    assert [name for name, _ in upwards.rows] == ["a", "d", "c", "b", "e"]
    downwards = page_of(ROWS, Window(), key=by_number, is_descending=True)
    assert [name for name, _ in downwards.rows] == ["e", "b", "c", "a", "d"]


@pytest.mark.rule("SUB-13")
def test_only_a_list_short_enough_is_sorted() -> None:
    must_be_sortable(LIMITS.sortable_rows)
    with pytest.raises(Invalid, match=f"the list has {LIMITS.sortable_rows + 1} rows"):
        must_be_sortable(LIMITS.sortable_rows + 1)


@pytest.mark.rule("SUB-13")
@given(rows=st.lists(st.tuples(st.text(max_size=2), st.none() | st.integers(0, 9)), max_size=30), limit=st.integers(1, 7), down=st.booleans())
def test_the_pages_of_a_list_are_the_list(rows: list[tuple[str, int | None]], limit: int, down: bool) -> None:
    whole = page_of(rows, Window(limit=1_000), key=by_number, is_descending=down)
    pages = [page_of(rows, Window(offset=start, limit=limit), key=by_number, is_descending=down) for start in range(0, len(rows), limit)]
    assert [row for page in pages for row in page.rows] == list(whole.rows)
    assert sorted(map(repr, whole.rows)) == sorted(map(repr, rows))
    assert {page.total for page in pages} <= {len(rows)}
