"""Files that do not fit in a request come by uploads: in parts that may be sent again, or in one piece (DEP-05).

What is decided is written first; the file store follows, however often it is asked. Only the checks say what became of the bytes.
"""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from chalicelib.domain.attachments import Attachment, digest_in, must_be_changeable, must_be_possible, size_faults
from chalicelib.domain.errors import Invalid, NotFound, StaleWrite
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.uploads import (
    DeclaredPart,
    Part,
    SignedRequest,
    Upload,
    UploadStatus,
    check_reminder,
    faults_of_numbers,
    faults_of_parts,
    is_sha256,
    upload_key,
)
from chalicelib.domain.writes import Unchanged, Write
from chalicelib.use_cases.file_at_hand import FileAtHand
from chalicelib.use_cases.ports import Commit, Ids
from chalicelib.use_cases.upload_ports import UploadLinks, Uploads


class Uploading(Struct, frozen=True, kw_only=True):
    """An upload as it is, with the parts that have come while it is open."""

    attachment: Attachment
    upload: Upload
    parts: tuple[Part, ...] = ()


class PartRequest(Struct, frozen=True, kw_only=True):
    """Where to send a part."""

    number: int
    request: SignedRequest


def open_upload(file: FileAtHand, *, now: datetime, ids: Ids, uploads: Uploads, commit: Commit) -> Uploading:
    """Begin an upload in parts, or go on with the one that is open or waits to be checked; one that the store has lost begins anew.

    Raises: Invalid, StaleWrite, Unavailable.
    """
    must_be_changeable(file.attachment, is_open=file.is_open)
    present = file.attachment.upload
    if present is not None and present.store_id is not None and present.is_live(at=now):
        parts = _parts_of(file.attachment, present, uploads)
        if parts is not None:
            return Uploading(attachment=file.attachment, upload=present, parts=parts)
    upload_id = next(ids)
    key = upload_key(file.attachment.prefix, upload_id)
    store_id = uploads.begin(key)
    upload = Upload(id=upload_id, store_id=store_id, opened_at=now)
    after = file.attachment.uploading(upload)
    try:
        commit(after, _held(file))
    except StaleWrite:  # somebody else has begun one; what a cut leaves here, the bucket's lifecycle collects
        uploads.abort(key, store_id)
        raise
    return Uploading(attachment=after, upload=upload)


def read_upload(file: FileAtHand, *, uploads: Uploads) -> Uploading:
    """How far the last upload is. Raises: NotFound when there is none."""
    upload = _upload_in_parts(file.attachment)
    return Uploading(attachment=file.attachment, upload=upload, parts=_parts_of(file.attachment, upload, uploads) or ())


def link_parts(file: FileAtHand, parts: Sequence[DeclaredPart], *, now: datetime, links: UploadLinks) -> tuple[list[PartRequest], datetime]:
    """Say where to send some parts, each with its digest, and until when. Raises: NotFound, Invalid."""
    upload = _upload_in_parts(file.attachment)
    must_be_changeable(file.attachment, is_open=file.is_open)
    if upload.status is not UploadStatus.OPEN:
        raise Invalid(f"Upload of attachment {file.attachment.id} is complete")
    if not upload.is_live(at=now):
        raise NotFound("Upload is not found")
    faults = [*faults_of_numbers(parts, file.attachment.size_bytes)]
    faults += [f"Upload part {each.number} sha256 is not 32 bytes in base64" for each in parts if not is_sha256(each.sha256)]
    if faults:
        raise Invalid(*faults)
    assert upload.store_id is not None  # an upload in parts
    key, until = upload_key(file.attachment.prefix, upload.id), now + LIMITS.upload_link_life
    requests = [
        PartRequest(number=each.number, request=links.part_link(key, upload.store_id, each.number, sha256=each.sha256, now=now, until=until))
        for each in parts
    ]
    return requests, until


def complete_upload(
    file: FileAtHand, *, digest: str | None, declared: Sequence[DeclaredPart], now: datetime, uploads: Uploads, commit: Commit
) -> Uploading:
    """Say that all parts have been sent: from then on they wait to be checked. Said again, it changes nothing.

    Raises: NotFound; Invalid for a digest that no file has, naming each part that has not come or is another, or when the whole is not
    as long as announced: the attachment is REJECTED then; StaleWrite, Unavailable.
    """
    upload, attachment = _upload_in_parts(file.attachment), file.attachment
    assert upload.store_id is not None  # an upload in parts
    key = upload_key(attachment.prefix, upload.id)
    if upload.status is UploadStatus.OPEN:
        must_be_changeable(attachment, is_open=file.is_open)
        must_be_possible(attachment, digest=digest)  # the checks would throw a good file away for it
        received = uploads.parts(key, upload.store_id)
        if received is None:
            raise NotFound("Upload is not found")
        if faults := [*faults_of_parts(received, declared, attachment.size_bytes)]:
            raise Invalid(*faults)
        if faults := size_faults(attachment, sum(each.size_bytes for each in received)):
            commit(attachment.rejected(), Unchanged(file.holder))
            uploads.abort(key, upload.store_id)
            raise Invalid(*faults)
        attachment = attachment.uploaded(digest=digest, at=now)
        commit(attachment, Unchanged(file.holder), check_reminder(key, at=now))
    if attachment.is_unchecked:
        uploads.complete(key, upload.store_id)  # the object's arrival has it checked; cut off here, the reminder has
    assert attachment.upload is not None
    return Uploading(attachment=attachment, upload=attachment.upload)


def abort_upload(file: FileAtHand, *, uploads: Uploads, commit: Commit) -> None:
    """Give an open upload up: the attachment is as it was before. Raises: NotFound, Invalid once it is complete, StaleWrite."""
    upload = _upload_in_parts(file.attachment)
    if upload.status is not UploadStatus.OPEN:
        raise Invalid(f"Upload of attachment {file.attachment.id} is complete, it can not be aborted")
    assert upload.store_id is not None  # an upload in parts
    commit(file.attachment.uploading(None), Unchanged(file.holder))
    uploads.abort(upload_key(file.attachment.prefix, upload.id), upload.store_id)


def link_whole(
    file: FileAtHand,
    *,
    size_bytes: int | None,
    digest: str | None,
    now: datetime,
    ids: Ids,
    uploads: Uploads,
    links: UploadLinks,
    commit: Commit,
) -> tuple[SignedRequest, datetime]:
    """Say where to send a file in one piece, in place of what is under way, and until when; what was received stays until these bytes were checked.

    ``size_bytes`` is how long it will be, where that is known. Raises: Invalid for a digest that no file has, or when the size is not as
    announced: the attachment is REJECTED then; StaleWrite.
    """
    attachment = file.attachment
    must_be_changeable(attachment, is_open=file.is_open)
    must_be_possible(attachment, digest=digest)
    if size_bytes is not None and (faults := size_faults(attachment, size_bytes)):
        commit(attachment.rejected(), Unchanged(file.holder))
        raise Invalid(*faults)
    upload = Upload(id=next(ids), store_id=None, opened_at=now, digest=digest)
    key = upload_key(attachment.prefix, upload.id)
    commit(attachment.uploading(upload), _held(file), check_reminder(key, at=now))
    before = attachment.upload
    if before is not None and before.store_id is not None and before.status is UploadStatus.OPEN:
        uploads.abort(upload_key(attachment.prefix, before.id), before.store_id)
    sha256 = digest_in(digest) if digest else None
    return links.whole_link(key, size_bytes=attachment.size_bytes, sha256=sha256, now=now, until=upload.expires_at), upload.expires_at


def _held(file: FileAtHand) -> Write:
    """What holds the file, as it was read; written where bytes that may be in are given up, so that nobody completes it counting on them."""
    gives_up = file.attachment.is_unchecked or file.attachment.may_come_whole
    return file.holder if gives_up else Unchanged(file.holder)


def _upload_in_parts(attachment: Attachment) -> Upload:
    if attachment.upload is None or attachment.upload.store_id is None:
        raise NotFound("Upload is not found")
    return attachment.upload


def _parts_of(attachment: Attachment, upload: Upload, uploads: Uploads) -> tuple[Part, ...] | None:
    """The parts that have come of an open upload; None when the store knows it no more."""
    if upload.status is not UploadStatus.OPEN or upload.store_id is None:
        return ()
    return uploads.parts(upload_key(attachment.prefix, upload.id), upload.store_id)
