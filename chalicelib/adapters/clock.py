"""The time and new ids: the two things the domain never makes itself."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)


def new_ids() -> Iterator[str]:
    """New random UUIDs, one by one."""
    while True:
        yield str(uuid4())
