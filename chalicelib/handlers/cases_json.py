"""Cases and events on the wire."""

from typing import Annotated, Any

from msgspec import Meta

from chalicelib.domain.attachments import Attachment
from chalicelib.domain.callers import Caller
from chalicelib.domain.case_events import CaseEvent, Dossier, EventDraft
from chalicelib.handlers.folders_json import ApplicantAnswer, AttachmentBody, AttachmentJson, Attributes, PartnerInfoJson
from chalicelib.handlers.wire import (
    OrganisationIdJson,
    Received,
    Uuid,
    Word,
    Written,
    WrittenInstant,
    iso,
    iso_or_none,
)

Text1000 = Annotated[str, Meta(max_length=1000)]


class EventBody(Received, kw_only=True):
    """An event as it is asked for."""

    action_type: Annotated[str, Meta(max_length=100)] | None = None
    message: Text1000 | None = None
    comment: Text1000 | None = None
    author: Annotated[str, Meta(max_length=255)] | None = None
    notification: bool | None = None
    case_current_status: Annotated[str, Meta(max_length=15)] | None = None
    case_new_status: Annotated[str, Meta(max_length=15)] | None = None
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


class EventStatusBody(Received, kw_only=True):
    """A change of an event."""

    status: Annotated[str, Meta(max_length=12)] | None = None


class CaseStatusBody(Received, kw_only=True):
    """A change of a case."""

    status: Annotated[str, Meta(max_length=50)] | None = None


class EventJson(Written, kw_only=True):
    """An event with its files; ``comment`` is null for whoever may not read it."""

    id: Uuid
    transmitter: OrganisationIdJson
    message: str | None
    comment: str | None
    action_type: str
    author: str | None
    notification: bool
    create_date_time: WrittenInstant
    update_date_time: WrittenInstant
    status: str
    case_current_status: str | None
    case_new_status: str | None
    partner_attributes: str | None
    attachments: list[AttachmentJson]
    partner_info: PartnerInfoJson | None

    @classmethod
    def of(cls, event: CaseEvent, files: tuple[Attachment, ...], caller: Caller) -> "EventJson":
        """Write it as the caller may read it."""
        return cls(
            id=event.id,
            transmitter=OrganisationIdJson.of(event.transmitter),
            message=event.message,
            comment=event.comment_for(caller),
            action_type=str(event.action_type),
            author=event.author,
            notification=event.asks_notification,
            create_date_time=iso(event.created_at),
            update_date_time=iso(event.updated_at),
            status=str(event.status_for(caller.side)),
            case_current_status=event.current_status,
            case_new_status=event.new_status,
            partner_attributes=event.partner_attributes,
            attachments=[AttachmentJson.of(each) for each in files],
            partner_info=PartnerInfoJson.of(event.partner),
        )


class CaseJson(Written, kw_only=True):
    """A case with the folder's common data, its attachments and its events (both left out of a lite one)."""

    id: Uuid
    status: str
    recipient: OrganisationIdJson
    external_id: str
    update_date_time: WrittenInstant | None
    transmission_date_time: WrittenInstant | None
    process_code: Word
    create_date_time: WrittenInstant
    close_date_time: WrittenInstant | None
    partner_attributes: str | None
    applicant: ApplicantAnswer


class FullCaseJson(CaseJson, kw_only=True):
    """A case, not lite."""

    attachments: list[AttachmentJson] = []
    events: list[EventJson] = []


def case_json(dossier: Dossier, caller: Caller, *, is_lite: bool) -> CaseJson:
    """Write a case as the caller may read it."""
    case = dossier.case
    common: dict[str, Any] = {
        "id": case.id,
        "status": str(case.status),
        "recipient": OrganisationIdJson.of(case.recipient),
        "external_id": case.external_id,
        "update_date_time": iso_or_none(case.updated_at),
        "transmission_date_time": iso_or_none(case.notified_at),
        "process_code": case.process_code,
        "create_date_time": iso(case.created_at),
        "close_date_time": iso_or_none(case.closed_at),
        "partner_attributes": case.partner_attributes,
        "applicant": ApplicantAnswer.of(case.applicant),
    }
    if is_lite:
        return CaseJson(**common)
    return FullCaseJson(
        **common,
        attachments=[AttachmentJson.of(each) for each in case.attachments],
        events=[EventJson.of(event, dossier.files.get(event.id, ()), caller) for event in dossier.events],
    )
