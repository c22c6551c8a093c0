"""Books of numbers in memory."""

from collections.abc import Mapping

from chalicelib.domain.cases import Case
from chalicelib.domain.statistics import is_to_be_counted
from chalicelib.use_cases.people_ports import Counts
from tests.fakes.rows import MemoryRows


class MemoryCounts(Counts):
    """Keeps the promises of the ``Counts`` port."""

    def __init__(self, rows: MemoryRows) -> None:
        self._rows = rows

    def numbers(self, scope: str, first: str, last: str, *, limit: int) -> Mapping[str, int]:
        found = {key[2]: number for key, number in self._rows.snapshot().items() if key[:2] == ("count", scope) and first <= key[2] <= last}
        return dict(sorted(found.items())[:limit])

    def uncounted(self, process_code: str, *, limit: int) -> tuple[Case, ...]:
        due = [case for case in self._rows.under("case") if case.process_code == process_code and is_to_be_counted(case)]
        return tuple(due[: max(0, limit)])
