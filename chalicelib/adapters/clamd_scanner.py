"""The antivirus as a neighbour: a ClamAV daemon, asked over a socket with its INSTREAM command.

The daemon must run with ``AlertExceedsMax yes``, ``AlertEncrypted yes`` and ``MaxFileSize`` no smaller than ``MaxScanSize``: otherwise it
answers OK for what it has not read (it silently trims a zip's member to MaxFileSize: a bomb of 300 MB passed, clamd 1.4.6). For files of
one gigabyte ``StreamMaxLength`` must be more than that: a longer stream is beyond limits.

**Source:** DEP-04, DEP-05; man clamd(8).
"""

import socket
import struct
import time
from collections.abc import Iterable, Iterator

from chalicelib.domain.attachments import Verdict
from chalicelib.domain.errors import Unavailable

_COMMAND = b"zINSTREAM\0"  # z: the command and its answer end with a NUL
_END_OF_STREAM = struct.pack("!I", 0)
_CHUNK_BYTES = 256 * 1024
_ANSWER_MAX_BYTES = 4096
_SENT_BYTES_PER_SECOND = 5_000_000
_UNREAD_NAMES = ("Heuristics.Limits.Exceeded", "Heuristics.Encrypted.")


class ClamdScanner:
    """Judge files by asking clamd at ``host:port``, ``/path/of/socket`` or ``unix:/path/of/socket``.

    ``timeout_seconds`` is for a whole scan, and shorter than what the gateway waits (29 s); a file that no gateway carries has
    a second more for each 5 MB, as long as clamd goes on taking them.
    """

    def __init__(self, address: str, *, timeout_seconds: float = 25.0) -> None:
        path = address.removeprefix("unix:")
        host, _, port = address.rpartition(":")
        self._path = path if path.startswith("/") else None
        self._host_and_port = ("", 0) if self._path else (host.strip("[]"), int(port))
        self._timeout_seconds = timeout_seconds

    def scan(self, chunks: Iterable[bytes]) -> Verdict:
        """Send a file to clamd and read what it says. Raises: Unavailable when it says nothing that can be understood."""
        deadline = _Deadline(self._timeout_seconds)
        try:
            with self._connected() as connection:
                was_all_sent = _send(connection, chunks, deadline)
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


class _Deadline:
    """Bounds each call on a connection, so that drops that come one by one can not outlast it."""

    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds

    def extend(self, sent_bytes: int) -> None:
        """Give a long file its time."""
        self._at += sent_bytes / _SENT_BYTES_PER_SECOND

    def bound(self, connection: socket.socket) -> None:
        """Bound the next call. Raises: TimeoutError."""
        left_seconds = self._at - time.monotonic()
        if left_seconds <= 0:
            raise TimeoutError
        connection.settimeout(left_seconds)


def _send(connection: socket.socket, chunks: Iterable[bytes], deadline: _Deadline) -> bool:
    """Send a file as clamd reads it; False when clamd hung up before its end."""
    try:
        deadline.bound(connection)
        connection.sendall(_COMMAND)
        for chunk in _in_pieces(chunks):
            deadline.bound(connection)
            connection.sendall(struct.pack("!I", len(chunk)))
            connection.sendall(chunk)
            deadline.extend(len(chunk))
        connection.sendall(_END_OF_STREAM)
    except ConnectionError:
        return False  # over StreamMaxLength clamd hangs up while we send, its answer already waiting to be read
    return True


def _in_pieces(chunks: Iterable[bytes]) -> Iterator[memoryview]:
    for chunk in chunks:
        view = memoryview(chunk)
        yield from (view[start : start + _CHUNK_BYTES] for start in range(0, len(view), _CHUNK_BYTES))


def _read_answer(connection: socket.socket, deadline: _Deadline) -> bytes:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _ANSWER_MAX_BYTES:
        deadline.bound(connection)
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
