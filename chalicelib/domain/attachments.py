"""Attachments: what was announced, what came, and whether the two agree. Content is carried, never read.

**Source:** DEP-03, DEP-04, DEP-05, DEP-10, CAS-05, CAS-11.
"""

import base64
import hashlib
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from chalicelib.domain.contents import Contents, has_signature
from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.uploads import Upload, UploadStatus, is_sha256, upload_key
from chalicelib.domain.values import replace


class AttachmentStatus(StrEnum):
    """What became of an attachment's bytes."""

    PENDING = "PENDING"
    RECEIVED = "RECEIVED"
    CORRUPTED = "CORRUPTED"
    REJECTED = "REJECTED"
    DELETED = "DELETED"


class Verdict(StrEnum):
    """What a scanner says of a file. Beyond its limits it can promise nothing: not clean."""

    CLEAN = "CLEAN"
    INFECTED = "INFECTED"
    BEYOND_LIMITS = "BEYOND_LIMITS"


class Attachment(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One file of a folder or of an event.

    ``container`` is what the bytes lie under in the file store; ``recipients`` are case external ids (folders only);
    ``object_version`` names the exact stored bytes that were checked, ``sha256`` is their digest in base64; they came by the
    upload ``object_upload``, or in a request. ``upload`` is the last upload, as far as it is.
    """

    id: str
    container: str
    position: int
    file_name: str
    type: str
    size_bytes: int
    mime_type: str
    recipients: tuple[str, ...] = ()
    status: AttachmentStatus = AttachmentStatus.PENDING
    sha256: str | None = None
    object_version: str | None = None
    object_upload: str | None = None
    upload: Upload | None = None
    version: int = 0

    @property
    def prefix(self) -> str:
        """What all its bytes lie under: made of ids, never of a name a caller gave."""
        return f"{self.container}/{self.id}"

    @property
    def object_key(self) -> str:
        """Where the bytes that were checked lie."""
        return upload_key(self.prefix, self.object_upload) if self.object_upload else self.prefix

    @property
    def served_type(self) -> str:
        """The type it is served as: that announced, unless it is no header."""
        is_plain = all(each.isascii() and each.isprintable() for each in self.mime_type) and self.mime_type
        return self.mime_type if is_plain else "application/octet-stream"

    @property
    def is_unchecked(self) -> bool:
        """Whether all its bytes are in, and wait to be checked."""
        return self.status is AttachmentStatus.PENDING and self.upload is not None and self.upload.status is UploadStatus.COMPLETE

    def holds(self, sha256: str) -> bool:
        """Whether these very bytes are there already, and good."""
        return self.status is AttachmentStatus.RECEIVED and self.sha256 == sha256

    @property
    def may_come_whole(self) -> bool:
        """Whether an upload in one piece is open: its sender does not say when its bytes are in, the file store knows."""
        return self.upload is not None and self.upload.store_id is None and self.upload.status is UploadStatus.OPEN

    def checked(self, verdict: Verdict, *, sha256: str, object_version: str | None) -> "Attachment":
        """The attachment after its bytes came in a request, were stored and scanned; an upload under way is forgotten."""
        status = AttachmentStatus.RECEIVED if verdict is Verdict.CLEAN else AttachmentStatus.CORRUPTED
        return replace(self, status=status, sha256=sha256, object_version=object_version, object_upload=None, upload=None)

    def rejected(self) -> "Attachment":
        """The attachment after bytes came that are not what was announced; none of them are kept."""
        return replace(self, status=AttachmentStatus.REJECTED, sha256=None, object_version=None, object_upload=None, upload=None)

    def deleted(self) -> "Attachment":
        """The attachment once its bytes go, in every stored version."""
        return replace(self, status=AttachmentStatus.DELETED, object_version=None, upload=None)

    def uploading(self, upload: Upload | None) -> "Attachment":
        """The attachment once an upload is open, in place of the one before; None: once it is given up. What was received stays so."""
        return replace(self, upload=upload)

    def uploaded(self, *, digest: str | None, at: datetime) -> "Attachment":
        """The attachment once all bytes of its upload are in: they replace what was received, and wait to be checked."""
        assert self.upload is not None
        upload = replace(self.upload, status=UploadStatus.COMPLETE, completed_at=at, digest=digest)
        return replace(self, status=AttachmentStatus.PENDING, sha256=None, object_version=None, object_upload=None, upload=upload)

    def examined(self, verdict: Verdict | None, *, sha256: str | None, object_version: str | None) -> "Attachment":
        """The attachment once its upload was checked; no verdict: the bytes are not what was announced."""
        assert self.upload is not None
        after = replace(self, upload=replace(self.upload, status=UploadStatus.CHECKED), sha256=sha256, object_version=None, object_upload=None)
        match verdict:
            case None:
                return replace(after, status=AttachmentStatus.REJECTED, sha256=None)
            case Verdict.CLEAN:
                return replace(after, status=AttachmentStatus.RECEIVED, object_version=object_version, object_upload=self.upload.id)
            case _:
                return replace(after, status=AttachmentStatus.CORRUPTED)

    def must_be_readable(self) -> None:
        """Only a file that was received and found clean is ever served."""
        if self.status is not AttachmentStatus.RECEIVED:
            raise NotFound("File is not found")


def media_type(mime_type: str) -> str:
    """A MIME type without its parameters, in lower case."""
    return mime_type.partition(";")[0].strip().lower()


def digest_of(content: bytes) -> str:
    """The SHA-256 of a file, in base64, as the ``digest`` header carries it."""
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


def digest_in(header: str) -> str:
    """The SHA-256 in a ``digest`` header, with or without its name before it."""
    name, equals, value = header.partition("=")
    return value.strip() if equals and name.strip().lower() in ("sha-256", "sha256") else header.strip()


def faults_of(attachment: Attachment, contents: Contents, *, digest_header: str | None) -> list[str]:
    """Say in what the bytes differ from what was announced; an empty list when they agree."""
    faults = size_faults(attachment, contents.size_bytes)
    if not has_signature(contents, media_type(attachment.mime_type)):
        faults.append(f"Attachment {attachment.id} is not of the declared type {attachment.mime_type}")
    return faults + digest_faults(attachment, contents.sha256, digest_header=digest_header)


def digest_faults(attachment: Attachment, sha256: str, *, digest_header: str | None) -> list[str]:
    """Say that a digest is not the one declared, where one was."""
    is_declared = not digest_header or digest_in(digest_header) == sha256
    return [] if is_declared else [f"Attachment {attachment.id} digest is {sha256}, {digest_in(digest_header or '')} was declared"]


def must_be_possible(attachment: Attachment, *, digest: str | None) -> None:
    """Raises: Invalid for a declared digest that no file has: no SHA-256 in base64."""
    if digest and not is_sha256(digest_in(digest)):
        raise Invalid(f"Attachment {attachment.id} digest {digest_in(digest)} is not 32 bytes in base64")


def size_faults(attachment: Attachment, size_bytes: int) -> list[str]:
    """Say that a size is not the one announced."""
    is_announced = size_bytes == attachment.size_bytes
    return [] if is_announced else [f"Attachment {attachment.id} size is {size_bytes}, {attachment.size_bytes} was declared"]


def format_refusals(file_name: str, mime_type: str, size_bytes: int, *, allowed: tuple[str, ...], max_bytes: int, process_code: str) -> list[str]:
    """Say why a process does not take a file of this format or size; an empty list when it does."""
    refusals = []
    if media_type(mime_type) not in {media_type(each) for each in allowed}:
        refusals.append(f"Attachment {file_name} format {mime_type} is not allowed for {process_code}")
    if size_bytes > max_bytes:
        refusals.append(f"Attachment {file_name} size {size_bytes} exceeds the maximum {max_bytes} of {process_code}")
    return refusals


def must_be_changeable(attachment: Attachment, *, is_open: bool) -> None:
    """Raises: Invalid once the deposit is closed."""
    if not is_open or attachment.status is AttachmentStatus.DELETED:
        raise Invalid(f"Attachment {attachment.id} can not be changed any more")


def settled(attachments: tuple[Attachment, ...], *, version_of: Callable[[str], str | None], at: datetime) -> tuple[Attachment, ...]:
    """The attachments once the file store was asked: those whose bytes have come in one piece wait to be checked, any other is as it was.

    ``version_of`` answers the version of the object under a key, None when there is none.
    """
    return tuple(
        each.uploaded(digest=each.upload.digest, at=at)
        if each.may_come_whole and each.upload is not None and version_of(upload_key(each.prefix, each.upload.id)) is not None
        else each
        for each in attachments
    )


def must_be_complete(attachments: tuple[Attachment, ...]) -> None:
    """Raises: Invalid, naming each attachment that is not RECEIVED."""
    faulty = [each for each in attachments if each.status is not AttachmentStatus.RECEIVED]
    if faulty:
        raise Invalid(*(f"Attachment {each.id} {each.file_name} is {each.status}, not RECEIVED" for each in faulty))
