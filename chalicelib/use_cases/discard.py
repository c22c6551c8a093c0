"""Deposits that go away: deleted by their operator, abandoned, or cut off half made (DEP-07, DEP-13).

The folder's row goes first, with a reminder of what is left: from then on nothing of it can be seen, and whatever cuts
the rest off, the agenda brings it back until nothing is left.
"""

from datetime import datetime

from chalicelib.domain.agenda import AgendaEntry, Topic
from chalicelib.domain.attachments import Attachment
from chalicelib.domain.callers import Caller
from chalicelib.domain.cases import Case
from chalicelib.domain.errors import StaleWrite
from chalicelib.domain.folder_entries import children_in, folder_entry
from chalicelib.domain.folders import Folder, must_exist
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Remove, batches
from chalicelib.use_cases.one_by_one import one_by_one
from chalicelib.use_cases.ports import Agenda, Commit, Exchange, Files


def delete_folder(folder_id: str, *, caller: Caller, now: datetime, exchange: Exchange, files: Files, commit: Commit) -> None:
    """Delete a folder that was never completed, with its files. Raises: NotFound, Forbidden, Invalid, StaleWrite."""
    folder = must_exist(exchange.folder(folder_id))
    folder.must_be_seen_by(caller)
    folder.must_be_deletable()
    _remove(folder, now=now, exchange=exchange, files=files, commit=commit)


def remove_abandoned(*, now: datetime, limit: int, agenda: Agenda, exchange: Exchange, files: Files, commit: Commit) -> int:
    """Remove deposits that were never completed in 30 days; answers how many entries were looked at. Raises: Unavailable."""

    def remove(entry: AgendaEntry) -> None:
        folder = exchange.folder(entry.subject)
        if folder is not None and folder.is_open:
            _remove(folder, now=now, exchange=exchange, files=files, commit=commit)
        commit(Remove(entry))

    return one_by_one(agenda.due(Topic.ABANDONED_DEPOSIT, at=now, limit=limit), remove, now=now, commit=commit)


def erase_leftovers(*, now: datetime, limit: int, agenda: Agenda, exchange: Exchange, files: Files, commit: Commit) -> int:
    """Finish erasures that were cut off, and collect deposits that were; answers how many entries were looked at. Raises: Unavailable."""

    def erase(entry: AgendaEntry) -> None:
        if _is_prefix(entry):
            for prefix in entry.details or (entry.subject,):
                files.erase(prefix)
            commit(Remove(entry))
        elif exchange.folder(entry.subject) is None:
            _erase(entry, exchange=exchange, files=files, commit=commit)
        else:
            commit(Remove(entry))

    return one_by_one(agenda.due(Topic.ERASURE, at=now, limit=limit), erase, now=now, commit=commit)


def _is_prefix(entry: AgendaEntry) -> bool:
    """An erasure of files names where they lie, or else, in its details, each that goes; one of a deposit names the folder."""
    return "/" in entry.subject


def _remove(folder: Folder, *, now: datetime, exchange: Exchange, files: Files, commit: Commit) -> None:
    erasure = folder_entry(Topic.ERASURE, folder, at=now)
    commit(Remove(folder), erasure, replace(erasure, due_at=now + LIMITS.upload_grace))  # later again: an upload may be under way
    _erase(erasure, exchange=exchange, files=files, commit=commit)


def _erase(erasure: AgendaEntry, *, exchange: Exchange, files: Files, commit: Commit) -> None:
    cases, attachments = exchange.leftovers(*children_in(erasure))
    rows: list[Case | Attachment] = [*cases, *attachments]
    try:
        for batch in batches((Remove(row),) for row in rows):
            commit(*batch)
    except StaleWrite:  # a check has just written a file: the folder is gone all the same, and the agenda comes back for the rest
        return
    files.erase(f"folders/{erasure.subject}/")
    commit(Remove(erasure))
