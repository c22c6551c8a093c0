"""Subscription requests on the portal's wire."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.organisations import Organisation
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.request_forms import RequestForm
from chalicelib.domain.requests import RequestStatus, SubscriptionRequest
from chalicelib.domain.subscriptions import Person
from chalicelib.handlers.portal_persons_json import Line, LongName, Phone
from chalicelib.handlers.portal_wire import Email, Instant, Register, Wire
from chalicelib.use_cases.request_subscription import OpenProcess

_LABELS = {
    RequestStatus.TO_CONFIRM: "À confirmer",
    RequestStatus.WAITING: "En attente de validation",
    RequestStatus.ACCEPTED: "Acceptée",
    RequestStatus.REFUSED: "Refusée",
}
Codes = Annotated[list[Annotated[str, Field(min_length=1, max_length=30)]], Field(min_length=1, max_length=LIMITS.processes_per_request)]


class AdministratorBody(Wire):
    """The future local administrator."""

    email: Email
    first_name: LongName
    last_name: LongName
    function: Line | None = None
    phone_number: Phone | None = None

    def to_person(self) -> Person:
        """Read him."""
        return Person(
            email=self.email.strip(),
            first_name=self.first_name,
            last_name=self.last_name,
            function=self.function,
            phone_number=self.phone_number,
        )


class RequestBody(Wire):
    """The form. ``requesterEmail`` is mailed each step; without it, the local administrator is."""

    company_register: Register
    branch_code: Annotated[str, Field(pattern=r"^[0-9A-Za-z]{1,10}$")]
    organisation_name: LongName
    postal_code: Annotated[str, Field(min_length=1, max_length=10)]
    territory: Line = ""
    requester_email: Email | None = None
    local_administrator: AdministratorBody
    delegate_email: Email | None = None
    process_codes: Codes

    def to_form(self) -> RequestForm:
        """Read it."""
        administrator = self.local_administrator.to_person()
        return RequestForm(
            organisation=OrganisationId(type="SI", company_register=self.company_register, branch_code=self.branch_code),
            organisation_name=self.organisation_name,
            postal_code=self.postal_code,
            territory=self.territory,
            requester=(self.requester_email or administrator.email).strip(),
            local_administrator=administrator,
            delegate_email=self.delegate_email,
            process_codes=tuple(dict.fromkeys(self.process_codes)),
        )


class OwnRequestBody(Wire):
    """What the local administrator of an organisation asks for it."""

    delegate_email: Email | None = None
    process_codes: Codes

    def to_form(self, user: PortalUser, organisation: Organisation | None) -> RequestForm:
        """Read it; the rest is known of who asks."""
        account = user.account
        person = Person(
            email=account.email,
            first_name=account.first_name,
            last_name=account.last_name,
            function=account.function,
            phone_number=account.phone_number,
        )
        return RequestForm(
            organisation=user.acting_for,
            organisation_name=organisation.name if organisation else "",
            postal_code=organisation.postal_code if organisation else "",
            territory=organisation.territory if organisation else "",
            requester=account.email,
            local_administrator=person,
            delegate_email=self.delegate_email,
            process_codes=tuple(dict.fromkeys(self.process_codes)),
        )


class TokenBody(Wire):
    """A link's token."""

    token: Annotated[str, Field(min_length=1, max_length=500)]


class RefusalBody(Wire):
    """Why a request is refused."""

    reason: Annotated[str, Field(min_length=1, max_length=1000)]


class OpenProcessJson(Wire):
    """A process open to subscription. ``validation``: Auto or Manual."""

    code: str
    name: str
    description: str | None
    operator: str
    validation: str

    @classmethod
    def of(cls, each: OpenProcess) -> "OpenProcessJson":
        """Write it."""
        process = each.process
        operator = each.operator.name if each.operator else str(process.osl)
        return cls.model_construct(
            code=process.code, name=process.name, description=process.description, operator=operator, validation=process.validation
        )


class RequestOptionsJson(Wire):
    """What a form may ask for."""

    processes: list[OpenProcessJson]


class FollowedRequestJson(Wire):
    """How far one process of a form is."""

    process_code: str
    status: str
    label: str
    decided_at: Instant | None
    rejection_reason: str | None


class FollowedFormJson(Wire):
    """A form by its reference: nothing of who asked."""

    reference: str
    requests: list[FollowedRequestJson]

    @classmethod
    def of(cls, requests: Sequence[SubscriptionRequest]) -> "FollowedFormJson":
        """Write it."""
        followed = [
            FollowedRequestJson.model_construct(
                process_code=each.process_code,
                status=str(each.status),
                label=_LABELS[each.status],
                decided_at=each.decided_at,
                rejection_reason=each.rejection_reason,
            )
            for each in requests
        ]
        return cls.model_construct(reference=requests[0].reference, requests=followed)


class RequestJson(Wire):
    """A request, as who decides it sees it."""

    id: str
    process_code: str
    organisation: str
    organisation_name: str
    postal_code: str
    territory: str
    requester_email: str
    local_administrator: dict[str, str | None]
    delegate_email: str | None
    status: str
    label: str
    created_at: Instant
    confirmed_at: Instant | None
    decided_at: Instant | None
    rejection_reason: str | None
    subscription_id: str | None

    @classmethod
    def of(cls, request: SubscriptionRequest) -> "RequestJson":
        """Write it."""
        person = request.local_administrator
        return cls.model_construct(
            id=request.id,
            process_code=request.process_code,
            organisation=str(request.organisation),
            organisation_name=request.organisation_name,
            postal_code=request.postal_code,
            territory=request.territory,
            requester_email=request.requester,
            local_administrator={
                "email": person.email,
                "firstName": person.first_name,
                "lastName": person.last_name,
                "function": person.function,
                "phoneNumber": person.phone_number,
            },
            delegate_email=request.delegate_email,
            status=str(request.status),
            label=_LABELS[request.status],
            created_at=request.created_at,
            confirmed_at=request.confirmed_at,
            decided_at=request.decided_at,
            rejection_reason=request.rejection_reason,
            subscription_id=request.subscription_id,
        )


class AcceptedRequestJson(Wire):
    """The subscription that an acceptance made."""

    subscription_id: str
