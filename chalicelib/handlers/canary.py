"""The canary: every five minutes one télédossier goes the whole way from outside, and what came of it is measured."""

import time
from typing import Any
from uuid import uuid4

from chalicelib.composition import Composition
from chalicelib.handlers import telemetry
from chalicelib.handlers.facts import Fact
from chalicelib.use_cases.watch_exchange import CanaryFailed, watch_exchange


def run(hub: Composition) -> dict[str, Any]:
    """Run it once; a failure is measured and logged, never raised: the next run is the retry."""
    run_id, started = str(uuid4()), time.perf_counter()
    failed_at: str | None = None
    with telemetry.begun(run_id):
        try:
            watch_exchange(hub.canary, run_id=run_id, web=hub.web, ids=lambda: next(hub.ids))
        except Exception as error:
            failed_at = error.step if isinstance(error, CanaryFailed) else type(error).__name__
            telemetry.record_failure("canary failed", error, step=failed_at, came=str(error) if isinstance(error, CanaryFailed) else None)
        milliseconds = round((time.perf_counter() - started) * 1000)
        telemetry.measure(Fact.CANARY_SUCCEEDED, 0 if failed_at else 1)
        if failed_at is None:
            telemetry.measure(Fact.CANARY_DURATION, milliseconds)
        telemetry.record("canary", milliseconds=milliseconds, is_ok=failed_at is None)
    return {"job": "canary", "succeeded": failed_at is None, "failedAt": failed_at}
