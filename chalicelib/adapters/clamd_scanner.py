"""The antivirus as a neighbour: a ClamAV daemon, asked over a socket with its INSTREAM command.

The daemon must run with ``AlertExceedsMax yes``, ``AlertEncrypted yes`` and ``MaxFileSize`` no smaller than ``MaxScanSize``: otherwise it
answers OK for what it has not read (it silently trims a zip's member to MaxFileSize: a bomb of 300 MB passed, clamd 1.4.6).

**Source:** DEP-04; man clamd(8).
"""

import socket
import struct
import time

from chalicelib.domain.attachments import Verdict
from chalicelib.domain.errors import Unavailable

_COMMAND = b"zINSTREAM\0"  # z: the command and its answer end with a NUL
_END_OF_STREAM = struct.pack("!I", 0)
_CHUNK_BYTES = 256 * 1024
_ANSWER_MAX_BYTES = 4096
_UNREAD_NAMES = ("Heuristics.Limits.Exceeded", "Heuristics.Encrypted.")


class ClamdScanner:
    """Judge files by asking clamd at ``host:port``, ``/path/of/socket`` or ``unix:/path/of/socket``.

    ``timeout_seconds`` is for a whole scan, and shorter than what the gateway waits (29 s).
    """

    def __init__(self, address: str, *, timeout_seconds: float = 25.0) -> None:
        path = address.removeprefix("unix:")
        host, _, port = address.rpartition(":")
        self._path = path if path.startswith("/") else None
        self._host_and_port = ("", 0) if self._path else (host.strip("[]"), int(port))
        self._timeout_seconds = timeout_seconds

    def scan(self, content: bytes) -> Verdict:
        """Send a file to clamd and read what it says. Raises: Unavailable when it says nothing that can be understood."""
        deadline = time.monotonic() + self._timeout_seconds
        try:
            with self._connected() as connection:
                was_all_sent = _send(connection, content, deadline)
                answer = _read_answer(connection, deadline)
        except OSError as error:
            raise Unavailable("The antivirus does not answer") from error
        verdict = _verdict(answer)
        if verdict is Verdict.CLEAN and not was_all_sent:
            raise Unavailable("The antivirus does not answer")
        return verdict

    def _connected(self) -> socket.socket:
        if self._path is None:
            return socket.create_connection(self._host_and_port, timeout=self._timeout_seconds)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(self._timeout_seconds)
            connection.connect(self._path)
        except OSError:
            connection.close()
            raise
        return connection


def _wait_until(connection: socket.socket, deadline: float) -> None:
    """Bound the next call, so that drops that come one by one can not outlast the deadline."""
    left_seconds = deadline - time.monotonic()
    if left_seconds <= 0:
        raise TimeoutError
    connection.settimeout(left_seconds)


def _send(connection: socket.socket, content: bytes, deadline: float) -> bool:
    """Send a file as clamd reads it; False when clamd hung up before its end."""
    view = memoryview(content)
    try:
        _wait_until(connection, deadline)
        connection.sendall(_COMMAND)
        for start in range(0, len(content), _CHUNK_BYTES):
            chunk = view[start : start + _CHUNK_BYTES]
            _wait_until(connection, deadline)
            connection.sendall(struct.pack("!I", len(chunk)))
            connection.sendall(chunk)
        connection.sendall(_END_OF_STREAM)
    except ConnectionError:
        return False  # over StreamMaxLength clamd hangs up while we send, its answer already waiting to be read
    return True


def _read_answer(connection: socket.socket, deadline: float) -> bytes:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _ANSWER_MAX_BYTES:
        _wait_until(connection, deadline)
        received = connection.recv(_ANSWER_MAX_BYTES)
        if not received:
            break
        answer += received
    return answer


def _verdict(answer: bytes) -> Verdict:
    said, end, _ = answer.decode("utf-8", "replace").partition("\0")
    if said == "stream: OK" and end:  # with its NUL: an answer cut short proves nothing
        return Verdict.CLEAN
    if said.startswith("INSTREAM size limit exceeded"):
        return Verdict.BEYOND_LIMITS
    if said.startswith("stream: ") and said.endswith(" FOUND"):
        is_unread = said.removeprefix("stream: ").startswith(_UNREAD_NAMES)
        return Verdict.BEYOND_LIMITS if is_unread else Verdict.INFECTED
    raise Unavailable("The antivirus does not answer")
