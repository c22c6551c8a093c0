"""The jobs: what happens without anybody asking. Each works in bounded pages, can be run twice, and takes up what was cut off."""

from collections.abc import Callable
from datetime import datetime

from chalicelib.composition import Composition
from chalicelib.domain.errors import HubError, StaleWrite
from chalicelib.domain.limits import LIMITS
from chalicelib.handlers import telemetry
from chalicelib.use_cases import count_cases as catch_up
from chalicelib.use_cases import deposit, discard, send_mails, subscribe

Job = Callable[[Composition, datetime], int]
"""Does one page of work as of an instant; answers how much it looked at, 0 when nothing is left."""


def label_subscriptions(hub: Composition, now: datetime) -> int:
    """Subscriptions whose day has come become « Actif » or « Suspendu » (JOB-02)."""
    return subscribe.label_due_subscriptions(now=now, limit=LIMITS.job_page, agenda=hub.agenda, referential=hub.referential, commit=hub.commit)


def finish_deliveries(hub: Composition, now: datetime) -> int:
    """Deliveries to many recipients that something cut off are finished (DEP-06)."""
    return deposit.finish_deliveries(now=now, limit=LIMITS.job_page, ids=hub.ids, agenda=hub.agenda, exchange=hub.exchange, commit=hub.commit)


def remove_abandoned_deposits(hub: Composition, now: datetime) -> int:
    """Deposits never completed are removed after 30 days (DEP-13)."""
    return discard.remove_abandoned(now=now, limit=LIMITS.job_page, agenda=hub.agenda, exchange=hub.exchange, files=hub.files, commit=hub.commit)


def erase_leftovers(hub: Composition, now: datetime) -> int:
    """What a cut-off deposit or erasure left is erased."""
    return discard.erase_leftovers(now=now, limit=LIMITS.job_page, agenda=hub.agenda, exchange=hub.exchange, files=hub.files, commit=hub.commit)


def announce_forgotten_mails(hub: Composition, now: datetime) -> int:
    """Mails whose message to the queue was lost are announced again; 0, since they stay until they are sent."""
    forgotten = send_mails.forgotten_mails(now=now, limit=LIMITS.job_page, outbox=hub.outbox)
    hub.announce([mail.id for mail in forgotten])
    return 0


def count_cases(hub: Composition, now: datetime) -> int:
    """The statistics catch up with the cases (POR-12)."""
    return catch_up.count_cases(limit=LIMITS.job_page, counts=hub.counts, exchange=hub.exchange, referential=hub.referential, commit=hub.commit)


JOBS: dict[str, Job] = {
    "count-cases": count_cases,
    "label-subscriptions": label_subscriptions,
    "finish-deliveries": finish_deliveries,
    "remove-abandoned-deposits": remove_abandoned_deposits,
    "erase-leftovers": erase_leftovers,
    "announce-forgotten-mails": announce_forgotten_mails,
}
_PAGES = 50


def run_job(name: str, hub: Composition, now: datetime) -> int:
    """Run a job page by page until nothing is left, or its share of one run is done; answers how much it looked at."""
    looked_at = 0
    for _ in range(_PAGES):
        try:
            page = JOBS[name](hub, now)
        except StaleWrite:  # somebody else has just done it, or is doing it: look again
            continue
        except HubError as error:
            telemetry.record_failure("job failed", error, job=name)
            raise
        looked_at += page
        if page == 0:
            break
    telemetry.record("job", job=name, looked_at=looked_at)
    return looked_at
