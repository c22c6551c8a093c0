"""Queues acknowledged, replayed or migrated, cut anywhere, lose and double nothing. **Source:** NOT-02, NOT-03, NOT-06, CAS-12, JOB-04."""

from collections import Counter
from contextlib import suppress

import pytest

from chalicelib.domain.callers import Caller
from chalicelib.domain.case_events import CaseEvent
from chalicelib.domain.cases import Case
from chalicelib.domain.errors import NotFound
from chalicelib.domain.notifications import Notification
from chalicelib.domain.values import replace
from chalicelib.use_cases import fetch_notifications, migrate, purge_lists
from tests.fakes.cuts import cut_everywhere
from tests.fakes.hub import Hub
from tests.scenes import MemoryScene, Scene
from tests.use_cases.invariants import must_be_sound, must_be_whole


def acknowledge(scene: Scene, notification: Notification, *, caller: Caller, through: Hub) -> None:
    fetch_notifications.acknowledge(notification.id, caller=caller, now=scene.now, notifications=through.notifications, commit=through.commit)


def replay(scene: Scene, caller: Caller, through: Hub) -> int:
    return fetch_notifications.replay(
        since=scene.in_a(days=-1),
        caller=caller,
        now=scene.now,
        notifications=through.notifications,
        exchange=through.exchange,
        commit=through.commit,
    )


@pytest.mark.rule("NOT-02", "NOT-03")
def test_a_notification_whose_deletion_is_cut_waits_or_is_in_the_ledger_and_then_is_gone_for_good() -> None:
    def build() -> tuple[MemoryScene, Caller]:
        scene = MemoryScene()
        town = scene.town()
        scene.delivered(town)
        scene.delivered(town)
        return scene, town

    def act(scene: MemoryScene, town: Caller, through: Hub) -> None:
        oldest = min((each.notification for each in scene.hub.rows("ledger")), key=lambda each: each.id)
        acknowledge(scene, oldest, caller=town, through=through)

    for scene, town in cut_everywhere(build, act):
        must_be_sound(scene.hub)  # it is in the queue or acknowledged, never neither
        with suppress(NotFound):
            act(scene, town, scene.hub)
        with pytest.raises(NotFound, match="Notification is not found"):
            act(scene, town, scene.hub)
        assert len(scene.waiting(town)) == 1
        assert replay(scene, town, scene.hub) == 1  # nothing was lost: it can still be put back
        assert len(scene.waiting(town)) == 2
        must_be_sound(scene.hub)


@pytest.mark.rule("NOT-03", "NOT-06")
def test_a_replay_cut_at_any_write_and_repeated_puts_each_notification_back_once() -> None:
    waiting_before: list[list[Notification]] = []

    def build() -> tuple[MemoryScene, Caller]:
        scene = MemoryScene()
        town = scene.town()
        for _ in range(60):  # past one transaction
            scene.delivered(town, files=0)
        waiting_before[:] = [scene.waiting(town)]
        for each in waiting_before[0]:
            acknowledge(scene, each, caller=town, through=scene.hub)
        return scene, town

    for scene, town in cut_everywhere(build, replay):
        while replay(scene, town, scene.hub):
            pass
        assert scene.waiting(town) == waiting_before[0]  # all of them, once, under their ids
        must_be_sound(scene.hub)


@pytest.mark.rule("NOT-06", "CAS-12")
def test_what_was_acknowledged_of_cases_that_are_another_organisations_now_is_not_put_back() -> None:
    scene = MemoryScene()
    town, other = scene.town(), scene.town()
    kept, moved = scene.delivered(town).cases[0], scene.delivered(town).cases[0]
    for each in scene.waiting(town):
        acknowledge(scene, each, caller=town, through=scene.hub)
    case = scene.hub.exchange.case(moved.id)
    assert case is not None
    scene.hub.commit(replace(case, recipient=other.organisation))
    assert replay(scene, town, scene.hub) == 1
    assert [each.case_id for each in scene.waiting(town)] == [kept.id]


Move = tuple[Caller, Caller]


def migration() -> tuple[MemoryScene, Move]:
    scene = MemoryScene()
    source, target = scene.town(), scene.town()
    for number in range(3):
        case_id = scene.delivered(source).cases[0].id
        for _ in range(2 if number else 110):  # the events of one case are past one transaction
            scene.send(case_id, "SENDING_MESSAGE", caller=source, message="m")
        scene.send(case_id, "SENDING_MESSAGE", caller=scene.osl, message="m")
    scene.announce(source)
    return scene, (source, target)


def move_all(scene: Scene, made: Move, through: Hub) -> None:
    source, target = made
    for _ in range(50):
        moved = migrate.migrate_organisation(
            source.organisation,
            target.organisation,
            now=scene.now,
            exchange=through.exchange,
            notifications=through.notifications,
            referential=through.referential,
            commit=through.commit,
        )
        if moved == 0:
            return
    raise AssertionError("it does not end")


@pytest.mark.rule("CAS-12", "NOT-03")
def test_a_migration_cut_at_any_write_and_repeated_moves_everything_once() -> None:
    for scene, (source, target) in cut_everywhere(migration, move_all):
        before: list[Notification] = scene.hub.rows("queue")
        must_be_whole(scene.hub)
        move_all(scene, (source, target), scene.hub)
        cases: list[Case] = scene.hub.rows("case")
        events: list[CaseEvent] = scene.hub.rows("event")
        # Every case, event and waiting notification is the target's, and there are as many as before.
        assert {case.recipient for case in cases} == {target.organisation}
        assert {each.transmitter for each in events if each.side == "SI"} == {target.organisation}
        assert (len(cases), len(events)) == (4, 117)
        assert scene.waiting(source) == []
        assert Counter(each.id for each in scene.hub.rows("queue")) == Counter(each.id for each in before)
        assert {each.recipient for each in scene.waiting(target)} == {target.organisation}
        assert len(scene.waiting(target)) == 6
        must_be_sound(scene.hub)


@pytest.mark.rule("CAS-12", "NOT-03")
def test_on_aws_too_a_migration_cut_at_any_write_and_repeated_moves_everything_once(hub: Hub) -> None:
    def build() -> tuple[Scene, Move]:
        scene = Scene(hub)
        source, target = scene.town(), scene.town()
        scene.send(scene.delivered(source).cases[0].id, "SENDING_MESSAGE", caller=source, message="m")
        return scene, (source, target)

    def act(scene: Scene, made: Move, through: Hub) -> None:
        move_all(scene, made, through)

    for scene, (source, target) in cut_everywhere(build, act):
        move_all(scene, (source, target), hub)
        assert (hub.exchange.cases_of(source.organisation, limit=10), scene.waiting(source)) == ((), [])
        (case,) = hub.exchange.cases_of(target.organisation, limit=10)
        dossier = hub.exchange.dossier(case.id)
        assert dossier is not None
        assert [event.transmitter for event in dossier.events] == [target.organisation]
        assert [each.case_id for each in scene.waiting(target)] == [case.id]


@pytest.mark.rule("JOB-04")
def test_a_report_of_purged_files_cut_at_any_write_and_repeated_notes_each_file_once() -> None:
    def build() -> tuple[MemoryScene, Caller]:
        scene = MemoryScene(purge_days=0)
        town = scene.town()
        for _ in range(3):
            scene.move(scene.delivered(town, files=2).cases[0].id, "CLOSED", caller=scene.osl)
        return scene, town

    def listed(scene: MemoryScene, town: Caller) -> list[tuple[str, str]]:
        at = scene.in_a(days=2)
        return purge_lists.files_to_purge(caller=town, now=at, exchange=scene.hub.exchange, referential=scene.hub.referential)

    def act(scene: MemoryScene, town: Caller, through: Hub) -> None:
        pairs = [(each.id, case.id) for case in scene.hub.rows("case") for each in case.attachments]
        purge_lists.report_purged(pairs, caller=town, exchange=through.exchange, commit=through.commit)

    scene, town = build()
    assert len(listed(scene, town)) == 6
    for scene, town in cut_everywhere(build, act):
        bytes_before = scene.hub.files.snapshot()
        assert len(listed(scene, town)) % 2 == 0  # a case's files are noted together
        act(scene, town, scene.hub)
        assert listed(scene, town) == []
        versions = [case.version for case in scene.hub.rows("case")]
        act(scene, town, scene.hub)
        assert [case.version for case in scene.hub.rows("case")] == versions
        assert scene.hub.files.snapshot() == bytes_before  # the hub's own bytes go by its own rule only
