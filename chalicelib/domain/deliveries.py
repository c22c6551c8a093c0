"""Deliveries: one notification on its way to one webhook, and the order they leave in.

A delivery is written in the transaction of its notification. It lies in a lane, that of its webhook and its case: only
the first of a lane that waits may leave, so a receiver hears of a case in order. It is tried 13 times over a day, then
it is dead: kept for its partner to read and to replay. It may arrive more than once, always under the same id.
**Source:** NOT-05, NOT-03.
"""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct

from chalicelib.domain.agenda import AgendaEntry, Topic
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.notifications import Notification, osl_queue
from chalicelib.domain.processes import Process
from chalicelib.domain.subscriptions import Subscription
from chalicelib.domain.values import replace
from chalicelib.domain.webhooks import Webhook


class DeliveryState(StrEnum):
    """How far a delivery has come."""

    WAITING = "WAITING"
    DELIVERED = "DELIVERED"
    DEAD = "DEAD"


class DeliveryType(StrEnum):
    """What a receiver is told."""

    NOTIFICATION = "NOTIFICATION"
    PING = "PING"


class Lane(NamedTuple):
    """What leaves in order: the deliveries of a webhook about one case."""

    webhook_id: str
    case_id: str


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of a try: the receiver's HTTP status, or the word of what hindered it."""

    status: int | None = None
    fault: str | None = None

    @property
    def is_success(self) -> bool:
        """Whether the receiver took it: any 2xx; a redirect is none, and is not followed."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        """Whether the receiver says that it will never be there again."""
        return self.status == 410

    def __str__(self) -> str:
        return str(self.status) if self.status is not None else self.fault or ""


class Delivery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One delivery; ``id`` is its notification's, so ids sort by age. A test (``notification`` None) has a lane of its own.

    A function that has taken it has it for itself until ``held_until``; ``attempts`` counts what was taken.
    """

    id: str
    lane: Lane
    notification: Notification | None = None
    state: DeliveryState = DeliveryState.WAITING
    attempts: int = 0
    due_at: datetime
    held_until: datetime | None = None
    last_outcome: str | None = None
    settled_at: datetime | None = None
    created_at: datetime
    version: int = 0

    @property
    def type(self) -> DeliveryType:
        """What it tells."""
        return DeliveryType.PING if self.notification is None else DeliveryType.NOTIFICATION

    @property
    def is_fresh(self) -> bool:
        """Whether nobody has tried it: the function that delivers has to be told of it."""
        return self.state is DeliveryState.WAITING and self.attempts == 0

    @property
    def is_spent(self) -> bool:
        """Whether it has had all its tries."""
        return self.attempts >= (LIMITS.webhook_attempts if self.notification is not None else 1)

    @property
    def expires_at(self) -> datetime:
        """When its row goes: what was delivered is only a trace; what waits or is dead outlives the queue's own replay."""
        if self.settled_at is None:
            return self.created_at + LIMITS.webhook_waiting_life
        is_delivered = self.state is DeliveryState.DELIVERED
        return self.settled_at + (LIMITS.webhook_delivered_life if is_delivered else LIMITS.webhook_dead_life)

    def next_at(self) -> datetime:
        """From when on it may be taken."""
        return self.due_at if self.held_until is None else max(self.due_at, self.held_until)

    def taken(self, *, at: datetime) -> "Delivery":
        """When a function takes it: the try is counted before it is made."""
        return replace(self, attempts=self.attempts + 1, held_until=at + LIMITS.webhook_hold)

    def delivered(self, outcome: Outcome, *, at: datetime) -> "Delivery":
        """When its receiver has it."""
        return replace(self, state=DeliveryState.DELIVERED, held_until=None, last_outcome=str(outcome), settled_at=at)

    def failed(self, outcome: Outcome, *, at: datetime) -> "Delivery":
        """After a try that failed: to be tried again later, or dead after the last."""
        if self.is_spent:
            return replace(self, state=DeliveryState.DEAD, held_until=None, last_outcome=str(outcome), settled_at=at)
        due_at = at + LIMITS.webhook_pauses[self.attempts - 1]
        return replace(self, held_until=None, last_outcome=str(outcome), due_at=due_at)

    def revived(self, *, at: datetime) -> "Delivery":
        """As if it had never been tried: its partner asks for it again."""
        return replace(self, state=DeliveryState.WAITING, attempts=0, due_at=at, held_until=None, settled_at=None, created_at=at)


def pushes(
    notification: Notification, *, subscription: Subscription | None, process: Process | None, at: datetime | None = None
) -> Iterator[Delivery | AgendaEntry]:
    """What is written with a notification for each webhook that wants it; nothing for one that the portal waits for.

    ``subscription`` is the recipient's, ``process`` the case's; each matters to its side only. ``at``: when it comes to be
    pushed, where that is later than the notification.
    """
    moment = at or notification.at
    if notification.queue == osl_queue(notification.process_code):
        webhooks = process.listeners if process else ()
    else:
        is_wanted = subscription is not None and subscription.has_webhook and not notification.is_for_portal
        webhooks = (subscription.id,) if subscription and is_wanted else ()
    for webhook_id in webhooks:
        delivery = Delivery(
            id=notification.id,
            lane=Lane(webhook_id, notification.case_id),
            notification=notification,
            due_at=moment,
            created_at=moment,
        )
        yield from (delivery, reminder_of(delivery, at=moment + LIMITS.webhook_patience))


def ping(webhook: Webhook, *, delivery_id: str, at: datetime) -> tuple[Delivery, AgendaEntry]:
    """A test of a webhook, tried once."""
    delivery = Delivery(id=delivery_id, lane=Lane(webhook.id, delivery_id), notification=None, due_at=at, created_at=at)
    return delivery, reminder_of(delivery, at=at + LIMITS.webhook_patience)


def reminder_of(delivery: Delivery, *, at: datetime) -> AgendaEntry:
    """When its lane is looked at, whatever became of the message that announced it."""
    return AgendaEntry(topic=Topic.WEBHOOK, due_at=at, subject=f"{delivery.lane.webhook_id}|{delivery.id}", details=tuple(delivery.lane))


def lane_of(reminder: AgendaEntry) -> Lane:
    """The lane that a reminder is about."""
    return Lane(*reminder.details)


def written(delivery: Delivery) -> Delivery:
    """A delivery as it reads once it was committed."""
    return replace(delivery, version=delivery.version + 1)
