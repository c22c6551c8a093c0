"""Setting a status: what the case did not take is never told as done."""

import pytest
from hubee_client.events import Message
from hubee_client.faults import Refused
from hubee_client.moves import move
from hubee_client.progress import Silent
from hubee_client.statuses import SETTABLE, has_passed, is_settled

from chalicelib.domain.callers import Side
from chalicelib.domain.case_status import DELIVERED, CaseStatus, is_replay, next_status
from chalicelib.domain.errors import TransitionRefused
from tests.client.bad_network import Mishap, bad_network
from tests.client.commands import hub_of
from tests.e2e.remote import CASES, RemoteWorld


def setting(status: str, key: str | None = None) -> Message:
    return Message(action_type="STATUS_UPDATE", status=status, message="Bonjour", key=key)


@pytest.mark.rule("CAS-03")
def test_the_client_and_the_hub_call_the_same_statuses_passed() -> None:
    pairs = [(now, CaseStatus(wanted)) for now in CaseStatus if now is not CaseStatus.ARCHIVED for wanted in SETTABLE]
    assert [has_passed(*pair) for pair in pairs] == [is_replay(*pair, side=Side.SI, forbidden=frozenset()) for pair in pairs]
    assert not has_passed("ANOTHER", "DONE")
    assert not has_passed("DONE", "ANOTHER")


def may_set(now: CaseStatus, wanted: str) -> bool:
    """Whether an instructing service changes something by setting a status."""
    try:
        return next_status(now, CaseStatus(wanted), side=Side.SI, forbidden=frozenset()) is not now
    except TransitionRefused:
        return False


@pytest.mark.rule("CAS-01", "CAS-03")
def test_a_status_is_settled_where_its_instructing_service_could_not_set_it_any_more() -> None:
    pairs = [(now, wanted) for now in DELIVERED for wanted in SETTABLE if wanted != "CLOSED"]
    assert {pair: is_settled(*pair) for pair in pairs} == {pair: not may_set(*pair) for pair in pairs}
    assert not is_settled("ANOTHER", "DONE")
    assert not is_settled("DONE", "ANOTHER")


@pytest.mark.rule("CAS-03")
def test_a_status_that_the_case_has_passed_is_refused_and_nobody_is_told(world: RemoteWorld) -> None:
    osl, town = world.osl(), world.town()
    case_id = world.deliver(osl, town)["cases"][0]["id"]
    hub = hub_of(town, world.sandbox.url)
    assert move(hub, case_id, setting("DONE"), watch=Silent())["status"] == "DONE"
    for key in (None, "k"):
        with pytest.raises(Refused) as refusal:
            move(hub, case_id, setting("IN_PROGRESS", key), watch=Silent())
        assert refusal.value.message == "Le cas est DONE : il ne peut plus devenir IN_PROGRESS. Rien n'est envoyé."
    hub.close()
    assert [each["caseNewStatus"] for each in town.case(case_id)["events"]] == ["DONE"]
    assert len(osl.waiting()) == 1


@pytest.mark.rule("CAS-03")
def test_the_same_key_again_changes_nothing_once_the_case_has_gone_further(world: RemoteWorld) -> None:
    osl, town = world.osl(), world.town()
    case_id = world.deliver(osl, town)["cases"][0]["id"]
    hub = hub_of(town, world.sandbox.url)
    assert move(hub, case_id, setting("IN_PROGRESS", "k"), watch=Silent())["status"] == "IN_PROGRESS"
    town.move(case_id, "DONE")
    assert move(hub, case_id, setting("IN_PROGRESS", "k"), watch=Silent())["status"] == "DONE"
    hub.close()
    assert [each["caseNewStatus"] for each in town.case(case_id)["events"]] == ["IN_PROGRESS"]


@pytest.mark.rule("CAS-03")
def test_a_move_that_another_overtakes_is_not_told_as_done(world: RemoteWorld) -> None:
    town = world.town()
    case_id = world.deliver(world.osl(), town)["cases"][0]["id"]
    with bad_network(world.sandbox.port, seed="", chosen={f"POST {CASES}/*/events": Mishap.BUSY}) as (_, url):
        hub = hub_of(town, url)
        hub.pause = lambda _: town.move(case_id, "DONE")  # between the look at the case and the event
        with pytest.raises(Refused) as refusal:
            move(hub, case_id, setting("IN_PROGRESS"), watch=Silent())
        hub.close()
    assert refusal.value.message == "Le cas est DONE, et non IN_PROGRESS : d'autres l'ont changé au même moment. L'événement est envoyé."
    assert town.case(case_id)["status"] == "DONE"


@pytest.mark.rule("CAS-03")
def test_an_operator_takes_a_case_up_again(world: RemoteWorld) -> None:
    osl, town = world.osl(), world.town()
    case_id = world.deliver(osl, town)["cases"][0]["id"]
    town.move(case_id, "DONE")
    hub = hub_of(osl, world.sandbox.url)
    assert move(hub, case_id, setting("IN_PROGRESS"), watch=Silent())["status"] == "IN_PROGRESS"
    hub.close()
