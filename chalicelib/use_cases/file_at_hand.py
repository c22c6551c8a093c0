"""An attachment that a caller brings bytes for, with what holds it: found, judged and kept the same way whoever brings them."""

from msgspec import Struct

from chalicelib.domain.attachments import Attachment, Verdict
from chalicelib.domain.callers import Caller
from chalicelib.domain.case_events import CaseEvent, EventStatus, seen_event
from chalicelib.domain.cases import seen_case
from chalicelib.domain.errors import NotFound
from chalicelib.domain.folders import Folder, must_exist
from chalicelib.domain.writes import Unchanged
from chalicelib.use_cases.ports import Commit, Exchange, Files, Scanner


class FileAtHand(Struct, frozen=True, kw_only=True):
    """An attachment and its holder, as they were read; ``is_open``: whether the holder still takes bytes."""

    holder: Folder | CaseEvent
    attachment: Attachment
    is_open: bool


def folder_file(folder_id: str, attachment_id: str, *, caller: Caller, exchange: Exchange) -> FileAtHand:
    """A folder's attachment, for its operator. Raises: NotFound, Forbidden."""
    folder, attachment = exchange.folder_attachment(folder_id, attachment_id)
    folder = must_exist(folder)
    folder.must_be_seen_by(caller)
    if attachment is None or attachment_id not in folder.attachment_ids:
        raise NotFound("Binary meta-data is not found")
    return FileAtHand(holder=folder, attachment=attachment, is_open=folder.is_open)


def event_file(case_id: str, event_id: str, attachment_id: str, *, caller: Caller, exchange: Exchange) -> FileAtHand:
    """An event's attachment, for the event's sender. Raises: NotFound, Forbidden, Invalid."""
    case, event, attachment = exchange.event_attachment(case_id, event_id, attachment_id)
    case, event = seen_case(case, caller), seen_event(event, caller)
    event.must_be_sent_by(caller)
    if attachment is None:
        raise NotFound("Binary meta-data is not found")
    case.must_be_writable(caller, mode_changed_at=None)
    return FileAtHand(holder=event, attachment=attachment, is_open=event.status is EventStatus.IN_PROGRESS)


def keep(file: FileAtHand, content: bytes, *, sha256: str, files: Files, scanner: Scanner, commit: Commit) -> Attachment:
    """Scan bytes that are those announced and store them if they are clean; the row is written last, while its holder is as it was read.

    Raises: StaleWrite, Unavailable.
    """
    verdict = scanner.scan((content,))
    object_version = files.put(file.attachment.prefix, content) if verdict is Verdict.CLEAN else None
    checked = file.attachment.checked(verdict, sha256=sha256, object_version=object_version)
    commit(checked, Unchanged(file.holder))
    return checked
