"""A case is a value: what moves it, what it remembers, who may still write on it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.attachments import Attachment, AttachmentStatus
from chalicelib.domain.callers import Caller, Scope, Side
from chalicelib.domain.case_status import ALIVE, OUTCOMES, RANK, CaseStatus
from chalicelib.domain.cases import Applicant, Case
from chalicelib.domain.errors import Invalid, NotFound, TransitionRefused
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.processes import Process
from chalicelib.domain.subscriptions import AccessMode
from chalicelib.domain.values import replace

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
LATER = START + timedelta(hours=1)
TOWN = OrganisationId(type="SI", company_register="21380544300016", branch_code="38544")
OPERATOR = OrganisationId(type="OSL", company_register="13000918600011", branch_code="75115")
PROCESS = Process(
    code="EtatCivil",
    name="État civil",
    osl=OPERATOR,
    osl_formats=("application/pdf",),
    attachment_types=("ActeEtatCivil-PDF",),
    max_attachment_bytes=1_000,
    purge_status=CaseStatus.DONE,
    purge_days=30,
    archive_days=60,
    deletion_days=365,
    allows_messages=True,
    validation="Manual",
    created_at=START,
)
FILES = tuple(
    Attachment(
        id=f"file-{index}",
        container="folders/folder",
        position=index,
        file_name="acte.pdf",
        type="ActeEtatCivil-PDF",
        size_bytes=10,
        mime_type="application/pdf",
        recipients=recipients,
        status=AttachmentStatus.RECEIVED,
    )
    for index, recipients in enumerate([("EXT-01",), ("EXT-01", "EXT-02"), ("EXT-02",)])
)
CASE = Case(
    id="case",
    folder_id="folder",
    process_code="EtatCivil",
    osl=OPERATOR,
    recipient=TOWN,
    external_id="EXT-01",
    applicant=Applicant(first_name="Camille", last_name="MARTIN"),
    status=CaseStatus.HUBEE_NOTIFIED,
    created_at=START,
    notified_at=START,
    version=2,
)
SI = Caller(scope=Scope.SI, client_id="si", organisation=TOWN, process_codes=frozenset({"EtatCivil"}), access_mode=AccessMode.API)
OSL = Caller(scope=Scope.OSL, client_id="osl", organisation=OPERATOR, process_codes=frozenset({"EtatCivil"}))
statuses = st.sampled_from(list(CaseStatus))


def moved(case: Case, wanted: str, side: Side = Side.SI, *, at: datetime = LATER, process: Process = PROCESS) -> Case:
    """The case after a move."""
    return case.moved_to(CaseStatus(wanted), side=side, process=process, at=at)


@pytest.mark.rule("CAS-01", "CAS-03")
@given(side=st.sampled_from(list(Side)), current=statuses, wanted=statuses)
def test_a_refused_move_changes_nothing_and_a_repeated_one_is_the_very_same_case(side: Side, current: CaseStatus, wanted: CaseStatus) -> None:
    case = replace(CASE, status=current)
    try:
        after = case.moved_to(wanted, side=side, process=PROCESS, at=LATER)
    except TransitionRefused:
        assert case == replace(CASE, status=current)
        return
    if wanted is current:
        assert after is case
    else:
        assert after.status is (CaseStatus.HUBEE_NOTIFIED if wanted is CaseStatus.HUBEE_COMPLETED else wanted)
        assert after.updated_at == LATER


@pytest.mark.rule("DEP-12")
def test_it_keeps_when_it_was_fetched_and_finished() -> None:
    read = CASE.fetched(at=START + timedelta(minutes=1))
    assert read == replace(CASE, fetched_at=START + timedelta(minutes=1))
    assert read.fetched(at=LATER) is read
    done = moved(moved(read, "IN_PROGRESS"), "DONE", at=LATER + timedelta(hours=1))
    assert (done.fetched_at, done.finished_at) == (read.fetched_at, LATER + timedelta(hours=1))


@pytest.mark.rule("DEP-12")
def test_one_moved_before_it_was_read_was_fetched_by_its_move_but_not_by_its_operators() -> None:
    assert moved(CASE, "SI_RECEIVED").fetched_at == LATER
    assert moved(CASE, "CLOSED", Side.OSL).fetched_at is None


@pytest.mark.rule("DEP-12", "SUB-08")
@pytest.mark.parametrize("wanted", ["HUBEE_NOTIFIED", "HUBEE_COMPLETED"])
def test_a_reopened_case_is_delivered_anew(wanted: str) -> None:
    closed = moved(moved(moved(CASE, "SI_RECEIVED"), "DONE"), "CLOSED", Side.OSL)
    assert None not in (closed.fetched_at, closed.finished_at, closed.closed_at, closed.purgeable_from)
    reopened = moved(
        replace(closed, recipient_purged=frozenset({"file-0"}), osl_purged=frozenset({"file-1"})), wanted, Side.OSL, at=LATER + timedelta(days=3)
    )
    assert reopened == replace(CASE, updated_at=LATER + timedelta(days=3))


@pytest.mark.rule("SUB-08", "CAS-03")
@pytest.mark.parametrize("wanted", ["HUBEE_NOTIFIED", "HUBEE_COMPLETED"])
def test_one_read_before_a_switch_of_mode_and_never_moved_is_delivered_anew_by_its_operator_alone(wanted: str) -> None:
    fetched, switched, at = replace(CASE, fetched_at=START), LATER, LATER + timedelta(days=1)

    def after(case: Case, side: Side, mode_changed_at: datetime | None) -> Case:
        return case.moved_to(CaseStatus(wanted), side=side, process=PROCESS, at=at, mode_changed_at=mode_changed_at)

    assert after(fetched, Side.OSL, switched) == replace(CASE, updated_at=at)
    if wanted == "HUBEE_NOTIFIED":
        assert after(fetched, Side.SI, switched) is fetched
        for mode_changed_at in (None, START):  # it has been writable all the while
            assert after(fetched, Side.OSL, mode_changed_at) is fetched
        elsewhere = replace(fetched, status=CaseStatus.CLOSED)
        assert elsewhere.moved_to(CaseStatus.CLOSED, side=Side.OSL, process=PROCESS, at=at, mode_changed_at=switched) is elsewhere


@pytest.mark.rule("JOB-04")
@given(path=st.lists(st.tuples(st.sampled_from([Side.SI, Side.OSL]), st.sampled_from(sorted(ALIVE))), max_size=8))
def test_it_is_purgeable_exactly_while_it_stands_at_or_past_the_purge_status(path: list[tuple[Side, CaseStatus]]) -> None:
    case, since = CASE, None
    for hour, (side, wanted) in enumerate(path, start=1):
        at = START + timedelta(hours=hour)
        try:
            case = case.moved_to(wanted, side=side, process=PROCESS, at=at)
        except TransitionRefused:
            continue
        is_past = RANK[case.status] >= RANK[PROCESS.purge_status]
        since = (since or at) if is_past else None
        assert case.purgeable_from == since


@pytest.mark.rule("DEP-08")
def test_an_outcome_and_a_closing_are_dated_and_undone_by_what_follows() -> None:
    for outcome in sorted(OUTCOMES):
        finished = moved(CASE, outcome)
        assert (finished.finished_at, finished.outcome) == (LATER, outcome)
    closed = moved(CASE, "CLOSED", Side.OSL)
    assert (closed.closed_at, closed.finished_at, closed.outcome) == (LATER, None, None)
    assert moved(closed, "IN_PROGRESS", Side.OSL).closed_at is None


@pytest.mark.rule("DEP-12", "POR-12")
@pytest.mark.parametrize(
    ("outcome", "wanted", "side", "is_kept"),
    [
        ("DONE", "CLOSED", Side.OSL, True),
        ("SI_INTG_ERROR", "CLOSED", Side.OSL, True),
        ("DONE", "IN_PROGRESS", Side.OSL, True),  # its program has fetched the answer
        ("DONE", "CLOSED", Side.ADMIN, True),
        ("DONE", "HUBEE_NOTIFIED", Side.OSL, False),
        ("DONE", "HUBEE_COMPLETED", Side.OSL, False),
        ("DONE", "IN_PROGRESS", Side.ADMIN, False),
        ("REFUSED", "SENT", Side.ADMIN, False),
        ("SI_INTG_ERROR", "IN_PROGRESS", Side.SI, False),
    ],
)
def test_an_outcome_stays_with_its_day_until_it_is_undone(outcome: str, wanted: str, side: Side, is_kept: bool) -> None:
    finished = moved(moved(CASE, "IN_PROGRESS"), outcome)
    after = moved(finished, wanted, side, at=LATER + timedelta(days=1))
    assert (after.finished_at, after.outcome) == ((LATER, outcome) if is_kept else (None, None))


@pytest.mark.rule("DEP-01", "DEP-06")
def test_a_delivered_case_carries_the_files_addressed_to_it_and_not_whom_else_they_go_to() -> None:
    before = replace(CASE, status=CaseStatus.HUBEE_RECEIVED, notified_at=None)
    assert not before.is_delivered
    delivered = before.delivered(FILES, at=START)
    own = tuple(replace(each, recipients=("EXT-01",)) for each in FILES[:2])
    assert delivered == replace(CASE, attachments=own, updated_at=START, completed_at=START)
    assert delivered.is_delivered
    assert delivered.attachment("file-1") == own[1]
    with pytest.raises(NotFound, match=r"^File is not found$"):
        delivered.attachment("file-2")


@pytest.mark.rule("SUB-08")
def test_what_was_fetched_before_a_switch_of_mode_is_read_only_for_its_recipient_alone() -> None:
    fetched, switched = replace(CASE, fetched_at=START), LATER
    with pytest.raises(Invalid, match=r"^Case is read-only since the subscription's access mode was changed$"):
        fetched.must_be_writable(SI, mode_changed_at=switched)
    fetched.must_be_writable(OSL, mode_changed_at=switched)
    fetched.must_be_writable(SI, mode_changed_at=None)
    fetched.must_be_writable(SI, mode_changed_at=START)
    CASE.must_be_writable(SI, mode_changed_at=switched)
    replace(CASE, fetched_at=LATER + timedelta(minutes=1)).must_be_writable(SI, mode_changed_at=switched)


@pytest.mark.rule("CAS-03")
@pytest.mark.parametrize("caller", [SI, OSL])
def test_an_archived_case_is_read_only_for_everybody(caller: Caller) -> None:
    with pytest.raises(Invalid, match=r"^Case is archived$"):
        replace(CASE, status=CaseStatus.ARCHIVED).must_be_writable(caller, mode_changed_at=None)


@pytest.mark.rule("JOB-04")
def test_files_to_purge_are_those_neither_deleted_nor_reported_by_ones_own_side() -> None:
    case = replace(CASE, attachments=(FILES[0], FILES[1], replace(FILES[2], status=AttachmentStatus.DELETED)))
    assert [case.attachments_to_purge(side) for side in Side] == [FILES[:2]] * 3
    reported = case.reported_purged(frozenset({"file-0", "unknown"}), side=Side.SI).reported_purged(frozenset({"file-1"}), side=Side.OSL)
    assert reported == replace(case, recipient_purged=frozenset({"file-0"}), osl_purged=frozenset({"file-1"}))
    assert [reported.attachments_to_purge(side) for side in (Side.SI, Side.OSL, Side.ADMIN)] == [(FILES[1],), (FILES[0],), (FILES[0],)]
    assert reported.reported_purged(frozenset({"file-0"}), side=Side.SI) is reported
