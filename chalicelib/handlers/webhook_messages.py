"""What the function that delivers to webhooks does with its messages (NOT-05). Logs name webhooks and deliveries, no address."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib import composition
from chalicelib.composition import Composition
from chalicelib.domain.deliveries import Lane
from chalicelib.handlers import telemetry
from chalicelib.handlers.facts import Fact
from chalicelib.handlers.webhooks_json import delivery_body
from chalicelib.invocation import CORRELATION
from chalicelib.use_cases.deliver_webhooks import Attempt, DeliveryPorts, deliver_next

_AT_ONCE = 3
"""How many deliveries of a lane one run makes, each of 15 seconds at the most: a function lives a minute."""


def deliver(records: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Deliver what waits in the lane that each message names; a failure of the hub's own comes back."""
    hub = composition.present()
    failed = []
    for record in records:
        lane = Lane(*json.loads(record["body"]))
        try:
            with telemetry.begun(_cause_of(record)):
                _deliver(lane, hub)
        except Exception as error:
            telemetry.record_failure("webhook failed", error, webhook_id=lane.webhook_id, case_id=lane.case_id)
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}


def _cause_of(record: Mapping[str, Any]) -> str:
    """The id of what caused the message; its own where it tells of none."""
    attribute = (record.get("messageAttributes") or {}).get(CORRELATION, {})
    return str(attribute.get("stringValue") or record["messageId"])


def _deliver(lane: Lane, hub: Composition) -> None:
    ports = _ports(hub)
    for _ in range(_AT_ONCE):
        attempt = deliver_next(lane, now=hub.clock.now(), ports=ports)
        if attempt is not None:
            _record(attempt)
        if attempt is None or not attempt.goes_on:
            return
    hub.webhook_queue.announce([lane])


def _record(attempt: Attempt) -> None:
    delivery, outcome = attempt.delivery, attempt.outcome
    telemetry.record(
        "webhook",
        webhook_id=delivery.lane.webhook_id,
        delivery_id=delivery.id,
        attempt=delivery.attempts,
        outcome=str(outcome) if outcome else "DROPPED",
    )
    if outcome is not None:
        telemetry.measure(Fact.WEBHOOK_DELIVERED if outcome.is_success else Fact.WEBHOOK_FAILED)


def _ports(hub: Composition) -> DeliveryPorts:
    return DeliveryPorts(
        webhooks=hub.webhooks,
        exchange=hub.exchange,
        referential=hub.referential,
        clients=hub.clients,
        accounts=hub.accounts,
        seals=hub.seals,
        courier=hub.courier,
        allowed=hub.webhook_exceptions,
        body_of=delivery_body,
        commit=hub.commit,
    )
