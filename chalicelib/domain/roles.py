"""Who may do what on the portal: actor types, roles, and the bounds of each, as data.

No role widens a perimeter: the organisation first, then the processes, then the role.

**Source:** ACC-01, ACC-02, AUT-06.
"""

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct


class Role(StrEnum):
    """What an account may do; each « Gestion » needs its « Consultation »."""

    CASES_READ = "CONSULTATION_TELEDOSSIERS"
    CASES_MANAGE = "GESTION_TELEDOSSIERS"
    USERS_READ = "CONSULTATION_UTILISATEURS"
    USERS_MANAGE = "GESTION_UTILISATEURS"
    SUBSCRIPTIONS_READ = "CONSULTATION_ABONNEMENTS"
    SUBSCRIPTIONS_MANAGE = "GESTION_ABONNEMENTS"
    STATISTICS = "STATISTIQUES"
    ADMINISTRATION = "ADMINISTRATION"


class ActorType(StrEnum):
    """What kind of person an account is."""

    AGENT = "AGENT"
    LOCAL_ADMINISTRATOR = "ADMINISTRATEUR_LOCAL"
    TECHNICAL_DELEGATE = "DELEGUE_TECHNIQUE"
    BUSINESS_ADMINISTRATOR = "ADMINISTRATEUR_METIER"
    NATIONAL_ADMINISTRATOR = "ADMINISTRATEUR_NATIONAL"


ROLE_LABELS: dict[Role, str] = {
    Role.CASES_READ: "Consultation des télédossiers",
    Role.CASES_MANAGE: "Gestion des télédossiers",
    Role.USERS_READ: "Consultation des utilisateurs",
    Role.USERS_MANAGE: "Gestion des utilisateurs",
    Role.SUBSCRIPTIONS_READ: "Consultation des abonnements",
    Role.SUBSCRIPTIONS_MANAGE: "Gestion des abonnements",
    Role.STATISTICS: "Statistiques et supervision",
    Role.ADMINISTRATION: "Administration",
}
ACTOR_LABELS: dict[ActorType, str] = {
    ActorType.AGENT: "Agent",
    ActorType.LOCAL_ADMINISTRATOR: "Administrateur local",
    ActorType.TECHNICAL_DELEGATE: "Délégué technique",
    ActorType.BUSINESS_ADMINISTRATOR: "Administrateur métier",
    ActorType.NATIONAL_ADMINISTRATOR: "Administrateur national",
}
CONSULTATION_OF: dict[Role, Role] = {
    Role.CASES_MANAGE: Role.CASES_READ,
    Role.USERS_MANAGE: Role.USERS_READ,
    Role.SUBSCRIPTIONS_MANAGE: Role.SUBSCRIPTIONS_READ,
}
_CASES = frozenset({Role.CASES_READ, Role.CASES_MANAGE})
_USERS = frozenset({Role.USERS_READ, Role.USERS_MANAGE})
_SUBSCRIPTIONS = frozenset({Role.SUBSCRIPTIONS_READ, Role.SUBSCRIPTIONS_MANAGE})
_STATISTICS = frozenset({Role.STATISTICS})
SENSITIVE = frozenset({Role.USERS_MANAGE, Role.SUBSCRIPTIONS_MANAGE, Role.ADMINISTRATION})
"""Roles that ask for the second factor, whoever holds them."""


class ActorRules(Struct, frozen=True, kw_only=True):
    """What goes with an actor type: its roles at creation, those it may ever hold."""

    default_roles: frozenset[Role]
    possible_roles: frozenset[Role]
    always_second_factor: bool = True


_LOCAL_ROLES = _CASES | _USERS | _SUBSCRIPTIONS | _STATISTICS
ACTOR_RULES: dict[ActorType, ActorRules] = {
    ActorType.NATIONAL_ADMINISTRATOR: ActorRules(default_roles=frozenset(Role), possible_roles=frozenset(Role)),
    ActorType.BUSINESS_ADMINISTRATOR: ActorRules(
        default_roles=frozenset({Role.CASES_READ}) | _SUBSCRIPTIONS | _USERS | _STATISTICS,
        possible_roles=frozenset({Role.CASES_READ}) | _SUBSCRIPTIONS | _USERS | _STATISTICS,
    ),
    ActorType.LOCAL_ADMINISTRATOR: ActorRules(default_roles=_SUBSCRIPTIONS | _USERS | _STATISTICS, possible_roles=_LOCAL_ROLES),
    ActorType.TECHNICAL_DELEGATE: ActorRules(default_roles=_SUBSCRIPTIONS | _STATISTICS, possible_roles=_SUBSCRIPTIONS | _STATISTICS),
    ActorType.AGENT: ActorRules(default_roles=_CASES, possible_roles=_LOCAL_ROLES, always_second_factor=False),
}
TYPES_OF: dict[str, tuple[ActorType, ...]] = {
    # The types of account that an organisation of a type may have; those of a software editor have none of their own.
    "SI": (ActorType.AGENT, ActorType.LOCAL_ADMINISTRATOR, ActorType.TECHNICAL_DELEGATE),
    "OSL": (ActorType.BUSINESS_ADMINISTRATOR,),
    "Admin": (ActorType.NATIONAL_ADMINISTRATOR,),
}
ADMINISTRATORS = frozenset({ActorType.LOCAL_ADMINISTRATOR, ActorType.BUSINESS_ADMINISTRATOR, ActorType.NATIONAL_ADMINISTRATOR})
"""The types that hold an organisation's keys; of an organisation's own type there are to be two at least (ACC-08)."""
INTERCHANGEABLE = frozenset({ActorType.AGENT, ActorType.LOCAL_ADMINISTRATOR})
"""The types that a holder of « Gestion des utilisateurs » may turn into one another."""


def completed(roles: Iterable[Role]) -> frozenset[Role]:
    """Roles with the « Consultation » that each « Gestion » needs."""
    held = frozenset(roles)
    return held | {CONSULTATION_OF[each] for each in held if each in CONSULTATION_OF}


def needs_second_factor(actor_type: ActorType, roles: frozenset[Role]) -> bool:
    """Whether a password alone does not sign such a person in."""
    return ACTOR_RULES[actor_type].always_second_factor or bool(roles & SENSITIVE)
