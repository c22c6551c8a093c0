"""Uploaded files are checked where they lie, once their bytes are in: by the same rules as those that come in a request (DEP-05).

Told of an object twice, at once, late or not at all, the outcome is the same: the row names the upload that counts, and is written
once, as it was read. What no row names is erased.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from msgspec import Struct

from chalicelib.domain.agenda import AgendaEntry, Topic
from chalicelib.domain.attachments import Attachment, AttachmentStatus, Verdict, faults_of
from chalicelib.domain.case_events import CaseEvent, EventStatus
from chalicelib.domain.contents import read_contents
from chalicelib.domain.errors import StaleWrite, Unavailable
from chalicelib.domain.folders import Folder
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.uploads import Upload, UploadPlace, UploadStatus, next_reminder, place_of
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Remove, Unchanged
from chalicelib.use_cases.one_by_one import all_tried
from chalicelib.use_cases.ports import Agenda, Commit, Exchange, Files, Scanner
from chalicelib.use_cases.upload_ports import Uploads


class Examination(Struct, frozen=True, kw_only=True):
    """What the bytes of an upload are; no verdict: not what was announced. ``version`` is what was read, None: nothing was there."""

    version: str | None
    verdict: Verdict | None = None
    sha256: str | None = None


def check_upload(
    key: str, *, now: datetime, exchange: Exchange, files: Files, uploads: Uploads, scanner: Scanner, commit: Commit
) -> Attachment | None:
    """Check the upload that a key names, unless that was done; answers its attachment, None when there is nothing to check (yet).

    Raises: StaleWrite, Unavailable.
    """
    place = place_of(key)
    if place is None:
        return None
    examined: Examination | None = None
    for _ in range(LIMITS.tries):
        holder, attachment = _found(place, exchange)
        upload = _upload_of(place, attachment)
        if holder is None or attachment is None or upload is None:
            if attachment is None or attachment.object_upload != place.upload_id:
                files.erase(key)  # it was overtaken, or its holder is gone
            return None
        if upload.status is UploadStatus.CHECKED:
            _forget_what_is_not_kept(attachment, place, files)
            return attachment
        if upload.store_id is not None and upload.status is UploadStatus.OPEN:
            return None  # its sender has not said that all is there
        version = uploads.complete(key, upload.store_id) if upload.store_id is not None else files.version_of(key)
        if version is None and upload.status is UploadStatus.OPEN:
            return None  # it has not come
        is_replacing = upload.status is UploadStatus.OPEN and attachment.status is not AttachmentStatus.PENDING
        if is_replacing and not _takes_bytes(holder):
            files.erase(key)  # too late: its holder went with what was received before
            return None
        if version is None and upload.is_awaited(at=now):
            raise Unavailable("The file store has not put the upload together")  # somebody else is about to
        if examined is None or examined.version != version:
            examined = _examined(attachment, upload, key, version, files=files, scanner=scanner)
        after = attachment.examined(examined.verdict, sha256=examined.sha256, object_version=version)
        try:
            # As long as it is PENDING its holder waits for it, whatever else becomes of it.
            commit(after, *((Unchanged(holder),) if is_replacing else ()))
        except StaleWrite:
            continue  # judged by what is there now; the bytes are still the same
        _forget_what_is_not_kept(after, place, files)
        return after
    raise StaleWrite("The attachment changes all the time")


def look_after_uploads(*, now: datetime, limit: int, agenda: Agenda, exchange: Exchange, commit: Commit, check: Callable[[AgendaEntry], bool]) -> int:
    """Check what nobody told of; answers how many reminders were looked at. ``check`` answers whether all is done about one.

    A reminder goes behind all that is due before its file is checked: a check that ends its function, for want of memory or
    time, keeps no other waiting. Raises: as ``all_tried`` does; a file that could not be checked is looked at again like one that
    has not come.
    """
    entries = agenda.due(Topic.UNCHECKED_FILE, at=now, limit=limit)

    def look_again(last: AgendaEntry, *, is_done: bool) -> None:
        place = place_of(last.subject)
        upload = _upload_of(place, _found(place, exchange)[1]) if place else None
        is_awaited = upload is not None and upload.is_awaited(at=now)
        again = (next_reminder(last.subject, upload, at=now),) if is_awaited or not is_done else ()
        commit(Remove(last), *again)

    with all_tried() as one:
        for entry in entries:
            last = replace(entry, due_at=now)
            if last != entry:
                commit(Remove(entry), last)
            with one(otherwise=partial(look_again, last, is_done=False)):
                look_again(last, is_done=check(last))
    return len(entries)


def _found(place: UploadPlace, exchange: Exchange) -> tuple[Folder | CaseEvent | None, Attachment | None]:
    match place.container.split("/"):
        case ["folders", folder_id]:
            return exchange.folder_attachment(folder_id, place.attachment_id)
        case ["cases", case_id, "events", event_id]:
            return exchange.event_attachment(case_id, event_id, place.attachment_id)[1:]
        case _:
            return None, None


def _takes_bytes(holder: Folder | CaseEvent) -> bool:
    return holder.is_open if isinstance(holder, Folder) else holder.status is EventStatus.IN_PROGRESS


def _upload_of(place: UploadPlace, attachment: Attachment | None) -> Upload | None:
    """The upload that a key names, when it is the attachment's last."""
    upload = attachment.upload if attachment else None
    return upload if upload is not None and upload.id == place.upload_id else None


def _examined(attachment: Attachment, upload: Upload, key: str, version: str | None, *, files: Files, scanner: Scanner) -> Examination:
    """Read the bytes twice, in bounded memory: what they are, then what the antivirus says of them."""
    if version is None:
        return Examination(version=None)
    contents = read_contents(files.stream(key, version))
    if faults_of(attachment, contents, digest_header=upload.digest):
        return Examination(version=version)
    return Examination(version=version, verdict=scanner.scan(files.stream(key, version)), sha256=contents.sha256)


def _forget_what_is_not_kept(attachment: Attachment, place: UploadPlace, files: Files) -> None:
    if attachment.object_upload != place.upload_id:
        files.erase(place.key)
