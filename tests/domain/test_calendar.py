"""Days and midnights are those of Paris, on both days its clocks change too."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.calendar import PARIS, next_paris_midnight, paris_date, paris_midnight

instants = st.timedeltas(timedelta(), timedelta(days=5_000)).map(lambda each: datetime(2020, 1, 1, tzinfo=UTC) + each)


@pytest.mark.rule("SUB-05", "SUB-06")
@pytest.mark.parametrize(
    ("day", "midnight"),
    [
        (date(2026, 1, 15), datetime(2026, 1, 14, 23, tzinfo=UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 28, 23, tzinfo=UTC)),
        (date(2026, 3, 30), datetime(2026, 3, 29, 22, tzinfo=UTC)),
        (date(2026, 7, 14), datetime(2026, 7, 13, 22, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 24, 22, tzinfo=UTC)),
        (date(2026, 10, 26), datetime(2026, 10, 25, 23, tzinfo=UTC)),
    ],
)
def test_a_day_begins_at_midnight_in_paris(day: date, midnight: datetime) -> None:
    assert paris_midnight(day) == midnight
    assert paris_midnight(day).utcoffset() == timedelta()
    assert paris_date(midnight) == day
    assert paris_date(midnight - timedelta(microseconds=1)) == day - timedelta(days=1)


@pytest.mark.rule("SUB-06")
@pytest.mark.parametrize(
    ("instant", "midnight"),
    [
        (datetime(2026, 3, 28, 22, 59, 59, tzinfo=UTC), datetime(2026, 3, 28, 23, tzinfo=UTC)),
        (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC)),
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), datetime(2026, 10, 25, 23, tzinfo=UTC)),
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), datetime(2026, 10, 25, 23, tzinfo=UTC)),
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), datetime(2026, 12, 31, 23, tzinfo=UTC)),
    ],
)
def test_the_next_midnight_is_the_first_instant_of_the_day_after(instant: datetime, midnight: datetime) -> None:
    assert next_paris_midnight(instant) == midnight


@pytest.mark.rule("SUB-06")
def test_a_day_lasts_23_hours_in_march_and_25_in_october() -> None:
    spring, autumn = paris_midnight(date(2026, 3, 29)), paris_midnight(date(2026, 10, 25))
    assert next_paris_midnight(spring) - spring == timedelta(hours=23)
    assert next_paris_midnight(autumn) - autumn == timedelta(hours=25)


@pytest.mark.rule("SUB-05", "SUB-06")
@given(instant=instants)
def test_the_next_midnight_is_later_and_on_the_next_day(instant: datetime) -> None:
    midnight = next_paris_midnight(instant)
    assert timedelta() < midnight - instant <= timedelta(hours=25)
    assert paris_date(midnight) == paris_date(instant) + timedelta(days=1)
    assert midnight.astimezone(PARIS).timetz().replace(tzinfo=None).isoformat() == "00:00:00"
