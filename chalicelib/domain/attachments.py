"""Attachments: what was announced, what came, and whether the two agree. Content is carried, never read.

**Source:** DEP-03, DEP-04, DEP-10, CAS-05, CAS-11.
"""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from chalicelib.domain.errors import Invalid, NotFound


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One file of a folder or of an event.

    ``container`` is what the bytes lie under in the file store; ``recipients`` are case external ids (folders only);
    ``object_version`` names the exact stored bytes that were checked, ``sha256`` is their digest in base64.
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
    version: int = 0

    @property
    def object_key(self) -> str:
        """Where the bytes lie: made of ids, never of a name a caller gave."""
        return f"{self.container}/{self.id}"

    def checked(self, verdict: Verdict, *, sha256: str, object_version: str | None) -> "Attachment":
        """The attachment after its bytes were stored and scanned."""
        status = AttachmentStatus.RECEIVED if verdict is Verdict.CLEAN else AttachmentStatus.CORRUPTED
        return replace(self, status=status, sha256=sha256, object_version=object_version)

    def rejected(self) -> "Attachment":
        """The attachment after bytes came that are not what was announced; none of them are kept."""
        return replace(self, status=AttachmentStatus.REJECTED, sha256=None, object_version=None)

    def deleted(self) -> "Attachment":
        """The attachment once its bytes go, in every stored version."""
        return replace(self, status=AttachmentStatus.DELETED, object_version=None)

    def must_be_readable(self) -> None:
        """Only a file that was received and found clean is ever served."""
        if self.status is not AttachmentStatus.RECEIVED:
            raise NotFound("File is not found")


_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_BLANKS = b" \t\r\n\x00"  # UTF-16 writes a NUL beside each blank


def _first_visible(content: bytes) -> bytes:
    head = content[:4096]
    for mark in _BYTE_ORDER_MARKS:
        head = head.removeprefix(mark)
    return head.lstrip(_BLANKS)[:1]


def _is_xml(content: bytes) -> bool:
    return _first_visible(content) == b"<"


def _is_json(content: bytes) -> bool:
    return _first_visible(content) in (b"{", b"[")


def _is_text(content: bytes) -> bool:
    return b"\x00" not in content


def _is_pdf(content: bytes) -> bool:
    return b"%PDF" in content[:1024]


def _is_zip(content: bytes) -> bool:
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"))


_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_OFFICE = "application/vnd.openxmlformats-officedocument."
SIGNATURES: tuple[tuple[Callable[[str], bool], Callable[[bytes], bool]], ...] = (
    # (is it this family of MIME types?, do the bytes carry its signature?); types in no row pass.
    (lambda mime: mime == "application/pdf", _is_pdf),
    (lambda mime: mime in ("application/xml", "text/xml") or mime.endswith("+xml"), _is_xml),
    (lambda mime: mime == "application/json" or mime.endswith("+json"), _is_json),
    (lambda mime: mime in ("application/zip", "application/x-zip-compressed") or mime.startswith((_OPEN_DOCUMENT, _OFFICE)), _is_zip),
    (lambda mime: mime == "text/plain", _is_text),
)


def media_type(mime_type: str) -> str:
    """A MIME type without its parameters, in lower case."""
    return mime_type.partition(";")[0].strip().lower()


def digest_of(content: bytes) -> str:
    """The SHA-256 of a file, in base64, as the ``digest`` header carries it."""
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


def _digest_in(header: str) -> str:
    name, equals, value = header.partition("=")
    return value.strip() if equals and name.strip().lower() in ("sha-256", "sha256") else header.strip()


def faults_of(attachment: Attachment, content: bytes, *, sha256: str, digest_header: str | None) -> list[str]:
    """Say in what the bytes differ from what was announced; an empty list when they agree."""
    faults = []
    if len(content) != attachment.size_bytes:
        faults.append(f"Attachment {attachment.id} size is {len(content)}, {attachment.size_bytes} was declared")
    mime = media_type(attachment.mime_type)
    if not all(has_signature(content) for is_of, has_signature in SIGNATURES if is_of(mime)):
        faults.append(f"Attachment {attachment.id} is not of the declared type {attachment.mime_type}")
    if digest_header and _digest_in(digest_header) != sha256:
        faults.append(f"Attachment {attachment.id} digest is {sha256}, {_digest_in(digest_header)} was declared")
    return faults


def format_refusals(file_name: str, mime_type: str, size_bytes: int, *, allowed: tuple[str, ...], max_bytes: int, process_code: str) -> list[str]:
    """Say why a process does not take a file of this format or size; an empty list when it does."""
    refusals = []
    if media_type(mime_type) not in {media_type(each) for each in allowed}:
        refusals.append(f"Attachment {file_name} format {mime_type} is not allowed for {process_code}")
    if size_bytes > max_bytes:
        refusals.append(f"Attachment {file_name} size {size_bytes} exceeds the maximum {max_bytes} of {process_code}")
    return refusals


def must_be_pending(attachment: Attachment, *, is_open: bool, sha256: str) -> bool:
    """Whether the same bytes are already there (nothing to do). Raises: Invalid once the deposit is closed."""
    if not is_open or attachment.status is AttachmentStatus.DELETED:
        raise Invalid(f"Attachment {attachment.id} can not be changed any more")
    return attachment.status is AttachmentStatus.RECEIVED and attachment.sha256 == sha256
