"""A partner reads its queue, takes out what it has treated, puts it back after an accident (NOT-01, NOT-02, NOT-06)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from chalicelib.domain.callers import Caller
from chalicelib.domain.case_events import CaseEvent
from chalicelib.domain.errors import Invalid, NotFound, StaleRow, unauthorized_user
from chalicelib.domain.identifiers import process_tag, tag_of
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.notifications import Acknowledgement, Forget, Notification, Replay, queues_of
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Write, batches
from chalicelib.use_cases.ports import Commit, Exchange, Notifications


class Inbox(Struct, frozen=True, kw_only=True):
    """What waits for a caller, in reading order, and the events concerned when they were asked for."""

    notifications: tuple[Notification, ...]
    events: Mapping[str, CaseEvent] | None


def read_notifications(
    *,
    process_codes: Sequence[str],
    priorities: Sequence[str],
    limit: int,
    with_events: bool,
    caller: Caller,
    notifications: Notifications,
    exchange: Exchange,
) -> Inbox:
    """Read the oldest of the caller's own queues, those of the priority processes first; ``limit`` is bounded at 1,000."""
    queues = queues_of(caller)
    if process_codes:
        queues = {code: queue for code, queue in queues.items() if code in process_codes}
    bounded = min(limit, LIMITS.notifications_max)
    found = notifications.waiting(tuple(queues.values()), limit=bounded) if queues and bounded else []
    found.sort(key=lambda each: (each.process_code not in priorities, each.id))
    chosen = tuple(found[:bounded])
    keys = [(each.case_id, each.event_id) for each in chosen if each.event_id]
    return Inbox(notifications=chosen, events=exchange.events(keys) if with_events else None)


def acknowledge(notification_id: str, *, caller: Caller, now: datetime, notifications: Notifications, commit: Commit) -> None:
    """Take a notification out of the caller's queue for good. Raises: NotFound, Forbidden for another's, StaleWrite."""
    tag = tag_of(notification_id)
    queues = queues_of(caller)
    for code, queue in queues.items():
        if process_tag(code) == tag:
            try:
                return commit(Acknowledgement(queue=queue, notification_id=notification_id, at=now))
            except StaleRow:
                continue  # not in this queue; two codes of one operator may share a tag
    holder = notifications.queue_of(notification_id)
    if holder is not None and holder not in queues.values():
        raise unauthorized_user()
    raise NotFound("Notification is not found")


def replay(*, since: datetime, caller: Caller, now: datetime, notifications: Notifications, exchange: Exchange, commit: Commit) -> int:
    """Put back what the caller acknowledged since an instant, with the same ids, in bounded pages; answers how many.

    They wait for the program that asks, whoever took them out: the portal's ingestion leaves them alone. Those of archived or
    deleted cases, and of cases that are another's now, are passed over for good. Raises: Invalid beyond 30 days, StaleWrite.
    """
    if since < now - LIMITS.acknowledged_notification_life or since > now:
        raise Invalid(f"since must lie within the last {LIMITS.acknowledged_notification_life.days} days")
    for _ in range(LIMITS.replay_pages):
        page = [
            each for queue in queues_of(caller).values() for each in notifications.acknowledged(queue, since=since, limit=LIMITS.notifications_max)
        ]
        cases = exchange.cases(sorted({each.case_id for each in page}))
        returned = {each.id for each in page if each.case_id in cases and each.concerns(cases[each.case_id])}
        writes: list[Write] = [
            Replay(notification=replace(each, is_for_portal=False)) if each.id in returned else Forget(notification=each) for each in page
        ]
        for batch in batches((write,) for write in writes):
            commit(*batch)
        if returned or not page:
            return len(returned)
    return 0
