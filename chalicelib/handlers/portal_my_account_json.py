"""« Mon compte » on the portal's wire."""

from typing import Annotated

from pydantic import Field

from chalicelib.domain.accounts import Civility
from chalicelib.domain.sessions import Session
from chalicelib.handlers.portal_accounts_json import Password
from chalicelib.handlers.portal_persons_json import Function, Phone
from chalicelib.handlers.portal_wire import Instant, Wire
from chalicelib.use_cases.keep_account import Proof

_Code = Annotated[str, Field(min_length=1, max_length=50)]
_Function = Annotated[Function, Field(min_length=1)]


class ProfileBody(Wire):
    """What a person may change of his account; a field that is not given stays, null empties it."""

    civility: Civility | None = None
    function: _Function | None = None
    phone_number: Phone | None = None


class ChangePasswordBody(Wire):
    """The password, and the one that is to take its place."""

    current_password: Password
    password: Password


class ProofBody(Wire):
    """The password, or a code of the authenticator, or a recovery code."""

    current_password: Password | None = None
    code: _Code | None = None

    def to_domain(self) -> Proof:
        """Read the proof; the password where both are given, and an empty one where none is."""
        if self.current_password is None and self.code is not None:
            return Proof(code=self.code)
        return Proof(password=self.current_password or "")


class CurrentPasswordBody(Wire):
    """The password."""

    current_password: Password


class AuthenticatorJson(Wire):
    """An authenticator to be set up: ``qrCode`` is an SVG image as a data address, ``secret`` what a person types instead."""

    secret: str
    uri: str
    qr_code: str


class RecoveryCodesJson(Wire):
    """Recovery codes, shown this once."""

    recovery_codes: list[str]


class SessionJson(Wire):
    """An open session; ``isCurrent``: the one that asks."""

    id: str
    device: str
    opened_at: Instant
    seen_at: Instant
    ends_at: Instant
    is_current: bool

    @classmethod
    def of(cls, session: Session, current: Session) -> "SessionJson":
        """Write it."""
        return cls.model_construct(
            id=session.id,
            device=session.device,
            opened_at=session.opened_at,
            seen_at=session.seen_at,
            ends_at=session.ends_at(),
            is_current=session.id == current.id,
        )
