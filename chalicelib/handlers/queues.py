"""The queue functions: mails leave (MAI-01)."""

from typing import Any

from chalice import Blueprint

from chalicelib import composition
from chalicelib.domain.errors import StaleWrite
from chalicelib.handlers import telemetry
from chalicelib.use_cases.send_mails import send_mail

blueprint = Blueprint(__name__)
MAIL_QUEUE = "hubee-mails"


@blueprint.on_sqs_message(queue=MAIL_QUEUE, batch_size=10)
def send_mails(event: Any) -> dict[str, Any]:
    """Send each mail a message names; those that could not leave come back, the others do not."""
    hub = composition.present()
    failed = []
    for record in event.to_dict()["Records"]:
        try:
            is_sent = send_mail(
                record["body"],
                now=hub.clock.now(),
                outbox=hub.outbox,
                accounts=hub.accounts,
                sessions=hub.sessions,
                secrets=hub.secrets,
                carrier=hub.carrier,
                commit=hub.commit,
            )
            telemetry.record("mail", mail_id=record["body"], is_sent=is_sent)
        except StaleWrite:
            continue  # another sender has taken it
        except Exception as error:
            telemetry.record_failure("mail failed", error, mail_id=record["body"])
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}
