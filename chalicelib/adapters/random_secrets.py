"""Random secrets, from the system's generator."""

import secrets


class RandomSecrets:
    """Keeps the promises of the use cases' ``Secrets`` port."""

    def secret(self) -> str:
        """256 random bits, as text for a URL."""
        return secrets.token_urlsafe(32)

    def code(self) -> str:
        """Six random digits."""
        return f"{secrets.randbelow(1_000_000):06d}"
