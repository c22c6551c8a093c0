"""What runs by itself in the sandbox: the mail queue's function, and the jobs by the sandbox's clock."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from queue import SimpleQueue
from threading import Event, RLock, Thread
from typing import Any, TypeVar

import boto3

from chalicelib import composition, environment
from chalicelib.domain.calendar import PARIS, paris_date
from chalicelib.domain.uploads import SUFFIX
from chalicelib.handlers import telemetry
from chalicelib.handlers.job_runs import run_noted
from chalicelib.handlers.job_schedules import SCHEDULES
from chalicelib.handlers.jobs import run_job
from chalicelib.handlers.queues import deliver_webhooks, prepare, send_mails
from chalicelib.handlers.storage_events import check_attachments
from infra.sandbox import moto_objects
from infra.sandbox.clock import SandboxClock
from infra.sandbox.mailbox import date_mails
from infra.sandbox.moto_queues import is_empty
from infra.sandbox.quiet_days import RETENTION, QuietNights

T = TypeVar("T")

_DAYS = 400
"""How far back a jump of the clock is lived through day by day; what lies before is run once, as of its end."""


class Ticker:
    """Runs what is due, every half second and whenever the clock is moved."""

    def __init__(self) -> None:
        self._last_run: dict[str, datetime] = {}
        self._one_at_a_time = RLock()
        self._stopped = Event()
        self._arrived: SimpleQueue[str] = SimpleQueue()
        moto_objects.listen(self._arrive)
        self._queues = boto3.client("sqs", region_name=environment.region())

    def start(self) -> None:
        """Tick in a thread of its own."""
        Thread(target=self._tick_forever, name="ticker", daemon=True).start()
        Thread(target=self._check_forever, name="checks", daemon=True).start()

    def stop(self) -> None:
        """Tick no more."""
        self._stopped.set()

    def _tick_forever(self) -> None:
        while not self._stopped.wait(0.5):
            try:
                self.run_due_jobs()
                self.send_waiting_mails()
                self.build_preparations()
                self.deliver_webhooks()
            except Exception as error:
                telemetry.record_failure("tick failed", error)

    def _arrive(self, bucket: str, key: str) -> None:
        if bucket == environment.attachment_bucket() and key.endswith(SUFFIX):
            self._arrived.put(key)

    def _check_forever(self) -> None:
        """Tell the function that checks uploaded files of each as it arrives, as EventBridge would; a large one keeps nobody waiting."""
        while not self._stopped.is_set():
            key = self._arrived.get()
            try:
                check_attachments(object_created(environment.attachment_bucket(), key), None)
            except Exception as error:
                telemetry.record_failure("file not checked", error, key=key)

    def run_due_jobs(self) -> None:
        """Run each job whose period has passed on the sandbox's clock."""
        with self._one_at_a_time:
            now = composition.present().clock.now()
            for name, schedule in SCHEDULES.items():
                last = self._last_run.get(name)
                if last is None or now - last >= schedule.period or now < last:
                    self.run(name)

    def run(self, name: str, *, at: datetime | None = None) -> int:
        """Run a job, now or as of an instant; answers how much it looked at."""
        hub = composition.present()
        with self._one_at_a_time:
            now = hub.clock.now()
            if at is None:
                self._last_run[name] = now
            return run_noted(name, hub, at or now).looked_at

    def move(self, clock: SandboxClock, target: datetime) -> None:
        """Move the clock; on the way forward, what would have happened happens at its hour: jobs run, mails leave."""
        with self._one_at_a_time:
            turns = list(missed_turns(clock.now(), target))
            quiet = QuietNights(composition.present(), [instant for instant, names in turns if not RETENTION.isdisjoint(names)])
            for instant, names in turns:
                clock.set_to(instant)
                has_work = quiet.has_work(instant)
                found = {name: self._run_missed(name, instant) for name in names if has_work or name not in RETENTION}
                if not RETENTION.isdisjoint(found) and not any(found[name] for name in RETENTION & found.keys()):
                    quiet.look_again()
                self.send_waiting_mails()
                self.build_preparations()
                self.deliver_webhooks()
            clock.set_to(target)
            self.run_due_jobs()
            self.send_waiting_mails()
            self.build_preparations()
            self.deliver_webhooks()

    def _run_missed(self, name: str, instant: datetime) -> int:
        try:
            return run_job(name, composition.present(), instant)
        except Exception as error:  # as on AWS: a job that fails stops no other, nor the time
            telemetry.record_failure("missed job failed", error, job=name)
            return 0

    def as_of(self, instant: datetime, act: Callable[[], T]) -> T:
        """Let something have happened at an instant that has passed: the mails that it causes left then."""
        with self._one_at_a_time:
            done = act()
            self.send_waiting_mails(at=instant)
            return done

    def send_waiting_mails(self, *, at: datetime | None = None) -> None:
        """Hand the mail queue's messages to its function, as Lambda would."""
        self._hand(environment.mail_queue_url(), send_mails, 10)
        date_mails(at or composition.present().clock.now())

    def build_preparations(self) -> None:
        """Hand the messages of the queue of preparations to its function, one by one."""
        self._hand(environment.preparation_queue_url(), prepare, 1)

    def deliver_webhooks(self) -> None:
        """Hand the messages of the queue of webhooks to its function, one by one."""
        self._hand(environment.webhook_queue_url(), deliver_webhooks, 1)

    def _received(self, url: str, batch: int) -> list[Any]:
        received = self._queues.receive_message(QueueUrl=url, MaxNumberOfMessages=batch, WaitTimeSeconds=0, MessageAttributeNames=["All"])
        messages: list[Any] = received.get("Messages", [])
        return messages

    def _hand(self, url: str, function: Callable[[Any, Any], dict[str, Any]], batch: int) -> None:
        with self._one_at_a_time:
            while not is_empty(url) and (messages := self._received(url, batch)):
                records = [_record(each) for each in messages]
                outcome = function({"Records": records}, None)
                failed = {each["itemIdentifier"] for each in outcome["batchItemFailures"]}
                for each in messages:
                    if each["MessageId"] not in failed:
                        self._queues.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])


def _record(message: Any) -> dict[str, Any]:
    """A message as Lambda hands it to its function."""
    attributes = {name: {"stringValue": each["StringValue"]} for name, each in message.get("MessageAttributes", {}).items()}
    return {"messageId": message["MessageId"], "body": message["Body"], "messageAttributes": attributes}


def object_created(bucket: str, key: str) -> dict[str, Any]:
    """The event that EventBridge hands over for a new object, as far as chalice reads it."""
    named: dict[str, Any] = {
        "version": "0",
        "id": key,
        "source": "aws.s3",
        "detail-type": "Object Created",
        "time": "",
        "account": "",
        "resources": [],
    }
    return {**named, "region": environment.region(), "detail": {"bucket": {"name": bucket}, "object": {"key": key}}}


def missed_turns(since: datetime, until: datetime) -> Iterator[tuple[datetime, list[str]]]:
    """The instants between two at which jobs would have run, with those jobs: all of them at once where the time begins."""
    since = max(since, until - timedelta(days=_DAYS))
    shortest = min(schedule.period for schedule in SCHEDULES.values())
    if until - since <= shortest:
        return
    yield since + shortest, list(SCHEDULES)
    hours = sorted({hour for schedule in SCHEDULES.values() for hour in schedule.missed_hours})
    day = paris_date(since)
    while day <= paris_date(until):
        for hour in hours:
            instant = datetime.combine(day, hour, tzinfo=PARIS).astimezone(UTC)
            if since + shortest < instant < until:
                yield instant, [name for name, schedule in SCHEDULES.items() if hour in schedule.missed_hours]
        day += timedelta(days=1)
