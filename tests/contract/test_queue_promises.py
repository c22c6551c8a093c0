"""Queues, their ledger, the agenda, the outbox and the clients keep their order and their limits. **Source:** NOT-01 to NOT-06, JOB-06, MAI-01."""

from datetime import datetime, timedelta

import pytest

from chalicelib.domain.agenda import AgendaEntry, Topic
from chalicelib.domain.callers import Scope, Side
from chalicelib.domain.errors import StaleRow
from chalicelib.domain.mails import Mail, mail
from chalicelib.domain.notifications import Acknowledgement, Forget, Notification, Replay, notify, osl_queue, si_queue
from chalicelib.domain.oauth_clients import OAuthClient, secret_digest
from chalicelib.domain.pages import Window
from chalicelib.domain.writes import Remove
from tests.scenes import Scene

LONG_AGO = timedelta(days=5000)


def notifications(scene: Scene, number: int) -> list[Notification]:
    """Notifications of one queue, the oldest first, written in the opposite order."""
    case = scene.announce(scene.town()).cases[0]
    made = [notify(Side.SI, case, event=None, at=scene.now + timedelta(seconds=each), seed=scene.new_id()) for each in range(number)]
    known = [each for each in made if each is not None]
    scene.hub.commit(*reversed(known))
    return known


def acknowledge(scene: Scene, notification: Notification, *, at: datetime) -> None:
    scene.hub.commit(Acknowledgement(queue=notification.queue, notification_id=notification.id, at=at))


@pytest.mark.rule("NOT-01")
def test_a_queue_is_read_oldest_first_up_to_the_limit(scene: Scene) -> None:
    made = notifications(scene, 5)
    read = scene.hub.notifications.waiting
    assert read([made[0].queue], limit=10) == made
    assert read([made[0].queue], limit=3) == made[:3]
    assert read([si_queue(scene.osl.organisation, "none")], limit=10) == []


@pytest.mark.rule("NOT-01")
def test_the_limit_is_each_queues_own(scene: Scene) -> None:
    first, second = notifications(scene, 3), notifications(scene, 3)
    assert scene.hub.notifications.waiting([second[0].queue, first[0].queue], limit=2) == second[:2] + first[:2]


@pytest.mark.rule("NOT-03")
def test_one_notification_is_written_once(scene: Scene) -> None:
    (made,) = notifications(scene, 1)
    with pytest.raises(StaleRow):
        scene.hub.commit(made)
    assert scene.hub.notifications.waiting([made.queue], limit=10) == [made]


@pytest.mark.rule("NOT-02")
def test_an_acknowledged_notification_waits_no_more_and_is_acknowledged_once(scene: Scene) -> None:
    first, second = notifications(scene, 2)
    assert scene.hub.notifications.queue_of(first.id) == first.queue
    acknowledge(scene, first, at=scene.now)
    assert scene.hub.notifications.waiting([first.queue], limit=10) == [second]
    assert scene.hub.notifications.queue_of(first.id) is None
    with pytest.raises(StaleRow):
        acknowledge(scene, first, at=scene.now)


@pytest.mark.rule("NOT-02")
def test_a_notification_is_not_acknowledged_from_another_queue(scene: Scene) -> None:
    (made,) = notifications(scene, 1)
    with pytest.raises(StaleRow):
        scene.hub.commit(Acknowledgement(queue=osl_queue(scene.process.code), notification_id=made.id, at=scene.now))
    assert scene.hub.notifications.waiting([made.queue], limit=10) == [made]


@pytest.mark.rule("NOT-06")
def test_what_was_acknowledged_is_listed_since_an_instant_included(scene: Scene) -> None:
    made = notifications(scene, 4)
    for age, each in enumerate(made[:3]):
        acknowledge(scene, each, at=scene.now - timedelta(hours=age))
    listed = scene.hub.notifications.acknowledged
    assert listed(made[0].queue, since=scene.in_a(hours=-1), limit=10) == (made[1], made[0])
    assert listed(made[0].queue, since=scene.in_a(hours=-2), limit=2) == (made[2], made[1])
    assert listed(made[0].queue, since=scene.in_a(seconds=1), limit=10) == ()


@pytest.mark.rule("NOT-06")
def test_a_replayed_notification_waits_again_under_its_id_and_once(scene: Scene) -> None:
    (made,) = notifications(scene, 1)
    with pytest.raises(StaleRow):
        scene.hub.commit(Replay(notification=made))  # it waits
    acknowledge(scene, made, at=scene.now)
    scene.hub.commit(Replay(notification=made))
    assert scene.hub.notifications.waiting([made.queue], limit=10) == [made]
    assert scene.hub.notifications.queue_of(made.id) == made.queue
    assert scene.hub.notifications.acknowledged(made.queue, since=scene.in_a(days=-1), limit=10) == ()
    with pytest.raises(StaleRow):
        scene.hub.commit(Replay(notification=made))


@pytest.mark.rule("NOT-06")
def test_a_forgotten_notification_is_never_listed_again_and_one_that_waits_cannot_be_forgotten(scene: Scene) -> None:
    (made,) = notifications(scene, 1)
    with pytest.raises(StaleRow):
        scene.hub.commit(Forget(notification=made))  # it waits
    assert scene.hub.notifications.waiting([made.queue], limit=10) == [made]
    acknowledge(scene, made, at=scene.now)
    scene.hub.commit(Forget(notification=made))
    assert scene.hub.notifications.acknowledged(made.queue, since=scene.in_a(days=-1), limit=10) == ()
    assert scene.hub.notifications.waiting([made.queue], limit=10) == []


@pytest.mark.rule("CAS-12")
def test_a_removed_notification_leaves_nothing_to_replay(scene: Scene) -> None:
    (made,) = notifications(scene, 1)
    scene.hub.commit(Remove(made))
    assert scene.hub.notifications.waiting([made.queue], limit=10) == []
    with pytest.raises(StaleRow):
        scene.hub.commit(Remove(made))
    with pytest.raises(StaleRow):
        scene.hub.commit(Replay(notification=made))


def entries(scene: Scene) -> tuple[datetime, list[AgendaEntry]]:
    """Three entries a microsecond apart, of long ago, written in the opposite order."""
    first = scene.now - LONG_AGO
    made = [
        AgendaEntry(topic=Topic.SUBSCRIPTION, due_at=first + timedelta(microseconds=each), subject=f"cases/{scene.new_id()}/", details=("case/1",))
        for each in range(3)
    ]
    scene.hub.commit(*reversed(made))
    return first, made


@pytest.mark.rule("JOB-06")
def test_an_agenda_entry_is_due_from_its_instant_on_the_oldest_first(scene: Scene) -> None:
    first, made = entries(scene)
    due = scene.hub.agenda.due
    assert due(Topic.SUBSCRIPTION, at=first - timedelta(microseconds=1), limit=10) == ()
    assert due(Topic.SUBSCRIPTION, at=first, limit=10) == (made[0],)
    assert due(Topic.SUBSCRIPTION, at=made[2].due_at, limit=10) == tuple(made)
    assert due(Topic.SUBSCRIPTION, at=scene.now, limit=2) == tuple(made[:2])
    assert due(Topic.UNFINISHED_DELIVERY, at=first, limit=10) == ()
    scene.hub.commit(*map(Remove, made))


@pytest.mark.rule("JOB-06")
def test_an_agenda_entry_is_written_and_removed_as_often_as_one_likes(scene: Scene) -> None:
    first, made = entries(scene)
    scene.hub.commit(made[0])
    assert scene.hub.agenda.due(Topic.SUBSCRIPTION, at=first, limit=10) == (made[0],)
    scene.hub.commit(*map(Remove, made))
    scene.hub.commit(*map(Remove, made))
    assert scene.hub.agenda.due(Topic.SUBSCRIPTION, at=made[2].due_at, limit=10) == ()


@pytest.mark.rule("MAI-01")
def test_the_outbox_lists_what_nobody_has_taken_the_oldest_first(scene: Scene) -> None:
    first = scene.now - LONG_AGO
    made = [mail("t", "a@b.test", cause=scene.new_id(), at=first + timedelta(seconds=each), words={}) for each in range(4)]
    scene.hub.commit(*reversed(made))
    stored = [scene.hub.outbox.mail(each.id) for each in made]
    known: list[Mail] = [each for each in stored if each is not None]
    waiting = scene.hub.outbox.waiting
    assert waiting(created_before=first + timedelta(seconds=3), limit=10) == tuple(known[:3])  # strictly before
    assert waiting(created_before=first + timedelta(seconds=3), limit=2) == tuple(known[:2])
    dead = known[1]
    for _ in range(5):
        dead = dead.failed(at=first)
    scene.hub.commit(known[0].claimed(at=scene.now), dead)
    assert waiting(created_before=first + timedelta(seconds=4), limit=10) == tuple(known[2:])
    scene.hub.commit(*map(Remove, known[2:]))
    assert waiting(created_before=first + timedelta(seconds=4), limit=10) == ()


@pytest.mark.rule("OAU-08")
def test_clients_are_listed_oldest_first_by_windows(scene: Scene) -> None:
    long_ago = scene.now - LONG_AGO - timedelta(seconds=len(scene.hub.clients.clients(Window(limit=1_000))) * 10)
    made = [
        OAuthClient(
            id=scene.new_id(),
            scope=Scope.OSL,
            organisation=scene.osl.organisation,
            secret_digest=secret_digest("s"),
            created_at=long_ago + timedelta(seconds=each),
        )
        for each in range(4)
    ]
    scene.hub.commit(*reversed(made))
    listed = scene.hub.clients.clients
    assert [each.id for each in listed(Window(offset=0, limit=4))] == [each.id for each in made]
    assert [each.id for each in listed(Window(offset=1, limit=2))] == [made[1].id, made[2].id]
    assert listed(Window(offset=100_000, limit=2)) == ()


@pytest.mark.rule("JOB-05")
def test_what_waits_and_names_a_case_is_found_by_it_whatever_the_queue(scene: Scene) -> None:
    case, other = scene.announce(scene.town(), scene.town()).cases
    made = [
        notify(side, each, event=None, at=scene.now + timedelta(seconds=second), seed=scene.new_id())
        for second, (side, each) in enumerate([(Side.SI, case), (Side.OSL, case), (Side.SI, other)])
    ]
    known = [each for each in made if each is not None]
    scene.hub.commit(*known)
    about = scene.hub.notifications.about
    assert about(case.id, limit=10) == tuple(known[:2])
    assert about(case.id, limit=1) == (known[0],)
    scene.hub.commit(Acknowledgement(queue=known[0].queue, notification_id=known[0].id, at=scene.now))
    assert about(case.id, limit=10) == (known[1],)
    scene.hub.commit(Replay(notification=known[0]), Remove(known[1]))
    assert about(case.id, limit=10) == (known[0],)
    assert about(scene.new_id(), limit=10) == ()
