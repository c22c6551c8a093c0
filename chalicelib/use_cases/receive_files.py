"""The bytes of announced attachments come in, are checked, stored and scanned (DEP-04, CAS-05)."""

from chalicelib.domain.attachments import Attachment, Verdict, digest_of, faults_of, must_be_pending
from chalicelib.domain.callers import Caller
from chalicelib.domain.case_events import CaseEvent, EventStatus
from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.folders import Folder, must_exist
from chalicelib.domain.writes import Unchanged
from chalicelib.use_cases.ports import Commit, Exchange, Files, Scanner


def receive_folder_file(
    folder_id: str,
    attachment_id: str,
    content: bytes,
    *,
    digest_header: str | None,
    caller: Caller,
    exchange: Exchange,
    files: Files,
    scanner: Scanner,
    commit: Commit,
) -> Attachment:
    """Take the bytes of a folder's attachment and say what became of them.

    Raises: NotFound, Forbidden, Invalid, StaleWrite, Unavailable.
    """
    folder, attachment = exchange.folder_attachment(folder_id, attachment_id)
    folder = must_exist(folder)
    folder.must_be_seen_by(caller)
    if attachment is None or attachment_id not in folder.attachment_ids:
        raise NotFound("Binary meta-data is not found")
    is_open = folder.is_open
    return _received(attachment, content, holder=folder, is_open=is_open, digest_header=digest_header, files=files, scanner=scanner, commit=commit)


def receive_event_file(
    case_id: str,
    event_id: str,
    attachment_id: str,
    content: bytes,
    *,
    digest_header: str | None,
    caller: Caller,
    exchange: Exchange,
    files: Files,
    scanner: Scanner,
    commit: Commit,
) -> Attachment:
    """Take the bytes of an event's attachment, from its sender only, and say what became of them.

    Raises: NotFound, Forbidden, Invalid, StaleWrite, Unavailable.
    """
    case, event, attachment = exchange.event_attachment(case_id, event_id, attachment_id)
    if case is None:
        raise NotFound("Case is not found")
    case.must_be_seen_by(caller)
    if event is None:
        raise NotFound("Event is not found")
    event.must_be_seen_by(caller)
    event.must_be_sent_by(caller)
    if attachment is None:
        raise NotFound("Binary meta-data is not found")
    case.must_be_writable(caller, mode_changed_at=None)
    is_open = event.status is EventStatus.IN_PROGRESS
    return _received(attachment, content, holder=event, is_open=is_open, digest_header=digest_header, files=files, scanner=scanner, commit=commit)


def _received(
    attachment: Attachment,
    content: bytes,
    *,
    holder: Folder | CaseEvent,
    is_open: bool,
    digest_header: str | None,
    files: Files,
    scanner: Scanner,
    commit: Commit,
) -> Attachment:
    """Check the bytes against the announcement, scan and store them; the row is written last, while its holder is still open.

    A virus is no error: the attachment is CORRUPTED and its bytes are not kept. Bytes other than announced are refused and
    the attachment is REJECTED.
    """
    sha256 = digest_of(content)
    if must_be_pending(attachment, is_open=is_open, sha256=sha256):
        return attachment
    if faults := faults_of(attachment, content, sha256=sha256, digest_header=digest_header):
        commit(attachment.rejected(), Unchanged(holder))
        raise Invalid(*faults)
    verdict = scanner.scan(content)
    object_version = files.put(attachment.object_key, content) if verdict is Verdict.CLEAN else None
    checked = attachment.checked(verdict, sha256=sha256, object_version=object_version)
    commit(checked, Unchanged(holder))
    return checked
