"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta


class MemoryClock:
    """Tells the instant it was set to."""

    def __init__(self, now: datetime = datetime(2026, 11, 23, 9, tzinfo=UTC)) -> None:
        self._now = now

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return self._now

    def advance(self, duration: timedelta) -> None:
        """Go forward."""
        self._now += duration
