"""Fetching one file: taken up where a cut left it, compared with what the hub says of it, in place only when it is whole."""

import os
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path

import httpx

from hubee_client import digests
from hubee_client.disk import disk_faults, flush_directory
from hubee_client.faults import Corrupted, NotFound, Refused
from hubee_client.hub import Hub
from hubee_client.progress import At
from hubee_client.retry import Effect, Passing

_REDIRECTS = (302, 303, 307, 308)


def download(hub: Hub, path: str, target: Path, *, size_bytes: int | None, at: At) -> bytes:
    """Fetch a file into ``target``; answers its SHA-256.

    What came before a cut is kept beside it, as ``.NAME.part``, and continued by Range where the hub can.
    Raises: Corrupted when what came is twice not what was announced, DiskFault, and what ``Hub.ask`` raises.
    """
    fetch = _Fetch(hub, path, target.with_name(f".{target.name}.part"), size_bytes, at)
    for is_last in (False, True):
        expected = hub.persist(fetch.until_whole)
        found = digests.sha256_of(fetch.part)
        if expected in (None, found) and size_bytes in (None, _size(fetch.part)):
            break
        with disk_faults(fetch.part):
            fetch.part.unlink()
        if is_last:
            raise Corrupted("Ce qui est arrivé ne correspond pas à l'empreinte ou à la taille annoncée par le hub.", path)
    with disk_faults(target):
        fetch.part.replace(target)
        flush_directory(target.parent)
    return found


class _Fetch:
    def __init__(self, hub: Hub, path: str, part: Path, size_bytes: int | None, at: At) -> None:
        self.hub, self.path, self.part, self.size_bytes, self.at = hub, path, part, size_bytes, at

    def until_whole(self) -> bytes | None:
        """Fetch, and again after each cut, as long as each brings something more; answers the digest that the hub announces.

        So a long file may be cut more often than the hub's patience has tries. Raises: Passing.
        """
        furthest = _size(self.part)
        while True:
            try:
                return self._once()
            except Passing:
                if _size(self.part) <= furthest:
                    raise
                furthest = _size(self.part)
                self.hub.pause(self.hub.patience.first_wait)

    def _once(self) -> bytes | None:
        have = _size(self.part)
        if self.size_bytes is not None and have >= self.size_bytes:
            # All is here, or too much: the last byte is asked for again, since only an answer brings the digest.
            have = max(0, self.size_bytes - 1)
            with disk_faults(self.part), self.part.open("ab") as file:
                file.truncate(have)
        headers = {"Accept": "*/*", "Accept-Encoding": "identity", **({"Range": f"bytes={have}-"} if have else {})}
        with self.hub.exchange("GET", self.path, headers=headers) as answer:
            expected = digests.read(answer.headers.get("digest"))
            if answer.status_code not in _REDIRECTS:
                self._receive(answer, have)
                return expected
            location = answer.headers.get("Location", "")
        try:
            with self._by_link(location, headers) as linked:
                self._receive(linked, have)
                return expected or digests.read(linked.headers.get("digest"))
        except Refused as refusal:
            if isinstance(refusal, NotFound) or refusal.status == 403:
                # The link has aged; the hub hands out a new one.
                raise Passing("le lien de téléchargement n'est plus valable", Effect.NONE) from refusal
            raise

    def _by_link(self, location: str, headers: Mapping[str, str]) -> AbstractContextManager[httpx.Response]:
        return self.hub.exchange_by_link("GET", location, headers=headers)

    def _receive(self, answer: httpx.Response, have: int) -> None:
        if answer.status_code == 416 or answer.status_code >= 300:
            with disk_faults(self.part):
                self.part.unlink(missing_ok=True)
            raise Passing(f"réponse inattendue ({answer.status_code})", Effect.NONE)
        is_continued = answer.status_code == 206 and answer.headers.get("Content-Range", "").startswith(f"bytes {have}-")
        if answer.status_code == 206 and not is_continued:
            raise Passing("le hub a envoyé une autre partie que celle demandée", Effect.NONE)
        done = have if is_continued else 0
        with disk_faults(self.part), self.part.open("ab" if is_continued else "wb") as file:
            try:
                for piece in answer.iter_raw():  # as it comes: gathering pieces would lose the last one at a cut
                    file.write(piece)
                    done += len(piece)
                    self.at(done)
            except httpx.RequestError as error:
                raise Passing(f"téléchargement coupé ({type(error).__name__})", Effect.NONE) from error
            finally:
                file.flush()
                os.fsync(file.fileno())
        if self.size_bytes is not None and done < self.size_bytes:
            raise Passing("téléchargement incomplet", Effect.NONE)


def _size(path: Path) -> int:
    with disk_faults(path):
        return path.stat().st_size if path.exists() else 0
