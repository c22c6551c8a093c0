"""Archived cases are deleted for good (JOB-05); only the counts and the audit trail outlive them.

What hangs on a case goes first and the case last, so that a cut leaves it to be met again. The folder is written with each
of its cases: two last ones that go at once cannot both leave it behind.
"""

from datetime import datetime

from chalicelib.domain.agenda import AgendaEntry, Topic
from chalicelib.domain.case_events import Dossier
from chalicelib.domain.inbox import words_of
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.processes import Process
from chalicelib.domain.retention import Step, delay_of, is_due
from chalicelib.domain.statistics import as_increments, increments
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Remove, Write, batches
from chalicelib.use_cases.one_by_one import all_tried
from chalicelib.use_cases.people_ports import Histories
from chalicelib.use_cases.ports import Commit, Exchange, Files, Notifications, Referential


def delete_archived(
    *,
    now: datetime,
    limit: int,
    exchange: Exchange,
    files: Files,
    notifications: Notifications,
    histories: Histories,
    referential: Referential,
    commit: Commit,
) -> int:
    """Delete the cases archived for their process's delay; answers how many were looked at."""
    looked_at = 0
    with all_tried() as one:
        for process in referential.processes():
            if looked_at >= limit:
                break
            ids = exchange.waiting_for(Step.DELETE, process, before=now - delay_of(Step.DELETE, process), limit=limit - looked_at)
            looked_at += len(ids)
            for case_id in ids:
                with one():  # another run may be here, or a sibling have just gone
                    dossier = exchange.dossier(case_id)
                    if dossier is not None and is_due(dossier.case, Step.DELETE, process, at=now):
                        _remove_what_hangs_on(dossier, notifications=notifications, histories=histories, commit=commit)
                        _remove(dossier, process, now=now, exchange=exchange, files=files, commit=commit)
    return looked_at


def _remove_what_hangs_on(dossier: Dossier, *, notifications: Notifications, histories: Histories, commit: Commit) -> None:
    case = dossier.case
    groups: list[tuple[Write, ...]] = [(Remove(each),) for each in notifications.about(case.id, limit=LIMITS.notifications_max)]
    groups += [(Remove(file),) for each in dossier.files.values() for file in each]
    groups += [(Remove(event),) for event in dossier.events]
    groups += [(Remove(word),) for word in words_of(case)] if case.ingested_at else []
    while told := histories.history(case.id):
        for batch in batches((Remove(each),) for each in told):
            commit(*batch)
    for batch in batches(groups):
        commit(*batch)


def _remove(dossier: Dossier, process: Process, *, now: datetime, exchange: Exchange, files: Files, commit: Commit) -> None:
    """The case, and its folder with it when it is the last; what the statistics have not counted of it is counted now."""
    case, folder = dossier.case, exchange.folder(dossier.case.folder_id)
    writes: list[Write] = [Remove(case), *as_increments({} if process.is_reserved else increments(case))]
    prefixes = [f"cases/{case.id}/"] if dossier.files else []
    if folder is not None:
        siblings, attachments = exchange.children(folder)
        if all(each.id == case.id for each in siblings):
            for batch in batches((Remove(each),) for each in attachments):
                commit(*batch)
            writes.append(Remove(folder))
            prefixes.append(f"folders/{folder.id}/")
        else:
            writes.append(replace(folder, case_ids=tuple(each for each in folder.case_ids if each != case.id)))
    erasures = [AgendaEntry(topic=Topic.ERASURE, due_at=now, subject=each) for each in prefixes]
    commit(*writes, *erasures)
    for erasure in erasures:
        files.erase(erasure.subject)
        commit(Remove(erasure))
