"""Hands mails over to Amazon SES, each at most once (MAI-01)."""

from email.message import EmailMessage
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError, SSLError

from chalicelib.adapters.mail_rendering import render
from chalicelib.domain.errors import Busy, Unavailable
from chalicelib.domain.mails import Mail
from chalicelib.domain.portal_users import SUPPORT_ADDRESS

_LATER = ("TooManyRequestsException", "ThrottlingException", "Throttling", "LimitExceededException", "SendingPausedException")


class SesMail:
    """Keeps the promises of the use cases' ``MailCarrier`` port; ``client`` is a boto3 SES v2 client, this carrier's alone."""

    def __init__(self, client: Any, sender: str, portal_url: str) -> None:
        self._client = client
        self._sender = sender
        self._portal_url = portal_url
        # botocore tries again by itself after a cut or a 5xx, and SES may have taken the first: False ends its search for a reason to.
        client.meta.events.register_first("needs-retry.sesv2.SendEmail", _never_again, unique_id="hub-sends-once")

    def send(self, mail: Mail) -> None:
        """Hand a mail over, in one request.

        Raises: Unavailable when SES surely did not take it: it refused (4xx), or was never reached; Busy when it refuses all
        mails for now (its rate, its day's bound, a pause). What is not sure (no
        answer in time, a connection cut, a 5xx) is raised as botocore has it, and must not be tried again.
        """
        try:
            self._client.send_email(
                FromEmailAddress=self._sender,
                Destination={"ToAddresses": [mail.to]},
                Content={"Raw": {"Data": self._message(mail).as_bytes()}},
            )
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] >= 500:
                raise
            if error.response["Error"]["Code"] in _LATER:
                raise Busy("The mail service takes no more mails for now") from error
            raise Unavailable("The mail service refused a mail") from error
        except (HTTPClientError, SSLError):  # the request may have gone out before
            raise
        except BotoCoreError as error:
            raise Unavailable("The mail service does not answer") from error

    def _message(self, mail: Mail) -> EmailMessage:
        rendered = render(mail, self._portal_url)
        message = EmailMessage()
        message["From"] = self._sender
        message["To"] = mail.to
        message["Reply-To"] = SUPPORT_ADDRESS
        message["Subject"] = rendered.subject
        message.set_content(rendered.text)
        message.add_alternative(rendered.html, subtype="html")
        return message


def _never_again(**_: object) -> bool:
    return False
