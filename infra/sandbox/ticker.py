"""What runs by itself in the sandbox: the mail queue's function, and the jobs by the sandbox's clock."""

from datetime import datetime, timedelta
from threading import Event, RLock, Thread
from typing import Any

import boto3

from chalicelib import composition, environment
from chalicelib.handlers import telemetry
from chalicelib.handlers.jobs import JOBS, run_job
from chalicelib.handlers.queues import send_mails

_PERIOD_BY_JOB = {
    "label-subscriptions": timedelta(hours=1),
    "finish-deliveries": timedelta(minutes=1),
    "remove-abandoned-deposits": timedelta(days=1),
    "erase-leftovers": timedelta(hours=1),
    "announce-forgotten-mails": timedelta(minutes=1),
    "count-cases": timedelta(minutes=5),
}


class Ticker:
    """Runs what is due, every half second and whenever the clock is moved."""

    def __init__(self) -> None:
        self._last_run: dict[str, datetime] = {}
        self._one_at_a_time = RLock()
        self._stopped = Event()
        self._queues = boto3.client("sqs", region_name=environment.region())

    def start(self) -> None:
        """Tick in a thread of its own."""
        Thread(target=self._tick_forever, name="ticker", daemon=True).start()

    def stop(self) -> None:
        """Tick no more."""
        self._stopped.set()

    def _tick_forever(self) -> None:
        while not self._stopped.wait(0.5):
            try:
                self.run_due_jobs()
                self.send_waiting_mails()
            except Exception as error:
                telemetry.record_failure("tick failed", error)

    def run_due_jobs(self) -> None:
        """Run each job whose period has passed on the sandbox's clock."""
        now = composition.present().clock.now()
        for name, period in _PERIOD_BY_JOB.items():
            last = self._last_run.get(name)
            if last is None or now - last >= period or now < last:
                self.run(name)

    def run(self, name: str, *, at: datetime | None = None) -> int:
        """Run a job to its end, now or as of an instant; answers how much it looked at."""
        hub = composition.present()
        with self._one_at_a_time:
            if at is not None:
                return run_job(name, hub, at)
            now = self._last_run[name] = hub.clock.now()
            return run_job(name, hub, now)

    def send_waiting_mails(self) -> None:
        """Hand the mail queue's messages to its function, as Lambda would."""
        url = environment.mail_queue_url()
        with self._one_at_a_time:
            while messages := self._queues.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=0).get("Messages", []):
                records = [{"messageId": each["MessageId"], "body": each["Body"]} for each in messages]
                outcome: dict[str, Any] = send_mails({"Records": records}, None)
                failed = {each["itemIdentifier"] for each in outcome["batchItemFailures"]}
                for each in messages:
                    if each["MessageId"] not in failed:
                        self._queues.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])


assert _PERIOD_BY_JOB.keys() == JOBS.keys(), "every job has its period"
