"""Deliveries cut anywhere, run twice, run side by side: each notification arrives, in order, and no try is made twice at once."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from chalicelib.domain.attachments import AttachmentStatus
from chalicelib.domain.callers import Scope
from chalicelib.domain.deliveries import DeliveryState, Lane, Outcome
from chalicelib.domain.errors import StaleWrite
from chalicelib.domain.folders import AttachmentDraft
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.subscriptions import AccessMode
from chalicelib.domain.values import replace
from chalicelib.domain.webhooks import waking
from tests.fakes.cuts import Cut, CutHub, Meanwhile, cut_everywhere
from tests.fakes.hub import Hub
from tests.scenes import PDF
from tests.use_cases.test_deliver_webhooks import with_a_case
from tests.webhook_scene import WebhookScene

pytestmark = pytest.mark.rule("NOT-05", "NOT-03")
MINUTE = timedelta(minutes=1)
FILE = AttachmentDraft(file_name="a.pdf", type="PDF", size_bytes=len(PDF), mime_type="application/pdf")
Built = tuple[WebhookScene, Lane]


def build(number_of_events: int = 1, *, attempts: int = 0) -> Callable[[], Built]:
    """A case and some events on it, on their way to a town; the first has failed so often already."""

    def made() -> Built:
        scene, case_id = with_a_case()
        lane = Lane(scene.subscribed.id, case_id)
        for _ in range(number_of_events):
            scene.now += MINUTE
            scene.send(case_id, "COM_ADD", caller=scene.osl, message="Bonjour")
        scene.answers(500)
        for _ in range(attempts):
            head = scene.hub.webhooks.head(lane)
            assert head is not None
            scene.now = head.next_at()
            scene.deliver(lane)
        scene.receiver.received.clear()
        scene.answers(204)
        return scene, lane

    return made


def in_order(scene: WebhookScene) -> list[str | None]:
    """The events heard of, each once however often it was told, in the order in which they were first told."""
    return list(dict.fromkeys(each["eventId"] for each in scene.heard()))


def expected(scene: WebhookScene) -> list[str | None]:
    return [each.event_id for each in scene.waiting(scene.si)]


def test_a_delivery_cut_at_any_write_arrives_in_the_end_under_its_id_and_in_order() -> None:
    ways = 0
    for scene, lane in cut_everywhere(build(2), lambda scene, lane, hub: scene.deliver(lane, through=hub)):
        ways += 1
        scene.live(timedelta(minutes=15))
        assert in_order(scene) == expected(scene)
        assert [each.state for each in scene.deliveries()] == [DeliveryState.DELIVERED] * 3
        assert len(scene.heard()) in (3, 4)  # told twice at the most, where what the receiver said was not written down
        assert scene.hub.webhooks.head(lane) is None
        assert scene.hub.rows("agenda", "webhook") == []
    assert ways == 4


@pytest.mark.parametrize("answer", [500, 410])
def test_a_last_try_cut_at_any_write_makes_one_dead_letter_and_one_mail(answer: int) -> None:
    def fail(scene: WebhookScene, lane: Lane, hub: Hub) -> None:
        scene.answers(answer)
        scene.deliver(lane, at=scene.now + timedelta(hours=8), through=hub)

    for scene, lane in cut_everywhere(build(0, attempts=12), fail):
        scene.answers(answer)
        scene.live(timedelta(hours=9))
        dead = [each for each in scene.deliveries() if each.state is DeliveryState.DEAD]
        assert [(each.attempts, each.lane) for each in dead] == [(13, lane)]
        assert scene.webhook(lane.webhook_id).is_paused
        assert len([each for each in scene.hub.rows("mail") if each.template.startswith("webhook")]) == 1
        assert len(scene.receiver.received) <= 1


def test_a_try_that_is_under_way_is_not_made_by_another_function() -> None:
    scene, lane = build(1)()
    others: list[object] = []

    def meanwhile(_: bytes) -> Outcome:
        others.extend((scene.deliver(lane), scene.deliver(lane, at=scene.now + LIMITS.webhook_hold - timedelta(seconds=1))))
        return Outcome(status=204)

    scene.receiver.answer = meanwhile
    scene.deliver(lane)
    assert others == [None, None]
    assert len(scene.heard()) == 1


def test_of_two_functions_that_take_a_try_at_once_one_makes_it() -> None:
    scene, lane = build(0)()
    attempts = []
    through = Meanwhile(scene.hub, [lambda: attempts.append(scene.deliver(lane))])
    assert scene.deliver(lane, through=through) is None
    assert len(attempts) == len(scene.heard()) == 1


def test_what_a_function_says_too_late_undoes_nothing_of_who_took_the_try_after_it() -> None:
    scene, lane = build(0)()
    later = scene.now + LIMITS.webhook_hold

    def meanwhile(_: bytes) -> Outcome:
        scene.answers(204)
        scene.deliver(lane, at=later)  # the first one's hold has passed
        return Outcome(fault="TIMEOUT")

    scene.receiver.answer = meanwhile
    scene.deliver(lane)
    (delivered,) = scene.deliveries()
    assert (delivered.state, delivered.attempts, delivered.settled_at) == (DeliveryState.DELIVERED, 2, later)


def test_two_lanes_that_die_at_once_pause_their_webhook_once_and_send_one_mail() -> None:
    scene, lane = build(0, attempts=12)()
    other = Lane(lane.webhook_id, scene.delivered(scene.si).cases[0].id)
    scene.answers(500)
    for _ in range(12):
        head = scene.hub.webhooks.head(other)
        assert head is not None
        scene.deliver(other, at=head.next_at())
    last = max(head.next_at() for head in map(scene.hub.webhooks.head, (lane, other)) if head)

    def meanwhile(_: bytes) -> Outcome:
        scene.answers(500)
        scene.deliver(other, at=last)
        return Outcome(status=500)

    scene.receiver.answer = meanwhile
    scene.deliver(lane, at=last)
    assert [each.state for each in scene.deliveries()] == [DeliveryState.DEAD] * 2
    assert len([each for each in scene.hub.rows("mail") if each.template.startswith("webhook")]) == 1


def test_a_job_cut_at_any_write_or_run_twice_loses_no_reminder() -> None:
    def run(scene: WebhookScene, _: Lane, hub: Hub) -> None:
        scene.run_job(at=scene.now + timedelta(minutes=2), through=hub)

    for scene, lane in cut_everywhere(build(2), run):
        scene.run_job(at=scene.now + timedelta(minutes=2))
        scene.run_job(at=scene.now + timedelta(minutes=2))
        assert lane in scene.announced()
        assert scene.hub.rows("agenda", "webhook") != []
        scene.live(timedelta(minutes=15))
        assert in_order(scene) == expected(scene)


def test_what_waited_while_a_webhook_was_paused_leaves_wherever_its_waking_is_cut() -> None:
    def paused() -> tuple[WebhookScene, list[Lane]]:
        scene, case_id = with_a_case()
        lanes = [Lane(scene.subscribed.id, case_id)]
        scene.answers(410)
        scene.deliver(lanes[0])
        for _ in range(LIMITS.webhook_page + 5):
            lanes.append(Lane(scene.subscribed.id, scene.delivered(scene.si).cases[0].id))
        scene.run_job(at=scene.now + MINUTE)
        assert scene.hub.rows("agenda", "webhook") == []
        scene.answers(204)
        scene.receiver.received.clear()
        scene.register(scene.si)
        return scene, lanes

    for scene, lanes in cut_everywhere(paused, lambda scene, _, hub: scene.run_job(through=hub)):
        scene.live(timedelta(minutes=10))
        assert sorted(each["caseId"] for each in scene.heard()) == sorted(lane.case_id for lane in lanes)
        assert scene.hub.rows("agenda", "webhook-resumed") == []


def test_a_waking_leaves_alone_what_is_being_delivered() -> None:
    scene, lane = build(0, attempts=3)()
    webhook = scene.webhook(lane.webhook_id)
    head = scene.hub.webhooks.head(lane)
    assert head is not None
    scene.now = head.next_at()

    def meanwhile(_: bytes) -> Outcome:
        scene.hub.commit(waking(webhook.id, at=scene.now))
        scene.run_job()
        assert scene.deliver(lane) is None
        return Outcome(status=204)

    scene.receiver.answer = meanwhile
    scene.deliver(lane)
    assert [each.state for each in scene.deliveries()] == [DeliveryState.DELIVERED]


def test_a_notification_is_written_with_its_delivery_or_not_at_all() -> None:
    def sent() -> Built:
        scene, case_id = with_a_case()
        return scene, Lane(scene.subscribed.id, case_id)

    def send(scene: WebhookScene, lane: Lane, hub: Hub) -> None:
        scene.now += MINUTE
        scene.send(lane.case_id, "COM_ADD", caller=scene.osl, message="Bonjour", through=hub)

    for scene, _ in cut_everywhere(sent, send):
        assert [each.id for each in scene.deliveries()] == [each.id for each in scene.waiting(scene.si)]


def test_forty_towns_are_each_pushed_their_case_wherever_a_delivery_is_cut() -> None:
    scene = WebhookScene()
    towns = [scene.town(has_webhook=True) for _ in range(40)]
    made = scene.deposited(*towns)
    for number in (1, 2, 3):
        with pytest.raises(Cut):
            scene.set_folder(made.folder.id, through=CutHub(scene.hub, number, is_written=False))
    scene.set_folder(made.folder.id)
    assert [len(scene.waiting(town)) for town in towns] == [1] * 40
    assert sorted(each.id for each in scene.deliveries()) == sorted(each.id for town in towns for each in scene.waiting(town))


def test_a_webhook_that_changes_while_a_try_settles_is_judged_as_it_is_then() -> None:
    scene, lane = build(0, attempts=12)()
    scene.answers(500)
    changes = [lambda: None, lambda: scene.register(scene.si)]
    try:
        attempt = scene.deliver(lane, at=scene.now + timedelta(hours=8), through=Meanwhile(scene.hub, changes))
    except StaleWrite:
        raise AssertionError("it gave up") from None
    assert attempt is not None
    assert scene.webhook(lane.webhook_id).is_paused
    assert [each.state for each in scene.deliveries()] == [DeliveryState.DEAD]


def test_an_event_with_all_its_files_is_told_to_every_webhook_there_can_be_in_one_transaction() -> None:
    scene = WebhookScene()
    scene.register(scene.si)
    for _ in range(LIMITS.webhook_listeners):
        scene.register(scene.program(Scope.OSL, scene.osl))
    case = scene.delivered(scene.si).cases[0]
    event = scene.send(case.id, "ATTACH_DEPOSIT", caller=scene.admin, attachments=(FILE,) * LIMITS.attachments_per_event)
    for each in scene.hub.exchange.event_files(event):
        scene.hub.commit(replace(each, status=AttachmentStatus.RECEIVED))
    before = len(scene.deliveries())
    scene.set_event(event, "SENT", caller=scene.admin)
    assert len(scene.deliveries()) - before == 1 + LIMITS.webhook_listeners


@pytest.mark.rule("CAS-06", "SUB-08")
def test_an_event_with_all_its_files_that_reopens_a_case_onto_a_portal_is_one_transaction_too() -> None:
    scene = WebhookScene(access_mode=AccessMode.PORTAL)
    for _ in range(LIMITS.webhook_listeners):
        scene.register(scene.program(Scope.OSL, scene.osl))
    case = scene.delivered(scene.si).cases[0]
    scene.move(case.id, "CLOSED", caller=scene.osl)
    event = scene.send(case.id, "ATTACH_DEPOSIT", caller=scene.admin, attachments=(FILE,) * LIMITS.attachments_per_event, new_status="HUBEE_NOTIFIED")
    for each in scene.hub.exchange.event_files(event):
        scene.hub.commit(replace(each, status=AttachmentStatus.RECEIVED))
    scene.set_event(event, "SENT", caller=scene.admin)
    words = {each.word for each in scene.hub.rows("word")}
    assert words == {"ext", "ext 001", "camille martin", "martin camille"}  # as many as there can be
    assert (len(scene.deliveries()), len(scene.waiting(scene.si))) == (LIMITS.webhook_listeners, 2)
