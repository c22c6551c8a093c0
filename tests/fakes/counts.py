"""Books of numbers in memory."""

from collections.abc import Mapping, Sequence
from itertools import islice

from chalicelib.domain.cases import Case
from chalicelib.domain.statistics import is_to_be_counted
from chalicelib.use_cases.people_ports import Counts
from tests.fakes.rows import MemoryRows


class MemoryCounts(Counts):
    """Keeps the promises of the ``Counts`` port."""

    def __init__(self, rows: MemoryRows) -> None:
        self._rows = rows
        self._counted: dict[str, Case] = {}

    def numbers(self, scope: str, first: str, last: str, *, limit: int) -> Mapping[str, int]:
        found = {key[2]: number for key, number in self._rows.snapshot().items() if key[:2] == ("count", scope) and first <= key[2] <= last}
        return dict(sorted(found.items())[:limit])

    def ranges(self, asked: Sequence[tuple[str, str, str]], *, limit: int) -> Sequence[Mapping[str, int]]:
        return [self.numbers(*each, limit=limit) for each in asked]

    def uncounted(self, process_code: str, *, limit: int) -> tuple[Case, ...]:
        every = (case for case in self._rows.under("case") if case.process_code == process_code and self._is_due(case))
        return tuple(islice(every, max(0, limit)))

    def _is_due(self, case: Case) -> bool:
        """Judged once for each value a case has had."""
        if self._counted.get(case.id) is case:
            return False
        if is_to_be_counted(case):
            return True
        self._counted[case.id] = case
        return False
