"""The history of a télédossier: one order, each thing told once, and to whom it may be told. **Source:** POR-06, POR-08."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.callers import Caller, Scope, Side
from chalicelib.domain.case_events import ActionType, CaseEvent, Dossier, EventStatus
from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.cases import Applicant, Case
from chalicelib.domain.history import Deed, HistoryEntry
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.timeline import timeline
from chalicelib.domain.values import replace

pytestmark = pytest.mark.rule("POR-08")
AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
TOWN = OrganisationId(type="SI", company_register="21380544300016", branch_code="38544")
OPERATOR = OrganisationId(type="OSL", company_register="13000918600011", branch_code="75115")
ADMINISTRATION = OrganisationId(type="Admin", company_register="13002526500013", branch_code="75107")
SI = Caller(scope=Scope.SI, client_id="a", organisation=TOWN, process_codes=frozenset({"EtatCivil"}))
OSL = Caller(scope=Scope.OSL, client_id="b", organisation=OPERATOR, process_codes=frozenset({"EtatCivil"}))
ADMIN = Caller(scope=Scope.ADMIN, client_id="c", organisation=ADMINISTRATION)
CASE = Case(
    id="case",
    folder_id="folder",
    process_code="EtatCivil",
    osl=OPERATOR,
    recipient=TOWN,
    external_id="EXT-01",
    applicant=Applicant(first_name="Camille", last_name="MARTIN"),
    status=CaseStatus.IN_PROGRESS,
    created_at=AT,
    notified_at=AT + timedelta(minutes=1),
)


def an_event(minutes: int, action: ActionType, caller: Caller = SI, **fields: Any) -> CaseEvent:
    at = AT + timedelta(minutes=minutes)
    usual = CaseEvent(
        id=f"event-{minutes}",
        case_id="case",
        sequence=minutes,
        action_type=action,
        status=EventStatus.SENT,
        side=caller.side,
        transmitter=caller.organisation,
        created_at=at,
        updated_at=at,
    )
    return replace(usual, **fields)


def an_entry(minutes: int, deed: Deed, organisation: OrganisationId = TOWN, author: str | None = "Alix PETIT") -> HistoryEntry:
    at = AT + timedelta(minutes=minutes)
    return HistoryEntry(id=f"entry-{minutes}", case_id="case", deed=deed, at=at, organisation=organisation, author=author)


def told(dossier: Dossier, *entries: HistoryEntry, reader: Caller = SI) -> list[tuple[str, str | None, str | None]]:
    return [(each.kind.value, each.author, each.changes) for each in timeline(dossier, entries, reader=reader)]


def test_events_and_the_portals_rows_come_in_one_order_from_the_transmission_on() -> None:
    events = (
        an_event(9, ActionType.SENDING_MESSAGE, OSL, message="Voici"),
        an_event(3, ActionType.STATUS_UPDATE, author="Alix PETIT", current_status="SENT", new_status="SI_RECEIVED"),
        an_event(2, ActionType.STATUS_UPDATE, current_status="HUBEE_NOTIFIED", new_status="SENT"),
        an_event(7, ActionType.ATTACH_DL, current_status=None, new_status="IN_PROGRESS"),
    )
    entries = an_entry(4, Deed.CONSULTED), an_entry(12, Deed.PURGED, author=None)
    assert told(Dossier(case=CASE, events=events), *entries) == [
        ("TRANSMISSION", None, None),
        ("STATUS", None, "Mise à disposition sur le portail"),
        ("STATUS", "Alix PETIT", "« Nouveau » → « Reçu »"),
        ("CONSULTATION", "Alix PETIT", None),
        ("DOWNLOAD", None, "« En cours »"),
        ("MESSAGE", None, None),
        ("PURGE", None, None),
    ]


@pytest.mark.rule("POR-06", "ACC-11")
@pytest.mark.parametrize(
    ("caller", "new_status", "label"),
    [
        (SI, "REFUSED", "Motif"),
        (ADMIN, "IN_PROGRESS", "Motif"),
        (SI, "ADD_AWAITING", "Message"),
        (OSL, "CLOSED", "Message"),
        (ADMIN, None, "Message"),
    ],
)
def test_a_reason_is_not_told_as_a_message(caller: Caller, new_status: str | None, label: str) -> None:
    event = an_event(3, ActionType.STATUS_UPDATE, caller, current_status="DONE", new_status=new_status, message="Erreur")
    assert [each.message_label for each in timeline(Dossier(case=CASE, events=(event,)), (), reader=SI)][1:] == [label]


def test_a_complement_is_told_as_what_it_makes_of_the_case() -> None:
    event = an_event(3, ActionType.ATTACH_DEPOSIT, OSL, current_status="ADD_AWAITING", new_status="HUBEE_COMPLETED")
    assert told(Dossier(case=CASE, events=(event,)))[1:] == [("FILES", None, "« En attente de complément » → « Nouveau »")]


def test_a_download_in_the_portal_is_told_once_beside_the_move_it_made() -> None:
    event = an_event(3, ActionType.ATTACH_DL_ALL, author="Alix PETIT", current_status="SENT", new_status="IN_PROGRESS")
    assert told(Dossier(case=CASE, events=(event,)), an_entry(3, Deed.DOWNLOADED), an_entry(5, Deed.DOWNLOADED)) == [
        ("TRANSMISSION", None, None),
        ("DOWNLOAD", "Alix PETIT", None),
        ("STATUS", "Alix PETIT", "« Nouveau » → « En cours »"),
        ("DOWNLOAD", "Alix PETIT", None),
    ]


def test_a_closing_is_told_once_with_its_event_or_without() -> None:
    closed = replace(CASE, status=CaseStatus.CLOSED, closed_at=AT + timedelta(hours=1))
    event = an_event(60, ActionType.STATUS_UPDATE, OSL, current_status="DONE", new_status="CLOSED")
    assert told(Dossier(case=closed))[1:] == [("CLOSING", None, "« Clos »")]
    assert told(Dossier(case=closed, events=(event,)))[1:] == [("CLOSING", None, "« Traité » → « Clos »")]


def test_a_closing_after_a_reopening_is_told_though_an_event_told_the_first() -> None:
    closed = replace(CASE, status=CaseStatus.CLOSED, closed_at=AT + timedelta(hours=2))
    first = an_event(60, ActionType.STATUS_UPDATE, OSL, current_status="DONE", new_status="CLOSED", updated_at=AT + timedelta(hours=3))
    assert told(Dossier(case=closed, events=(first,)))[1:] == [("CLOSING", None, "« Traité » → « Clos »"), ("CLOSING", None, "« Clos »")]
    files = an_event(90, ActionType.ATTACH_DEPOSIT, OSL, current_status="DONE", new_status="CLOSED", updated_at=AT + timedelta(hours=2))
    assert [each[0] for each in told(Dossier(case=closed, events=(files,)))[1:]] == ["CLOSING"]


@pytest.mark.rule("POR-06")
def test_a_comment_and_a_pending_file_are_told_to_their_organisation_and_a_comment_to_the_administration() -> None:
    events = an_event(2, ActionType.COM_ADD, comment="Interne"), an_event(3, ActionType.ATTACH_DEPOSIT, status=EventStatus.IN_PROGRESS)
    dossier = Dossier(case=CASE, events=events)
    comments = {reader.scope: [(each.comment, each.is_editable) for each in timeline(dossier, (), reader=reader)[1:]] for reader in (SI, OSL, ADMIN)}
    assert comments == {Scope.SI: [("Interne", True)], Scope.OSL: [], Scope.ADMIN: [("Interne", False)]}


def test_a_service_is_told_who_looked_at_its_case_and_an_operator_only_of_its_own_people() -> None:
    entries = (
        an_entry(1, Deed.CONSULTED),
        an_entry(2, Deed.CONSULTED, OPERATOR, "Noa MOREAU"),
        an_entry(3, Deed.CONSULTED, ADMINISTRATION, "Eden SUPPORT"),
        an_entry(4, Deed.ARCHIVED, author=None),
    )
    authors = {reader.scope: [each[1] for each in told(Dossier(case=CASE), *entries, reader=reader)[1:]] for reader in (SI, OSL, ADMIN)}
    everybody = ["Alix PETIT", "Noa MOREAU", "Eden SUPPORT", None]
    assert authors == {Scope.SI: everybody, Scope.ADMIN: everybody, Scope.OSL: ["Noa MOREAU", None]}
    sides = [each.by_operator for each in timeline(Dossier(case=CASE), entries, reader=SI)]
    assert sides == [True, False, True, False, False]


def test_a_word_that_is_no_status_is_told_as_no_change() -> None:
    event = an_event(2, ActionType.ATTACH_DL, OSL, current_status="ODD", new_status="")
    assert told(Dossier(case=CASE, events=(event,)))[1:] == [("DOWNLOAD", None, None)]
    assert Side.OSL is event.side
