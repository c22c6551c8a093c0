"""Those who hold « Gestion des utilisateurs » keep the accounts of their organisation; support those of any (ACC-01 to ACC-08, ACC-11).

Whoever acts is read again and must not change before the write: rights that were taken away meanwhile do nothing more.
"""

from contextlib import suppress
from datetime import datetime

from msgspec import Struct

from chalicelib.domain import account_life
from chalicelib.domain.account_forms import AccountChange, AccountForm, account_changed, account_of, is_made_already
from chalicelib.domain.account_mails import activation_mail
from chalicelib.domain.account_rules import (
    Action,
    must_be_possible,
    must_hold_what_he_gives,
    must_leave_managers,
    must_reach,
    organisation_asked,
)
from chalicelib.domain.accounts import NO_MANAGERS, Account, Deactivation, Managers, Membership, account_id
from chalicelib.domain.audit import Fact
from chalicelib.domain.errors import FaultyForm, Forbidden, NotFound, StaleRow
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.identity_mails import authenticator_mail
from chalicelib.domain.portal_users import SUPPORT_ADDRESS, PortalUser, not_yours
from chalicelib.domain.roles import Role
from chalicelib.domain.second_factor import taken_away
from chalicelib.domain.seen import must_be_as_seen
from chalicelib.domain.sign_in_words import session_over
from chalicelib.domain.writes import Remove, Unchanged, Write
from chalicelib.use_cases.live_subscriptions import live_subscriptions
from chalicelib.use_cases.people_ports import Accounts
from chalicelib.use_cases.ports import Commit, Ids, Referential

_UNKNOWN = "Ce compte n'existe pas."


class _AccountAtHand(Struct, frozen=True, kw_only=True):
    """Who acts, on which account, kept with whom by whom: all as they are now."""

    user: PortalUser
    account: Account
    managers: Managers

    @property
    def guard(self) -> tuple[Write, ...]:
        """Who acts is still who he was; his own account is written by nothing here."""
        return (Unchanged(self.user.account),)


def create_account(
    form: AccountForm, *, user: PortalUser, now: datetime, ids: Ids, accounts: Accounts, referential: Referential, commit: Commit
) -> Account:
    """Make an account and mail its person a link; a technical delegate who is known gains the organisation. Asked again, it is made once.

    Raises: FaultyForm, Forbidden for another organisation, StaleWrite.
    """
    identity = account_id(form.email)
    found = accounts.accounts([user.account.id, identity])
    actor = _as_now(user, found.get(user.account.id), at=now)
    organisation = organisation_asked(actor, form.organisation)
    if organisation != actor.account.organisations[0] and referential.organisation(organisation) is None:
        raise FaultyForm({"organisation": "Cette organisation n'existe pas."})
    known = found.get(identity)
    if known is not None and is_made_already(known, form, organisation, at=now):
        must_hold_what_he_gives(actor, frozenset(), known.roles)
        return known
    made = account_of(form, organisation, known=known, subscribed=_subscribed_codes(organisation, referential), at=now)
    must_hold_what_he_gives(actor, frozenset(), made.roles)
    by, guard = actor.account.id, Unchanged(actor.account)
    if known is not None:
        commit(*account_life.naming(known, organisation, fact_id=next(ids), actor=by, at=now), guard)
        return known.named_by(organisation, at=now)
    managers = accounts.managers(organisation)
    commit(*account_life.creation(made, managers, fact_id=next(ids), actor=by, at=now), guard)
    return made


def change_account(
    account: str, change: AccountChange, *, user: PortalUser, now: datetime, ids: Ids, accounts: Accounts, referential: Referential, commit: Commit
) -> Account:
    """Change what an account may do or how its person is called; never one's own.

    Raises: NotFound, Forbidden, Invalid, FaultyForm, Changed since it was read, ConfirmationNeeded before only one administrator is left, StaleWrite.
    """
    at_hand = _at_hand(account, user=user, at=now, accounts=accounts)
    before = at_hand.account
    must_be_possible(Action.EDIT, at_hand.user, before, at_hand.managers)
    if not before.organisations:
        raise FaultyForm({"organisation": "Ce délégué technique n'a plus d'organisation : il ne peut plus être modifié."})
    subscribed = _subscribed_codes(before.organisations[0], referential) if change.habilitations else frozenset()
    after = account_changed(before, change, user=at_hand.user, subscribed=subscribed, at=now)
    if after == before:
        return before
    must_be_as_seen(before.updated_at, change.seen, name="Ce compte")
    must_leave_managers(before, after, at_hand.managers, is_confirmed=change.is_confirmed)
    rights = account_life.rights_change(before, after)
    fact = account_life.told(
        Fact.RIGHTS_CHANGED if rights else Fact.ACCOUNT_CHANGED, after, fact_id=next(ids), actor=user.account.id, at=now, details=rights
    )
    was, becomes = account_life.memberships(before), account_life.memberships(after)
    gone = [Remove(each) for each in was if each not in becomes]
    commit(after, *account_life.keepers(at_hand.managers, before, after), *gone, *(each for each in becomes if each not in was), fact, *at_hand.guard)
    return after


def deactivate_account(account: str, *, is_confirmed: bool, user: PortalUser, now: datetime, ids: Ids, accounts: Accounts, commit: Commit) -> Account:
    """Close an account; its sessions are over. Raises: NotFound, Forbidden, Invalid, ConfirmationNeeded, StaleWrite."""
    at_hand = _at_hand(account, user=user, at=now, accounts=accounts)
    must_be_possible(Action.DEACTIVATE, at_hand.user, at_hand.account, at_hand.managers)
    reason = Deactivation.BY_ADMINISTRATOR
    after = at_hand.account.deactivated(reason, at=now)
    must_leave_managers(at_hand.account, after, at_hand.managers, is_confirmed=is_confirmed)
    commit(*account_life.closing(at_hand.account, at_hand.managers, reason, fact_id=next(ids), actor=user.account.id, at=now), *at_hand.guard)
    return after


def reactivate_account(account: str, *, user: PortalUser, now: datetime, ids: Ids, accounts: Accounts, commit: Commit) -> Account:
    """Open a closed account again. Raises: NotFound, Forbidden, Invalid, StaleWrite."""
    at_hand = _at_hand(account, user=user, at=now, accounts=accounts)
    must_be_possible(Action.REACTIVATE, at_hand.user, at_hand.account, at_hand.managers)
    commit(*account_life.reopening(at_hand.account, at_hand.managers, fact_id=next(ids), actor=user.account.id, at=now), *at_hand.guard)
    return at_hand.account.reactivated(at=now)


def resend_activation(account: str, *, user: PortalUser, now: datetime, ids: Ids, accounts: Accounts, commit: Commit) -> None:
    """Mail another activation link, once a minute at the most; the one before is worth nothing then. Raises: NotFound, Forbidden, Invalid."""
    at_hand = _at_hand(account, user=user, at=now, accounts=accounts)
    must_be_possible(Action.RESEND_ACTIVATION, at_hand.user, at_hand.account, at_hand.managers)
    minute = now.replace(second=0, microsecond=0).isoformat()
    fact = account_life.told(
        Fact.ACCOUNT_CHANGED, at_hand.account, fact_id=next(ids), actor=user.account.id, at=now, details={"deed": "activation mailed"}
    )
    with suppress(StaleRow):  # it is on its way
        commit(activation_mail(at_hand.account, cause=minute, at=now), fact)


def reset_second_factor(account: str, *, user: PortalUser, now: datetime, ids: Ids, accounts: Accounts, commit: Commit) -> None:
    """Take somebody's authenticator and recovery codes away: his codes come by mail again, his sessions are over.

    Raises: NotFound, Forbidden, Invalid, StaleWrite.
    """
    at_hand = _at_hand(account, user=user, at=now, accounts=accounts)
    must_be_possible(Action.RESET_SECOND_FACTOR, at_hand.user, at_hand.account, at_hand.managers)
    _, credentials = accounts.with_credentials(account)
    bare: list[Write] = []
    if credentials is not None:
        bare = [taken_away(credentials)]
        if credentials.totp_secret is not None:
            bare.append(authenticator_mail(at_hand.account, is_on=False, cause=next(ids), at=now))
    fact = account_life.told(
        Fact.SECOND_FACTOR_CHANGED, at_hand.account, fact_id=next(ids), actor=user.account.id, at=now, details={"deed": "reset by support"}
    )
    commit(at_hand.account.without_sessions(at=now), *bare, fact, *at_hand.guard)


def drop_organisation(
    account: str, organisation: OrganisationId, *, user: PortalUser, now: datetime, ids: Ids, accounts: Accounts, commit: Commit
) -> Account:
    """Support takes an organisation from a technical delegate. Raises: NotFound, Forbidden, StaleWrite."""
    at_hand = _at_hand(account, user=user, at=now, accounts=accounts)
    if not at_hand.user.is_support or not at_hand.user.may(Role.USERS_MANAGE):
        raise Forbidden(f"Cette action est réservée au support HubEE : {SUPPORT_ADDRESS}.")
    if Membership(account_id=account, organisation=organisation) not in account_life.memberships(at_hand.account):
        raise NotFound("Ce compte n'est pas celui d'un délégué technique de cette organisation.")
    commit(*account_life.dropping(at_hand.account, organisation, fact_id=next(ids), actor=user.account.id, at=now), *at_hand.guard)
    return at_hand.account.dropped_by(organisation, at=now)


def _subscribed_codes(organisation: OrganisationId, referential: Referential) -> frozenset[str]:
    return frozenset(process.code for process, _ in live_subscriptions(organisation, referential))


def _at_hand(account: str, *, user: PortalUser, at: datetime, accounts: Accounts) -> _AccountAtHand:
    found = accounts.accounts([user.account.id, account])
    actor = _as_now(user, found.get(user.account.id), at=at)
    target = found.get(account)
    if target is None:
        raise NotFound(_UNKNOWN) if actor.is_support else not_yours()  # whether an address has an account elsewhere is not told
    must_reach(actor, target)
    managers = accounts.managers(target.organisations[0]) if target.organisations else NO_MANAGERS
    return _AccountAtHand(user=actor, account=target, managers=managers)


def _as_now(user: PortalUser, account: Account | None, *, at: datetime) -> PortalUser:
    """Who acts, as he is now. Raises: SignedOut, Forbidden when he may no more."""
    if account is None or user.session.is_over(account, at=at):
        raise session_over("CLOSED")
    actor = PortalUser(account=account, session=user.session)
    actor.must_hold({Role.USERS_MANAGE})
    return actor
