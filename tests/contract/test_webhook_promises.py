"""What the stores of webhooks promise: rows with a version, lanes in order, lists by state, sealed secrets, a queue that takes all."""

from datetime import timedelta

import pytest

from chalicelib.domain.callers import Side
from chalicelib.domain.deliveries import Delivery, DeliveryState, Lane, Outcome, written
from chalicelib.domain.errors import StaleWrite
from chalicelib.domain.identifiers import OrganisationId, notification_id
from chalicelib.domain.notifications import Notification
from chalicelib.domain.values import replace
from chalicelib.domain.webhooks import PauseReason, SealedSecret, Webhook
from chalicelib.domain.writes import Remove
from tests.fakes.hub import Hub
from tests.scenes import Scene

pytestmark = pytest.mark.rule("NOT-05")
TOWN = OrganisationId.parse("SI-21380544300016-38544")


def webhook_of(scene: Scene) -> Webhook:
    secrets = (SealedSecret(sealed="two"), SealedSecret(sealed="one", until=scene.in_a(days=1)))
    return Webhook(id=scene.new_id(), side=Side.SI, organisation=TOWN, url="https://a.fr/é", secrets=secrets, created_at=scene.now)


def delivery_of(scene: Scene, webhook_id: str, case_id: str, *, minutes: int = 0) -> Delivery:
    at = scene.now + timedelta(minutes=minutes)
    told = Notification(
        id=notification_id("P", at, scene.new_id()),
        queue="q",
        recipient=TOWN,
        transmitter=TOWN,
        process_code="P",
        case_id=case_id,
        event_id=scene.new_id(),
        at=at,
    )
    return Delivery(id=told.id, lane=Lane(webhook_id, case_id), notification=told, due_at=at, created_at=at)


def test_a_webhook_reads_as_it_was_written_on_the_version_that_was_read(store: Hub, scene: Scene) -> None:
    made = webhook_of(scene)
    assert store.webhooks.webhook(made.id) is None
    store.commit(made)
    assert store.webhooks.webhook(made.id) == replace(made, version=1)
    paused = replace(made, version=1).paused(PauseReason.GONE, at=scene.now).pinged("500", at=scene.now)
    store.commit(paused)
    assert store.webhooks.webhook(made.id) == replace(paused, version=2)
    for stale in (made, paused):
        with pytest.raises(StaleWrite):
            store.commit(stale)
    store.commit(Remove(replace(paused, version=2)))
    assert store.webhooks.webhook(made.id) is None


def test_a_lane_gives_its_oldest_that_waits_whatever_came_first(store: Hub, scene: Scene) -> None:
    webhook_id, case_id = scene.new_id(), scene.new_id()
    lane = Lane(webhook_id, case_id)
    third, first, second = (delivery_of(scene, webhook_id, case_id, minutes=each) for each in (3, 1, 2))
    elsewhere = (delivery_of(scene, webhook_id, scene.new_id()), delivery_of(scene, scene.new_id(), case_id))
    assert store.webhooks.head(lane) is None
    store.commit(third, first, second, *elsewhere)
    assert store.webhooks.head(lane) == written(first)
    store.commit(written(first).delivered(Outcome(status=204), at=scene.now))
    assert store.webhooks.head(lane) == written(second)
    dead = replace(written(second), attempts=13).failed(Outcome(fault="DNS"), at=scene.now)
    store.commit(dead)
    assert store.webhooks.head(lane) == written(third)
    store.commit(Remove(written(third)))
    assert store.webhooks.head(lane) is None


def test_one_of_two_takes_a_delivery(store: Hub, scene: Scene) -> None:
    made = delivery_of(scene, scene.new_id(), scene.new_id())
    store.commit(made)
    store.commit(written(made).taken(at=scene.now))
    for stale in (made, written(made).taken(at=scene.now)):
        with pytest.raises(StaleWrite):
            store.commit(stale)
    assert store.webhooks.head(made.lane) == written(written(made).taken(at=scene.now))


def test_what_waits_and_what_is_dead_are_listed_by_age_in_pages(store: Hub, scene: Scene) -> None:
    webhook_id = scene.new_id()
    every = [delivery_of(scene, webhook_id, scene.new_id(), minutes=each) for each in range(6)]
    store.commit(*every, delivery_of(scene, scene.new_id(), scene.new_id()))
    dead = [replace(written(each), attempts=13).failed(Outcome(status=500), at=scene.now) for each in every[2:5]]
    store.commit(*dead, written(every[5]).delivered(Outcome(status=200), at=scene.now))
    waiting = [written(each) for each in every[:2]]
    assert list(store.webhooks.listed(webhook_id, DeliveryState.WAITING, limit=10)) == waiting
    letters = [written(each) for each in dead]
    assert list(store.webhooks.listed(webhook_id, DeliveryState.DEAD, limit=2)) == letters[:2]
    assert list(store.webhooks.listed(webhook_id, DeliveryState.DEAD, after=letters[1].id, limit=2)) == letters[2:]
    assert store.webhooks.dead(webhook_id, letters[1].id) == letters[1]
    assert store.webhooks.dead(webhook_id, waiting[0].id) is None
    assert store.webhooks.dead(scene.new_id(), letters[1].id) is None


def test_a_secret_is_opened_for_the_webhook_it_was_sealed_for_alone(store: Hub) -> None:
    sealed = store.seals.seal("sécret", webhook_id="w1")
    assert store.seals.open(sealed, webhook_id="w1") == "sécret"
    with pytest.raises(ValueError, match="another webhook's"):
        store.seals.open(sealed, webhook_id="w2")
