"""Days and midnights are those of Paris; instants are stored in UTC."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


def paris_date(instant: datetime) -> date:
    """The day it is in Paris."""
    return instant.astimezone(PARIS).date()


def paris_midnight(day: date) -> datetime:
    """The first instant of a day in Paris, in UTC."""
    return datetime.combine(day, time.min, tzinfo=PARIS).astimezone(UTC)


def next_paris_midnight(instant: datetime) -> datetime:
    """The first instant of the day after, in Paris, in UTC."""
    return paris_midnight(paris_date(instant) + timedelta(days=1))
