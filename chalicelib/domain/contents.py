"""What is to be known of a file's bytes, read once from its beginning to its end, whatever its size: nothing of them is parsed.

**Source:** DEP-04, DEP-05.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Iterable

from msgspec import Struct

_HEAD_BYTES = 4096
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_VISIBLE = re.compile(rb"[^ \t\r\n\x00]")  # UTF-16 writes a NUL beside each blank


class Contents(Struct, frozen=True, kw_only=True):
    """A file's size, its SHA-256 in base64, its first 4,096 bytes, whether there is a NUL byte anywhere, and the first byte that is
    neither a byte order mark's nor blank, however far in it is.
    """

    size_bytes: int
    sha256: str
    head: bytes
    has_nul: bool
    first_visible: bytes


def read_contents(chunks: Iterable[bytes]) -> Contents:
    """Read a file that comes in chunks; no more of it is kept than its head."""
    digest, head, size_bytes, has_nul, later = hashlib.sha256(), b"", 0, False, None
    for chunk in chunks:
        digest.update(chunk)
        size_bytes += len(chunk)
        has_nul = has_nul or b"\x00" in chunk
        in_head = chunk[: _HEAD_BYTES - len(head)]
        head += in_head
        later = later or _VISIBLE.search(chunk, len(in_head))
    return Contents(
        size_bytes=size_bytes,
        sha256=base64.b64encode(digest.digest()).decode(),
        head=head,
        has_nul=has_nul,
        first_visible=_first_visible(head) or (later[0] if later else b""),
    )


def _first_visible(head: bytes) -> bytes:
    for mark in _BYTE_ORDER_MARKS:
        head = head.removeprefix(mark)
    found = _VISIBLE.search(head)
    return found[0] if found else b""


def _is_xml(contents: Contents) -> bool:
    return contents.first_visible == b"<"


def _is_json(contents: Contents) -> bool:
    return contents.first_visible in (b"{", b"[")


def _is_text(contents: Contents) -> bool:
    return not contents.has_nul


def _is_pdf(contents: Contents) -> bool:
    return b"%PDF" in contents.head[:1024]


def _is_zip(contents: Contents) -> bool:
    return contents.head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"))


_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_OFFICE = "application/vnd.openxmlformats-officedocument."
SIGNATURES: tuple[tuple[Callable[[str], bool], Callable[[Contents], bool]], ...] = (
    # (is it this family of MIME types?, do the bytes carry its signature?); types in no row pass.
    (lambda mime: mime == "application/pdf", _is_pdf),
    (lambda mime: mime in ("application/xml", "text/xml") or mime.endswith("+xml"), _is_xml),
    (lambda mime: mime == "application/json" or mime.endswith("+json"), _is_json),
    (lambda mime: mime in ("application/zip", "application/x-zip-compressed") or mime.startswith((_OPEN_DOCUMENT, _OFFICE)), _is_zip),
    (lambda mime: mime == "text/plain", _is_text),
)


def has_signature(contents: Contents, mime: str) -> bool:
    """Whether the bytes carry the signature of a MIME type, given in lower case without parameters."""
    return all(is_signed(contents) for is_of, is_signed in SIGNATURES if is_of(mime))
