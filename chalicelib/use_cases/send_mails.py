"""Mails leave, each at most once (MAI-01); the secret a mail carries is made as it leaves (AUT-09)."""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.domain.errors import Unavailable
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.links import LIFE, Link, Purpose
from chalicelib.domain.mails import Mail
from chalicelib.domain.sessions import token_digest
from chalicelib.domain.writes import Remove
from chalicelib.use_cases.people_ports import Accounts, Secrets, Sessions
from chalicelib.use_cases.ports import Commit, MailCarrier, Outbox


def send_mail(
    mail_id: str,
    *,
    now: datetime,
    outbox: Outbox,
    accounts: Accounts,
    sessions: Sessions,
    secrets: Secrets,
    carrier: MailCarrier,
    commit: Commit,
) -> bool:
    """Send a mail if nobody has; answers whether it left now.

    It is claimed before it is handed over: cut off in between, it is never sent twice, and stays to be looked at. One for
    an account that is not there, or for a session that is over, goes nowhere.
    Raises: Unavailable when it surely did not leave (it can be tried again), StaleWrite when another sender took it.
    """
    mail = outbox.mail(mail_id)
    if mail is None or mail.claimed_at is not None or mail.is_dead:
        return False
    claimed = mail.claimed(at=now)
    commit(claimed)
    taken = outbox.mail(mail_id)
    assert taken is not None  # a claimed mail is its claimer's alone
    sent = _with_secret(taken, now=now, sessions=sessions, secrets=secrets, commit=commit) if _has_reader(taken, accounts) else None
    if sent is None:
        commit(Remove(taken))
        return False
    try:
        carrier.send(sent)
    except Unavailable:
        commit(taken.failed(attempts_allowed=LIMITS.mail_attempts))
        raise
    commit(Remove(taken))
    return True


def _has_reader(mail: Mail, accounts: Accounts) -> bool:
    if mail.account_id is None:
        return True
    account = accounts.account(mail.account_id)
    return account is not None and account.is_active


def _with_secret(mail: Mail, *, now: datetime, sessions: Sessions, secrets: Secrets, commit: Commit) -> Mail | None:
    """The mail with the secret it carries, whose digest is stored first; None when there is nothing left to open with it."""
    if mail.mints is None:
        return mail
    subject = mail.subject or ""
    if mail.mints is Purpose.CODE:
        account_id, _, session_id = subject.partition("/")
        account, session = sessions.signed_in(account_id, session_id)
        if account is None or session is None or session.is_over(account, at=now):
            return None
        code = secrets.code()
        commit(session.with_code(code, at=now))
        return replace(mail, words={**mail.words, "code": code})
    secret = secrets.secret()
    before = sessions.link(mail.mints, subject)
    link = Link(
        purpose=mail.mints,
        subject=subject,
        digest=token_digest(secret),
        expires_at=now + LIFE[mail.mints],
        version=before.version if before else 0,
    )
    commit(link)
    return replace(mail, words={**mail.words, "token": f"{subject}.{secret}"})


def forgotten_mails(*, now: datetime, limit: int, outbox: Outbox) -> tuple[Mail, ...]:
    """Mails written over a minute ago that nobody has taken: their message to the queue was lost."""
    return outbox.waiting(created_before=now - timedelta(minutes=1), limit=limit)
