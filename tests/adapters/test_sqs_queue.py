"""What waits is told to its queue whole, however much it is, with what caused it. **Source:** MAI-01, POR-04, NOT-05."""

import json
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import boto3
import pytest

from chalicelib import environment, invocation
from chalicelib.adapters.sqs_queue import SqsQueue
from chalicelib.composition import Composition
from chalicelib.domain.deliveries import Lane
from chalicelib.domain.errors import Unavailable

IDS = [f"id-{number}" for number in range(25)]
LANES = [Lane("webhook", each) for each in IDS]


class Queue(NamedTuple):
    """One of the hub's queues: what it is told, what its messages are then, and how often one is tried."""

    announce: Callable[[Composition], Callable[[Sequence[Any], str | None], None]]
    url: Callable[[], str]
    waiting: Sequence[Any]
    bodies: Sequence[str]
    tries: int


QUEUES = {
    "mails": Queue(lambda hub: lambda waiting, cause: hub.announce(list(waiting), cause), environment.mail_queue_url, IDS, IDS, 5),
    "preparations": Queue(lambda hub: hub.preparation_queue.announce, environment.preparation_queue_url, IDS, IDS, 3),
    "webhooks": Queue(lambda hub: hub.webhook_queue.announce, environment.webhook_queue_url, LANES, [json.dumps(each) for each in LANES], 5),
}


def drained(url: str) -> list[tuple[str, str | None]]:
    """What waits in a queue, taken out: bodies, and what caused them."""
    queues, found = boto3.client("sqs", region_name=environment.region()), []
    while messages := queues.receive_message(QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]).get("Messages", []):
        for each in messages:
            cause = each.get("MessageAttributes", {}).get(invocation.CORRELATION, {}).get("StringValue")
            found.append((each["Body"], cause))
            queues.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])
    return sorted(found)


@pytest.mark.rule("MAI-01", "POR-04", "NOT-05")
@pytest.mark.parametrize("queue", QUEUES.values(), ids=QUEUES)
def test_any_number_is_announced_each_with_what_caused_it(hub: Composition, queue: Queue) -> None:
    drained(queue.url())
    announce = queue.announce(hub)
    announce([], "nothing")
    assert drained(queue.url()) == []
    announce(queue.waiting, "a request")
    assert drained(queue.url()) == sorted((body, "a request") for body in queue.bodies)
    announce(queue.waiting[:1], None)
    assert drained(queue.url()) == [(queue.bodies[0], None)]


@pytest.mark.rule("MAI-01", "POR-04", "NOT-05")
@pytest.mark.parametrize("queue", QUEUES.values(), ids=QUEUES)
def test_a_message_that_is_taken_in_vain_as_often_as_it_may_be_goes_to_the_dead_letters(hub: Composition, queue: Queue) -> None:
    client = boto3.client("sqs", region_name=environment.region())
    told = client.get_queue_attributes(QueueUrl=queue.url(), AttributeNames=["RedrivePolicy"])["Attributes"]["RedrivePolicy"]
    redrive = json.loads(told)
    assert (redrive["deadLetterTargetArn"].rpartition(":")[2], int(redrive["maxReceiveCount"])) == (
        f"{queue.url().rpartition('/')[2]}-dead",
        queue.tries,
    )


class Refusing:
    """A queue that takes all of a batch but one."""

    def send_message_batch(self, **_: Any) -> dict[str, Any]:
        return {"Successful": [{"Id": "0"}], "Failed": [{"Id": "1"}]}


@pytest.mark.rule("MAI-01")
def test_a_queue_that_takes_less_than_all_of_it_is_told_of() -> None:
    with pytest.raises(Unavailable, match="refused messages"):
        SqsQueue(Refusing(), "https://queue.test", body=str).announce(["a", "b"])
