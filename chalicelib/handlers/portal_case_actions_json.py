"""What is asked and answered when a télédossier is treated through the portal."""

from typing import Annotated

from pydantic import Field

from chalicelib.domain.folders import AttachmentDraft
from chalicelib.domain.limits import LIMITS
from chalicelib.handlers.portal_wire import FileName, ReadUuid, Wire
from chalicelib.use_cases.treat_case import Treated
from chalicelib.use_cases.treat_cases import Outcome

Said = Annotated[str, Field(min_length=1, max_length=1000)]
Text = Annotated[str, Field(max_length=1000)]
StatusWord = Annotated[str, Field(min_length=1, max_length=50)]
Version = Annotated[str, Field(max_length=40)]
_NEW_TYPE = "PJ"


class StatusBody(Wire):
    """A status chosen; ``version`` is that of the detail it was chosen on.

    With an ``id`` of the page's own making it is set once, however often it is posted.
    """

    status: StatusWord
    reason: Text | None = None
    message: Text | None = None
    version: Version | None = None
    id: ReadUuid | None = None
    confirm: bool = False


class ForcedStatusBody(Wire):
    """A status that the support sets; the same of its ``id``."""

    status: StatusWord
    reason: Said
    version: Version | None = None
    id: ReadUuid | None = None
    confirm: bool = False


class StatusesBody(Wire):
    """A status chosen for several télédossiers."""

    ids: Annotated[list[ReadUuid], Field(min_length=1, max_length=LIMITS.bulk_cases)]
    status: StatusWord
    reason: Text | None = None
    message: Text | None = None
    confirm: bool = False


class MessageBody(Wire):
    """A message; with an ``id`` of the page's own making it is sent once, however often it is posted."""

    message: Said
    id: ReadUuid | None = None


class CommentBody(Wire):
    """A comment; the same of its ``id``."""

    comment: Said
    id: ReadUuid | None = None


class CommentChangeBody(Wire):
    """A comment, changed; ``before`` is its text as it was read, which must still be the one."""

    comment: Said
    before: Text | None = None


class NewFile(Wire):
    """A file for the person concerned, before its bytes come."""

    file_name: FileName
    size: Annotated[int, Field(ge=0)]
    mime_type: Annotated[str, Field(min_length=1, max_length=255)]
    type: Annotated[str, Field(min_length=1, max_length=100)] = _NEW_TYPE

    def to_draft(self) -> AttachmentDraft:
        """Read it."""
        return AttachmentDraft(file_name=self.file_name, type=self.type, size_bytes=self.size, mime_type=self.mime_type)


class NewFilesBody(Wire):
    """Some of them."""

    attachments: Annotated[list[NewFile], Field(min_length=1, max_length=LIMITS.attachments_per_event)]


class ConfirmFilesBody(Wire):
    """The prepared files a person saw, and sends."""

    attachment_ids: Annotated[list[ReadUuid], Field(min_length=1, max_length=LIMITS.attachments_per_event)]


class CaseStateJson(Wire):
    """A télédossier after an action; ``eventId`` names what was done."""

    id: str
    version: str
    status: str
    label: str
    event_id: str

    @classmethod
    def of(cls, treated: Treated) -> "CaseStateJson":
        """Write it."""
        case = treated.case
        return cls.model_construct(id=case.id, version=treated.version, status=str(case.status), label=case.label, event_id=treated.event_id)


class OutcomeJson(Wire):
    """What became of one of several télédossiers; number and status are null for one that its reader may not see.

    ``wasAlready``: it is done, and was before.
    """

    id: str
    number: str | None
    is_done: bool
    was_already: bool
    status: str | None
    label: str | None
    messages: list[str]

    @classmethod
    def of(cls, outcome: Outcome) -> "OutcomeJson":
        """Write it."""
        case = outcome.case
        return cls.model_construct(
            id=outcome.case_id,
            number=case.external_id if case else None,
            is_done=not outcome.refusals,
            was_already=outcome.was_already,
            status=str(case.status) if case else None,
            label=case.label if case else None,
            messages=list(outcome.refusals),
        )


class OutcomesJson(Wire):
    """What became of each."""

    results: list[OutcomeJson]
    done: int
    refused: int
