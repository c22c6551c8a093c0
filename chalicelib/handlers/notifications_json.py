"""Notifications, migrations and purge lists on the wire."""

from msgspec import Struct
from msgspec.structs import asdict

from chalicelib.domain.callers import Caller
from chalicelib.domain.case_events import CaseEvent
from chalicelib.domain.notifications import Notification
from chalicelib.handlers.wire import (
    Instant,
    OrganisationIdBody,
    OrganisationIdJson,
    Received,
    ReceivedUuid,
    Uuid,
    Written,
    WrittenInstant,
    in_utc,
    iso,
    lower_or_none,
)


class NotificationJson(Written, kw_only=True):
    """A waiting notification."""

    id: Uuid
    recipient: OrganisationIdJson
    transmitter: OrganisationIdJson
    process_code: str
    case_id: Uuid | None
    event_id: Uuid | None
    date_time: WrittenInstant


class DetailedNotificationJson(NotificationJson, kw_only=True):
    """The same, with its event as it is now."""

    event_action_type: str | None = None
    event_status: str | None = None


def notification_json(notification: Notification) -> NotificationJson:
    """Write a notification."""
    return NotificationJson(
        id=notification.id,
        recipient=OrganisationIdJson.of(notification.recipient),
        transmitter=OrganisationIdJson.of(notification.transmitter),
        process_code=notification.process_code,
        case_id=notification.case_id,
        event_id=notification.event_id,
        date_time=iso(notification.at),
    )


def detailed_json(notification: Notification, event: CaseEvent | None, caller: Caller) -> DetailedNotificationJson:
    """Write a notification and its event, as it is for the caller."""
    return DetailedNotificationJson(
        **asdict(notification_json(notification)),
        event_action_type=str(event.action_type) if event else None,
        event_status=str(event.status_for(caller.side)) if event else None,
    )


class ReplayBody(Received, kw_only=True):
    """From when on acknowledged notifications are put back."""

    since: Instant

    def __post_init__(self) -> None:
        self.since = in_utc(self.since)


class ReplayJson(Written, kw_only=True):
    """How many were."""

    notification_replayed: int


class MigrationBody(Received, kw_only=True):
    """From whom to whom."""

    organization_source: OrganisationIdBody | None = None
    organization_target: OrganisationIdBody | None = None


class MigrationJson(Written, kw_only=True):
    """How many cases were moved."""

    case_updated: int


class FileToPurge(Struct, kw_only=True):
    """A file of a case; the names are snake_case on the wire, as published."""

    folder_attachment_id: ReceivedUuid | None = None
    case_id: ReceivedUuid | None = None

    def __post_init__(self) -> None:
        self.folder_attachment_id, self.case_id = lower_or_none(self.folder_attachment_id), lower_or_none(self.case_id)


class FileToPurgeJson(Struct, kw_only=True):
    """The same, as answered."""

    folder_attachment_id: Uuid
    case_id: Uuid
