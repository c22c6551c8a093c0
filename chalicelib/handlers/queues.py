"""The queue functions: mails leave (MAI-01), archives and exports are prepared (POR-04, POR-10), webhooks are called (NOT-05)."""

from typing import Any

from chalice import Blueprint

blueprint = Blueprint(__name__)
MAIL_QUEUE = "mails"
PREPARATION_QUEUE = "preparations"
WEBHOOK_QUEUE = "webhooks"


@blueprint.on_sqs_message(queue=MAIL_QUEUE, batch_size=10)
def send_mails(event: Any) -> dict[str, Any]:
    """Send each mail a message names; those that could not leave come back, the others do not."""
    from chalicelib.handlers.queue_messages import send  # here: the function that answers requests never sends a mail

    return send(event.to_dict()["Records"])


@blueprint.on_sqs_message(queue=PREPARATION_QUEUE, batch_size=1)
def prepare(event: Any) -> dict[str, Any]:
    """Build what a message names; what could not be built comes back, three times, then lies among the dead letters."""
    from chalicelib.handlers import queue_messages

    return queue_messages.prepare(event.to_dict()["Records"])


@blueprint.on_sqs_message(queue=WEBHOOK_QUEUE, batch_size=1)
def deliver_webhooks(event: Any) -> dict[str, Any]:
    """Deliver what waits in the lane that a message names; a failure of the hub's own comes back, a receiver's has its own pace."""
    from chalicelib.handlers.webhook_messages import deliver

    return deliver(event.to_dict()["Records"])
