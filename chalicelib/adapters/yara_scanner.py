"""The antivirus inside the function itself: yara rules over a file and over all that can be unpacked from it, within limits.

Theory of operation: a file is a tree of parts, walked depth first, one branch at a time, what is long of it on the disk. Nothing an
archive says of itself is trusted: sizes are those of the bytes that really came, the directory is completed by the local headers it leaves
out (a cut archive, two archives end to end), and what can not be read makes the whole file BEYOND_LIMITS unless something else in it is
infected.

**Source:** DEP-04.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

from chalicelib.adapters.spooled_content import Content, content_of, found_at, piece, readable, spool, spooled, windows
from chalicelib.domain.attachments import Verdict
from chalicelib.domain.errors import Unavailable
from chalicelib.domain.limits import LIMITS, Limits

_RATIO_JUDGED_FROM_BYTES = 10 * 1024 * 1024  # below, small and very regular files would be refused
_READ_BYTES = 64 * 1024
_INFLATED_BYTES_AT_ONCE = 1024 * 1024

_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_LOCAL_SIGNATURE = b"PK\x03\x04"
_DIRECTORY_SIGNATURE = b"PK\x01\x02"
_LOCAL_HEADER = struct.Struct("<4s2xHH8xI4xHH")  # signature, flags, method, packed size, length of name, length of extra
_ENCRYPTED_FLAG = 1
_KNOWN_METHODS = {0, 1, 6, 8, 9, 12, 14, 93, 95, 98, 99}  # APPNOTE 4.4.5; any other beside a stray signature is chance
_GZIP_START = b"\x1f\x8b\x08"
_RAW_DEFLATE, _GZIP_DEFLATE = -zlib.MAX_WBITS, zlib.MAX_WBITS | 16
_SEALED = re.compile(rb"7z\xbc\xaf\x27\x1c|Rar!\x1a\x07|\xfd7zXZ\x00|BZh[1-9]1AY&SY|\x28\xb5\x2f\xfd")  # archives nothing here can open


class YaraScanner:
    """Judge files by the rules of ``signatures.yar``."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._limits = limits

    def scan(self, chunks: Iterable[bytes]) -> Verdict:
        """Judge a file and what is packed in it. Raises: Unavailable when the rules can not be run."""
        is_infected = _rules()
        with spooled(chunks) as content:
            unpacking = _Unpacking(self._limits, file_bytes=len(content))
            try:
                if any(is_infected(window) for part in _parts(content, unpacking, depth=0) for window in windows(part)):
                    return Verdict.INFECTED
            except _BeyondLimitsError:
                return Verdict.BEYOND_LIMITS
        return Verdict.BEYOND_LIMITS if unpacking.left_something_unread else Verdict.CLEAN


class _BeyondLimitsError(Exception):
    """Unpacking any further would cost more than is allowed."""


@dataclass(slots=True)
class _Unpacking:
    """What unpacking one file has cost so far, over all its depths."""

    limits: Limits
    file_bytes: int
    spent_bytes: int = 0
    members: int = 0
    left_something_unread: bool = False

    def spend(self, read_bytes: int, inflated_bytes: int) -> None:
        # What goes in costs as well: ten thousand entries may share one long stream that inflates to nothing.
        self.spent_bytes += max(read_bytes, inflated_bytes)
        is_ratio_judged = self.spent_bytes > _RATIO_JUDGED_FROM_BYTES
        allowed_bytes = max(self.limits.archive_bytes, self.limits.large_archive_ratio * self.file_bytes)
        if self.spent_bytes > allowed_bytes or (is_ratio_judged and self.spent_bytes > self.limits.archive_ratio * self.file_bytes):
            raise _BeyondLimitsError

    def open_member(self) -> None:
        self.members += 1
        if self.members > self.limits.archive_members:
            raise _BeyondLimitsError


@cache
def _rules() -> Callable[[bytes], bool]:
    """What says whether a part is infected, compiled at the first scan."""
    import yara  # here, because most functions that carry this module never scan

    rules = yara.compile(filepath=str(Path(__file__).with_name("signatures.yar")))

    def is_infected(part: bytes) -> bool:
        try:
            return bool(rules.match(data=part, fast=True))
        except yara.Error as error:
            raise Unavailable("The antivirus does not answer") from error

    return is_infected


def _parts(content: Content, unpacking: _Unpacking, *, depth: int) -> Iterator[Content]:
    """The file itself, then all that is packed in it."""
    yield content
    if _SEALED.match(content):
        unpacking.left_something_unread = True
    for is_packed, members in ((_is_zip, _zip_members), (_is_gzip, _gzip_members)):
        if not is_packed(content):
            continue
        if depth == unpacking.limits.archive_depth:
            unpacking.left_something_unread = True
            return
        for file in members(content, unpacking):
            with content_of(file) as member:
                yield from _parts(member, unpacking, depth=depth + 1)


def _is_zip(content: Content) -> bool:
    return content[:4] in _ZIP_STARTS or zipfile.is_zipfile(readable(content))  # the latter: a self-extracting one


def _is_gzip(content: Content) -> bool:
    return content[: len(_GZIP_START)] == _GZIP_START


@dataclass(frozen=True, slots=True)
class _Entry:
    """Where a zip says that a member lies, and how it is packed."""

    offset: int
    is_encrypted: bool
    method: int
    packed_bytes: int


def _zip_members(content: Content, unpacking: _Unpacking) -> Iterator[IO[bytes]]:
    """What the directory lists, then what lies between: readers that go by local headers would find it."""
    read_ranges = []
    for entry in _directory(content, unpacking):
        member, end = _zip_member(content, entry, unpacking)
        read_ranges.append((entry.offset, end))
        yield member
    position = 0
    for start, end in (*sorted(read_ranges), (len(content), len(content))):
        while (found := found_at(content, _LOCAL_SIGNATURE, position, start)) >= 0:
            stray = _local_entry(content, found)
            if stray is None or stray.method not in _KNOWN_METHODS:
                position = found + len(_LOCAL_SIGNATURE)
                continue
            member, position = _zip_member(content, stray, unpacking)
            yield member
        position = max(position, end)


def _directory(content: Content, unpacking: _Unpacking) -> list[_Entry]:
    """The central directory; nothing when it can not be read."""
    position = -1
    for _ in range(unpacking.limits.archive_members + 1):
        if (position := found_at(content, _DIRECTORY_SIGNATURE, position + 1, len(content))) < 0:
            break
    else:  # before zipfile makes an object of each
        raise _BeyondLimitsError
    try:
        with zipfile.ZipFile(readable(content)) as archive:
            listed = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, OverflowError, ValueError, struct.error):  # what zipfile makes of garbage
        return []
    return [_Entry(each.header_offset, bool(each.flag_bits & _ENCRYPTED_FLAG), each.compress_type, each.compress_size) for each in listed]


def _local_entry(content: Content, offset: int) -> _Entry | None:
    if not 0 <= offset <= len(content) - _LOCAL_HEADER.size:
        return None
    _, flags, method, packed_bytes, _, _ = _LOCAL_HEADER.unpack_from(content, offset)
    return _Entry(offset, bool(flags & _ENCRYPTED_FLAG), method, packed_bytes)


def _zip_member(content: Content, entry: _Entry, unpacking: _Unpacking) -> tuple[IO[bytes], int]:
    """One member as far as it can be read, and the offset up to which nothing more is to be looked for."""
    unpacking.open_member()
    local = _local_entry(content, entry.offset)
    if local is None:  # the directory of a cut archive: nobody can read what is not there
        return spool(), entry.offset
    *_, name_bytes, extra_bytes = _LOCAL_HEADER.unpack_from(content, entry.offset)
    start = entry.offset + _LOCAL_HEADER.size + name_bytes + extra_bytes
    is_ambiguous = (local.method, local.is_encrypted) != (entry.method, entry.is_encrypted)  # readers would differ in what they find
    if entry.is_encrypted or is_ambiguous or entry.method not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        unpacking.left_something_unread = True
    if entry.is_encrypted:
        return spool(), start
    if entry.method == zipfile.ZIP_DEFLATED:
        return _inflated(content, start, _RAW_DEFLATE, unpacking)
    if entry.method == zipfile.ZIP_STORED:
        member, size_bytes = _stored(content, start, start + entry.packed_bytes, unpacking)
        # A stored archive will be opened in its turn; in anything else, headers may hide behind a size that lies.
        head = content[start : min(start + len(_LOCAL_SIGNATURE), start + size_bytes)]
        return member, start + size_bytes if _is_zip_file(member, head) or _is_gzip(head) else start
    return spool(), start


def _stored(content: Content, start: int, end: int, unpacking: _Unpacking) -> tuple[IO[bytes], int]:
    """A member that is packed as it is, and how long it really is."""
    member, size_bytes = spool(), 0
    while chunk := piece(content, start + size_bytes, min(end, start + size_bytes + _INFLATED_BYTES_AT_ONCE)):
        unpacking.spend(len(chunk), len(chunk))
        size_bytes += len(chunk)
        member.write(chunk)
    return member, size_bytes


def _is_zip_file(file: IO[bytes], head: bytes) -> bool:
    return head in _ZIP_STARTS or zipfile.is_zipfile(file)


def _gzip_members(content: Content, unpacking: _Unpacking) -> Iterator[IO[bytes]]:
    """Every stream of a gzip file: several may follow each other, with padding between."""
    position = 0
    while (position := found_at(content, _GZIP_START, position, len(content))) >= 0:
        unpacking.open_member()
        member, end = _inflated(content, position, _GZIP_DEFLATE, unpacking)
        yield member
        position = max(end, position + len(_GZIP_START))


def _inflated(content: Content, start: int, window_bits: int, unpacking: _Unpacking) -> tuple[IO[bytes], int]:
    """One deflate stream, up to its end or to its first wrong byte, and the offset where it stopped."""
    stream = zlib.decompressobj(window_bits)
    inflated = spool()
    position, step = start, _READ_BYTES
    while step and not stream.eof:
        checkpoint = stream.copy()
        chunk = piece(content, position, position + step)
        try:
            came = stream.decompress(chunk, _INFLATED_BYTES_AT_ONCE)
        except zlib.error:  # zlib drops what came before the wrong byte: take smaller steps up to it
            stream, step = checkpoint, step // 2
            continue
        read_bytes = len(chunk) - len(stream.unconsumed_tail) - len(stream.unused_data)
        if not came and not read_bytes:
            break
        unpacking.spend(read_bytes, len(came))
        inflated.write(came)
        position += read_bytes
    return inflated, position
