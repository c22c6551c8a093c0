"""Subscriptions (abonnements): which organisation receives the télédossiers of which process, how, and from when.

What a subscription is at an instant is derived from its dates (SUB-05); the stored label only serves lists and mails.

**Source:** SUB-01, SUB-02, SUB-05 to SUB-08, SUB-10, SUB-13, SUB-14.
"""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from chalicelib.domain.calendar import next_paris_midnight, paris_date, paris_midnight
from chalicelib.domain.errors import Invalid
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.pages import Tally
from chalicelib.domain.values import replace


class SubscriptionStatus(StrEnum):
    """The words of the interface and of the portal."""

    INACTIVE = "Inactif"
    ACTIVE = "Actif"
    SUSPENDED = "Suspendu"
    REFUSED = "Refusé"


class AccessMode(StrEnum):
    """How the subscriber gets its télédossiers; none chosen means the portal."""

    PORTAL = "PORTAIL"
    API = "API"


class Frequency(StrEnum):
    """How often the subscriber is mailed."""

    NONE = "Aucune"
    EACH = "Unitaire"
    TWICE_DAILY = "Biquotidienne"
    DAILY = "Quotidienne"


class Person(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Someone named by a subscription."""

    email: str
    first_name: str | None = None
    last_name: str | None = None
    function: str | None = None
    phone_number: str | None = None
    mobile_number: str | None = None


class DelegationActor(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The technical delegate: a person by his address, or a software editor's organisation, as the caller gave it."""

    person: Person | None = None
    organisation: OrganisationId | None = None


class Subscription(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One subscription. ``activate_at`` and ``end_at`` bound its activity, each taken as its day's midnight in Paris.

    ``revision`` counts the changes that somebody made; ``digested_until`` is the last digest mailed (SUB-11);
    ``has_webhook``: its notifications are pushed to the webhook of its id (NOT-05).
    """

    id: str
    datapass_id: int
    process_code: str
    subscriber: OrganisationId
    access_mode: AccessMode | None = None
    frequency: Frequency = Frequency.NONE
    email: str | None = None
    local_administrator: Person
    delegation_actor: DelegationActor | None = None
    activate_at: datetime | None = None
    validated_at: datetime | None = None
    rejected_at: datetime | None = None
    end_at: datetime | None = None
    rejection_reason: str | None = None
    label: SubscriptionStatus = SubscriptionStatus.INACTIVE
    mode_changed_at: datetime | None = None
    digested_until: datetime | None = None
    has_webhook: bool = False
    revision: int = 0
    created_at: datetime
    updated_at: datetime | None = None
    version: int = 0

    @property
    def effective_mode(self) -> AccessMode:
        """The one mode in force: the portal unless another was chosen."""
        return self.access_mode or AccessMode.PORTAL

    @property
    def delegate_email(self) -> str | None:
        """The technical delegate's address as it was given; None for no delegate, or for one given as an organisation."""
        person = self.delegation_actor.person if self.delegation_actor else None
        return person.email if person else None

    def status_at(self, instant: datetime) -> SubscriptionStatus:
        """What the subscription is at an instant."""
        if self.rejected_at is not None:
            return SubscriptionStatus.REFUSED
        if self.activate_at is None or _day_start(self.activate_at) > instant:
            return SubscriptionStatus.INACTIVE
        if self.end_at is not None and _day_start(self.end_at) <= instant:
            return SubscriptionStatus.SUSPENDED
        return SubscriptionStatus.ACTIVE

    def is_active_at(self, instant: datetime) -> bool:
        """Whether new télédossiers arrive."""
        return self.status_at(instant) is SubscriptionStatus.ACTIVE

    def labelled(self, instant: datetime) -> "Subscription":
        """The subscription with its label written as of an instant."""
        return replace(self, label=self.status_at(instant))

    def next_change_after(self, instant: datetime) -> datetime | None:
        """When its dates change what it is next; None when nothing is due."""
        if self.rejected_at is not None:
            return None
        starts = [_day_start(each) for each in (self.activate_at, self.end_at) if each is not None]
        return min((each for each in starts if each > instant), default=None)


def _day_start(instant: datetime) -> datetime:
    return paris_midnight(paris_date(instant))


class SubscriptionChange(Struct, frozen=True, kw_only=True):
    """The changeable fields, all of them: a change replaces. ``status`` is the word asked for, None for as it is."""

    datapass_id: int | None
    access_mode: AccessMode | None
    frequency: Frequency
    email: str | None
    local_administrator: Person | None
    delegation_actor: DelegationActor | None
    activate_at: datetime | None
    validated_at: datetime | None
    rejected_at: datetime | None
    end_at: datetime | None
    rejection_reason: str | None
    status: SubscriptionStatus | None


def must_say_where(frequency: Frequency, email: str | None) -> None:
    """A mail per télédossier needs an address. Raises: Invalid."""
    if frequency is not Frequency.NONE and not email:
        raise Invalid(f"Subscription notificationFrequency {frequency} needs an email")


def changed(before: Subscription, change: SubscriptionChange, *, at: datetime) -> Subscription:
    """The subscription after a change. Dates win over the status word; a refused one is history and stays.

    « Actif » without a date activates at once, and without an end date lifts a suspension, one to come too; « Suspendu »
    takes effect the next day at midnight in Paris; « Refusé » needs a reason and a subscription that was never active.
    Raises: Invalid.
    """
    present = before.status_at(at)
    if present is SubscriptionStatus.REFUSED:
        raise Invalid(f"Subscription {before.id} is Refusé and can not be changed")
    must_say_where(change.frequency, change.email)
    mode_before = before.effective_mode
    is_called_off = present is SubscriptionStatus.INACTIVE and change.status is SubscriptionStatus.INACTIVE
    after = replace(
        before,
        datapass_id=before.datapass_id if change.datapass_id is None else change.datapass_id,
        access_mode=change.access_mode,
        frequency=change.frequency,
        email=change.email,
        local_administrator=_merged(before.local_administrator, change.local_administrator),
        delegation_actor=change.delegation_actor,
        activate_at=change.activate_at or (None if is_called_off else before.activate_at),
        validated_at=change.validated_at or before.validated_at,
        end_at=change.end_at or (None if change.status is SubscriptionStatus.ACTIVE else before.end_at),
        updated_at=at,
        revision=before.revision + 1,
    )
    after = replace(after, mode_changed_at=at if after.effective_mode is not mode_before else before.mode_changed_at)
    match change.status:
        case SubscriptionStatus.REFUSED:
            after = _refused(after, present, change, at=at)
        case SubscriptionStatus.ACTIVE:
            lifted = present is SubscriptionStatus.SUSPENDED and after.status_at(at) is SubscriptionStatus.SUSPENDED
            after = replace(after, activate_at=after.activate_at or at, end_at=None if lifted else after.end_at)
        case SubscriptionStatus.SUSPENDED if present is not SubscriptionStatus.SUSPENDED:
            if present is not SubscriptionStatus.ACTIVE:
                raise Invalid(f"Subscription status can not be changed from {present} to {change.status}")
            after = replace(after, end_at=next_paris_midnight(at))
    return after.labelled(at)


def _refused(after: Subscription, present: SubscriptionStatus, change: SubscriptionChange, *, at: datetime) -> Subscription:
    if present is not SubscriptionStatus.INACTIVE:
        raise Invalid(f"Subscription status can not be changed from {present} to {change.status}")
    if not change.rejection_reason:
        raise Invalid("Subscription status Refusé needs a rejectionReason")
    return replace(after, rejected_at=change.rejected_at or at, rejection_reason=change.rejection_reason, validated_at=None)


def _merged(before: Person, after: Person | None) -> Person:
    """The administrator as changed: a change that repeats the address alone forgets nothing else."""
    if after is None or (after.email == before.email and after.last_name is None and after.first_name is None):
        return before
    return after


def tally_name(process_code: str, label: SubscriptionStatus) -> str:
    """The name under which the subscriptions of a process with a label are counted."""
    return f"subscriptions|{process_code}|{label}"


def tallies(before: Subscription | None, after: Subscription) -> tuple[Tally, ...]:
    """What a creation or a change does to the counts."""
    if before is not None and before.label is after.label:
        return ()
    gained = Tally(name=tally_name(after.process_code, after.label), delta=1)
    if before is None:
        return (gained,)
    return (Tally(name=tally_name(before.process_code, before.label), delta=-1), gained)


SUBSCRIPTION_ORDERS: dict[str, Callable[[Subscription], object]] = {
    # The words of the list's orderBy.
    "id": lambda subscription: subscription.id,
    "datapass_id": lambda subscription: subscription.datapass_id,
    "si_type": lambda subscription: subscription.subscriber.type,
    "si_company_register": lambda subscription: subscription.subscriber.company_register,
    "si_branch_code": lambda subscription: subscription.subscriber.branch_code,
    "notification_frequency": lambda subscription: subscription.frequency,
    "access_mode": lambda subscription: subscription.access_mode,
    "delegation_actor": lambda subscription: subscription.delegate_email,
    "email": lambda subscription: subscription.email,
    "local_admin": lambda subscription: subscription.local_administrator.email,
    "rejection_reason": lambda subscription: subscription.rejection_reason,
    "status": lambda subscription: subscription.label,
    "activate_date_time": lambda subscription: subscription.activate_at,
    "validate_date_time": lambda subscription: subscription.validated_at,
    "reject_date_time": lambda subscription: subscription.rejected_at,
    "end_date_time": lambda subscription: subscription.end_at,
    "update_date_time": lambda subscription: subscription.updated_at,
    "process_code": lambda subscription: subscription.process_code,
}
