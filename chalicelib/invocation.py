"""What runs now: the id that everything it causes is told by, and what it has committed.

It goes where no argument goes: from the request or the message that began it, past rules that need not know of it, to the
rows that leave later and to the log. Handlers begin one; the composition writes its id on what will leave later, and notes
what was committed; handlers tell of it at the end.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

if TYPE_CHECKING:
    from chalicelib.domain.writes import Write


CORRELATION = "correlationId"
"""The attribute of a queue's message that carries the id."""


class Invocation(Struct, kw_only=True, eq=False):
    """One request, one message of a queue, or one run of a job.

    ``committed``: each write that stands, with the instant at which it did; ``measures`` are the handlers' own notes.
    """

    correlation_id: str
    committed: "list[tuple[datetime, Write]]" = field(default_factory=list)
    measures: list[Any] = field(default_factory=list)


_present: ContextVar[Invocation | None] = ContextVar("invocation", default=None)


@contextmanager
def begun(correlation_id: str) -> Iterator[Invocation]:
    """Run what is inside as one invocation; within another, as one of its own."""
    invocation = Invocation(correlation_id=correlation_id)
    token = _present.set(invocation)
    try:
        yield invocation
    finally:
        _present.reset(token)


def present() -> Invocation | None:
    """The one that runs now; None where nobody has begun one."""
    return _present.get()


def correlation_id() -> str | None:
    """The id of the one that runs now."""
    invocation = _present.get()
    return None if invocation is None else invocation.correlation_id


def note_committed(writes: "Sequence[Write]", *, at: datetime) -> None:
    """Say that writes stand."""
    invocation = _present.get()
    if invocation is not None:
        invocation.committed += [(at, each) for each in writes]
