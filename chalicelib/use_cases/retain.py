"""Files go when no case needs them any more, closed cases are archived (JOB-04, JOB-05).

A folder is settled as a whole: whichever of its cases is met first, all of them are judged. Lists are marked before the
rows of files, rows before bytes, so that a cut leaves nothing offered that is not there. What is left to do is told by the
index as long as its case is not written, by a reminder where one transaction does not hold the whole, by an erasure for bytes.
"""

from datetime import datetime

from msgspec import Struct

from chalicelib.domain.agenda import AgendaEntry, Topic
from chalicelib.domain.attachments import Attachment
from chalicelib.domain.case_events import Dossier, EventStatus
from chalicelib.domain.cases import Case
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.processes import Process
from chalicelib.domain.retention import (
    EventFiles,
    Settlement,
    Step,
    delay_of,
    event_files_to_erase,
    has_released,
    history_of,
    is_due,
    look_again,
    purge_reminder,
    settle,
)
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Remove, Unchanged, Write, batches
from chalicelib.use_cases.one_by_one import all_tried, one_by_one
from chalicelib.use_cases.ports import Agenda, Commit, Exchange, Files, Referential


class _Round(Struct, frozen=True, kw_only=True):
    """What one run settles folders with."""

    now: datetime
    archives: bool
    exchange: Exchange
    files: Files
    commit: Commit


def purge_files(*, now: datetime, limit: int, agenda: Agenda, exchange: Exchange, files: Files, referential: Referential, commit: Commit) -> int:
    """Erase the files that every case has released; answers how many reminders and cases were looked at."""
    this = _Round(now=now, archives=False, exchange=exchange, files=files, commit=commit)
    entries = agenda.due(Topic.PURGE, at=now, limit=limit)
    looked_at = len(entries)
    with all_tried() as one:
        with one():
            one_by_one(entries, lambda entry: _follow(entry, this), now=now, commit=commit)
        with one():
            looked_at += _settle_waiting(Step.PURGE, this, limit=limit - len(entries), referential=referential)
    return looked_at


def archive_cases(*, now: datetime, limit: int, exchange: Exchange, files: Files, referential: Referential, commit: Commit) -> int:
    """Archive the cases closed for their process's delay, with their files; answers how many cases were looked at."""
    this = _Round(now=now, archives=True, exchange=exchange, files=files, commit=commit)
    return _settle_waiting(Step.ARCHIVE, this, limit=limit, referential=referential)


def _settle_waiting(step: Step, this: _Round, *, limit: int, referential: Referential) -> int:
    looked_at = 0
    with all_tried() as one:
        for process in referential.processes():
            if looked_at >= limit:
                break
            before = this.now - delay_of(step, process)
            ids = this.exchange.waiting_for(step, process, before=before, limit=limit - looked_at)
            looked_at += len(ids)
            case_by_folder = {case.folder_id: case for case in this.exchange.cases(ids).values()}
            for case in case_by_folder.values():
                with one():  # a case may have moved meanwhile, or another run be here
                    _settle_folder(case, process, this)
    return looked_at


def _follow(entry: AgendaEntry, this: _Round) -> None:
    """Settle what a reminder names; it goes once there is nothing left to do now."""
    case = this.exchange.case(entry.subject)
    process = this.exchange.rules_for(case)[0] if case is not None else None
    if case is None or process is None:
        this.commit(Remove(entry))
    elif not _settle_folder(case, process, this):
        dossier = this.exchange.dossier(case.id)
        later = look_again(dossier, process=process, at=this.now) if dossier is not None else ()
        this.commit(Remove(entry), *later)


def _settle_folder(met: Case, process: Process, this: _Round) -> bool:
    """Judge every case and file of the folder of a case that was met, and act; answers whether there was anything to do."""
    folder = this.exchange.folder(met.folder_id)
    cases, attachments = this.exchange.children(folder) if folder else ((met,), ())
    settlement = settle(cases, attachments, process=process, at=this.now, archives=this.archives)
    after_by_id = {case.id: case for case in settlement.cases}
    groups: list[tuple[Write, ...]] = []
    has_erased = False
    for case in cases:
        after = after_by_id.get(case.id, case)
        if case.id != met.id and after is case:
            continue
        dossier = _dossier_of(case, this)
        is_leaving = this.archives and is_due(case, Step.ARCHIVE, process, at=this.now)
        if is_leaving or has_released(case, process, at=this.now):
            for each in event_files_to_erase(dossier, process=process, at=this.now, is_archived=is_leaving):
                _erase_event_files(case, each, this)
                has_erased = True
        if after is not case:
            later = () if is_leaving else look_again(dossier, process=process, at=this.now)
            groups.append((after, *history_of(case, after, has_files=bool(dossier.files), at=this.now), *later))
    _carry_out(met, settlement, groups, this)
    return has_erased or bool(groups) or bool(settlement.attachments)


def _dossier_of(case: Case, this: _Round) -> Dossier:
    """The events of a case as they are now, on the case as it was judged."""
    dossier = this.exchange.dossier(case.id)
    return Dossier(case=case) if dossier is None else replace(dossier, case=case)


def _erase_event_files(case: Case, gone: EventFiles, this: _Round) -> None:
    """The rows in one transaction, as long as the case is as it was judged; then the bytes.

    Of these files alone: others may join an event that is not sent, now or before the late erasure.
    """
    prefixes = tuple(each.prefix for each in gone.attachments)
    erasure = replace(_erasure(f"cases/{case.id}/events/{gone.event.id}/", this), details=prefixes)
    late = (replace(erasure, due_at=this.now + LIMITS.upload_grace),) if gone.event.status is EventStatus.IN_PROGRESS else ()
    this.commit(Unchanged(case), *gone.attachments, erasure, *late)  # late: an upload may be under way
    for prefix in prefixes:
        this.files.erase(prefix)
    this.commit(Remove(erasure))


def _carry_out(met: Case, settlement: Settlement, cases: list[tuple[Write, ...]], this: _Round) -> None:
    """Cases first, then files: a file's row is marked when no list offers it any more, its bytes go after that."""
    if not cases and not settlement.attachments:
        return
    files, erasures = _files_of(met, settlement, this)
    waves = list(batches([*cases, *((Unchanged(each),) for each in settlement.witnesses), *files]))
    if len(waves) > 1:
        this.commit(purge_reminder(met, at=this.now))  # stays until a later look finds nothing left to do
    for wave in waves:
        this.commit(*wave)
    for erasure in erasures:
        this.files.erase(erasure.subject)
    for batch in batches((Remove(each),) for each in erasures):
        this.commit(*batch)


def _files_of(met: Case, settlement: Settlement, this: _Round) -> tuple[list[tuple[Attachment | AgendaEntry, ...]], list[AgendaEntry]]:
    """The rows of files that go, each with the erasure of its bytes; all at once, with the last row, when the folder keeps none.

    Never after it: a cut between the two would leave bytes that no row tells of.
    """
    rows = settlement.attachments
    if not rows:
        return [], []
    if settlement.is_emptied:
        whole = _erasure(f"folders/{met.folder_id}/", this)
        return [*((each,) for each in rows[:-1]), (rows[-1], whole)], [whole]
    erasures = [_erasure(each.prefix, this) for each in rows]
    return list(zip(rows, erasures, strict=True)), erasures


def _erasure(prefix: str, this: _Round) -> AgendaEntry:
    return AgendaEntry(topic=Topic.ERASURE, due_at=this.now, subject=prefix)
