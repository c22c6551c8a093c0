"""The scheduled functions: each runs one job."""

from typing import Any

from chalice import Blueprint

from chalicelib import composition
from chalicelib.handlers.jobs import run_job

blueprint = Blueprint(__name__)


def _run(name: str) -> dict[str, Any]:
    hub = composition.present()
    return {"job": name, "lookedAt": run_job(name, hub, hub.clock.now())}


@blueprint.schedule("rate(1 hour)")
def label_subscriptions(event: Any) -> dict[str, Any]:
    """Hourly, since midnight in Paris is no fixed hour in UTC: it acts by local date."""
    return _run("label-subscriptions")


@blueprint.schedule("rate(1 minute)")
def finish_deliveries(event: Any) -> dict[str, Any]:
    """Every minute: a delivery cut off is finished well within its ten minutes."""
    return _run("finish-deliveries")


@blueprint.schedule("rate(1 day)")
def remove_abandoned_deposits(event: Any) -> dict[str, Any]:
    """Daily."""
    return _run("remove-abandoned-deposits")


@blueprint.schedule("rate(1 hour)")
def erase_leftovers(event: Any) -> dict[str, Any]:
    """Hourly."""
    return _run("erase-leftovers")


@blueprint.schedule("rate(1 minute)")
def announce_forgotten_mails(event: Any) -> dict[str, Any]:
    """Every minute."""
    return _run("announce-forgotten-mails")


@blueprint.schedule("rate(5 minutes)")
def count_cases(event: Any) -> dict[str, Any]:
    """Every five minutes: the statistics are never older than that."""
    return _run("count-cases")
