"""Mails leave, each at most once (MAI-01)."""

from datetime import datetime, timedelta

from chalicelib.domain.errors import Unavailable
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.mails import Mail
from chalicelib.domain.writes import Remove
from chalicelib.use_cases.ports import Commit, MailCarrier, Outbox


def send_mail(mail_id: str, *, now: datetime, outbox: Outbox, carrier: MailCarrier, commit: Commit) -> bool:
    """Send a mail if nobody has; answers whether it left now.

    It is claimed before it is handed over: cut off in between, it is never sent twice, and stays to be looked at.
    Raises: Unavailable when it surely did not leave (it can be tried again), StaleWrite when another sender took it.
    """
    mail = outbox.mail(mail_id)
    if mail is None or mail.claimed_at is not None or mail.is_dead:
        return False
    claimed = mail.claimed(at=now)
    commit(claimed)
    taken = outbox.mail(mail_id)
    assert taken is not None  # a claimed mail is its claimer's alone
    try:
        carrier.send(taken)
    except Unavailable:
        commit(taken.failed(attempts_allowed=LIMITS.mail_attempts))
        raise
    commit(Remove(taken))
    return True


def forgotten_mails(*, now: datetime, limit: int, outbox: Outbox) -> tuple[Mail, ...]:
    """Mails written over a minute ago that nobody has taken: their message to the queue was lost."""
    return outbox.waiting(created_before=now - timedelta(minutes=1), limit=limit)
