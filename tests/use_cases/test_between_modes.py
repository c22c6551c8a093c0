"""A case passes to the mode of the day with or without a notification that waits: it is never nobody's. **Source:** SUB-08, POR-01."""

from datetime import timedelta

import pytest

from chalicelib.domain.callers import Caller
from chalicelib.domain.case_access import access_to
from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.inbox import IndexedWord
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.subscriptions import AccessMode
from chalicelib.use_cases import fetch_notifications, instruct
from tests.fakes.cuts import cut_everywhere
from tests.fakes.hub import Hub
from tests.portal_scene import PortalScene
from tests.use_cases.invariants import must_be_sound
from tests.use_cases.test_ingest import ingest, switch

pytestmark = pytest.mark.rule("SUB-08", "JOB-01", "POR-01")


def programmed() -> tuple[PortalScene, Caller, PortalUser]:
    """A town that uses a program, and somebody of it who will use the portal."""
    scene = PortalScene()
    town = scene.town()
    return scene, town, scene.person("Ange NEUF", organisation=town.organisation)


def acknowledge_all(scene: PortalScene, town: Caller) -> None:
    for each in scene.waiting(town):
        fetch_notifications.acknowledge(each.id, caller=town, now=scene.now, notifications=scene.hub.notifications, commit=scene.hub.commit)


def treated_by_a_program() -> tuple[PortalScene, Caller, PortalUser, str]:
    """A case that a program had, before its town came to the portal."""
    scene, town, agent = programmed()
    case_id = scene.delivered(town).cases[0].id
    instruct.read_case(case_id, is_lite=False, caller=town, now=scene.now, exchange=scene.hub.exchange, commit=scene.hub.commit)
    acknowledge_all(scene, town)
    scene.move(case_id, "DONE", caller=town)
    switch(scene, town, AccessMode.PORTAL, hours=1)
    scene.now += timedelta(days=1)
    ingest(scene)
    return scene, town, agent, case_id


def words(scene: PortalScene) -> list[IndexedWord]:
    found: list[IndexedWord] = scene.hub.rows("word")
    return found


def may_treat(scene: PortalScene, agent: PortalUser, case_id: str) -> bool:
    case = scene.read(case_id)
    return access_to(agent, case, *scene.hub.exchange.rules_for(case)).manage_refusal is None


@pytest.mark.parametrize("by", ["status", "event", "event without notification", "support"])
def test_a_case_reopened_after_a_switch_to_the_portal_is_delivered_there(by: str) -> None:
    scene, town, agent, case_id = treated_by_a_program()
    assert scene.read(case_id).ingested_at is None
    match by:
        case "status":
            scene.move(case_id, "HUBEE_NOTIFIED", caller=scene.osl)
        case "support":
            scene.move(case_id, "HUBEE_NOTIFIED", caller=scene.admin)
        case _:
            scene.send(case_id, caller=scene.osl, new_status="HUBEE_NOTIFIED", asks_notification=by == "event")
    at = scene.now
    scene.now += timedelta(minutes=5)
    ingest(scene)
    case = scene.read(case_id)
    assert (case.label, case.ingested_at, scene.waiting(town)) == ("Nouveau", at, [])
    assert case.status is (CaseStatus.SENT if by == "event" else CaseStatus.HUBEE_NOTIFIED)  # as one that the portal had before
    assert {each.case_id for each in words(scene)} == {case_id}
    assert may_treat(scene, agent, case_id)
    must_be_sound(scene.hub)


def test_a_case_reopened_where_a_program_reads_it_is_not_put_on_the_portal() -> None:
    scene, town, _ = programmed()
    case_id = scene.delivered(town).cases[0].id
    scene.move(case_id, "DONE", caller=town)
    scene.move(case_id, "HUBEE_NOTIFIED", caller=scene.osl)
    assert (scene.read(case_id).ingested_at, words(scene)) == (None, [])


def test_what_was_announced_to_a_program_and_not_fetched_enters_the_portal() -> None:
    scene, town, agent = programmed()
    cases = [scene.delivered(town, files=0).cases[0].id for _ in range(LIMITS.job_page + 3)]
    had = cases[1]
    scene.move(had, "IN_PROGRESS", caller=town)
    acknowledge_all(scene, town)  # cut off between the queue and the cases
    switch(scene, town, AccessMode.PORTAL, hours=1)
    scene.now += timedelta(days=1)
    ingest(scene)
    assert [may_treat(scene, agent, each) for each in cases if each != had] == [True] * (LIMITS.job_page + 2)
    assert (scene.read(had).ingested_at, scene.waiting(town), scene.hub.rows("agenda", "mode-switch")) == (None, [], [])
    assert len({each.case_id for each in words(scene)}) == LIMITS.job_page + 2
    must_be_sound(scene.hub)


def announced_and_switched() -> tuple[PortalScene, tuple[Caller, PortalUser, str]]:
    scene, town, agent = programmed()
    case_id = scene.delivered(town).cases[0].id
    acknowledge_all(scene, town)
    switch(scene, town, AccessMode.PORTAL, hours=1)
    scene.now += timedelta(days=1)
    return scene, (town, agent, case_id)


def test_what_was_not_fetched_enters_the_portal_once_wherever_the_job_is_cut() -> None:
    def act(scene: PortalScene, made: tuple[Caller, PortalUser, str], hub: Hub) -> None:
        ingest(scene, hub)

    for scene, (town, agent, case_id) in cut_everywhere(announced_and_switched, act):
        ingest(scene, minutes=10)
        assert may_treat(scene, agent, case_id)
        assert [each.new_status for each in scene.events(case_id)] == ["SENT"]
        assert (scene.waiting(town), scene.hub.rows("agenda", "mode-switch")) == ([], [])
