"""An event cut anywhere moves its case and tells the other side once, with the event or not at all. **Source:** CAS-05 to CAS-08, NOT-03."""

from collections.abc import Callable

import pytest

from chalicelib.domain.callers import Caller
from chalicelib.domain.case_events import ActionType, CaseEvent, EventStatus
from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.errors import Invalid, StaleRow
from tests.fakes.cuts import Meanwhile, cut_everywhere
from tests.fakes.hub import Hub
from tests.scenes import MemoryScene, Scene
from tests.use_cases.invariants import must_be_sound

Made = tuple[Caller, CaseEvent]
AT_ONCE = [each for each in ActionType if each is not ActionType.ATTACH_DEPOSIT]


def delivered() -> tuple[MemoryScene, tuple[Caller, str]]:
    scene = MemoryScene()
    town = scene.town()
    return scene, (town, scene.delivered(town).cases[0].id)


def sides(scene: Scene, town: Caller) -> dict[str, Caller]:
    return {"SI": town, "OSL": scene.osl, "ADMIN": scene.admin}


@pytest.mark.parametrize("side", ["SI", "OSL", "ADMIN"])
@pytest.mark.parametrize("action", AT_ONCE)
@pytest.mark.rule("CAS-05", "CAS-07", "NOT-03")
def test_an_event_cut_at_any_write_is_there_with_its_move_and_its_notification_or_not_at_all(action: str, side: str) -> None:
    def act(scene: MemoryScene, made: tuple[Caller, str], through: Hub) -> None:
        town, case_id = made
        scene.send(case_id, action, caller=sides(scene, town)[side], through=through, message="m", new_status="IN_PROGRESS")

    for scene, made in cut_everywhere(delivered, act):
        # An event without its notification, or a move without its event, does not exist.
        at_first = len(scene.hub.rows("event"))
        case = scene.hub.exchange.case(made[1])
        assert case is not None
        assert case.status is (CaseStatus.IN_PROGRESS if at_first else CaseStatus.HUBEE_NOTIFIED)
        must_be_sound(scene.hub)
        act(scene, made, scene.hub)
        # The same POST once more is one more event, told once itself; the case moved once, and the events have an order.
        events: list[CaseEvent] = scene.hub.rows("event")
        assert len(events) == at_first + 1
        assert len({each.sequence for each in events}) == len(events)
        moved = scene.hub.exchange.case(made[1])
        assert moved is not None
        assert moved.status is CaseStatus.IN_PROGRESS
        must_be_sound(scene.hub)


@pytest.mark.rule("CAS-06", "NOT-03")
def test_an_attach_deposit_cut_at_any_write_is_announced_whole_and_tells_nobody() -> None:
    def act(scene: MemoryScene, made: tuple[Caller, str], through: Hub) -> None:
        scene.send(made[1], "ATTACH_DEPOSIT", caller=made[0], through=through, new_status="DONE")

    for scene, made in cut_everywhere(delivered, act):
        at_first = len(scene.hub.rows("event"))
        act(scene, made, scene.hub)
        events: list[CaseEvent] = scene.hub.rows("event")
        assert [each.status for each in events] == [EventStatus.IN_PROGRESS] * (at_first + 1)
        assert [len(scene.hub.exchange.event_files(each)) for each in events] == [1] * len(events)
        case = scene.hub.exchange.case(made[1])
        assert case is not None
        assert case.status is CaseStatus.HUBEE_NOTIFIED
        assert scene.waiting(scene.osl) == []
        must_be_sound(scene.hub)


def with_file(caller_of: Callable[[MemoryScene, Caller], Caller] = lambda _, town: town) -> Callable[[], tuple[MemoryScene, Made]]:
    def build() -> tuple[MemoryScene, Made]:
        scene, (town, case_id) = delivered()
        caller = caller_of(scene, town)
        event = scene.send(case_id, "ATTACH_DEPOSIT", caller=caller, new_status="IN_PROGRESS")
        scene.bring_file(event, caller=caller)
        return scene, (caller, event)

    return build


def finalise(scene: Scene, made: Made, through: Hub) -> None:
    scene.set_event(made[1], "SENT", caller=made[0], through=through)


@pytest.mark.parametrize("side", ["SI", "OSL", "ADMIN"])
@pytest.mark.rule("CAS-06", "CAS-07", "NOT-03")
def test_a_finalisation_cut_at_any_write_sends_the_event_once(side: str) -> None:
    for scene, made in cut_everywhere(with_file(lambda scene, town: sides(scene, town)[side]), finalise):
        must_be_sound(scene.hub)
        finalise(scene, made, scene.hub)
        finalise(scene, made, scene.hub)
        # The event is SENT, the case moved once, and each other side has exactly one notification of it.
        case, event = scene.hub.exchange.event(made[1].case_id, made[1].id)
        assert case is not None
        assert event is not None
        assert (case.status, event.status) == (CaseStatus.IN_PROGRESS, EventStatus.SENT)
        must_be_sound(scene.hub)


@pytest.mark.rule("CAS-06", "NOT-03")
def test_on_aws_too_a_finalisation_cut_at_any_write_sends_the_event_once(hub: Hub) -> None:
    scene = Scene(hub)
    town = scene.town()
    case_id = scene.delivered(town).cases[0].id

    def build() -> tuple[Scene, Made]:
        event = scene.send(case_id, "ATTACH_DEPOSIT", caller=town, new_status="IN_PROGRESS")
        scene.bring_file(event, caller=town)
        return scene, (town, event)

    for _, made in cut_everywhere(build, finalise):
        finalise(scene, made, hub)
        finalise(scene, made, hub)
        assert [each.event_id for each in scene.waiting(scene.osl)].count(made[1].id) == 1
        _, event = hub.exchange.event(case_id, made[1].id)
        assert event is not None
        assert event.status is EventStatus.SENT


@pytest.mark.rule("CAS-08", "NOT-03")
def test_an_acknowledgement_of_an_event_cut_at_any_write_tells_its_sender_once() -> None:
    def build() -> tuple[MemoryScene, Made]:
        scene, made = with_file()()
        finalise(scene, made, scene.hub)
        return scene, made

    def act(scene: MemoryScene, made: Made, through: Hub) -> None:
        scene.set_event(made[1], "RECEIVED", caller=scene.osl, through=through)

    for scene, made in cut_everywhere(build, act):
        must_be_sound(scene.hub)
        act(scene, made, scene.hub)
        act(scene, made, scene.hub)
        # The event is RECEIVED and its sender has exactly one notification of that.
        _, event = scene.hub.exchange.event(made[1].case_id, made[1].id)
        assert event is not None
        assert event.status is EventStatus.RECEIVED
        assert sorted(str(each.event_id) for each in scene.waiting(made[0])) == sorted(["None", made[1].id])
        must_be_sound(scene.hub)


@pytest.mark.rule("CAS-06", "CAS-07")
def test_a_file_that_turns_bad_while_its_event_is_finalised_is_not_sent() -> None:
    scene, made = with_file()()

    def spoil() -> None:
        with pytest.raises(Invalid):
            scene.bring_file(made[1], caller=made[0], content=b"other")

    meanwhile = Meanwhile(scene.hub, [spoil])
    with pytest.raises(StaleRow):
        finalise(scene, made, meanwhile)
    with pytest.raises(Invalid, match="REJECTED, not RECEIVED"):
        finalise(scene, made, scene.hub)
    assert scene.waiting(scene.osl) == []
