"""Zip archives written as they are read: no more than a chunk of them in memory, whatever their size."""

from collections.abc import Iterable, Iterator
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from chalicelib.domain.archives import ArchiveMember
from chalicelib.domain.calendar import PARIS

_QUICK = 1
"""Deflate's quickest: most files are compressed already, and Java reads no stored file whose size comes after it."""
_FILE = 0o100644 << 16


class _Gatherer:
    """What zipfile writes to: it keeps the bytes until they are taken. Nothing can be sought in it, so zipfile does not."""

    def __init__(self) -> None:
        self._gathered = bytearray()

    def write(self, content: bytes, /) -> int:
        """Keep some bytes."""
        self._gathered += content
        return len(content)

    def flush(self) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """Nothing to do."""

    def take(self) -> bytes:
        """What was kept, which is then forgotten."""
        taken = bytes(self._gathered)
        self._gathered.clear()
        return taken


class ZipArchives:
    """Keeps the promises of the use cases' ``Archiver`` port."""

    def pack(self, members: Iterable[ArchiveMember]) -> Iterator[bytes]:
        """The bytes of an archive, made as they are asked for, in bounded memory; the same members make the same bytes."""
        gatherer = _Gatherer()
        with ZipFile(gatherer, "w", ZIP_DEFLATED) as archive:
            for member in members:
                with archive.open(_head_of(member), "w") as file:
                    for chunk in member.read():
                        file.write(chunk)
                        if taken := gatherer.take():
                            yield taken
        yield gatherer.take()


def _head_of(member: ArchiveMember) -> ZipInfo:
    """Zip knows local times, to two seconds, from 1980 on."""
    local = member.at.astimezone(PARIS)
    head = ZipInfo(member.path, date_time=(max(local.year, 1980), local.month, local.day, local.hour, local.minute, local.second // 2 * 2))
    head.compress_type = ZIP_DEFLATED
    head._compresslevel = _QUICK  # type: ignore[attr-defined]  # has a public name from Python 3.13 on
    head.create_system = 3
    head.external_attr = _FILE
    head.file_size = member.size_bytes  # tells zipfile beforehand whether it needs 64 bits
    return head
