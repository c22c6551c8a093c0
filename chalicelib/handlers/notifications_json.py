"""Notifications, migrations and purge lists on the wire."""

from typing import Any

from pydantic import ConfigDict

from chalicelib.domain.case_events import CaseEvent
from chalicelib.domain.notifications import Notification
from chalicelib.handlers.wire import Instant, OrganisationJson, ReadUuid, Uuid, Wire


class NotificationJson(Wire):
    """A waiting notification."""

    id: Uuid
    recipient: OrganisationJson
    transmitter: OrganisationJson
    process_code: str
    case_id: Uuid | None
    event_id: Uuid | None
    date_time: Instant


class DetailedNotificationJson(NotificationJson):
    """The same, with its event as it is now."""

    event_action_type: str | None = None
    event_status: str | None = None


def notification_json(notification: Notification, event: CaseEvent | None, *, with_event: bool) -> NotificationJson:
    """Write a notification."""
    common: dict[str, Any] = {
        "id": notification.id,
        "recipient": OrganisationJson.of(notification.recipient),
        "transmitter": OrganisationJson.of(notification.transmitter),
        "process_code": notification.process_code,
        "case_id": notification.case_id,
        "event_id": notification.event_id,
        "date_time": notification.at,
    }
    if not with_event:
        return NotificationJson.model_construct(**common)
    return DetailedNotificationJson.model_construct(
        **common,
        event_action_type=str(event.action_type) if event else None,
        event_status=str(event.status) if event else None,
    )


class ReplayBody(Wire):
    """From when on acknowledged notifications are put back."""

    since: Instant


class ReplayJson(Wire):
    """How many were."""

    notification_replayed: int


class MigrationBody(Wire):
    """From whom to whom."""

    organization_source: OrganisationJson | None = None
    organization_target: OrganisationJson | None = None


class MigrationJson(Wire):
    """How many cases were moved."""

    case_updated: int


class FileToPurge(Wire):
    """A file of a case; the names are snake_case on the wire, as published."""

    model_config = ConfigDict(alias_generator=None)

    folder_attachment_id: ReadUuid | None = None
    case_id: ReadUuid | None = None


class FileToPurgeJson(Wire):
    """The same, as answered."""

    model_config = ConfigDict(alias_generator=None)

    folder_attachment_id: Uuid
    case_id: Uuid
