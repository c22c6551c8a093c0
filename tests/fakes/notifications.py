"""The notification queues in memory."""

from collections.abc import Sequence
from datetime import datetime
from heapq import nsmallest

from chalicelib.domain.notifications import Notification
from chalicelib.use_cases.ports import Notifications
from tests.fakes.rows import LedgerRow, MemoryRows


class MemoryNotifications(Notifications):
    """Keeps the promises of the ``Notifications`` port."""

    def __init__(self, rows: MemoryRows) -> None:
        self._rows = rows

    def waiting(self, queues: Sequence[str], *, limit: int) -> list[Notification]:
        found: list[Notification] = []
        for queue in queues:
            found += sorted(self._rows.under("queue", queue), key=lambda each: each.id)[:limit]
        return found

    def to_ingest(self, *, limit: int, after: str = "") -> tuple[Notification, ...]:
        every: list[Notification] = self._rows.under("queue")
        return tuple(nsmallest(limit, (each for each in every if each.is_for_portal and each.id > after), key=lambda each: each.id))

    def queue_of(self, notification_id: str) -> str | None:
        every: list[Notification] = self._rows.under("queue")
        return next((each.queue for each in every if each.id == notification_id), None)

    def about(self, case_id: str, *, limit: int) -> tuple[Notification, ...]:
        found = sorted((each for each in self._rows.under("queue") if each.case_id == case_id), key=lambda each: each.id)
        return tuple(found[:limit])

    def acknowledged(self, queue: str, *, since: datetime, limit: int) -> tuple[Notification, ...]:
        kept: list[LedgerRow] = self._rows.under("ledger", queue)
        dated = sorted((row.acknowledged_at, row.notification.id, row.notification) for row in kept if row.acknowledged_at is not None)
        return tuple(notification for at, _, notification in dated if at >= since)[:limit]
