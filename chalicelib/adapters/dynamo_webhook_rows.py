"""The table of webhooks, and how a webhook and its deliveries lie in it."""

from collections.abc import Callable, Mapping
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.adapters.dynamo_model import HubModel, index_by
from chalicelib.domain.deliveries import Delivery, DeliveryState, Lane
from chalicelib.domain.webhooks import Webhook


class WebhookRow(HubModel):
    """A webhook under its id; its deliveries under its id and their case's, in order; each passes with its time."""

    base_name = "webhooks"
    expires_with = "expires"

    class Meta:
        table_name = "webhooks"

    partition = UnicodeAttribute(hash_key=True)
    sort = UnicodeAttribute(range_key=True)
    version = NumberAttribute()
    document = UnicodeAttribute()
    listing = UnicodeAttribute(null=True)
    expires = NumberAttribute(null=True)
    by_state = index_by("by_state", "listing", "sort")  # what waits for a webhook, and its dead letters


SORT = "webhook"
"""The sort key of a webhook itself."""


def lane_key(lane: Lane) -> str:
    """Where the deliveries of a lane lie."""
    return f"{lane.webhook_id}|{lane.case_id}"


def listing_key(webhook_id: str, state: DeliveryState) -> str:
    """Where the deliveries of a webhook in a state are listed."""
    return f"{webhook_id}|{state}"


def _webhook(row: Webhook) -> WebhookRow:
    return WebhookRow(partition=row.id, sort=SORT)


def _delivery(row: Delivery) -> WebhookRow:
    item = WebhookRow(partition=lane_key(row.lane), sort=row.id, expires=int(row.expires_at.timestamp()))
    if row.state is not DeliveryState.DELIVERED:
        item.listing = listing_key(row.lane.webhook_id, row.state)
    return item


WEBHOOK_ITEMS: Mapping[type, Callable[[Any], HubModel]] = {Webhook: _webhook, Delivery: _delivery}
