"""Subscriptions on the wire."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from pydantic import Field

from chalicelib.domain.errors import Invalid
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.subscriptions import (
    AccessMode,
    DelegationActor,
    Frequency,
    Person,
    Subscription,
    SubscriptionChange,
    SubscriptionStatus,
)
from chalicelib.handlers.wire import Email, Instant, OrganisationJson, Register, Uuid, Wire

Name = Annotated[str, Field(max_length=255)]
Phone = Annotated[str, Field(max_length=30)]
Word = TypeVar("Word", bound=StrEnum)


def read_word(kind: type[Word], text: str | None, field: str) -> Word | None:
    """Read a word of a list, in any case. Raises: Invalid."""
    if text is None:
        return None
    for each in kind:
        if each.casefold() == text.casefold():
            return each
    raise Invalid(f"Subscription {field} {text} is not one of {', '.join(kind)}")


class PersonBody(Wire):
    """Someone named by a subscription."""

    email: Email | None = None
    first_name: Name | None = None
    last_name: Name | None = None
    function: Name | None = None
    phone_number: Phone | None = None
    mobile_number: Phone | None = None

    def to_domain(self) -> Person:
        """Read it. Raises: Invalid without an address."""
        if self.email is None:
            raise Invalid("Subscription localAdministrator needs an email")
        return Person(
            email=self.email,
            first_name=self.first_name,
            last_name=self.last_name,
            function=self.function,
            phone_number=self.phone_number,
            mobile_number=self.mobile_number,
        )


class DelegationActorBody(Wire):
    """The technical delegate: by address, or as a software editor's organisation."""

    email: Email | None = None
    first_name: Name | None = None
    last_name: Name | None = None
    function: Name | None = None
    phone_number: Phone | None = None
    mobile_number: Phone | None = None
    type: Annotated[str, Field(max_length=20)] | None = None
    company_register: Register | None = None
    branch_code: Annotated[str, Field(max_length=10)] | None = None

    def to_domain(self) -> DelegationActor | None:
        """Read it; none of both is no delegate."""
        person = None
        if self.email is not None:
            person = Person(
                email=self.email,
                first_name=self.first_name,
                last_name=self.last_name,
                function=self.function,
                phone_number=self.phone_number,
                mobile_number=self.mobile_number,
            )
        organisation = None
        if self.type and self.company_register and self.branch_code:
            organisation = OrganisationId(type=self.type, company_register=self.company_register, branch_code=self.branch_code)
        return DelegationActor(person=person, organisation=organisation) if person or organisation else None


class SubscriptionBody(Wire):
    """A subscription as it is asked for, or the object that was answered, sent back."""

    datapass_id: int
    process_code: Annotated[str, Field(min_length=1, max_length=30)]
    subscriber: OrganisationJson
    access_mode: Annotated[str, Field(max_length=7)] | None = None
    notification_frequency: Annotated[str, Field(max_length=20)]
    activate_date_time: Instant | None = None
    validate_date_time: Instant | None = None
    reject_date_time: Instant | None = None
    end_date_time: Instant | None = None
    update_date_time: Instant | None = None
    delegation_actor: DelegationActorBody | None = None
    rejection_reason: Annotated[str, Field(max_length=1000)] | None = None
    status: Annotated[str, Field(max_length=20)] | None = None
    email: Email | None = None
    local_administrator: PersonBody

    def to_domain(self, *, subscription_id: str, at: datetime) -> Subscription:
        """Read a new one: « Inactif », or « Refusé » with a reason. Raises: Invalid."""
        status = read_word(SubscriptionStatus, self.status, "status") or SubscriptionStatus.INACTIVE
        if status not in (SubscriptionStatus.INACTIVE, SubscriptionStatus.REFUSED):
            raise Invalid(f"Subscription status {status}: a new subscription is Inactif or Refusé")
        is_refused = status is SubscriptionStatus.REFUSED
        if is_refused and not self.rejection_reason:
            raise Invalid("Subscription status Refusé needs a rejectionReason")
        return Subscription(
            id=subscription_id,
            datapass_id=self.datapass_id,
            process_code=self.process_code,
            subscriber=self.subscriber.to_domain(),
            access_mode=read_word(AccessMode, self.access_mode, "accessMode"),
            frequency=read_word(Frequency, self.notification_frequency, "notificationFrequency") or Frequency.NONE,
            email=self.email,
            local_administrator=self.local_administrator.to_domain(),
            delegation_actor=self.delegation_actor.to_domain() if self.delegation_actor else None,
            activate_at=None if is_refused else self.activate_date_time,
            validated_at=None if is_refused else self.validate_date_time or at,
            rejected_at=(self.reject_date_time or at) if is_refused else None,
            end_at=None if is_refused else self.end_date_time,
            rejection_reason=self.rejection_reason if is_refused else None,
            created_at=at,
        )

    def to_change(self) -> SubscriptionChange:
        """Read a change: every changeable field. Raises: Invalid."""
        return SubscriptionChange(
            datapass_id=self.datapass_id,
            access_mode=read_word(AccessMode, self.access_mode, "accessMode"),
            frequency=read_word(Frequency, self.notification_frequency, "notificationFrequency") or Frequency.NONE,
            email=self.email,
            local_administrator=self.local_administrator.to_domain(),
            delegation_actor=self.delegation_actor.to_domain() if self.delegation_actor else None,
            activate_at=self.activate_date_time,
            validated_at=self.validate_date_time,
            rejected_at=self.reject_date_time,
            end_at=self.end_date_time,
            rejection_reason=self.rejection_reason,
            status=read_word(SubscriptionStatus, self.status, "status"),
        )


class PersonJson(Wire):
    """Someone named by a subscription."""

    email: str
    first_name: str | None = None
    last_name: str | None = None
    function: str | None = None
    phone_number: str | None = None
    mobile_number: str | None = None


class DelegationActorJson(PersonJson):
    """The technical delegate, as he was given."""

    type: str | None = None
    company_register: str | None = None
    branch_code: str | None = None


class SubscriptionJson(Wire):
    """A subscription; ``status`` is what it is now."""

    id: Uuid
    datapass_id: int
    process_code: str
    subscriber: OrganisationJson
    access_mode: str | None
    notification_frequency: str
    activate_date_time: Instant | None
    validate_date_time: Instant | None
    reject_date_time: Instant | None
    end_date_time: Instant | None
    update_date_time: Instant | None
    delegation_actor: DelegationActorJson | None
    rejection_reason: str | None
    status: str
    email: str | None
    local_administrator: PersonJson

    @classmethod
    def of(cls, subscription: Subscription, *, at: datetime) -> "SubscriptionJson":
        """Write it as of an instant."""
        return cls.model_construct(
            id=subscription.id,
            datapass_id=subscription.datapass_id,
            process_code=subscription.process_code,
            subscriber=OrganisationJson.of(subscription.subscriber),
            access_mode=subscription.access_mode,
            notification_frequency=str(subscription.frequency),
            activate_date_time=subscription.activate_at,
            validate_date_time=subscription.validated_at,
            reject_date_time=subscription.rejected_at,
            end_date_time=subscription.end_at,
            update_date_time=subscription.updated_at,
            delegation_actor=_delegate(subscription.delegation_actor),
            rejection_reason=subscription.rejection_reason,
            status=str(subscription.status_at(at)),
            email=subscription.email,
            local_administrator=PersonJson.model_construct(**_person(subscription.local_administrator)),
        )


class NamedPersonJson(Wire):
    """Someone as he was named by the request just answered: what was not said is left out."""

    email: str = ""
    first_name: str = ""
    last_name: str = ""
    function: str | None = None
    phone_number: str | None = None
    mobile_number: str | None = None

    @classmethod
    def of(cls, person: Person) -> "NamedPersonJson":
        """Write what was said."""
        return cls.model_construct(**{name: value for name, value in _person(person).items() if value is not None})


class CreatedSubscriptionJson(SubscriptionJson):
    """A subscription just created, with its persons as the request named them; no delegate is left out."""

    delegation_actor: NamedPersonJson = NamedPersonJson()  # type: ignore[assignment]
    local_administrator: NamedPersonJson  # type: ignore[assignment]

    @classmethod
    def of(cls, subscription: Subscription, *, at: datetime) -> "CreatedSubscriptionJson":
        """Write it as of an instant."""
        fields = dict(SubscriptionJson.of(subscription, at=at))
        actor = subscription.delegation_actor
        del fields["delegation_actor"]
        if actor is not None and actor.person is not None:
            fields["delegation_actor"] = NamedPersonJson.of(actor.person)
        fields["local_administrator"] = NamedPersonJson.of(subscription.local_administrator)
        return cls.model_construct(**fields)


def _person(person: Person | None) -> dict[str, Any]:
    names = ("email", "first_name", "last_name", "function", "phone_number", "mobile_number")
    return {name: getattr(person, name, None) for name in names}


def _delegate(actor: DelegationActor | None) -> DelegationActorJson | None:
    if actor is None:
        return None
    organisation = actor.organisation
    return DelegationActorJson.model_construct(
        **_person(actor.person),
        type=organisation.type if organisation else None,
        company_register=organisation.company_register if organisation else None,
        branch_code=organisation.branch_code if organisation else None,
    )
