"""A person signed in to the portal, and how far he sees: organisation first, then processes, then roles (ACC-02, POR-01)."""

from collections.abc import Collection

from msgspec import Struct

from chalicelib.domain.accounts import Account
from chalicelib.domain.callers import Caller, Scope
from chalicelib.domain.errors import Forbidden
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.roles import ACTOR_LABELS, ROLE_LABELS, ActorType, Role
from chalicelib.domain.sessions import Session
from chalicelib.domain.subscriptions import AccessMode

SUPPORT_ADDRESS = "support@hubee.numerique.gouv.fr"
_ANOTHER_LOCAL = "Contactez un autre administrateur local de votre organisation"
_NOT_YOURS = "Vous n'avez pas accès à cet élément."


class PortalUser(Struct, frozen=True, kw_only=True):
    """Who acts: an account, through a session. ``organisation`` is None for a technical delegate of several who has not chosen one."""

    account: Account
    session: Session

    @property
    def organisation(self) -> OrganisationId | None:
        """The organisation he acts for: his own, or the one he has chosen among those that named him."""
        account = self.account
        if account.actor_type is not ActorType.TECHNICAL_DELEGATE:
            return account.organisations[0]
        chosen = self.session.organisation
        if chosen in account.organisations:
            return chosen
        return account.organisations[0] if len(account.organisations) == 1 else None

    @property
    def acting_for(self) -> OrganisationId:
        """The organisation he acts for. Raises: Forbidden before one was chosen."""
        organisation = self.organisation
        if organisation is None:
            raise Forbidden("Choisissez d'abord l'organisation pour laquelle vous agissez.")
        return organisation

    @property
    def is_national(self) -> bool:
        """Whether he is of the national administration, whose perimeter is everybody's; what he may do there is his roles'."""
        return self.account.actor_type is ActorType.NATIONAL_ADMINISTRATOR

    @property
    def is_support(self) -> bool:
        """Whether he is its support, for any organisation: he holds « Administration » besides (ACC-11)."""
        return self.is_national and self.may(Role.ADMINISTRATION)

    @property
    def is_operator(self) -> bool:
        """Whether he stands on the operator's side."""
        return self.account.actor_type is ActorType.BUSINESS_ADMINISTRATOR

    def may(self, *roles: Role) -> bool:
        """Whether he holds one of some roles."""
        return not self.account.roles.isdisjoint(roles)

    def role_refusal(self, roles: Collection[Role]) -> str | None:
        """Why he may not do what one of some roles allows, and whom to ask; None when he holds one."""
        return None if self.may(*roles) else f"{no_role(roles)} {whom_to_ask(self.account)}"

    def must_hold(self, roles: Collection[Role]) -> None:
        """Raises: Forbidden, naming the role that is lacking and whom to ask."""
        if (refusal := self.role_refusal(roles)) is not None:
            raise Forbidden(refusal)

    def must_be(self, *actors: ActorType) -> None:
        """Raises: Forbidden for another actor type."""
        if self.account.actor_type not in actors:
            wanted = " ou ".join(ACTOR_LABELS[each].lower() for each in actors)
            raise Forbidden(f"Cette action est réservée au profil {wanted}.")

    def must_act_for(self, organisation: OrganisationId) -> None:
        """Raises: Forbidden for another organisation than his; the national administration acts for all."""
        if not self.is_national and organisation != self.organisation:
            raise not_yours()

    def as_instructor(self, process_codes: frozenset[str]) -> Caller:
        """The caller that the exchange knows him as: his organisation, on some processes."""
        return Caller(
            scope=Scope.SI,
            client_id=self.account.id,
            organisation=self.acting_for,
            process_codes=process_codes,
            access_mode=AccessMode.PORTAL,
        )

    def as_administration(self) -> Caller:
        """The caller that the exchange knows the national administration as."""
        self.must_be(ActorType.NATIONAL_ADMINISTRATOR)
        return Caller(scope=Scope.ADMIN, client_id=self.account.id, organisation=self.acting_for)


def not_yours() -> Forbidden:
    """Another's object, in the portal's words."""
    return Forbidden(_NOT_YOURS)


def no_role(roles: Collection[Role]) -> str:
    """That a person holds none of some roles."""
    return f"Vous ne disposez pas du rôle {' ou '.join(f'« {ROLE_LABELS[each]} »' for each in Role if each in roles)}."


def whom_to_ask(account: Account) -> str:
    """Whom a person turns to when something is not allowed."""
    if account.actor_type is ActorType.AGENT:
        return "Contactez l'administrateur local de votre organisation."
    if account.actor_type is ActorType.LOCAL_ADMINISTRATOR:
        return f"{_ANOTHER_LOCAL} ; si vous êtes seul, créez le compte d'un second administrateur local, qui pourra le faire."
    if account.actor_type is ActorType.BUSINESS_ADMINISTRATOR:
        return "Contactez un autre administrateur métier de votre organisation."
    return f"Contactez le support HubEE : {SUPPORT_ADDRESS}."


def whom_to_ask_from_outside(account: Account) -> str:
    """Whom a person turns to whose own account is closed: he makes no other."""
    return f"{_ANOTHER_LOCAL}." if account.actor_type is ActorType.LOCAL_ADMINISTRATOR else whom_to_ask(account)
