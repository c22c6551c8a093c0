"""Every mail the sandbox sent, as moto's SES kept it (MAI-03)."""

import email
from datetime import datetime
from email.message import EmailMessage
from email.policy import default
from threading import Lock
from typing import Any

from moto.backends import get_backend
from moto.core import DEFAULT_ACCOUNT_ID

from infra.sandbox.moto_aws import REGION

_sent_at: dict[int, str] = {}
_lock = Lock()


def mails(*, to: str | None, now: datetime) -> list[dict[str, Any]]:
    """The mails, the oldest first, to one address or to all: to, subject, text, html, sentAt.

    SES keeps no date: a mail is dated by :func:`date_mails`, at the latest when it is first looked at.
    """
    date_mails(now)
    read = [_mail(index, message) for index, message in enumerate(_sent())]
    return [each for each in read if to is None or to.lower() == each["to"].lower()]


def date_mails(now: datetime) -> None:
    """Say of the mails that left since it was last asked that they left now."""
    with _lock:
        for index in range(len(_sent_at), len(_sent())):
            _sent_at[index] = now.isoformat(timespec="milliseconds")


def _sent() -> list[Any]:
    return list(get_backend("sesv2")[DEFAULT_ACCOUNT_ID][REGION].core_backend.sent_messages)


def _mail(index: int, message: Any) -> dict[str, Any]:
    sent_at = _sent_at[index]
    parsed = email.message_from_string(message.raw_data, _class=EmailMessage, policy=default)
    return {
        "to": str(parsed["To"]),
        "subject": str(parsed["Subject"]),
        "text": _part(parsed, "plain"),
        "html": _part(parsed, "html"),
        "sentAt": sent_at,
    }


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return part.get_content() if part is not None else ""
