"""The canary: every five minutes one télédossier goes the whole way from outside, and what came of it is measured."""

import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from chalicelib.composition import Composition
from chalicelib.handlers import telemetry
from chalicelib.handlers.facts import Fact
from chalicelib.use_cases.watch_exchange import CanaryFailed, watch_exchange

_PAUSE_SECONDS = 4


def run(hub: Composition, *, is_large: bool = False, pause: Callable[[], None] = lambda: time.sleep(_PAUSE_SECONDS)) -> dict[str, Any]:
    """Run it once, ``is_large`` with a file that no request carries; a failure is measured and logged, never raised: the next run is the retry."""
    run_id, started = str(uuid4()), time.perf_counter()
    failed_at: str | None = None
    with telemetry.begun(run_id):
        try:
            watch_exchange(hub.canary, run_id=run_id, web=hub.web, ids=lambda: next(hub.ids), is_large=is_large, pause=pause)
        except Exception as error:
            failed_at = error.step if isinstance(error, CanaryFailed) else type(error).__name__
            telemetry.record_failure("canary failed", error, step=failed_at, came=str(error) if isinstance(error, CanaryFailed) else None)
        milliseconds = round((time.perf_counter() - started) * 1000)
        telemetry.measure(Fact.CANARY_SUCCEEDED, 0 if failed_at else 1)
        if is_large:
            telemetry.measure(Fact.CANARY_LARGE_SUCCEEDED, 0 if failed_at else 1)
        elif failed_at is None:
            telemetry.measure(Fact.CANARY_DURATION, milliseconds)
        telemetry.record("canary", milliseconds=milliseconds, is_large=is_large, is_ok=failed_at is None)
    return {"job": "canary", "succeeded": failed_at is None, "failedAt": failed_at}
