"""The accounts that a subscription brings: its local administrator's, its technical delegate's.

How a use case adds them, whether a partner's program, a person's request or an administrator's form is at work:

1. read what is known: ``accounts.accounts(ids_of(...))``, ``accounts.managers(organisation)`` and
   ``accounts.accounts(sorted(managers.account_ids))``, and put it into ``Acquaintances``;
2. commit ``welcome(...)`` (an accepted subscription) or ``delegate_change(...)`` (another delegate) with the subscription
   itself, in one transaction; a StaleWrite means that somebody was quicker: read again.

Neither ever refuses: what cannot be done is told to support by mail. A form that can refuse asks ``delegate_refusal`` first.

**Source:** SUB-03, SUB-12, ACC-05, ACC-06.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID, uuid5

from msgspec import Struct, field

from chalicelib.domain import account_life
from chalicelib.domain.account_mails import administrator_asked_mails, support_mail
from chalicelib.domain.accounts import Account, Managers, account_id, normalised
from chalicelib.domain.generic_mailboxes import generic_refusal, is_generic
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.portal_users import SUPPORT_ADDRESS
from chalicelib.domain.roles import ACTOR_RULES, TYPES_OF, ActorType
from chalicelib.domain.subscriptions import Person, Subscription, SubscriptionStatus
from chalicelib.domain.writes import Write

_FACTS = UUID("5b0c7a52-6d0f-4f7c-9b0e-7b1d2c3f4a66")
DELEGATE_IS_OUTSIDE = "Le délégué technique est obligatoirement une personne extérieure à votre organisation."
USED_ELSEWHERE = (
    "Cette adresse est déjà utilisée par un compte d'une autre organisation. "
    "Un compte utilisateur est spécifique à une et une seule organisation : utilisez une autre adresse e-mail."
)
NOT_A_DELEGATE = (
    "Cette adresse est déjà celle d'un compte utilisateur qui n'est pas un délégué technique. "
    f"Indiquez une autre adresse, ou contactez le support HubEE : {SUPPORT_ADDRESS}."
)
_ADMINISTRATOR_ELSEWHERE = "l'adresse est celle d'un compte d'une autre organisation ou d'un délégué technique"
_ADMINISTRATOR_IS_AGENT = "l'organisation n'a pas d'administrateur, et l'adresse est celle d'un compte de l'organisation qui ne l'est pas"
_DELEGATE_TAKEN = "l'adresse désignée pour le délégué technique est celle d'un compte qui n'est pas un délégué technique"
_GENERIC = "l'adresse est générique"


class Acquaintances(Struct, frozen=True, kw_only=True):
    """What is known already: accounts by id, those who keep the organisation's accounts, and their own accounts."""

    accounts: Mapping[str, Account]
    managers: Managers
    keepers: Mapping[str, Account] = field(default_factory=dict)


def ids_of(*emails: str | None) -> list[str]:
    """The accounts to read of some addresses."""
    return sorted({account_id(each) for each in emails if each})


def delegate_named(subscription: Subscription) -> str | None:
    """The address of the technical delegate that a subscription names; a « Refusé » one names nobody, whatever it remembers."""
    return None if subscription.label is SubscriptionStatus.REFUSED else subscription.delegate_email


def welcome(subscription: Subscription, known: Acquaintances, *, actor: str, at: datetime) -> list[Write]:
    """The accounts that a new subscription brings, unless it is « Refusé », and the mails that go with them. ``actor`` is who made it."""
    if subscription.label is SubscriptionStatus.REFUSED or ActorType.LOCAL_ADMINISTRATOR not in TYPES_OF.get(subscription.subscriber.type, ()):
        return []
    email = delegate_named(subscription)
    administrator = subscription.local_administrator
    writes = _administrator(subscription, administrator, known, actor=actor, at=at)
    if email is None or account_id(email) == account_id(administrator.email):  # an administrator manages the subscriptions anyway
        return writes
    person = subscription.delegation_actor.person if subscription.delegation_actor else None
    return writes + _delegate(subscription, person or Person(email=email), known, actor=actor, at=at)


def delegate_change(
    before: Subscription, after: Subscription, known: Acquaintances, *, is_still_named: bool, actor: str, at: datetime
) -> list[Write]:
    """What a change of a subscription's technical delegate does to the accounts: the new one gains the organisation, the former loses it.

    ``is_still_named``: another live subscription of the organisation names the former one (:func:`naming`).
    """
    if not is_delegate_changed(before, after):
        return []
    old, new = delegate_named(before), delegate_named(after)
    writes: list[Write] = []
    former = known.accounts.get(account_id(old)) if old else None
    if former is not None and former.actor_type is ActorType.TECHNICAL_DELEGATE and not is_still_named:
        writes += account_life.dropping(former, after.subscriber, fact_id=_fact_id(after, former.id, "dropped"), actor=actor, at=at)
    if new and after.delegation_actor and after.delegation_actor.person:
        writes += _delegate(after, after.delegation_actor.person, known, actor=actor, at=at)
    return writes


def is_delegate_changed(before: Subscription, after: Subscription) -> bool:
    """Whether a subscription names another technical delegate than before, or nobody any more."""
    return normalised(delegate_named(before) or "") != normalised(delegate_named(after) or "")


def naming(subscriptions: Iterable[Subscription], email: str, *, but: str) -> list[Subscription]:
    """Those of an organisation's subscriptions that name a delegate, leaving out the one of id ``but``."""
    return [each for each in subscriptions if each.id != but and normalised(delegate_named(each) or "") == normalised(email)]


def delegate_refusal(email: str, known: Account | None, organisation: OrganisationId) -> str | None:
    """Why an address cannot be an organisation's technical delegate, as a person reads it; None when it can."""
    if is_generic(email):
        return generic_refusal(email)
    if known is None or known.actor_type is ActorType.TECHNICAL_DELEGATE:
        return None
    return DELEGATE_IS_OUTSIDE if organisation in known.organisations else NOT_A_DELEGATE


def _administrator(subscription: Subscription, person: Person, known: Acquaintances, *, actor: str, at: datetime) -> list[Write]:
    organisation, cause = subscription.subscriber, subscription.id
    account = known.accounts.get(account_id(person.email))
    is_ours = account is not None and organisation in account.organisations and account.actor_type is not ActorType.TECHNICAL_DELEGATE
    if known.managers.account_ids:
        if is_ours:
            return []
        deciders = [each for each in known.keepers.values() if each.is_active][: LIMITS.keepers_mailed]
        return list(administrator_asked_mails(deciders, organisation, person.email, cause=cause, at=at))
    if account is not None or is_generic(person.email):
        reason = (_ADMINISTRATOR_IS_AGENT if is_ours else _ADMINISTRATOR_ELSEWHERE) if account else _GENERIC
        return [support_mail(organisation, person.email, reason, cause=cause, at=at)]
    made = _account(person, ActorType.LOCAL_ADMINISTRATOR, organisation, at=at)
    return account_life.creation(made, known.managers, fact_id=_fact_id(subscription, made.id, "created"), actor=actor, at=at)


def _delegate(subscription: Subscription, person: Person, known: Acquaintances, *, actor: str, at: datetime) -> list[Write]:
    organisation = subscription.subscriber
    account = known.accounts.get(account_id(person.email))
    if delegate_refusal(person.email, account, organisation) is not None:
        reason = _GENERIC if is_generic(person.email) else _DELEGATE_TAKEN
        return [support_mail(organisation, person.email, reason, cause=f"{subscription.id}|{subscription.revision}|delegate", at=at)]
    if account is not None:
        return account_life.naming(account, organisation, fact_id=_fact_id(subscription, account.id, "named"), actor=actor, at=at)
    made = _account(person, ActorType.TECHNICAL_DELEGATE, organisation, at=at)
    return account_life.creation(made, known.managers, fact_id=_fact_id(subscription, made.id, "created"), actor=actor, at=at)


def _account(person: Person, actor_type: ActorType, organisation: OrganisationId, *, at: datetime) -> Account:
    email = person.email.strip()
    return Account(
        id=account_id(email),
        email=email,
        actor_type=actor_type,
        organisations=(organisation,),
        first_name=person.first_name or "",
        last_name=person.last_name or ("" if person.first_name else email.partition("@")[0]),
        function=person.function,
        phone_number=person.phone_number or person.mobile_number,
        roles=ACTOR_RULES[actor_type].default_roles,
        active_at=at,
        sessions_from=at,
        created_at=at,
    )


def _fact_id(subscription: Subscription, identity: str, deed: str) -> str:
    """One fact for one deed of one state of a subscription, however often it is tried."""
    return str(uuid5(_FACTS, f"{subscription.id}|{subscription.revision}|{identity}|{deed}"))
