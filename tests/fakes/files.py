"""The bytes of attachments in memory, and an antivirus that knows one virus."""

from collections.abc import Iterable, Iterator
from threading import Lock

from chalicelib.domain.attachments import Verdict
from chalicelib.domain.errors import NotFound
from chalicelib.use_cases.ports import Files, Scanner

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"


_CHUNK_BYTES = 1024 * 1024


class MemoryFiles(Files):
    """Keeps the promises of the ``Files`` port: every ``put`` is a version of its own."""

    def __init__(self) -> None:
        self._content_by_version: dict[tuple[str, str], bytes] = {}
        self._puts = 0
        self._lock = Lock()
        self.uploads: dict[tuple[str, str], dict[int, bytes]] = {}

    def put(self, key: str, content: bytes) -> str:
        with self._lock:
            self._puts += 1
            version = f"v{self._puts}"
            self._content_by_version[key, version] = content
        return version

    def get(self, key: str, version: str) -> bytes:
        try:
            return self._content_by_version[key, version]
        except KeyError:
            raise NotFound("File is not found") from None

    def stream(self, key: str, version: str) -> Iterator[bytes]:
        content = self.get(key, version)
        return (content[start : start + _CHUNK_BYTES] for start in range(0, len(content), _CHUNK_BYTES))

    def put_stream(self, key: str, chunks: Iterable[bytes]) -> tuple[str, int]:
        content = b"".join(chunks)
        return self.put(key, content), len(content)

    def version_of(self, key: str) -> str | None:
        with self._lock:
            return next((version for name, version in reversed(self._content_by_version) if name == key), None)

    def erase(self, prefix: str) -> None:
        with self._lock:
            for key, version in list(self._content_by_version):
                if key.startswith(prefix):
                    del self._content_by_version[key, version]
            for key, store_id in list(self.uploads):
                if key.startswith(prefix):
                    del self.uploads[key, store_id]

    def snapshot(self) -> dict[tuple[str, str], bytes]:
        """Every stored version, by key and version."""
        with self._lock:
            return dict(self._content_by_version)


class MemoryScanner(Scanner):
    """Keeps the promises of the ``Scanner`` port."""

    def scan(self, chunks: Iterable[bytes]) -> Verdict:
        return Verdict.INFECTED if EICAR in b"".join(chunks) else Verdict.CLEAN
