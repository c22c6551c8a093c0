"""The statistics as they are read: totals, days, delays, ages, made of the numbers of some books (POR-12)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from msgspec import Struct, field

from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.identifiers import OrganisationId

AGE_DAYS = (7, 30, 60)
"""Open télédossiers are told by age: under 7 days, 7 to 29, 30 to 59, 60 and more."""


class DayNumbers(Struct, frozen=True, kw_only=True):
    """What happened on a day."""

    day: date
    received: int
    finished: int


class ProcessNumbers(Struct, frozen=True, kw_only=True):
    """The numbers of one process, or of several together, over a period; what stands is of now. Minutes are means, None without a case."""

    code: str
    by_status: Mapping[CaseStatus, int]
    open: int
    open_by_age: tuple[int, ...]
    received: int
    finished_by_outcome: Mapping[CaseStatus, int]
    fetched_minutes: float | None
    finished_minutes: float | None
    quick_share: float | None
    days: tuple[DayNumbers, ...] = ()


class RecipientNumbers(Struct, frozen=True, kw_only=True):
    """How many a recipient of a process was sent, and has open."""

    recipient: OrganisationId
    received: int
    open: int


class Report(Struct, frozen=True, kw_only=True):
    """What a person reads; ``names`` are the processes' by code, ``total`` is of all of them together.

    ``recipients`` are told for one process at a time, with ``recipient_names``; ``is_cut`` when there were too many.
    """

    first: date
    last: date
    processes: tuple[ProcessNumbers, ...]
    total: ProcessNumbers
    names: Mapping[str, str]
    recipients: tuple[RecipientNumbers, ...] = ()
    recipient_names: Mapping[OrganisationId, str] = field(default_factory=dict)
    is_cut: bool = False


class _Sums(Struct):
    numbers: Counter[str] = field(default_factory=Counter)

    def mean(self, total: str, number: str) -> float | None:
        return round(self.numbers[total] / self.numbers[number], 1) if self.numbers[number] else None


def numbers_of(
    code: str, now: Mapping[str, int], days: Mapping[str, int], recent: Mapping[str, int], *, first: date, last: date, today: date
) -> ProcessNumbers:
    """Make the numbers of a process of what its book says, names without the process.

    ``now`` are those under ``now|``, ``days`` those under ``day|`` of the period, ``recent`` those under ``open|`` of the
    last sixty days.
    """
    sums = _Sums()
    received: Counter[date] = Counter()
    finished: Counter[date] = Counter()
    outcomes: Counter[CaseStatus] = Counter()
    for name, number in days.items():
        _, day, kind, *outcome = name.split("|")
        sums.numbers[kind] += number
        if kind == "received":
            received[date.fromisoformat(day)] += number
        elif kind == "finished":
            finished[date.fromisoformat(day)] += number
            outcomes[CaseStatus(outcome[0])] += number
    open_count = now.get("now|open", 0)
    return ProcessNumbers(
        code=code,
        by_status={status: now[f"now|status|{status}"] for status in CaseStatus if now.get(f"now|status|{status}")},
        open=open_count,
        open_by_age=_by_age(recent, open_count, today),
        received=sum(received.values()),
        finished_by_outcome={outcome: number for outcome, number in sorted(outcomes.items()) if number},
        fetched_minutes=sums.mean("fetched-minutes", "fetched"),
        finished_minutes=sums.mean("finished-minutes", "finished"),
        quick_share=round(sums.numbers["quick"] / sums.numbers["seen"], 4) if sums.numbers["seen"] else None,
        days=tuple(DayNumbers(day=each, received=received[each], finished=finished[each]) for each in _days(first, last)),
    )


def _by_age(recent: Mapping[str, int], open_count: int, today: date) -> tuple[int, ...]:
    counted = [0] * len(AGE_DAYS)
    for name, number in recent.items():
        age = (today - date.fromisoformat(name.split("|")[1])).days
        for index, limit in enumerate(AGE_DAYS):
            if age < limit:
                counted[index] += number
                break
    return (*counted, max(0, open_count - sum(counted)))


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=each) for each in range((last - first).days + 1))


def recipients_of(numbers: Mapping[str, int]) -> tuple[RecipientNumbers, ...]:
    """By recipient, those with most open ones first."""
    received: Counter[str] = Counter()
    open_counts: Counter[str] = Counter()
    for name, number in numbers.items():
        _, recipient, kind = name.split("|")
        (received if kind == "received" else open_counts)[recipient] += number
    rows = (RecipientNumbers(recipient=OrganisationId.parse(each), received=received[each], open=open_counts[each]) for each in received)
    return tuple(sorted((row for row in rows if row.received or row.open), key=lambda row: (-row.open, -row.received, str(row.recipient))))
