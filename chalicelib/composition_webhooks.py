"""The webhooks' part of the composition: an adapter for each of their ports."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib import environment
from chalicelib.adapters.aws_clients import aws_client

if TYPE_CHECKING:
    from chalicelib.use_cases.webhook_ports import Courier, Seals, WebhookQueue, Webhooks


class WebhookAdapters:
    """The adapters that webhooks need; each is imported when it is used."""

    @cached_property
    def webhooks(self) -> Webhooks:
        """Webhooks and their deliveries."""
        from chalicelib.adapters.dynamo_webhooks import DynamoWebhooks

        return DynamoWebhooks()

    @cached_property
    def webhook_queue(self) -> WebhookQueue:
        """The queue of the function that delivers."""
        from chalicelib.adapters.sqs_queue import SqsQueue

        return SqsQueue(aws_client("sqs", environment.region()), environment.webhook_queue_url(), body=json.dumps)

    @cached_property
    def seals(self) -> Seals:
        """What keeps signing secrets unreadable."""
        from chalicelib.adapters.jwe_seals import JweSeals

        answer = aws_client("secretsmanager", environment.region()).get_secret_value(SecretId=environment.webhook_keys_secret())
        return JweSeals([json.dumps(key) for key in json.loads(answer["SecretString"])])

    @cached_property
    def courier(self) -> Courier:
        """What calls receivers."""
        from chalicelib.adapters.https_courier import HttpsCourier

        return HttpsCourier(allowed=self.webhook_exceptions, ca_file=environment.webhook_ca_file())

    @property
    def webhook_exceptions(self) -> frozenset[str]:
        """What may be called though it is not public, as ``host:port``: nothing on a deployed stage."""
        return environment.webhook_exceptions()
