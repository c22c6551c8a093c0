"""Webhooks, their queue, seals that can be read, and receivers that answer what a test says, in memory."""

from collections.abc import Callable, Mapping, Sequence

from chalicelib.domain.deliveries import Delivery, DeliveryState, Lane, Outcome
from chalicelib.domain.webhook_addresses import Target
from chalicelib.domain.webhooks import Webhook
from chalicelib.use_cases.webhook_ports import Courier, Seals, WebhookQueue, Webhooks
from tests.fakes.rows import MemoryRows


class MemoryWebhooks(Webhooks):
    """Keeps the promises of the ``Webhooks`` port."""

    def __init__(self, rows: MemoryRows) -> None:
        self._rows = rows

    def webhook(self, webhook_id: str) -> Webhook | None:
        found: Webhook | None = self._rows.get("webhook", webhook_id)
        return found

    def head(self, lane: Lane) -> Delivery | None:
        every: list[Delivery] = self._rows.under("delivery", *lane)
        waiting = [each for each in every if each.state is DeliveryState.WAITING]
        return min(waiting, key=lambda each: each.id, default=None)

    def listed(self, webhook_id: str, state: DeliveryState, *, after: str = "", limit: int) -> tuple[Delivery, ...]:
        every: list[Delivery] = self._rows.under("delivery", webhook_id)
        found = sorted((each for each in every if each.state is state and each.id > after), key=lambda each: each.id)
        return tuple(found[:limit])

    def dead(self, webhook_id: str, delivery_id: str) -> Delivery | None:
        return next((each for each in self.listed(webhook_id, DeliveryState.DEAD, limit=1_000) if each.id == delivery_id), None)


class MemoryWebhookQueue(WebhookQueue):
    """Keeps the promises of the ``WebhookQueue`` port; ``announced`` is what it was told of."""

    def __init__(self) -> None:
        self.announced: list[Lane] = []

    def announce(self, lanes: Sequence[Lane], correlation_id: str | None = None) -> None:  # noqa: ARG002
        self.announced += lanes


class PlainSeals(Seals):
    """Keeps the promises of the ``Seals`` port, and hides nothing."""

    def seal(self, secret: str, *, webhook_id: str) -> str:
        return f"{webhook_id} {secret}"

    def open(self, sealed: str, *, webhook_id: str) -> str:
        owner, _, secret = sealed.partition(" ")
        if owner != webhook_id:
            raise ValueError("The secret is another webhook's")
        return secret


class ScriptedCourier(Courier):
    """A receiver that answers what ``answer`` says of each body; ``received`` is all that reached it."""

    def __init__(self, answer: Callable[[bytes], Outcome] = lambda _: Outcome(status=204)) -> None:
        self.answer = answer
        self.received: list[tuple[Target, bytes, Mapping[str, str]]] = []

    def post(self, target: Target, body: bytes, headers: Mapping[str, str]) -> Outcome:
        self.received.append((target, body, dict(headers)))
        return self.answer(body)
