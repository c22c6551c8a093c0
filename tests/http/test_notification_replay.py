"""After an accident a partner puts back what it had acknowledged, under the same ids."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.callers import Scope
from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.values import replace
from infra.sandbox.clock import SandboxClock
from tests.builders import Partner, World

NOTIFICATIONS = "/teledossiers/v1/notifications"


@pytest.fixture
def moving_clock(clock: SandboxClock) -> Iterator[SandboxClock]:
    """The hub's clock, put back afterwards."""
    ahead = clock.now() - datetime.now(UTC)
    try:
        yield clock
    finally:
        clock.set_to(datetime.now(UTC) + ahead)


def empty(partner: Partner) -> list[dict[str, object]]:
    """Acknowledge all that waits; answers what it was."""
    waiting = partner.notifications()
    for each in waiting:
        assert partner.delete(f"{NOTIFICATIONS}/{each['id']}").status == 204
    assert partner.notifications() == []
    return waiting


def replay(partner: Partner, since: datetime) -> int:
    """Put back; answers how many were."""
    answer = partner.post(f"{NOTIFICATIONS}/replay", {"since": since.isoformat()})
    assert answer.status == 200, answer.content
    assert answer.json.keys() == {"notificationReplayed"}
    number: int = answer.json["notificationReplayed"]
    return number


@pytest.mark.rule("NOT-06")
def test_what_was_acknowledged_since_a_date_comes_back_whole_until_nothing_is_left(world: World) -> None:
    town, neighbour = world.town(), world.town()
    before = world.clock.now()
    for _ in range(3):
        world.delivered(town, neighbour)
    waiting, _ = empty(town), empty(neighbour)
    assert replay(town, before) == 3
    assert town.notifications() == waiting
    assert (replay(town, before), neighbour.notifications(), world.osl.notifications()) == (0, [], [])
    assert empty(town) == waiting
    assert replay(town, before) == 3


@pytest.mark.rule("NOT-06")
def test_only_what_was_acknowledged_since_then_comes_back(world: World, moving_clock: SandboxClock) -> None:
    town = world.town()
    first = world.case_of(town)
    empty(town)
    moving_clock.advance(timedelta(minutes=30))
    between = world.clock.now()
    case_id = world.case_of(town)
    empty(town)
    assert replay(town, between) == 1
    assert [each["caseId"] for each in town.notifications()] == [case_id]
    assert replay(town, between - timedelta(days=2)) == 1
    assert [each["caseId"] for each in town.notifications()] == [first, case_id]


@pytest.mark.rule("NOT-06")
def test_nothing_older_than_30_days_and_nothing_to_come_is_asked_for(world: World) -> None:
    town = world.town()
    now = world.clock.now()
    for since in (now - timedelta(days=30, minutes=1), now + timedelta(minutes=5)):
        answer = town.post(f"{NOTIFICATIONS}/replay", {"since": since.isoformat()})
        assert (answer.status, answer.messages) == (400, ["since must lie within the last 30 days"])
    assert replay(town, now - timedelta(days=29, hours=23)) == 0
    for body in ({}, {"since": "yesterday"}, {"since": 12}):
        assert town.post(f"{NOTIFICATIONS}/replay", body).messages[0].startswith("Bad Request : Validation failed.\n")


@pytest.mark.rule("NOT-06")
def test_those_of_archived_cases_are_skipped(world: World) -> None:
    town = world.town()
    kept, archived = world.case_of(town), world.case_of(town)
    before = world.clock.now() - timedelta(minutes=5)
    empty(town)
    case = world.hub.exchange.case(archived)
    assert case is not None
    world.hub.commit(replace(case, status=CaseStatus.ARCHIVED))
    assert replay(town, before) == 1
    assert [each["caseId"] for each in town.notifications()] == [kept]


@pytest.mark.rule("NOT-06", "OAU-07")
def test_the_administration_and_a_program_of_another_process_put_nothing_back(world: World) -> None:
    town = world.town()
    case_id = world.case_of(town)
    town.post(f"/teledossiers/v1/cases/{case_id}/events", {"actionType": "STATUS_UPDATE", "notification": True})
    before = world.clock.now() - timedelta(minutes=5)
    waiting = empty(world.osl)
    bound = world.partner(Scope.OSL, world.osl_organisation, world.add_process())
    assert [replay(each, before) for each in (world.admin(), bound, World(world.hub, world.gateway, world.clock).osl)] == [0, 0, 0]
    assert replay(world.osl, before) == 1
    assert world.osl.notifications() == waiting
