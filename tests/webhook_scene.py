"""A scene with webhooks: their owners register them, a receiver in memory answers what the test says."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast

from chalicelib.composition import Composition
from chalicelib.domain.callers import Caller, Scope
from chalicelib.domain.deliveries import Delivery, Lane, Outcome
from chalicelib.domain.oauth_clients import OAuthClient
from chalicelib.domain.subscriptions import Subscription
from chalicelib.domain.values import replace
from chalicelib.domain.webhooks import Webhook
from chalicelib.handlers.jobs import run_job
from chalicelib.handlers.webhooks_json import delivery_body
from chalicelib.use_cases import manage_webhooks
from chalicelib.use_cases.deliver_webhooks import Attempt, DeliveryPorts, deliver_next
from chalicelib.use_cases.manage_webhooks import Holders
from tests.fakes.hub import Hub, MemoryHub
from tests.fakes.webhooks import ScriptedCourier
from tests.scenes import Scene

URL = "https://receiver.example.fr/hub"


def holders_of(hub: Hub) -> Holders:
    return Holders(webhooks=hub.webhooks, clients=hub.clients, referential=hub.referential)


class WebhookScene(Scene):
    """An operator and a town (SI), each with a client; ``receiver`` answers every try with 204 unless told otherwise."""

    hub: MemoryHub

    def __init__(self, **town: Any) -> None:
        super().__init__(MemoryHub())
        organisation = self.organisation()
        self.subscribed = self.subscription(organisation, **town)
        self.si = self.program(Scope.SI, self.caller_of(organisation), subscription_id=self.subscribed.id)
        self.osl = self.program(Scope.OSL, self.osl)
        self.receiver: ScriptedCourier = self.hub.courier

    def program(self, scope: Scope, caller: Caller, **settings: Any) -> Caller:
        """A caller whose client exists."""
        client = OAuthClient(id=self.new_id(), scope=scope, organisation=caller.organisation, secret_digest="d", created_at=self.now, **settings)
        self.hub.commit(client)
        return replace(caller, client_id=client.id)

    def register(self, caller: Caller, *, url: str = URL, owner_id: str | None = None, through: Hub | None = None) -> Webhook:
        hub = through or self.hub
        made, _ = manage_webhooks.register(
            url,
            owner_id=owner_id,
            caller=caller,
            allowed=frozenset(),
            now=self.now,
            holders=holders_of(hub),
            secrets=hub.secrets,
            seals=hub.seals,
            commit=hub.commit,
        )
        return self.webhook(made.id)

    def webhook(self, webhook_id: str) -> Webhook:
        found = self.hub.webhooks.webhook(webhook_id)
        assert found is not None
        return found

    def present_subscription(self) -> Subscription:
        found = self.hub.referential.subscription(self.subscribed.id)
        assert found is not None
        return found

    def deliver(self, lane: Lane, *, at: datetime | None = None, through: Hub | None = None) -> Attempt | None:
        """What the function does once with a message."""
        hub = through or self.hub
        ports = DeliveryPorts(
            webhooks=hub.webhooks,
            exchange=hub.exchange,
            referential=hub.referential,
            clients=hub.clients,
            accounts=hub.accounts,
            seals=hub.seals,
            courier=hub.courier,
            allowed=frozenset(),
            body_of=delivery_body,
            commit=hub.commit,
        )
        return deliver_next(lane, now=at or self.now, ports=ports)

    def run_job(self, *, at: datetime | None = None, through: Hub | None = None) -> None:
        run_job("tend-webhooks", cast(Composition, through or self.hub), at or self.now)

    def live(self, duration: timedelta, *, step: timedelta = timedelta(minutes=1), through: Hub | None = None) -> None:
        """Let time pass as on AWS when every message to the queue but the job's is lost: the job each minute, then what it announced."""
        end = self.now + duration
        while self.now < end:
            self.now += step
            self.run_job(through=through)
            for lane in self.announced():
                while (attempt := self.deliver(lane, through=through)) is not None and attempt.goes_on:
                    pass

    def announced(self) -> list[Lane]:
        """What the function is told of since it was last asked."""
        told = list(dict.fromkeys(self.hub.webhook_queue.announced))
        self.hub.webhook_queue.announced.clear()
        return told

    def deliveries(self) -> list[Delivery]:
        """Every delivery there is, the oldest first."""
        return sorted(self.hub.rows("delivery"), key=lambda each: (each.lane, each.id))

    def heard(self) -> list[dict[str, Any]]:
        """The bodies that reached the receiver."""
        return [json.loads(body) for _, body, _ in self.receiver.received]

    def answers(self, *outcomes: Outcome | int | str) -> None:
        """What the receiver answers, one a try; the last one from then on."""
        left = list(outcomes)

        def answer(_: bytes) -> Outcome:
            each = left.pop(0) if len(left) > 1 else left[0]
            return Outcome(status=each) if isinstance(each, int) else Outcome(fault=each) if isinstance(each, str) else each

        self.receiver.answer = answer


def refused(action: Callable[[], object], kind: type[Exception]) -> str:
    """The words of a refusal."""
    try:
        action()
    except kind as error:
        return str(error)
    raise AssertionError("not refused")
