"""Passwords hashed with argon2id (AUT-01, AUT-12)."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$To6sibE1TBV3FDvyPCH1xg$pTag7b2slIgLDrVR5YJd5ugumAfz+t/V9HkWtsZX+Ck"
"""A hash of the same cost whose password was thrown away: checking it takes as long as checking a real one."""


class Argon2Passwords:
    """Keeps the promises of the use cases' ``Passwords`` port: 19 MiB, two passes, one lane (OWASP's least)."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

    def hash(self, password: str) -> str:
        """A new argon2id hash."""
        return self._hasher.hash(password)

    def matches(self, password_hash: str | None, password: str) -> bool:
        """Whether it is the password of a hash; None takes as long and is never right."""
        try:
            return self._hasher.verify(password_hash or _NOBODYS, password) and password_hash is not None
        except (VerificationError, InvalidHashError):
            return False
