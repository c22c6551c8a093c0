"""Tells the mail function, through SQS, that a mail waits in the outbox."""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.errors import Unavailable
from chalicelib.invocation import CORRELATION

_BATCH = 10


class SqsMailQueue:
    """A queue of mail ids; ``client`` is a boto3 SQS client."""

    def __init__(self, client: Any, queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def announce(self, mail_ids: list[str], correlation_id: str | None = None) -> None:
        """Say that mails wait. Raises: Unavailable; the mails are then found by the job that looks for forgotten ones."""
        attributes = {} if correlation_id is None else {CORRELATION: {"DataType": "String", "StringValue": correlation_id}}
        for start in range(0, len(mail_ids), _BATCH):
            chunk = mail_ids[start : start + _BATCH]
            entries = [{"Id": str(index), "MessageBody": mail_id, "MessageAttributes": attributes} for index, mail_id in enumerate(chunk)]
            try:
                answer = self._client.send_message_batch(QueueUrl=self._queue_url, Entries=entries)
            except (ClientError, BotoCoreError) as error:
                raise Unavailable("The mail queue does not answer") from error
            if answer.get("Failed"):
                raise Unavailable("The mail queue refused messages")
