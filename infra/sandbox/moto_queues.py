"""A look into moto's queues that costs nothing: the sandbox wonders twice a second whether anything waits in them."""

from moto.core import DEFAULT_ACCOUNT_ID
from moto.sqs.models import sqs_backends

from infra import stages


def is_empty(url: str) -> bool:
    """Whether a receiver would be given nothing."""
    queue = sqs_backends[DEFAULT_ACCOUNT_ID][stages.REGION].get_queue(url.rpartition("/")[2])
    return not queue.messages
