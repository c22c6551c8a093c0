"""The paths of the published interface that the client uses. An id that came from a person is checked before it is put into one."""

from uuid import UUID

from hubee_client.faults import Misused

NOTIFICATIONS = "/teledossiers/v1/notifications"
FOLDERS = "/teledossiers/v1/folders"
CASES = "/teledossiers/v1/cases"


def checked_id(given: str, what: str) -> str:
    """An id as the hub writes it. Raises: Misused."""
    try:
        return str(UUID(given))
    except ValueError as error:
        raise Misused(f"« {given} » n'est pas un identifiant de {what} (UUID).") from error


def folder(folder_id: str) -> str:
    """A folder."""
    return f"{FOLDERS}/{folder_id}"


def case(case_id: str) -> str:
    """A case."""
    return f"{CASES}/{case_id}"


def events(case_id: str) -> str:
    """Where a case's events are made."""
    return f"{CASES}/{case_id}/events"


def event(case_id: str, event_id: str) -> str:
    """An event of a case."""
    return f"{events(case_id)}/{event_id}"


def attachment(owner: str, attachment_id: str) -> str:
    """A file of a folder, of a case or of an event, whose own path is ``owner``."""
    return f"{owner}/attachments/{attachment_id}"


def notification(notification_id: str) -> str:
    """One notification."""
    return f"{NOTIFICATIONS}/{notification_id}"
