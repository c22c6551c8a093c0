"""Rows in memory, written all or nothing on the conditions that the domain's writes carry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from threading import RLock
from typing import Any

from msgspec import Struct

from chalicelib.domain.accounts import Membership
from chalicelib.domain.agenda import AgendaEntry
from chalicelib.domain.attachments import Attachment
from chalicelib.domain.audit import AuditFact, AuditRecord
from chalicelib.domain.case_events import CaseEvent
from chalicelib.domain.cases import Case
from chalicelib.domain.counts import Increment
from chalicelib.domain.errors import StaleRow, Unavailable
from chalicelib.domain.folders import DepositReceipt, Folder
from chalicelib.domain.history import HistoryEntry
from chalicelib.domain.inbox import IndexedWord
from chalicelib.domain.job_runs import JobRun
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.mails import Mail
from chalicelib.domain.notifications import Acknowledgement, Forget, Notification, Redirect, Replay
from chalicelib.domain.oauth_clients import OAuthClient
from chalicelib.domain.organisations import Organisation
from chalicelib.domain.pages import Tally
from chalicelib.domain.processes import Process
from chalicelib.domain.subscriptions import Subscription, SubscriptionStatus
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Plain, Remove, Unchanged, Versioned, Write, rows_of
from tests.fakes.people_keys import Key, people_key, plain_key


class Change(Struct, frozen=True):
    """What a write does to one row: ``is_expected`` judges the present row, ``after`` makes the next; None is no row."""

    key: Key
    is_expected: Callable[[Any], bool]
    after: Callable[[Any], Any]


class LedgerRow(Struct, frozen=True, kw_only=True):
    """What outlives a waiting notification; ``acknowledged_at`` is set while it does not wait."""

    notification: Notification
    acknowledged_at: datetime | None = None


class Pointer(Struct, frozen=True, kw_only=True):
    """A subscription's id leads to the seat of its pair."""

    seat: Key


def seat_of(row: Subscription) -> Key:
    """Where the one live subscription of a pair sits."""
    return "seat", row.process_code, str(row.subscriber)


def key_of(row: Versioned) -> Key:
    """Where a value lies."""
    match row:
        case Folder():
            return "folder", row.id
        case Case():
            return "case", row.id
        case CaseEvent():
            return "event", row.case_id, row.id
        case Attachment():
            place = row.container.split("/")
            return ("file", place[1], place[3], row.id) if place[0] == "cases" else ("attachment", row.id)
        case DepositReceipt():
            return "receipt", row.client_id, row.key
        case Organisation():
            return "organisation", str(row.id)
        case Process():
            return "process", row.code
        case Subscription():
            return ("subscription", row.id) if row.label is SubscriptionStatus.REFUSED else seat_of(row)
        case OAuthClient():
            return "client", row.id
        case Mail():
            return "mail", row.id
        case _:
            return people_key(row)


def _is_absent(row: Any) -> bool:
    return row is None


def _is_there(row: Any) -> bool:
    return row is not None


def _always(_: Any) -> bool:
    return True


def _at(version: int) -> Callable[[Any], bool]:
    return lambda row: row is not None and row.version == version


def _put(value: Any) -> Callable[[Any], Any]:
    return lambda _: value


_delete = _put(None)


def _of_subscription(row: Subscription) -> Iterator[Change]:
    written = replace(row, version=row.version + 1)
    own, seat, is_refused = ("subscription", row.id), seat_of(row), row.label is SubscriptionStatus.REFUSED
    if row.version == 0:
        yield Change(own, _is_absent, _put(written if is_refused else Pointer(seat=seat)))
        if not is_refused:
            yield Change(seat, _is_absent, _put(written))
    elif is_refused:
        yield Change(seat, _at(row.version), _delete)
        yield Change(own, _always, _put(written))
    else:
        yield Change(seat, _at(row.version), _put(written))


def _of_removal(row: Versioned | Plain | Notification) -> Iterator[Change]:
    match row:
        case AuditFact():
            yield Change(plain_key(row), _is_there, _delete)
        case AgendaEntry() | Membership() | HistoryEntry() | AuditRecord() | IndexedWord() | JobRun():
            yield Change(plain_key(row), _always, _delete)
        case Notification():
            yield Change(("queue", row.queue, row.id), _is_there, _delete)
            yield Change(("ledger", row.queue, row.id), _always, _delete)
        case _:
            yield Change(key_of(row), _at(row.version), _delete)


def changes_of(write: Write) -> Iterator[Change]:
    """The rows a write changes, each with its condition."""
    match write:
        case Remove():
            yield from _of_removal(write.row)
        case Unchanged():
            yield Change(key_of(write.row), _at(write.row.version), lambda present: present)
        case Subscription():
            yield from _of_subscription(write)
        case AuditRecord():
            yield Change(plain_key(write), _is_absent, _put(write))
        case AgendaEntry() | Membership() | HistoryEntry() | AuditFact() | IndexedWord() | JobRun():
            yield Change(plain_key(write), _always, _put(write))
        case Increment():
            yield Change(("count", write.scope, write.name), _always, lambda number: (number or 0) + write.delta)
        case Notification():
            yield Change(("queue", write.queue, write.id), _is_absent, _put(write))
            yield Change(("ledger", write.queue, write.id), _always, _put(LedgerRow(notification=write)))
        case Acknowledgement():
            yield Change(("queue", write.queue, write.notification_id), _is_there, _delete)
            yield Change(("ledger", write.queue, write.notification_id), _always, lambda row: replace(row, acknowledged_at=write.at))
        case Redirect():
            waiting = write.notification
            yield Change(("queue", waiting.queue, waiting.id), _is_there, _put(waiting))
        case Replay():
            row = write.notification
            yield Change(("queue", row.queue, row.id), _is_absent, _put(row))
            is_acknowledged: Callable[[Any], bool] = lambda kept: kept is not None and kept.acknowledged_at is not None  # noqa: E731
            yield Change(("ledger", row.queue, row.id), is_acknowledged, lambda kept: replace(kept, acknowledged_at=None))
        case Forget():
            gone = write.notification
            is_kept: Callable[[Any], bool] = lambda kept: kept is not None and kept.acknowledged_at is not None  # noqa: E731
            yield Change(("ledger", gone.queue, gone.id), is_kept, _delete)
        case Tally():
            yield Change(("tally", write.name), _always, lambda number: (number or 0) + write.delta)
        case _:
            is_expected = _at(write.version) if write.version else _is_absent
            yield Change(key_of(write), is_expected, _put(replace(write, version=write.version + 1)))


_STARTS = 3
"""By how many of its parts a key is found without a walk over all rows."""


def _starts_of(key: Key) -> Iterator[Key]:
    return (key[:length] for length in range(1, min(len(key), _STARTS) + 1))


class MemoryRows:
    """Every row there is, by key. Values never change in place, so a copy of the dict is a snapshot."""

    def __init__(self) -> None:
        self._row_by_key: dict[Key, Any] = {}
        self._keys_by_start: dict[Key, dict[Key, None]] = {}
        self._lock = RLock()

    def get(self, *key: str) -> Any:
        """One row, or None."""
        return self._row_by_key.get(key)

    def under(self, *start: str) -> list[Any]:
        """The rows whose keys begin so, as they came."""
        with self._lock:
            keys = self._keys_by_start.get(start[:_STARTS], ())
            return [self._row_by_key[key] for key in keys if key in self._row_by_key and key[_STARTS : len(start)] == start[_STARTS:]]

    def snapshot(self) -> dict[Key, Any]:
        """Everything as it is now."""
        with self._lock:
            return dict(self._row_by_key)

    def commit(self, *writes: Write) -> None:
        """Write all or nothing, one transaction at a time. Raises: StaleRow; Unavailable for what the real store refuses."""
        if not writes or sum(map(rows_of, writes)) > LIMITS.transaction_rows:
            raise Unavailable("A transaction takes 1 to 100 rows")
        changes = [change for write in writes for change in changes_of(write)]
        if max(Counter(change.key for change in changes).values()) > 1:
            raise Unavailable("A transaction takes a row once")
        with self._lock:
            if not all(change.is_expected(self._row_by_key.get(change.key)) for change in changes):
                raise StaleRow("A row is not as it was read")
            for change in changes:
                after = change.after(self._row_by_key.get(change.key))
                if after is None:
                    if self._row_by_key.pop(change.key, None) is not None:
                        for start in _starts_of(change.key):
                            del self._keys_by_start[start][change.key]
                else:
                    self._row_by_key[change.key] = after
                    for start in _starts_of(change.key):
                        self._keys_by_start.setdefault(start, {})[change.key] = None
