"""What goes with a subscription's creation and with each change of it, whoever makes it: counts, reminders, mails, the switch of its queue.

**Source:** SUB-03, SUB-05, SUB-08, JOB-02.
"""

from datetime import datetime

from chalicelib.domain.agenda import AgendaEntry, Topic
from chalicelib.domain.case_access import is_shown_on_the_portal
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.mailings import subscription_mails
from chalicelib.domain.subscriptions import Subscription, SubscriptionStatus, tallies
from chalicelib.domain.writes import Write


def creation(created: Subscription, *, at: datetime) -> list[Write]:
    """A subscription with all that goes with it: « Inactif » until its date is an acceptance, « Refusé » is history.

    Something may wait for its subscriber already: what came to it from another organisation, or is coming at this moment.
    """
    status = SubscriptionStatus.REFUSED if created.label is SubscriptionStatus.REFUSED else SubscriptionStatus.INACTIVE
    mails = subscription_mails(created, status=status, cause="created", at=at)
    return [created, *tallies(None, created), *reminder(created, at=at), *_switch(created, at=at + LIMITS.switch_grace), *mails]


def change(before: Subscription, after: Subscription, *, at: datetime) -> list[Write]:
    """A changed subscription with all that goes with it; where it comes to the portal, the ingestion goes through its queue."""
    writes: list[Write] = [after, *tallies(before, after)]
    if after.next_change_after(at) != before.next_change_after(at):
        writes += reminder(after, at=at)
    if after.label not in (before.label, SubscriptionStatus.INACTIVE):
        writes += subscription_mails(after, status=after.label, cause=f"{after.version}", at=at)
    if not is_shown_on_the_portal(before):
        writes += [*_switch(after, at=at), *_switch(after, at=at + LIMITS.switch_grace)]  # a deposit under way may have read the mode before
    return writes


def _switch(subscription: Subscription, *, at: datetime) -> tuple[AgendaEntry, ...]:
    """To go through its queue, where it uses the portal."""
    return (AgendaEntry(topic=Topic.MODE_SWITCH, due_at=at, subject=subscription.id),) if is_shown_on_the_portal(subscription) else ()


def reminder(subscription: Subscription, *, at: datetime) -> tuple[AgendaEntry, ...]:
    """To look at it when its dates next change what it is."""
    due_at = subscription.next_change_after(at)
    return () if due_at is None else (AgendaEntry(topic=Topic.SUBSCRIPTION, due_at=due_at, subject=subscription.id),)
