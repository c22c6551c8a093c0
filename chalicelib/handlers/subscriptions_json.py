"""Subscriptions on the wire."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from msgspec import UNSET, Meta, UnsetType

from chalicelib.domain.errors import Invalid
from chalicelib.domain.subscriptions import (
    AccessMode,
    Frequency,
    Subscription,
    SubscriptionChange,
    SubscriptionStatus,
)
from chalicelib.handlers.persons_json import (
    DelegateBody,
    DelegateJson,
    NamedDelegateJson,
    NamedPersonJson,
    PersonBody,
    PersonJson,
    delegate_fields,
    person_fields,
    said,
)
from chalicelib.handlers.wire import (
    Email,
    Instant,
    Int64,
    OrganisationIdBody,
    OrganisationIdJson,
    Received,
    Uuid,
    Written,
    WrittenInstant,
    in_utc_or_none,
    iso_or_none,
)

Word = TypeVar("Word", bound=StrEnum)


def read_word(kind: type[Word], text: str | None, field: str) -> Word | None:
    """Read a word of a list, in any case. Raises: Invalid."""
    if text is None:
        return None
    for each in kind:
        if each.casefold() == text.casefold():
            return each
    raise Invalid(f"Subscription {field} {text} is not one of {', '.join(kind)}")


class SubscriptionBody(Received, kw_only=True):
    """A subscription as it is asked for, or the object that was answered, sent back."""

    datapass_id: Int64
    process_code: Annotated[str, Meta(min_length=1, max_length=30)]
    subscriber: OrganisationIdBody
    access_mode: Annotated[str, Meta(max_length=7)] | None = None
    notification_frequency: Annotated[str, Meta(max_length=20)]
    activate_date_time: Instant | None = None
    validate_date_time: Instant | None = None
    reject_date_time: Instant | None = None
    end_date_time: Instant | None = None
    update_date_time: Instant | None = None
    delegation_actor: DelegateBody | None = None
    rejection_reason: Annotated[str, Meta(max_length=1000)] | None = None
    status: Annotated[str, Meta(max_length=20)] | None = None
    email: Email | None = None
    local_administrator: PersonBody

    def __post_init__(self) -> None:
        self.activate_date_time = in_utc_or_none(self.activate_date_time)
        self.validate_date_time = in_utc_or_none(self.validate_date_time)
        self.reject_date_time = in_utc_or_none(self.reject_date_time)
        self.end_date_time = in_utc_or_none(self.end_date_time)
        self.update_date_time = in_utc_or_none(self.update_date_time)

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
            local_administrator=self.local_administrator.to_administrator(),
            delegation_actor=self.delegation_actor.to_delegate() if self.delegation_actor else None,
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
            local_administrator=self.local_administrator.to_administrator(),
            delegation_actor=self.delegation_actor.to_delegate() if self.delegation_actor else None,
            activate_at=self.activate_date_time,
            validated_at=self.validate_date_time,
            rejected_at=self.reject_date_time,
            end_at=self.end_date_time,
            rejection_reason=self.rejection_reason,
            status=read_word(SubscriptionStatus, self.status, "status"),
        )


class _SubscriptionFields(Written, kw_only=True):
    """What every answer tells of a subscription; ``status`` is what it is now."""

    id: Uuid
    datapass_id: int
    process_code: str
    subscriber: OrganisationIdJson
    access_mode: str | None
    notification_frequency: str
    activate_date_time: WrittenInstant | None
    validate_date_time: WrittenInstant | None
    reject_date_time: WrittenInstant | None
    end_date_time: WrittenInstant | None
    update_date_time: WrittenInstant | None
    rejection_reason: str | None
    status: str
    email: str | None


def _fields(subscription: Subscription, at: datetime) -> dict[str, Any]:
    return {
        "id": subscription.id,
        "datapass_id": subscription.datapass_id,
        "process_code": subscription.process_code,
        "subscriber": OrganisationIdJson.of(subscription.subscriber),
        "access_mode": subscription.access_mode,
        "notification_frequency": str(subscription.frequency),
        "activate_date_time": iso_or_none(subscription.activate_at),
        "validate_date_time": iso_or_none(subscription.validated_at),
        "reject_date_time": iso_or_none(subscription.rejected_at),
        "end_date_time": iso_or_none(subscription.end_at),
        "update_date_time": iso_or_none(subscription.updated_at),
        "rejection_reason": subscription.rejection_reason,
        "status": str(subscription.status_at(at)),
        "email": subscription.email,
    }


class SubscriptionJson(_SubscriptionFields, kw_only=True):
    """A subscription."""

    delegation_actor: DelegateJson | None
    local_administrator: PersonJson

    @classmethod
    def of(cls, subscription: Subscription, *, at: datetime) -> "SubscriptionJson":
        """Write it as of an instant."""
        actor = subscription.delegation_actor
        return cls(
            **_fields(subscription, at),
            delegation_actor=DelegateJson(**delegate_fields(actor)) if actor else None,
            local_administrator=PersonJson(**person_fields(subscription.local_administrator)),
        )


class CreatedSubscriptionJson(_SubscriptionFields, kw_only=True):
    """A subscription just created, with its persons as the request named them; no delegate is left out."""

    delegation_actor: NamedDelegateJson | UnsetType = UNSET
    local_administrator: NamedPersonJson

    @classmethod
    def of(cls, subscription: Subscription, *, at: datetime) -> "CreatedSubscriptionJson":
        """Write it as of an instant."""
        fields = _fields(subscription, at)
        if subscription.delegation_actor is not None:
            fields["delegation_actor"] = NamedDelegateJson(**said(delegate_fields(subscription.delegation_actor)))
        fields["local_administrator"] = NamedPersonJson(**said(person_fields(subscription.local_administrator)))
        return cls(**fields)
