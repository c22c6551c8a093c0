"""Who is told of what, and in which queue it waits."""

from datetime import UTC, datetime

import pytest

from chalicelib.domain.callers import Caller, Scope, Side
from chalicelib.domain.case_events import ActionType, CaseEvent, EventStatus
from chalicelib.domain.cases import Applicant, Case
from chalicelib.domain.identifiers import OrganisationId, process_tag, tag_of
from chalicelib.domain.notifications import Notification, notify, osl_queue, queues_of, si_queue
from chalicelib.domain.values import replace

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
SEED = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
TOWN = OrganisationId(type="SI", company_register="21380544300016", branch_code="38544")
OPERATOR = OrganisationId(type="OSL", company_register="13000918600011", branch_code="75115")
ADMINISTRATION = OrganisationId(type="Admin", company_register="13002526500013", branch_code="75107")
CASE = Case(
    id="case",
    folder_id="folder",
    process_code="EtatCivil",
    osl=OPERATOR,
    recipient=TOWN,
    external_id="EXT-01",
    applicant=Applicant(first_name="Camille", last_name="MARTIN"),
    created_at=AT,
)
EVENT = CaseEvent(
    id="event",
    case_id="case",
    sequence=1,
    action_type=ActionType.STATUS_UPDATE,
    status=EventStatus.SENT,
    side=Side.SI,
    transmitter=TOWN,
    created_at=AT,
    updated_at=AT,
)


def told(side: Side, event: CaseEvent | None) -> Notification:
    """The notification of a side that has a queue."""
    notification = notify(side, CASE, event=event, at=AT, seed=SEED)
    assert notification is not None
    assert tag_of(notification.id) == process_tag("EtatCivil")
    return notification


@pytest.mark.rule("NOT-01", "DEP-06")
def test_a_new_case_waits_for_its_recipient_without_an_event() -> None:
    notification = told(Side.SI, None)
    assert notification == Notification(
        id=notification.id,
        queue=f"{TOWN}|EtatCivil",
        recipient=TOWN,
        transmitter=OPERATOR,
        process_code="EtatCivil",
        case_id="case",
        event_id=None,
        at=AT,
    )


@pytest.mark.rule("CAS-07", "NOT-01")
def test_an_event_waits_for_the_other_side_in_the_name_of_who_sent_it() -> None:
    to_operator = told(Side.OSL, EVENT)
    assert (to_operator.queue, to_operator.recipient, to_operator.transmitter) == ("OSL|EtatCivil", OPERATOR, TOWN)
    assert to_operator.event_id == "event"
    by_operator = replace(EVENT, side=Side.OSL, transmitter=OPERATOR)
    to_town = told(Side.SI, by_operator)
    assert (to_town.queue, to_town.recipient, to_town.transmitter) == (f"{TOWN}|EtatCivil", TOWN, OPERATOR)


@pytest.mark.rule("CAS-08")
def test_an_acknowledgement_comes_back_from_the_receivers_organisation() -> None:
    back_to_town = told(Side.SI, EVENT)
    assert (back_to_town.recipient, back_to_town.transmitter) == (TOWN, OPERATOR)
    back_to_operator = told(Side.OSL, replace(EVENT, side=Side.OSL, transmitter=OPERATOR))
    assert (back_to_operator.recipient, back_to_operator.transmitter) == (OPERATOR, TOWN)


@pytest.mark.rule("CAS-07")
def test_the_administration_tells_both_sides_and_is_told_nothing() -> None:
    event = replace(EVENT, side=Side.ADMIN, transmitter=ADMINISTRATION)
    assert [told(side, event).transmitter for side in event.receivers()] == [ADMINISTRATION, ADMINISTRATION]
    assert [told(side, event).recipient for side in event.receivers()] == [TOWN, OPERATOR]
    assert notify(Side.ADMIN, CASE, event=EVENT, at=AT, seed=SEED) is None


@pytest.mark.rule("NOT-01", "OAU-03", "OAU-07")
def test_a_caller_has_one_queue_per_process_it_reaches_and_the_administration_none() -> None:
    si = Caller(scope=Scope.SI, client_id="si", organisation=TOWN, process_codes=frozenset({"EtatCivil"}))
    assert queues_of(si) == {"EtatCivil": si_queue(TOWN, "EtatCivil")}
    osl = Caller(scope=Scope.OSL, client_id="osl", organisation=OPERATOR, process_codes=frozenset({"EtatCivil", "CERTDC"}))
    assert queues_of(osl) == {"CERTDC": osl_queue("CERTDC"), "EtatCivil": osl_queue("EtatCivil")}
    for scope in (Scope.ADMIN, Scope.DATAPASS):
        assert queues_of(Caller(scope=scope, client_id="admin", organisation=ADMINISTRATION)) == {}
