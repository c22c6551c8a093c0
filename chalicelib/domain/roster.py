"""The list of an organisation's accounts: in which order, what is looked for, how it is walked.

**Source:** ACC-02, ACC-07.
"""

from collections.abc import Sequence

from msgspec import Struct

from chalicelib.domain.accounts import Account
from chalicelib.domain.inbox import folded
from chalicelib.domain.roles import ActorType


class RosterCriteria(Struct, frozen=True, kw_only=True):
    """Which accounts are asked for; empty: all. ``text`` is a part of a name or of an address."""

    actor_types: tuple[ActorType, ...] = ()
    is_active: bool | None = None
    text: str | None = None

    def takes(self, account: Account) -> bool:
        """Whether an account is one of them."""
        return (
            (not self.actor_types or account.actor_type in self.actor_types)
            and self.is_active in (None, account.is_active)
            and (not self.text or folded(self.text) in folded(f"{account.last_name} {account.first_name} {account.last_name} {account.email}"))
        )


class Roster(Struct, frozen=True, kw_only=True):
    """Some accounts, in order; ``next`` is the id of the one after which the next page begins, None at the end."""

    accounts: Sequence[Account]
    next: str | None = None


def place_of(account: Account) -> str:
    """Where an account stands in its organisation's list: by name."""
    if account.actor_type is ActorType.TECHNICAL_DELEGATE:
        return delegate_place(account.id)
    return f"{folded(f'{account.last_name} {account.first_name}')}#{account.id}"


def delegate_place(account_id: str) -> str:
    """Where a technical delegate stands: after everybody of the house."""
    return f"~#{account_id}"
