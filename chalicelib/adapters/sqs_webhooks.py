"""Tells the function that delivers to webhooks, through SQS, in which lanes something waits."""

import json
from collections.abc import Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.deliveries import Lane
from chalicelib.domain.errors import Unavailable
from chalicelib.invocation import CORRELATION

_BATCH = 10


class SqsWebhookQueue:
    """Keeps the promises of the use cases' ``WebhookQueue`` port; ``client`` is a boto3 SQS client. A message is a lane's two ids."""

    def __init__(self, client: Any, queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def announce(self, lanes: Sequence[Lane], correlation_id: str | None = None) -> None:
        """Say in which lanes something waits. Raises: Unavailable."""
        attributes = {} if correlation_id is None else {CORRELATION: {"DataType": "String", "StringValue": correlation_id}}
        for start in range(0, len(lanes), _BATCH):
            chunk = lanes[start : start + _BATCH]
            entries = [{"Id": str(index), "MessageBody": json.dumps(each), "MessageAttributes": attributes} for index, each in enumerate(chunk)]
            try:
                answer = self._client.send_message_batch(QueueUrl=self._queue_url, Entries=entries)
            except (ClientError, BotoCoreError) as error:
                raise Unavailable("The queue of webhooks does not answer") from error
            if answer.get("Failed"):
                raise Unavailable("The queue of webhooks refused messages")
