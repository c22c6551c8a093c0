"""Tells the functions behind SQS that something waits for them: mails, what is to be prepared, deliveries to webhooks."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.errors import Unavailable
from chalicelib.invocation import CORRELATION

_BATCH = 10  # messages that SQS takes at once
T = TypeVar("T")


class SqsQueue(Generic[T]):
    """Keeps the promises of the ports ``PreparationQueue`` and ``WebhookQueue``.

    ``client`` is a boto3 SQS client; ``body`` writes what waits as a message.
    """

    def __init__(self, client: Any, queue_url: str, *, body: Callable[[T], str]) -> None:
        self._client = client
        self._queue_url = queue_url
        self._body = body

    def announce(self, waiting: Sequence[T], correlation_id: str | None = None) -> None:
        """Say what waits, and what caused it. Raises: Unavailable."""
        attributes = {} if correlation_id is None else {CORRELATION: {"DataType": "String", "StringValue": correlation_id}}
        for start in range(0, len(waiting), _BATCH):
            batch = enumerate(waiting[start : start + _BATCH])
            entries = [{"Id": str(index), "MessageBody": self._body(each), "MessageAttributes": attributes} for index, each in batch]
            try:
                answer = self._client.send_message_batch(QueueUrl=self._queue_url, Entries=entries)
            except (ClientError, BotoCoreError) as error:
                raise Unavailable("A queue does not answer") from error
            if answer.get("Failed"):
                raise Unavailable("A queue refused messages")
