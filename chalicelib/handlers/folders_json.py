"""Folders and attachments on the wire."""

from typing import Annotated

from msgspec import Meta
from msgspec.structs import asdict

from chalicelib.domain.attachments import Attachment
from chalicelib.domain.cases import Applicant, Case
from chalicelib.domain.folders import AttachmentDraft, CaseDraft, Deposit, FolderDraft
from chalicelib.domain.partners import PartnerInfo
from chalicelib.handlers.wire import (
    Email,
    FileName,
    Instant,
    OrganisationIdBody,
    OrganisationIdJson,
    Received,
    Uuid,
    Written,
    WrittenInstant,
    in_utc_or_none,
    iso,
    iso_or_none,
)

Attributes = Annotated[str, Meta(max_length=1024)]
Size = Annotated[int, Meta(ge=0)]


class ApplicantJson(Received, kw_only=True):
    """The person concerned."""

    first_name: Annotated[str, Meta(max_length=255)]
    last_name: Annotated[str, Meta(max_length=255)]
    email: Email | None = None


class ApplicantAnswer(Written, kw_only=True):
    """The person concerned, as answered."""

    first_name: str
    last_name: str
    email: str | None

    @classmethod
    def of(cls, applicant: Applicant) -> "ApplicantAnswer":
        """Write it."""
        return cls(first_name=applicant.first_name, last_name=applicant.last_name, email=applicant.email)


class PartnerInfoJson(Written, kw_only=True):
    """What the sender's program said of itself."""

    editor_name: str | None
    application_name: str | None
    software_version: str | None

    @classmethod
    def of(cls, partner: PartnerInfo) -> "PartnerInfoJson":
        """Write it."""
        return cls(editor_name=partner.editor_name, application_name=partner.application_name, software_version=partner.software_version)


class AttachmentBody(Received, kw_only=True):
    """A file as it is announced."""

    file_name: FileName
    type: Annotated[str, Meta(min_length=1, max_length=100)]
    size: Size
    mime_type: Annotated[str, Meta(min_length=1, max_length=255)]

    def to_draft(self) -> AttachmentDraft:
        """Read it."""
        return AttachmentDraft(file_name=self.file_name, type=self.type, size_bytes=self.size, mime_type=self.mime_type)


class FolderAttachmentBody(AttachmentBody, kw_only=True):
    """A folder's file: it says whose it is, by case externalId."""

    recipients: list[str] = []

    def to_draft(self) -> AttachmentDraft:
        """Read it."""
        draft = AttachmentBody.to_draft(self)
        return AttachmentDraft(
            file_name=draft.file_name,
            type=draft.type,
            size_bytes=draft.size_bytes,
            mime_type=draft.mime_type,
            recipients=tuple(dict.fromkeys(self.recipients)),
        )


class CaseBody(Received, kw_only=True):
    """A case as it is asked for."""

    external_id: Annotated[str, Meta(min_length=1, max_length=100)]
    recipient: OrganisationIdBody
    partner_attributes: Attributes | None = None


class FolderBody(Received, kw_only=True):
    """A deposit as it is asked for."""

    process_code: Annotated[str, Meta(min_length=1, max_length=30)]
    external_id: Annotated[str, Meta(min_length=1, max_length=30)]
    applicant: ApplicantJson
    cases: Annotated[list[CaseBody], Meta(min_length=1)]
    attachments: list[FolderAttachmentBody]
    close_date_time: Instant | None = None

    def __post_init__(self) -> None:
        self.close_date_time = in_utc_or_none(self.close_date_time)

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


class FolderStatusBody(Received, kw_only=True):
    """A change of a folder."""

    global_status: Annotated[str, Meta(max_length=50)]
    close_date_time: Instant | None = None

    def __post_init__(self) -> None:
        self.close_date_time = in_utc_or_none(self.close_date_time)


class AttachmentJson(Written, kw_only=True):
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
        return cls(
            id=attachment.id,
            status=str(attachment.status),
            file_name=attachment.file_name,
            type=attachment.type,
            size=attachment.size_bytes,
            mime_type=attachment.mime_type,
        )


class FolderAttachmentJson(AttachmentJson, kw_only=True):
    """A folder's file, with whose it is."""

    recipients: list[str]

    @classmethod
    def of(cls, attachment: Attachment) -> "FolderAttachmentJson":
        """Write it."""
        return cls(**asdict(AttachmentJson.of(attachment)), recipients=list(attachment.recipients))


class FolderCaseJson(Written, kw_only=True):
    """A case within its folder."""

    id: Uuid
    status: str
    recipient: OrganisationIdJson
    external_id: str
    update_date_time: WrittenInstant | None
    transmission_date_time: WrittenInstant | None
    partner_attributes: str | None

    @classmethod
    def of(cls, case: Case) -> "FolderCaseJson":
        """Write it."""
        return cls(
            id=case.id,
            status=str(case.status),
            recipient=OrganisationIdJson.of(case.recipient),
            external_id=case.external_id,
            update_date_time=iso_or_none(case.updated_at),
            transmission_date_time=iso_or_none(case.notified_at),
            partner_attributes=case.partner_attributes,
        )


class FolderJson(Written, kw_only=True):
    """A folder with its cases and attachments."""

    id: Uuid
    global_status: str
    process_code: str
    create_date_time: WrittenInstant
    close_date_time: WrittenInstant | None
    applicant: ApplicantAnswer
    external_id: str
    update_date_time: WrittenInstant | None
    partner_info: PartnerInfoJson | None
    cases: list[FolderCaseJson]
    attachments: list[FolderAttachmentJson]

    @classmethod
    def of(cls, deposit: Deposit) -> "FolderJson":
        """Write it."""
        folder = deposit.folder
        return cls(
            id=folder.id,
            global_status=str(folder.status),
            process_code=folder.process_code,
            create_date_time=iso(folder.created_at),
            close_date_time=iso_or_none(folder.closed_at),
            applicant=ApplicantAnswer.of(folder.applicant),
            external_id=folder.external_id,
            update_date_time=iso_or_none(folder.updated_at),
            partner_info=PartnerInfoJson.of(folder.partner),
            cases=[FolderCaseJson.of(each) for each in deposit.cases],
            attachments=[FolderAttachmentJson.of(each) for each in deposit.attachments],
        )
