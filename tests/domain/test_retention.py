"""What a folder's cases and files become at an instant. **Source:** JOB-04, JOB-05."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.attachments import Attachment, AttachmentStatus
from chalicelib.domain.callers import Side
from chalicelib.domain.case_events import ActionType, CaseEvent, Dossier, EventStatus
from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.cases import Applicant, Case
from chalicelib.domain.history import Deed
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.processes import Process
from chalicelib.domain.retention import (
    Settlement,
    Step,
    event_files_to_erase,
    has_released,
    history_of,
    is_due,
    look_again,
    reminder_of_new_files,
    settle,
    waits_since,
)
from chalicelib.domain.values import replace

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
TOWN = OrganisationId.parse("SI-21380544000014-38544")
PROCESS = Process(
    code="P",
    name="P",
    osl=OrganisationId.parse("OSL-13002526500013-75107"),
    osl_formats=(),
    attachment_types=(),
    max_attachment_bytes=1,
    purge_status=CaseStatus.DONE,
    purge_days=9,  # and one day more
    archive_days=30,
    deletion_days=100,
    allows_messages=True,
    validation="Auto",
    created_at=NOW,
)


def file(name: str, *recipients: str, status: AttachmentStatus = AttachmentStatus.RECEIVED) -> Attachment:
    return Attachment(
        id=name,
        container="folders/F",
        position=0,
        file_name=name,
        type="PDF",
        size_bytes=1,
        mime_type="application/pdf",
        recipients=recipients,
        status=status,
        object_version="v",
    )


def case(name: str, *files: Attachment, status: CaseStatus = CaseStatus.DONE, since: int | None = None, **more: Any) -> Case:
    """A delivered case; ``since``: days ago it came to the purge status."""
    at = None if since is None else NOW - since * DAY
    made = Case(
        id=name,
        folder_id="F",
        process_code="P",
        osl=PROCESS.osl,
        recipient=TOWN,
        external_id=name,
        applicant=Applicant(first_name="C", last_name="M"),
        status=status,
        created_at=NOW - 90 * DAY,
        closed_at=at if status is CaseStatus.CLOSED else None,
        purgeable_from=at,
        **more,
    )
    return made.with_attachments_of(files)


def statuses(each: Case) -> list[AttachmentStatus]:
    return [attachment.status for attachment in each.attachments]


@pytest.mark.rule("JOB-04")
@pytest.mark.parametrize(("since", "is_past"), [(0, False), (9, False), (10, True), (200, True)])
def test_a_case_releases_its_files_a_day_after_the_delay(since: int, is_past: bool) -> None:
    assert has_released(case("A", since=since), PROCESS, at=NOW) is is_past
    assert is_due(case("A", since=since), Step.PURGE, PROCESS, at=NOW) is is_past
    assert not has_released(case("A", since=10), PROCESS, at=NOW - timedelta(microseconds=1))


@pytest.mark.rule("JOB-04")
def test_what_every_case_has_released_goes_and_what_one_needs_stays() -> None:
    shared, own = file("shared", "A", "B"), file("own", "A")
    due, young = case("A", shared, own, since=10), case("B", shared, own, since=9)
    settled = settle([due, young], [shared, own], process=PROCESS, at=NOW)
    waiting = replace(due, attachments=(due.attachments[0], due.attachments[1].deleted()), awaits_siblings=True)
    assert settled == Settlement(cases=(waiting,), attachments=(own.deleted(),), witnesses=(young,))
    assert waits_since(waiting, Step.PURGE) is None
    # The last one takes all.
    both = settle([waiting, young], [shared, own.deleted()], process=PROCESS, at=NOW + DAY)
    assert [statuses(each) for each in both.cases] == [[AttachmentStatus.DELETED] * 2, [AttachmentStatus.DELETED]]
    assert [(each.purged_at, each.awaits_siblings) for each in both.cases] == [(NOW + DAY, False)] * 2
    assert (both.attachments, both.witnesses, both.is_emptied) == ((shared.deleted(),), (), True)


@pytest.mark.rule("JOB-04")
def test_a_case_not_delivered_yet_keeps_what_is_addressed_to_it() -> None:
    shared = file("shared", "A", "B")
    late = replace(case("B", status=CaseStatus.HUBEE_RECEIVED), attachments=())
    settled = settle([case("A", shared, since=50), late], [shared], process=PROCESS, at=NOW)
    assert (settled.attachments, [each.awaits_siblings for each in settled.cases]) == ((), [True])


@pytest.mark.rule("JOB-04")
def test_what_never_came_or_was_refused_is_marked_too() -> None:
    files = [file(status, "A", status=status) for status in AttachmentStatus]
    settled = settle([case("A", *files, since=50)], files, process=PROCESS, at=NOW)
    assert set(statuses(settled.cases[0])) == {AttachmentStatus.DELETED}
    assert [each.id for each in settled.attachments] == ["PENDING", "RECEIVED", "CORRUPTED", "REJECTED"]


@pytest.mark.rule("JOB-04")
def test_a_process_that_puts_its_purge_status_or_delay_further_is_obeyed() -> None:
    shared = file("f", "A", "B")
    done = case("A", shared, since=50)
    stricter = replace(PROCESS, purge_status=CaseStatus.CLOSED)
    settled = settle([done], [shared], process=stricter, at=NOW)
    assert settled == Settlement(cases=(replace(done, purgeable_from=None),))
    waiting = replace(done, awaits_siblings=True)
    slower = replace(PROCESS, purge_days=60)
    sibling = case("B", shared, since=70)
    again = settle([waiting, sibling], [shared], process=slower, at=NOW)
    assert [(each.id, each.awaits_siblings) for each in again.cases] == [("A", False), ("B", True)]
    assert (again.attachments, again.witnesses) == ((), ())  # the first is written itself


@pytest.mark.rule("JOB-05")
def test_an_archived_case_offers_no_file_but_takes_none_from_its_sibling() -> None:
    shared, own = file("shared", "A", "B"), file("own", "A")
    closed = case("A", shared, own, status=CaseStatus.CLOSED, since=30, unread_from=NOW)
    alive = case("B", shared, own, status=CaseStatus.IN_PROGRESS)
    slow = replace(PROCESS, purge_days=1_000)
    assert settle([closed, alive], [shared, own], process=slow, at=NOW) == Settlement()
    assert settle([closed, alive], [shared, own], process=slow, at=NOW - timedelta(seconds=1), archives=True) == Settlement()
    settled = settle([closed, alive], [shared, own], process=slow, at=NOW, archives=True)
    archived = replace(
        closed,
        status=CaseStatus.ARCHIVED,
        archived_at=NOW,
        updated_at=NOW,
        purged_at=NOW,
        unread_from=None,
        attachments=tuple(each.deleted() for each in closed.attachments),
    )
    assert settled == Settlement(cases=(archived,), attachments=(own.deleted(),))
    assert [each.deed for each in history_of(closed, archived, has_files=True, at=NOW)] == [Deed.ARCHIVED]
    assert waits_since(archived, Step.DELETE) == NOW
    assert settle([archived, alive], [shared, own.deleted()], process=slow, at=NOW + DAY, archives=True) == Settlement()


def event(name: str, days_ago: int) -> CaseEvent:
    at = NOW - days_ago * DAY
    return CaseEvent(
        id=name,
        case_id="A",
        sequence=1,
        action_type=ActionType.ATTACH_DEPOSIT,
        status=EventStatus.SENT,
        side=Side.OSL,
        transmitter=PROCESS.osl,
        created_at=at,
        updated_at=at,
    )


@pytest.mark.rule("JOB-04")
def test_files_of_events_go_with_their_case_and_those_that_come_after_have_a_delay_of_their_own() -> None:
    before, after = event("before", 11), event("after", 9)
    dossier = Dossier(case=case("A", since=20), events=(before, after), files={"before": (file("b"),), "after": (file("a"),)})
    erased = event_files_to_erase(dossier, process=PROCESS, at=NOW, is_archived=False)
    assert [(each.event, each.attachments) for each in erased] == [(before, (file("b").deleted(),))]
    assert [each.due_at for each in look_again(dossier, process=PROCESS, at=NOW)] == [NOW + DAY]
    assert len(event_files_to_erase(dossier, process=PROCESS, at=NOW + DAY, is_archived=False)) == 2
    assert len(event_files_to_erase(dossier, process=PROCESS, at=NOW, is_archived=True)) == 2
    assert look_again(dossier, process=PROCESS, at=NOW + DAY) == ()
    reopened = replace(dossier, case=replace(dossier.case, purgeable_from=None))
    assert (event_files_to_erase(reopened, process=PROCESS, at=NOW, is_archived=False), look_again(reopened, process=PROCESS, at=NOW)) == ((), ())


@pytest.mark.rule("JOB-04")
def test_new_files_on_a_case_that_was_looked_at_are_reminded_of() -> None:
    plain = case("A", since=5)
    assert reminder_of_new_files(plain, process=PROCESS, at=NOW) == ()
    for looked_at in (replace(plain, purged_at=NOW), replace(plain, awaits_siblings=True)):
        assert [each.due_at for each in reminder_of_new_files(looked_at, process=PROCESS, at=NOW)] == [NOW + 10 * DAY]


NAMES = ("A", "B", "C")
CASE_STATES = st.sampled_from([CaseStatus.HUBEE_RECEIVED, CaseStatus.HUBEE_NOTIFIED, CaseStatus.DONE, CaseStatus.CLOSED, CaseStatus.ARCHIVED])


@st.composite
def folders(draw: st.DrawFn) -> tuple[list[Case], list[Attachment]]:
    """Cases anywhere in their lives, files with any recipients."""
    files = [file(f"f{each}", *draw(st.sets(st.sampled_from(NAMES), min_size=1))) for each in range(draw(st.integers(0, 4)))]
    cases = []
    for name in NAMES:
        status = draw(CASE_STATES)
        made = case(name, *files, status=status, since=draw(st.integers(0, 50)) if PROCESS.is_purgeable(status) else None)
        if status is CaseStatus.ARCHIVED:
            made = replace(made, archived_at=NOW, purged_at=NOW, attachments=tuple(each.deleted() for each in made.attachments))
        cases.append(made if made.is_delivered else replace(made, attachments=()))
    return cases, files


@pytest.mark.rule("JOB-04", "JOB-05")
@given(folders(), st.booleans())
def test_no_file_goes_that_a_case_may_still_fetch_and_none_stays_that_all_have_released(
    folder: tuple[list[Case], list[Attachment]], archives: bool
) -> None:
    cases, files = folder
    settled = settle(cases, files, process=PROCESS, at=NOW, archives=archives)
    after = {each.id: each for each in cases} | {each.id: each for each in settled.cases}
    rows = {each.id: each for each in files} | {each.id: each for each in settled.attachments}
    offered = {each.id for one in after.values() for each in one.attachments if each.status is not AttachmentStatus.DELETED}
    gone = {each.id for each in settled.attachments}
    assert not gone & offered
    for each in files:
        needing = [one for one in cases if one.external_id in each.recipients and not has_released(one, PROCESS, at=NOW)]
        needing = [one for one in needing if not (archives and is_due(one, Step.ARCHIVE, PROCESS, at=NOW))]
        assert (each.id in gone) is (not needing)
    assert all(waits_since(one, Step.PURGE) is None for one in after.values() if has_released(one, PROCESS, at=NOW))
    again = settle(list(after.values()), list(rows.values()), process=PROCESS, at=NOW, archives=archives)
    assert (again.cases, again.attachments) == ((), ())
