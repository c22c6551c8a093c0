"""Deliveries that wait are announced again, in case their message was lost, when they are due, or when their webhook is resumed (NOT-05)."""

from datetime import datetime

from chalicelib.domain.agenda import AgendaEntry, Topic
from chalicelib.domain.deliveries import DeliveryState, lane_of, reminder_of
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.webhooks import waking
from chalicelib.domain.writes import Remove
from chalicelib.use_cases.one_by_one import all_tried, one_by_one
from chalicelib.use_cases.ports import Agenda, Commit
from chalicelib.use_cases.webhook_ports import WebhookQueue, Webhooks


def look_after_webhooks(*, now: datetime, limit: int, agenda: Agenda, webhooks: Webhooks, queue: WebhookQueue, commit: Commit) -> int:
    """Look at the lanes that are due, and at webhooks that were resumed; answers how many entries were looked at."""
    resumed = agenda.due(Topic.WEBHOOK_RESUMED, at=now, limit=limit)
    due = agenda.due(Topic.WEBHOOK, at=now, limit=limit)
    with all_tried() as one:
        with one():
            one_by_one(resumed, lambda entry: _wake(entry, now=now, webhooks=webhooks, commit=commit), now=now, commit=commit)
        with one():
            one_by_one(due, lambda entry: _look_at(entry, now=now, webhooks=webhooks, queue=queue, commit=commit), now=now, commit=commit)
    return len(resumed) + len(due)


def _look_at(entry: AgendaEntry, *, now: datetime, webhooks: Webhooks, queue: WebhookQueue, commit: Commit) -> None:
    """Announce a lane if its first delivery is due, and look again later; not for one whose webhook is paused or gone."""
    lane = lane_of(entry)
    head, webhook = webhooks.head(lane), webhooks.webhook(lane.webhook_id)
    if head is None or webhook is None or (webhook.is_paused and head.notification is not None):
        commit(Remove(entry))
        return
    if head.next_at() <= now:
        queue.announce([lane])
    commit(Remove(entry), reminder_of(head, at=max(head.next_at(), now + LIMITS.webhook_reminder)))


def _wake(entry: AgendaEntry, *, now: datetime, webhooks: Webhooks, commit: Commit) -> None:
    """A page of what waited while the webhook was paused is due, with all its tries again; the next page is woken by the same means."""
    (after,) = entry.details
    page = webhooks.listed(entry.subject, DeliveryState.WAITING, after=after, limit=LIMITS.webhook_page)
    free = [each for each in page if each.held_until is None or each.held_until <= now]  # others are being delivered
    following = waking(entry.subject, after=page[-1].id, at=entry.due_at) if page else Remove(entry)  # it takes the entry's place
    commit(following, *(each.revived(at=now) for each in free if not each.is_fresh), *(reminder_of(each, at=now) for each in free))
