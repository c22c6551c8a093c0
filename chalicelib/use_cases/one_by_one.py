"""What is due is worked off each by itself: one that fails stands before no other (JOB-06)."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import TypeAlias

from chalicelib.domain.agenda import AgendaEntry
from chalicelib.domain.errors import StaleWrite
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Remove
from chalicelib.use_cases.ports import Commit

One: TypeAlias = Callable[..., AbstractContextManager[None]]
"""What surrounds each piece of work of a block of ``all_tried``."""


@contextmanager
def all_tried() -> Iterator[One]:
    """A block in which ``with one(otherwise=…):`` surrounds each piece of work; ``otherwise`` is done when that piece fails.

    Whoever finds that something has changed meanwhile leaves the piece for the next page. Raises: the first failure, once
    all were tried.
    """
    failures: list[Exception] = []

    @contextmanager
    def one(otherwise: Callable[[], None] = lambda: None) -> Iterator[None]:
        try:
            yield
        except StaleWrite:
            pass
        except Exception as error:  # of whatever kind: a row that nobody can read is as much in the way
            failures.append(error)
            otherwise()

    yield one
    if failures:
        raise failures[0]


def one_by_one(entries: Sequence[AgendaEntry], act: Callable[[AgendaEntry], None], *, now: datetime, commit: Commit) -> int:
    """Act on each entry; answers how many there were. ``act`` takes its entry out of the agenda, last of all.

    Raises: as ``all_tried`` does: what failed is looked at again a while later, behind what is due.
    """
    with all_tried() as one:
        for entry in entries:
            later = replace(entry, due_at=now + LIMITS.entry_setback)
            with one(otherwise=lambda entry=entry, later=later: commit(Remove(entry), later)):
                act(entry)
    return len(entries)
