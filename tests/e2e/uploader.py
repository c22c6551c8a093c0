"""A program that brings a large file in parts, over HTTP, and is cut off now and then."""

import base64
import hashlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.e2e.remote import Program


def sha256_of(content: bytes) -> str:
    """In base64, as links and digests have it."""
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


@dataclass(slots=True)
class Uploader:
    """Brings one file; ``read`` gives some of its bytes. ``sent_bytes`` is all that was put on the wire, cuts included."""

    program: Program
    path: str
    size: int
    read: Callable[[int, int], bytes]
    sent_bytes: int = 0
    cuts: int = 0
    cut_after: Iterator[int | None] = field(default_factory=lambda: iter(()))
    """How many bytes of each part pass before the connection is cut; None: it is not."""

    def upload(self, *, digest: str | None = None) -> dict[str, Any]:
        """Begin or go on, send what is missing, complete; answers the upload."""
        while True:
            upload = self.program.ask("POST", f"{self.path}/upload", 201).json()
            received = {each["number"]: each["sha256"] for each in upload["parts"]}
            if self._send_missing(upload, received):
                break
        declared = [{"number": number, "sha256": sha256_of(self.part(upload, number))} for number in self._numbers(upload)]
        completed: dict[str, Any] = self.program.ask("POST", f"{self.path}/upload/complete", 200, {"digest": digest, "parts": declared}).json()
        return completed

    def _numbers(self, upload: dict[str, Any]) -> range:
        return range(1, upload["partCount"] + 1)

    def part(self, upload: dict[str, Any], number: int) -> bytes:
        """The bytes of a part."""
        start = (number - 1) * upload["partSize"]
        return self.read(start, min(upload["partSize"], self.size - start))

    def _send_missing(self, upload: dict[str, Any], received: dict[int, str]) -> bool:
        """False once it was cut off: it begins anew from what the hub says it has."""
        for number in self._numbers(upload):
            content = self.part(upload, number)
            if received.get(number) == sha256_of(content):
                continue
            answer = self.link(number, sha256_of(content))
            passed = next(self.cut_after, None)
            try:
                status = self.put(answer, content, passed)
            except (_CutError, httpx.TransportError):
                self.cuts += 1
                return False
            assert status == 200, status
        return True

    def link(self, number: int, sha256: str) -> dict[str, Any]:
        """Where to send a part."""
        links = self.program.ask("POST", f"{self.path}/upload/parts", 200, {"parts": [{"number": number, "sha256": sha256}]}).json()
        found: dict[str, Any] = links["parts"][0]
        return found

    def put(self, link: dict[str, Any], content: bytes, passed: int | None = None) -> int:
        """Send a part, or as much of it as passes before the cut; answers the status."""

        def chunks() -> Iterator[bytes]:
            step = 256 * 1024
            for start in range(0, len(content), step):
                if passed is not None and start >= passed:
                    raise _CutError
                chunk = content[start : start + step]
                self.sent_bytes += len(chunk)
                yield chunk

        headers = {**link["headers"], "Content-Length": str(len(content))}
        return self.program.http.put(link["url"], content=chunks(), headers=headers).status_code


class _CutError(Exception):
    """The line is cut."""


def until(found: Callable[[], Any], wanted: Any, *, seconds: float = 60) -> Any:
    """Ask again and again until it is so; answers what was found last."""
    deadline = time.monotonic() + seconds
    while (last := found()) != wanted and time.monotonic() < deadline:
        time.sleep(0.1)
    return last
