"""Links sent by mail: one use, a limited time, and only the last one sent of its kind.

The secret of a link is made when its mail leaves and is kept as a digest: nobody can read it in the hub.

**Source:** AUT-02, AUT-03, AUT-09, SUB-15.
"""

import hmac
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from chalicelib.domain.errors import Invalid
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.sessions import token_digest


class Purpose(StrEnum):
    """What a mail lets its reader prove."""

    ACTIVATION = "ACTIVATION"
    RESET = "RESET"
    REQUEST = "REQUEST"
    CODE = "CODE"


LIFE: dict[Purpose, timedelta] = {
    Purpose.ACTIVATION: LIMITS.activation_link_life,
    Purpose.RESET: LIMITS.reset_link_life,
    Purpose.REQUEST: LIMITS.request_link_life,
    Purpose.CODE: LIMITS.code_life,
}
LINK_IS_DEAD = "Ce lien n'est plus valable : il a déjà été utilisé, il a été remplacé par un lien plus récent, ou son délai est passé."


class Link(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The one live link of a purpose for a subject: an account, or a subscription request."""

    purpose: Purpose
    subject: str
    digest: str
    expires_at: datetime
    version: int = 0

    def must_open_with(self, secret: str, *, at: datetime) -> None:
        """Raises: Invalid unless it is this link's secret, in time."""
        if at >= self.expires_at or not hmac.compare_digest(self.digest, token_digest(secret)):
            raise Invalid(LINK_IS_DEAD)

    def is_fresh(self, *, at: datetime) -> bool:
        """Whether it was made so lately that another one is not sent yet."""
        return at < self.expires_at - LIFE[self.purpose] + LIMITS.reset_mail_pause


def new_link(purpose: Purpose, subject: str, secret: str, *, before: Link | None, at: datetime) -> Link:
    """The link that a secret opens from now on; the one before is worth nothing any more."""
    return Link(purpose=purpose, subject=subject, digest=token_digest(secret), expires_at=at + LIFE[purpose], version=before.version if before else 0)


def read_link(token: str) -> tuple[str, str]:
    """The subject and the secret of a link's token, ``<subject>.<secret>``. Raises: Invalid."""
    subject, dot, secret = token.partition(".")
    if not (subject and dot and secret):
        raise Invalid(LINK_IS_DEAD)
    return subject, secret
