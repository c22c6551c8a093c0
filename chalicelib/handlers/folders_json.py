"""Folders, cases, events and attachments on the wire."""

from typing import Annotated, Any

from pydantic import Field

from chalicelib.domain.attachments import Attachment
from chalicelib.domain.callers import Caller
from chalicelib.domain.case_events import CaseEvent, Dossier, EventDraft
from chalicelib.domain.cases import Applicant, Case
from chalicelib.domain.folders import AttachmentDraft, CaseDraft, Deposit, FolderDraft
from chalicelib.domain.partners import PartnerInfo
from chalicelib.handlers.wire import Email, FileName, Instant, OrganisationJson, Uuid, Wire, Word

Attributes = Annotated[str, Field(max_length=1024)]
Text1000 = Annotated[str, Field(max_length=1000)]
Size = Annotated[int, Field(ge=0)]


class ApplicantJson(Wire):
    """The person concerned."""

    first_name: Annotated[str, Field(max_length=255)]
    last_name: Annotated[str, Field(max_length=255)]
    email: Email | None = None


class ApplicantAnswer(Wire):
    """The person concerned, as answered."""

    first_name: str
    last_name: str
    email: str | None

    @classmethod
    def of(cls, applicant: Applicant) -> "ApplicantAnswer":
        """Write it."""
        return cls.model_construct(first_name=applicant.first_name, last_name=applicant.last_name, email=applicant.email)


class PartnerInfoJson(Wire):
    """What the sender's program said of itself."""

    editor_name: str | None
    application_name: str | None
    software_version: str | None

    @classmethod
    def of(cls, partner: PartnerInfo) -> "PartnerInfoJson":
        """Write it."""
        return cls.model_construct(
            editor_name=partner.editor_name, application_name=partner.application_name, software_version=partner.software_version
        )


class AttachmentBody(Wire):
    """A file as it is announced."""

    file_name: FileName
    type: Annotated[str, Field(min_length=1, max_length=100)]
    size: Size
    mime_type: Annotated[str, Field(min_length=1, max_length=255)]

    def to_draft(self) -> AttachmentDraft:
        """Read it."""
        return AttachmentDraft(file_name=self.file_name, type=self.type, size_bytes=self.size, mime_type=self.mime_type)


class FolderAttachmentBody(AttachmentBody):
    """A folder's file: it says whose it is, by case externalId."""

    recipients: list[str] = []

    def to_draft(self) -> AttachmentDraft:
        """Read it."""
        draft = AttachmentBody.to_draft(self)
        return AttachmentDraft(
            file_name=draft.file_name, type=draft.type, size_bytes=draft.size_bytes, mime_type=draft.mime_type, recipients=tuple(self.recipients)
        )


class CaseBody(Wire):
    """A case as it is asked for."""

    external_id: Annotated[str, Field(min_length=1, max_length=100)]
    recipient: OrganisationJson
    partner_attributes: Attributes | None = None


class FolderBody(Wire):
    """A deposit as it is asked for."""

    process_code: Annotated[str, Field(min_length=1, max_length=30)]
    external_id: Annotated[str, Field(min_length=1, max_length=30)]
    applicant: ApplicantJson
    cases: Annotated[list[CaseBody], Field(min_length=1)]
    attachments: list[FolderAttachmentBody]
    close_date_time: Instant | None = None

    def to_draft(self) -> FolderDraft:
        """Read it."""
        return FolderDraft(
            process_code=self.process_code,
            external_id=self.external_id,
            applicant=Applicant(first_name=self.applicant.first_name, last_name=self.applicant.last_name, email=self.applicant.email),
            cases=tuple(
                CaseDraft(recipient=each.recipient.to_domain(), external_id=each.external_id, partner_attributes=each.partner_attributes)
                for each in self.cases
            ),
            attachments=tuple(each.to_draft() for each in self.attachments),
        )


class FolderStatusBody(Wire):
    """A change of a folder."""

    global_status: Annotated[str, Field(max_length=50)]
    close_date_time: Instant | None = None


class AttachmentJson(Wire):
    """A file, without its bytes."""

    id: Uuid
    status: str
    file_name: str
    type: str
    size: int
    mime_type: str

    @classmethod
    def of(cls, attachment: Attachment) -> "AttachmentJson":
        """Write it."""
        return cls.model_construct(
            id=attachment.id,
            status=str(attachment.status),
            file_name=attachment.file_name,
            type=attachment.type,
            size=attachment.size_bytes,
            mime_type=attachment.mime_type,
        )


class FolderAttachmentJson(AttachmentJson):
    """A folder's file, with whose it is."""

    recipients: list[str]

    @classmethod
    def of(cls, attachment: Attachment) -> "FolderAttachmentJson":
        """Write it."""
        return cls.model_construct(**dict(AttachmentJson.of(attachment)), recipients=list(attachment.recipients))


class FolderCaseJson(Wire):
    """A case within its folder."""

    id: Uuid
    status: str
    recipient: OrganisationJson
    external_id: str
    update_date_time: Instant | None
    transmission_date_time: Instant | None
    partner_attributes: str | None

    @classmethod
    def of(cls, case: Case) -> "FolderCaseJson":
        """Write it."""
        return cls.model_construct(
            id=case.id,
            status=str(case.status),
            recipient=OrganisationJson.of(case.recipient),
            external_id=case.external_id,
            update_date_time=case.updated_at,
            transmission_date_time=case.notified_at,
            partner_attributes=case.partner_attributes,
        )


class FolderJson(Wire):
    """A folder with its cases and attachments."""

    id: Uuid
    global_status: str
    process_code: str
    create_date_time: Instant
    close_date_time: Instant | None
    applicant: ApplicantAnswer
    external_id: str
    update_date_time: Instant | None
    partner_info: PartnerInfoJson | None
    cases: list[FolderCaseJson]
    attachments: list[FolderAttachmentJson]

    @classmethod
    def of(cls, deposit: Deposit) -> "FolderJson":
        """Write it."""
        folder = deposit.folder
        return cls.model_construct(
            id=folder.id,
            global_status=str(folder.status),
            process_code=folder.process_code,
            create_date_time=folder.created_at,
            close_date_time=folder.closed_at,
            applicant=ApplicantAnswer.of(folder.applicant),
            external_id=folder.external_id,
            update_date_time=folder.updated_at,
            partner_info=PartnerInfoJson.of(folder.partner),
            cases=[FolderCaseJson.of(each) for each in deposit.cases],
            attachments=[FolderAttachmentJson.of(each) for each in deposit.attachments],
        )


class EventBody(Wire):
    """An event as it is asked for."""

    action_type: Annotated[str, Field(max_length=100)] | None = None
    message: Text1000 | None = None
    comment: Text1000 | None = None
    author: Annotated[str, Field(max_length=255)] | None = None
    notification: bool | None = None
    case_current_status: Annotated[str, Field(max_length=15)] | None = None
    case_new_status: Annotated[str, Field(max_length=15)] | None = None
    partner_attributes: Attributes | None = None
    attachments: list[AttachmentBody] | None = None

    def to_draft(self) -> EventDraft:
        """Read it."""
        return EventDraft(
            action_type=self.action_type or "null",
            message=self.message,
            comment=self.comment,
            author=self.author,
            asks_notification=bool(self.notification),
            current_status=self.case_current_status,
            new_status=self.case_new_status,
            partner_attributes=self.partner_attributes,
            attachments=tuple(each.to_draft() for each in self.attachments or ()),
        )


class EventStatusBody(Wire):
    """A change of an event."""

    status: Annotated[str, Field(max_length=12)] | None = None


class CaseStatusBody(Wire):
    """A change of a case."""

    status: Annotated[str, Field(max_length=50)] | None = None


class EventJson(Wire):
    """An event with its files; ``comment`` is null for whoever may not read it."""

    id: Uuid
    transmitter: OrganisationJson
    message: str | None
    comment: str | None
    action_type: str
    author: str | None
    notification: bool
    create_date_time: Instant
    update_date_time: Instant
    status: str
    case_current_status: str | None
    case_new_status: str | None
    partner_attributes: str | None
    attachments: list[AttachmentJson]
    partner_info: PartnerInfoJson | None

    @classmethod
    def of(cls, event: CaseEvent, files: tuple[Attachment, ...], caller: Caller) -> "EventJson":
        """Write it as the caller may read it."""
        return cls.model_construct(
            id=event.id,
            transmitter=OrganisationJson.of(event.transmitter),
            message=event.message,
            comment=event.comment_for(caller),
            action_type=str(event.action_type),
            author=event.author,
            notification=event.asks_notification,
            create_date_time=event.created_at,
            update_date_time=event.updated_at,
            status=str(event.status),
            case_current_status=event.current_status,
            case_new_status=event.new_status,
            partner_attributes=event.partner_attributes,
            attachments=[AttachmentJson.of(each) for each in files],
            partner_info=PartnerInfoJson.of(event.partner),
        )


class CaseJson(Wire):
    """A case with the folder's common data, its attachments and its events (both left out of a lite one)."""

    id: Uuid
    status: str
    recipient: OrganisationJson
    external_id: str
    update_date_time: Instant | None
    transmission_date_time: Instant | None
    process_code: Word
    create_date_time: Instant
    close_date_time: Instant | None
    partner_attributes: str | None
    applicant: ApplicantAnswer


class FullCaseJson(CaseJson):
    """A case, not lite."""

    attachments: list[AttachmentJson] = []
    events: list[EventJson] = []


def case_json(dossier: Dossier, caller: Caller, *, is_lite: bool) -> CaseJson:
    """Write a case as the caller may read it."""
    case = dossier.case
    common: dict[str, Any] = {
        "id": case.id,
        "status": str(case.status),
        "recipient": OrganisationJson.of(case.recipient),
        "external_id": case.external_id,
        "update_date_time": case.updated_at,
        "transmission_date_time": case.notified_at,
        "process_code": case.process_code,
        "create_date_time": case.created_at,
        "close_date_time": case.closed_at,
        "partner_attributes": case.partner_attributes,
        "applicant": ApplicantAnswer.of(case.applicant),
    }
    if is_lite:
        return CaseJson.model_construct(**common)
    return FullCaseJson.model_construct(
        **common,
        attachments=[AttachmentJson.of(each) for each in case.attachments],
        events=[EventJson.of(event, dossier.files.get(event.id, ()), caller) for event in dossier.events],
    )
