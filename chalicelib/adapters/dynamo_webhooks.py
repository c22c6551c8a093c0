"""Webhooks and their deliveries in DynamoDB."""

from chalicelib.adapters.dynamo_codec import decode
from chalicelib.adapters.dynamo_reads import Key, batch_get, document_of, raw_rows, rows
from chalicelib.adapters.dynamo_webhook_rows import SORT, WebhookRow, lane_key, listing_key
from chalicelib.domain.deliveries import Delivery, DeliveryState, Lane
from chalicelib.domain.webhooks import Webhook


class DynamoWebhooks:
    """Keeps the promises of the use cases' ``Webhooks`` port."""

    def webhook(self, webhook_id: str) -> Webhook | None:
        """One webhook."""
        key: Key = (WebhookRow, webhook_id, SORT)
        item = batch_get([key]).get(key)
        return None if item is None else decode(Webhook, document_of(item))

    def head(self, lane: Lane) -> Delivery | None:
        """The first delivery of a lane that waits: what was delivered before it lies there for some days."""
        found = (decode(Delivery, document_of(item)) for item in raw_rows(WebhookRow, lane_key(lane)))
        return next((each for each in found if each.state is DeliveryState.WAITING), None)

    def listed(self, webhook_id: str, state: DeliveryState, *, after: str = "", limit: int) -> tuple[Delivery, ...]:
        """A webhook's deliveries in a state, beyond an id, the oldest first, as an index has them (it may lag behind)."""
        beyond = WebhookRow.sort > after if after else None
        found = rows(WebhookRow.by_state.query(listing_key(webhook_id, state), beyond, limit=limit))
        return tuple(decode(Delivery, row.document) for row in found)

    def dead(self, webhook_id: str, delivery_id: str) -> Delivery | None:
        """One dead letter of a webhook, as an index has it (it may lag behind)."""
        this = WebhookRow.sort == delivery_id
        found = rows(WebhookRow.by_state.query(listing_key(webhook_id, DeliveryState.DEAD), this, limit=1))
        return next((decode(Delivery, row.document) for row in found), None)
