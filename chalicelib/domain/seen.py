"""Two people on one object: what a person changes must be as he read it, or he is told that it is not (portal forms).

What nobody wrote in a form (a sign-in, a webhook that listens) leaves ``updated_at`` as it is, and so disturbs no one.

**Source:** ORG-02, ACC-03.
"""

from datetime import UTC, datetime

from msgspec import Struct

from chalicelib.domain.errors import Changed


class Seen(Struct, frozen=True):
    """When an object had last been changed as a person read it, to the millisecond that answers tell; None: never."""

    updated_at: datetime | None


def must_be_as_seen(updated_at: datetime | None, seen: Seen | None, *, name: str) -> None:
    """Raises: Changed, naming the object (« Ce compte »); never when nothing is told of what was seen."""
    if seen is not None and _told(updated_at) != _told(seen.updated_at):
        raise Changed(f"{name} a changé depuis que vous l'avez ouvert : rechargez la page pour voir ce qui a changé, puis recommencez.")


def _told(instant: datetime | None) -> str | None:
    return None if instant is None else instant.astimezone(UTC).isoformat(timespec="milliseconds")
