"""SES is handed each mail once; what surely did not leave is told apart from what may have left. **Source:** MAI-01."""

import base64
import email
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError
from moto import mock_aws
from moto.backends import get_backend

from chalicelib.adapters.mail_rendering import RenderedMail, render
from chalicelib.adapters.ses_mail import SesMail
from chalicelib.domain.errors import Busy, Unavailable
from chalicelib.domain.mails import mail
from chalicelib.domain.values import replace

PORTAL = "https://portail.hubee.test"
SENDER = "ne-pas-repondre@hubee.test"
REGION = "eu-west-3"
MAIL = mail(
    "teledossier_nouveau",
    "etat-civil@vienne.test",
    cause="c",
    at=datetime(2026, 11, 23, 9, tzinfo=UTC),
    words={"process": "CERTDC", "number": "CERTDC-2026-1", "case_id": "6f1c"},
)


def a_client(**settings: Any) -> Any:
    return boto3.client("sesv2", region_name=REGION, aws_access_key_id="testing", aws_secret_access_key="testing", **settings)


def read_back(raw: str) -> dict[str, str]:
    """What a mailbox reads of a message."""
    message = email.message_from_string(raw, _class=EmailMessage, policy=default)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    headers = {name: str(message[name]) for name in ("From", "To", "Reply-To", "Subject")}
    return {**headers, "text": text.get_content(), "html": html.get_content()}


def written(rendered: RenderedMail) -> dict[str, str]:
    """What it should read."""
    headers = {"From": SENDER, "To": MAIL.to, "Reply-To": "support@hubee.numerique.gouv.fr", "Subject": rendered.subject}
    return {**headers, "text": rendered.text, "html": rendered.html}


@pytest.mark.rule("MAI-01")
def test_ses_is_handed_a_mail_once() -> None:
    with mock_aws():
        client = a_client()
        client.create_email_identity(EmailIdentity=SENDER)
        SesMail(client, SENDER, PORTAL).send(MAIL)
        *_, sent = get_backend("ses")["123456789012"][REGION].sent_messages
    rendered = render(MAIL, PORTAL)
    assert (sent.source, set(sent.destinations)) == (SENDER, {MAIL.to})  # moto adds those of the headers to those of the call
    assert read_back(sent.raw_data) == written(rendered)


@pytest.mark.rule("MAI-01")
def test_a_sender_that_is_not_verified_is_unavailable() -> None:
    with mock_aws():
        carrier = SesMail(a_client(), "personne@hubee.test", PORTAL)
        sent = list(get_backend("ses")["123456789012"][REGION].sent_messages)
        with pytest.raises(Unavailable):
            carrier.send(MAIL)
        assert get_backend("ses")["123456789012"][REGION].sent_messages == sent


@contextmanager
def service_that_answers(status: int | None, *, hangs: bool = False, says: str = "") -> Iterator[tuple[str, list[Any]]]:
    """An SES that keeps the bodies it was sent, then answers a status, cuts the connection (None) or hangs; its URL.

    ``says``: the name of the error that it answers.
    """
    received: list[Any] = []
    released = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            if hangs:
                released.wait(30)
            if status is not None:
                answer = b'{"MessageId": "1"}'
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer)))
                if says:
                    self.send_header("x-amzn-ErrorType", says)
                self.end_headers()
                self.wfile.write(answer)

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", received
    finally:
        released.set()
        server.shutdown()
        thread.join()
        server.server_close()


def carrier_to(url: str, *, mode: Any = "legacy") -> SesMail:
    settings = Config(connect_timeout=1, read_timeout=0.3, proxies={}, retries={"mode": mode, "total_max_attempts": 3})
    return SesMail(a_client(endpoint_url=url, config=settings), SENDER, PORTAL)


@pytest.mark.rule("MAI-01", "MAI-02")
def test_ses_is_given_text_html_and_where_to_answer() -> None:
    with service_that_answers(200) as (url, received):
        carrier_to(url).send(MAIL)
    rendered = render(MAIL, PORTAL)
    (body,) = received
    assert read_back(base64.b64decode(body["Content"]["Raw"]["Data"]).decode()) == written(rendered)


@pytest.mark.rule("MAI-01")
@pytest.mark.parametrize("status", [400, 403, 404, 429])
def test_a_mail_that_ses_refuses_surely_did_not_leave(status: int) -> None:
    with service_that_answers(status) as (url, received), pytest.raises(Unavailable):
        carrier_to(url).send(MAIL)
    assert len(received) == 1


@pytest.mark.rule("MAI-01")
@pytest.mark.parametrize(("code", "is_busy"), [("TooManyRequestsException", True), ("LimitExceededException", True), ("MessageRejected", False)])
def test_a_refusal_of_all_mails_is_told_from_one_of_this_mail(code: str, is_busy: bool) -> None:
    with service_that_answers(400, says=code) as (url, _), pytest.raises(Unavailable) as refused:
        carrier_to(url).send(MAIL)
    assert isinstance(refused.value, Busy) is is_busy


@pytest.mark.rule("MAI-01")
@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://nowhere.invalid"], ids=["nobody listens", "no such host"])
def test_a_mail_surely_did_not_leave_when_ses_is_not_reached(url: str) -> None:
    with pytest.raises(Unavailable):
        carrier_to(url).send(MAIL)


@pytest.mark.rule("MAI-01")
@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
@pytest.mark.parametrize(
    ("status", "hangs", "raised"),
    [(500, False, ClientError), (503, False, ClientError), (None, False, ConnectionClosedError), (200, True, ReadTimeoutError)],
    ids=["fails", "is overloaded", "cuts the connection", "does not answer in time"],
)
def test_ses_is_never_asked_again_when_it_may_have_taken_a_mail(status: int | None, hangs: bool, raised: type[Exception], mode: str) -> None:
    with service_that_answers(status, hangs=hangs) as (url, received), pytest.raises(raised):
        carrier_to(url, mode=mode).send(MAIL)
    assert len(received) == 1


@pytest.mark.rule("MAI-02")
def test_an_unknown_template_is_not_sent_half_written() -> None:
    with service_that_answers(200) as (url, received), pytest.raises(FileNotFoundError):
        carrier_to(url).send(replace(MAIL, template="inconnu"))
    assert received == []
