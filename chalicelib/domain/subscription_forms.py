"""How a subscription is changed in the portal: the form, its faults beside its fields, and the change it asks for.

**Source:** SUB-04 to SUB-08, SUB-10, SUB-11.
"""

from collections.abc import Iterable
from datetime import date, datetime

from msgspec import Struct

from chalicelib.domain.accounts import normalised
from chalicelib.domain.calendar import day_in_words, next_paris_midnight, paris_date, paris_midnight
from chalicelib.domain.case_status import SETTLED
from chalicelib.domain.cases import Case
from chalicelib.domain.errors import Changed, ConfirmationNeeded, FaultyForm
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.subscription_rights import ALREADY_ACTIVATED
from chalicelib.domain.subscriptions import (
    AccessMode,
    DelegationActor,
    Frequency,
    Person,
    Subscription,
    SubscriptionChange,
    SubscriptionStatus,
)
from chalicelib.domain.values import replace

CHANGED_MEANWHILE = "Cet abonnement a été modifié entre-temps par une autre personne. Rechargez-le pour voir ce qui a changé, puis recommencez."
NEEDS_AN_ACCOUNT = (
    "Cette personne n'a pas encore de compte. Seule une personne disposant du rôle « Gestion des utilisateurs » peut le créer : "
    "demandez-lui de la désigner comme délégué technique."
)
_MODE_LABELS = {AccessMode.PORTAL: "Portail", AccessMode.API: "API"}


class SubscriptionForm(Struct, frozen=True, kw_only=True):
    """What a person asks for. ``activation_date`` is a day in Paris; ``revision`` is that of the subscription as he saw it."""

    access_mode: AccessMode
    frequency: Frequency
    email: str | None
    activation_date: date | None
    delegate_email: str | None
    revision: int


def delegate_of(subscription: Subscription) -> str | None:
    """The technical delegate's address as it is compared; None where a subscription has none."""
    return normalised(subscription.delegate_email) if subscription.delegate_email else None


def delegate_asked(form: SubscriptionForm) -> str | None:
    """The address that a form names as the technical delegate's, as it is compared."""
    return normalised(form.delegate_email) if form.delegate_email else None


def change_asked(form: SubscriptionForm, before: Subscription, *, at: datetime) -> SubscriptionChange:
    """The change that a form asks for. Raises: Changed when it was filled in on another state, FaultyForm."""
    if form.revision != before.revision:
        raise Changed(CHANGED_MEANWHILE)
    faults = dict(_faults(form, before, at))
    if faults:
        raise FaultyForm(faults)
    change = replace(as_it_is(before), access_mode=form.access_mode, frequency=form.frequency, email=form.email)
    if delegate_asked(form) != delegate_of(before):
        actor = DelegationActor(person=Person(email=form.delegate_email)) if form.delegate_email else None
        change = replace(change, delegation_actor=actor)
    present = day_of(before.activate_at)
    if form.activation_date == present:
        return change
    if form.activation_date is None:
        return replace(change, activate_at=None, status=SubscriptionStatus.INACTIVE)  # called off
    is_to_come = form.activation_date > paris_date(at)
    return replace(change, activate_at=paris_midnight(form.activation_date) if is_to_come else at)


def _faults(form: SubscriptionForm, before: Subscription, at: datetime) -> Iterable[tuple[str, str]]:
    if form.frequency is not Frequency.NONE and not form.email:
        yield "email", f"La fréquence de notification « {form.frequency} » nécessite de renseigner une adresse e-mail à notifier."
    if form.activation_date != day_of(before.activate_at) and before.status_at(at) is not SubscriptionStatus.INACTIVE:
        yield "activationDate", ALREADY_ACTIVATED
    if delegate_asked(form) == normalised(before.local_administrator.email) and delegate_asked(form) != delegate_of(before):
        yield "delegateEmail", "Le délégué technique est une personne extérieure à votre organisation."


def since(subscription: Subscription, at: datetime) -> datetime | None:
    """From when a subscription is what it is at an instant."""
    match subscription.status_at(at):
        case SubscriptionStatus.REFUSED:
            return subscription.rejected_at
        case SubscriptionStatus.SUSPENDED:
            return subscription.end_at
        case SubscriptionStatus.ACTIVE:
            return subscription.activate_at
    return subscription.created_at


def day_of(instant: datetime | None) -> date | None:
    """The day of an instant in Paris."""
    return None if instant is None else paris_date(instant)


def as_it_is(before: Subscription) -> SubscriptionChange:
    """The change that changes nothing."""
    return SubscriptionChange(
        datapass_id=before.datapass_id,
        access_mode=before.access_mode,
        frequency=before.frequency,
        email=before.email,
        local_administrator=before.local_administrator,
        delegation_actor=before.delegation_actor,
        activate_at=before.activate_at,
        validated_at=before.validated_at,
        rejected_at=before.rejected_at,
        end_at=before.end_at,
        rejection_reason=before.rejection_reason,
        status=None,
    )


def must_confirm_mode(before: Subscription, form: SubscriptionForm, latest: Iterable[Case]) -> None:
    """Say what switching the mode leaves behind; ``latest`` are the subscriber's latest cases. Raises: ConfirmationNeeded."""
    every = list(latest)
    number = sum(_is_left_behind(case, before) for case in every)
    there, here = _MODE_LABELS[before.effective_mode], _MODE_LABELS[form.access_mode]
    least = "au moins " if len(every) > LIMITS.counted_cases else ""
    if number == 0:
        among = f"Parmi les {LIMITS.counted_cases} derniers télédossiers, aucun de ceux" if least else "Aucun télédossier"
        left = f"{among} déjà reçu{'s' if least else ''} en mode « {there} » n'est encore ouvert."
    else:
        plural = "s" if number > 1 or least else ""
        are, they = ("sont", "ils ne pourront") if plural else ("est", "il ne pourra")
        which = f"{least}{number} télédossier{plural} déjà reçu{plural}".capitalize()
        left = f"{which} {are} encore ouvert{plural} en mode « {there} » : {they} plus être modifié{plural}."
    raise ConfirmationNeeded(
        f"{left} Les télédossiers qui n'ont pas encore été récupérés passeront en mode « {here} ». Confirmez-vous le changement de modalité d'accès ?"
    )


def _is_left_behind(case: Case, before: Subscription) -> bool:
    """Whether a switch makes a case read-only; an earlier one has already done so to what came before it."""
    is_open = case.is_delivered and case.fetched_at is not None and case.status not in SETTLED
    return is_open and not case.is_read_only_since(before.mode_changed_at)


def must_confirm_suspension(*, at: datetime) -> None:
    """Say from when nothing new comes. Raises: ConfirmationNeeded."""
    raise ConfirmationNeeded(
        f"À partir du {day_in_words(next_paris_midnight(at))} à 00:00, vous ne recevrez plus de nouveaux télédossiers pour cette démarche ; "
        "ceux déjà créés avant pourront être finalisés. Confirmez-vous la suspension de l'abonnement ?"
    )
