"""Real receivers, good and bad: what each answer and each fault comes to, and where the hub can not be led."""

import socket
import ssl
import struct
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib.adapters.https_courier import HttpsCourier
from chalicelib.domain.deliveries import Outcome
from chalicelib.domain.webhook_addresses import Target
from tests.receiver import Answer, Authority, Receiver, answering, receiving

pytestmark = pytest.mark.rule("NOT-05")
BODY = b'{"deliveryId": "d"}'
SECONDS = 1.0


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"))


@pytest.fixture(scope="module")
def context(authority: Authority) -> ssl.SSLContext:
    return authority.context_for("localhost")


def courier_to(receiver: Receiver, authority: Authority, host: str = "localhost", **settings: Any) -> HttpsCourier:
    allowed = frozenset({f"{host}:{receiver.port}"})
    return HttpsCourier(allowed=allowed, ca_file=str(authority.file), connect_seconds=SECONDS, seconds=SECONDS, **settings)


def posted(receiver: Receiver, authority: Authority, *, host: str = "localhost", path: str = "/hub?a=b") -> Outcome:
    return courier_to(receiver, authority, host).post(Target(host, receiver.port, path), BODY, {"HubEE-Delivery": "d"})


def outcome_of(answer: Answer, context: ssl.SSLContext | None, authority: Authority) -> Outcome:
    with receiving(context, answer) as receiver:
        return posted(receiver, authority)


def test_a_receiver_gets_the_body_as_it_was_signed(authority: Authority, context: ssl.SSLContext) -> None:
    with receiving(context, answering(204)) as receiver:
        assert posted(receiver, authority) == Outcome(status=204)
        (received,) = receiver.requests
        assert (received.line, received.body) == ("POST /hub?a=b HTTP/1.1", BODY)
        assert received.headers == {
            "Host": f"localhost:{receiver.port}",
            "Accept-Encoding": "identity",
            "Content-Length": str(len(BODY)),
            "HubEE-Delivery": "d",
            "Content-Type": "application/json",
            "User-Agent": "HubEE-Webhooks/1",
            "Connection": "close",
        }


@pytest.mark.parametrize("status", [200, 202, 304, 400, 404, 410, 429, 500, 503])
def test_its_status_is_told(status: int, authority: Authority, context: ssl.SSLContext) -> None:
    assert outcome_of(answering(status, body=b"thank you"), context, authority) == Outcome(status=status)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_nowhere(status: int, authority: Authority, context: ssl.SSLContext) -> None:
    with receiving(context, answering(204)) as elsewhere:
        location = f"Location: https://localhost:{elsewhere.port}/\r\n"
        assert outcome_of(answering(status, headers=location), context, authority) == Outcome(status=status)
    assert elsewhere.connections == 0


def hanging(receiver: Receiver, _: ssl.SSLSocket) -> None:
    receiver.stopped.wait(5)


def dripping(receiver: Receiver, connection: ssl.SSLSocket) -> None:
    """Never ends its headers, and never is silent for long."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while not receiver.stopped.wait(0.02):
        connection.sendall(b"X")


def resetting(_: Receiver, connection: ssl.SSLSocket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def silent(_: Receiver, connection: ssl.SSLSocket) -> None:
    connection.close()


def babbling(_: Receiver, connection: ssl.SSLSocket) -> None:
    connection.sendall(b"220 mail.example.fr ESMTP\r\n\r\n")


@pytest.mark.parametrize("fault", [hanging, dripping])
def test_one_that_dawdles_is_left_when_its_time_is_up(fault: Answer, authority: Authority, context: ssl.SSLContext) -> None:
    started = time.monotonic()
    assert outcome_of(fault, context, authority) == Outcome(fault="TIMEOUT")
    assert SECONDS <= time.monotonic() - started < SECONDS + 2


def test_so_is_one_that_accepts_and_never_speaks_tls(authority: Authority) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:  # the system accepts, nobody reads
        receiver = Receiver(listener.getsockname()[1])
        assert posted(receiver, authority) == Outcome(fault="TIMEOUT")


@pytest.mark.parametrize(("fault", "word"), [(resetting, "CONNECTION"), (silent, "CONNECTION"), (babbling, "PROTOCOL")])
def test_one_that_fails_on_the_way_is_told_of(fault: Answer, word: str, authority: Authority, context: ssl.SSLContext) -> None:
    assert outcome_of(fault, context, authority) == Outcome(fault=word)


def test_nobody_listening_is_a_connection_refused(authority: Authority) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        receiver = Receiver(listener.getsockname()[1])
    assert posted(receiver, authority) == Outcome(fault="CONNECTION")


def test_one_that_speaks_no_tls_is_given_nothing(authority: Authority) -> None:
    with receiving(None, answering(204)) as receiver:
        assert posted(receiver, authority).fault in ("TLS", "TIMEOUT", "CONNECTION")
    assert receiver.requests == []


def test_an_endless_body_is_not_read_to_its_end(authority: Authority, context: ssl.SSLContext) -> None:
    sent = []

    def endless(receiver: Receiver, connection: ssl.SSLSocket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not receiver.stopped.is_set():
            connection.sendall(b"10000\r\n" + b"x" * 65_536 + b"\r\n")
            sent.append(65_536)

    started = time.monotonic()
    assert outcome_of(endless, context, authority) == Outcome(status=200)
    assert time.monotonic() - started < SECONDS
    assert sum(sent) < 50_000_000


def test_a_body_that_never_comes_does_not_undo_its_status(authority: Authority, context: ssl.SSLContext) -> None:
    def promising(receiver: Receiver, connection: ssl.SSLSocket) -> None:
        connection.sendall(b"HTTP/1.1 201 Created\r\nContent-Length: 10\r\n\r\n")
        receiver.stopped.wait(5)

    assert outcome_of(promising, context, authority) == Outcome(status=201)


def test_endless_headers_are_not_read_to_their_end(authority: Authority, context: ssl.SSLContext) -> None:
    def endless(receiver: Receiver, connection: ssl.SSLSocket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while not receiver.stopped.is_set():
            connection.sendall(b"X-More: more\r\n" * 100)

    assert outcome_of(endless, context, authority) == Outcome(fault="PROTOCOL")


def test_a_certificate_of_another_authority_or_name_is_given_nothing(authority: Authority, tmp_path: Path) -> None:
    for context in (
        Authority(tmp_path, "other").context_for("localhost"),
        authority.context_for("receiver.test"),
        authority.context_for("127.0.0.1"),
    ):
        with receiving(context, answering(204)) as receiver:
            assert posted(receiver, authority) == Outcome(fault="CERTIFICATE")
        assert receiver.requests == []


def test_the_authority_of_the_sandbox_is_trusted_by_what_it_names_alone(authority: Authority, context: ssl.SSLContext, resolver: "Resolver") -> None:
    with receiving(context, answering(204)) as receiver:
        resolver.addresses = ["127.0.0.1"]
        courier = HttpsCourier(allowed=frozenset({"other:1"}), ca_file=str(authority.file), seconds=SECONDS)
        assert courier.post(Target("localhost", receiver.port, "/"), BODY, {}) == Outcome(fault="ADDRESS")
    assert receiver.connections == 0


class Resolver:
    """The system's resolver, with the answers of a test for names; ``asked`` are those it was asked."""

    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.asked: list[str] = []
        self._system = socket.getaddrinfo

    def __call__(self, host: str, port: int, *rest: Any, **settings: Any) -> list[Any]:
        if host[0].isdigit() or ":" in host:
            return self._system(host, port, *rest, **settings)
        self.asked.append(host)
        if not self.addresses:
            raise socket.gaierror("unknown")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in self.addresses]


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Resolver]:
    made = Resolver()
    monkeypatch.setattr(socket, "getaddrinfo", made)
    return made  # type: ignore[return-value]


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.0.0.1"],
        ["169.254.169.254"],
        ["8.8.8.8", "192.168.1.1"],
        ["::1"],
        ["::ffff:10.0.0.1"],
        ["64:ff9b::a00:1"],
        ["fd00:ec2::254"],
    ],
    ids=str,
)
def test_a_name_with_one_address_that_is_not_public_is_never_connected_to(
    addresses: list[str], resolver: Resolver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def connected(*_: Any, **__: Any) -> None:
        raise AssertionError("it connected")

    monkeypatch.setattr(socket, "create_connection", connected)
    resolver.addresses = addresses
    assert HttpsCourier().post(Target("rebound.example.fr", 443, "/"), BODY, {}) == Outcome(fault="ADDRESS")


def test_a_public_name_is_connected_to_at_its_address_resolved_once(resolver: Resolver, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[Any] = []

    def refused(address: Any, **_: Any) -> None:
        tried.append(address)
        resolver.addresses = ["127.0.0.1"]  # what a second question would be told
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refused)
    resolver.addresses = ["8.8.8.8", "8.8.4.4"]
    assert HttpsCourier().post(Target("example.fr", 443, "/"), BODY, {}) == Outcome(fault="CONNECTION")
    assert (resolver.asked, tried) == (["example.fr"], [("8.8.8.8", 443), ("8.8.4.4", 443)])


def test_the_name_serves_for_the_certificate_the_address_for_the_connection(authority: Authority, resolver: Resolver) -> None:
    names: list[str | None] = []
    context = authority.context_for("receiver.test")
    context.sni_callback = lambda _, name, __: names.append(name)
    resolver.addresses = ["127.0.0.1"]
    with receiving(context, answering(204)) as receiver:
        assert posted(receiver, authority, host="receiver.test") == Outcome(status=204)
        assert receiver.requests[0].headers["Host"] == f"receiver.test:{receiver.port}"
    assert (names, resolver.asked) == (["receiver.test"], ["receiver.test"])


def test_a_name_that_does_not_resolve_is_told_of(resolver: Resolver) -> None:
    assert HttpsCourier().post(Target("nowhere.example.fr", 443, "/"), BODY, {}) == Outcome(fault="DNS")


def test_a_resolver_that_hangs_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    from threading import Event

    released = Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: released.wait(5) and [])
    assert HttpsCourier(connect_seconds=0.2).post(Target("slow.example.fr", 443, "/"), BODY, {}) == Outcome(fault="DNS")
    released.set()


def test_a_proxy_of_the_environment_is_not_asked(authority: Authority, context: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving(None, answering(204)) as proxy:
        for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert outcome_of(answering(204), context, authority) == Outcome(status=204)
    assert proxy.connections == 0
