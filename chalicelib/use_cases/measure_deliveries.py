"""How long the deliveries of a period took, process by process, read off the cases themselves."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from chalicelib.domain.cases import Case
from chalicelib.domain.inbox import InboxCriteria, Position, Shelf, position_of
from chalicelib.domain.processes import Process
from chalicelib.use_cases.people_ports import Inboxes
from chalicelib.use_cases.ports import Referential

_PAGE = 1_000


def measure_deliveries(
    since: datetime, until: datetime, *, referential: Referential, inboxes: Inboxes
) -> Iterator[tuple[Process, tuple[timedelta, ...]]]:
    """Each process with the delays of what was delivered from ``since`` on, before ``until``.

    A case that is gone for good, or that was delivered before its completion was noted, tells nothing any more.
    """
    for process in referential.processes():
        delays = tuple(
            case.reached_at - case.completed_at
            for case in _delivered(process, since, until, inboxes)
            if case.reached_at is not None and case.completed_at is not None
        )
        yield process, delays


def _delivered(process: Process, since: datetime, until: datetime, inboxes: Inboxes) -> Iterator[Case]:
    """Page by page along the process's index by date: nothing outside the period is read."""
    criteria = InboxCriteria(received_from=since, received_until=until, is_descending=False)
    after: Position | None = None
    while page := inboxes.page([Shelf(process_code=process.code)], criteria, after=after, limit=_PAGE):
        yield from page
        after = position_of(page[-1])
