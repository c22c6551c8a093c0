"""What a use case may ask to be written: the changed values themselves, and a few words beside them.

A value with a ``version`` is created when that is 0 (and must not exist yet), else replaced (and must still be at that
version). What is written together is written all or not at all.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct, json

from chalicelib.domain.attachments import Attachment
from chalicelib.domain.cases import Case
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.notifications import Acknowledgement, Notification, Replay
from chalicelib.domain.subscriptions import Subscription

if TYPE_CHECKING:  # only named here: a function takes up the kinds that it writes
    from chalicelib.domain.accounts import Account, Managers, Membership
    from chalicelib.domain.agenda import AgendaEntry
    from chalicelib.domain.audit import AuditFact, AuditRecord, ChainHead
    from chalicelib.domain.case_events import CaseEvent
    from chalicelib.domain.counts import Increment
    from chalicelib.domain.credentials import Attempts, Credentials
    from chalicelib.domain.deliveries import Delivery
    from chalicelib.domain.folders import DepositReceipt, Folder
    from chalicelib.domain.history import HistoryEntry
    from chalicelib.domain.inbox import IndexedWord
    from chalicelib.domain.job_runs import JobRun
    from chalicelib.domain.links import Link
    from chalicelib.domain.mails import Mail
    from chalicelib.domain.notifications import Forget, Redirect
    from chalicelib.domain.oauth_clients import OAuthClient
    from chalicelib.domain.organisations import Organisation
    from chalicelib.domain.pages import Tally
    from chalicelib.domain.preparations import Preparation
    from chalicelib.domain.processes import Process
    from chalicelib.domain.requests import SubscriptionRequest
    from chalicelib.domain.sessions import Session
    from chalicelib.domain.webhooks import Webhook

Versioned: TypeAlias = (
    "Folder | Case | CaseEvent | Attachment | DepositReceipt | Organisation | Process | Subscription | OAuthClient | Mail"
    " | Account | Managers | Credentials | Session | Attempts | Link | ChainHead | Preparation | SubscriptionRequest | Webhook | Delivery"
)
Plain: TypeAlias = "AgendaEntry | Membership | HistoryEntry | AuditFact | AuditRecord | IndexedWord | JobRun"
"""Rows that never change: put as they are, again and again without harm; gone already when they are
removed is no fault, but for a fact of the audit trail: it is linked once."""


class Remove(Struct, frozen=True):
    """Delete a row that must still be as it was read; a plain one may be gone already."""

    row: "Versioned | Plain | Notification"


class Unchanged(Struct, frozen=True):
    """Write nothing, but the row must still be as it was read."""

    row: Versioned


Write: TypeAlias = "Versioned | Plain | Notification | Acknowledgement | Redirect | Replay | Forget | Tally | Increment | Remove | Unchanged"

_ROWS: dict[type, int] = {Notification: 2, Replay: 2, Acknowledgement: 2, Subscription: 3}


def is_plain(row: "Versioned | Plain") -> bool:
    """Whether a row never changes: it has no version."""
    return "version" not in row.__struct_fields__


def rows_of(write: Write) -> int:
    """How many rows of a transaction a write takes at the most."""
    subject = write.row if isinstance(write, Remove) else write
    return _ROWS.get(type(subject), 1)


def weight_of(write: Write) -> int:
    """How many bytes of a transaction a write takes, for those that can be many: names count characters, a store counts bytes."""
    return len(json.encode(write)) if isinstance(write, Case | Attachment) else 0


def batches(groups: Iterable[tuple[Write, ...]]) -> Iterator[tuple[Write, ...]]:
    """Join groups of writes into as few transactions as hold them; a group is never split."""
    return (tuple(chain.from_iterable(batch)) for batch in batched_groups(groups))


def batched_groups(groups: Iterable[tuple[Write, ...]]) -> Iterator[list[tuple[Write, ...]]]:
    """The groups that go together, for each transaction; of what is made as it is asked for, one group more than is answered is.

    A transaction takes 100 rows and 4 MB; the bytes that matter are those of attachments: in the lists of delivered cases, and with many recipients.
    """
    batch: list[tuple[Write, ...]] = []
    rows = weight = 0
    for group in groups:
        group_rows = sum(map(rows_of, group))
        group_weight = sum(map(weight_of, group))
        if batch and (rows + group_rows > LIMITS.transaction_rows or weight + group_weight > LIMITS.transaction_bytes):
            yield batch
            batch, rows, weight = [], 0, 0
        batch.append(group)
        rows += group_rows
        weight += group_weight
    if batch:
        yield batch
