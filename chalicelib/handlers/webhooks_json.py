"""Webhooks and their deliveries on the wire."""

from typing import Annotated, Any

from msgspec import Meta
from msgspec.json import encode
from msgspec.structs import asdict

from chalicelib.domain.deliveries import Delivery
from chalicelib.domain.webhook_addresses import URL_LENGTH
from chalicelib.domain.webhooks import Webhook
from chalicelib.handlers.notifications_json import NotificationJson, notification_json
from chalicelib.handlers.wire import OrganisationIdJson, Received, ReceivedUuid, Uuid, Written, WrittenInstant, iso, iso_or_none, lower_or_none


class WebhookBody(Received, kw_only=True):
    """A webhook as it is registered; whose it is, for the administration: a partner's own is known."""

    url: Annotated[str, Meta(max_length=URL_LENGTH)]
    subscription_id: ReceivedUuid | None = None
    client_id: ReceivedUuid | None = None

    def __post_init__(self) -> None:
        self.subscription_id, self.client_id = lower_or_none(self.subscription_id), lower_or_none(self.client_id)


class WebhookJson(Written, kw_only=True):
    """A webhook, without its secret."""

    id: Uuid
    organization: OrganisationIdJson
    url: str
    status: str
    pause_reason: str | None
    pause_date_time: WrittenInstant | None
    ping_date_time: WrittenInstant | None
    ping_outcome: str | None
    previous_secret_until: WrittenInstant | None
    create_date_time: WrittenInstant
    update_date_time: WrittenInstant | None


class WebhookSecretJson(WebhookJson, kw_only=True):
    """A webhook with its signing secret: answered once."""

    secret: str


class DeliveryIdJson(Written, kw_only=True):
    """The id that a test is delivered under."""

    delivery_id: Uuid


class DeadLetterJson(Written, kw_only=True):
    """A delivery that had all its tries."""

    delivery_id: Uuid
    attempts: int
    last_outcome: str | None
    dead_date_time: WrittenInstant | None
    notification: NotificationJson


class ReplayedJson(Written, kw_only=True):
    """How many deliveries were put back."""

    delivery_replayed: int


class PingJson(Written, kw_only=True):
    """What a receiver is sent in a test."""

    delivery_id: Uuid
    delivery_type: str


class PushJson(NotificationJson, kw_only=True):
    """What a receiver is sent: the notification as the queue has it, under the delivery's id."""

    delivery_id: Uuid
    delivery_type: str


def webhook_json(webhook: Webhook, secret: str | None = None) -> WebhookJson:
    """Write a webhook; with its secret when it was just made."""
    common: dict[str, Any] = {
        "id": webhook.id,
        "organization": OrganisationIdJson.of(webhook.organisation),
        "url": webhook.url,
        "status": "PAUSED" if webhook.is_paused else "ACTIVE",
        "pause_reason": str(webhook.pause_reason) if webhook.pause_reason else None,
        "pause_date_time": iso_or_none(webhook.paused_at),
        "ping_date_time": iso_or_none(webhook.pinged_at),
        "ping_outcome": webhook.ping_outcome,
        "previous_secret_until": iso_or_none(webhook.secrets[1].until) if len(webhook.secrets) > 1 else None,
        "create_date_time": iso(webhook.created_at),
        "update_date_time": iso_or_none(webhook.updated_at),
    }
    if secret is None:
        return WebhookJson(**common)
    return WebhookSecretJson(**common, secret=secret)


def dead_letter_json(delivery: Delivery) -> DeadLetterJson:
    """Write a dead letter; a test is none."""
    assert delivery.notification is not None
    return DeadLetterJson(
        delivery_id=delivery.id,
        attempts=delivery.attempts,
        last_outcome=delivery.last_outcome,
        dead_date_time=iso_or_none(delivery.settled_at),
        notification=notification_json(delivery.notification),
    )


def delivery_body(delivery: Delivery) -> bytes:
    """What a receiver is sent; the same bytes at every try."""
    kind = str(delivery.type)
    if delivery.notification is None:
        return encode(PingJson(delivery_id=delivery.id, delivery_type=kind))
    told = notification_json(delivery.notification)
    return encode(PushJson(**asdict(told), delivery_id=delivery.id, delivery_type=kind))
