"""What is asked about an account, on the portal's wire."""

from typing import Annotated

from pydantic import Field

from chalicelib.domain.account_forms import AccountChange, AccountForm
from chalicelib.domain.accounts import Civility
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.roles import ActorType, Role
from chalicelib.domain.seen import Seen
from chalicelib.handlers.portal_persons_json import Address, Function, Name, Phone
from chalicelib.handlers.portal_wire import Instant, Wire

Code = Annotated[str, Field(min_length=1, max_length=100)]
Codes = Annotated[list[Code], Field(max_length=100)]
Roles = Annotated[list[Role], Field(max_length=20)]
OrganisationText = Annotated[str, Field(pattern=r"^\w{1,20}-[0-9]{14}-\w{1,10}$", max_length=46)]


class AccountBody(Wire):
    """A new account; without ``roles`` it has those of its type, without ``organisation`` it is of one's own."""

    email: Address
    actor_type: ActorType
    civility: Civility | None = None
    first_name: Name
    last_name: Name
    function: Function | None = None
    phone_number: Phone | None = None
    roles: Roles | None = None
    habilitations: Codes = []
    organisation: OrganisationText | None = None

    def to_form(self) -> AccountForm:
        """Read it."""
        return AccountForm(
            email=self.email,
            actor_type=self.actor_type,
            civility=self.civility,
            first_name=self.first_name,
            last_name=self.last_name,
            function=self.function or None,
            phone_number=self.phone_number or None,
            roles=None if self.roles is None else frozenset(self.roles),
            habilitations=frozenset(self.habilitations),
            organisation=OrganisationId.parse(self.organisation) if self.organisation else None,
        )


class AccountChangeBody(Wire):
    """What is to be changed: a field that is left out stays. The address never changes. ``confirm`` answers a question asked before.

    ``version`` is the ``updatedAt`` of the account as it was read; left out, what others did meanwhile is not asked about.
    """

    email: str | None = None
    actor_type: ActorType | None = None
    civility: Civility | None = None
    first_name: Name | None = None
    last_name: Name | None = None
    function: Function | None = None
    phone_number: Phone | None = None
    roles: Roles | None = None
    habilitations: Codes | None = None
    version: Instant | None = None
    confirm: bool = False

    def to_change(self) -> AccountChange:
        """Read it."""
        names = {name for name in ("first_name", "last_name") if getattr(self, name) is not None}
        cleared = self.model_fields_set & {"civility", "function", "phone_number"}
        return AccountChange(
            email=self.email,
            actor_type=self.actor_type,
            roles=None if self.roles is None else frozenset(self.roles),
            habilitations=None if self.habilitations is None else frozenset(self.habilitations),
            particulars={name: getattr(self, name) or None for name in sorted(names | cleared)},
            seen=Seen(self.version) if "version" in self.model_fields_set else None,
            is_confirmed=self.confirm,
        )


class ConfirmBody(Wire):
    """``confirm`` answers the question that a first try was answered with."""

    confirm: bool = False


class ActingBody(Wire):
    """For which organisation a technical delegate acts."""

    organisation: OrganisationText
