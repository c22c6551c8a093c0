"""What the hub stands on wherever it runs: on AWS as a part of its stack, in the sandbox and in tests as moto has it."""

from typing import Any

from infra.buckets import bucket_resources
from infra.keys import key_resources, secret_resources
from infra.mail import mail_resources
from infra.queues import queue_resources
from infra.stages import Stage
from infra.tables import table_resources


def stored_resources(stage: Stage) -> dict[str, Any]:
    """Key, secrets, tables, buckets, queues, sender, by logical id."""
    return {
        **key_resources(stage),
        **secret_resources(stage),
        **table_resources(stage),
        **bucket_resources(stage),
        **queue_resources(stage),
        **mail_resources(stage),
    }
