"""The second factor beside a mailed code: an authenticator's codes (RFC 6238) and recovery codes, each good once (AUT-06)."""

import hmac
from base64 import b32encode
from collections.abc import Iterable
from datetime import datetime

import pyotp

from chalicelib.domain.credentials import Credentials
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.sessions import token_digest
from chalicelib.domain.values import replace

_STEP_SECONDS = 30
_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # without what is mistaken for something else
_ISSUER = "HubEE"


def spent(credentials: Credentials, code: str, *, at: datetime) -> Credentials | None:
    """The credentials once a code was taken, so that it is not taken again; None when it is not good."""
    given = "".join(code.split()).replace("-", "").upper()
    step = _step_of(credentials.totp_secret, given, at=at) if credentials.totp_secret else None
    if step is not None:
        return replace(credentials, totp_step=step) if step > credentials.totp_step else None
    digest = token_digest(f"{credentials.account_id}{given}")
    if digest in credentials.recovery_digests:
        return replace(credentials, recovery_digests=credentials.recovery_digests - {digest})
    return None


def proves(secret: str, code: str, *, at: datetime) -> int | None:
    """The step a code of a secret is of, one step early or late allowed; None when it is none."""
    return _step_of(secret, "".join(code.split()), at=at)


def _step_of(secret: str, given: str, *, at: datetime) -> int | None:
    totp = pyotp.TOTP(secret)
    present = int(at.timestamp()) // _STEP_SECONDS
    for step in (present, present - 1, present + 1):
        if hmac.compare_digest(totp.at(step * _STEP_SECONDS), given.encode("ascii", "replace").decode()):
            return step
    return None


def totp_secret(seed: bytes) -> str:
    """An authenticator's secret: 160 bits of a random seed, in base32."""
    return b32encode(seed[:20]).decode()


def begun(credentials: Credentials, secret: str, *, at: datetime) -> Credentials:
    """The credentials with an authenticator that is being set up: a code of it is awaited for some minutes."""
    return replace(credentials, pending_totp_secret=secret, pending_totp_until=at + LIMITS.authenticator_setup)


def awaited_secret(credentials: Credentials, *, at: datetime) -> str | None:
    """The secret a first code is awaited of; None when no authenticator is being set up, or for too long."""
    until = credentials.pending_totp_until
    return credentials.pending_totp_secret if until is not None and at < until else None


def put_in_service(credentials: Credentials, step: int, recovery_codes: Iterable[str]) -> Credentials:
    """The credentials once a code of ``step`` proved the authenticator that was being set up; that code is spent."""
    proven = replace(credentials, totp_secret=credentials.pending_totp_secret, pending_totp_secret=None, pending_totp_until=None, totp_step=step)
    return with_recovery_codes(proven, recovery_codes)


def taken_away(credentials: Credentials) -> Credentials:
    """The credentials without an authenticator; the recovery codes go with it."""
    return replace(credentials, totp_secret=None, pending_totp_secret=None, pending_totp_until=None, totp_step=0, recovery_digests=frozenset())


def with_recovery_codes(credentials: Credentials, codes: Iterable[str]) -> Credentials:
    """With new recovery codes; those before are worth nothing any more."""
    return replace(credentials, recovery_digests=frozenset(recovery_digest(credentials.account_id, each) for each in codes))


def provisioning_uri(secret: str, email: str) -> str:
    """What the QR code tells an authenticator."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=_ISSUER)


def recovery_code(seed: bytes) -> str:
    """A recovery code as a person writes it down: fifteen characters (74 bits, so that no slow hash is needed) of 32 random bytes."""
    letters = "".join(_ALPHABET[each % len(_ALPHABET)] for each in seed[:15])
    return f"{letters[:5]}-{letters[5:10]}-{letters[10:]}"


def recovery_digest(account_id: str, code: str) -> str:
    """What is kept of a recovery code."""
    return token_digest(f"{account_id}{code.replace('-', '')}")
