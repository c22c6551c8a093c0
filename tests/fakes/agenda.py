"""The agenda in memory."""

from datetime import datetime

from chalicelib.domain.agenda import AgendaEntry, Topic
from chalicelib.use_cases.ports import Agenda
from tests.fakes.rows import MemoryRows


class MemoryAgenda(Agenda):
    """Keeps the promises of the ``Agenda`` port."""

    def __init__(self, rows: MemoryRows) -> None:
        self._rows = rows

    def due(self, topic: Topic, *, at: datetime, limit: int) -> tuple[AgendaEntry, ...]:
        found = [entry for entry in self._rows.under("agenda", topic) if entry.due_at <= at]
        return tuple(sorted(found, key=lambda entry: (entry.due_at, entry.subject))[:limit])

    def gathered(self, topic: Topic, *, due_at: datetime, start: str, limit: int) -> tuple[AgendaEntry, ...]:
        found = [entry for entry in self._rows.under("agenda", topic) if entry.due_at == due_at and entry.subject.startswith(start)]
        return tuple(sorted(found, key=lambda entry: entry.subject)[:limit])
