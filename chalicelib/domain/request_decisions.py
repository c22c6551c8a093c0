"""What a decision about a subscription request makes: the subscription, the organisation if it is new, and who is told.

**Source:** SUB-15, SUB-01, SUB-02, SUB-03.
"""

from datetime import datetime

from chalicelib.domain import subscription_life
from chalicelib.domain.mails import Mail
from chalicelib.domain.organisations import Organisation, organisation_tally
from chalicelib.domain.pages import Tally
from chalicelib.domain.request_mails import decided_mail
from chalicelib.domain.requests import SubscriptionRequest
from chalicelib.domain.subscriptions import DelegationActor, Person, Subscription
from chalicelib.domain.writes import Write

_OF_NO_DATAPASS = 0  # a request made here has no number of DataPass


def subscription_of(request: SubscriptionRequest, *, subscription_id: str, at: datetime) -> Subscription:
    """The subscription of an accepted request: « Inactif » until its date is chosen."""
    return _subscription(request, subscription_id=subscription_id, validated_at=at, created_at=at)


def _subscription(
    request: SubscriptionRequest,
    *,
    subscription_id: str,
    created_at: datetime,
    validated_at: datetime | None = None,
    rejected_at: datetime | None = None,
    rejection_reason: str | None = None,
) -> Subscription:
    delegate = request.delegate_email
    made = Subscription(
        id=subscription_id,
        datapass_id=_OF_NO_DATAPASS,
        process_code=request.process_code,
        subscriber=request.organisation,
        local_administrator=request.local_administrator,
        delegation_actor=DelegationActor(person=Person(email=delegate)) if delegate else None,
        validated_at=validated_at,
        rejected_at=rejected_at,
        rejection_reason=rejection_reason,
        created_at=created_at,
    )
    return made.labelled(created_at)


def acceptance(request: SubscriptionRequest, made: Subscription, *, known: Organisation | None, at: datetime) -> list[Write]:
    """An accepted request with its subscription. Raises: Invalid when it does not wait."""
    accepted = request.accepted(made.id, at=at)
    organisation: list[Write] = [] if known is not None else _founded(request, at=at)
    return [accepted, *organisation, *_made_and_told(request, made, at=at), decided_mail(accepted, at=at)]


def refusal(request: SubscriptionRequest, reason: str, *, subscription_id: str, at: datetime) -> list[Write]:
    """A refused request; its subscription is « Refusé », kept as history. Raises: Invalid when it does not wait."""
    refused = request.refused(reason, at=at)
    made = _subscription(request, subscription_id=subscription_id, created_at=at, rejected_at=at, rejection_reason=reason)
    return [refused, *_made_and_told(request, made, at=at), decided_mail(refused, at=at)]


def _founded(request: SubscriptionRequest, *, at: datetime) -> list[Write]:
    identity = request.organisation
    organisation = Organisation(
        id=identity, name=request.organisation_name, postal_code=request.postal_code, territory=request.territory, created_at=at
    )
    return [organisation, Tally(name=organisation_tally(identity.type), delta=1)]


def _made_and_told(request: SubscriptionRequest, made: Subscription, *, at: datetime) -> list[Write]:
    """The requester is told by a mail of his own."""
    requester = request.requester.lower()
    return [each for each in subscription_life.creation(made, at=at) if not (isinstance(each, Mail) and each.to.lower() == requester)]
