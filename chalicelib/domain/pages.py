"""A page of a list, and the list's total."""

from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from msgspec import Struct

from chalicelib.domain.errors import Invalid
from chalicelib.domain.limits import LIMITS

T = TypeVar("T")


class Window(Struct, frozen=True, kw_only=True):
    """Which rows are asked for: ``limit`` rows from ``offset`` on."""

    offset: int = 0
    limit: int = LIMITS.page_default


class Order(Struct, frozen=True, kw_only=True):
    """By which attribute, and which way; the attribute is a name of the list's own table."""

    attribute: str
    is_descending: bool = False


class Page(Struct, Generic[T], frozen=True, kw_only=True):
    """Some rows of a list of ``total``, from ``offset`` on."""

    rows: tuple[T, ...]
    offset: int
    total: int


class Tally(Struct, frozen=True, kw_only=True):
    """How many there are of something: changed in the same transaction as the thing, so that a page knows its total."""

    name: str
    delta: int


def page_of(rows: Iterable[T], window: Window, *, key: Callable[[T], Any] | None = None, is_descending: bool = False) -> Page[T]:
    """Cut a page out of rows that are all at hand; rows without the sorted attribute come first."""
    every = list(rows)
    if key is not None:
        empty = [row for row in every if key(row) is None]
        filled = sorted((row for row in every if key(row) is not None), key=key, reverse=is_descending)
        every = filled + empty if is_descending else empty + filled
    return Page(rows=tuple(every[window.offset : window.offset + window.limit]), offset=window.offset, total=len(every))


def must_be_sortable(total: int) -> None:
    """A list too long to be sorted at hand has to be narrowed first. Raises: Invalid."""
    if total > LIMITS.sortable_rows:
        raise Invalid(f"orderBy: the list has {total} rows, at most {LIMITS.sortable_rows} can be sorted: narrow it with a filter")
