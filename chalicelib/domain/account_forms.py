"""What a person asks for when he makes or changes an account, and the account that comes of it.

**Source:** ACC-01 to ACC-06.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct, field

from chalicelib.domain.account_rules import ADDRESS_STAYS, address_refusal, must_fit, must_hold_what_he_gives, must_turn_into, roles_after
from chalicelib.domain.accounts import Account, Civility, account_id, normalised
from chalicelib.domain.errors import FaultyForm
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.roles import ACTOR_RULES, ActorType, Role
from chalicelib.domain.seen import Seen
from chalicelib.domain.values import replace


class AccountForm(Struct, frozen=True, kw_only=True):
    """A new account. ``roles`` None: those that its type has by default; ``organisation`` None: that of who asks."""

    email: str
    actor_type: ActorType
    civility: Civility | None = None
    first_name: str
    last_name: str
    function: str | None = None
    phone_number: str | None = None
    roles: frozenset[Role] | None = None
    habilitations: frozenset[str] = frozenset()
    organisation: OrganisationId | None = None


class AccountChange(Struct, frozen=True, kw_only=True):
    """What is to be changed; None is left as it is.

    ``email`` can only repeat the present one; ``particulars`` are the person's own fields by name, as they will be;
    ``seen`` is the account that the change was decided on.
    """

    email: str | None = None
    actor_type: ActorType | None = None
    roles: frozenset[Role] | None = None
    habilitations: frozenset[str] | None = None
    particulars: Mapping[str, Any] = field(default_factory=dict)
    seen: Seen | None = None
    is_confirmed: bool = False


def account_of(form: AccountForm, organisation: OrganisationId, *, known: Account | None, subscribed: Collection[str], at: datetime) -> Account:
    """The account that a form asks for, in an organisation subscribed to some processes; ``known`` is that of its address. Raises: FaultyForm."""
    roles = _first_roles(form.actor_type, form.roles)
    address = address_refusal(form.email, known, organisation, form.actor_type)
    must_fit(organisation, form.actor_type, roles, form.habilitations, subscribed=subscribed, address=address)
    email = form.email.strip()
    return Account(
        id=account_id(email),
        email=email,
        **_told_of(form, organisation, roles),
        active_at=at,
        sessions_from=at,
        created_at=at,
    )


def is_made_already(known: Account, form: AccountForm, organisation: OrganisationId, *, at: datetime) -> bool:
    """Whether an account is the very one that a form asks for, made moments ago and not used yet: the form's answer was lost on its way."""
    asked = replace(known, **_told_of(form, organisation, _first_roles(form.actor_type, form.roles)))
    return asked == known and known.is_active and known.signed_in_at is None and at - known.created_at <= LIMITS.form_answer_awaited


def _first_roles(actor_type: ActorType, asked: frozenset[Role] | None) -> frozenset[Role]:
    """The roles that an account of a type begins with: those asked for, or else those of its type."""
    return ACTOR_RULES[actor_type].default_roles if asked is None else roles_after(frozenset(), asked)


def _told_of(form: AccountForm, organisation: OrganisationId, roles: frozenset[Role]) -> dict[str, Any]:
    """What a form says of an account, by the account's own names."""
    return {
        "actor_type": form.actor_type,
        "organisations": (organisation,),
        "civility": form.civility,
        "first_name": form.first_name.strip(),
        "last_name": form.last_name.strip(),
        "function": form.function,
        "phone_number": form.phone_number,
        "roles": roles,
        "habilitations": form.habilitations,
    }


def account_changed(before: Account, change: AccountChange, *, user: PortalUser, subscribed: Collection[str], at: datetime) -> Account:
    """The account after a change. Another type comes with its default roles unless others are asked for. Raises: FaultyForm."""
    if change.email is not None and normalised(change.email) != normalised(before.email):
        raise FaultyForm({"email": ADDRESS_STAYS})
    actor_type = change.actor_type or before.actor_type
    must_turn_into(user, before, actor_type)
    habilitations = before.habilitations if change.habilitations is None else change.habilitations
    if actor_type is before.actor_type:
        roles = before.roles if change.roles is None else roles_after(before.roles, change.roles)
    else:
        roles = _first_roles(actor_type, change.roles)
        if change.habilitations is None and actor_type is ActorType.TECHNICAL_DELEGATE:
            habilitations = frozenset()
    must_hold_what_he_gives(user, before.roles, roles)
    is_asked = change.habilitations is not None
    if (actor_type, roles) != (before.actor_type, before.roles) or is_asked:
        must_fit(before.organisations[0], actor_type, roles, habilitations, subscribed=subscribed if is_asked else habilitations)
    after = replace(before, actor_type=actor_type, roles=roles, habilitations=habilitations, **change.particulars)
    return after if after == before else replace(after, updated_at=at)
