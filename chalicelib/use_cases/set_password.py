"""Setting a password from a mailed link: a new account's first, or one forgotten (AUT-02, AUT-03, AUT-12)."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.accounts import account_id, normalised
from chalicelib.domain.audit import AuditFact, Fact, chain_of
from chalicelib.domain.credentials import Credentials, must_be_new
from chalicelib.domain.errors import Invalid, StaleWrite
from chalicelib.domain.links import LINK_IS_DEAD, Purpose, read_link
from chalicelib.domain.mails import mail
from chalicelib.domain.writes import Remove, Write
from chalicelib.use_cases.people_ports import Accounts, Passwords, Sessions
from chalicelib.use_cases.ports import Commit, Ids


def ask_reset(email: str, *, now: datetime, commit: Commit) -> None:
    """Mail a link to set a new password; the same is done whether the address has an account or not, once a minute."""
    address = normalised(email)
    minute = now.replace(second=0, microsecond=0).isoformat()
    identity = account_id(address)
    asked = mail("mot_de_passe_oublie", address, cause=minute, at=now, account_id=identity, mints=Purpose.RESET, subject=identity)
    with suppress(StaleWrite):  # asked a moment ago
        commit(asked)


def check_link(token: str, purpose: Purpose, *, now: datetime, sessions: Sessions) -> None:
    """Raises: Invalid when a link would not be taken."""
    subject, secret = read_link(token)
    link = sessions.link(purpose, subject)
    if link is None:
        raise Invalid(LINK_IS_DEAD)
    link.must_open_with(secret, at=now)


def set_password(
    token: str,
    purpose: Purpose,
    password: str,
    *,
    now: datetime,
    ids: Ids,
    accounts: Accounts,
    sessions: Sessions,
    passwords: Passwords,
    commit: Commit,
) -> None:
    """Set the password a link allows: the link is spent, every session ends, a block is lifted.

    Raises: Invalid for a dead link, FaultyForm for a password that is weak or was used, StaleWrite.
    """
    check_link(token, purpose, now=now, sessions=sessions)
    subject, _ = read_link(token)
    link = sessions.link(purpose, subject)
    account, credentials = accounts.with_credentials(subject)
    if account is None or link is None or not account.is_active:
        raise Invalid(LINK_IS_DEAD)
    before = credentials or Credentials(account_id=account.id)
    must_be_new(password, before, matches=passwords.matches)
    _, _, attempts = accounts.sign_in_facts(account.email)
    done: tuple[Write, ...] = () if attempts is None else (Remove(attempts),)
    fact = AuditFact(id=next(ids), chain=chain_of(account), at=now, fact=Fact.PASSWORD_SET, actor=account.id, subject=account.id)
    commit(before.with_password(passwords.hash(password), at=now), replace(account, sessions_from=now), Remove(link), fact, *done)
