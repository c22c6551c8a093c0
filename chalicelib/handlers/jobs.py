"""The jobs: what happens without anybody asking. Each works in bounded pages, can be run twice, and takes up what was cut off."""

import time
from collections.abc import Callable
from datetime import datetime

from chalicelib.composition import Composition
from chalicelib.domain.errors import StaleWrite
from chalicelib.domain.limits import LIMITS
from chalicelib.handlers import telemetry
from chalicelib.handlers.facts import Fact
from chalicelib.handlers.uploaded_files import checked_when_asked
from chalicelib.use_cases import check_files, deposit, digest, discard, ingest, keep_audit, remind, retain, send_mails, subscribe
from chalicelib.use_cases import count_cases as catch_up
from chalicelib.use_cases import delete_archived as for_good
from chalicelib.use_cases.look_after_webhooks import look_after_webhooks
from chalicelib.use_cases.prepare import look_after

Job = Callable[[Composition, datetime], int]
"""Does one page of work as of an instant; answers how much it looked at, 0 when nothing is left."""


def label_subscriptions(hub: Composition, now: datetime) -> int:
    """Subscriptions whose day has come become « Actif » or « Suspendu » (JOB-02)."""
    return subscribe.label_due_subscriptions(now=now, limit=LIMITS.job_page, agenda=hub.agenda, referential=hub.referential, commit=hub.commit)


def finish_deliveries(hub: Composition, now: datetime) -> int:
    """Deliveries to many recipients that something cut off are finished (DEP-06)."""
    return deposit.finish_deliveries(
        now=now, limit=LIMITS.job_page, ids=hub.ids, agenda=hub.agenda, exchange=hub.exchange, files=hub.files, commit=hub.commit
    )


def check_forgotten_files(hub: Composition, now: datetime) -> int:
    """Uploaded files of whose arrival nobody told are checked (DEP-05)."""
    return check_files.look_after_uploads(
        now=now,
        limit=1,  # each may take as long as a gigabyte does
        agenda=hub.agenda,
        exchange=hub.exchange,
        commit=hub.commit,
        check=lambda entry: checked_when_asked(entry.subject, hub, now),
    )


def remove_abandoned_deposits(hub: Composition, now: datetime) -> int:
    """Deposits never completed are removed after 30 days (DEP-13)."""
    return discard.remove_abandoned(now=now, limit=LIMITS.job_page, agenda=hub.agenda, exchange=hub.exchange, files=hub.files, commit=hub.commit)


def erase_leftovers(hub: Composition, now: datetime) -> int:
    """What a cut-off deposit or erasure left is erased."""
    return discard.erase_leftovers(now=now, limit=LIMITS.job_page, agenda=hub.agenda, exchange=hub.exchange, files=hub.files, commit=hub.commit)


def purge_files(hub: Composition, now: datetime) -> int:
    """Files that no case needs any more are erased (JOB-04)."""
    return retain.purge_files(
        now=now,
        limit=LIMITS.job_page,
        agenda=hub.agenda,
        exchange=hub.exchange,
        files=hub.files,
        referential=hub.referential,
        commit=hub.commit,
    )


def archive_cases(hub: Composition, now: datetime) -> int:
    """Cases closed for their process's delay are archived (JOB-05)."""
    return retain.archive_cases(
        now=now, limit=LIMITS.job_page, exchange=hub.exchange, files=hub.files, referential=hub.referential, commit=hub.commit
    )


def delete_archived(hub: Composition, now: datetime) -> int:
    """Cases archived for their process's delay are deleted for good (JOB-05)."""
    return for_good.delete_archived(
        now=now,
        limit=LIMITS.job_page,
        exchange=hub.exchange,
        files=hub.files,
        notifications=hub.notifications,
        histories=hub.histories,
        referential=hub.referential,
        commit=hub.commit,
    )


def announce_forgotten_mails(hub: Composition, now: datetime) -> int:
    """Mails whose message to the queue was lost are announced again; 0, since they stay until they are sent."""
    forgotten = send_mails.forgotten_mails(now=now, limit=LIMITS.job_page, outbox=hub.outbox)
    for mail in forgotten:
        hub.announce([mail.id], mail.correlation_id)
    return 0


def count_cases(hub: Composition, now: datetime) -> int:
    """The statistics catch up with the cases (POR-12)."""
    return catch_up.count_cases(limit=LIMITS.job_page, counts=hub.counts, exchange=hub.exchange, referential=hub.referential, commit=hub.commit)


def send_digests(hub: Composition, now: datetime) -> int:
    """What came since the last digest is told in one mail (SUB-11)."""
    return digest.send_digests(now=now, limit=LIMITS.job_page, agenda=hub.agenda, referential=hub.referential, commit=hub.commit)


def take_in(hub: Composition, now: datetime) -> int:
    """New télédossiers and what operators did enter the portal (JOB-01)."""
    return ingest.ingest(
        now=now,
        limit=LIMITS.job_page,
        ids=hub.ids,
        notifications=hub.notifications,
        agenda=hub.agenda,
        exchange=hub.exchange,
        referential=hub.referential,
        commit=hub.commit,
    )


def tend_preparations(hub: Composition, now: datetime) -> int:
    """Archives and exports that wait are announced again, those whose day has passed are removed (POR-04, POR-10)."""
    return look_after(
        now=now,
        limit=LIMITS.job_page,
        agenda=hub.agenda,
        preparations=hub.preparations,
        queue=hub.preparation_queue,
        files=hub.files,
        commit=hub.commit,
    )


def tend_webhooks(hub: Composition, now: datetime) -> int:
    """What waits for webhooks is announced again when it is due (NOT-05)."""
    return look_after_webhooks(now=now, limit=LIMITS.job_page, agenda=hub.agenda, webhooks=hub.webhooks, queue=hub.webhook_queue, commit=hub.commit)


def link_audit(hub: Composition, now: datetime) -> int:
    """Facts of the audit trail that wait are linked into chains (AUT-10)."""
    return keep_audit.link_audit(now=now, limit=LIMITS.job_page, audit=hub.audit, commit=hub.commit)


def export_audit(hub: Composition, now: datetime) -> int:
    """The chains of finished days are put away where nobody can change them (AUT-10)."""
    return keep_audit.export_audit(
        now=now, limit=LIMITS.audit_exports, agenda=hub.agenda, audit=hub.audit, archive=hub.audit_archive, commit=hub.commit
    )


def remind_inactive(hub: Composition, now: datetime) -> int:
    """Accounts unused for 60 and 90 days are reminded of, at 120 they are closed (AUT-08)."""
    return remind.remind_inactive(now=now, limit=LIMITS.job_page, agenda=hub.agenda, accounts=hub.accounts, commit=hub.commit)


JOBS: dict[str, Job] = {
    "remind-inactive": remind_inactive,
    "tend-preparations": tend_preparations,
    "tend-webhooks": tend_webhooks,
    "ingest": take_in,
    "send-digests": send_digests,
    "count-cases": count_cases,
    "label-subscriptions": label_subscriptions,
    "check-forgotten-files": check_forgotten_files,
    "finish-deliveries": finish_deliveries,
    "remove-abandoned-deposits": remove_abandoned_deposits,
    "erase-leftovers": erase_leftovers,
    "purge-files": purge_files,
    "archive-cases": archive_cases,
    "delete-archived": delete_archived,
    "announce-forgotten-mails": announce_forgotten_mails,
    "link-audit": link_audit,
    "export-audit": export_audit,
}
_PAGES = 50


def run_job(name: str, hub: Composition, now: datetime) -> int:
    """Run a job page by page until nothing is left, or its share of one run is done; answers how much it looked at."""
    return run_pages(name, hub, now)[0]


def run_pages(name: str, hub: Composition, now: datetime, *, seconds: float | None = None) -> tuple[int, bool]:
    """The same, within a time; answers how much it looked at, and whether nothing is left. No page is begun that might not end in time.

    Raises: the first failure, once the other pages were tried.
    """
    looked_at, slowest, is_finished = 0, 0.0, False
    failure: Exception | None = None
    began = turn = time.monotonic()
    for _ in range(_PAGES):
        slowest, turn = max(slowest, time.monotonic() - turn), time.monotonic()
        if seconds is not None and turn - began + slowest > seconds:
            break
        try:
            page = JOBS[name](hub, now)
        except StaleWrite:  # somebody else has just done it, or is doing it: look again
            continue
        except Exception as error:  # what failed stands before nothing that the next page may do
            failure = failure or error
            continue
        looked_at += page
        if page == 0:
            is_finished = True
            break
    if failure is not None:
        telemetry.record_failure("job failed", failure, job=name)
        telemetry.measure(Fact.JOB_FAILED, of=name)
        raise failure
    telemetry.record("job", job=name, looked_at=looked_at)
    return looked_at, is_finished
