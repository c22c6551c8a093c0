"""Every five minutes the portal takes in what waits for the subscribers who use it (JOB-01, DEP-09, SUB-08).

Each notification is a transaction of its own, which also sees to it that the subscription still uses the portal: run twice,
side by side, or cut anywhere, a télédossier enters once, is announced once, and what is left is met by the next page.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from chalicelib.domain.agenda import AgendaEntry, Topic
from chalicelib.domain.case_access import is_shown_on_the_portal
from chalicelib.domain.case_events import CaseEvent
from chalicelib.domain.cases import Case
from chalicelib.domain.deliveries import pushes
from chalicelib.domain.errors import StaleRow
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.ingestion import called_in, ingested
from chalicelib.domain.notifications import Notification, Redirect, si_queue
from chalicelib.domain.processes import Process
from chalicelib.domain.subscriptions import Subscription
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Remove, Unchanged
from chalicelib.use_cases.one_by_one import One, all_tried, one_by_one
from chalicelib.use_cases.ports import Agenda, Commit, Exchange, Ids, Notifications, Referential

_SWITCHES = 10
"""How many queues that came to the portal by a switch of mode are looked at in one page."""
_LOOKED_PAST = 10
"""How many times a page is filled up from behind what could not be taken in."""


class _Known(Struct, kw_only=True):
    """What a page of notifications is judged by; kept up to date with what is written."""

    cases: dict[str, Case]
    events: dict[str, CaseEvent]
    processes: dict[str, Process]
    subscriptions: dict[tuple[str, OrganisationId], Subscription]


def ingest(
    *,
    now: datetime,
    limit: int,
    ids: Ids,
    notifications: Notifications,
    agenda: Agenda,
    exchange: Exchange,
    referential: Referential,
    commit: Commit,
) -> int:
    """Take in a page of what waits for the portal, and of each queue that came to it by a switch; answers how much was looked at.

    After such a queue, its subscriber's cases that no program has fetched.
    """

    def take_over(entry: AgendaEntry) -> None:
        subscription = referential.subscription(entry.subject)
        if subscription is None or not is_shown_on_the_portal(subscription):
            commit(Remove(entry))  # it has been switched back
            return
        waiting = notifications.waiting([si_queue(subscription.subscriber, subscription.process_code)], limit=limit // _SWITCHES)
        if waiting:
            with all_tried() as one:
                _take_in(waiting, one, now=now, ids=ids, exchange=exchange, referential=referential, commit=commit)
        else:
            _call_in(entry, subscription, limit=limit, now=now, ids=ids, exchange=exchange, commit=commit)

    looked_at, left, after = 0, limit, ""
    with all_tried() as one:
        for _ in range(_LOOKED_PAST):
            marked = notifications.to_ingest(limit=left, after=after)
            looked_at += len(marked)
            taken = _take_in(marked, one, now=now, ids=ids, exchange=exchange, referential=referential, commit=commit)
            if len(marked) < left or taken == left:
                break
            left, after = left - taken, marked[-1].id  # what could not be taken in keeps nothing waiting that stands behind it
        with one():
            looked_at += one_by_one(agenda.due(Topic.MODE_SWITCH, at=now, limit=_SWITCHES), take_over, now=now, commit=commit)
    return looked_at


def _call_in(
    entry: AgendaEntry, subscription: Subscription, *, limit: int, now: datetime, ids: Iterator[str], exchange: Exchange, commit: Commit
) -> None:
    """Take in, page by page, what a program took out of its queue before the switch and never fetched.

    The entry names the last case of the page before.
    """
    after = exchange.case(entry.details[0]) if entry.details else None
    page = exchange.cases_of(subscription.subscriber, process_code=subscription.process_code, after=after, limit=limit)
    process = exchange.rules_for(page[0])[0] if page else None
    for case in page:
        if writes := called_in(case, process=process, subscription=subscription, at=now, ids=ids):
            commit(*writes)
    commit(replace(entry, details=(page[-1].id,)) if len(page) == limit else Remove(entry))


def _take_in(
    page: Sequence[Notification], one: One, *, now: datetime, ids: Iterator[str], exchange: Exchange, referential: Referential, commit: Commit
) -> int:
    """Take in each by itself; answers how many were."""
    if not page:
        return 0
    taken, known = 0, _known(page, exchange, referential)
    for notification in page:
        subscription = known.subscriptions.get((notification.process_code, notification.recipient))
        with one():  # somebody may be quicker, or have changed the case: what waits still is met again, and judged anew, by the next page
            if subscription is None or not is_shown_on_the_portal(subscription):
                _leave_in_its_queue(notification, subscription, now=now, commit=commit)
            else:
                _take_in_one(notification, subscription, known, now=now, ids=ids, commit=commit)
            taken += 1
    return taken


def _leave_in_its_queue(notification: Notification, subscription: Subscription | None, *, now: datetime, commit: Commit) -> None:
    """Nothing but its mark goes: the subscriber's program reads it, and its webhook is told now."""
    unmarked = replace(notification, is_for_portal=False)
    if subscription is None:
        return commit(Redirect(notification=unmarked))
    pushed = tuple(pushes(unmarked, subscription=subscription, process=None, at=now))
    try:
        commit(Redirect(notification=unmarked), Unchanged(subscription), *pushed)
    except StaleRow:
        if not pushed:
            raise
        commit(Redirect(notification=unmarked), Unchanged(subscription))  # its webhook was told of it before it came here again


def _take_in_one(notification: Notification, subscription: Subscription, known: _Known, *, now: datetime, ids: Iterator[str], commit: Commit) -> None:
    taken = ingested(
        notification,
        case=known.cases.get(notification.case_id),
        event=known.events.get(notification.event_id or ""),
        process=known.processes.get(notification.process_code),
        subscription=subscription,
        at=now,
        ids=ids,
    )
    commit(*taken.writes)
    if taken.case is not None:
        known.cases[taken.case.id] = replace(taken.case, version=taken.case.version + 1)
    if taken.event is not None:
        known.events[taken.event.id] = replace(taken.event, version=taken.event.version + 1)


def _known(page: Sequence[Notification], exchange: Exchange, referential: Referential) -> _Known:
    """Four reads for a page, or one more per 100 of a kind."""
    events = [(each.case_id, each.event_id) for each in page if each.event_id is not None]
    return _Known(
        cases=dict(exchange.cases(sorted({each.case_id for each in page}))),
        events=dict(exchange.events(events)) if events else {},
        processes={each.code: each for each in referential.processes()},
        subscriptions=dict(referential.subscriptions_of_pairs({(each.process_code, each.recipient) for each in page})),
    )
