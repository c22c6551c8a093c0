"""Accounts of the portal: one address, one person, one organisation; a technical delegate alone has several.

An account's id is made of its address: an address has one account, and nobody can look an address up by guessing ids that
mean nothing elsewhere.

**Source:** ACC-01 to ACC-11, AUT-08.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

from msgspec import Struct

from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.roles import ADMINISTRATORS, ActorType, Role, needs_second_factor
from chalicelib.domain.values import replace

_ADDRESSES = UUID("3a1f6f0c-5c1e-4b55-9f0b-7c3c9d1e8a42")


class Civility(StrEnum):
    """How a person is addressed."""

    MADAME = "Madame"
    MONSIEUR = "Monsieur"


class Deactivation(StrEnum):
    """Why an account is closed."""

    BY_ADMINISTRATOR = "ADMINISTRATEUR"
    BY_INACTIVITY = "INACTIVITE"


class Account(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One account. All instants are aware UTC.

    ``organisations`` holds one organisation, or for a technical delegate those that named him. ``habilitations`` are the
    codes of the processes whose télédossiers he may treat. Sessions opened under another ``sessions_from`` are over.
    ``active_at`` is when he last signed in or, before he ever did, when the account was made or reopened;
    ``reminders`` counts the inactivity mails since (1 at 60 days, 2 at 90, 3 when support was told instead of closing it);
    ``reminder_due_at`` is the instant of its one entry in the agenda.
    """

    id: str
    email: str
    actor_type: ActorType
    organisations: tuple[OrganisationId, ...]
    civility: Civility | None = None
    first_name: str
    last_name: str
    function: str | None = None
    phone_number: str | None = None
    roles: frozenset[Role]
    habilitations: frozenset[str] = frozenset()
    deactivation: Deactivation | None = None
    deactivated_at: datetime | None = None
    signed_in_at: datetime | None = None
    active_at: datetime
    reminders: int = 0
    reminder_due_at: datetime | None = None
    sessions_from: datetime
    created_at: datetime
    updated_at: datetime | None = None
    version: int = 0

    @property
    def is_active(self) -> bool:
        """Whether the person may sign in."""
        return self.deactivation is None

    @property
    def needs_second_factor(self) -> bool:
        """Whether a password alone does not sign him in."""
        return needs_second_factor(self.actor_type, self.roles)

    @property
    def is_manager(self) -> bool:
        """Whether he is one of those who keep the accounts of his organisation (ACC-08)."""
        return self.is_active and self.actor_type in ADMINISTRATORS and Role.USERS_MANAGE in self.roles

    @property
    def full_name(self) -> str:
        """First name and last name."""
        return f"{self.first_name} {self.last_name}".strip()

    def signed_in(self, *, at: datetime) -> "Account":
        """The account after its person signed in: inactivity starts over."""
        return replace(self, signed_in_at=at, active_at=at, reminders=0)

    def deactivated(self, reason: Deactivation, *, at: datetime) -> "Account":
        """The account closed, its sessions over."""
        return replace(self.without_sessions(at=at), deactivation=reason, deactivated_at=at, updated_at=at)

    def reactivated(self, *, at: datetime) -> "Account":
        """The account open again; inactivity is counted from now."""
        return replace(self.without_sessions(at=at), deactivation=None, deactivated_at=None, active_at=at, reminders=0, updated_at=at)

    def without_sessions(self, *, at: datetime) -> "Account":
        """The account with every session over that was opened so far, one that is just being opened among them."""
        # Never the same instant twice, whatever the clock says: no session lives through it.
        return replace(self, sessions_from=max(at, self.sessions_from + timedelta(microseconds=1)))

    def named_by(self, organisation: OrganisationId, *, at: datetime) -> "Account":
        """A technical delegate with one more organisation."""
        if organisation in self.organisations:
            return self
        return replace(self, organisations=(*self.organisations, organisation), updated_at=at)

    def dropped_by(self, organisation: OrganisationId, *, at: datetime) -> "Account":
        """A technical delegate with one organisation less."""
        return replace(self, organisations=tuple(each for each in self.organisations if each != organisation), updated_at=at)


class Membership(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Lists a technical delegate among the accounts of an organisation that named him."""

    account_id: str
    organisation: OrganisationId


class Managers(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who keeps the accounts of an organisation: written with every change of them, so that the last one never goes (ACC-08)."""

    organisation: OrganisationId
    account_ids: frozenset[str] = frozenset()
    version: int = 0

    def after(self, account: Account) -> "Managers":
        """With an account as it has become."""
        others = self.account_ids - {account.id}
        return replace(self, account_ids=others | {account.id} if account.is_manager else others)


NO_MANAGERS = Managers(organisation=OrganisationId(type="", company_register="", branch_code=""))
"""Those who keep the accounts of no organisation."""


def normalised(email: str) -> str:
    """An address as it is compared: without blanks around it, in lower case."""
    return email.strip().lower()


def account_id(email: str) -> str:
    """The id of the one account of an address."""
    return str(uuid5(_ADDRESSES, normalised(email)))
