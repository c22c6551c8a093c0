"""A person downloads the files of a télédossier: one of them, or all (POR-03, POR-04).

The bytes are read first, then what the download leaves is committed, then they are answered. An answer lost on the way
leaves a download that its person did not get, who then does it again; the other way round, files would leave that neither
the history nor the audit trail tells of. That is worse.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from msgspec import Struct

from chalicelib.domain.archives import ArchiveMember, files_of, weight_of
from chalicelib.domain.attachments import Attachment
from chalicelib.domain.callers import Side
from chalicelib.domain.case_access import NOT_FOUND, access_to
from chalicelib.domain.case_events import CaseEvent, seen_event
from chalicelib.domain.cases import Case
from chalicelib.domain.downloads import NO_FILE, traces_of
from chalicelib.domain.errors import NotFound
from chalicelib.domain.file_names import safe_name
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.portal_events import instructor_of
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.preparations import Preparation, PreparationKind, asked_for, reminder_of
from chalicelib.domain.values import replace
from chalicelib.use_cases.people_ports import Archiver
from chalicelib.use_cases.ports import Commit, Exchange, Files, Ids

_ZIP = "application/zip"


class Handed(Struct, frozen=True, kw_only=True):
    """A file as it is handed out; ``sha256`` in base64 when the hub has checked it, None for what it has just made."""

    file_name: str
    mime_type: str
    content: bytes
    sha256: str | None = None


def download_file(
    case_id: str,
    attachment_id: str,
    *,
    event_id: str | None = None,
    user: PortalUser,
    now: datetime,
    ids: Ids,
    exchange: Exchange,
    files: Files,
    commit: Commit,
) -> Handed | Preparation:
    """Hand out one file of a télédossier or of one of its events, under its own name; a large one by a link to where it is.

    Raises: NotFound, Forbidden, StaleWrite.
    """
    case, event, attachment = _found(case_id, event_id, attachment_id, exchange)
    process, subscription = exchange.rules_for(case)
    access = access_to(user, case, process, subscription)
    access.must_download()
    if event is not None:
        seen_event(event, instructor_of(user, case))
    if attachment is None:
        attachment = case.attachment(attachment_id)
    attachment.must_be_readable()
    assert attachment.object_version is not None  # a RECEIVED file names its stored version
    is_own = event is not None and event.side is Side.SI
    traces = traces_of(
        case, user=user, access=access, process=process, subscription=subscription, at=now, ids=ids, attachment=attachment, moves=not is_own
    )
    if attachment.size_bytes > LIMITS.answer_bytes:
        preparation = _linked(attachment, case, user=user, now=now, ids=ids)
        commit(*traces, preparation, reminder_of(preparation, at=now))
        return preparation
    content = files.get(attachment.object_key, attachment.object_version)
    commit(*traces)
    return Handed(file_name=attachment.file_name, mime_type=attachment.mime_type, content=content, sha256=attachment.sha256)


def download_case(
    case_id: str,
    *,
    user: PortalUser,
    now: datetime,
    ids: Ids,
    exchange: Exchange,
    files: Files,
    archiver: Archiver,
    commit: Commit,
) -> Handed | Preparation:
    """Hand out all files of a télédossier in one archive; a large one is prepared.

    Raises: NotFound, Forbidden, StaleWrite.
    """
    dossier = exchange.dossier(case_id)
    if dossier is None:
        raise NotFound(NOT_FOUND)
    case = dossier.case
    process, subscription = exchange.rules_for(case)
    access = access_to(user, case, process, subscription)
    access.must_download()
    found = files_of(dossier)
    if not found:
        raise NotFound(NO_FILE)
    name = safe_name(f"teledossier-{case.external_id}.zip")
    if weight_of(found) > LIMITS.answer_bytes:
        asked = asked_for(PreparationKind.ARCHIVE, preparation_id=next(ids), user=user, file_name=name, at=now)
        preparation = replace(asked, case_ids=(case.id,), process_codes=frozenset({case.process_code}))
        commit(preparation, reminder_of(preparation, at=now))
        return preparation
    content = b"".join(archiver.pack(_members(found, at=case.received_at, files=files)))
    commit(*traces_of(case, user=user, access=access, process=process, subscription=subscription, at=now, ids=ids))
    return Handed(file_name=name, mime_type=_ZIP, content=content)


def _members(found: list[tuple[str, Attachment]], *, at: datetime, files: Files) -> Iterator[ArchiveMember]:
    for path, each in found:
        read = partial(files.stream, each.object_key, each.object_version or "")
        yield ArchiveMember(path=path, at=at, size_bytes=each.size_bytes, read=read)


def _found(case_id: str, event_id: str | None, attachment_id: str, exchange: Exchange) -> tuple[Case, CaseEvent | None, Attachment | None]:
    """A case, and an event with its file where one is named. Raises: NotFound."""
    if event_id is None:
        case = exchange.case(case_id)
        if case is None:
            raise NotFound(NOT_FOUND)
        return case, None, None
    case, event, attachment = exchange.event_attachment(case_id, event_id, attachment_id)
    if case is None:
        raise NotFound(NOT_FOUND)
    if event is None or attachment is None:
        raise NotFound("File is not found")
    return case, event, attachment


def _linked(attachment: Attachment, case: Case, *, user: PortalUser, now: datetime, ids: Ids) -> Preparation:
    """A file too large for an answer is ready where it lies."""
    asked = asked_for(PreparationKind.FILE, preparation_id=next(ids), user=user, file_name=attachment.file_name, at=now)
    return replace(
        asked,
        process_codes=frozenset({case.process_code}),
        object_key=attachment.object_key,
        object_version=attachment.object_version,
        size_bytes=attachment.size_bytes,
        included=(case.id,),
        traced=1,
    ).ready()
