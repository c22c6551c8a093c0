"""What moves to another organisation can be treated there, in the mode that it uses. **Source:** CAS-12, SUB-08, POR-01."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from itertools import islice

import pytest

from chalicelib.domain.attachments import Attachment
from chalicelib.domain.callers import Caller
from chalicelib.domain.case_access import access_to
from chalicelib.domain.cases import Case
from chalicelib.domain.errors import Invalid, StaleWrite
from chalicelib.domain.folders import Folder
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.inbox import IndexedWord, words_of
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.subscriptions import AccessMode, Frequency, Subscription
from chalicelib.use_cases import fetch_notifications, instruct, purge_lists
from chalicelib.use_cases.check_files import check_upload
from chalicelib.use_cases.deposit import deliver_checked
from chalicelib.use_cases.migrate import migrate_organisation
from chalicelib.use_cases.ports import Exchange
from tests.fakes.exchange import MemoryExchange
from tests.portal_scene import PortalScene
from tests.scenes import MemoryScene
from tests.upload_scene import UploadScene
from tests.use_cases.invariants import must_be_sound
from tests.use_cases.test_ingest import ingest, switch

pytestmark = pytest.mark.rule("CAS-12")


class Lagging(MemoryExchange):
    """An exchange whose index of an organisation's cases tells what it told before, as it may right after a write."""

    def __init__(self, scene: MemoryScene, source: OrganisationId) -> None:
        super().__init__(scene.hub._rows)
        self._told = scene.hub.exchange.cases_of(source, limit=1_000)

    def cases_of(self, recipient: OrganisationId, *, limit: int, process_code: str | None = None, after: Case | None = None) -> tuple[Case, ...]:
        told = [each for each in self._told if each.recipient == recipient and process_code in (None, each.process_code)]
        first = 0 if after is None else 1 + [each.id for each in told].index(after.id)
        return tuple(told[first : first + limit])


def migrate_page(scene: MemoryScene, source: Caller, target: Caller, exchange: Exchange | None = None) -> int:
    """How many one call moved."""
    hub = scene.hub
    return migrate_organisation(
        source.organisation,
        target.organisation,
        now=scene.now,
        exchange=exchange or hub.exchange,
        notifications=hub.notifications,
        referential=hub.referential,
        commit=hub.commit,
    )


def migrate(scene: MemoryScene, source: Caller, target: Caller, exchange: Exchange | None = None) -> list[int]:
    """What each call moved, the last one nothing."""
    moved = [-1]
    while moved[-1]:
        moved.append(migrate_page(scene, source, target, exchange))
    return moved[1:]


def acknowledge_all(scene: MemoryScene, town: Caller) -> None:
    for each in scene.waiting(town):
        fetch_notifications.acknowledge(each.id, caller=town, now=scene.now, notifications=scene.hub.notifications, commit=scene.hub.commit)


def newcomer(scene: PortalScene) -> tuple[Caller, PortalUser]:
    """An organisation whose subscription came to the portal a moment ago, and an agent of it."""
    town = scene.town(access_mode=AccessMode.PORTAL, frequency=Frequency.NONE, mode_changed_at=scene.now)
    return town, scene.person("Ange NEUF", organisation=town.organisation)


def may_treat(scene: PortalScene, agent: PortalUser, case_id: str) -> bool:
    case = scene.read(case_id)
    return access_to(agent, case, *scene.hub.exchange.rules_for(case)).manage_refusal is None


def test_an_index_that_lags_does_not_end_a_migration_early() -> None:
    scene = MemoryScene()
    source, target = scene.town(), scene.town()
    for _ in range(LIMITS.migrate_page + 5):
        scene.announce(source, files=0)
    assert migrate(scene, source, target, Lagging(scene, source.organisation)) == [LIMITS.migrate_page, 5, 0]
    assert {each.recipient for each in scene.hub.rows("case")} == {target.organisation}


@pytest.mark.rule("SUB-08")
def test_what_was_under_way_in_one_organisation_is_treated_by_the_other_and_keeps_its_times() -> None:
    scene = PortalScene()
    case_id = scene.case("IN_PROGRESS")
    before = scene.read(case_id)
    scene.now += timedelta(days=1)
    target, agent = newcomer(scene)
    migrate(scene, scene.town_caller, target)
    assert may_treat(scene, agent, case_id)
    after = scene.read(case_id)
    times = [(each.notified_at, each.fetched_at, each.ingested_at, each.reached_at) for each in (before, after)]
    assert (times[0], after.migrated_at) == (times[1], scene.now)
    scene.choose(case_id, "DONE", agent)
    switch(scene, target, AccessMode.API, hours=1)  # what it had by then it only reads
    with pytest.raises(Invalid, match="read-only"):
        scene.move(case_id, "SI_INTG_ERROR", caller=target)


@pytest.mark.rule("SUB-08")
def test_what_was_under_way_on_the_portal_is_treated_by_the_others_program() -> None:
    scene = PortalScene()
    case_id = scene.case("IN_PROGRESS")
    scene.now += timedelta(days=1)
    target = scene.town(mode_changed_at=scene.now)
    migrate(scene, scene.town_caller, target)
    scene.move(case_id, "DONE", caller=target)
    assert scene.read(case_id).status == "DONE"


@pytest.mark.rule("SUB-08", "POR-01")
@pytest.mark.parametrize("is_fetched", [True, False])
def test_what_a_program_took_out_of_its_queue_is_on_the_portal_of_the_other(is_fetched: bool) -> None:
    scene = PortalScene()
    old = scene.town()
    case_id, told_id = (scene.delivered(old).cases[0].id for _ in range(2))
    hub = scene.hub
    if is_fetched:
        instruct.read_case(case_id, is_lite=False, caller=old, now=scene.now, exchange=hub.exchange, commit=hub.commit)
    acknowledge_all(scene, old)
    last_id = scene.delivered(old).cases[0].id  # still in the queue
    scene.now += timedelta(days=1)
    target, agent = newcomer(scene)
    assert migrate(scene, old, target) == [3, 1, 0]
    ingest(scene)
    assert [may_treat(scene, agent, each) for each in (case_id, told_id, last_id)] == [True] * 3
    words: list[IndexedWord] = hub.rows("word")
    assert set(words) == {word for each in hub.rows("case") for word in words_of(each)}
    assert {each.recipient for each in words} == {target.organisation}
    assert (scene.read(last_id).status, scene.waiting(target)) == ("SENT", [])
    must_be_sound(hub)


def its_operator_is_told(scene: PortalScene, old: Caller, case_id: str) -> None:
    scene.send(case_id, caller=old, new_status="IN_PROGRESS")


def its_operator_has_acknowledged(scene: PortalScene, old: Caller, case_id: str) -> None:
    scene.set_event(scene.send(case_id, caller=old, new_status="IN_PROGRESS"), "RECEIVED", caller=scene.osl)
    acknowledge_all(scene, scene.osl)


@pytest.mark.rule("SUB-08", "NOT-03", "POR-01")
@pytest.mark.parametrize("what_waits", [its_operator_is_told, its_operator_has_acknowledged])
def test_what_waits_about_a_case_keeps_it_off_no_portal(what_waits: Callable[[PortalScene, Caller, str], None]) -> None:
    scene = PortalScene()
    old = scene.town()
    case_id = scene.delivered(old).cases[0].id
    acknowledge_all(scene, old)
    what_waits(scene, old, case_id)
    scene.now += timedelta(days=1)
    target, agent = newcomer(scene)
    migrate(scene, old, target)
    ingest(scene)
    assert (may_treat(scene, agent, case_id), scene.waiting(target)) == (True, [])
    must_be_sound(scene.hub)


@pytest.mark.rule("SUB-08", "NOT-03", "POR-01")
def test_what_the_first_takes_out_of_its_queue_during_a_migration_is_on_the_portal_of_the_other() -> None:
    scene = PortalScene()
    old = scene.town()
    case_id = scene.delivered(old).cases[0].id
    target, agent = newcomer(scene)
    assert migrate_page(scene, old, target) == 1
    acknowledge_all(scene, old)
    migrate(scene, old, target)
    ingest(scene)
    assert (may_treat(scene, agent, case_id), scene.waiting(target)) == (True, [])
    must_be_sound(scene.hub)


@pytest.mark.rule("JOB-04")
def test_what_the_first_has_purged_the_other_is_still_told_to_purge() -> None:
    scene = MemoryScene(purge_days=1)
    old, target = scene.town(), scene.town()
    made = scene.delivered(old)
    case_id = made.cases[0].id
    scene.move(case_id, "CLOSED", caller=scene.osl)
    scene.now += timedelta(days=3)

    def due(town: Caller) -> list[tuple[str, str]]:
        return purge_lists.files_to_purge(caller=town, now=scene.now, exchange=scene.hub.exchange, referential=scene.hub.referential)

    for side in (old, scene.osl):
        purge_lists.report_purged(due(side), caller=side, exchange=scene.hub.exchange, commit=scene.hub.commit)
    migrate(scene, old, target)
    assert [due(each) for each in (old, target, scene.osl)] == [[], [(made.attachments[0].id, case_id)], []]


class Meeting(MemoryExchange):
    """An exchange in which something happens once, between the read of a folder and that of its cases."""

    def __init__(self, scene: MemoryScene, happens: Callable[[], object]) -> None:
        super().__init__(scene.hub._rows)
        self._events = iter([happens])

    def delivery(self, folder: Folder) -> tuple[tuple[Case, ...], tuple[Attachment, ...], Mapping[OrganisationId, Subscription]]:
        for event in islice(self._events, 1):
            event()
        return super().delivery(folder)


@pytest.mark.rule("SUB-08", "NOT-03")
def test_a_delivery_that_meets_a_migration_is_judged_again() -> None:
    scene = UploadScene()
    old, neighbour, target = scene.town(), scene.town(), scene.town(access_mode=AccessMode.PORTAL)
    made = scene.announced(old, neighbour)
    key = scene.uploaded(made)
    scene.set_folder(made.folder.id)
    hub = scene.hub
    check_upload(key, now=scene.now, exchange=hub.exchange, files=hub.files, uploads=hub.uploads, scanner=hub.scanner, commit=hub.commit)
    exchange = Meeting(scene, lambda: migrate(scene, old, target))

    def deliver() -> bool:
        return deliver_checked(made.folder.id, now=scene.now, ids=hub.ids, exchange=exchange, files=hub.files, commit=hub.commit)

    with pytest.raises(StaleWrite):
        deliver()
    assert (scene.waiting(target), scene.waiting(neighbour)) == ([], [])
    assert deliver()
    assert [(each.case_id, each.is_for_portal) for each in scene.waiting(target)] == [(made.cases[0].id, True)]
    assert [each.case_id for each in scene.waiting(neighbour)] == [made.cases[1].id]
    must_be_sound(hub)
