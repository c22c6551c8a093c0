"""Calls a partner's receiver over https, without letting it lead the hub anywhere else.

The host is resolved once; every address it has must be public; the connection is made to one of those, and to no name,
with the host's name for SNI and the certificate. No proxy of the environment, no redirect, no cookie is followed, and a
receiver that dawdles at any point is left after ten seconds; with its name, which may take five to resolve, that makes fifteen in all.
"""

import http.client
import socket
import ssl
from collections.abc import Mapping, Sequence, Set
from contextlib import suppress
from threading import Thread, Timer
from typing import Any

from chalicelib.domain.deliveries import Outcome
from chalicelib.domain.webhook_addresses import Target, is_public

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 10.0
_ANSWER_BYTES = 4_096
_ADDRESSES = 4
_HEADERS = {"Content-Type": "application/json", "User-Agent": "HubEE-Webhooks/1", "Connection": "close"}


class HttpsCourier:
    """Keeps the promises of the use cases' ``Courier`` port.

    ``allowed`` names what the sandbox lets be called as well, as ``host:port``, with any address and the certificates of
    ``ca_file``; both are empty on a deployed stage.
    """

    def __init__(
        self, *, allowed: Set[str] = frozenset(), ca_file: str | None = None, connect_seconds: float = CONNECT_SECONDS, seconds: float = TOTAL_SECONDS
    ) -> None:
        self._allowed, self._ca_file = allowed, ca_file
        self._connect_seconds, self._seconds = connect_seconds, seconds

    def post(self, target: Target, body: bytes, headers: Mapping[str, str]) -> Outcome:
        """Send a body; the receiver's status, or the word of what hindered it."""
        is_allowed = f"{target.host}:{target.port}" in self._allowed
        addresses = _resolved(target, self._connect_seconds)
        if not addresses:
            return Outcome(fault="DNS")
        if not is_allowed and not all(map(is_public, addresses)):
            return Outcome(fault="ADDRESS")
        context = ssl.create_default_context(cafile=self._ca_file if is_allowed else None)
        connection = _PinnedConnection(target, addresses[:_ADDRESSES], context, self._connect_seconds)
        deadline = Timer(self._seconds, connection.cut)
        deadline.daemon = True
        deadline.start()
        try:
            return _answer(connection, target, body, {**headers, **_HEADERS})
        finally:
            deadline.cancel()
            connection.close()


def _answer(connection: "_PinnedConnection", target: Target, body: bytes, headers: Mapping[str, str]) -> Outcome:
    try:
        connection.request("POST", target.path, body, dict(headers))
        answer = connection.getresponse()
        if connection.is_cut:  # headers that were cut off read as if they had ended
            return Outcome(fault="TIMEOUT")
    except ssl.SSLCertVerificationError:
        fault = "CERTIFICATE"
    except TimeoutError:
        fault = "TIMEOUT"
    except ssl.SSLError:
        fault = "TLS"
    except OSError:  # refused, reset, closed before an answer
        fault = "CONNECTION"
    except (http.client.HTTPException, ValueError):
        fault = "PROTOCOL"
    else:
        with suppress(OSError, http.client.HTTPException, ValueError):  # it has answered; what it says besides is nobody's concern
            answer.read(_ANSWER_BYTES)
        return Outcome(status=answer.status)
    return Outcome(fault="TIMEOUT" if connection.is_cut else fault)


def _resolved(target: Target, seconds: float) -> Sequence[str]:
    """The addresses of a host, in the resolver's order; none when it does not answer in time: it knows no time-out of its own."""
    found: list[str] = []

    def ask() -> None:
        with suppress(OSError, UnicodeError):
            found.extend(str(each[4][0]) for each in socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM))

    asking = Thread(target=ask, name="resolve", daemon=True)
    asking.start()
    asking.join(seconds)
    return [] if asking.is_alive() else list(dict.fromkeys(found))


class _PinnedConnection(http.client.HTTPSConnection):
    """A connection to addresses that were judged; its host's name serves for TLS and for the Host header only."""

    def __init__(self, target: Target, addresses: Sequence[str], context: ssl.SSLContext, connect_seconds: float) -> None:
        super().__init__(target.host, target.port, context=context)
        self._addresses, self._tls, self._connect_seconds = addresses, context, connect_seconds
        self._socket: Any = None
        self.is_cut = False

    def connect(self) -> None:
        """Connect to the first of the addresses that answers, then prove who it is."""
        plain = self._reached()
        plain.settimeout(None)  # from here on the deadline alone counts
        self._socket = self.sock = self._tls.wrap_socket(plain, server_hostname=self.host, do_handshake_on_connect=False)
        if self.is_cut:
            raise TimeoutError
        self.sock.do_handshake()

    def _reached(self) -> socket.socket:
        failure: OSError = OSError("no address")
        for address in self._addresses:
            if self.is_cut:
                break
            try:
                return socket.create_connection((address, self.port), timeout=self._connect_seconds)
            except OSError as error:
                failure = error
        raise failure

    def cut(self) -> None:
        """Hang up, from another thread: whatever is being waited for ends at once."""
        self.is_cut = True
        if self._socket is not None:
            with suppress(OSError):
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)  # the plain one: TLS has a say in no hanging up
