"""Organisations and processes on the wire."""

from datetime import datetime
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.errors import Invalid
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.organisations import ORGANISATION_TYPES, Organisation
from chalicelib.domain.processes import PERSON_CONCERNED, VALIDATIONS, Process
from chalicelib.domain.values import replace
from chalicelib.handlers.wire import Email, OrganisationIdBody, OrganisationIdJson, Received, Register, Written, WrittenInstant, iso, iso_or_none

Days = Annotated[int, Meta(ge=0)]
Short = Annotated[str, Meta(max_length=100)]


class OrganisationBody(Received, kw_only=True):
    """An organisation as it is asked for."""

    type: Annotated[str, Meta(min_length=1, max_length=20)]
    company_register: Register
    branch_code: Annotated[str, Meta(min_length=1, max_length=10)]
    name: Short
    code: Annotated[str, Meta(max_length=10)] | None = None
    country: Short | None = None
    postal_code: Short
    territory: Annotated[str, Meta(max_length=255)]
    email: Email | None = None
    phone_number: Annotated[str, Meta(max_length=30)] | None = None
    status: Annotated[str, Meta(max_length=20)] | None = None

    def to_domain(self, *, at: datetime) -> Organisation:
        """Read it. Raises: Invalid for a type that is none, or an id that could not be read back."""
        kind = next((each for each in ORGANISATION_TYPES if each.casefold() == self.type.casefold()), None)
        if kind is None:
            raise Invalid(f"Organization type {self.type} is not one of {', '.join(ORGANISATION_TYPES)}")
        organisation = OrganisationId.parse(f"{kind}-{self.company_register}-{self.branch_code}")
        return Organisation(
            id=organisation,
            name=self.name,
            postal_code=self.postal_code,
            territory=self.territory,
            code=self.code,
            country=self.country,
            email=self.email,
            phone_number=self.phone_number,
            status=self.status or "Actif",
            created_at=at,
        )


class OrganisationAnswer(Written, kw_only=True):
    """An organisation, as answered."""

    type: str
    company_register: str
    branch_code: str
    name: str
    code: str | None
    country: str | None
    postal_code: str
    territory: str
    email: str | None
    phone_number: str | None
    status: str
    create_date_time: WrittenInstant
    update_date_time: WrittenInstant | None

    @classmethod
    def of(cls, organisation: Organisation) -> "OrganisationAnswer":
        """Write it."""
        return cls(
            type=organisation.id.type,
            company_register=organisation.id.company_register,
            branch_code=organisation.id.branch_code,
            name=organisation.name,
            code=organisation.code,
            country=organisation.country,
            postal_code=organisation.postal_code,
            territory=organisation.territory,
            email=organisation.email,
            phone_number=organisation.phone_number,
            status=organisation.status,
            create_date_time=iso(organisation.created_at),
            update_date_time=iso_or_none(organisation.updated_at),
        )


class ProcessBody(Received, kw_only=True):
    """A process as it is asked for; authorizedAwaiting, messageWithStatus and personLabel are beyond the published interface."""

    code: Annotated[str, Meta(min_length=1, max_length=30)]
    name: Short
    description: Annotated[str, Meta(max_length=1000)] | None = None
    is_activated: bool
    osl: OrganisationIdBody
    attachment_formats_enabled: list[Annotated[str, Meta(max_length=255)]]
    si_attachment_formats_enabled: list[Annotated[str, Meta(max_length=255)]] = []
    attachment_types_enabled: list[Short]
    attachment_max_size_enabled: Annotated[int, Meta(ge=0, le=2**63 - 1)]
    status_before_file_deletion: Annotated[str, Meta(max_length=15)]
    time_before_file_deletion: Days
    time_before_archiving: Days
    time_before_folder_deletion: Days
    message_to_transmitter: bool
    subscription_validation: Annotated[str, Meta(max_length=6)]
    legal_justification: Annotated[str, Meta(max_length=1000)] | None = None
    authorized_awaiting: bool | UnsetType | None = UNSET
    message_with_status: bool | UnsetType | None = UNSET
    person_label: Annotated[str, Meta(min_length=1, max_length=50)] | UnsetType | None = UNSET

    def to_domain(self, *, at: datetime) -> Process:
        """Read it. Raises: Invalid, one message per field that says nothing the hub knows."""
        refusals = []
        if self.status_before_file_deletion not in CaseStatus.__members__:
            refusals.append(f"Process statusBeforeFileDeletion {self.status_before_file_deletion} is not a case status")
        if self.subscription_validation not in VALIDATIONS:
            refusals.append(f"Process subscriptionValidation {self.subscription_validation} is not one of {', '.join(VALIDATIONS)}")
        if any(each in self.code for each in "|,/"):
            refusals.append(f"Process code {self.code} must not hold |, / or a comma")
        delays = {
            "timeBeforeFileDeletion": self.time_before_file_deletion,
            "timeBeforeArchiving": self.time_before_archiving,
            "timeBeforeFolderDeletion": self.time_before_folder_deletion,
        }
        refusals += [f"Process {name} exceeds {LIMITS.retention_days} days" for name, days in delays.items() if days > LIMITS.retention_days]
        if refusals:
            raise Invalid(*refusals)
        return Process(
            code=self.code,
            name=self.name,
            description=self.description,
            is_activated=self.is_activated,
            osl=self.osl.to_domain(),
            osl_formats=tuple(self.attachment_formats_enabled),
            si_formats=tuple(self.si_attachment_formats_enabled),
            attachment_types=tuple(self.attachment_types_enabled),
            max_attachment_bytes=self.attachment_max_size_enabled,
            purge_status=CaseStatus(self.status_before_file_deletion),
            purge_days=self.time_before_file_deletion,
            archive_days=self.time_before_archiving,
            deletion_days=self.time_before_folder_deletion,
            allows_messages=self.message_to_transmitter,
            validation=self.subscription_validation,
            legal_justification=self.legal_justification,
            allows_awaiting=self.authorized_awaiting is not False,
            message_with_status=self.message_with_status is True,
            person_label=self.person_label or PERSON_CONCERNED,
            created_at=at,
        )

    def over(self, known: Process | None, *, at: datetime) -> Process:
        """Read it in the place of a process: what the published interface has no field for stays as it is unless it is named."""
        process = self.to_domain(at=at)
        if known is None:
            return process
        return replace(
            process,
            allows_awaiting=known.allows_awaiting if self.authorized_awaiting is UNSET else process.allows_awaiting,
            message_with_status=known.message_with_status if self.message_with_status is UNSET else process.message_with_status,
            person_label=known.person_label if self.person_label is UNSET else process.person_label,
        )


class ProcessAnswer(Written, kw_only=True):
    """A process, as answered."""

    code: str
    name: str
    description: str | None
    is_activated: bool
    osl: OrganisationIdJson
    attachment_formats_enabled: list[str]
    si_attachment_formats_enabled: list[str]
    attachment_types_enabled: list[str]
    attachment_max_size_enabled: int
    status_before_file_deletion: str
    time_before_file_deletion: int
    time_before_archiving: int
    time_before_folder_deletion: int
    message_to_transmitter: bool
    subscription_validation: str
    creation_date_time: WrittenInstant
    update_date_time: WrittenInstant | None
    legal_justification: str | None
    authorized_awaiting: bool
    message_with_status: bool
    person_label: str

    @classmethod
    def of(cls, process: Process) -> "ProcessAnswer":
        """Write it."""
        return cls(
            code=process.code,
            name=process.name,
            description=process.description,
            is_activated=process.is_activated,
            osl=OrganisationIdJson.of(process.osl),
            attachment_formats_enabled=list(process.osl_formats),
            si_attachment_formats_enabled=list(process.si_formats),
            attachment_types_enabled=list(process.attachment_types),
            attachment_max_size_enabled=process.max_attachment_bytes,
            status_before_file_deletion=str(process.purge_status),
            time_before_file_deletion=process.purge_days,
            time_before_archiving=process.archive_days,
            time_before_folder_deletion=process.deletion_days,
            message_to_transmitter=process.allows_messages,
            subscription_validation=process.validation,
            creation_date_time=iso(process.created_at),
            update_date_time=iso_or_none(process.updated_at),
            legal_justification=process.legal_justification,
            authorized_awaiting=process.allows_awaiting,
            message_with_status=process.message_with_status,
            person_label=process.person_label,
        )
