"""What a person of the portal sees of a subscription and may do with it, and why not.

Who subscribes decides how: the organisation's holders of « Gestion des abonnements », and the technical delegate it named. The
operator's business administrator consults, and decides the requests; the national administration may change, never read a
secret.

**Source:** SUB-04, SUB-06, SUB-09, SUB-12, ORG-06, ACC-11.
"""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from chalicelib.domain.calendar import day_in_words
from chalicelib.domain.errors import Forbidden, Invalid, subscription_not_found
from chalicelib.domain.portal_users import SUPPORT_ADDRESS, PortalUser, not_yours
from chalicelib.domain.roles import ActorType, Role
from chalicelib.domain.subscriptions import AccessMode, Subscription, SubscriptionStatus


class Deed(StrEnum):
    """What may be done with a subscription."""

    CHANGE = "CHANGE"
    CHANGE_DELEGATE = "CHANGE_DELEGATE"
    CHANGE_ACTIVATION = "CHANGE_ACTIVATION"
    SUSPEND = "SUSPEND"
    REACTIVATE = "REACTIVATE"
    CREDENTIALS = "CREDENTIALS"


class Permission(Struct, frozen=True, kw_only=True):
    """One deed; ``reason`` says why it may not be done, None when it may."""

    deed: Deed
    reason: str | None


_OF_THE_SUBSCRIBER = "Seule l'organisation abonnée peut modifier son abonnement : vous consultez l'abonnement et décidez des demandes."
_REFUSED = "Cet abonnement a été refusé : il est conservé pour mémoire et ne peut plus être modifié."
_NAMED_BY_THE_ORGANISATION = "Le délégué technique est désigné par l'organisation abonnée."
_SECRETS_OF_THE_SUBSCRIBER = "Les identifiants d'un abonnement ne sont remis qu'à l'organisation abonnée et à son délégué technique."
ALREADY_ACTIVATED = "L'abonnement a déjà été activé : sa date d'activation ne peut plus être modifiée."
_NOT_BY_API = "Les identifiants ne servent qu'en modalité d'accès « API » : choisissez-la d'abord."


def seen_subscription(subscription: Subscription | None, user: PortalUser, *, owned: Collection[str]) -> Subscription:
    """A subscription as it was read, for a person who sees it; ``owned`` are the processes of an operator's organisation.

    Raises: NotFound, Forbidden for another organisation's.
    """
    if subscription is None:
        raise subscription_not_found()
    is_seen = user.is_national or (subscription.process_code in owned if user.is_operator else subscription.subscriber == user.acting_for)
    if not is_seen:
        raise not_yours()
    return subscription


def permissions(user: PortalUser, subscription: Subscription, *, at: datetime) -> tuple[Permission, ...]:
    """Every deed, with the reason why it may not be done."""
    return tuple(Permission(deed=deed, reason=why_not(deed, user, subscription, at=at)) for deed in Deed)


def subscription_for(deed: Deed, subscription: Subscription | None, user: PortalUser, *, at: datetime) -> Subscription:
    """A subscription as it was read, for a person who may do a deed with it.

    Raises: NotFound, Forbidden when it is not for such a person, Invalid when it is not the moment.
    """
    if subscription is None:
        raise subscription_not_found()
    if not user.is_operator:  # who is told why, whosever it is
        seen_subscription(subscription, user, owned=())
    if (lacking := _not_for(deed, user, subscription)) is not None:
        raise Forbidden(lacking)
    if (reason := _not_now(deed, subscription, at=at)) is not None:
        raise Invalid(reason)
    return subscription


def why_not(deed: Deed, user: PortalUser, subscription: Subscription, *, at: datetime) -> str | None:
    """Why a deed may not be done; None when it may."""
    return _not_for(deed, user, subscription) or _not_now(deed, subscription, at=at)


def _not_for(deed: Deed, user: PortalUser, subscription: Subscription) -> str | None:
    if user.is_operator:
        return _OF_THE_SUBSCRIBER
    if (lacking := user.role_refusal({Role.SUBSCRIPTIONS_MANAGE})) is not None:
        return lacking
    if deed is Deed.CREDENTIALS and user.is_national:
        return _SECRETS_OF_THE_SUBSCRIBER
    if deed is Deed.CHANGE_DELEGATE and user.account.actor_type is ActorType.TECHNICAL_DELEGATE:
        return f"{_NAMED_BY_THE_ORGANISATION} En cas d'erreur, contactez le support HubEE : {SUPPORT_ADDRESS}."
    user.must_act_for(subscription.subscriber)
    return None


def _not_now(deed: Deed, subscription: Subscription, *, at: datetime) -> str | None:
    status = subscription.status_at(at)
    if status is SubscriptionStatus.REFUSED:
        return _REFUSED
    ends = status is SubscriptionStatus.ACTIVE and subscription.end_at is not None
    match deed:
        case Deed.SUSPEND if ends and subscription.end_at:
            return f"La suspension est déjà prévue à partir du {day_in_words(subscription.end_at)} à 00:00."
        case Deed.SUSPEND if status is SubscriptionStatus.SUSPENDED:
            return "Cet abonnement est déjà suspendu."
        case Deed.SUSPEND if status is SubscriptionStatus.INACTIVE:
            return "Cet abonnement n'est pas encore actif : retirez sa date d'activation pour qu'il ne le devienne pas."
        case Deed.REACTIVATE if status is SubscriptionStatus.INACTIVE:
            return "Cet abonnement n'a pas encore été activé : choisissez sa date d'activation."
        case Deed.REACTIVATE if status is SubscriptionStatus.ACTIVE and not ends:
            return "Cet abonnement est déjà actif."
        case Deed.CHANGE_ACTIVATION if status is not SubscriptionStatus.INACTIVE:
            return ALREADY_ACTIVATED
        case Deed.CREDENTIALS if subscription.effective_mode is not AccessMode.API:
            return _NOT_BY_API
    return None
