"""Subscriptions as people of the portal see and change them (SUB-04 to SUB-12)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from chalicelib.domain import onboarding, subscription_life
from chalicelib.domain.accounts import account_id
from chalicelib.domain.audit import AuditFact, Fact, doer_of
from chalicelib.domain.errors import FaultyForm
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.organisations import Organisation
from chalicelib.domain.pages import Page, Window, page_of
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.processes import Process
from chalicelib.domain.roles import Role
from chalicelib.domain.subscription_forms import (
    NEEDS_AN_ACCOUNT,
    SubscriptionForm,
    as_it_is,
    change_asked,
    delegate_asked,
    delegate_of,
    must_confirm_mode,
    must_confirm_suspension,
)
from chalicelib.domain.subscription_rights import Deed, seen_subscription, subscription_for
from chalicelib.domain.subscriptions import Subscription, SubscriptionChange, SubscriptionStatus, changed
from chalicelib.domain.values import replace
from chalicelib.use_cases.acquaintances import delegation
from chalicelib.use_cases.people_ports import Accounts
from chalicelib.use_cases.ports import Commit, Exchange, Ids, Referential


class Shown(Struct, frozen=True, kw_only=True):
    """Some subscriptions, and the names of what they name."""

    page: Page[Subscription]
    processes: Mapping[str, Process]
    organisations: Mapping[OrganisationId, Organisation]


def list_subscriptions(
    *,
    organisation: OrganisationId | None,
    register: str | None,
    process_codes: Sequence[str],
    status: SubscriptionStatus | None,
    window: Window,
    user: PortalUser,
    now: datetime,
    referential: Referential,
) -> Shown:
    """A page of what a person sees: his organisation's, those of his operator's processes, or any; ``register`` narrows to a SIRET.

    Raises: Forbidden, Invalid.
    """
    processes = {each.code: each for each in referential.processes()}
    codes = list(process_codes)
    if user.is_operator:
        owned = _owned(user, processes)
        codes = sorted(owned & set(codes) if codes else owned)
        if not codes:
            return _shown(Page(rows=(), offset=window.offset, total=0), processes, referential)
    elif not user.is_national:
        organisation = organisation or user.acting_for
        user.must_act_for(organisation)
    if organisation is None:
        page = referential.subscriptions(process_codes=codes or None, status=status, register=register, delegate=None, order=None, window=window)
    else:
        every = (each for each in _subscriptions_of(organisation, referential) if (not codes or each.process_code in codes))
        chosen = [each for each in every if status in (None, each.status_at(now)) and register in (None, each.subscriber.company_register)]
        chosen.sort(key=lambda each: (each.label is SubscriptionStatus.REFUSED, each.process_code, each.created_at))
        page = page_of(chosen, window)
    return _shown(page, processes, referential)


def _subscriptions_of(organisation: OrganisationId, referential: Referential) -> list[Subscription]:
    """All of an organisation: one a process, and the refused ones; as an index has them (it may lag behind)."""
    window = Window(limit=LIMITS.page_max)
    register = organisation.company_register
    page = referential.subscriptions(process_codes=None, status=None, register=register, delegate=None, order=None, window=window)
    return [each for each in page.rows if each.subscriber == organisation]


def _owned(user: PortalUser, processes: Mapping[str, Process]) -> set[str]:
    return {each.code for each in processes.values() if each.osl == user.organisation}


def _shown(page: Page[Subscription], processes: Mapping[str, Process], referential: Referential) -> Shown:
    organisations = referential.organisations_of({each.subscriber for each in page.rows}) if page.rows else {}
    return Shown(page=page, processes=processes, organisations=organisations)


def read_subscription(subscription_id: str, *, user: PortalUser, referential: Referential) -> Shown:
    """One subscription. Raises: NotFound, Forbidden."""
    processes = {each.code: each for each in referential.processes()}
    owned = _owned(user, processes) if user.is_operator else ()
    found = seen_subscription(referential.subscription(subscription_id), user, owned=owned)
    return _shown(Page(rows=(found,), offset=0, total=1), processes, referential)


def change_subscription(
    subscription_id: str,
    form: SubscriptionForm,
    *,
    is_confirmed: bool,
    user: PortalUser,
    now: datetime,
    ids: Ids,
    referential: Referential,
    exchange: Exchange,
    accounts: Accounts,
    commit: Commit,
) -> None:
    """Change a subscription by its form. Raises: NotFound, Forbidden, Invalid, Changed, FaultyForm, ConfirmationNeeded, StaleWrite."""
    before = subscription_for(Deed.CHANGE, referential.subscription(subscription_id), user, at=now)
    change = change_asked(form, before, at=now)
    is_delegate_changed = delegate_asked(form) != delegate_of(before)
    if is_delegate_changed:
        subscription_for(Deed.CHANGE_DELEGATE, before, user, at=now)
        _must_be_nameable(form, before, user, accounts)
    if form.access_mode is not before.effective_mode and not is_confirmed:
        latest = exchange.latest_cases(before.subscriber, before.process_code, limit=LIMITS.counted_cases + 1)
        must_confirm_mode(before, form, latest)
    after = changed(before, change, at=now)
    people = delegation(before, after, actor=user.account.id, at=now, referential=referential, accounts=accounts)
    commit(*subscription_life.change(before, after, at=now), *people, _fact(before, after, user, now, ids))


def _must_be_nameable(form: SubscriptionForm, before: Subscription, user: PortalUser, accounts: Accounts) -> None:
    """Raises: FaultyForm for an address that can be no delegate's, or that is new to somebody who may create no account."""
    email = delegate_asked(form)
    if email is None:
        return
    known = accounts.account(account_id(email))
    reason = onboarding.delegate_refusal(email, known, before.subscriber)
    if reason is None and known is None and not user.may(Role.USERS_MANAGE):
        reason = NEEDS_AN_ACCOUNT
    if reason is not None:
        raise FaultyForm({"delegateEmail": reason})


def suspend_subscription(
    subscription_id: str, *, is_confirmed: bool, user: PortalUser, now: datetime, ids: Ids, referential: Referential, commit: Commit
) -> None:
    """Suspend from tomorrow at 00:00 in Paris. Raises: NotFound, Forbidden, Invalid, ConfirmationNeeded, StaleWrite."""
    before = subscription_for(Deed.SUSPEND, referential.subscription(subscription_id), user, at=now)
    if not is_confirmed:
        must_confirm_suspension(at=now)
    _set_status(before, SubscriptionStatus.SUSPENDED, user=user, now=now, ids=ids, commit=commit)


def reactivate_subscription(subscription_id: str, *, user: PortalUser, now: datetime, ids: Ids, referential: Referential, commit: Commit) -> None:
    """Lift a suspension, one to come too, at once. Raises: NotFound, Forbidden, Invalid, StaleWrite."""
    before = subscription_for(Deed.REACTIVATE, referential.subscription(subscription_id), user, at=now)
    _set_status(before, SubscriptionStatus.ACTIVE, user=user, now=now, ids=ids, commit=commit)


def _set_status(before: Subscription, status: SubscriptionStatus, *, user: PortalUser, now: datetime, ids: Ids, commit: Commit) -> None:
    after = changed(before, _with_status(before, status), at=now)
    commit(*subscription_life.change(before, after, at=now), _fact(before, after, user, now, ids))


def _with_status(before: Subscription, status: SubscriptionStatus) -> SubscriptionChange:
    return replace(as_it_is(before), status=status, end_at=None)


def _fact(before: Subscription, after: Subscription, user: PortalUser, now: datetime, ids: Ids) -> AuditFact:
    """What was changed, in words of the hub's own."""
    named = {
        "accessMode": (before.effective_mode, after.effective_mode),
        "frequency": (before.frequency, after.frequency),
        "activateAt": (before.activate_at, after.activate_at),
        "endAt": (before.end_at, after.end_at),
    }
    details = {name: f"{new.isoformat() if isinstance(new, datetime) else new}" for name, (old, new) in named.items() if old != new}
    details |= {"email": "changed"} if before.email != after.email else {}
    details |= {"delegate": "changed"} if delegate_of(before) != delegate_of(after) else {}
    return doer_of(user.account, subscriber=after.subscriber).did(Fact.SUBSCRIPTION_CHANGED, at=now, ids=ids, subject=after.id, **details)
