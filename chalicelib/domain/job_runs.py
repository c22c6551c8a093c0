"""What the administration sees of the jobs: the last run of each. **Source:** JOB-06."""

from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct


class JobState(StrEnum):
    """How a job is doing."""

    NEVER_RUN = "NEVER_RUN"
    WELL = "WELL"
    FAILED = "FAILED"
    LATE = "LATE"


class JobRun(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The last run of a job: ``as_of`` is the instant it acted for, ``failure`` the kind of error that ended it.

    Written over by the next run; of two at once, by the one that ends last.
    """

    name: str
    started_at: datetime
    ended_at: datetime
    as_of: datetime
    looked_at: int = 0
    is_finished: bool = True
    failure: str | None = None


def state_of(run: JobRun | None, *, period: timedelta, at: datetime) -> JobState:
    """How a job is doing; one that has missed two of its turns is late, whether its runs are cut off or never begin."""
    if run is None:
        return JobState.NEVER_RUN
    if run.failure is not None:
        return JobState.FAILED
    return JobState.LATE if at - run.ended_at > 2 * period + timedelta(minutes=5) else JobState.WELL
