"""Setting a password from a mailed link: a new account's first, or one forgotten (AUT-02, AUT-03, AUT-12)."""

from contextlib import suppress
from datetime import datetime

from chalicelib.domain.accounts import normalised
from chalicelib.domain.credentials import Credentials, must_be_new
from chalicelib.domain.errors import Invalid, StaleRow
from chalicelib.domain.identity_mails import reset_mail
from chalicelib.domain.links import LINK_IS_DEAD, Link, Purpose, read_link
from chalicelib.domain.new_passwords import Way, newly_set
from chalicelib.domain.writes import Remove, Write
from chalicelib.use_cases.people_ports import Accounts, Passwords, Sessions
from chalicelib.use_cases.ports import Commit, Ids

_OTHER = {Purpose.ACTIVATION: Purpose.RESET, Purpose.RESET: Purpose.ACTIVATION}


def ask_reset(email: str, *, now: datetime, commit: Commit) -> None:
    """Mail a link to set a new password; the same is done whether the address has an account or not. Raises: StaleWrite."""
    with suppress(StaleRow):  # asked a moment ago
        commit(reset_mail(normalised(email), at=now))


def check_link(token: str, purpose: Purpose, *, now: datetime, sessions: Sessions) -> None:
    """Raises: Invalid when a link would not be taken."""
    _live_link(token, purpose, now=now, sessions=sessions)


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
    """Set the password a link allows: the link is spent and any other with it, every session ends, a block is lifted.

    Raises: Invalid for a dead link, FaultyForm for a password that is weak or was used, StaleWrite.
    """
    link = _live_link(token, purpose, now=now, sessions=sessions)
    account, credentials = accounts.with_credentials(link.subject)
    if account is None or not account.is_active:
        raise Invalid(LINK_IS_DEAD)
    before = credentials or Credentials(account_id=account.id)
    must_be_new(password, before, matches=passwords.matches)
    _, _, attempts = accounts.sign_in_facts(account.email)
    lifted: tuple[Write, ...] = () if attempts is None else (Remove(attempts),)
    links = (link, sessions.link(_OTHER[purpose], account.id))
    after, writes = newly_set(account, before, passwords.hash(password), links=links, way=Way.BY_LINK, at=now, ids=ids)
    commit(after, *writes, *lifted)


def _live_link(token: str, purpose: Purpose, *, now: datetime, sessions: Sessions) -> Link:
    subject, secret = read_link(token)
    link = sessions.link(purpose, subject)
    if link is None:
        raise Invalid(LINK_IS_DEAD)
    link.must_open_with(secret, at=now)
    return link
