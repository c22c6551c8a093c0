"""A télédossier on the portal's wire: its detail, its files, its history, what is offered."""

from chalicelib.domain.attachments import Attachment
from chalicelib.domain.file_states import file_refusal, state_label
from chalicelib.handlers.portal_accounts_json import OrganisationNameJson
from chalicelib.handlers.portal_inbox_json import CaseActionJson
from chalicelib.handlers.portal_wire import Instant, Wire


class FileJson(Wire):
    """A file; ``reason`` says why it cannot be downloaded."""

    id: str
    event_id: str | None
    file_name: str
    type: str
    size: int
    mime_type: str
    status: str
    state: str
    is_downloadable: bool
    reason: str | None
    is_removable: bool

    @classmethod
    def of(cls, attachment: Attachment, *, refusal: str | None, event_id: str | None = None, is_removable: bool = False) -> "FileJson":
        """Write it; ``refusal`` is what keeps its reader from downloading any file of the case."""
        reason = file_refusal(attachment) or refusal
        return cls.model_construct(
            id=attachment.id,
            event_id=event_id,
            file_name=attachment.file_name,
            type=attachment.type,
            size=attachment.size_bytes,
            mime_type=attachment.mime_type,
            status=str(attachment.status),
            state=state_label(attachment),
            is_downloadable=reason is None,
            reason=reason,
            is_removable=is_removable,
        )


class FilesJson(Wire):
    """Files being prepared."""

    attachments: list[FileJson]


class LineJson(Wire):
    """A line of the history."""

    id: str
    kind: str
    label: str
    at: Instant
    author: str | None
    organisation: OrganisationNameJson
    by_operator: bool
    status_before: str | None
    status_after: str | None
    changes: str | None
    message: str | None
    message_label: str
    comment: str | None
    detail: str | None
    is_editable: bool
    attachments: list[FileJson]


class TargetJson(Wire):
    """A status that may be chosen; ``needs``: reason, message, or null."""

    status: str
    label: str
    meaning: str
    needs: str | None
    can_be_undone: bool


class StatusActionJson(CaseActionJson):
    """The change of status."""

    targets: list[TargetJson]


class AttachActionJson(CaseActionJson):
    """Files for the person concerned: which, how large, how many at once."""

    formats: list[str]
    format_labels: list[str]
    max_bytes: int
    max_files: int


class ActionsJson(Wire):
    """What is offered; ``forced`` to the support alone: the statuses that it may set, with a reason."""

    status: StatusActionJson
    message: CaseActionJson
    comment: CaseActionJson
    attach: AttachActionJson
    download: CaseActionJson
    forced: list[TargetJson] | None


class CaseProcessJson(Wire):
    """A process, by its code and name."""

    code: str
    name: str


class PersonConcernedJson(Wire):
    """The person concerned, under the process's word for him."""

    label: str
    first_name: str
    last_name: str
    email: str | None


class CaseDetailJson(Wire):
    """A télédossier with its files both ways, its history, and what may be done on it."""

    id: str
    version: str
    number: str
    folder_number: str | None
    process: CaseProcessJson
    operator: OrganisationNameJson
    organisation: OrganisationNameJson
    person: PersonConcernedJson
    status: str
    label: str
    is_new: bool
    is_read_only: bool
    received_at: Instant
    updated_at: Instant | None
    closed_at: Instant | None
    attachments: list[FileJson]
    pending_attachments: list[FileJson]
    history: list[LineJson]
    actions: ActionsJson
