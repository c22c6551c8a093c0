"""Uploads in memory; each becomes an object of a memory store of files."""

from datetime import datetime
from itertools import count
from threading import Lock

from chalicelib.domain.attachments import digest_of
from chalicelib.domain.uploads import Part, SignedRequest
from chalicelib.use_cases.upload_ports import UploadLinks, Uploads
from tests.fakes.files import MemoryFiles


class MemoryUploads(Uploads):
    """Keeps the promises of the ``Uploads`` port; ``put`` is what a sender does by a link."""

    def __init__(self, files: MemoryFiles) -> None:
        self._files = files
        self._numbers = count(1)
        self._completing = Lock()
        self.open = files.uploads

    def begin(self, key: str) -> str:
        store_id = f"store-{next(self._numbers)}"
        self.open[key, store_id] = {}
        return store_id

    def put(self, key: str, number: int, content: bytes) -> None:
        """Bring a part of the upload that is open under a key."""
        next(parts for (name, _), parts in self.open.items() if name == key)[number] = content

    def parts(self, key: str, store_id: str) -> tuple[Part, ...] | None:
        found = self.open.get((key, store_id))
        if found is None:
            return None
        return tuple(Part(number=each, size_bytes=len(found[each]), sha256=digest_of(found[each])) for each in sorted(found))

    def complete(self, key: str, store_id: str) -> str | None:
        with self._completing:
            found = self.open.pop((key, store_id), None)
            return self._files.version_of(key) if found is None else self._files.put(key, b"".join(found[each] for each in sorted(found)))

    def abort(self, key: str, store_id: str) -> None:
        self.open.pop((key, store_id), None)


class PlainUploadLinks(UploadLinks):
    """Requests that say what they are to."""

    def part_link(self, key: str, store_id: str, number: int, *, sha256: str, now: datetime, until: datetime) -> SignedRequest:  # noqa: ARG002
        return SignedRequest(url=f"memory://{key}?store={store_id}&part={number}", headers={"x-amz-checksum-sha256": sha256})

    def whole_link(self, key: str, *, size_bytes: int, sha256: str | None, now: datetime, until: datetime) -> SignedRequest:  # noqa: ARG002
        return SignedRequest(url=f"memory://{key}?size={size_bytes}", headers={"x-amz-checksum-sha256": sha256} if sha256 else {})
