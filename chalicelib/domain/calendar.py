"""Days and midnights are those of Paris; instants are stored in UTC."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
_MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre")


def paris_date(instant: datetime) -> date:
    """The day it is in Paris."""
    return instant.astimezone(PARIS).date()


def paris_midnight(day: date) -> datetime:
    """The first instant of a day in Paris, in UTC."""
    return datetime.combine(day, time.min, tzinfo=PARIS).astimezone(UTC)


def next_paris_midnight(instant: datetime) -> datetime:
    """The first instant of the day after, in Paris, in UTC."""
    return paris_midnight(paris_date(instant) + timedelta(days=1))


def _paris_hour(day: date, hour: int) -> datetime:
    """An hour of a day in Paris, in UTC."""
    return datetime.combine(day, time(hour), tzinfo=PARIS).astimezone(UTC)


def next_paris_hour(instant: datetime, hours: Iterable[int]) -> datetime:
    """The first instant after another at which it is one of some hours in Paris, in UTC."""
    today = paris_date(instant)
    every = (_paris_hour(day, hour) for day in (today, today + timedelta(days=1)) for hour in sorted(hours))
    return next(each for each in every if each > instant)


def day_in_words(instant: datetime) -> str:
    """Its day in Paris as people read it: 1er décembre 2026."""
    day = paris_date(instant)
    return f"{day.day}{'er' if day.day == 1 else ''} {_MONTHS[day.month - 1]} {day.year}"


def in_words(instant: datetime) -> str:
    """An instant as people read it in Paris: « 23 novembre 2026 à 14:05 »."""
    return f"{day_in_words(instant)} à {instant.astimezone(PARIS):%H:%M}"
