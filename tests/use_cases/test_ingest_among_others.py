"""What the portal cannot take in, or leaves to a program, keeps nothing waiting that stands behind it. **Source:** JOB-01, DEP-09, JOB-06."""

from datetime import timedelta

import pytest

from chalicelib.domain.callers import Caller
from chalicelib.domain.cases import Case
from chalicelib.domain.errors import StaleRow
from chalicelib.domain.subscriptions import AccessMode
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Write
from chalicelib.use_cases import fetch_notifications
from chalicelib.use_cases.ingest import ingest
from chalicelib.use_cases.migrate import migrate_organisation
from chalicelib.use_cases.ports import Commit
from tests.scenes import MemoryScene
from tests.use_cases.test_ingest import case_of, portal_town, subscription_of, switch

PAGE = 3  # as many as one page of the ingestion looks at


def take_in(scene: MemoryScene, *, commit: Commit | None = None) -> int:
    """One page of the job."""
    hub = scene.hub
    scene.now += timedelta(minutes=5)
    return ingest(
        now=scene.now,
        limit=PAGE,
        ids=hub.ids,
        notifications=hub.notifications,
        agenda=hub.agenda,
        exchange=hub.exchange,
        referential=hub.referential,
        commit=commit or hub.commit,
    )


def delivered(scene: MemoryScene, town: Caller) -> str:
    """A case, a second after what was before."""
    scene.now += timedelta(seconds=1)
    return scene.delivered(town, files=0).cases[0].id


def listen(scene: MemoryScene, town: Caller) -> None:
    """What registering a webhook writes in a subscription."""
    scene.hub.commit(replace(subscription_of(scene, town.organisation), has_webhook=True))


def acknowledge_all(scene: MemoryScene, town: Caller) -> None:
    for each in scene.waiting(town):
        fetch_notifications.acknowledge(each.id, caller=town, now=scene.now, notifications=scene.hub.notifications, commit=scene.hub.commit)


def replay(scene: MemoryScene, town: Caller) -> int:
    hub = scene.hub
    scene.now += timedelta(hours=1)
    since = scene.now - timedelta(days=29)
    return fetch_notifications.replay(
        since=since, caller=town, now=scene.now, notifications=hub.notifications, exchange=hub.exchange, commit=hub.commit
    )


def migrate(scene: MemoryScene, source: Caller, target: Caller) -> None:
    hub = scene.hub
    ends = source.organisation, target.organisation
    while migrate_organisation(
        *ends, now=scene.now, exchange=hub.exchange, notifications=hub.notifications, referential=hub.referential, commit=hub.commit
    ):
        pass


@pytest.mark.rule("NOT-06", "JOB-01")
def test_what_the_portal_took_in_and_a_program_replays_waits_for_the_program() -> None:
    scene = MemoryScene()
    town = portal_town(scene)
    cases = [delivered(scene, town) for _ in range(PAGE)]
    take_in(scene)
    switch(scene, town, AccessMode.API, minutes=1)
    listen(scene, town)
    for _ in range(2):  # once more, after an accident
        assert replay(scene, town) == PAGE
        assert [(each.case_id, each.is_for_portal) for each in scene.waiting(town)] == [(each, False) for each in cases]
        assert take_in(scene) == 0
        acknowledge_all(scene, town)


@pytest.mark.rule("CAS-12", "JOB-01", "DEP-09")
def test_what_moves_away_and_back_loses_its_mark_though_its_webhook_was_told_before() -> None:
    scene = MemoryScene()
    town, other, neighbour = scene.town(has_webhook=True), scene.town(), portal_town(scene)
    cases = [delivered(scene, town) for _ in range(PAGE)]
    told = scene.hub.rows("delivery")
    migrate(scene, town, other)
    migrate(scene, other, town)
    new = delivered(scene, neighbour)
    take_in(scene)
    assert [(each.case_id, each.is_for_portal) for each in scene.waiting(town)] == [(each, False) for each in cases]
    assert scene.hub.rows("delivery") == told
    take_in(scene)
    assert case_of(scene, new).ingested_at == scene.now


@pytest.mark.rule("JOB-01", "DEP-09", "JOB-06")
def test_as_many_as_a_page_holds_that_cannot_be_taken_in_keep_nothing_waiting() -> None:
    scene = MemoryScene()
    town, neighbour = portal_town(scene), portal_town(scene)
    stuck = {delivered(scene, town) for _ in range(2 * PAGE)}
    new = [delivered(scene, neighbour) for _ in range(PAGE)]

    def refuse(*writes: Write) -> None:
        if any(isinstance(each, Case) and each.id in stuck for each in writes):
            raise StaleRow("A row is not as it was read")
        scene.hub.commit(*writes)

    assert take_in(scene, commit=refuse) == 3 * PAGE
    assert [case_of(scene, each).ingested_at for each in new] == [scene.now] * PAGE
    assert ({each.case_id for each in scene.waiting(town)}, scene.waiting(neighbour)) == (stuck, [])
