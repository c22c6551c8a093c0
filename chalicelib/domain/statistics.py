"""What the statistics count a case as, and what that adds to which numbers (POR-12, DEP-12).

A case is counted as a short text, its *count*; the numbers it adds to follow from that text alone. To count a case anew is
to take back what its old count added and to add what the new one does: numbers equal a recount at any moment.

Books: one per organisation (names begin with the process), one per process (``process|CODE``). Days are those of Paris.
Names: ``now|status|…`` and ``now|open`` are what stands; ``open|DAY`` open ones by day of reception; ``day|DAY|…`` what
happened on a day; ``to|ORGANISATION|…`` (a process's book alone) by recipient.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime

from msgspec import Struct

from chalicelib.domain.calendar import paris_date
from chalicelib.domain.case_status import SETTLED, CaseStatus
from chalicelib.domain.cases import Case
from chalicelib.domain.counts import Increment
from chalicelib.domain.limits import LIMITS

_NONE = "-"


class Count(Struct, frozen=True, kw_only=True):
    """What a case is counted as. Minutes are from the notification on; None before it happened."""

    recipient: str
    status: CaseStatus
    received_on: date
    seen_minutes: int | None = None
    fetched_minutes: int | None = None
    finished_on: date | None = None
    finished_minutes: int | None = None
    outcome: CaseStatus | None = None

    @property
    def text(self) -> str:
        """As a case carries it."""
        return "|".join(
            _NONE if each is None else str(each)
            for each in (
                self.recipient,
                self.status,
                self.received_on,
                self.seen_minutes,
                self.fetched_minutes,
                self.finished_on,
                self.finished_minutes,
                self.outcome,
            )
        )


def count_of(case: Case) -> Count | None:
    """What a case counts as now; None before it is delivered."""
    if not case.is_delivered or case.notified_at is None:
        return None
    seen_at = case.ingested_at or (case.notified_at if case.fetched_at else None)
    return Count(
        recipient=str(case.recipient),
        status=case.status,
        received_on=paris_date(case.notified_at),
        seen_minutes=_minutes(case.notified_at, seen_at),
        fetched_minutes=_minutes(case.notified_at, case.fetched_at),
        finished_on=paris_date(case.finished_at) if case.finished_at else None,
        finished_minutes=_minutes(case.notified_at, case.finished_at),
        outcome=case.outcome,
    )


def _minutes(start: datetime, end: datetime | None) -> int | None:
    return None if end is None else max(0, int((end - start).total_seconds() // 60))


def _read_count(text: str) -> Count:
    """The count of a text."""
    recipient, status, received, seen, fetched, finished, minutes, outcome = text.split("|")
    return Count(
        recipient=recipient,
        status=CaseStatus(status),
        received_on=date.fromisoformat(received),
        seen_minutes=_whole(seen),
        fetched_minutes=_whole(fetched),
        finished_on=None if finished == _NONE else date.fromisoformat(finished),
        finished_minutes=_whole(minutes),
        outcome=None if outcome == _NONE else CaseStatus(outcome),
    )


def _whole(text: str) -> int | None:
    return None if text == _NONE else int(text)


def is_to_be_counted(case: Case) -> bool:
    """Whether the numbers do not tell of a case as it is."""
    present = count_of(case)
    return present is not None and present.text != case.counted


def process_scope(code: str) -> str:
    """The book of a process."""
    return f"process|{code}"


def contributions(count: Count, process_code: str) -> Counter[tuple[str, str]]:
    """What a case of this count adds to which numbers, by (scope, name)."""
    day = f"day|{count.received_on}"
    numbers = Counter({f"now|status|{count.status}": 1, f"{day}|received": 1})
    if count.status not in SETTLED:
        numbers["now|open"] += 1
        numbers[f"open|{count.received_on}"] += 1
    if count.seen_minutes is not None:
        numbers[f"{day}|seen"] += 1
        numbers[f"{day}|quick"] += int(count.seen_minutes < LIMITS.delivery_promise.total_seconds() // 60)
    if count.fetched_minutes is not None:
        numbers[f"{day}|fetched"] += 1
        numbers[f"{day}|fetched-minutes"] += count.fetched_minutes
    if count.outcome is not None and count.finished_minutes is not None:
        numbers[f"day|{count.finished_on}|finished|{count.outcome}"] += 1
        numbers[f"day|{count.finished_on}|finished-minutes"] += count.finished_minutes
    own, common = count.recipient, process_scope(process_code)
    found: Counter[tuple[str, str]] = Counter()
    for name, number in numbers.items():
        found[own, f"{process_code}|{name}"] += number
        found[common, name] += number
    found[common, f"to|{count.recipient}|received"] += 1
    found[common, f"to|{count.recipient}|open"] += int(count.status not in SETTLED)
    return found


def increments(case: Case) -> Mapping[tuple[str, str], int]:
    """What has to be added so that the numbers tell of a case as it is; nothing when they do."""
    present = count_of(case)
    changes: Counter[tuple[str, str]] = Counter()
    if present is not None:
        changes.update(contributions(present, case.process_code))
    if case.counted is not None:
        changes.subtract(contributions(_read_count(case.counted), case.process_code))
    return {key: number for key, number in changes.items() if number}


def as_increments(changes: Mapping[tuple[str, str], int]) -> tuple[Increment, ...]:
    """Changes as they are written."""
    return tuple(Increment(scope=scope, name=name, delta=number) for (scope, name), number in changes.items() if number)
