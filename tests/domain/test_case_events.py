"""Events: what may be sent, how it moves its case, who sees it and who may go on with it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.attachments import Attachment, AttachmentStatus, must_be_complete
from chalicelib.domain.callers import Caller, Scope, Side
from chalicelib.domain.case_events import (
    ActionType,
    CaseEvent,
    Dossier,
    EventDraft,
    EventStatus,
    case_after,
    make_event,
    refusals_of,
    seen_event,
)
from chalicelib.domain.case_status import ALIVE, CaseStatus
from chalicelib.domain.cases import Applicant, Case
from chalicelib.domain.errors import Forbidden, Invalid, NotFound, TransitionRefused
from chalicelib.domain.folders import AttachmentDraft
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.processes import Process
from chalicelib.domain.subscriptions import AccessMode
from chalicelib.domain.values import replace

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
LATER = AT + timedelta(hours=1)
TOWN = OrganisationId(type="SI", company_register="21380544300016", branch_code="38544")
OPERATOR = OrganisationId(type="OSL", company_register="13000918600011", branch_code="75115")
ADMINISTRATION = OrganisationId(type="Admin", company_register="13002526500013", branch_code="75107")
SI = Caller(scope=Scope.SI, client_id="si", organisation=TOWN, process_codes=frozenset({"EtatCivil"}), access_mode=AccessMode.API)
OSL = Caller(scope=Scope.OSL, client_id="osl", organisation=OPERATOR, process_codes=frozenset({"EtatCivil"}))
ADMIN = Caller(scope=Scope.ADMIN, client_id="admin", organisation=ADMINISTRATION)
PROCESS = Process(
    code="EtatCivil",
    name="État civil",
    osl=OPERATOR,
    osl_formats=("application/xml",),
    si_formats=("application/pdf",),
    attachment_types=("ActeEtatCivil-PDF",),
    max_attachment_bytes=1_000,
    purge_status=CaseStatus.CLOSED,
    purge_days=30,
    archive_days=60,
    deletion_days=365,
    allows_messages=True,
    validation="Manual",
    created_at=AT,
)
SILENT = replace(PROCESS, allows_messages=False)
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
    version=4,
)
PDF = AttachmentDraft(file_name="acte.pdf", type="whatever", size_bytes=10, mime_type="application/pdf")
DRAFT = EventDraft(action_type="STATUS_UPDATE", new_status="DONE", comment="interne", message="Bonjour", asks_notification=True)
DEPOSIT = EventDraft(action_type="ATTACH_DEPOSIT", attachments=(PDF,))


def refusals(draft: EventDraft, side: Side = Side.SI, *, process: Process = PROCESS, case: Case = CASE) -> list[str]:
    """What is said against an event."""
    return refusals_of(draft, case=case, process=process, side=side)


def sent_by(caller: Caller, draft: EventDraft = DRAFT) -> CaseEvent:
    """The event a caller makes."""
    return make_event(draft, event_id="event", case=CASE, caller=caller, at=AT)


@pytest.mark.rule("CAS-05", "CAS-06")
@pytest.mark.parametrize("action", list(ActionType))
def test_an_event_with_files_waits_for_them_and_any_other_is_sent_at_once(action: ActionType) -> None:
    draft = EventDraft(action_type=action, attachments=(PDF,) if action is ActionType.ATTACH_DEPOSIT else ())
    assert refusals(draft) == []
    event = sent_by(SI, draft)
    assert event.status is (EventStatus.IN_PROGRESS if action is ActionType.ATTACH_DEPOSIT else EventStatus.SENT)
    assert (event.action_type, event.sequence, event.transmitter, event.side) == (action, CASE.version, TOWN, Side.SI)


@pytest.mark.rule("CAS-05")
@pytest.mark.parametrize("action", ["null", "", "status_update", "ATTACH"])
def test_another_action_type_is_refused(action: str) -> None:
    assert refusals(EventDraft(action_type=action)) == [f"Event actionType {action} is not allowed"]


@pytest.mark.rule("CAS-05")
def test_files_go_with_a_deposit_and_with_nothing_else() -> None:
    assert refusals(EventDraft(action_type="ATTACH_DEPOSIT")) == ["Event ATTACH_DEPOSIT needs at least one attachment"]
    for action in set(ActionType) - {ActionType.ATTACH_DEPOSIT}:
        assert refusals(EventDraft(action_type=action, attachments=(PDF,))) == [f"Event {action} takes no attachment"]
    assert refusals(replace(DEPOSIT, attachments=(PDF,) * 80)) == ["An event has at most 79 attachments"]


@pytest.mark.rule("CAS-05", "CAS-09")
def test_a_file_is_judged_by_the_list_of_its_senders_side_and_not_by_its_type() -> None:
    not_allowed = "Attachment acte.pdf format application/pdf is not allowed for EtatCivil"
    assert [refusals(DEPOSIT, side) for side in (Side.SI, Side.OSL, Side.ADMIN)] == [[], [not_allowed], []]
    large = replace(DEPOSIT, attachments=(replace(PDF, size_bytes=1_001),))
    assert refusals(large) == ["Attachment acte.pdf size 1001 exceeds the maximum 1000 of EtatCivil"]


@pytest.mark.rule("CAS-09")
def test_only_an_instructing_services_message_is_refused_where_messages_are_not_allowed() -> None:
    message = EventDraft(action_type="SENDING_MESSAGE", message="Bonjour")
    assert refusals(message, process=SILENT) == ["Messages are not allowed for EtatCivil"]
    assert refusals(message) == refusals(message, Side.OSL, process=SILENT) == refusals(message, Side.ADMIN, process=SILENT) == []
    assert refusals(replace(message, action_type="STATUS_UPDATE"), process=SILENT) == []


@pytest.mark.rule("CAS-03", "CAS-07")
def test_an_event_moves_its_case_touches_it_or_is_refused() -> None:
    def after(draft: EventDraft, side: Side = Side.SI) -> Case:
        return case_after(draft, CASE, process=PROCESS, side=side, at=LATER)

    assert after(DRAFT) == CASE.moved_to(CaseStatus.DONE, side=Side.SI, process=PROCESS, at=LATER)
    touched = replace(CASE, updated_at=LATER)
    for status in (None, "", "IN_PROGRESS", "SI_RECEIVED", "HUBEE_NOTIFIED"):
        assert after(replace(DRAFT, new_status=status)) == touched
    for refused in (replace(DEPOSIT, new_status="SI_RECEIVED"), replace(DRAFT, new_status="CLOSED"), replace(DRAFT, new_status="NOWHERE")):
        with pytest.raises(TransitionRefused, match=f"^Case status can not be changed from IN_PROGRESS to {refused.new_status}$"):
            after(refused)


@pytest.mark.rule("CAS-03", "CAS-07")
def test_what_waited_for_its_files_moves_its_case_unless_it_is_behind() -> None:
    def finalised(new_status: str, now: CaseStatus, *, side: Caller = SI, is_portal: bool = False) -> CaseStatus:
        """Where a case ends that stood IN_PROGRESS when the event was made."""
        event = sent_by(side, replace(DEPOSIT, new_status=new_status))
        return case_after(event, replace(CASE, status=now), process=PROCESS, side=side.side, at=LATER, is_portal=is_portal).status

    s = CaseStatus
    for now in sorted(ALIVE):
        assert finalised("IN_PROGRESS", now) is now, "as it was when the event was made"
    assert finalised("IN_PROGRESS", s.DONE, side=OSL) is s.IN_PROGRESS  # an operator means what it says
    assert [finalised("ADD_AWAITING", now) for now in (s.IN_PROGRESS, s.DONE, s.REFUSED, s.CLOSED)] == [s.ADD_AWAITING, s.DONE, s.REFUSED, s.CLOSED]
    assert [finalised("DONE", now) for now in (s.HUBEE_NOTIFIED, s.IN_PROGRESS, s.DONE, s.CLOSED)] == [s.DONE, s.DONE, s.DONE, s.CLOSED]
    for wanted, now, is_portal in (("DONE", s.REFUSED, False), ("CLOSED", s.DONE, False), ("IN_PROGRESS", s.DONE, True), ("NOWHERE", s.DONE, False)):
        with pytest.raises(TransitionRefused, match=f"^Case status can not be changed from {now} to {wanted}$"):
            finalised(wanted, now, is_portal=is_portal)
    with pytest.raises(TransitionRefused, match=r"^Case status can not be changed from IN_PROGRESS to SI_RECEIVED$"):
        finalised("SI_RECEIVED", s.IN_PROGRESS)  # as when it was made


@pytest.mark.rule("CAS-03")
@given(current=st.sampled_from(sorted(ALIVE)), wanted=st.sampled_from(sorted(CaseStatus)), action=st.sampled_from(list(ActionType)))
def test_an_event_moves_a_case_exactly_where_a_patch_would(current: CaseStatus, wanted: CaseStatus, action: ActionType) -> None:
    case = replace(CASE, status=current)
    draft = EventDraft(action_type=action, new_status=wanted)
    try:
        by_patch = case.moved_to(wanted, side=Side.SI, process=PROCESS, at=LATER)
    except TransitionRefused:
        by_patch = case
    try:
        by_event = case_after(draft, case, process=PROCESS, side=Side.SI, at=LATER)
    except TransitionRefused:
        by_event = case
    assert by_event.status is by_patch.status


@pytest.mark.rule("CAS-04")
def test_an_event_in_progress_is_its_senders_and_a_comment_its_organisations() -> None:
    waiting = sent_by(SI, DEPOSIT)
    assert [waiting.is_seen_by(each) for each in (SI, OSL, ADMIN)] == [True, False, False]
    for other in (OSL, ADMIN):
        with pytest.raises(NotFound, match=r"^Event is not found$"):
            seen_event(waiting, other)
    event = sent_by(SI)
    assert [event.is_seen_by(each) for each in (SI, OSL, ADMIN)] == [True, True, True]
    assert [event.comment_for(each) for each in (SI, OSL, ADMIN)] == ["interne", None, "interne"]
    assert Dossier(case=CASE, events=(waiting, event)).as_seen_by(OSL).events == (event,)


@pytest.mark.rule("CAS-08")
def test_only_the_sender_goes_on_with_an_event_and_only_a_receiver_acknowledges_it() -> None:
    for sender, others in ((SI, (OSL, ADMIN)), (OSL, (SI, ADMIN)), (ADMIN, (SI, OSL))):
        event = sent_by(sender)
        event.must_be_sent_by(sender)
        for other in others:
            with pytest.raises(Forbidden, match=r"^Unauthorized user$"):
                event.must_be_sent_by(other)
        receivers = [each for each in (SI, OSL, ADMIN) if each.side in event.receivers()]
        assert receivers == [each for each in (SI, OSL) if each is not sender]
        for receiver in receivers:
            event.must_be_received_by(receiver)
        with pytest.raises(Forbidden, match=r"^Unauthorized user$"):
            event.must_be_received_by(sender)


@pytest.mark.rule("CAS-06")
def test_a_deposit_is_complete_when_every_file_was_received_and_names_each_that_was_not() -> None:
    files = tuple(
        Attachment(
            id=f"f-{status}", container="c", position=0, file_name="acte.pdf", type="t", size_bytes=1, mime_type="application/pdf", status=status
        )
        for status in AttachmentStatus
    )
    must_be_complete(tuple(each for each in files if each.status is AttachmentStatus.RECEIVED))
    with pytest.raises(Invalid) as refused:
        must_be_complete(files)
    faulty = ("PENDING", "CORRUPTED", "REJECTED", "DELETED")
    assert refused.value.messages == tuple(f"Attachment f-{each} acte.pdf is {each}, not RECEIVED" for each in faulty)
