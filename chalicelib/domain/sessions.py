"""Sessions of the portal: kept by the hub, known to the browser by a random token alone.

A token is ``<account id>.<256 random bits>``; only the digest of it is kept. A session begins at a stage and gets a new
token at each: none that was known before signing in is worth anything after it.

**Source:** AUT-07, AUT-09.
"""

import hashlib
import hmac
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from chalicelib.domain.accounts import Account
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.values import replace


class Stage(StrEnum):
    """How far signing in is."""

    SECOND_FACTOR = "SECOND_FACTOR"
    NEW_PASSWORD = "NEW_PASSWORD"  # noqa: S105 - a stage, not a secret
    OPEN = "OPEN"


class Session(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One session. ``id`` is the digest of its token; ``organisation`` is the one a technical delegate has chosen.

    ``era`` is the account's ``sessions_from`` as it was when the password was judged: once that moves, the session is over.
    Clocks and slow requests have no say in it. ``code_digest`` is that of the code last mailed for it, good until
    ``code_expires_at``.
    """

    id: str
    account_id: str
    era: datetime | None = None
    stage: Stage
    has_second_factor: bool = False
    organisation: OrganisationId | None = None
    device: str = ""
    code_digest: str | None = None
    code_expires_at: datetime | None = None
    code_sent_at: datetime | None = None
    codes_sent: int = 0
    opened_at: datetime
    seen_at: datetime
    expires_at: datetime
    version: int = 0

    def is_over(self, account: Account, *, at: datetime) -> bool:
        """Whether it has ended: at its absolute end, after 60 minutes without an action, or because the account changed."""
        return (
            at >= self.expires_at
            or at >= self.idle_end
            or not account.is_active
            or self.era != account.sessions_from
            or (self.stage is Stage.OPEN and account.needs_second_factor and not self.has_second_factor)
        )

    @property
    def idle_end(self) -> datetime:
        """When it ends unless the person acts."""
        idle = LIMITS.session_idle if self.stage is Stage.OPEN else LIMITS.sign_in_life
        return self.seen_at + idle

    def ends_at(self) -> datetime:
        """When it ends at the latest, as things are."""
        return min(self.idle_end, self.expires_at)

    def is_worth_noting(self, *, at: datetime) -> bool:
        """Whether an action now is long enough after the last one noted to be written down."""
        return at - self.seen_at >= LIMITS.session_touch

    def renewed(self, token: str, *, stage: Stage, at: datetime, era: datetime, has_second_factor: bool) -> "Session":
        """The session at its next stage: under another token, so that one known before is worth nothing."""
        return replace(
            self,
            id=token_digest(token),
            era=era,
            stage=stage,
            has_second_factor=has_second_factor,
            code_digest=None,
            code_expires_at=None,
            opened_at=at,
            seen_at=at,
            expires_at=at + life_of(stage),
            version=0,
        )

    def with_code(self, code: str, *, at: datetime) -> "Session":
        """With a new code on its way; the one before is worth nothing any more."""
        return replace(self, code_digest=token_digest(f"{self.id}{code}"), code_expires_at=at + LIMITS.code_life)

    def accepts_code(self, code: str, *, at: datetime) -> bool:
        """Whether it is the code last mailed for it, in time."""
        if self.code_digest is None or self.code_expires_at is None or at >= self.code_expires_at:
            return False
        given = "".join(code.split())
        return hmac.compare_digest(self.code_digest, token_digest(f"{self.id}{given}"))

    def seen(self, *, at: datetime) -> "Session":
        """After an action of the person."""
        return replace(self, seen_at=at)


def life_of(stage: Stage) -> timedelta:
    """How long a session of a stage lives at the most."""
    return LIMITS.session_life if stage is Stage.OPEN else LIMITS.sign_in_life


def token_digest(token: str) -> str:
    """What is kept of a token, or of the secret of a link. 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def account_of(token: str) -> str:
    """The account a token says it is for."""
    return token.partition(".")[0]


def csrf_token(token: str) -> str:
    """What a page of this session must send with each change: whoever only has the cookie sent for him cannot know it."""
    return hmac.new(token.encode(), b"csrf", hashlib.sha256).hexdigest()
