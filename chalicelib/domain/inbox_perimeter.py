"""Which shelves of télédossiers a person sees, and why there are none: perimeter first, then his role.

**Source:** POR-01, POR-11, ORG-06, roles; the FAQ's « Pourquoi je ne peux pas voir les télédossiers ? ».
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from chalicelib.domain.case_access import NO_DELEGATE, READERS, in_api_mode, is_shown_on_the_portal, not_entitled, not_subscribed
from chalicelib.domain.errors import Forbidden, Invalid
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.inbox import Shelf
from chalicelib.domain.portal_users import PortalUser, whom_to_ask
from chalicelib.domain.processes import Process
from chalicelib.domain.roles import ActorType
from chalicelib.domain.subscriptions import Subscription, SubscriptionStatus

Subscriptions: TypeAlias = Mapping[tuple[str, OrganisationId], Subscription]
"""Subscriptions by process and subscriber."""
_NARROW = "Précisez une organisation ou une démarche pour consulter ses télédossiers."


def seats_to_read(
    user: PortalUser, processes: Sequence[Process], *, organisation: OrganisationId | None, every: bool
) -> set[tuple[str, OrganisationId]]:
    """The (process, organisation) pairs whose subscriptions say what a person sees; ``every`` process, to say why he sees nothing."""
    if user.is_operator:
        return set()
    if user.is_national:
        return {(each.code, organisation) for each in processes} if organisation is not None else set()
    codes: Collection[str] = {each.code for each in processes} if every else user.account.habilitations
    return {(code, user.acting_for) for code in codes}


def shelves_of(
    user: PortalUser,
    processes: Sequence[Process],
    subscriptions: Subscriptions,
    *,
    organisation: OrganisationId | None = None,
    wanted: Collection[str] = (),
) -> tuple[Shelf, ...]:
    """What a person sees, of the processes ``wanted`` (none named: all): ``organisation`` is for the national administration.

    Raises: Forbidden for a technical delegate, without the role, or for another's organisation; Invalid for a national
    administrator who names neither an organisation nor a process.
    """
    if user.account.actor_type is ActorType.TECHNICAL_DELEGATE:
        raise Forbidden(NO_DELEGATE)
    user.must_hold(READERS)
    if organisation is not None:
        user.must_act_for(organisation)
    if user.is_national:
        if organisation is None and not wanted:
            raise Invalid(_NARROW)
        codes = [each.code for each in processes if organisation is None or (each.code, organisation) in subscriptions]
    elif user.is_operator:
        codes = [each.code for each in processes if each.osl == user.acting_for]
    else:
        organisation = user.acting_for
        seats = ((code, subscriptions.get((code, organisation))) for code in sorted(user.account.habilitations))
        codes = [code for code, seat in seats if seat is not None and is_shown_on_the_portal(seat)]
    recipient = None if user.is_operator else organisation
    return tuple(Shelf(process_code=code, recipient=recipient) for code in codes if not wanted or code in wanted)


def reasons_of(
    user: PortalUser,
    shelves: Sequence[Shelf],
    processes: Sequence[Process],
    subscriptions: Subscriptions,
    *,
    wanted: Collection[str] = (),
    now: datetime,
) -> tuple[str, ...]:
    """Why a person sees nothing, and whom to ask; nothing to say when télédossiers may be there. ``subscriptions``: his organisation's, all."""
    if user.is_national:
        return ()
    if user.is_operator:
        return () if shelves else (f"Votre organisation n'est l'opérateur d'aucune de ces démarches. {whom_to_ask(user.account)}",)
    live = {code: each for (code, _), each in subscriptions.items() if each.rejected_at is None}
    if any(live[each.process_code].status_at(now) is not SubscriptionStatus.INACTIVE for each in shelves if each.process_code in live):
        return ()
    ask = whom_to_ask(user.account)
    words = {each.code: each.in_words for each in processes}
    if not live:
        return (f"Votre organisation n'est abonnée à aucune démarche. {ask}",)
    habilitations = user.account.habilitations
    if not wanted and habilitations.isdisjoint(live):
        theirs = ", ".join(words.get(code, code) for code in sorted(live))
        return (f"Vous n'êtes habilité à aucune des démarches auxquelles votre organisation est abonnée : {theirs}. {ask}",)
    return tuple(_reason(user, code, words.get(code, code), live.get(code)) for code in sorted(wanted or habilitations))


def _reason(user: PortalUser, code: str, words: str, subscription: Subscription | None) -> str:
    if subscription is None:
        return not_subscribed(user, words)
    if code not in user.account.habilitations:
        return not_entitled(user, words)
    if not is_shown_on_the_portal(subscription):
        return in_api_mode(user, words)
    return f"L'abonnement de votre organisation à la démarche {words} n'est pas encore actif. {whom_to_ask(user.account)}"
