"""The functions as data: what each may do, and what it is given."""

from dataclasses import dataclass

from infra.rights import Files, Rights

API = "api_handler"
"""What chalice calls the function that answers requests."""
_NOTES = "audit:w"
"""Every job notes its run, and what it did is told to the audit trail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function: its rights, its bounds.

    ``retries``: of an event it failed on; a schedule's next run is the retry of the one before. ``disk_megabytes``: of ``/tmp``.
    ``scans``: it asks the antivirus, and lives in its network where the stage has one. ``at_once``: how many of them a queue
    calls side by side, at least two. ``calls_itself``: by its queue, more often than Lambda takes for wanted.
    """

    rights: Rights
    seconds: int = 29
    megabytes: int = 1024
    retries: int = 0
    disk_megabytes: int = 512
    at_once: int | None = None
    has_url: bool = False
    scans: bool = False
    is_traced: bool = True
    calls_itself: bool = False


def _job(rows: str, *, erases: bool = False, sends: frozenset[str] = frozenset(), archives: bool = False) -> Function:
    files = frozenset({Files.ERASE} if erases else set()) | frozenset({Files.ARCHIVE} if archives else set())
    return Function(rights=Rights(rows=f"{rows} {_NOTES}" if "audit:" not in rows else rows, files=files, sends=sends))


_EVERY_ROW = (
    "exchange:rwd notifications:rwd subscriptions:rwd accounts:rwd sessions:rwd proofs:rwd agenda:rwd outbox:rwd audit:rwd history:rwd "
    "preparations:rwd words:rwd receipts:rwd clients:rwd organisations:rw processes:rw tallies:rw requests:rw counts:rw webhooks:rwd"
)
_MAILS = frozenset({"mails"})
_TELLS = _MAILS | {"webhooks"}
"""Whoever writes notifications pushes them too, to webhooks, and mails of them."""
_CHECKS = Rights(
    rows="exchange:rw notifications:rwd subscriptions:r organisations:r processes:r agenda:rwd outbox:w audit:w history:w webhooks:w",
    files=frozenset({Files.READ, Files.WRITE, Files.ERASE}),
    sends=_TELLS,
)
_CHECKING_DISK = 4096
"""For a file of one gigabyte and what it unpacks to."""

FUNCTIONS: dict[str, Function] = {
    # It also runs any job by hand (JOB-06), hence what it may erase and put away; it sends no mail by itself.
    API: Function(
        rights=Rights(
            rows=_EVERY_ROW,
            files=frozenset(Files),
            sends=frozenset({"mails", "preparations", "webhooks"}),
            secrets=frozenset({"SigningKeysSecret", "WebhookKeysSecret"}),
        ),
        scans=True,
    ),
    "send_mails": Function(
        rights=Rights(rows="outbox:rwd accounts:r proofs:rwd sessions:r processes:r organisations:r audit:w agenda:w", takes="mails", mails=True),
        at_once=2,  # as many as SES takes at first: fourteen mails a second
    ),
    "prepare": Function(
        rights=Rights(
            rows=(
                "preparations:rw exchange:rw accounts:r organisations:r processes:r subscriptions:r words:r history:rw notifications:rw "
                "agenda:rwd outbox:w audit:w counts:r webhooks:w"
            ),
            files=frozenset({Files.READ, Files.WRITE}),
            takes="preparations",
            sends=_TELLS,
        ),
        seconds=900,
        megabytes=512,
        at_once=10,
    ),
    "label_subscriptions": _job("subscriptions:rw organisations:r processes:r agenda:rwd outbox:w tallies:w", sends=_MAILS),
    "finish_deliveries": _job(
        "exchange:rw notifications:rwd subscriptions:r organisations:r processes:r agenda:rwd outbox:w webhooks:w",
        sends=_TELLS,
    ),
    "remove_abandoned_deposits": _job("exchange:rwd agenda:rwd", erases=True),
    "erase_leftovers": _job("exchange:rwd agenda:rwd", erases=True),
    "purge_files": _job("exchange:rw processes:r subscriptions:r agenda:rwd history:w", erases=True),
    "archive_cases": _job("exchange:rwd processes:r subscriptions:r agenda:rwd history:w", erases=True),
    "delete_archived": _job("exchange:rwd processes:r subscriptions:r agenda:rwd history:rd notifications:rd counts:rw words:rd", erases=True),
    "announce_forgotten_mails": _job("outbox:r", sends=_MAILS),
    "count_cases": _job("exchange:rw processes:r counts:rw"),
    "send_digests": _job("subscriptions:rw organisations:r processes:r agenda:rwd outbox:w", sends=_MAILS),
    "ingest": _job(
        "exchange:rw notifications:rwd subscriptions:r organisations:r processes:r agenda:rwd words:w history:w outbox:w webhooks:w", sends=_TELLS
    ),
    "tend_preparations": _job("preparations:rwd agenda:rwd", erases=True, sends=frozenset({"preparations"})),
    "link_audit": _job("audit:rwd agenda:w"),
    "export_audit": _job("audit:rwd agenda:rwd", archives=True),
    "remind_inactive": _job("accounts:rw agenda:rwd outbox:w", sends=_MAILS),
    "check_attachments": Function(rights=_CHECKS, seconds=900, retries=2, disk_megabytes=_CHECKING_DISK, scans=True),
    "check_forgotten_files": Function(rights=_CHECKS, seconds=900, disk_megabytes=_CHECKING_DISK, scans=True),
    "deliver_webhooks": Function(
        rights=Rights(
            rows=(
                "webhooks:rwd notifications:r exchange:r subscriptions:rw processes:rw clients:r organisations:r accounts:r "
                "agenda:rwd outbox:w audit:w"
            ),
            takes="webhooks",
            sends=_TELLS,
            secrets=frozenset({"WebhookKeysSecret"}),
        ),
        seconds=60,
        megabytes=512,
        at_once=50,  # receivers that hang must not take the functions that requests need
        # What it delivered wakes the next of the lane: after about sixteen, Lambda would take the lane for a loop, and drop its message.
        calls_itself=True,
    ),
    "tend_webhooks": _job("webhooks:rwd subscriptions:r processes:r clients:r agenda:rwd", sends=frozenset({"webhooks"})),
    "canary": Function(rights=Rights(secrets=frozenset({"CanarySecret"})), megabytes=512, seconds=120),
    "answer_polls": Function(
        rights=Rights(
            rows="notifications:r exchange:r subscriptions:r organisations:r processes:r clients:r",
            secrets=frozenset({"SigningKeysSecret"}),
        ),
        megabytes=512,
        has_url=True,
        is_traced=False,
    ),
}
