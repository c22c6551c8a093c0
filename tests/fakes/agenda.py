"""The agenda in memory."""

from datetime import datetime
from heapq import nsmallest

from chalicelib.domain.agenda import AgendaEntry, Topic
from chalicelib.use_cases.ports import Agenda
from tests.fakes.rows import MemoryRows


class MemoryAgenda(Agenda):
    """Keeps the promises of the ``Agenda`` port."""

    def __init__(self, rows: MemoryRows) -> None:
        self._rows = rows

    def due(self, topic: Topic, *, at: datetime, limit: int) -> tuple[AgendaEntry, ...]:
        found = [entry for entry in self._rows.under("agenda", topic) if entry.due_at <= at]
        return tuple(nsmallest(limit, found, key=lambda entry: (entry.due_at, entry.subject)))

    def gathered(self, topic: Topic, *, due_at: datetime, start: str, limit: int) -> tuple[AgendaEntry, ...]:
        found = [entry for entry in self._rows.under("agenda", topic, due_at.isoformat()) if entry.subject.startswith(start)]
        return tuple(nsmallest(limit, found, key=lambda entry: entry.subject))
