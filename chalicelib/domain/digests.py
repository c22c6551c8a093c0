"""Digests: what the operator created or changed since the last one, told in one mail at 08:00, or at 08:00 and 14:00, in Paris.

What comes is noted in the agenda under the instant of the digest that will tell of it. Past what one transaction takes, a
digest is gathered bit by bit into a *sheaf*, an entry that stands for those it has taken the place of.

**Source:** SUB-11.
"""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from chalicelib.domain.agenda import AgendaEntry, Topic
from chalicelib.domain.calendar import PARIS, next_paris_hour
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.subscriptions import Frequency, Subscription, SubscriptionStatus

HOURS: dict[Frequency, tuple[int, ...]] = {
    Frequency.DAILY: LIMITS.digest_hours[:1],
    Frequency.TWICE_DAILY: LIMITS.digest_hours,
}
_SHEAF = "!"  # sorts before every other entry of its digest


def digest_entry(subscription: Subscription, *, cause: str, line: str, at: datetime) -> AgendaEntry:
    """Note what has come, for the next digest; ``line`` is what the mail will say of it."""
    moment = at.strftime("%Y%m%dT%H%M%S%f")
    words = " ".join(line.split())
    return AgendaEntry(
        topic=Topic.DIGEST,
        due_at=next_digest(subscription.frequency, after=at),
        subject=f"{subscription.id}|{moment}|{cause}",
        details=(words,),
    )


def next_digest(frequency: Frequency, *, after: datetime) -> datetime:
    """When the next digest leaves; for a frequency without digests, when the last one of a frequency that had them may."""
    return next_paris_hour(after, HOURS.get(frequency, LIMITS.digest_hours))


def subscription_of(entry: AgendaEntry) -> str:
    """The id of the subscription that an entry is for."""
    return entry.subject.partition("|")[0]


class Sheaf(Struct, frozen=True, kw_only=True):
    """What was gathered of a digest: how much came, and the first lines."""

    subscription_id: str
    due_at: datetime
    total: int = 0
    lines: tuple[str, ...] = ()

    def with_entries(self, entries: Sequence[AgendaEntry]) -> "Sheaf":
        """With more of what came."""
        lines = (*self.lines, *(each.details[0] for each in entries))[: LIMITS.digest_listed]
        return Sheaf(subscription_id=self.subscription_id, due_at=self.due_at, total=self.total + len(entries), lines=lines)

    def as_entry(self) -> AgendaEntry:
        """As the agenda keeps it."""
        subject = f"{self.subscription_id}|{_SHEAF}"
        return AgendaEntry(topic=Topic.DIGEST, due_at=self.due_at, subject=subject, details=(str(self.total), *self.lines))


def gathered(subscription_id: str, due_at: datetime, entries: Sequence[AgendaEntry]) -> tuple[Sheaf, tuple[AgendaEntry, ...]]:
    """What was gathered of a digest so far, and the entries that were not."""
    sheaf = Sheaf(subscription_id=subscription_id, due_at=due_at)
    if entries and entries[0].subject == f"{subscription_id}|{_SHEAF}":
        first, *rest = entries
        return Sheaf(subscription_id=subscription_id, due_at=due_at, total=int(first.details[0]), lines=first.details[1:]), tuple(rest)
    return sheaf, tuple(entries)


def wants_digests(subscription: Subscription | None) -> bool:
    """Whether what was noted is still to be told: after a change to « Unitaire » what came before still is, in a last digest."""
    return (
        subscription is not None
        and subscription.label is not SubscriptionStatus.REFUSED
        and subscription.frequency is not Frequency.NONE
        and bool(subscription.email)
    )


def is_for_a_later_one(subscription: Subscription, due_at: datetime) -> bool:
    """Whether an entry belongs to a later digest: its own has left already, or the frequency has none at that hour any more."""
    hours = HOURS.get(subscription.frequency)
    is_late = subscription.digested_until is not None and due_at <= subscription.digested_until
    return is_late or (hours is not None and due_at.astimezone(PARIS).hour not in hours)
