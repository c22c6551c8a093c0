"""What waits for subscribers who use the portal enters it once, and its operator is told once. **Source:** JOB-01, SUB-08, DEP-09, CAS-08."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import cast

import pytest

from chalicelib.composition import Composition
from chalicelib.domain.callers import Caller, Side
from chalicelib.domain.case_events import ActionType, CaseEvent, EventStatus
from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.cases import Case
from chalicelib.domain.errors import Invalid
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.inbox import IndexedWord, words_of
from chalicelib.domain.ingestion import PORTAL
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.subscriptions import AccessMode, Subscription, SubscriptionChange
from chalicelib.domain.values import replace
from chalicelib.handlers.jobs import run_job
from chalicelib.use_cases.migrate import migrate_organisation
from chalicelib.use_cases.subscribe import change_subscription
from tests.fakes.cuts import Meanwhile, cut_everywhere
from tests.fakes.hub import Hub
from tests.scenes import MemoryScene, Scene
from tests.use_cases.invariants import must_be_sound


def ingest(scene: Scene, through: Hub | None = None, **later: int) -> int:
    return run_job("ingest", cast(Composition, through or scene.hub), scene.in_a(**(later or {"minutes": 5})))


def case_of(scene: Scene, case_id: str) -> Case:
    case = scene.hub.exchange.case(case_id)
    assert case is not None
    return case


def events_of(scene: MemoryScene, case_id: str) -> list[CaseEvent]:
    dossier = scene.hub.exchange.dossier(case_id)
    assert dossier is not None
    return list(dossier.events)


def portal_town(scene: Scene) -> Caller:
    return scene.town(access_mode=None)  # none chosen: the portal


def new_case() -> tuple[MemoryScene, tuple[Caller, str]]:
    scene = MemoryScene()
    town = portal_town(scene)
    return scene, (town, scene.delivered(town).cases[0].id)


def subscription_of(scene: Scene, town: OrganisationId) -> Subscription:
    found = scene.hub.referential.subscriptions_of_pairs([(scene.process.code, town)])
    return found[(scene.process.code, town)]


def switch(scene: Scene, town: Caller, mode: AccessMode, **later: int) -> None:
    """The subscription's access mode is changed, some time from now."""
    before = subscription_of(scene, town.organisation)
    change = SubscriptionChange(
        datapass_id=None,
        access_mode=mode,
        frequency=before.frequency,
        email=before.email,
        local_administrator=None,
        delegation_actor=None,
        activate_at=None,
        validated_at=None,
        rejected_at=None,
        end_at=None,
        rejection_reason=None,
        status=None,
    )
    change_subscription(
        before.id,
        change,
        caller=scene.admin,
        now=scene.in_a(**later),
        referential=scene.hub.referential,
        accounts=scene.hub.accounts,
        commit=scene.hub.commit,
    )


@pytest.mark.rule("JOB-01", "DEP-09")
def test_a_new_case_enters_the_portal_as_sent_and_its_operator_is_told() -> None:
    scene, (town, case_id) = new_case()
    before = case_of(scene, case_id)
    ingest(scene)
    at = scene.in_a(minutes=5)
    after = case_of(scene, case_id)
    assert after == replace(before, status=CaseStatus.SENT, ingested_at=at, fetched_at=at, updated_at=at, version=before.version + 1)
    (event,) = events_of(scene, case_id)
    assert (event.action_type, event.status, event.side, event.transmitter) == (
        ActionType.STATUS_UPDATE,
        EventStatus.SENT,
        Side.SI,
        town.organisation,
    )
    assert (event.author, event.current_status, event.new_status, event.asks_notification) == (PORTAL, "HUBEE_NOTIFIED", "SENT", True)
    assert [each.event_id for each in scene.waiting(scene.osl)] == [event.id]
    assert scene.waiting(town) == []
    words = sorted(scene.hub.rows("word"), key=lambda each: each.word)
    assert words == sorted(words_of(after), key=lambda each: each.word)
    assert [each.word for each in words] == ["camille martin", "ext", "ext 001", "martin camille"]
    must_be_sound(scene.hub)


@pytest.mark.rule("DEP-09", "JOB-01")
def test_what_was_deposited_is_seen_in_less_than_ten_minutes() -> None:
    scene, (_, case_id) = new_case()
    assert LIMITS.ingestion_period * 2 <= LIMITS.delivery_promise
    ingest(scene, seconds=int(LIMITS.ingestion_period.total_seconds()))
    entered = case_of(scene, case_id).ingested_at
    assert entered is not None
    assert entered - scene.now < LIMITS.delivery_promise


@pytest.mark.rule("JOB-01")
def test_what_waits_for_programs_is_left_to_them() -> None:
    scene = MemoryScene()
    town = scene.town()
    case_id = scene.delivered(town).cases[0].id
    before = scene.hub.snapshot()
    assert ingest(scene) == 0
    assert scene.hub.snapshot() == before
    assert [each.case_id for each in scene.waiting(town)] == [case_id]


@pytest.mark.rule("JOB-01", "CAS-08", "POR-03")
def test_what_an_operator_does_is_acknowledged_and_marks_the_case_unread() -> None:
    scene, (town, case_id) = new_case()
    ingest(scene)
    scene.move(case_id, "SI_RECEIVED", caller=town)
    sent = scene.send(case_id, "SENDING_MESSAGE", caller=scene.osl, message="m")
    told_before = len(scene.waiting(scene.osl))
    assert case_of(scene, case_id).label == "Nouveau"  # as soon as it happened
    ingest(scene, minutes=10)
    assert (case_of(scene, case_id).status, case_of(scene, case_id).label) == (CaseStatus.SI_RECEIVED, "Nouveau")
    assert [each.status for each in events_of(scene, case_id) if each.id == sent.id] == [EventStatus.RECEIVED]
    assert [each.event_id for each in scene.waiting(scene.osl)][told_before:] == [sent.id]
    assert scene.waiting(town) == []
    must_be_sound(scene.hub)


@pytest.mark.rule("JOB-01", "CAS-08")
@pytest.mark.parametrize("is_operator_first", [True, False])
def test_what_the_administration_does_is_acknowledged_for_the_portal_alone(is_operator_first: bool) -> None:
    scene, (town, case_id) = new_case()
    ingest(scene)
    sent = scene.send(case_id, "SENDING_MESSAGE", caller=scene.admin, message="m")

    def statuses() -> list[EventStatus]:
        (event,) = (each for each in events_of(scene, case_id) if each.id == sent.id)
        return [event.status_for(each) for each in (Side.SI, Side.OSL, Side.ADMIN)]

    if is_operator_first:
        scene.set_event(sent, "RECEIVED", caller=scene.osl)
        assert statuses() == ["SENT", "RECEIVED", "RECEIVED"]
    ingest(scene, minutes=10)
    assert scene.waiting(town) == []
    assert statuses() == ["RECEIVED", "RECEIVED" if is_operator_first else "SENT", "RECEIVED"]
    must_be_sound(scene.hub)


@pytest.mark.rule("CAS-08")
def test_an_event_acknowledged_before_it_was_noted_by_whom_is_so_for_all() -> None:
    scene, (_, case_id) = new_case()
    sent = scene.send(case_id, "SENDING_MESSAGE", caller=scene.admin, message="m")
    received = replace(sent, status=EventStatus.RECEIVED)
    assert [received.status_for(each) for each in Side] == ["RECEIVED"] * 3


@pytest.mark.rule("JOB-01", "POR-03")
def test_a_person_who_has_read_what_is_new_is_not_told_again_by_the_ingestion() -> None:
    scene, (town, case_id) = new_case()
    ingest(scene)
    scene.move(case_id, "SI_RECEIVED", caller=town)
    scene.send(case_id, "SENDING_MESSAGE", caller=scene.osl, message="m")
    scene.hub.commit(case_of(scene, case_id).read())
    ingest(scene)
    assert case_of(scene, case_id).label == "Reçu"


@pytest.mark.rule("JOB-01", "POR-03")
def test_an_operators_message_on_a_closed_case_leaves_it_closed_and_read() -> None:
    scene, (town, case_id) = new_case()
    ingest(scene)
    scene.move(case_id, "SI_RECEIVED", caller=town)
    scene.move(case_id, "CLOSED", caller=scene.osl)
    scene.send(case_id, "SENDING_MESSAGE", caller=scene.osl, message="m")
    ingest(scene)
    assert (case_of(scene, case_id).label, case_of(scene, case_id).unread_from) == ("Clos", None)
    assert scene.waiting(town) == []


@pytest.mark.rule("JOB-01", "CAS-08")
def test_the_acknowledgement_of_the_portals_own_event_only_goes() -> None:
    scene, (town, case_id) = new_case()
    ingest(scene)
    (event,) = events_of(scene, case_id)
    scene.set_event(event, "RECEIVED", caller=scene.osl)
    assert len(scene.waiting(town)) == 1
    before = case_of(scene, case_id)
    ingest(scene)
    assert case_of(scene, case_id) == before
    assert scene.waiting(town) == []
    must_be_sound(scene.hub)


@pytest.mark.rule("JOB-01")
def test_a_new_case_and_what_was_done_on_it_since_enter_together_and_one_event_says_so() -> None:
    scene, (town, case_id) = new_case()
    scene.send(case_id, "SENDING_MESSAGE", caller=scene.osl, message="m")
    scene.send(case_id, "SENDING_MESSAGE", caller=scene.admin, message="m")
    assert ingest(scene) == 3
    assert [each.author for each in events_of(scene, case_id)].count(PORTAL) == 1
    assert case_of(scene, case_id).status is CaseStatus.SENT
    assert scene.waiting(town) == []
    must_be_sound(scene.hub)


@pytest.mark.rule("JOB-01")
def test_a_reopened_case_is_sent_anew() -> None:
    scene, (town, case_id) = new_case()
    ingest(scene)
    scene.move(case_id, "DONE", caller=town)
    scene.send(case_id, caller=scene.osl, new_status="HUBEE_NOTIFIED")
    assert case_of(scene, case_id).fetched_at is None
    ingest(scene, minutes=10)
    case = case_of(scene, case_id)
    assert (case.status, case.ingested_at, case.fetched_at) == (CaseStatus.SENT, scene.in_a(minutes=5), scene.in_a(minutes=10))
    assert [each.new_status for each in events_of(scene, case_id)] == ["SENT", "HUBEE_NOTIFIED", "SENT"]
    must_be_sound(scene.hub)


@pytest.mark.rule("JOB-01", "JOB-06")
def test_an_ingestion_cut_at_any_write_is_finished_by_the_next_one() -> None:
    def build() -> tuple[MemoryScene, tuple[Caller, str]]:
        scene, made = new_case()
        scene.send(made[1], "SENDING_MESSAGE", caller=scene.osl, message="m")
        return scene, made

    def act(scene: MemoryScene, _: object, through: Hub) -> None:
        ingest(scene, through)

    for scene, (town, case_id) in cut_everywhere(build, act):
        ingest(scene)
        assert [each.author for each in events_of(scene, case_id)].count(PORTAL) == 1
        assert case_of(scene, case_id).status is CaseStatus.SENT
        assert len(scene.hub.rows("word")) == 4
        assert scene.waiting(town) == []
        must_be_sound(scene.hub)


@pytest.mark.rule("JOB-01", "JOB-06")
def test_four_ingestions_at_once_announce_each_case_once() -> None:
    scene = MemoryScene()
    towns = [portal_town(scene) for _ in range(20)]
    cases = scene.delivered(*towns).cases
    barrier = Barrier(4)

    def together(_: int) -> None:
        barrier.wait()
        ingest(scene)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(together, range(4)))
    assert [[each.author for each in events_of(scene, case.id)] for case in cases] == [[PORTAL]] * 20
    assert {case_of(scene, case.id).status for case in cases} == {CaseStatus.SENT}
    must_be_sound(scene.hub)


@pytest.mark.rule("JOB-01", "CAS-13")
def test_what_its_operator_does_meanwhile_is_judged_with_it() -> None:
    scene, (town, case_id) = new_case()
    meanwhile = Meanwhile(scene.hub, [lambda: scene.send(case_id, caller=scene.osl, new_status="CLOSED")])
    ingest(scene, meanwhile)
    assert case_of(scene, case_id).status is CaseStatus.CLOSED
    assert case_of(scene, case_id).ingested_at == scene.in_a(minutes=5)
    assert [each.new_status for each in events_of(scene, case_id)] == ["CLOSED"]
    assert scene.waiting(town) == []


@pytest.mark.rule("SUB-08", "JOB-01")
def test_what_was_not_ingested_before_a_switch_to_programs_stays_in_their_queue() -> None:
    scene, (town, case_id) = new_case()
    switch(scene, town, AccessMode.API, seconds=10)
    assert ingest(scene) == 1
    assert ingest(scene) == 0
    assert [(each.case_id, each.is_for_portal) for each in scene.waiting(town)] == [(case_id, False)]
    case = case_of(scene, case_id)
    assert (case.status, case.ingested_at) == (CaseStatus.HUBEE_NOTIFIED, None)
    scene.move(case_id, "IN_PROGRESS", caller=town)  # the program may treat it


@pytest.mark.rule("SUB-08", "JOB-01")
def test_a_switch_to_programs_during_an_ingestion_loses_nothing() -> None:
    scene, (town, case_id) = new_case()
    meanwhile = Meanwhile(scene.hub, [lambda: switch(scene, town, AccessMode.API, minutes=6)])
    ingest(scene, meanwhile)
    assert case_of(scene, case_id).ingested_at is None
    assert [each.case_id for each in scene.waiting(town)] == [case_id]


@pytest.mark.rule("SUB-08")
def test_what_was_ingested_before_a_switch_to_programs_is_read_only_for_them_until_its_operator_reopens_it() -> None:
    scene, (town, case_id) = new_case()
    ingest(scene)
    switch(scene, town, AccessMode.API, minutes=6)
    with pytest.raises(Invalid, match="read-only"):
        scene.move(case_id, "IN_PROGRESS", caller=town)
    scene.send(case_id, caller=scene.osl, new_status="HUBEE_NOTIFIED")
    ingest(scene, minutes=10)
    assert [each.is_for_portal for each in scene.waiting(town)] == [False]
    scene.move(case_id, "IN_PROGRESS", caller=town)


@pytest.mark.rule("SUB-08", "JOB-01")
def test_what_no_program_fetched_before_a_switch_to_the_portal_enters_it() -> None:
    scene = MemoryScene()
    town = scene.town()
    waiting = [scene.delivered(town).cases[0].id for _ in range(LIMITS.job_page // 10 + 3)]
    ingest(scene)
    switch(scene, town, AccessMode.PORTAL, minutes=6)
    ingest(scene, minutes=7)
    assert {case_of(scene, each).status for each in waiting} == {CaseStatus.SENT}
    assert scene.waiting(town) == []
    ingest(scene, minutes=9)
    assert scene.hub.rows("agenda", "mode-switch") == []
    must_be_sound(scene.hub)


@pytest.mark.rule("SUB-08", "JOB-01")
def test_a_case_delivered_by_a_request_that_read_the_mode_before_its_switch_enters_the_portal_too() -> None:
    scene = MemoryScene()
    town = scene.town()
    made = scene.deposited(town)

    def switched_and_ingested() -> None:
        switch(scene, town, AccessMode.PORTAL, seconds=1)
        ingest(scene, seconds=2)

    scene.set_folder(made.folder.id, through=Meanwhile(scene.hub, [switched_and_ingested]))
    assert len(scene.waiting(town)) == 1
    ingest(scene)
    assert scene.waiting(town) == []
    assert case_of(scene, made.cases[0].id).status is CaseStatus.SENT


@pytest.mark.rule("SUB-08", "JOB-01")
def test_what_a_program_fetched_before_a_switch_to_the_portal_enters_with_the_operators_next_word_read_only() -> None:
    scene = MemoryScene()
    town = scene.town()
    case_id = scene.delivered(town).cases[0].id
    scene.move(case_id, "IN_PROGRESS", caller=town)
    switch(scene, town, AccessMode.PORTAL, minutes=1)
    scene.send(case_id, "SENDING_MESSAGE", caller=scene.osl, message="m")
    ingest(scene)
    case = case_of(scene, case_id)
    assert (case.status, case.label, case.ingested_at, case.fetched_at) == (CaseStatus.IN_PROGRESS, "Nouveau", scene.in_a(minutes=5), scene.now)
    assert case.is_read_only_since(subscription_of(scene, town.organisation).mode_changed_at)
    scene.send(case_id, caller=scene.osl, new_status="HUBEE_NOTIFIED")
    ingest(scene, minutes=10)
    assert not case_of(scene, case_id).is_read_only_since(subscription_of(scene, town.organisation).mode_changed_at)


@pytest.mark.rule("SUB-08", "JOB-01")
def test_what_a_program_read_and_left_waiting_before_a_switch_to_the_portal_enters_as_it_is() -> None:
    scene = MemoryScene()
    town = scene.town()
    case_id = scene.delivered(town).cases[0].id
    scene.hub.commit(case_of(scene, case_id).fetched(at=scene.now))
    switch(scene, town, AccessMode.PORTAL, minutes=1)
    ingest(scene)
    case = case_of(scene, case_id)
    assert (case.status, case.ingested_at, events_of(scene, case_id)) == (CaseStatus.HUBEE_NOTIFIED, scene.in_a(minutes=5), [])
    assert scene.waiting(town) == []
    switched_at = subscription_of(scene, town.organisation).mode_changed_at
    assert case.is_read_only_since(switched_at)
    scene.move(case_id, "HUBEE_NOTIFIED", caller=scene.osl)  # which reopens it, though its status stays
    assert not case_of(scene, case_id).is_read_only_since(switched_at)


@pytest.mark.rule("SUB-08", "JOB-01")
def test_an_ingestion_that_began_before_a_switch_to_the_portal_makes_nothing_read_only() -> None:
    scene = MemoryScene()
    town = scene.town()
    case_id = scene.delivered(town).cases[0].id
    switch(scene, town, AccessMode.PORTAL, minutes=6)
    due = [replace(each, due_at=scene.now) for each in scene.hub.rows("agenda", "mode-switch")][:1]
    scene.hub.commit(*due)
    ingest(scene, minutes=5)
    case = case_of(scene, case_id)
    assert (case.status, case.fetched_at) == (CaseStatus.SENT, scene.in_a(minutes=6))


@pytest.mark.rule("JOB-01")
def test_a_notification_whose_case_is_gone_or_archived_only_goes() -> None:
    scene, (town, case_id) = new_case()
    archived = replace(case_of(scene, case_id), status=CaseStatus.ARCHIVED)
    scene.hub.commit(archived)
    ingest(scene)
    assert (case_of(scene, case_id).ingested_at, scene.waiting(town), scene.waiting(scene.osl)) == (None, [], [])


@pytest.mark.rule("CAS-12", "POR-10")
def test_a_case_that_moves_to_another_organisation_is_found_there_and_what_waits_enters_its_portal() -> None:
    scene, (town, case_id) = new_case()
    ingest(scene)
    waiting_id = scene.delivered(town).cases[0].id
    other = portal_town(scene)
    hub = scene.hub
    while migrate_organisation(
        town.organisation,
        other.organisation,
        now=scene.now,
        exchange=hub.exchange,
        notifications=hub.notifications,
        referential=hub.referential,
        commit=hub.commit,
    ):
        pass
    words: list[IndexedWord] = hub.rows("word")
    assert {(each.recipient, each.case_id) for each in words} == {(other.organisation, case_id), (other.organisation, waiting_id)}
    assert len(words) == 8
    ingest(scene, minutes=10)
    assert case_of(scene, waiting_id).status is CaseStatus.SENT
    assert scene.waiting(other) == []


@pytest.mark.rule("JOB-01", "JOB-06")
def test_more_than_a_page_is_taken_in_by_one_run() -> None:
    scene = MemoryScene()
    town = portal_town(scene)
    for _ in range(LIMITS.job_page + 20):
        scene.delivered(town)
    assert ingest(scene) == LIMITS.job_page + 20
    assert scene.waiting(town) == []


@pytest.mark.rule("SUB-08")
def test_what_a_program_read_and_took_out_before_a_switch_to_the_portal_is_there_once_its_operator_reopens_it() -> None:
    scene = MemoryScene()
    town = scene.town()
    case_id = scene.delivered(town).cases[0].id
    scene.hub.commit(case_of(scene, case_id).fetched(at=scene.now))
    switch(scene, town, AccessMode.PORTAL, minutes=1)
    assert case_of(scene, case_id).ingested_at is None
    scene.move(case_id, "HUBEE_NOTIFIED", caller=scene.osl)
    case = case_of(scene, case_id)
    assert (case.status, case.ingested_at, case.fetched_at) == (CaseStatus.HUBEE_NOTIFIED, scene.now, None)
