"""The life of a delivery, the pauses between its tries, and for whom one is made."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.agenda import AgendaEntry, Topic
from chalicelib.domain.callers import Side
from chalicelib.domain.deliveries import Delivery, DeliveryState, Lane, Outcome, ping, pushes, reminder_of
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.notifications import Notification, osl_queue, si_queue
from chalicelib.domain.values import replace
from chalicelib.domain.webhooks import SealedSecret, Webhook
from tests.scenes import MemoryScene

pytestmark = pytest.mark.rule("NOT-05")
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TOWN = OrganisationId.parse("SI-21380544300016-38544")
OPERATOR = OrganisationId.parse("OSL-11000101300017-75107")


def notification_for(queue: str, *, is_for_portal: bool = False) -> Notification:
    return Notification(
        id="n1",
        queue=queue,
        recipient=TOWN,
        transmitter=OPERATOR,
        process_code="P",
        case_id="c1",
        event_id=None,
        at=NOW,
        is_for_portal=is_for_portal,
    )


def delivery() -> Delivery:
    told = notification_for(si_queue(TOWN, "P"))
    return Delivery(id="n1", lane=Lane("w1", "c1"), notification=told, due_at=NOW, created_at=NOW)


def test_a_delivery_is_tried_thirteen_times_over_a_day_then_it_is_dead() -> None:
    each, tries = delivery(), []
    while each.state is DeliveryState.WAITING:
        tries.append(each.next_at())
        each = each.taken(at=each.next_at()).failed(Outcome(status=500), at=each.next_at())
    assert (len(tries), tries[0], tries[-1] - tries[0]) == (13, NOW, timedelta(days=1))
    assert tries == sorted(tries)
    assert each.state is DeliveryState.DEAD
    assert (each.attempts, each.last_outcome, each.settled_at) == (13, "500", tries[-1])
    assert each.attempts == LIMITS.webhook_attempts


def test_what_is_held_is_not_taken_before_its_hold_has_passed() -> None:
    taken = delivery().taken(at=NOW)
    assert taken.next_at() == NOW + LIMITS.webhook_hold
    assert taken.failed(Outcome(fault="TIMEOUT"), at=NOW).next_at() == NOW + timedelta(minutes=1)


def test_a_dead_letter_that_is_revived_has_all_its_tries_again_under_its_id() -> None:
    spent = replace(delivery(), attempts=13).failed(Outcome(fault="DNS"), at=NOW)
    later = NOW + timedelta(days=2)
    revived = spent.revived(at=later)
    assert revived == replace(delivery(), last_outcome="DNS", due_at=later, created_at=later)
    assert revived.is_fresh


def test_rows_pass_with_their_time() -> None:
    waiting = delivery()
    delivered = waiting.delivered(Outcome(status=204), at=NOW)
    dead = replace(waiting, attempts=13).failed(Outcome(status=500), at=NOW)
    assert [each.expires_at - NOW for each in (waiting, delivered, dead)] == [timedelta(days=30), timedelta(days=7), timedelta(days=30)]


@given(st.integers(100, 599))
def test_two_hundreds_alone_are_a_success(status: int) -> None:
    assert Outcome(status=status).is_success is (status // 100 == 2)
    assert Outcome(status=status).is_gone is (status == 410)


def test_what_hindered_a_try_is_no_success() -> None:
    assert (Outcome(fault="TIMEOUT").is_success, str(Outcome(fault="TIMEOUT"))) == (False, "TIMEOUT")


def test_an_instructing_service_is_pushed_what_its_program_waits_for() -> None:
    scene = MemoryScene()
    subscription = scene.subscription(scene.organisation(), has_webhook=True)
    told = notification_for(si_queue(TOWN, "P"))
    made = Delivery(id="n1", lane=Lane(subscription.id, "c1"), notification=told, due_at=NOW, created_at=NOW)
    reminder = AgendaEntry(topic=Topic.WEBHOOK, due_at=NOW + timedelta(minutes=1), subject=f"{subscription.id}|n1", details=(subscription.id, "c1"))
    assert list(pushes(told, subscription=subscription, process=None)) == [made, reminder]
    # Nothing of what the portal takes in, of an operator's queue, or for a subscription that has no webhook.
    assert list(pushes(replace(told, is_for_portal=True), subscription=subscription, process=None)) == []
    assert list(pushes(replace(told, queue=osl_queue("P")), subscription=subscription, process=None)) == []
    assert list(pushes(told, subscription=replace(subscription, has_webhook=False), process=None)) == []
    assert list(pushes(told, subscription=None, process=replace(scene.process, listeners=("w",)))) == []


def test_each_webhook_of_an_operator_is_pushed_its_queue() -> None:
    scene = MemoryScene()
    told = notification_for(osl_queue("P"))
    made = list(pushes(told, subscription=None, process=replace(scene.process, listeners=("w1", "w2")), at=NOW + timedelta(hours=1)))
    assert [each.lane for each in made if isinstance(each, Delivery)] == [Lane("w1", "c1"), Lane("w2", "c1")]
    assert {each.due_at for each in made if isinstance(each, Delivery)} == {NOW + timedelta(hours=1)}
    assert list(pushes(told, subscription=None, process=None)) == []


def test_a_test_has_one_try_in_a_lane_of_its_own() -> None:
    webhook = Webhook(id="w", side=Side.SI, organisation=TOWN, url="https://a.fr/", secrets=(SealedSecret(sealed="s"),), created_at=NOW)
    each, reminder = ping(webhook, delivery_id="p", at=NOW)
    assert (each.lane, each.type, each.is_fresh) == (Lane("w", "p"), "PING", True)
    assert each.taken(at=NOW).is_spent
    assert reminder == reminder_of(each, at=NOW + timedelta(minutes=1))
