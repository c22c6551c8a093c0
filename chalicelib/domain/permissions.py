"""What a signed-in person finds on the portal: its menu, each entry open or with the reason why it is not.

**Source:** ACC-02, POR-01, roles.
"""

from msgspec import Struct

from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.roles import ACTOR_RULES, Role


class MenuEntry(Struct, frozen=True, kw_only=True):
    """One entry; ``reason`` says why it is closed and whom to ask, None when it is open."""

    key: str
    label: str
    reason: str | None


MENU: tuple[tuple[str, str, frozenset[Role]], ...] = (
    # (key, label, any of these roles opens it)
    ("CASES", "Télédossiers", frozenset({Role.CASES_READ, Role.CASES_MANAGE})),
    ("SUBSCRIPTIONS", "Gestion des abonnements", frozenset({Role.SUBSCRIPTIONS_READ})),
    ("ACCOUNTS", "Gestion des comptes", frozenset({Role.USERS_READ})),
    ("STATISTICS", "Statistiques", frozenset({Role.STATISTICS})),
    ("ADMINISTRATION", "Administration", frozenset({Role.ADMINISTRATION})),
)


def menu_of(user: PortalUser) -> tuple[MenuEntry, ...]:
    """The entries that a person's type may ever have; those his roles do not open say so."""
    possible = ACTOR_RULES[user.account.actor_type].possible_roles
    return tuple(MenuEntry(key=key, label=label, reason=user.role_refusal(roles)) for key, label, roles in MENU if roles & possible)
