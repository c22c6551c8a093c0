"""HTTP/1.1 by hand, for what a library would hide: status lines, odd requests, half requests."""

from dataclasses import dataclass
from socket import socket
from typing import Any, BinaryIO, cast


@dataclass(frozen=True, slots=True, kw_only=True)
class RawAnswer:
    """An answer as it came."""

    status_line: str
    headers: dict[str, str]
    body: bytes


class Wire:
    """One connection, on which requests are written as bytes."""

    def __init__(self, connection: socket) -> None:
        self.connection = connection
        self._incoming = cast(BinaryIO, connection.makefile("rb"))

    def __enter__(self) -> "Wire":
        return self

    def __exit__(self, *_: object) -> None:
        self._incoming.close()
        self.connection.close()

    def write(self, content: bytes) -> None:
        """Send bytes."""
        self.connection.sendall(content)

    def read(self, *, has_body: bool = True) -> RawAnswer:
        """Read one answer, to its end by its Content-Length."""
        status_line = self._incoming.readline().decode("latin-1").rstrip("\r\n")
        headers: dict[str, str] = {}
        while line := self._incoming.readline().decode("latin-1").rstrip("\r\n"):
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        length = int(headers.get("content-length", "0")) if has_body else 0
        return RawAnswer(status_line=status_line, headers=headers, body=self._incoming.read(length))

    def ask(self, method: str, target: str, body: bytes = b"", **headers: Any) -> RawAnswer:
        """Send a request with nothing but what is given, and read its answer."""
        self.write(request(method, target, body, **headers))
        return self.read(has_body=method != "HEAD")


def request(method: str, target: str, body: bytes = b"", *, length: int | None = None, **headers: Any) -> bytes:
    """A request's bytes; underscores of header names are hyphens. ``length`` may announce more than ``body``."""
    lines = [f"{method} {target} HTTP/1.1", "Host: localhost", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    announced = len(body) if length is None else length
    if announced or method in ("POST", "PUT", "PATCH"):
        lines.append(f"Content-Length: {announced}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body
