"""What proves who a person is: a password, a second factor, and how often either failed.

**Source:** AUT-01, AUT-04, AUT-05, AUT-06.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec import Struct

from chalicelib.domain.accounts import normalised
from chalicelib.domain.errors import FaultyForm
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.values import replace

TOO_WEAK = (
    "Le mot de passe saisi ne respecte pas les conditions de sécurité exigées : "
    "8 caractères avec au moins un chiffre, une majuscule et un caractère spécial."
)
_USED = "Ce mot de passe a déjà servi. Choisissez-en un que vous n'avez pas utilisé récemment."
SPECIAL_CHARACTERS = "!@#$%&*()"
_DOUBLINGS = 20  # far past the longest block, and short of what a timedelta holds


def is_strong(password: str) -> bool:
    """Whether a password has 8 characters, a digit, an upper-case letter and one of ! @ # $ % & * ( )."""
    wanted = (str.isdecimal, str.isupper, lambda each: each in SPECIAL_CHARACTERS)
    return len(password) >= LIMITS.password_min_length and all(any(map(is_kind, password)) for is_kind in wanted)


class Credentials(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The secrets of an account, each as what is needed to check it and no more.

    Password hashes are argon2id; the newest of ``former_hashes`` comes first. ``totp_secret`` is base32, in force once
    ``pending_totp_secret`` was proved by a code, before ``pending_totp_until``; ``totp_step`` is the last 30-second step a code was taken of.
    ``recovery_digests`` are SHA-256 of random codes, each taken once.
    """

    account_id: str
    password_hash: str | None = None
    password_set_at: datetime | None = None
    former_hashes: tuple[str, ...] = ()
    totp_secret: str | None = None
    totp_step: int = 0
    pending_totp_secret: str | None = None
    pending_totp_until: datetime | None = None
    recovery_digests: frozenset[str] = frozenset()
    version: int = 0

    def with_password(self, password_hash: str, *, at: datetime) -> "Credentials":
        """With a new password; the last five, this one among them, are remembered: none of them comes back."""
        former = (self.password_hash, *self.former_hashes) if self.password_hash else self.former_hashes
        return replace(self, password_hash=password_hash, password_set_at=at, former_hashes=former[: LIMITS.passwords_remembered - 1])

    def is_expired(self, *, at: datetime) -> bool:
        """Whether the password is too old to sign in with (six months)."""
        return self.password_set_at is not None and at >= expiry_of(self.password_set_at)


def must_be_strong(password: str) -> None:
    """Raises: FaultyForm for a password that is too weak or too long."""
    if not is_strong(password):
        raise FaultyForm({"password": TOO_WEAK})
    if len(password) > LIMITS.password_max_length:
        raise FaultyForm({"password": f"Le mot de passe saisi est trop long : {LIMITS.password_max_length} caractères au plus."})


def must_be_new(password: str, credentials: Credentials, *, matches: Callable[[str, str], bool]) -> None:
    """Raises: FaultyForm for a password that is too weak, too long, or one of the last ones; ``matches`` knows the hashes."""
    must_be_strong(password)
    known = [each for each in (credentials.password_hash, *credentials.former_hashes) if each]
    if any(matches(each, password) for each in known):
        raise FaultyForm({"password": _USED})


def expiry_of(set_at: datetime) -> datetime:
    """Six months later, on the same day where the month has it."""
    years, month = divmod(set_at.month - 1 + LIMITS.password_months, 12)
    day = set_at.day
    while True:
        try:
            return set_at.replace(year=set_at.year + years, month=month + 1, day=day)
        except ValueError:
            day -= 1


class Attempts(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How often signing in with an address failed, whether it has an account or not.

    A try is counted before it is judged, so that no two at once get more than their share; a good one is taken back. ``address`` is
    kept as its digest.
    """

    address: str
    failures: int = 0
    blocks: int = 0
    blocked_until: datetime | None = None
    expires_at: datetime
    version: int = 0

    def is_blocked(self, *, at: datetime) -> bool:
        """Whether no try is judged now."""
        return self.blocked_until is not None and at < self.blocked_until

    def tried(self, *, at: datetime) -> "Attempts":
        """With one more try counted as a failure; the fifth blocks, each time twice as long as the last."""
        failures = self.failures + 1
        if failures < LIMITS.failures_before_block:
            return replace(self, failures=failures, expires_at=at + LIMITS.attempts_life)
        span = min(LIMITS.first_block * 2 ** min(self.blocks, _DOUBLINGS), LIMITS.longest_block)
        until = at + span
        return replace(self, failures=0, blocks=self.blocks + 1, blocked_until=until, expires_at=until + LIMITS.attempts_life)

    def taken_back(self, before: "Attempts") -> "Attempts":
        """Without the try that was counted on ``before`` and turned out good; each of the others' tries stays.

        When the fifth of them blocked meanwhile, four are left and the next one blocks: else whoever knows the password
        could try codes for ever, wiping the slate with each sign-in he begins beside them.
        """
        if self.blocks > before.blocks:
            return replace(self, failures=LIMITS.failures_before_block - 1, blocks=before.blocks, blocked_until=None)
        return replace(self, failures=max(0, self.failures - 1))


def address_digest(email: str) -> str:
    """What stands for an address where it may have no account: nothing is kept of it in clear."""
    return hashlib.sha256(normalised(email).encode()).hexdigest()


def no_attempts(email: str, *, at: datetime) -> Attempts:
    """An address nobody has failed with."""
    return Attempts(address=address_digest(email), expires_at=at + timedelta(days=1))
