"""A file to look about in, whatever its size: in memory when it is small, else on the disk, seen through a window that moves on."""

import io
import mmap
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import IO, TypeAlias, cast

Content: TypeAlias = bytes | mmap.mmap
"""Read-only bytes: both are sliced, searched and measured alike."""

IN_MEMORY_BYTES = 8 * 1024 * 1024
WINDOW_BYTES = 8 * 1024 * 1024
OVERLAP_BYTES = 64 * 1024
"""How much of a window the next one sees again: longer than any signature."""


def spool() -> IO[bytes]:
    """A file to write to that moves to the disk when it grows."""
    return SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)


@contextmanager
def content_of(file: IO[bytes]) -> Iterator[Content]:
    """What was written to a spool; it is closed with it."""
    with file:
        size_bytes = file.seek(0, 2)
        file.seek(0)
        if size_bytes <= IN_MEMORY_BYTES:
            yield file.read()
            return
        file.flush()
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        try:
            yield mapped
        finally:
            mapped.close()


@contextmanager
def spooled(chunks: Iterable[bytes]) -> Iterator[Content]:
    """A file that comes in chunks, whole."""
    file = spool()
    for chunk in chunks:
        file.write(chunk)
    with content_of(file) as content:
        yield content


def windows(content: Content) -> Iterator[bytes]:
    """A file piece by piece, each with the end of the one before; what is behind does not stay in memory."""
    if isinstance(content, bytes):
        yield content
        return
    for start in range(0, len(content), WINDOW_BYTES):
        yield content[max(0, start - OVERLAP_BYTES) : start + WINDOW_BYTES]
        _forget(content, start + WINDOW_BYTES)


def piece(content: Content, start: int, end: int) -> bytes:
    """Some bytes of a file that is read on and on; what is behind does not stay in memory."""
    if not isinstance(content, bytes) and start // WINDOW_BYTES != end // WINDOW_BYTES:
        _forget(content, start)
    return content[start:end]


def readable(content: Content) -> IO[bytes]:
    """What zipfile reads from: a mapped file is read as it is."""
    return io.BytesIO(content) if isinstance(content, bytes) else cast(IO[bytes], content)


def found_at(content: Content, sought: bytes, start: int, end: int) -> int:
    """Where some bytes begin between two offsets; -1 when they are not there."""
    if isinstance(content, bytes):
        return content.find(sought, start, end)
    while start < end:
        stop = min(end, start + WINDOW_BYTES)
        if (found := content.find(sought, start, min(end, stop + len(sought) - 1))) >= 0:
            return found
        _forget(content, stop)
        start = stop
    return -1


def _forget(content: mmap.mmap, end: int) -> None:
    """Let go of the pages just read: they are on the disk."""
    start = max(0, end - 2 * WINDOW_BYTES) // mmap.PAGESIZE * mmap.PAGESIZE
    if start < (end := min(end, len(content))):
        content.madvise(mmap.MADV_DONTNEED, start, end - start)
