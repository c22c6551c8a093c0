"""The queue of a partner over HTTP: what waits, in which order, and how it is taken out."""

from typing import Any
from uuid import uuid4

import pytest

from chalicelib.domain.callers import Scope
from tests.builders import Partner, World, wire_id

NOTIFICATIONS = "/teledossiers/v1/notifications"
CASES = "/teledossiers/v1/cases"
NOT_FOUND = {"errors": [{"code": 404, "message": "Notification is not found"}]}
UNAUTHORIZED = {"errors": [{"code": 403, "message": "Unauthorized user"}]}


def case_ids(partner: Partner, **query: Any) -> list[str]:
    """The cases of what waits, in the order it is answered."""
    return [each["caseId"] for each in partner.notifications(**query)]


def report(town: Partner, case_id: str) -> str:
    """Have a town tell its operator something; answers the event's id."""
    event: str = town.post(f"{CASES}/{case_id}/events", {"actionType": "STATUS_UPDATE", "notification": True}).json["id"]
    return event


@pytest.mark.rule("NOT-01", "DEP-06")
def test_a_new_case_and_an_event_read_whole(world: World) -> None:
    town = world.town()
    case_id = world.case_of(town)
    (new,) = town.notifications()
    common = {"recipient": wire_id(town.organisation), "transmitter": wire_id(world.osl_organisation), "processCode": world.process.code}
    assert new == {"id": new["id"], **common, "caseId": case_id, "eventId": None, "dateTime": new["dateTime"]}
    assert town.notifications(eventDetails="true") == [{**new, "eventActionType": None, "eventStatus": None}]
    event_id = report(town, case_id)
    (told,) = world.osl.notifications(eventDetails="TRUE")
    assert told == {
        "id": told["id"],
        "recipient": common["transmitter"],
        "transmitter": common["recipient"],
        "processCode": world.process.code,
        "caseId": case_id,
        "eventId": event_id,
        "dateTime": told["dateTime"],
        "eventActionType": "STATUS_UPDATE",
        "eventStatus": "SENT",
    }
    assert "eventStatus" not in world.osl.notifications(eventDetails="false")[0]


@pytest.mark.rule("NOT-01")
def test_the_events_status_is_the_one_it_has_now(world: World) -> None:
    town = world.town()
    case_id = world.case_of(town)
    event_id = report(town, case_id)
    assert world.osl.patch(f"{CASES}/{case_id}/events/{event_id}", {"status": "RECEIVED"}).status == 204
    assert [each["eventStatus"] for each in world.osl.notifications(eventDetails="true")] == ["RECEIVED"]
    assert [each["eventStatus"] for each in town.notifications(eventDetails="true")] == [None, "RECEIVED"]


@pytest.mark.rule("NOT-01")
def test_the_oldest_come_first_and_25_unless_asked_otherwise(world: World) -> None:
    town = world.town()
    ids = [world.case_of(town) for _ in range(4)]
    assert case_ids(town) == ids
    for limit, number in (("1", 1), ("2.0", 2), ("3", 3), ("1000", 4), ("5000", 4), ("100000", 4)):
        assert case_ids(town, maxResult=limit) == ids[:number]
    events = [report(town, ids[0]) for _ in range(27)]
    assert [each["eventId"] for each in world.osl.notifications()] == events[:25]
    assert [each["eventId"] for each in world.osl.notifications(maxResult=100_000)] == events


@pytest.mark.rule("NOT-01", "DEP-02")
@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("maxResult", "abc", 'Instance type (string) does not match any allowed primitive type (allowed: ["integer","number"])'),
        ("maxResult", "0", "Numeric instance is lower than the required minimum (minimum: 1, found: 0)"),
        ("maxResult", "-1", "Numeric instance is lower than the required minimum (minimum: 1, found: -1)"),
        ("eventDetails", "yes", 'Instance type (string) does not match any allowed primitive type (allowed: ["boolean"])'),
    ],
)
def test_a_wrong_parameter_is_told(world: World, name: str, value: str, fault: str) -> None:
    answer = world.osl.get(NOTIFICATIONS, **{name: value})
    message = f"Bad Request : Validation failed.\n[ERROR][REQUEST][GET {NOTIFICATIONS} @query.{name}] {fault}"
    assert (answer.status, answer.json) == (400, {"errors": [{"code": 400, "message": message}]})


@pytest.mark.rule("NOT-01", "OAU-03")
def test_an_operators_queue_holds_all_its_processes_filtered_and_by_priority(world: World) -> None:
    town = world.town()
    processes = [world.process, world.add_process(), world.add_process()]
    towns = [town, *(world.town(each) for each in processes[1:])]
    codes = [each.code for each in processes]
    cases = [world.delivered(each, processCode=code)["cases"][0]["id"] for each, code in zip(towns, codes, strict=True)]
    for index in (0, 1, 2, 0, 1):
        report(towns[index], cases[index])
    first, second, third = cases
    assert case_ids(world.osl) == [first, second, third, first, second]
    assert case_ids(world.osl, processCode=codes[1]) == [second, second]
    assert case_ids(world.osl, processCode=[codes[0], codes[2]]) == [first, third, first]
    assert case_ids(world.osl, processCode=f"{codes[0]},{codes[2]}") == [first, third, first]
    assert case_ids(world.osl, processCode="NONE") == []
    assert case_ids(world.osl, processPriority=codes[2]) == [third, first, second, first, second]
    assert case_ids(world.osl, processPriority=f"{codes[2]},{codes[1]}") == [second, third, second, first, first]
    assert case_ids(world.osl, processPriority=codes[2], processCode=[codes[2], codes[0]], maxResult=2) == [third, first]
    assert case_ids(town) == [first]


@pytest.mark.rule("NOT-01", "OAU-03")
def test_a_queue_is_its_own_partners_and_the_administrations_is_empty(world: World) -> None:
    town, neighbour, admin = world.town(), world.town(), world.admin()
    world.delivered(town, neighbour)
    assert len(town.notifications()) == len(neighbour.notifications()) == 1
    assert {each["recipient"]["companyRegister"] for each in town.notifications()} == {town.organisation.company_register}
    assert admin.notifications() == world.town().notifications() == []
    assert town.notifications(processCode=world.add_process().code) == []


@pytest.mark.rule("OAU-07")
def test_two_programs_of_one_operator_cannot_eat_each_others_queue(world: World) -> None:
    other = world.add_process()
    first_town, second_town = world.town(), world.town(other)
    first = world.case_of(first_town)
    second = world.delivered(second_town, processCode=other.code)["cases"][0]["id"]
    report(first_town, first)
    report(second_town, second)
    bound, unbound = world.partner(Scope.OSL, world.osl_organisation, other), world.osl
    assert case_ids(unbound) == [first, second]
    assert case_ids(bound) == [second]
    assert case_ids(bound, processCode=world.process.code) == []
    of_first, of_second = unbound.notifications()
    refused = bound.delete(f"{NOTIFICATIONS}/{of_first['id']}")
    assert (refused.status, refused.json) == (403, UNAUTHORIZED)
    assert bound.get(f"{CASES}/{first}").status == 403
    assert bound.delete(f"{NOTIFICATIONS}/{of_second['id']}").status == 204
    assert case_ids(unbound) == [first]


@pytest.mark.rule("NOT-02")
def test_a_notification_is_taken_out_once_and_for_good(world: World) -> None:
    town = world.town()
    first, second = world.case_of(town), world.case_of(town)
    taken, left = town.notifications()
    answer = town.delete(f"{NOTIFICATIONS}/{taken['id']}")
    assert (answer.status, answer.content) == (204, b"")
    assert town.notifications() == [left]
    again = town.delete(f"{NOTIFICATIONS}/{taken['id']}")
    assert (again.status, again.json) == (404, NOT_FOUND)
    assert town.delete(f"{NOTIFICATIONS}/{left['id'].upper()}").status == 204
    assert town.notifications() == []
    assert [town.get(f"{CASES}/{each}").status for each in (first, second)] == [200, 200]


@pytest.mark.rule("NOT-02")
def test_anothers_notification_is_refused_and_an_unknown_one_not_found(world: World) -> None:
    town, neighbour = world.town(), world.town()
    world.delivered(town, neighbour)
    (waiting,) = town.notifications()
    for other in (neighbour, world.osl, world.admin(), World(world.hub, world.gateway, world.clock).osl):
        refused = other.delete(f"{NOTIFICATIONS}/{waiting['id']}")
        assert (refused.status, refused.json) == (403, UNAUTHORIZED)
    assert town.notifications() == [waiting]
    unknown = town.delete(f"{NOTIFICATIONS}/{uuid4()}")
    assert (unknown.status, unknown.json) == (404, NOT_FOUND)


@pytest.mark.rule("NOT-02", "DEP-02")
def test_an_id_that_is_no_uuid_is_a_fault_of_shape(world: World) -> None:
    answer = world.osl.delete(f"{NOTIFICATIONS}/dddddd")
    fault = f'[ERROR][REQUEST][DELETE {NOTIFICATIONS}/dddddd @path.notificationId] Input string "dddddd" is not a valid UUID'
    assert (answer.status, answer.messages) == (400, [f"Bad Request : Validation failed.\n{fault}"])
