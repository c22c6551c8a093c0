"""A folder (télédossier): what an operator deposits, with one case per recipient.

**Source:** DEP-01, DEP-03, DEP-06, DEP-07, DEP-08.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from msgspec import Struct

from chalicelib.domain.attachments import Attachment, AttachmentStatus, format_refusals
from chalicelib.domain.callers import Caller, Side
from chalicelib.domain.case_status import ALIVE, CaseStatus
from chalicelib.domain.cases import Applicant, Case
from chalicelib.domain.errors import Invalid, NotFound, TransitionRefused
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.partners import PartnerInfo
from chalicelib.domain.processes import Process
from chalicelib.domain.values import replace


class Folder(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The common part of a deposit; its cases and attachments are rows of their own, named here in order."""

    id: str
    process_code: str
    osl: OrganisationId
    external_id: str
    applicant: Applicant
    status: CaseStatus = CaseStatus.HUBEE_RECEIVED
    partner: PartnerInfo = PartnerInfo()
    recipients: tuple[OrganisationId, ...]
    case_ids: tuple[str, ...]
    attachment_ids: tuple[str, ...]
    created_at: datetime
    updated_at: datetime | None = None
    closed_at: datetime | None = None
    version: int = 0

    @property
    def is_open(self) -> bool:
        """Whether its files may still change and it may still be deleted."""
        return self.status is CaseStatus.HUBEE_RECEIVED

    @property
    def is_notified(self) -> bool:
        """Whether every recipient has been told of it."""
        return self.status in ALIVE

    def must_be_seen_by(self, caller: Caller) -> None:
        """Raises: Forbidden."""
        caller.must_own_process(self.process_code)

    def must_be_deletable(self) -> None:
        """Raises: Invalid once the deposit was completed."""
        if not self.is_open:
            done = "completed" if self.status is CaseStatus.HUBEE_COMPLETED else "notified"
            raise Invalid(f"Folder is already {done}, it can not be deleted")

    def completed(self, *, at: datetime) -> "Folder":
        """The folder once its operator has said that all is there; the delivery is under way."""
        return replace(self, status=CaseStatus.HUBEE_COMPLETED, updated_at=at)

    def notified(self, *, at: datetime) -> "Folder":
        """The folder once every recipient has been notified."""
        return replace(self, status=CaseStatus.HUBEE_NOTIFIED, updated_at=at)

    def reported(self, wanted: str, *, at: datetime, closed_at: datetime | None) -> "Folder":
        """The folder after its operator said how far it is; it never moves a case.

        Raises: TransitionRefused for HUBEE_RECEIVED, ARCHIVED, an unknown word, or before the folder is notified.
        """
        if self.status not in ALIVE or wanted not in ALIVE:
            raise TransitionRefused(f"Folder status can not be changed from {self.status} to {wanted}")
        status = CaseStatus(wanted)
        closing = closed_at or self.closed_at or at
        return replace(self, status=status, updated_at=at, closed_at=closing if status is CaseStatus.CLOSED else None)


class CaseDraft(Struct, frozen=True, kw_only=True):
    """A case as an operator asks for it."""

    recipient: OrganisationId
    external_id: str
    partner_attributes: str | None = None


class AttachmentDraft(Struct, frozen=True, kw_only=True):
    """A file as it is announced; ``recipients`` are case external ids."""

    file_name: str
    type: str
    size_bytes: int
    mime_type: str
    recipients: tuple[str, ...] = ()


class FolderDraft(Struct, frozen=True, kw_only=True):
    """A deposit as an operator asks for it."""

    process_code: str
    external_id: str
    applicant: Applicant
    cases: tuple[CaseDraft, ...]
    attachments: tuple[AttachmentDraft, ...]


class Deposit(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A folder with its children, as it was created."""

    folder: Folder
    cases: tuple[Case, ...]
    attachments: tuple[Attachment, ...]


class DepositReceipt(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a deposit made under an Idempotency-Key answered; the same key answers it again (DEP-11)."""

    client_id: str
    key: str
    body_digest: str
    deposit: Deposit
    expires_at: datetime
    version: int = 0


def _repeated(values: list[str]) -> list[str]:
    return sorted({each for each in values if values.count(each) > 1})


def refusals_of(
    draft: FolderDraft, process: Process, *, subscribed: Mapping[OrganisationId, bool], known: frozenset[OrganisationId]
) -> Iterator[str]:
    """Say everything the process and its subscriptions have against a deposit, each with the contract's words.

    ``subscribed`` says of each recipient whether its subscription is active now; ``known`` are those that exist.
    """
    if not process.is_activated:
        yield f"Process {process.code} is not activated"
    if len(draft.cases) > LIMITS.cases_per_folder:
        yield f"A folder has at most {LIMITS.cases_per_folder} cases"
    if len(draft.attachments) > LIMITS.attachments_per_folder:
        yield f"A folder has at most {LIMITS.attachments_per_folder} attachments"
    for external_id in _repeated([case.external_id for case in draft.cases]):
        yield f"Case externalId {external_id} is used more than once"
    for repeated in _repeated([str(case.recipient) for case in draft.cases]):
        yield f"Case recipient {repeated} is used more than once"
    for recipient in dict.fromkeys(case.recipient for case in draft.cases):
        if recipient not in known:
            yield f"Case recipient {recipient} does not exist"
        elif not subscribed.get(recipient, False):
            yield f"Case recipient {recipient} does not suscribed to {process.code}"
    external_ids = {case.external_id for case in draft.cases}
    for attachment in draft.attachments:
        if not attachment.recipients:
            yield f"Attachment {attachment.file_name} names no case in recipients"
        for recipient_id in attachment.recipients:
            if recipient_id not in external_ids:
                yield f"Attachment {attachment.file_name} recipient {recipient_id} is not a case of the folder"
        yield from format_refusals(
            attachment.file_name,
            attachment.mime_type,
            attachment.size_bytes,
            allowed=process.formats_for(Side.OSL),
            max_bytes=process.max_attachment_bytes,
            process_code=process.code,
        )
        if attachment.type not in process.attachment_types:
            yield f"Attachment {attachment.file_name} type {attachment.type} is not allowed for {process.code}"


def open_folder(draft: FolderDraft, process: Process, *, partner: PartnerInfo, ids: Iterator[str], at: datetime) -> Deposit:
    """Make the folder, its cases and its attachments of an accepted draft."""
    folder_id = next(ids)
    cases = tuple(
        Case(
            id=next(ids),
            folder_id=folder_id,
            process_code=process.code,
            osl=process.osl,
            recipient=each.recipient,
            external_id=each.external_id,
            folder_external_id=draft.external_id,
            applicant=draft.applicant,
            partner_attributes=each.partner_attributes,
            created_at=at,
        )
        for each in draft.cases
    )
    attachments = announce(draft.attachments, container=f"folders/{folder_id}", ids=ids)
    folder = Folder(
        id=folder_id,
        process_code=process.code,
        osl=process.osl,
        external_id=draft.external_id,
        applicant=draft.applicant,
        partner=partner,
        recipients=tuple(case.recipient for case in cases),
        case_ids=tuple(case.id for case in cases),
        attachment_ids=tuple(each.id for each in attachments),
        created_at=at,
    )
    return Deposit(folder=folder, cases=cases, attachments=attachments)


def announce(drafts: tuple[AttachmentDraft, ...], *, container: str, ids: Iterator[str]) -> tuple[Attachment, ...]:
    """Make the attachments of announced files, all PENDING, in the order given."""
    return tuple(
        Attachment(
            id=next(ids),
            container=container,
            position=position,
            file_name=each.file_name,
            type=each.type,
            size_bytes=each.size_bytes,
            mime_type=each.mime_type,
            recipients=each.recipients,
        )
        for position, each in enumerate(drafts)
    )


def must_have_come(attachments: tuple[Attachment, ...]) -> None:
    """Raises: Invalid, naming each attachment whose bytes have not come. A REJECTED or CORRUPTED one has been decided."""
    missing = [each for each in attachments if each.status is AttachmentStatus.PENDING and not each.is_unchecked]
    if missing:
        raise Invalid(*(f"Attachment {each.id} {each.file_name} has not been received" for each in missing))


def must_exist(folder: Folder | None) -> Folder:
    """Raises: NotFound in the contract's words."""
    if folder is None:
        raise NotFound("Folder is not found")
    return folder
