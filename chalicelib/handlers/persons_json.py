"""The persons a subscription names, on the wire."""

from typing import Annotated, Any

from msgspec import UNSET, Meta, UnsetType

from chalicelib.domain.errors import Invalid
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.subscriptions import DelegationActor, Person
from chalicelib.handlers.wire import Email, Received, Register, Written

Name = Annotated[str, Meta(max_length=255)]
Phone = Annotated[str, Meta(max_length=30)]


class PersonBody(Received, kw_only=True):
    """Someone named by a subscription."""

    email: Email | None = None
    first_name: Name | None = None
    last_name: Name | None = None
    function: Name | None = None
    phone_number: Phone | None = None
    mobile_number: Phone | None = None

    def to_person(self) -> Person | None:
        """Read him; without an address he is nobody."""
        if self.email is None:
            return None
        return Person(
            email=self.email,
            first_name=self.first_name,
            last_name=self.last_name,
            function=self.function,
            phone_number=self.phone_number,
            mobile_number=self.mobile_number,
        )

    def to_administrator(self) -> Person:
        """Read the local administrator. Raises: Invalid without an address."""
        person = self.to_person()
        if person is None:
            raise Invalid("Subscription localAdministrator needs an email")
        return person


class DelegateBody(PersonBody, kw_only=True):
    """The technical delegate: by address, or as a software editor's organisation."""

    type: Annotated[str, Meta(max_length=20)] | None = None
    company_register: Register | None = None
    branch_code: Annotated[str, Meta(max_length=10)] | None = None

    def to_delegate(self) -> DelegationActor | None:
        """Read him; none of both is no delegate."""
        person, organisation = self.to_person(), None
        if self.type and self.company_register and self.branch_code:
            organisation = OrganisationId(type=self.type, company_register=self.company_register, branch_code=self.branch_code)
        return DelegationActor(person=person, organisation=organisation) if person or organisation else None


class _PersonFields(Written, kw_only=True):
    """What every answer tells of a person, beside his address."""

    first_name: str | None
    last_name: str | None
    function: str | None
    phone_number: str | None
    mobile_number: str | None


class PersonJson(_PersonFields, kw_only=True):
    """Someone named by a subscription."""

    email: str


class DelegateJson(_PersonFields, kw_only=True):
    """The technical delegate, as he was given: by address, or as an organisation."""

    email: str | None
    type: str | None
    company_register: str | None
    branch_code: str | None


class NamedPersonJson(Written, kw_only=True):
    """Someone as the request just answered named him: what was not said is left out."""

    email: str | UnsetType = UNSET
    first_name: str | UnsetType = UNSET
    last_name: str | UnsetType = UNSET
    function: str | UnsetType = UNSET
    phone_number: str | UnsetType = UNSET
    mobile_number: str | UnsetType = UNSET


class NamedDelegateJson(NamedPersonJson, kw_only=True):
    """The technical delegate, likewise."""

    type: str | UnsetType = UNSET
    company_register: str | UnsetType = UNSET
    branch_code: str | UnsetType = UNSET


def person_fields(person: Person | None) -> dict[str, Any]:
    """The fields of a person's answer."""
    names = ("email", "first_name", "last_name", "function", "phone_number", "mobile_number")
    return {name: getattr(person, name, None) for name in names}


def delegate_fields(actor: DelegationActor) -> dict[str, Any]:
    """The fields of a delegate's answer."""
    names = ("type", "company_register", "branch_code")
    return {**person_fields(actor.person), **{name: getattr(actor.organisation, name, None) for name in names}}


def said(fields: dict[str, Any]) -> dict[str, Any]:
    """Those of the fields that were given a value."""
    return {name: value for name, value in fields.items() if value is not None}
