"""The notification queues in DynamoDB."""

from collections.abc import Sequence
from datetime import datetime
from itertools import chain

from chalicelib.adapters.dynamo_codec import decode, instant_key
from chalicelib.adapters.dynamo_reads import document_of, raw_rows, rows, side_by_side
from chalicelib.adapters.dynamo_rows import FOR_PORTAL
from chalicelib.adapters.dynamo_tables import NotificationRow
from chalicelib.domain.notifications import Notification


class DynamoNotifications:
    """Keeps the promises of the use cases' ``Notifications`` port."""

    def waiting(self, queues: Sequence[str], *, limit: int) -> list[Notification]:
        """At most ``limit`` of each queue, oldest first in each; one read a queue, side by side."""

        def read(queue: str) -> list[Notification]:
            return [decode(Notification, document_of(item)) for item in raw_rows(NotificationRow, queue, limit=limit)]

        return list(chain.from_iterable(side_by_side(read, queues)))

    def to_ingest(self, *, limit: int, after: str = "") -> tuple[Notification, ...]:
        """What waits for the portal, the oldest first, from after an id on, as an index has it (it may lag behind)."""
        later = NotificationRow.id > after if after else None
        return tuple(decode(Notification, row.document) for row in rows(NotificationRow.by_ingestion.query(FOR_PORTAL, later, limit=limit)))

    def queue_of(self, notification_id: str) -> str | None:
        """The queue it waits in, as an index has it (it may lag behind)."""
        return next((row.queue for row in rows(NotificationRow.by_id.query(notification_id, limit=1))), None)

    def about(self, case_id: str, *, limit: int) -> tuple[Notification, ...]:
        """Those that wait and name a case, as an index has them (it may lag behind)."""
        return tuple(decode(Notification, row.document) for row in rows(NotificationRow.by_case.query(case_id, limit=limit)))

    def acknowledged(self, queue: str, *, since: datetime, limit: int) -> tuple[Notification, ...]:
        """What was acknowledged in a queue since an instant, as an index has it (it may lag behind)."""
        from_then = NotificationRow.acknowledged_at >= instant_key(since)
        found = rows(NotificationRow.acknowledged.query(queue, from_then, limit=limit))
        return tuple(decode(Notification, row.document) for row in found)
