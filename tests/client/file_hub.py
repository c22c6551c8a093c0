"""A hub of one attachment, for what the sandbox does not do on demand: redirects, ranges or none, lying digests, parts that fail, cuts.

It offers what a hub may offer beside the contract: a multipart upload under ``…/upload`` and downloads by a link.
"""

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

PATH = "/teledossiers/v1/folders/1/attachments/2"
LINK = "/files?signature=x"
PART_BYTES = 1_000_000


def digest_of(content: bytes) -> str:
    """As a header carries it."""
    return b64encode(sha256(content).digest()).decode()


@dataclass(slots=True)
class FileHub:
    """What it keeps, how it behaves, and what it saw. ``cuts`` are bytes after which each next transfer of content is cut."""

    content: bytes = b""
    digest: str | None = None
    redirects: bool = False
    knows_ranges: bool = True
    knows_parts: bool = True
    cuts: list[int] = field(default_factory=list)
    refused_links: int = 0
    tokens_refused: int = 0

    seen: list[str] = field(default_factory=list)
    sent_bytes: int = 0
    received_bytes: int = 0
    parts: dict[int, bytes] = field(default_factory=dict)
    size: int = 0

    def upload(self, status: str = "OPEN") -> dict[str, Any]:
        """The state of the multipart upload."""
        parts = [{"number": number, "size": len(part), "sha256": digest_of(part)} for number, part in sorted(self.parts.items())]
        return {"status": status, "partSize": PART_BYTES, "partCount": -(-self.size // PART_BYTES), "parts": parts}


@contextmanager
def file_hub(hub: FileHub) -> Iterator[str]:
    """Run it; answers its address."""

    class Handler(_Handler):
        behind = hub

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://localhost:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    behind: FileHub
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""

    def _behave(self) -> None:
        hub = self.behind
        hub.seen.append(f"{self.command} {self.path}")
        if self.path == "/token":
            self._read()
            return self._say(200, {"access_token": "t", "expires_in": 3600})
        is_link = self.path.startswith("/files")
        if is_link is ("Authorization" in self.headers):
            return self._say(400, {"errors": [{"code": 400, "message": "Only one auth mechanism is allowed"}]})
        if not is_link and hub.tokens_refused:
            hub.tokens_refused -= 1
            self._read()
            return self._say(401, {"errors": [{"code": 401, "message": "Invalid Credentials"}]})
        if is_link and hub.refused_links:
            hub.refused_links -= 1
            self._read()
            return self._say(403, {})
        if self.command == "GET":
            return self._hand_out(is_link=is_link)
        if self.command == "PUT":
            return self._take_in()
        return self._upload(json.loads(self._read() or b"{}"))

    do_GET = do_PUT = do_POST = _behave  # noqa: N815

    def _hand_out(self, *, is_link: bool) -> None:
        hub = self.behind
        digest = {"digest": hub.digest} if hub.digest else {}
        if hub.redirects and not is_link:
            return self._say(307, {}, Location=LINK, **digest)
        asked = re.match(r"bytes=(\d+)-", self.headers.get("Range", "")) if hub.knows_ranges else None
        start = int(asked[1]) if asked else 0
        whole, content = len(hub.content), hub.content[start:]
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{whole - 1}/{whole}")
        for name, value in digest.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        sent = content[: hub.cuts.pop(0)] if hub.cuts else content
        hub.sent_bytes += len(sent)
        self.wfile.write(sent)
        self.close_connection = len(sent) < len(content)
        return None

    def _take_in(self) -> None:
        hub = self.behind
        body = self._read(hub.cuts.pop(0) if hub.cuts else None)
        hub.received_bytes += len(body)
        if len(body) < int(self.headers["Content-Length"]):
            self.close_connection = True
            return None
        if self.path == PATH:
            hub.content, hub.digest = body, self.headers["digest"]
            return self._say(204)
        if digest_of(body) != self.headers["x-amz-checksum-sha256"]:
            return self._say(400, {})
        hub.parts[int(self.path.rpartition("=")[2])] = body
        return self._say(200, {})

    def _upload(self, body: dict[str, Any]) -> None:
        hub = self.behind
        if not hub.knows_parts:
            return self._say(403, {"message": "Missing Authentication Token"})
        if self.path == f"{PATH}/upload":
            return self._say(201, hub.upload())
        if self.path == f"{PATH}/upload/parts":
            made = [{"number": n, "url": f"/files?part={n}", "headers": {"x-amz-checksum-sha256": d}} for n, d in (x.values() for x in body["parts"])]
            return self._say(200, {"parts": made})
        missing = set(range(1, hub.upload()["partCount"] + 1)) - set(hub.parts)
        if missing:
            return self._say(400, {"errors": [{"code": 400, "message": f"Upload part {n} has not been received"} for n in missing]})
        hub.content, hub.digest = b"".join(part for _, part in sorted(hub.parts.items())), body["digest"]
        return self._say(200, hub.upload("COMPLETE"))

    def _read(self, at_most: int | None = None) -> bytes:
        length = int(self.headers.get("Content-Length") or 0)
        return self.rfile.read(length if at_most is None else min(at_most, length))

    def _say(self, status: int, body: Any = None, **headers: str) -> None:
        content = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
