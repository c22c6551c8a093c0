"""Tells the function that prepares archives and exports, through SQS, that one waits."""

from collections.abc import Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.errors import Unavailable
from chalicelib.invocation import CORRELATION

_BATCH = 10


class SqsPreparationQueue:
    """Keeps the promises of the use cases' ``PreparationQueue`` port; ``client`` is a boto3 SQS client."""

    def __init__(self, client: Any, queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def announce(self, preparation_ids: Sequence[str], correlation_id: str | None = None) -> None:
        """Say what waits. Raises: Unavailable."""
        attributes = {} if correlation_id is None else {CORRELATION: {"DataType": "String", "StringValue": correlation_id}}
        for start in range(0, len(preparation_ids), _BATCH):
            chunk = preparation_ids[start : start + _BATCH]
            entries = [{"Id": str(index), "MessageBody": each, "MessageAttributes": attributes} for index, each in enumerate(chunk)]
            try:
                answer = self._client.send_message_batch(QueueUrl=self._queue_url, Entries=entries)
            except (ClientError, BotoCoreError) as error:
                raise Unavailable("The queue of preparations does not answer") from error
            if answer.get("Failed"):
                raise Unavailable("The queue of preparations refused messages")
