"""The scheduled functions: each runs one job."""

from datetime import datetime
from typing import Any

from chalice import Blueprint

from chalicelib import composition

blueprint = Blueprint(__name__)


def _run(name: str) -> dict[str, Any]:
    from chalicelib.handlers.job_runs import run_noted  # here: the function that answers requests runs a job by hand alone (portal_jobs)

    hub = composition.present()
    return {"job": name, "lookedAt": run_noted(name, hub, hub.clock.now()).looked_at}


@blueprint.schedule("rate(1 minute)")
def label_subscriptions(event: Any) -> dict[str, Any]:
    """Every minute: lists by status say what midnight in Paris, which is no fixed hour in UTC, has changed."""
    return _run("label-subscriptions")


@blueprint.schedule("rate(1 minute)")
def finish_deliveries(event: Any) -> dict[str, Any]:
    """Every minute: a delivery cut off is finished well within its ten minutes. What then waits is measured, also when that fails."""
    from chalicelib.handlers.undelivered import measure_undelivered

    try:
        return _run("finish-deliveries")
    finally:
        measure_undelivered(composition.present())


@blueprint.schedule("rate(1 minute)")
def check_forgotten_files(event: Any) -> dict[str, Any]:
    """Every minute: a file of whose arrival nobody told is looked for three minutes later."""
    return _run("check-forgotten-files")


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


@blueprint.schedule("rate(5 minutes)")
def send_digests(event: Any) -> dict[str, Any]:
    """Every five minutes, since eight o'clock in Paris is no fixed hour in UTC: it acts by what is due."""
    return _run("send-digests")


@blueprint.schedule("rate(5 minutes)")
def ingest(event: Any) -> dict[str, Any]:
    """Every five minutes: a télédossier is seen less than ten after its deposit."""
    return _run("ingest")


@blueprint.schedule("rate(1 hour)")
def purge_files(event: Any) -> dict[str, Any]:
    """Each file has its own day; hourly, so that what one run leaves is not a day late."""
    return _run("purge-files")


@blueprint.schedule("rate(1 hour)")
def archive_cases(event: Any) -> dict[str, Any]:
    """Each case has its own day; hourly, so that what one run leaves is not a day late."""
    return _run("archive-cases")


@blueprint.schedule("rate(1 hour)")
def delete_archived(event: Any) -> dict[str, Any]:
    """Each case has its own day; hourly, so that what one run leaves is not a day late."""
    return _run("delete-archived")


@blueprint.schedule("rate(5 minutes)")
def tend_preparations(event: Any) -> dict[str, Any]:
    """Every five minutes: what a lost message left waiting is not waited for much longer."""
    return _run("tend-preparations")


@blueprint.schedule("rate(1 minute)")
def tend_webhooks(event: Any) -> dict[str, Any]:
    """Every minute: the first pause between two tries is no longer."""
    return _run("tend-webhooks")


@blueprint.schedule("rate(1 minute)")
def link_audit(event: Any) -> dict[str, Any]:
    """Every minute: a fact stands in its chain soon after it happened."""
    return _run("link-audit")


@blueprint.schedule("rate(1 hour)")
def export_audit(event: Any) -> dict[str, Any]:
    """A day's chains are due once it is over in Paris; hourly, so that what one run leaves is not a day late."""
    return _run("export-audit")


_CANARY_MINUTES = 5


@blueprint.schedule("rate(5 minutes)")
def canary(event: Any) -> dict[str, Any]:
    """Every five minutes: what partners would meet is known before they tell. The first of each hour sends a large file."""
    from chalicelib.handlers import canary as watch

    scheduled_at = datetime.fromisoformat(event.to_dict()["time"])
    return watch.run(composition.present(), is_large=scheduled_at.minute < _CANARY_MINUTES)


@blueprint.schedule("rate(1 day)")
def remind_inactive(event: Any) -> dict[str, Any]:
    """Daily: it counts in days."""
    return _run("remind-inactive")
