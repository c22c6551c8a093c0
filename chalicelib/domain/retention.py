"""How long a télédossier is kept: its files go, then it is archived, then nothing of it is left but the counts.

A file of a folder is shared by the cases that list it. It is marked DELETED in each list, then in its own row, and only then
are its bytes erased: a file that some list still offers is always there.

**Source:** JOB-04, JOB-05.
"""

from collections.abc import Container, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from chalicelib.domain.agenda import AgendaEntry, Topic
from chalicelib.domain.attachments import Attachment, AttachmentStatus
from chalicelib.domain.case_events import CaseEvent, Dossier
from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.cases import Case
from chalicelib.domain.history import Deed, HistoryEntry
from chalicelib.domain.processes import Process
from chalicelib.domain.values import replace


class Step(StrEnum):
    """What is done to a case that nobody treats any more, in this order."""

    PURGE = "purge"
    ARCHIVE = "archive"
    DELETE = "delete"


def delay_of(step: Step, process: Process) -> timedelta:
    """How long a process has its cases wait for a step, from :func:`waits_since` on."""
    match step:
        case Step.PURGE:
            return process.purge_delay
        case Step.ARCHIVE:
            return timedelta(days=process.archive_days)
        case Step.DELETE:
            return timedelta(days=process.deletion_days)


def waits_since(case: Case, step: Step) -> datetime | None:
    """Since when a case waits for a step; None when it does not. One that waits for its siblings is taken along by them."""
    match step:
        case Step.PURGE:
            return None if case.purged_at or case.awaits_siblings else case.purgeable_from
        case Step.ARCHIVE:
            return case.closed_at if case.status is CaseStatus.CLOSED else None
        case Step.DELETE:
            return case.archived_at if case.status is CaseStatus.ARCHIVED else None


def is_due(case: Case, step: Step, process: Process, *, at: datetime) -> bool:
    """Whether a step's delay has passed, as the process has it now."""
    since = waits_since(case, step)
    return since is not None and since + delay_of(step, process) <= at


def has_released(case: Case, process: Process, *, at: datetime) -> bool:
    """Whether a case needs its files no more: past the purge status since the delay, or archived."""
    if case.status is CaseStatus.ARCHIVED:
        return True
    return case.purgeable_from is not None and process.is_purgeable(case.status) and case.purgeable_from + process.purge_delay <= at


class Settlement(Struct, frozen=True, kw_only=True):
    """What becomes of a folder's cases and files at an instant: those that change, as they have become.

    ``witnesses`` are cases that keep a file from going, one for each case that waits for it: as long as they are as they
    were read, it waits rightly. ``is_emptied``: no file of the folder is left.
    """

    cases: tuple[Case, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    witnesses: tuple[Case, ...] = ()
    is_emptied: bool = False


def settle(cases: Sequence[Case], attachments: Sequence[Attachment], *, process: Process, at: datetime, archives: bool = False) -> Settlement:
    """Judge a folder's cases and files: what every case has released goes; ``archives``: cases due for it are archived, too.

    ``cases`` and ``attachments`` are all that there are of the folder.
    """
    leaving = {each.id for each in cases if archives and is_due(each, Step.ARCHIVE, process, at=at)}
    released = leaving | {each.id for each in cases if has_released(each, process, at=at)}
    holder_by_file = {file_id: case for case in cases if case.id not in released for file_id in _held_by(case, attachments)}
    changed: list[Case] = []
    witnesses: dict[str, Case] = {}
    for case in cases:
        if case.id in leaving or case.status is CaseStatus.ARCHIVED:
            after = _archived(case, at=at)
        elif case.id in released:
            after = _purged(case, keeping=holder_by_file.keys(), at=at)
            if (held := next((each.id for each in after.attachments if _is_there(each)), None)) is not None:
                witnesses[holder_by_file[held].id] = holder_by_file[held]
        elif waits_since(case, Step.PURGE) and not process.is_purgeable(case.status):
            after = replace(case, purgeable_from=None)  # the process has put its purge status further
        elif case.awaits_siblings:
            after = replace(case, awaits_siblings=False)  # its process has lengthened the delay: it waits for its own day again
        else:
            continue
        if after != case:
            changed.append(after)
    gone = tuple(each.deleted() for each in attachments if _is_there(each) and each.id not in holder_by_file)
    return Settlement(
        cases=tuple(changed),
        attachments=gone,
        witnesses=tuple(each for each in witnesses.values() if each.id not in {case.id for case in changed}),
        is_emptied=len(gone) == sum(map(_is_there, attachments)),
    )


def _is_there(attachment: Attachment) -> bool:
    return attachment.status is not AttachmentStatus.DELETED


def _held_by(case: Case, attachments: Sequence[Attachment]) -> list[str]:
    """The files a case may still be asked for; before its delivery they are told by whom they are addressed to."""
    if case.is_delivered:
        return [each.id for each in case.attachments if _is_there(each)]
    return [each.id for each in attachments if case.external_id in each.recipients]


def _purged(case: Case, *, keeping: Container[str], at: datetime) -> Case:
    listed = tuple(each if each.id in keeping or not _is_there(each) else each.deleted() for each in case.attachments)
    awaits = any(map(_is_there, listed))
    return replace(case, attachments=listed, awaits_siblings=awaits, purged_at=None if awaits else case.purged_at or at)


def _archived(case: Case, *, at: datetime) -> Case:
    """An archived case is read-only for everybody and offers no file, whatever its siblings do."""
    if case.status is CaseStatus.ARCHIVED:
        return case
    purged = _purged(case, keeping=(), at=at)
    return replace(purged, status=CaseStatus.ARCHIVED, archived_at=at, updated_at=at, unread_from=None)


def _files_due_at(event: CaseEvent, case: Case, process: Process) -> datetime | None:
    """When an event's files go: with its case; those that came when that was due already have a delay of their own.

    None while the case is not at its purge status.
    """
    if case.purgeable_from is None:
        return None
    due_at = case.purgeable_from + process.purge_delay
    return due_at if event.created_at < due_at else event.created_at + process.purge_delay


class EventFiles(Struct, frozen=True, kw_only=True):
    """The files of one event that go."""

    event: CaseEvent
    attachments: tuple[Attachment, ...]


def event_files_to_erase(dossier: Dossier, *, process: Process, at: datetime, is_archived: bool) -> tuple[EventFiles, ...]:
    """The files of a released case's events that go now."""
    found = []
    for event in dossier.events:
        due_at = _files_due_at(event, dossier.case, process)
        gone = tuple(each.deleted() for each in dossier.files.get(event.id, ()) if _is_there(each))
        if gone and (is_archived or (due_at is not None and due_at <= at)):
            found.append(EventFiles(event=event, attachments=gone))
    return tuple(found)


def look_again(dossier: Dossier, *, process: Process, at: datetime) -> tuple[AgendaEntry, ...]:
    """A reminder of the next files of a case's events that go after now."""
    live = (event for event in dossier.events if any(map(_is_there, dossier.files.get(event.id, ()))))
    later = [due_at for event in live if (due_at := _files_due_at(event, dossier.case, process)) is not None and due_at > at]
    return (purge_reminder(dossier.case, at=min(later)),) if later else ()


def purge_reminder(case: Case, *, at: datetime) -> AgendaEntry:
    """Look at a case's files again from an instant on."""
    return AgendaEntry(topic=Topic.PURGE, due_at=at, subject=case.id)


def reminder_of_new_files(case: Case, *, process: Process, at: datetime) -> tuple[AgendaEntry, ...]:
    """What an event with files commits on a case whose files were looked at: no index finds it again."""
    is_settled = case.purged_at is not None or case.awaits_siblings
    return (purge_reminder(case, at=at + process.purge_delay),) if is_settled else ()


def history_of(before: Case, after: Case, *, has_files: bool, at: datetime) -> tuple[HistoryEntry, ...]:
    """What a case's history tells of a step."""
    if after.status is CaseStatus.ARCHIVED and before.status is not CaseStatus.ARCHIVED:
        return (_told(after, Deed.ARCHIVED, at=at),)
    if after.purged_at and not before.purged_at and (has_files or before.attachments):
        return (_told(after, Deed.PURGED, at=at),)
    return ()


def _told(case: Case, deed: Deed, *, at: datetime) -> HistoryEntry:
    return HistoryEntry(id=str(deed), case_id=case.id, deed=deed, at=at, organisation=case.recipient)
