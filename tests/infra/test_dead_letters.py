"""A dead letter that is handed back, even twice, has its effect once; without it the jobs find what waits; what was given up stays so."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
import pytest

from app import deliver_webhooks, prepare, send_mails
from chalicelib.composition import Composition
from chalicelib.domain.inbox import InboxCriteria
from chalicelib.domain.mails import Mail, MailState
from chalicelib.domain.preparations import Preparation, PreparationKind, PreparationStatus, asked_for
from chalicelib.domain.roles import ActorType
from chalicelib.domain.values import replace
from chalicelib.handlers.jobs import run_job
from infra.first_steps import first_administrator
from infra.queues import QUEUES
from infra.sandbox.mailbox import mails
from infra.sandbox.moto_aws import PREFIX
from infra.stages import REGION, SANDBOX
from tests.builders import World
from tests.downloads import as_user
from tests.portal import add_account
from tests.receiver import Authority, Receiver, answering, receiving

Function = Callable[[Any, Any], dict[str, Any]]
GONE = "00000000-0000-4000-8000-000000000000"
MAILER = SANDBOX.sender.partition("@")[2]


class Queue:
    """A queue with its dead letters, and the function that takes it."""

    def __init__(self, name: str, function: Function) -> None:
        self._sqs = boto3.client("sqs", region_name=REGION)
        self._function, self._attempts = function, QUEUES[name].attempts
        self.url, self.dead = (self._sqs.get_queue_url(QueueName=f"{PREFIX}{each}")["QueueUrl"] for each in (name, f"{name}-dead"))

    def announce(self, body: str) -> None:
        self._sqs.send_message(QueueUrl=self.url, MessageBody=body)

    def _received(self, url: str) -> list[Any]:
        messages: list[Any] = self._sqs.receive_message(QueueUrl=url, VisibilityTimeout=0).get("Messages", [])
        return messages

    def work(self) -> None:
        """Hand the messages to the function, as Lambda would, until none is left here."""
        while messages := self._received(self.url):
            (message,) = messages
            record = {"messageId": message["MessageId"], "body": message["Body"]}
            if not self._function({"Records": [record]}, None)["batchItemFailures"]:
                self._sqs.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])

    def die(self) -> None:
        """Receive in vain, as a function does that is stopped each time, until all messages are dead letters."""
        while self._received(self.url):
            pass

    def hand_back(self, *, copies: int = 1) -> list[str]:
        """Move the dead letters as ``start-message-move-task`` does; answers their bodies."""
        bodies = []
        while messages := self._received(self.dead):
            (message,) = messages
            for _ in range(copies):
                self._sqs.send_message(QueueUrl=self.url, MessageBody=message["Body"])
            self._sqs.delete_message(QueueUrl=self.dead, ReceiptHandle=message["ReceiptHandle"])
            bodies.append(message["Body"])
        return bodies


@pytest.fixture
def letter(hub: Composition) -> Mail:
    """A mail that waits, announced to its queue."""
    email = f"{uuid4()}@hubee.test"
    first_administrator(hub, hub.clock.now(), email=email, first_name="Camille", last_name="MARTIN")
    (made,) = (each for each in hub.outbox.listed(MailState.WAITING, limit=10) if each.to == email)
    return made


@pytest.fixture
def repair(hub: Composition) -> Iterator[Callable[[], None]]:
    """A mail service that refuses everything, until this is called."""
    ses = boto3.client("sesv2", region_name=REGION)
    ses.delete_email_identity(EmailIdentity=MAILER)
    repaired: list[bool] = []

    def create() -> None:
        if not repaired:
            ses.create_email_identity(EmailIdentity=MAILER)
            repaired.append(True)

    yield create
    create()


@pytest.fixture
def export(world: World) -> Preparation:
    """A list that a person waits for."""
    town = world.town()
    world.case_of(town)
    account = add_account(world.hub, ActorType.AGENT, town.organisation, habilitations=[world.process.code])
    asked = asked_for(PreparationKind.EXPORT, preparation_id=str(uuid4()), user=as_user(account), file_name="liste.csv", at=world.clock.now())
    made = replace(asked, criteria=InboxCriteria())
    world.hub.commit(made)
    return made


@pytest.fixture
def receiver(hub: Composition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A receiver on this machine that the hub may call."""
    authority = Authority(tmp_path)
    with receiving(authority.context_for("localhost"), answering(204)) as made:
        monkeypatch.setenv("HUB_WEBHOOK_ALLOW", f"localhost:{made.port}")
        monkeypatch.setenv("HUB_WEBHOOK_CA", str(authority.file))
        hub.__dict__.pop("courier", None)
        yield made
    hub.__dict__.pop("courier", None)


def test_a_mail_that_is_handed_back_twice_leaves_once(hub: Composition, letter: Mail) -> None:
    queue = Queue("mails", send_mails)
    queue.die()
    assert letter.id in queue.hand_back(copies=2)
    queue.work()
    assert len(mails(to=letter.to, now=hub.clock.now())) == 1
    assert hub.outbox.mail(letter.id) is None


def test_a_mail_leaves_without_its_dead_letter(hub: Composition, letter: Mail) -> None:
    queue = Queue("mails", send_mails)
    queue.die()
    run_job("announce-forgotten-mails", hub, hub.clock.now() + timedelta(minutes=2))
    queue.work()
    queue.hand_back()
    queue.work()
    assert len(mails(to=letter.to, now=hub.clock.now())) == 1


def test_a_mail_that_was_given_up_does_not_leave_by_its_dead_letter_but_when_it_is_let(
    hub: Composition, letter: Mail, repair: Callable[[], None]
) -> None:
    queue = Queue("mails", send_mails)
    queue.work()
    repair()
    assert queue.hand_back() == [letter.id]
    queue.work()
    given_up = hub.outbox.mail(letter.id)
    assert given_up is not None
    assert (given_up.state, mails(to=letter.to, now=hub.clock.now())) == (MailState.DEAD, [])
    hub.commit(given_up.revived())  # « Renvoyer » on the portal
    run_job("announce-forgotten-mails", hub, hub.clock.now() + timedelta(minutes=2))
    queue.work()
    assert len(mails(to=letter.to, now=hub.clock.now())) == 1


def test_a_list_that_is_handed_back_twice_is_made_once(hub: Composition, export: Preparation) -> None:
    queue = Queue("preparations", prepare)
    queue.die()
    assert queue.hand_back(copies=2) == [export.id]
    queue.work()
    made = hub.preparations.preparation(export.id)
    assert made is not None
    assert (made.status, made.attempts) == (PreparationStatus.READY, 1)
    assert len([each for each in hub.audit.waiting(limit=100) if each.actor == export.account_id]) == 1


def test_a_list_that_was_given_up_is_asked_for_again(hub: Composition, export: Preparation) -> None:
    hub.commit(replace(export, version=1).failed())
    queue = Queue("preparations", prepare)
    queue.die()
    queue.hand_back()
    queue.work()
    made = hub.preparations.preparation(export.id)
    assert made is not None
    assert made.status is PreparationStatus.FAILED


@pytest.mark.parametrize(
    ("name", "function", "body"),
    [("mails", send_mails, GONE), ("preparations", prepare, GONE), ("webhooks", deliver_webhooks, f'["{GONE}", "{GONE}"]')],
)
def test_a_message_whose_row_is_gone_ends_quietly(hub: Composition, name: str, function: Function, body: str) -> None:
    queue = Queue(name, function)
    queue.announce(body)
    queue.work()
    assert queue.hand_back() == []


def test_a_lane_that_is_handed_back_twice_is_delivered_once(world: World, receiver: Receiver) -> None:
    town = world.town()
    assert town.put("/teledossiers/v1/webhooks", {"url": f"https://localhost:{receiver.port}/hub"}).status == 200
    case_id = world.case_of(town)
    queue = Queue("webhooks", deliver_webhooks)
    queue.die()
    assert [case_id in body for body in queue.hand_back(copies=2)] == [True]
    queue.work()
    assert len(receiver.requests) == 1
    assert [each["caseId"] for each in town.notifications()] == [case_id]
