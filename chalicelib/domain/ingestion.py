"""What the portal does with a notification that waits for a subscriber who uses it: everything to be written, in one go.

**Source:** JOB-01, CAS-08, SUB-08, POR-03.
"""

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from chalicelib.domain.callers import Caller, Scope, Side
from chalicelib.domain.case_events import ActionType, CaseEvent, EventDraft, EventStatus, case_after, make_event
from chalicelib.domain.case_status import ALIVE, CaseStatus
from chalicelib.domain.cases import Case
from chalicelib.domain.deliveries import pushes
from chalicelib.domain.inbox import IndexedWord, words_of
from chalicelib.domain.notifications import Acknowledgement, Notification, notify
from chalicelib.domain.processes import Process
from chalicelib.domain.subscriptions import AccessMode, Subscription
from chalicelib.domain.tidings import told_of
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Unchanged, Write

PORTAL = "Portail HubEE"
"""Who the operator reads as the author of what the portal does by itself."""


class Ingestion(Struct, frozen=True, kw_only=True):
    """What is written for one notification; ``case`` and ``event`` as they are to be, None when they are left alone."""

    writes: tuple[Write, ...]
    case: Case | None = None
    event: CaseEvent | None = None


def ingested(
    notification: Notification,
    *,
    case: Case | None,
    event: CaseEvent | None,
    process: Process | None,
    subscription: Subscription,
    at: datetime,
    ids: Iterator[str],
) -> Ingestion:
    """Take a notification out of its queue with all that follows, provided that the subscription still uses the portal.

    A new case, or one that its operator does something on, enters the portal; one that is HUBEE_NOTIFIED becomes SENT, unless
    its recipient's program had it before the mode was switched. An event is acknowledged. What tells the recipient of its own
    events' acknowledgements only goes.
    """
    at = max(at, subscription.mode_changed_at or at)  # a run that began before a switch takes in after it
    taken_out = (Acknowledgement(queue=notification.queue, notification_id=notification.id, at=at), Unchanged(subscription))
    if case is None or case.recipient != notification.recipient or case.status is CaseStatus.ARCHIVED or not _is_news(notification, event):
        return Ingestion(writes=taken_out)
    entered, words = _entered(case, event, at=at)
    received, told = _acknowledged(event, case, process, at=at, ids=ids)
    moved, tells_of_it = _sent(entered, process, subscription, at=at, ids=ids)
    changed = () if moved is case else (moved,)
    noted = () if received is None else (received,)
    return Ingestion(
        writes=(*taken_out, *changed, *words, *noted, *told, *tells_of_it),
        case=moved if changed else None,
        event=received,
    )


def _is_news(notification: Notification, event: CaseEvent | None) -> bool:
    """Whether it tells of something that the other side did."""
    return notification.event_id is None or (event is not None and event.side is not Side.SI)


def _entered(case: Case, event: CaseEvent | None, *, at: datetime) -> tuple[Case, tuple[Write, ...]]:
    """The case in the portal; on one that is there already, what is unread was marked when it happened."""
    if case.ingested_at is not None:
        return case.fetched(at=at), ()
    entered = case.ingested(at=at)
    return (entered.changed_by(event.side, at=at) if event else entered), words_of(entered)


def _acknowledged(
    event: CaseEvent | None, case: Case, process: Process | None, *, at: datetime, ids: Iterator[str]
) -> tuple[CaseEvent | None, tuple[Write, ...]]:
    if event is None or event.status_for(Side.SI) is not EventStatus.SENT:
        return None, ()
    told = notify(event.side, case, event=event, at=at, seed=next(ids)) if event.asks_notification else None
    return event.received(by=Side.SI, at=at), () if told is None else (told, *pushes(told, subscription=None, process=process))


def _sent(case: Case, process: Process | None, subscription: Subscription, *, at: datetime, ids: Iterator[str]) -> tuple[Case, tuple[Write, ...]]:
    """The case moved to SENT where it waits for that, with the event that tells its operator."""
    if process is None or case.status is not CaseStatus.HUBEE_NOTIFIED or case.is_read_only_since(subscription.mode_changed_at):
        return case, ()
    portal = Caller(scope=Scope.SI, client_id=PORTAL, organisation=case.recipient, process_codes=frozenset({case.process_code}))
    draft = EventDraft(
        action_type=ActionType.STATUS_UPDATE,
        author=PORTAL,
        asks_notification=True,
        current_status=case.status,
        new_status=CaseStatus.SENT,
    )
    event = make_event(draft, event_id=next(ids), case=case, caller=portal, at=at)
    moved = case_after(event, case, process=process, side=Side.SI, at=at, is_portal=True)
    return moved, (event, *told_of(event, moved, process=process, subscription=subscription, at=at, ids=ids))


def called_in(case: Case, *, process: Process | None, subscription: Subscription, at: datetime, ids: Iterator[str]) -> tuple[Write, ...]:
    """What takes in a case that no notification tells of any more: a program took it out before the switch and never fetched the case.

    Nothing for one that the portal has, or that its recipient has fetched.
    """
    at = max(at, subscription.mode_changed_at or at)
    if case.status not in ALIVE or case.fetched_at is not None or case.ingested_at is not None:
        return ()
    moved, tells_of_it = _sent(case.ingested(at=at), process, subscription, at=at, ids=ids)
    return (moved, *words_of(moved), *tells_of_it, Unchanged(subscription))


def delivered_anew(before: Case, after: Case, subscription: Subscription | None, *, at: datetime) -> tuple[Case, tuple[IndexedWord, ...]]:
    """A case that is reopened is on the portal from then on, where its recipient uses that now; with the words it is found under there.

    A program may read any case of its own; one that the portal never took in would be nobody's. Any other move leaves it as it is.
    """
    was_given_back = before.fetched_at is not None and after.fetched_at is None  # it stood HUBEE_NOTIFIED, and was read before the switch
    is_reopened = after.status is CaseStatus.HUBEE_NOTIFIED and (before.status is not CaseStatus.HUBEE_NOTIFIED or was_given_back)
    return put_on_the_portal(after, subscription, at=at) if is_reopened else (after, ())


def put_on_the_portal(case: Case, subscription: Subscription | None, *, at: datetime) -> tuple[Case, tuple[IndexedWord, ...]]:
    """A delivered case where its agents see it, unless it is there or a program treats it; when its recipient had it does not change.

    Without a subscription nobody sees it yet, and nothing would bring it there once there is one.
    """
    if case.ingested_at is not None or (subscription is not None and subscription.effective_mode is AccessMode.API):
        return case, ()
    shown = replace(case, ingested_at=at)
    return shown, words_of(shown)
