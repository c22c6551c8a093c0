"""What the webhooks' use cases ask of the world below them; the same promises as in ``ports``."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from chalicelib.domain.deliveries import Delivery, DeliveryState, Lane, Outcome
from chalicelib.domain.webhook_addresses import Target
from chalicelib.domain.webhooks import Webhook


class Webhooks(Protocol):
    """Webhooks and their deliveries."""

    def webhook(self, webhook_id: str) -> Webhook | None:
        """One webhook."""

    def head(self, lane: Lane) -> Delivery | None:
        """The first delivery of a lane that waits."""

    def listed(self, webhook_id: str, state: DeliveryState, *, after: str = "", limit: int) -> tuple[Delivery, ...]:
        """A webhook's deliveries in a state, beyond an id, the oldest first, as an index has them (it may lag behind)."""

    def dead(self, webhook_id: str, delivery_id: str) -> Delivery | None:
        """One dead letter of a webhook, as an index has it (it may lag behind)."""


class Seals(Protocol):
    """Keeps signing secrets unreadable where they lie."""

    def seal(self, secret: str, *, webhook_id: str) -> str:
        """A secret as it may be stored, for one webhook."""

    def open(self, sealed: str, *, webhook_id: str) -> str:
        """The secret again. Raises: ValueError for what was sealed for another webhook, or with a key that is gone."""


class Courier(Protocol):
    """Carries a delivery to its receiver."""

    def post(self, target: Target, body: bytes, headers: Mapping[str, str]) -> Outcome:
        """Send a JSON body, within seconds, to a public address of the host or not at all; never raises for what a receiver does."""


class WebhookQueue(Protocol):
    """The queue of the function that delivers."""

    def announce(self, waiting: Sequence[Lane], correlation_id: str | None = None) -> None:
        """Say in which lanes something waits. Raises: Unavailable; it is then found by the job that looks after deliveries."""
