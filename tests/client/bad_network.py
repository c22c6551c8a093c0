"""A network that behaves badly, between a client and a hub: it drops, delays, doubles and cuts; the same seed always in the same way.

What becomes of a request depends on the seed, on the request's kind and on how many of that kind came before it, not on the moment.
"""

import json
import random
import re
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum, auto
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
_OF_ONE_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"}


class Mishap(StrEnum):
    """What may happen to a request."""

    LOST_REQUEST = auto()  # the hub never sees it
    HALF_REQUEST = auto()  # the hub sees its beginning
    LOST_ANSWER = auto()  # the hub did it; nobody hears
    LATE_REQUEST = auto()  # the client is cut off first, the hub does it afterwards
    HALF_ANSWER = auto()  # the answer's beginning comes
    TWICE = auto()  # the hub gets it twice
    DELAY = auto()
    BUSY = auto()  # 503 with Retry-After, without the hub
    BAD_GATEWAY = auto()  # 502 after the hub did it


class Answer(NamedTuple):
    """An answer as the hub gave it."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class BadNetwork:
    """One network; ``happened`` counts its mishaps by kind."""

    def __init__(
        self, upstream_port: int, *, seed: str, share: float, chosen: dict[str, Mishap] | None = None, refused: dict[str, str] | None = None
    ) -> None:
        self.happened: Counter[Mishap] = Counter()
        self.requests = 0
        self._upstream_port = upstream_port
        self._seed, self._share, self._chosen = seed, share, dict(chosen or {})
        self._refused = refused or {}
        self._seen: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._late: list[threading.Thread] = []

    def mishap(self, method: str, path: str) -> Mishap | None:
        """What becomes of the next request. A ``chosen`` mishap happens once, to the first request of its kind (``METHOD /path``, ids as ``*``)."""
        kind = _kind(method, path)
        with self._lock:
            self.requests += 1
            self._seen[kind] += 1
            found = self._chosen.pop(kind, None) or self._drawn(kind)
            # No client can help it if the network itself doubles what the interface gives no key to.
            if found is Mishap.TWICE and kind.startswith("POST") and kind.endswith("/events"):
                found = None
            if found:
                self.happened[found] += 1
            return found

    def refusal(self, method: str, path: str) -> Answer | None:
        """What another hub would say to requests of a kind, in the contract's shape, whatever this one says."""
        words = self._refused.get(_kind(method, path))
        body = json.dumps({"errors": [{"code": 400, "message": words}]}).encode()
        return Answer(400, [("Content-Type", "application/json")], body) if words else None

    def _drawn(self, kind: str) -> Mishap | None:
        chance = random.Random(f"{self._seed} {kind} {self._seen[kind]}")
        return chance.choice(list(Mishap)) if chance.random() < self._share else None

    def forward(self, method: str, path: str, headers: list[tuple[str, str]], body: bytes, *, sent_share: float = 1.0) -> Answer | None:
        """Ask the hub; with ``sent_share`` below 1 the connection ends within the body, or before a request without one is whole."""
        connection = HTTPConnection("127.0.0.1", self._upstream_port, timeout=60)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in headers:
                if name.lower() not in ("connection", "content-length"):
                    connection.putheader(name, value)
            if body or method in ("POST", "PUT", "PATCH"):
                connection.putheader("Content-Length", str(len(body)))
            if sent_share < 1.0 and not body:
                return None
            connection.endheaders()
            connection.send(body[: int(len(body) * sent_share)])
            if sent_share < 1.0:
                return None
            came = connection.getresponse()
            kept = [(name, value) for name, value in came.getheaders() if name.lower() not in _OF_ONE_HOP]
            return Answer(came.status, kept, came.read())
        finally:
            connection.close()

    def forward_later(self, method: str, path: str, headers: list[tuple[str, str]], body: bytes) -> None:
        """Ask the hub while nobody waits for the answer."""
        thread = threading.Thread(target=self.forward, args=(method, path, headers, body))
        self._late.append(thread)
        thread.start()

    def settle(self) -> None:
        """Wait for what is still on its way."""
        for each in self._late:
            each.join()


def _kind(method: str, path: str) -> str:
    return f"{method} {_ID.sub('*', path.partition('?')[0])}"


@contextmanager
def bad_network(
    upstream_port: int, *, seed: str, share: float = 0.0, chosen: dict[str, Mishap] | None = None, refused: dict[str, str] | None = None
) -> Iterator[tuple[BadNetwork, str]]:
    """Run a network before a hub of this machine; answers it with its address. ``refused``: the words for each request of some kinds."""
    network = BadNetwork(upstream_port, seed=seed, share=share, chosen=chosen, refused=refused)

    class Handler(_Handler):
        behind = network

    server = _Network(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield network, f"http://localhost:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        network.settle()


class _Network(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A command that is killed leaves its connection; anything else is told as ever."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    behind: BadNetwork
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""

    def _pass_on(self) -> None:
        try:
            self._behave(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        except (OSError, HTTPException):  # the client was killed, or the hub has ended
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _pass_on  # noqa: N815

    def _behave(self, body: bytes) -> None:
        network, request = self.behind, (self.command, self.path, self.headers.items(), body)
        if refusal := network.refusal(self.command, self.path):
            self._answer(refusal)
            return
        mishap = network.mishap(self.command, self.path)
        match mishap:
            case Mishap.LOST_REQUEST:
                self.close_connection = True
                return
            case Mishap.HALF_REQUEST:
                network.forward(*request, sent_share=0.5)
                self.close_connection = True
                return
            case Mishap.LATE_REQUEST:
                self.close_connection = True
                network.forward_later(*request)
                return
            case Mishap.BUSY:
                self._answer(Answer(503, [("Retry-After", "0"), ("Content-Type", "text/plain")], b"busy"))
                return
            case Mishap.DELAY:
                threading.Event().wait(0.2)
            case Mishap.TWICE:
                network.forward(*request)
        answer = network.forward(*request)
        assert answer is not None
        match mishap:
            case Mishap.LOST_ANSWER:
                self.close_connection = True
            case Mishap.BAD_GATEWAY:
                self._answer(Answer(502, [("Content-Type", "text/html")], b"<h1>Bad Gateway</h1>"))
            case Mishap.HALF_ANSWER:
                self.close_connection = True
                self._answer(answer, sent_share=0.5)
            case _:
                self._answer(answer)

    def _answer(self, answer: Answer, *, sent_share: float = 1.0) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if answer.status not in (204, 304):
            self.send_header("Content-Length", str(len(answer.body)))
        if sent_share < 1.0 and not answer.body:
            return  # not even the end of the headers
        self.end_headers()
        self.wfile.write(answer.body[: int(len(answer.body) * sent_share)])
