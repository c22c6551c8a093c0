"""The portal's history of cases in memory."""

from chalicelib.domain.history import HistoryEntry
from chalicelib.domain.limits import LIMITS
from chalicelib.use_cases.people_ports import Histories
from tests.fakes.rows import MemoryRows


class MemoryHistories(Histories):
    """Keeps the promises of the ``Histories`` port."""

    def __init__(self, rows: MemoryRows) -> None:
        self._rows = rows

    def history(self, case_id: str, *, limit: int = LIMITS.history_rows) -> tuple[HistoryEntry, ...]:
        every: list[HistoryEntry] = self._rows.under("history", case_id)
        return tuple(sorted(every, key=lambda each: (each.at, each.id))[-limit:])
