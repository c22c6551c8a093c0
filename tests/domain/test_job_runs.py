"""How a job is doing, by its last run. **Source:** JOB-06."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.job_runs import JobRun, JobState, state_of
from chalicelib.domain.mails import masked
from chalicelib.domain.values import replace

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
RUN = JobRun(name="x", started_at=NOW, ended_at=NOW, as_of=NOW)


@pytest.mark.rule("JOB-06")
def test_a_job_is_well_until_it_fails_or_misses_two_turns() -> None:
    hour = timedelta(hours=1)
    assert state_of(None, period=hour, at=NOW) is JobState.NEVER_RUN
    assert state_of(RUN, period=hour, at=NOW + timedelta(minutes=125)) is JobState.WELL
    assert state_of(RUN, period=hour, at=NOW + timedelta(minutes=126)) is JobState.LATE
    assert state_of(replace(RUN, failure="Unavailable"), period=hour, at=NOW) is JobState.FAILED


@pytest.mark.rule("MAI-02")
def test_a_masked_address_shows_its_first_letter_and_its_domain() -> None:
    assert masked("camille.martin@vienne.fr") == "c•••@vienne.fr"
    assert masked("") == "•••@"
