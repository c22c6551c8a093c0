"""A partner's receiver: a real HTTPS server on this machine, that answers or fails as a test says."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from threading import Event, Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Received:
    """A request as it came in."""

    line: str
    headers: dict[str, str]
    body: bytes


Answer = Callable[["Receiver", ssl.SSLSocket], None]


@dataclass
class Receiver:
    """What listens: ``requests`` is all it read, ``connections`` counts who connected, ``stopped`` ends what hangs."""

    port: int
    requests: list[Received] = field(default_factory=list)
    connections: int = 0
    stopped: Event = field(default_factory=Event)


class Authority:
    """A certificate authority of the test's own; ``file`` holds its certificate."""

    def __init__(self, folder: Path, name: str = "ca") -> None:
        self._folder, self._name = folder, name
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{name} of a test")])
        usage = x509.KeyUsage(True, False, False, False, False, True, True, False, False)
        own = self._builder(self._subject, self._key.public_key()).add_extension(x509.BasicConstraints(True, None), True)
        self._certificate = own.add_extension(usage, True).sign(self._key, hashes.SHA256())
        self.file = folder / f"{name}.pem"
        self.file.write_bytes(self._certificate.public_bytes(serialization.Encoding.PEM))

    def _builder(self, subject: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        made = x509.CertificateBuilder().subject_name(subject).issuer_name(self._subject).public_key(key)
        made = made.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=2)).not_valid_after(now + timedelta(days=1))
        return made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), False).add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), False
        )

    def context_for(self, *names: str) -> ssl.SSLContext:
        """What a server with these names serves."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
        known = [x509.IPAddress(ip_address(each)) if each[0].isdigit() else x509.DNSName(each) for each in names]
        certificate = self._builder(subject, key.public_key()).add_extension(x509.SubjectAlternativeName(known), False)
        path = self._folder / f"{self._name}-{names[0]}.pem"
        pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
        private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
        path.write_bytes(private + certificate.sign(self._key, hashes.SHA256()).public_bytes(pem))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context


def answering(status: int, *, headers: str = "", body: bytes = b"") -> Answer:
    """A receiver that answers."""

    def answer(_: Receiver, connection: ssl.SSLSocket) -> None:
        head = f"HTTP/1.1 {status} Whatever\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
        connection.sendall(head.encode() + body)

    return answer


@contextmanager
def receiving(context: ssl.SSLContext | None, answer: Answer) -> Iterator[Receiver]:
    """A receiver that listens on 127.0.0.1, without TLS where no context is given; it is there until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        receiver = Receiver(listener.getsockname()[1])
        threads: list[Thread] = []

        def accept() -> None:
            while not receiver.stopped.is_set():
                with suppress(TimeoutError):
                    connection, _ = listener.accept()
                    receiver.connections += 1
                    threads.append(Thread(target=_serve, args=(receiver, connection, context, answer), daemon=True))
                    threads[-1].start()

        accepting = Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield receiver
        finally:
            receiver.stopped.set()
            for each in (accepting, *threads):
                each.join(5)


def _serve(receiver: Receiver, connection: socket.socket, context: ssl.SSLContext | None, answer: Answer) -> None:
    connection.settimeout(5)
    with suppress(OSError), connection:
        secured = context.wrap_socket(connection, server_side=True) if context else connection
        with secured:
            receiver.requests.append(_read(secured))
            answer(receiver, secured)  # type: ignore[arg-type]


def _read(connection: socket.socket) -> Received:
    content = b""
    while b"\r\n\r\n" not in content:
        content += _more(connection)
    head, _, body = content.partition(b"\r\n\r\n")
    line, *rest = head.decode().split("\r\n")
    headers = dict(each.split(": ", 1) for each in rest)
    while len(body) < int(headers.get("Content-Length", 0)):
        body += _more(connection)
    return Received(line, headers, body)


def _more(connection: socket.socket) -> bytes:
    chunk = connection.recv(65_536)
    if not chunk:
        raise ConnectionError("it hung up")
    return chunk
