"""A partner's program shows its secret and gets a token; later it shows the token (OAU-01 to OAU-05, OAU-07)."""

from datetime import datetime
from typing import Protocol

from chalicelib.domain.callers import Caller, Scope
from chalicelib.domain.errors import HubError, Unauthenticated
from chalicelib.domain.oauth_clients import Bearer
from chalicelib.use_cases.ports import Clients


class TokenRefused(HubError):
    """An error of RFC 6749 §5.2; ``error`` is its code."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error = error


class Tokens(Protocol):
    """Signed tokens."""

    def sign(self, bearer: Bearer, *, now: datetime) -> str:
        """Make a token that lives an hour."""

    def verify(self, token: str, *, now: datetime) -> Bearer:
        """Whom a token was issued to. Raises: Unauthenticated for one that is forged, foreign or expired."""


class ClientStates(Protocol):
    """What a client may do now; remembered for at most 60 seconds."""

    def caller(self, bearer: Bearer) -> Caller | None:
        """The caller a live client is, with its perimeter; None when it is revoked, or its subscription was refused."""


_LONGEST_ID = 100


def issue_token(
    *, grant_type: str | None, client_id: str | None, client_secret: str | None, scope: str | None, now: datetime, clients: Clients, tokens: Tokens
) -> tuple[str, Scope]:
    """Issue a token for the client's own scope, named in any case, or not at all. Raises: TokenRefused."""
    if grant_type is None:
        raise TokenRefused("invalid_request", "grant_type is missing")
    if grant_type != "client_credentials":
        raise TokenRefused("unsupported_grant_type", f"grant_type {grant_type} is not supported, client_credentials is")
    if not client_id or not client_secret:
        raise TokenRefused("invalid_client", "client authentication is missing")
    client = clients.client(client_id) if len(client_id) <= _LONGEST_ID else None
    if client is None or not client.accepts(client_secret):
        raise TokenRefused("invalid_client", "client authentication failed")
    if scope is not None and client.scope not in scope.upper().split():
        raise TokenRefused("invalid_scope", f"scope {scope} is not this client's")
    return tokens.sign(client.bearer, now=now), client.scope


def identify_caller(token: str, *, now: datetime, tokens: Tokens, states: ClientStates) -> Caller:
    """Say who is calling from a bearer token. Raises: Unauthenticated."""
    caller = states.caller(tokens.verify(token, now=now))
    if caller is None:
        raise Unauthenticated("Invalid Credentials")
    return caller
