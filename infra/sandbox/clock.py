"""The sandbox's clock: the machine's, moved."""

import re
from datetime import UTC, datetime, timedelta
from threading import Lock

_DURATION = re.compile(r"P(?=.)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


class SandboxClock:
    """Runs at the machine's pace from wherever it was set."""

    def __init__(self) -> None:
        self._offset = timedelta()
        self._lock = Lock()

    def now(self) -> datetime:
        """The sandbox's present instant, in UTC."""
        with self._lock:
            return datetime.now(UTC) + self._offset

    def set_to(self, instant: datetime) -> None:
        """Go to an instant."""
        with self._lock:
            self._offset = instant - datetime.now(UTC)

    def advance(self, duration: timedelta) -> None:
        """Go forward."""
        with self._lock:
            self._offset += duration


def parse_duration(text: str) -> timedelta:
    """Read an ISO 8601 duration of weeks, days, hours, minutes, seconds. Raises: ValueError."""
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError(f"{text} is not an ISO 8601 duration like P1D or PT5M")
    weeks, days, hours, minutes, seconds = (int(each or 0) for each in match.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
