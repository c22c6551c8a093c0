"""What is measured of the hub's business, in one table; and how the facts of a commit are read off what was written.

A fact that is a change of rows is told by the commit that made it, and by nothing else: written once, counted once,
whichever way it came about. Dimensions are words of the code, never of a caller: their values are few, and tell of nobody.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import Enum
from typing import NamedTuple

from chalicelib.domain.attachments import Attachment, AttachmentStatus
from chalicelib.domain.cases import Case
from chalicelib.domain.folders import Folder
from chalicelib.domain.notifications import Acknowledgement, Notification
from chalicelib.domain.uploads import UploadStatus
from chalicelib.domain.writes import Write

_COUNT, _MILLISECONDS = "Count", "Milliseconds"


class Fact(Enum):
    """A measure: its name and unit at CloudWatch, and what tells its kinds apart."""

    # what a commit tells
    DEPOSITED = ("Deposited", _COUNT, None)
    DELIVERED = ("Delivered", _COUNT, None)
    DELIVERY_DELAY = ("DeliveryDelay", _MILLISECONDS, None)
    """From the completion of the deposit to the recipient seeing it, per case: the promise is ten minutes."""
    SCANNED = ("Scanned", _COUNT, "Verdict")
    PURGED = ("Purged", _COUNT, None)
    """Attachments whose bytes are erased."""
    ACKNOWLEDGED = ("NotificationsAcknowledged", _COUNT, None)
    # what handlers tell
    REFUSED = ("Refused", _COUNT, "Reason")
    FAILED = ("Failed", _COUNT, "Reason")
    TOKEN_REFUSED = ("TokensRefused", _COUNT, "Reason")
    MAIL_SENT = ("MailsSent", _COUNT, None)
    MAIL_FAILED = ("MailsFailed", _COUNT, None)
    PREPARED = ("PreparationsBuilt", _COUNT, None)
    PREPARATION_FAILED = ("PreparationsFailed", _COUNT, None)
    WEBHOOK_DELIVERED = ("WebhooksDelivered", _COUNT, None)
    WEBHOOK_FAILED = ("WebhooksFailed", _COUNT, None)
    """Tries that a receiver did not take."""
    OLDEST_UNDELIVERED = ("OldestUndelivered", _MILLISECONDS, None)
    """For how long the oldest folder has been complete and not delivered: what is never delivered is told by no commit."""
    JOB_FAILED = ("JobsFailed", _COUNT, "Job")
    CANARY_SUCCEEDED = ("CanarySucceeded", _COUNT, None)
    """1 for a run that went through, 0 for one that did not: an alarm also wants to know that none ran."""
    CANARY_LARGE_SUCCEEDED = ("CanaryLargeSucceeded", _COUNT, None)
    """The same of the runs with a large file: among the others, one that fails would not be missed."""
    CANARY_DURATION = ("CanaryDuration", _MILLISECONDS, None)

    def __init__(self, title: str, unit: str, dimension: str | None) -> None:
        self.title = title
        self.unit = unit
        self.dimension = dimension


class Measure(NamedTuple):
    """One fact that happened: how many, or how long; ``of`` is the value of its dimension."""

    fact: Fact
    value: float = 1
    of: str | None = None


_CHECKED = (AttachmentStatus.RECEIVED, AttachmentStatus.CORRUPTED, AttachmentStatus.REJECTED)


def facts_of(committed: Iterable[tuple[datetime, Write]]) -> Iterator[Measure]:
    """What was brought about by writes, each with the instant since when it stands."""
    cases: dict[str, Case] = {}
    taken_out: set[datetime] = set()
    for at, write in committed:
        match write:
            case Folder(version=0):
                yield Measure(Fact.DEPOSITED)
            case Case(is_delivered=True):
                is_new = write.id not in cases
                cases[write.id] = write
                if is_new and write.reached_at == write.ingested_at and write.ingested_at in taken_out:  # the portal has just taken it in
                    yield from _delay(write, write.ingested_at)
            case Notification(event_id=None):  # written with its case, and only when that is delivered
                yield Measure(Fact.DELIVERED)
                if not write.is_for_portal and write.case_id in cases:
                    yield from _delay(cases[write.case_id], at)
            case Attachment(status=status) if status in _CHECKED and write.version > 0 and not _is_uploading(write):
                yield Measure(Fact.SCANNED, of=status.capitalize())
            case Attachment(status=AttachmentStatus.DELETED):
                yield Measure(Fact.PURGED)
            case Acknowledgement():
                taken_out.add(write.at)
                yield Measure(Fact.ACKNOWLEDGED)


def _delay(case: Case, reached_at: datetime) -> Iterator[Measure]:
    if case.completed_at is not None:
        yield Measure(Fact.DELIVERY_DELAY, round((reached_at - case.completed_at).total_seconds() * 1000))


def _is_uploading(attachment: Attachment) -> bool:
    """Whether another file is on its way: what was written is that upload, not what a scan found."""
    return attachment.upload is not None and attachment.upload.status is not UploadStatus.CHECKED
