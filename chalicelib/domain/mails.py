"""Mails the hub has to send: a row written with what caused it, sent later, once (MAI-01).

A mail names a template and its few words; it never carries personal data of the person concerned (MAI-02).
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

from msgspec import Struct, field

from chalicelib.domain.limits import LIMITS
from chalicelib.domain.links import Purpose
from chalicelib.domain.values import replace

_CAUSES = UUID("7d4d3f3e-6f0a-4f8e-9a57-0a3d1b1f2c11")


class MailState(StrEnum):
    """How far a mail has come: nobody has taken it, somebody has (for good, where he was cut off), it was given up."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    DEAD = "dead"


class Mail(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One mail to one address. ``id`` is made of its cause, so one cause makes one mail.

    ``attempts`` counts tries that failed for certain; ``claimed_at`` is set while a try is under way, ``dead_since`` after the last.
    ``account_id``: sent only if that account exists and is active when it leaves, so that writing to an address costs the
    same whether it has one or not. ``mints``: what its reader will prove with the secret that is made when it leaves, and
    is never stored in clear; ``subject`` names what the secret opens. ``correlation_id`` tells what caused it in the log.
    """

    id: str
    to: str
    template: str
    words: Mapping[str, str] = field(default_factory=dict)
    account_id: str | None = None
    mints: Purpose | None = None
    subject: str | None = None
    created_at: datetime
    attempts: int = 0
    claimed_at: datetime | None = None
    dead_since: datetime | None = None
    correlation_id: str | None = None
    version: int = 0

    @property
    def state(self) -> MailState:
        """How far it has come."""
        if self.dead_since:
            return MailState.DEAD
        return MailState.CLAIMED if self.claimed_at else MailState.WAITING

    @property
    def expires_at(self) -> datetime | None:
        """When it is forgotten that it did not leave, or that nobody knows; never while it waits."""
        since = self.dead_since or self.claimed_at
        return since + LIMITS.unsent_mail_life if since else None

    @property
    def is_untried(self) -> bool:
        """Whether nobody has ever taken it: each try, and who lets it leave after all, writes it once more."""
        return self.version <= 1

    def claimed(self, *, at: datetime) -> "Mail":
        """The mail as one sender takes it: nobody else will send it."""
        return replace(self, claimed_at=at)

    def revived(self) -> "Mail":
        """The mail as if it had never been tried: somebody has judged that it may leave."""
        return replace(self, claimed_at=None, attempts=0, dead_since=None)

    def let_go(self) -> "Mail":
        """The mail as it was before a try that was not judged: nothing counts against it."""
        return replace(self, claimed_at=None)

    def failed(self, *, at: datetime) -> "Mail":
        """The mail after a try that surely sent nothing: to be tried again, or dead after the last."""
        attempts = self.attempts + 1
        return replace(self, claimed_at=None, attempts=attempts, dead_since=at if attempts >= LIMITS.mail_attempts else None)


def masked(address: str) -> str:
    """An address as it is shown to whoever need not know it."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}•••@{domain}"


def mail_id(template: str, to: str, cause: str) -> str:
    """The id of the one mail that ``cause`` sends to ``to``."""
    return str(uuid5(_CAUSES, f"{template}|{to.lower()}|{cause}"))


def mail(
    template: str,
    to: str,
    *,
    cause: str,
    at: datetime,
    words: Mapping[str, str] | None = None,
    account_id: str | None = None,
    mints: Purpose | None = None,
    subject: str | None = None,
) -> Mail:
    """Make a mail."""
    return Mail(
        id=mail_id(template, to, cause),
        to=to,
        template=template,
        words=dict(words or {}),
        account_id=account_id,
        mints=mints,
        subject=subject,
        created_at=at,
    )
