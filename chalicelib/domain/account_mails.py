"""The mails about accounts: to their person, to those who keep an organisation's accounts, and to support.

**Source:** SUB-03, SUB-12, ACC-08, AUT-02, AUT-08, MAI-02.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from chalicelib.domain.accounts import Account
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.links import Purpose
from chalicelib.domain.mails import Mail, mail
from chalicelib.domain.portal_users import SUPPORT_ADDRESS, whom_to_ask_from_outside


def activation_mail(account: Account, *, cause: str, at: datetime) -> Mail:
    """The link by which the person of a new account sets his password."""
    return mail("activation", account.email, cause=cause, at=at, account_id=account.id, mints=Purpose.ACTIVATION, subject=account.id)


def named_mail(delegate: Account, organisation: OrganisationId, *, cause: str, at: datetime) -> Mail:
    """Tell a technical delegate who has an account already that one more organisation has named him."""
    return mail("delegue_designe", delegate.email, cause=cause, at=at, words={"organisation": str(organisation)}, account_id=delegate.id)


def reminder_mail(account: Account, *, days: int, is_last: bool, at: datetime) -> Mail:
    """Remind somebody who has not signed in for some days; told even when the account is closed by the time it leaves."""
    template = "dernier_rappel_inactivite" if is_last else "rappel_inactivite"
    words = {"days": str(days), "end": str(LIMITS.deactivation_age.days)}
    return mail(template, account.email, cause=f"{account.id}|{account.active_at.isoformat()}", at=at, words=words)


def closed_mail(account: Account, *, at: datetime) -> Mail:
    """Tell somebody that his account was closed after 120 days, and whom to ask."""
    cause = f"{account.id}|{account.active_at.isoformat()}"
    return mail("compte_desactive", account.email, cause=cause, at=at, words={"reason": whom_to_ask_from_outside(account)})


def last_manager_mail(account: Account, *, at: datetime) -> Mail:
    """Tell support of an organisation whose last administrator has not signed in for 120 days."""
    cause = f"{account.id}|{account.active_at.isoformat()}"
    words = {"organisation": str(account.organisations[0]), "account": account.id}
    return mail("dernier_administrateur", SUPPORT_ADDRESS, cause=cause, at=at, words=words)


def administrator_asked_mails(keepers: Iterable[Account], organisation: OrganisationId, email: str, *, cause: str, at: datetime) -> Iterator[Mail]:
    """Ask those who keep an organisation's accounts whether a person that a request names should have one."""
    for keeper in keepers:
        words = {"organisation": str(organisation), "address": email}
        yield mail("demande_administrateur", keeper.email, cause=f"{cause}|{organisation}", at=at, words=words, account_id=keeper.id)


def support_mail(organisation: OrganisationId, email: str, reason: str, *, cause: str, at: datetime) -> Mail:
    """Ask support to look at an account that could not be made or changed."""
    words = {"organisation": str(organisation), "address": email, "reason": reason}
    return mail("support_compte", SUPPORT_ADDRESS, cause=cause, at=at, words=words)
