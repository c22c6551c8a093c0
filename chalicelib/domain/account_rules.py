"""What a holder of « Gestion des utilisateurs » may do with an account, and in whose words it is refused.

The perimeter comes first: his own organisation, or any for the national administration's support. Then what the
organisation's type may have, then what a technical delegate's account allows, then the last administrator. Nobody ever
changes his own.

**Source:** ACC-01 to ACC-08, ACC-11.
"""

from collections.abc import Collection, Iterable
from enum import StrEnum

from msgspec import Struct

from chalicelib.domain.accounts import Account, Managers
from chalicelib.domain.errors import ConfirmationNeeded, FaultyForm, Forbidden, Invalid
from chalicelib.domain.generic_mailboxes import generic_refusal, is_generic
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.onboarding import DELEGATE_IS_OUTSIDE, USED_ELSEWHERE
from chalicelib.domain.portal_users import SUPPORT_ADDRESS, PortalUser, no_role, not_yours
from chalicelib.domain.roles import (
    ACTOR_LABELS,
    ACTOR_RULES,
    CONSULTATION_OF,
    INTERCHANGEABLE,
    ROLE_LABELS,
    TYPES_OF,
    ActorType,
    Role,
    completed,
)

NOT_YOUR_OWN = (
    "Il n'est pas possible de modifier les droits de son propre compte, pour des questions de sécurité. Demandez-le à un autre administrateur."
)
NOT_A_DELEGATE_S = (
    "Le compte d'un délégué technique ne peut être ni modifié ni désactivé par votre organisation. "
    f"En cas d'erreur, contactez le support HubEE : {SUPPORT_ADDRESS}."
)
LAST_MANAGER = (
    "Ce compte est celui du dernier administrateur de l'organisation disposant du rôle « Gestion des utilisateurs » : "
    "il ne peut être ni désactivé, ni privé de ce rôle. Créez d'abord un autre compte d'administrateur."
)
ONE_WILL_BE_LEFT = (
    "L'organisation n'aura plus qu'un seul administrateur disposant du rôle « Gestion des utilisateurs », alors qu'il en faut au minimum deux. "
    "Confirmez-vous cette modification ?"
)
ALREADY_YOURS = "Un compte existe déjà avec cette adresse dans l'organisation."
ALREADY_CLOSED = "Un compte désactivé existe déjà avec cette adresse dans l'organisation : réactivez-le au lieu d'en créer un autre."
ADDRESS_STAYS = (
    "L'adresse e-mail sert d'identifiant : elle ne peut pas être modifiée. Désactivez ce compte et créez-en un nouveau avec la bonne adresse."
)
_ACTIVE_ALREADY = "Ce compte est déjà actif."
_CLOSED_ALREADY = "Ce compte est déjà désactivé."
_SIGNED_IN_ONCE = "Cette personne s'est déjà connectée. Si elle a oublié son mot de passe, elle utilise le lien « Mot de passe oublié »."
_CLOSED = "Ce compte est désactivé. Réactivez-le d'abord."


class Action(StrEnum):
    """What can be done with an account."""

    EDIT = "EDIT"
    DEACTIVATE = "DEACTIVATE"
    REACTIVATE = "REACTIVATE"
    RESEND_ACTIVATION = "RESEND_ACTIVATION"
    RESET_SECOND_FACTOR = "RESET_SECOND_FACTOR"


WITH_HABILITATIONS = INTERCHANGEABLE
"""The types whose télédossiers are those of their habilitations; an operator's are those of the processes it owns."""


def organisation_asked(user: PortalUser, asked: OrganisationId | None) -> OrganisationId:
    """The organisation whose accounts are meant: his own unless support names another. Raises: Forbidden."""
    organisation = asked or user.acting_for
    if organisation != user.acting_for and not user.is_support:
        raise not_yours()
    return organisation


def must_reach(user: PortalUser, account: Account) -> None:
    """Raises: Forbidden for an account of another organisation, unless support asks."""
    if not user.is_support and user.acting_for not in account.organisations:
        raise not_yours()


def refusal(action: Action, user: PortalUser, account: Account, managers: Managers) -> str | None:
    """Why an action is not possible on an account within reach, as a person reads it; None when it is.

    ``managers`` are those of the account's organisation.
    """
    if not user.may(Role.USERS_MANAGE):
        return no_role({Role.USERS_MANAGE})
    if action is Action.RESET_SECOND_FACTOR and not user.is_support:
        return f"Seul le support HubEE peut réinitialiser la double authentification : {SUPPORT_ADDRESS}."
    if action is Action.RESEND_ACTIVATION:
        return _CLOSED if not account.is_active else _SIGNED_IN_ONCE if account.signed_in_at is not None else None
    if account.id == user.account.id:
        return NOT_YOUR_OWN
    if account.actor_type is ActorType.TECHNICAL_DELEGATE and not user.is_support:
        return NOT_A_DELEGATE_S
    if action is Action.REACTIVATE:
        return _ACTIVE_ALREADY if account.is_active else None
    if action is Action.DEACTIVATE:
        return _CLOSED_ALREADY if not account.is_active else LAST_MANAGER if managers.account_ids == {account.id} else None
    return None


def must_be_possible(action: Action, user: PortalUser, account: Account, managers: Managers) -> None:
    """Raises: Forbidden for another's account, Invalid with the reason why an action is not possible."""
    must_reach(user, account)
    reason = refusal(action, user, account, managers)
    if reason is not None:
        raise Forbidden(reason) if account.id == user.account.id or not user.may(Role.USERS_MANAGE) else Invalid(reason)


def must_leave_managers(before: Account, after: Account, managers: Managers, *, is_confirmed: bool) -> None:
    """An organisation keeps one administrator at least, and a second one unless that is confirmed. Raises: Invalid, ConfirmationNeeded."""
    left = managers.after(after).account_ids
    if not before.is_manager or after.is_manager or len(left) > 1:
        return
    if not left:
        raise Invalid(LAST_MANAGER)
    if not is_confirmed:
        raise ConfirmationNeeded(ONE_WILL_BE_LEFT)


def roles_after(before: frozenset[Role], asked: Iterable[Role]) -> frozenset[Role]:
    """The roles that a form means: « Gestion » brings its « Consultation », and goes when its « Consultation » is taken away."""
    wanted = frozenset(asked)
    gone = {manage for manage, read in CONSULTATION_OF.items() if {manage, read} <= before and read not in wanted}
    return completed(wanted - gone)


def must_fit(
    organisation: OrganisationId,
    actor_type: ActorType,
    roles: frozenset[Role],
    habilitations: Collection[str],
    *,
    subscribed: Collection[str],
    address: str | None = None,
) -> None:
    """Whether an organisation may have such an account. ``address``: what is wrong with its address.

    Raises: FaultyForm with a message beside each field, all at once.
    """
    faults = {"email": address} if address else {}
    if actor_type not in TYPES_OF.get(organisation.type, ()):
        faults["actorType"] = f"Une organisation de type {organisation.type} ne peut pas avoir de compte « {ACTOR_LABELS[actor_type]} »."
    beyond = [f"« {ROLE_LABELS[each]} »" for each in Role if each in roles - ACTOR_RULES[actor_type].possible_roles]
    if beyond:
        faults["roles"] = f"Un compte « {ACTOR_LABELS[actor_type]} » ne peut pas avoir le rôle {', '.join(beyond)}."
    if habilitations and actor_type not in WITH_HABILITATIONS:
        faults["habilitations"] = f"Un compte « {ACTOR_LABELS[actor_type]} » n'a pas d'habilitation."
    elif unknown := sorted(set(habilitations) - set(subscribed)):
        faults["habilitations"] = f"L'organisation n'est pas abonnée à la démarche {', '.join(unknown)}."
    if faults:
        raise FaultyForm(faults)


def address_refusal(email: str, known: Account | None, organisation: OrganisationId, actor_type: ActorType) -> str | None:
    """Why an address cannot be a new account's: it is a person's, and no account has it; a technical delegate alone is named by several."""
    if is_generic(email):
        return generic_refusal(email)
    if known is None:
        return None
    is_delegate = known.actor_type is ActorType.TECHNICAL_DELEGATE
    if organisation in known.organisations:
        if actor_type is ActorType.TECHNICAL_DELEGATE and not is_delegate:
            return DELEGATE_IS_OUTSIDE
        return ALREADY_YOURS if known.is_active else ALREADY_CLOSED
    return None if is_delegate and actor_type is ActorType.TECHNICAL_DELEGATE else USED_ELSEWHERE


def _type_refusal(user: PortalUser, before: Account, actor_type: ActorType) -> str | None:
    """Why an account cannot become of a type, as a person reads it; None when it can.

    Agent and local administrator turn into each other; a technical delegate is support's alone.
    """
    if actor_type is before.actor_type or {actor_type, before.actor_type} <= INTERCHANGEABLE:
        return None
    if not user.is_support:
        return f"Ce changement de type de compte est réservé au support HubEE : {SUPPORT_ADDRESS}."
    if before.actor_type is ActorType.TECHNICAL_DELEGATE and len(before.organisations) != 1:
        return "Ce délégué technique n'a pas exactement une organisation : retirez-lui d'abord les autres."
    return None


def must_turn_into(user: PortalUser, before: Account, actor_type: ActorType) -> None:
    """Raises: FaultyForm when an account cannot become of a type."""
    reason = _type_refusal(user, before, actor_type)
    if reason is not None:
        raise FaultyForm({"actorType": reason})


class TypeChange(Struct, frozen=True, kw_only=True):
    """A type that an account may have, and why it cannot become of it."""

    actor_type: ActorType
    reason: str | None


def type_changes(user: PortalUser, account: Account) -> tuple[TypeChange, ...]:
    """The types of account of its organisation, each with the reason when it cannot become of it."""
    types = TYPES_OF.get(account.organisations[0].type, ()) if account.organisations else ()
    return tuple(TypeChange(actor_type=each, reason=_type_refusal(user, account, each)) for each in types)


def must_hold_what_he_gives(user: PortalUser, before: frozenset[Role], after: frozenset[Role]) -> None:
    """« Administration » opens every organisation: only who holds it gives it. Raises: FaultyForm."""
    if Role.ADMINISTRATION in after - before and not user.may(Role.ADMINISTRATION):
        raise FaultyForm({"roles": f"Le rôle « {ROLE_LABELS[Role.ADMINISTRATION]} » ne peut être donné que par une personne qui en dispose."})


class Possibility(Struct, frozen=True, kw_only=True):
    """An action, and why it is not possible."""

    action: Action
    reason: str | None


def possibilities(user: PortalUser, account: Account, managers: Managers) -> tuple[Possibility, ...]:
    """What a person may do with an account, each with the reason when not."""
    actions = [each for each in Action if each is not Action.RESET_SECOND_FACTOR or user.is_support]
    return tuple(Possibility(action=each, reason=refusal(each, user, account, managers)) for each in actions)
