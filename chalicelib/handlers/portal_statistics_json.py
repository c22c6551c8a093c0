"""Statistics on the portal's wire and as CSV."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.case_status import PORTAL_LABELS, CaseStatus
from chalicelib.domain.processes import Process
from chalicelib.domain.statistics_report import ProcessNumbers, Report
from chalicelib.handlers.portal_wire import Wire


class NumberJson(Wire):
    """A number and what it counts."""

    key: str
    label: str
    number: int


class DayJson(Wire):
    """What happened on a day (of Paris)."""

    day: str
    received: int
    finished: int


class NumbersJson(Wire):
    """Numbers of a period. Ages in days: under 7, 7 to 29, 30 to 59, 60 and more; minutes are means; a share is 0 to 1."""

    by_status: list[NumberJson]
    open: int
    open_by_age: list[int]
    received: int
    finished: list[NumberJson]
    fetched_minutes: float | None
    finished_minutes: float | None
    quick_share: float | None
    days: list[DayJson]


class ProcessNumbersJson(NumbersJson):
    """The numbers of a process."""

    code: str
    name: str


def _numbers(numbers: ProcessNumbers) -> dict[str, Any]:
    return {
        "by_status": _by_label(numbers.by_status),
        "open": numbers.open,
        "open_by_age": list(numbers.open_by_age),
        "received": numbers.received,
        "finished": [
            NumberJson.model_construct(key=outcome, label=PORTAL_LABELS[outcome], number=number)
            for outcome, number in numbers.finished_by_outcome.items()
        ],
        "fetched_minutes": numbers.fetched_minutes,
        "finished_minutes": numbers.finished_minutes,
        "quick_share": numbers.quick_share,
        "days": [DayJson.model_construct(day=each.day.isoformat(), received=each.received, finished=each.finished) for each in numbers.days],
    }


def _by_label(by_status: Mapping[CaseStatus, int]) -> list[NumberJson]:
    """Statuses that read the same are one."""
    numbers: dict[str, int] = {}
    for status, number in by_status.items():
        numbers[PORTAL_LABELS[status]] = numbers.get(PORTAL_LABELS[status], 0) + number
    return [NumberJson.model_construct(key=label, label=label, number=number) for label, number in numbers.items()]


class RecipientNumbersJson(Wire):
    """The numbers of a recipient of the process asked for."""

    organisation: str
    name: str | None
    received: int
    open: int


class StatisticsJson(Wire):
    """The statistics of a period, both days included; ``total`` is of all the processes together."""

    first_day: str
    last_day: str
    total: NumbersJson
    processes: list[ProcessNumbersJson]
    recipients: list[RecipientNumbersJson]
    is_cut: bool

    @classmethod
    def of(cls, report: Report) -> "StatisticsJson":
        """Write it."""
        return cls.model_construct(
            first_day=report.first.isoformat(),
            last_day=report.last.isoformat(),
            total=NumbersJson.model_construct(**_numbers(report.total)),
            processes=[
                ProcessNumbersJson.model_construct(code=each.code, name=report.names[each.code], **_numbers(each)) for each in report.processes
            ],
            recipients=[
                RecipientNumbersJson.model_construct(
                    organisation=str(each.recipient), name=report.recipient_names.get(each.recipient), received=each.received, open=each.open
                )
                for each in report.recipients
            ],
            is_cut=report.is_cut,
        )


class ProcessNameJson(Wire):
    """A process, by its code and its name."""

    code: str
    name: str
    is_activated: bool

    @classmethod
    def of(cls, process: Process) -> "ProcessNameJson":
        """Write it."""
        return cls.model_construct(code=process.code, name=process.name, is_activated=process.is_activated)
