"""Mails that did not leave are seen by the national administration, and sent after all (MAI-01)."""

from datetime import datetime

from chalicelib.domain.audit import Fact, doer_of
from chalicelib.domain.errors import ConfirmationNeeded, Invalid, NotFound
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.mails import Mail, MailState
from chalicelib.domain.portal_users import PortalUser
from chalicelib.use_cases.ports import Commit, Ids, Outbox

_GONE = "Ce mail n'existe pas ou est déjà parti."
_WAITS = "Ce mail attend déjà d'être envoyé."
_LEAVING = "Ce mail est en cours d'envoi. Réessayez dans quelques minutes."
_TWICE = "L'envoi de ce mail a été interrompu : il est peut-être déjà parti. Le renvoyer peut le faire arriver deux fois. Confirmez-vous ?"


def list_mails(state: MailState, *, limit: int, outbox: Outbox) -> tuple[Mail, ...]:
    """The mails of a state, the oldest first."""
    return outbox.listed(state, limit=limit)


def retry_mail(mail_id: str, *, is_confirmed: bool, user: PortalUser, now: datetime, ids: Ids, outbox: Outbox, commit: Commit) -> None:
    """Let a mail leave that was given up, or whose sender was cut off.

    Raises: NotFound, Invalid for one that leaves by itself, ConfirmationNeeded for one that may have left already.
    """
    mail = outbox.mail(mail_id)
    if mail is None:
        raise NotFound(_GONE)
    if mail.state is MailState.WAITING:
        raise Invalid(_WAITS)
    if mail.state is MailState.CLAIMED:
        if mail.claimed_at is not None and now - mail.claimed_at < LIMITS.mail_in_transit:
            raise Invalid(_LEAVING)
        if not is_confirmed:
            raise ConfirmationNeeded(_TWICE)
    commit(mail.revived(), doer_of(user.account).did(Fact.ADMINISTERED, at=now, ids=ids, subject=mail.id, deed="mail retried"))
