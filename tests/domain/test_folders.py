"""A folder: what a process has against a deposit, what is made of it, how far its operator may say it is."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from chalicelib.domain.attachments import AttachmentStatus
from chalicelib.domain.callers import Caller, Scope
from chalicelib.domain.case_status import ALIVE, CaseStatus
from chalicelib.domain.cases import Applicant
from chalicelib.domain.errors import Forbidden, Invalid, NotFound, TransitionRefused
from chalicelib.domain.folders import AttachmentDraft, CaseDraft, FolderDraft, must_exist, must_have_come, open_folder, refusals_of
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.partners import PartnerInfo
from chalicelib.domain.processes import Process
from chalicelib.domain.values import replace

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
LATER = AT + timedelta(hours=1)
OPERATOR = OrganisationId(type="OSL", company_register="13000918600011", branch_code="75115")
TOWNS = tuple(OrganisationId(type="SI", company_register=f"2138054430{index:04d}", branch_code="38544") for index in range(101))
PROCESS = Process(
    code="EtatCivil",
    name="État civil",
    osl=OPERATOR,
    osl_formats=("application/pdf",),
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
FILE = AttachmentDraft(file_name="acte.pdf", type="ActeEtatCivil-PDF", size_bytes=10, mime_type="application/pdf", recipients=("EXT-01",))
DRAFT = FolderDraft(
    process_code="EtatCivil",
    external_id="EXT",
    applicant=Applicant(first_name="Camille", last_name="MARTIN"),
    cases=(CaseDraft(recipient=TOWNS[0], external_id="EXT-01"), CaseDraft(recipient=TOWNS[1], external_id="EXT-02", partner_attributes="{}")),
    attachments=(FILE, replace(FILE, file_name="annexe.pdf", recipients=("EXT-01", "EXT-02"))),
)
EVERY_TOWN = dict.fromkeys(TOWNS, True)
DEPOSIT = open_folder(DRAFT, PROCESS, partner=PartnerInfo(editor_name="Éditeur"), ids=(f"id-{n}" for n in count()), at=AT)
FOLDER = DEPOSIT.folder


def refusals(draft: FolderDraft, process: Process = PROCESS, subscribed: dict[OrganisationId, bool] | None = None) -> list[str]:
    """What is said against a deposit to towns that all exist."""
    return list(refusals_of(draft, process, subscribed=EVERY_TOWN if subscribed is None else subscribed, known=frozenset(TOWNS)))


@pytest.mark.rule("DEP-03")
def test_nothing_is_said_against_a_right_deposit() -> None:
    assert refusals(DRAFT) == []


@pytest.mark.rule("DEP-03", "SUB-06", "ORG-05")
def test_each_refusal_is_told_in_the_words_of_the_interface() -> None:
    assert refusals(DRAFT, replace(PROCESS, is_activated=False)) == ["Process EtatCivil is not activated"]
    assert refusals(DRAFT, subscribed={TOWNS[0]: True, TOWNS[1]: False}) == [f"Case recipient {TOWNS[1]} does not suscribed to EtatCivil"]
    assert refusals(DRAFT, subscribed={TOWNS[0]: True}) == [f"Case recipient {TOWNS[1]} does not suscribed to EtatCivil"]
    unknown = replace(TOWNS[0], branch_code="99999")
    assert refusals(replace(DRAFT, cases=(DRAFT.cases[1], replace(DRAFT.cases[0], recipient=unknown)))) == [
        f"Case recipient {unknown} does not exist"
    ]
    twins = replace(DRAFT, cases=(DRAFT.cases[0], DRAFT.cases[0]), attachments=(FILE,))
    assert refusals(twins) == ["Case externalId EXT-01 is used more than once", f"Case recipient {TOWNS[0]} is used more than once"]


@pytest.mark.rule("DEP-03")
def test_every_fault_of_an_attachment_is_told() -> None:
    wrong = replace(FILE, type="10870-PDF", size_bytes=1_001, mime_type="image/png", recipients=("EXT-01", "EXT-09"))
    assert refusals(replace(DRAFT, attachments=(wrong, replace(FILE, recipients=())))) == [
        "Attachment acte.pdf recipient EXT-09 is not a case of the folder",
        "Attachment acte.pdf format image/png is not allowed for EtatCivil",
        "Attachment acte.pdf size 1001 exceeds the maximum 1000 of EtatCivil",
        "Attachment acte.pdf type 10870-PDF is not allowed for EtatCivil",
        "Attachment acte.pdf names no case in recipients",
    ]


@pytest.mark.rule("DEP-03")
def test_a_folder_has_at_most_100_cases_and_100_attachments() -> None:
    cases = tuple(CaseDraft(recipient=town, external_id=f"EXT-{index:02d}") for index, town in enumerate(TOWNS))
    full = replace(DRAFT, cases=cases[:100], attachments=(FILE,) * 100)
    assert refusals(full) == []
    assert refusals(replace(full, cases=cases)) == ["A folder has at most 100 cases"]
    assert refusals(replace(full, attachments=(FILE,) * 101)) == ["A folder has at most 100 attachments"]


@pytest.mark.rule("DEP-01", "OAU-06")
def test_a_deposit_is_made_whole_with_an_id_for_everything() -> None:
    assert [case.id for case in DEPOSIT.cases] == list(FOLDER.case_ids) == ["id-1", "id-2"]
    assert [each.id for each in DEPOSIT.attachments] == list(FOLDER.attachment_ids) == ["id-3", "id-4"]
    assert {FOLDER.status, *(case.status for case in DEPOSIT.cases)} == {CaseStatus.HUBEE_RECEIVED}
    assert {each.status for each in DEPOSIT.attachments} == {AttachmentStatus.PENDING}
    assert [each.object_key for each in DEPOSIT.attachments] == ["folders/id-0/id-3", "folders/id-0/id-4"]
    assert (FOLDER.recipients, FOLDER.partner) == (TOWNS[:2], PartnerInfo(editor_name="Éditeur"))
    assert [(case.folder_id, case.recipient, case.partner_attributes) for case in DEPOSIT.cases] == [
        ("id-0", TOWNS[0], None),
        ("id-0", TOWNS[1], "{}"),
    ]


@pytest.mark.rule("DEP-06")
def test_only_bytes_that_have_not_come_hold_a_completion_back_each_named() -> None:
    first, second = DEPOSIT.attachments
    decided = [replace(first, status=status) for status in AttachmentStatus if status is not AttachmentStatus.PENDING]
    must_have_come(tuple(decided))
    with pytest.raises(Invalid) as refused:
        must_have_come((first, *decided, second))
    assert refused.value.messages == ("Attachment id-3 acte.pdf has not been received", "Attachment id-4 annexe.pdf has not been received")


@pytest.mark.rule("DEP-07")
@pytest.mark.parametrize("status", list(CaseStatus))
def test_a_folder_is_deleted_before_its_completion_only(status: CaseStatus) -> None:
    folder = replace(FOLDER, status=status)
    if status is CaseStatus.HUBEE_RECEIVED:
        folder.must_be_deletable()
    else:
        done = "completed" if status is CaseStatus.HUBEE_COMPLETED else "notified"
        with pytest.raises(Invalid, match=f"^Folder is already {done}, it can not be deleted$"):
            folder.must_be_deletable()


@pytest.mark.rule("DEP-08")
@pytest.mark.parametrize("current", list(CaseStatus))
@pytest.mark.parametrize("wanted", [*CaseStatus, "FINISHED"])
def test_once_notified_it_is_wherever_its_operator_says_but_at_the_hubs_own_statuses(current: CaseStatus, wanted: str) -> None:
    folder = replace(FOLDER, status=current)
    if current in ALIVE and wanted in ALIVE:
        after = folder.reported(wanted, at=LATER, closed_at=None)
        assert after == replace(folder, status=CaseStatus(wanted), updated_at=LATER, closed_at=LATER if wanted == "CLOSED" else None)
    else:
        with pytest.raises(TransitionRefused, match=f"^Folder status can not be changed from {current} to {wanted}$"):
            folder.reported(wanted, at=LATER, closed_at=None)


@pytest.mark.rule("DEP-08")
def test_a_closing_keeps_its_first_date_unless_told_another_and_a_reopening_forgets_it() -> None:
    closed = FOLDER.notified(at=AT).reported("CLOSED", at=LATER, closed_at=None)
    again = closed.reported("CLOSED", at=LATER + timedelta(days=1), closed_at=None)
    assert again.closed_at == LATER
    assert closed.reported("CLOSED", at=LATER, closed_at=AT).closed_at == AT
    assert again.reported("HUBEE_NOTIFIED", at=LATER, closed_at=None).closed_at is None


@pytest.mark.rule("DEP-08", "OAU-03")
def test_a_folder_is_its_operators_and_the_administrations() -> None:
    FOLDER.must_be_seen_by(Caller(scope=Scope.OSL, client_id="osl", organisation=OPERATOR, process_codes=frozenset({"EtatCivil"})))
    FOLDER.must_be_seen_by(Caller(scope=Scope.ADMIN, client_id="admin", organisation=OPERATOR))
    with pytest.raises(Forbidden, match=r"^Unauthorized user$"):
        FOLDER.must_be_seen_by(Caller(scope=Scope.OSL, client_id="osl", organisation=OPERATOR, process_codes=frozenset({"CERTDC"})))
    assert must_exist(FOLDER) is FOLDER
    with pytest.raises(NotFound, match=r"^Folder is not found$"):
        must_exist(None)
