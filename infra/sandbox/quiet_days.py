"""Which nights of a jump of the clock retention has work on: it asks three questions a process, too many for every night of a year.

On all other nights its jobs would find nothing, by the very reads they begin with.
"""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime

from chalicelib.composition import Composition
from chalicelib.domain.agenda import Topic
from chalicelib.domain.processes import Process
from chalicelib.domain.retention import Step, delay_of

RETENTION = frozenset({"purge-files", "archive-cases", "delete-archived"})


class QuietNights:
    """The nights of a jump, in order, and the next one that is not quiet; from then on none is, until a run has found nothing."""

    def __init__(self, hub: Composition, nights: Sequence[datetime]) -> None:
        self._hub, self._nights = hub, nights
        self._next = self._look()

    def has_work(self, night: datetime) -> bool:
        """Whether retention is to be run on a night."""
        return self._next is not None and night >= self._next

    def look_again(self) -> None:
        """Retention was run and found nothing: see when it has work next."""
        self._next = self._look()

    def _look(self) -> datetime | None:
        earliest = len(self._nights)
        reminders = self._hub.agenda.due(Topic.PURGE, at=self._nights[-1], limit=1) if self._nights else ()
        if reminders:
            earliest = bisect_left(self._nights, reminders[0].due_at)
        for process in self._hub.referential.processes() if self._nights else ():
            for step in Step:
                if earliest and self._waits(step, process, earliest - 1):
                    earliest = bisect_left(range(earliest - 1), True, key=lambda index: self._waits(step, process, index))
        return self._nights[earliest] if earliest < len(self._nights) else None

    def _waits(self, step: Step, process: Process, index: int) -> bool:
        before = self._nights[index] - delay_of(step, process)
        return bool(self._hub.exchange.waiting_for(step, process, before=before, limit=1))
