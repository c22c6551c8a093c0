"""Running a job within the time a function has, and noting how it went for the administration."""

from contextlib import suppress
from datetime import datetime
from uuid import uuid4

from chalicelib.composition import Composition
from chalicelib.domain.errors import HubError
from chalicelib.domain.job_runs import JobRun
from chalicelib.domain.limits import LIMITS
from chalicelib.handlers import telemetry
from chalicelib.handlers.jobs import run_pages


def run_noted(name: str, hub: Composition, as_of: datetime) -> JobRun:
    """Run a job as far as a function's time goes, and write down that it ran: also when it fails, which is then raised."""
    with telemetry.begun(str(uuid4())):
        return _run_noted(name, hub, as_of)


def _run_noted(name: str, hub: Composition, as_of: datetime) -> JobRun:
    started = hub.clock.now()
    try:
        looked_at, is_finished = run_pages(name, hub, as_of, seconds=LIMITS.job_seconds)
    except Exception as error:
        failed = JobRun(name=name, started_at=started, ended_at=hub.clock.now(), as_of=as_of, is_finished=False, failure=type(error).__name__)
        _note(failed, hub)
        raise
    run = JobRun(name=name, started_at=started, ended_at=hub.clock.now(), as_of=as_of, looked_at=looked_at, is_finished=is_finished)
    _note(run, hub)
    return run


def _note(run: JobRun, hub: Composition) -> None:
    with suppress(HubError):  # what the job did stands, whether it can be told or not
        hub.commit(run)
