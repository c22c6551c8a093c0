"""What uploads in parts ask of the file store."""

from datetime import datetime
from typing import Protocol

from chalicelib.domain.uploads import Part, SignedRequest


class Uploads(Protocol):
    """Objects that come in parts; nothing of one is stored before it is completed. Any call may raise Unavailable."""

    def begin(self, key: str) -> str:
        """Begin one; answers the store's name for it."""

    def parts(self, key: str, store_id: str) -> tuple[Part, ...] | None:
        """The parts that have come, by number; None when it is no more: completed, aborted, or too old."""

    def complete(self, key: str, store_id: str) -> str | None:
        """Make the object of all parts that have come, once however often asked; answers its version, None when it was aborted."""

    def abort(self, key: str, store_id: str) -> None:
        """Forget it with its parts; one that is no more is no error."""


class UploadLinks(Protocol):
    """Requests that put bytes into the store, signed for whoever has them, for a time."""

    def part_link(self, key: str, store_id: str, number: int, *, sha256: str, now: datetime, until: datetime) -> SignedRequest:
        """A PUT of one part, whose bytes have that SHA-256 and no other."""

    def whole_link(self, key: str, *, size_bytes: int, sha256: str | None, now: datetime, until: datetime) -> SignedRequest:
        """A PUT of a whole object of that size, and of that SHA-256 when one is given."""
