"""What the client's tests share: a sandbox of their own, and worlds in it."""

from tests.e2e.conftest import sandbox, world

__all__ = ["sandbox", "world"]
