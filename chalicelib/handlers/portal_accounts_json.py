"""Accounts and sessions on the portal's wire."""

import unicodedata
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from chalicelib.domain.accounts import Account
from chalicelib.domain.permissions import MenuEntry
from chalicelib.domain.roles import ACTOR_LABELS
from chalicelib.handlers.portal_wire import Instant, Wire


def _composed(password: str) -> str:
    """The same characters whatever keyboard they were typed on: some send an accent as a character of its own."""
    return unicodedata.normalize("NFC", password)


Password = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_composed)]
Address = Annotated[str, Field(min_length=1, max_length=320)]


class SignInBody(Wire):
    """An address and a password."""

    email: Address
    password: Password


class CodeBody(Wire):
    """A code by mail, of an authenticator, or a recovery code."""

    code: Annotated[str, Field(min_length=1, max_length=50)]


class PasswordBody(Wire):
    """A new password."""

    password: Password


class ForgottenBody(Wire):
    """Whose password is forgotten."""

    email: Address


class LinkBody(Wire):
    """A link's token, and what it is for: ACTIVATION or RESET."""

    token: Annotated[str, Field(min_length=1, max_length=500)]
    purpose: Annotated[str, Field(pattern="^(ACTIVATION|RESET)$")]


class LinkPasswordBody(LinkBody):
    """A new password, by a link."""

    password: Password


class SignInJson(Wire):
    """How far a sign-in has come. ``stage``: SECOND_FACTOR, NEW_PASSWORD or OPEN; ``method``: MAIL or AUTHENTICATOR."""

    stage: str
    method: str | None
    csrf_token: str
    ends_at: Instant


class MenuEntryJson(Wire):
    """An entry of the menu; ``reason`` says why it is closed."""

    key: str
    label: str
    is_allowed: bool
    reason: str | None

    @classmethod
    def of(cls, entry: MenuEntry) -> "MenuEntryJson":
        """Write it."""
        return cls.model_construct(key=entry.key, label=entry.label, is_allowed=entry.reason is None, reason=entry.reason)


class OrganisationNameJson(Wire):
    """An organisation, by its id and its name."""

    id: str
    name: str


class AccountFieldsJson(Wire):
    """What every answer tells of an account."""

    id: str
    email: str
    actor_type: str
    actor_label: str
    civility: str | None
    first_name: str
    last_name: str
    function: str | None
    phone_number: str | None
    roles: list[str]
    habilitations: list[str]


class MeJson(AccountFieldsJson):
    """Who is signed in and what he finds; ``whomToAsk`` says who changes what he may not."""

    role_labels: list[str]
    whom_to_ask: str
    organisation: OrganisationNameJson | None
    organisations: list[OrganisationNameJson]
    menu: list[MenuEntryJson]
    warnings: list[str]
    has_authenticator: bool
    password_expires_at: Instant | None
    csrf_token: str
    session_ends_at: Instant


def account_fields(account: Account) -> dict[str, Any]:
    """What every answer tells of an account."""
    return {
        "id": account.id,
        "email": account.email,
        "actor_type": str(account.actor_type),
        "actor_label": ACTOR_LABELS[account.actor_type],
        "civility": account.civility,
        "first_name": account.first_name,
        "last_name": account.last_name,
        "function": account.function,
        "phone_number": account.phone_number,
        "roles": sorted(account.roles),
        "habilitations": sorted(account.habilitations),
    }
