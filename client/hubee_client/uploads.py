"""Bringing one file: in one request, or, where it is large and the hub knows how, part by part, so that a cut costs one part at most."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from hubee_client import digests
from hubee_client.disk import disk_faults
from hubee_client.faults import Misused, Refused
from hubee_client.hub import Hub
from hubee_client.progress import At
from hubee_client.retry import Effect, Passing

SMALL_BYTES = 4_500_000
"""What fits through any gateway in one request."""
_LINKS_AT_ONCE = 20  # links age; each batch is used within minutes
_ROUNDS = 3
_NO_SUCH_ROUTE = (403, 404, 405, 501)  # what gateways say of a route that they do not have


def upload(hub: Hub, path: str, file: Path, *, digest: bytes, at: At) -> None:
    """Bring a file to an announced attachment; the same bytes twice change nothing. ``path`` is the attachment's.

    Raises: DiskFault, Misused for a file that shrinks meanwhile, Refused for one that is no longer as announced, and what ``Hub.ask`` raises.
    """
    with disk_faults(file):
        size = file.stat().st_size
    if size > SMALL_BYTES and _Parts(hub, f"{path}/upload", file, size, digest, at).bring():
        return
    headers = {"Content-Type": "application/octet-stream", "Content-Length": str(size), "digest": digests.written(digest)}
    hub.ask("PUT", path, headers=headers, content=_pieces(file, 0, size, at))


def _pieces(file: Path, start: int, size: int, at: At) -> Callable[[], Iterator[bytes]]:
    """A body that can be made again for each try."""

    def pieces() -> Iterator[bytes]:
        with disk_faults(file), file.open("rb") as source:
            source.seek(start)
            sent = 0
            while sent < size and (piece := source.read(min(digests.PIECE_BYTES // 4, size - sent))):
                yield piece
                sent += len(piece)
                at(start + sent)
            if sent < size:
                raise Misused(f"« {file} » a changé pendant son envoi.")

    return pieces


@dataclass(slots=True)
class _Parts:
    """A multipart upload: the hub keeps what has come, so it is asked each time instead of remembering."""

    hub: Hub
    path: str
    file: Path
    size: int
    digest: bytes
    at: At

    def bring(self) -> bool:
        """Bring every part that is missing and complete; False where the hub offers no such upload."""
        for is_last in (False,) * (_ROUNDS - 1) + (True,):
            try:
                state = self.hub.document("POST", self.path)
            except Refused as refusal:
                if refusal.status in _NO_SUCH_ROUTE:
                    return False
                raise
            if state["status"] == "OPEN":
                self._bring_missing(state)
            try:
                self.hub.ask("POST", f"{self.path}/complete", json={"digest": digests.written(self.digest)})
            except Refused:
                # A part can be missing that was there: another process of ours was at work. The hub says which.
                if is_last:
                    raise
                continue
            self.at(self.size)
            return True
        raise AssertionError("the last round returns or raises")

    def _bring_missing(self, state: dict[str, Any]) -> None:
        part_size = int(state["partSize"])
        received = {each["number"]: each["sha256"] for each in state["parts"]}
        digest_by_number = {number: digests.written(self._digest(number, part_size)) for number in range(1, int(state["partCount"]) + 1)}
        missing = [number for number, digest in digest_by_number.items() if received.get(number) != digest]
        for first in range(0, len(missing), _LINKS_AT_ONCE):
            batch = [{"number": number, "sha256": digest_by_number[number]} for number in missing[first : first + _LINKS_AT_ONCE]]
            link_by_number = {each["number"]: each for each in self._links(batch)}
            for part in batch:
                self._bring_part(part, link_by_number[part["number"]], part_size)

    def _links(self, parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        links: list[dict[str, Any]] = self.hub.document("POST", f"{self.path}/parts", json={"parts": parts})["parts"]
        return links

    def _bring_part(self, part: dict[str, Any], link: dict[str, Any], part_size: int) -> None:
        start = (part["number"] - 1) * part_size
        size = min(part_size, self.size - start)
        links = [link]

        def attempt() -> None:
            link = links.pop() if links else self._links([part])[0]  # a link that failed may have aged
            headers = {**link["headers"], "Content-Length": str(size)}
            try:
                with self.hub.exchange_by_link("PUT", link["url"], headers=headers, content=_pieces(self.file, start, size, self.at)):
                    return
            except Refused as refusal:
                raise Passing(f"la partie {part['number']} a été refusée ({refusal.status})", Effect.NONE) from refusal

        self.hub.persist(attempt)

    def _digest(self, number: int, part_size: int) -> bytes:
        with disk_faults(self.file), self.file.open("rb") as source:
            source.seek((number - 1) * part_size)
            left, found = part_size, sha256()
            while left and (piece := source.read(min(digests.PIECE_BYTES, left))):
                found.update(piece)
                left -= len(piece)
            return found.digest()
