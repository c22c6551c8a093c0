"""How long the deliveries of a period took, process by process, read off the cases themselves; and what waits to be delivered."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from chalicelib.domain.agenda import Topic
from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.cases import Case
from chalicelib.domain.folders import Folder
from chalicelib.domain.inbox import InboxCriteria, Position, Shelf, position_of
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.processes import Process
from chalicelib.use_cases.people_ports import Inboxes
from chalicelib.use_cases.ports import Agenda, Exchange, Referential

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


def oldest_undelivered(*, now: datetime, agenda: Agenda, exchange: Exchange) -> timedelta:
    """For how long the oldest folder that is complete and not delivered has waited; none waits: no time at all."""
    waiting = _undelivered(now=now, limit=LIMITS.job_page, agenda=agenda, exchange=exchange)
    return max((now - since for since, _ in waiting), default=timedelta())


def count_overdue(since: datetime, until: datetime, *, now: datetime, agenda: Agenda, exchange: Exchange) -> Counter[str]:
    """How many cases that were complete in that period still wait though their promise is broken, by process."""
    found: Counter[str] = Counter()
    for completed_at, folder in _undelivered(now=now, limit=_PAGE, agenda=agenda, exchange=exchange):
        if since <= completed_at < until and now - completed_at >= LIMITS.delivery_promise:
            cases, _ = exchange.children(folder)
            found[folder.process_code] += sum(not each.is_delivered for each in cases)
    return found


def _undelivered(*, now: datetime, limit: int, agenda: Agenda, exchange: Exchange) -> Iterator[tuple[datetime, Folder]]:
    """The folders that are complete and not delivered, each with the instant since when: their entries stay until they are."""
    for entry in agenda.due(Topic.UNFINISHED_DELIVERY, at=now + LIMITS.entry_setback, limit=limit):
        folder = exchange.folder(entry.subject)
        if folder is not None and folder.status is CaseStatus.HUBEE_COMPLETED:
            yield folder.updated_at or folder.created_at, folder


def _delivered(process: Process, since: datetime, until: datetime, inboxes: Inboxes) -> Iterator[Case]:
    """Page by page along the process's index by date: nothing outside the period is read."""
    criteria = InboxCriteria(received_from=since, received_until=until, is_descending=False)
    after: Position | None = None
    while page := inboxes.page([Shelf(process_code=process.code)], criteria, after=after, limit=_PAGE):
        yield from page
        after = position_of(page[-1])
