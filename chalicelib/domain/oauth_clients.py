"""OAuth clients: the credentials of a partner's program (OAU-03, OAU-05, OAU-07, OAU-08)."""

import hashlib
import hmac
from datetime import datetime

from msgspec import Struct

from chalicelib.domain.callers import Scope
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.subscriptions import Subscription


class Bearer(Struct, frozen=True):
    """Whom a token was issued to. ``born``: when that client was made, so that another under its id later is somebody else."""

    client_id: str
    scope: Scope
    born: str


class OAuthClient(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One client. Its secret is 256 random bits and is kept only as a SHA-256 digest (hex).

    ``process_codes`` binds an OSL client to some of its processes (empty: all of them) and names the one process of an
    SI client; ``subscription_id`` is the SI client's.
    """

    id: str
    scope: Scope
    organisation: OrganisationId
    process_codes: tuple[str, ...] = ()
    subscription_id: str | None = None
    secret_digest: str
    created_at: datetime
    rotated_at: datetime | None = None
    version: int = 0

    def accepts(self, secret: str) -> bool:
        """Whether this is its secret; in constant time."""
        return hmac.compare_digest(self.secret_digest, secret_digest(secret))

    @property
    def bearer(self) -> Bearer:
        """Whom its tokens are issued to."""
        return Bearer(self.id, self.scope, self.created_at.isoformat())

    @property
    def seat(self) -> tuple[str, OrganisationId] | None:
        """The (process code, subscriber) pair whose subscription an SI client speaks for; None for a client that has none."""
        return (self.process_codes[0], self.organisation) if self.subscription_id is not None and self.process_codes else None

    def own(self, seated: Subscription | None) -> Subscription | None:
        """The subscription at its seat, if it is its own; a refused one left the seat, to another perhaps, which its client has no part in."""
        return seated if seated is not None and seated.id == self.subscription_id else None


def secret_digest(secret: str) -> str:
    """What is stored of a secret. A 256-bit random value needs no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
