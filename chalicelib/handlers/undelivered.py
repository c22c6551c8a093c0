"""What was completed and is not delivered is measured by itself: a delivery that is never made is told by no commit (DEP-09)."""

from uuid import uuid4

from chalicelib.composition import Composition
from chalicelib.handlers import telemetry
from chalicelib.handlers.facts import Fact
from chalicelib.use_cases.measure_deliveries import oldest_undelivered


def measure_undelivered(hub: Composition) -> None:
    """Measure how long the oldest has waited; 0 where none does, so that silence means that nobody looks."""
    with telemetry.begun(str(uuid4())):
        waited = oldest_undelivered(now=hub.clock.now(), agenda=hub.agenda, exchange=hub.exchange)
        telemetry.measure(Fact.OLDEST_UNDELIVERED, round(waited.total_seconds() * 1000))
