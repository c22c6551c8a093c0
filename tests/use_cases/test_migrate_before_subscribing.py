"""What moves to an organisation before it subscribes is there once it does, in the mode that it chooses. **Source:** CAS-12, SUB-08, NOT-03."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain import subscription_life
from chalicelib.domain.callers import Caller
from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.subscription_forms import as_it_is
from chalicelib.domain.subscriptions import AccessMode, SubscriptionStatus, changed
from chalicelib.domain.values import replace
from chalicelib.use_cases import instruct
from tests.fakes.cuts import Meanwhile
from tests.portal_scene import PortalScene
from tests.use_cases.invariants import must_be_sound
from tests.use_cases.test_ingest import ingest, switch
from tests.use_cases.test_migrate import acknowledge_all, may_treat, migrate

pytestmark = pytest.mark.rule("CAS-12", "SUB-08", "NOT-03")


def stranger(scene: PortalScene) -> tuple[Caller, PortalUser]:
    """An organisation without a subscription, and somebody of it."""
    organisation = scene.organisation()
    return scene.caller_of(organisation), scene.person("Ange NEUF", organisation=organisation)


def subscribe(scene: PortalScene, town: Caller, **how: Any) -> None:
    """Its subscription is created; no mode is chosen unless told."""
    made = scene.new_subscription(town.organisation, **{"access_mode": None, **how})
    scene.hub.commit(*subscription_life.creation(made, at=scene.now))


def moved_to(scene: PortalScene, target: Caller) -> list[str]:
    """A case that a program treated, one that it only took out of its queue, one that waits in it: all of them moved, and met by the ingestion."""
    old = scene.town()
    treated, taken_out = (scene.delivered(old).cases[0].id for _ in range(2))
    instruct.read_case(treated, is_lite=False, caller=old, now=scene.now, exchange=scene.hub.exchange, commit=scene.hub.commit)
    acknowledge_all(scene, old)
    waiting = scene.delivered(old).cases[0].id
    migrate(scene, old, target)
    ingest(scene)
    scene.now += timedelta(days=1)
    return [treated, taken_out, waiting]


def refused_before(scene: PortalScene, town: Caller, mode: AccessMode | None) -> None:
    """A subscription that was never active and is refused."""
    subscribe(scene, town, access_mode=mode, activate_at=None)
    before = scene.hub.referential.subscriptions_of_pairs([(scene.process.code, town.organisation)])[scene.process.code, town.organisation]
    refused = replace(as_it_is(before), status=SubscriptionStatus.REFUSED, rejection_reason="Doublon")
    scene.hub.commit(*subscription_life.change(before, changed(before, refused, at=scene.now), at=scene.now))


@pytest.mark.rule("POR-01", "SUB-01")
@pytest.mark.parametrize("before", ["none", "refused", "refused meanwhile"])
@pytest.mark.parametrize("days", [0, 30])
def test_what_moved_to_an_organisation_is_on_its_portal_once_it_subscribes(before: str, days: int) -> None:
    scene = PortalScene()
    town, agent = stranger(scene)
    if before == "refused":
        refused_before(scene, town, AccessMode.API)
    cases = moved_to(scene, town)
    if before == "refused meanwhile":
        refused_before(scene, town, AccessMode.API)
    subscribe(scene, town, activate_at=scene.in_a(days=days))
    ingest(scene)
    scene.now += timedelta(days=days)
    assert [may_treat(scene, agent, each) for each in cases] == [True] * 3
    assert (scene.waiting(town), scene.read(cases[-1]).status) == ([], "SENT")
    ingest(scene)
    assert scene.hub.rows("agenda", "mode-switch") == []
    must_be_sound(scene.hub)


def test_what_moved_to_an_organisation_waits_for_its_program_once_it_subscribes_in_api_mode() -> None:
    scene = PortalScene()
    town, _ = stranger(scene)
    cases = moved_to(scene, town)
    subscribe(scene, town, access_mode=AccessMode.API)
    ingest(scene)
    assert scene.hub.rows("agenda", "mode-switch") == []
    assert [(each.case_id, each.is_for_portal) for each in scene.waiting(town)] == [(cases[-1], False)]
    for each in cases:
        scene.move(each, "DONE", caller=town)


@pytest.mark.rule("POR-01")
def test_what_moved_to_an_organisation_is_on_its_portal_whichever_mode_it_chose_first() -> None:
    scene = PortalScene()
    town, agent = stranger(scene)
    cases = moved_to(scene, town)
    subscribe(scene, town, access_mode=AccessMode.API, activate_at=None)
    switch(scene, town, AccessMode.PORTAL)
    ingest(scene)
    scene.now += timedelta(days=1)
    assert (may_treat(scene, agent, cases[-1]), scene.waiting(town)) == (True, [])
    assert all(scene.read(each).ingested_at for each in cases)


def test_what_is_delivered_by_a_request_that_knew_of_no_subscription_enters_the_portal_too() -> None:
    scene = PortalScene()
    old = scene.town()
    made = scene.deposited(old)
    town, agent = stranger(scene)
    migrate(scene, old, town)

    def subscribed_and_ingested() -> None:
        subscribe(scene, town)
        ingest(scene, seconds=1)

    scene.set_folder(made.folder.id, through=Meanwhile(scene.hub, [subscribed_and_ingested]))
    assert len(scene.waiting(town)) == 1
    ingest(scene)
    assert (may_treat(scene, agent, made.cases[0].id), scene.waiting(town)) == (True, [])
    must_be_sound(scene.hub)


@pytest.mark.rule("POR-01")
def test_what_its_operator_reopens_before_an_organisation_subscribes_is_on_its_portal() -> None:
    scene = PortalScene()
    old, (town, agent) = scene.town(), stranger(scene)
    case_id = scene.delivered(old).cases[0].id
    moved_without_the_portal = replace(scene.read(case_id).migrated(town.organisation, at=scene.now), status=CaseStatus.DONE)
    scene.hub.commit(moved_without_the_portal)  # as the hub once did
    acknowledge_all(scene, old)
    scene.move(case_id, "HUBEE_NOTIFIED", caller=scene.osl)
    subscribe(scene, town)
    assert may_treat(scene, agent, case_id)
