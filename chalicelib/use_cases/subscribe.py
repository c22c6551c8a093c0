"""Subscriptions, from DataPass's request to their changes, and the job that labels what the calendar changed (SUB, JOB-02)."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain import onboarding, subscription_life
from chalicelib.domain.agenda import AgendaEntry, Topic
from chalicelib.domain.callers import Caller, Scope
from chalicelib.domain.errors import Invalid, StaleRow, subscription_not_found, unauthorized_user
from chalicelib.domain.mailings import subscription_mails
from chalicelib.domain.pages import Order, Page, Window
from chalicelib.domain.subscriptions import (
    Subscription,
    SubscriptionChange,
    SubscriptionStatus,
    changed,
    must_say_where,
    tallies,
)
from chalicelib.domain.writes import Remove, Write
from chalicelib.use_cases.acquaintances import acquaintances, delegation
from chalicelib.use_cases.one_by_one import one_by_one
from chalicelib.use_cases.people_ports import Accounts
from chalicelib.use_cases.ports import Agenda, Commit, Referential


def create_subscription(
    subscription: Subscription, *, actor: str, now: datetime, referential: Referential, accounts: Accounts, commit: Commit
) -> Subscription:
    """Create a subscription, accepted (« Inactif » until its date) or « Refusé »; its persons are mailed and get their accounts.

    Raises: Invalid for an unknown or inactive process, an unknown subscriber, or a pair that has one already; StaleWrite
    when an account it brings was changed meanwhile.
    """
    must_say_where(subscription.frequency, subscription.email)
    process = referential.process(subscription.process_code)
    if process is None:
        raise Invalid(f"Process {subscription.process_code} does not exist")
    if not process.is_activated:
        raise Invalid(f"Process {process.code} is not activated")
    if referential.organisation(subscription.subscriber) is None:
        raise Invalid(f"Organization {subscription.subscriber} does not exist")
    created = subscription.labelled(now)
    known = acquaintances(created.subscriber, created.local_administrator.email, onboarding.delegate_named(created), accounts=accounts)
    welcome = onboarding.welcome(created, known, actor=actor, at=now)
    try:
        commit(*subscription_life.creation(created, at=now), *welcome)
    except StaleRow:
        pair = (process.code, subscription.subscriber)
        if not welcome or pair in referential.subscriptions_of_pairs([pair]):
            raise Invalid(f"Subscription of {subscription.subscriber} to {process.code} already exists") from None
        raise  # an account was made meanwhile
    return created


def read_subscription(subscription_id: str, *, caller: Caller, referential: Referential) -> Subscription:
    """Read a subscription. Raises: NotFound, Forbidden for an OSL that does not own its process."""
    subscription = referential.subscription(subscription_id)
    if subscription is None:
        raise subscription_not_found()
    if caller.scope is Scope.OSL and subscription.process_code not in caller.process_codes:
        raise unauthorized_user()
    return subscription


def change_subscription(
    subscription_id: str,
    change: SubscriptionChange,
    *,
    caller: Caller,
    now: datetime,
    referential: Referential,
    accounts: Accounts,
    commit: Commit,
) -> Subscription:
    """Replace the changeable fields of a subscription; another delegate gets his account. Raises: NotFound, Invalid, StaleWrite."""
    before = read_subscription(subscription_id, caller=caller, referential=referential)
    after = changed(before, change, at=now)
    people = delegation(before, after, actor=caller.client_id, at=now, referential=referential, accounts=accounts)
    commit(*subscription_life.change(before, after, at=now), *people)
    return after


def list_subscriptions(
    *,
    process_codes: Sequence[str],
    status: SubscriptionStatus | None,
    register: str | None,
    delegate: str | None,
    order: Order | None,
    window: Window,
    caller: Caller,
    referential: Referential,
) -> Page[Subscription]:
    """A page of the subscriptions; an OSL's are those to its processes. Raises: Invalid when too many to be sorted."""
    codes: Sequence[str] | None = process_codes or None
    if caller.scope is Scope.OSL:
        codes = sorted(caller.process_codes & set(codes) if codes else caller.process_codes)
        if not codes:
            return Page(rows=(), offset=window.offset, total=0)
    return referential.subscriptions(process_codes=codes, status=status, register=register, delegate=delegate, order=order, window=window)


def label_due_subscriptions(*, now: datetime, limit: int, agenda: Agenda, referential: Referential, commit: Commit) -> int:
    """Write the label of subscriptions whose date has come, and mail their persons; answers how many were looked at."""

    def label(entry: AgendaEntry) -> None:
        before = referential.subscription(entry.subject)
        writes: list[Write] = [Remove(entry)]
        if before is not None and before.label is not SubscriptionStatus.REFUSED:
            after = before.labelled(now)
            writes += subscription_life.reminder(after, at=now)
            if after.label is not before.label:
                writes += [after, *tallies(before, after), *subscription_mails(after, status=after.label, cause=str(entry.due_at.date()), at=now)]
        commit(*writes)

    return one_by_one(agenda.due(Topic.SUBSCRIPTION, at=now, limit=limit), label, now=now, commit=commit)
