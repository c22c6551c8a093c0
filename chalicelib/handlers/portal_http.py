"""The portal's door: a session by cookie, protection against forged requests, roles; refusals in the words agents read.

Deny by default: a route without ``roles`` does not exist. Every route says which roles open it, or one of three words:
``OPEN`` to anyone, ``SIGNED_IN`` for whoever is, or the stage of a sign-in that it carries on.

**Source:** AUT-07, AUT-09, ACC-02.
"""

import hmac
from collections.abc import Collection, Mapping
from datetime import datetime
from enum import Enum
from typing import TypeAlias, Unpack

from chalicelib.composition import Composition
from chalicelib.domain.errors import Forbidden
from chalicelib.domain.roles import Role
from chalicelib.domain.sessions import Session, Stage, csrf_token
from chalicelib.handlers.doors import Door, Visitor
from chalicelib.handlers.http import PORTAL, Bind, Operation, RouteTable, Settings
from chalicelib.handlers.portal_errors import portal_refusal_of
from chalicelib.handlers.portal_shape import read_form
from chalicelib.handlers.wire import iso
from chalicelib.use_cases.keep_sessions import identify_user

COOKIE = "__Host-hubee-session"
_UNVERIFIED = "Votre demande n'a pas pu être vérifiée. Rechargez la page et recommencez."

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain")
"""What a page of another site can send unasked, in a browser that does not say where a request comes from."""


class Word(Enum):
    """What a route may say instead of roles."""

    OPEN = "open"
    SIGNED_IN = "signed in"


OPEN, SIGNED_IN = Word.OPEN, Word.SIGNED_IN
Access: TypeAlias = Collection[Role] | Word | Stage


class PortalRoutes(RouteTable):
    """The routes of one part of the portal; each says which roles open it."""

    _method_refused = "Cette action n'existe pas à cette adresse."

    def __init__(self, name: str) -> None:
        super().__init__(name, tag="Portal")

    def route(self, method: str, path: str, *, roles: Access, **settings: Unpack[Settings]) -> Bind:
        """Bind a handler to an operation under ``/portal/v1``; any of ``roles`` opens it."""
        access = roles if isinstance(roles, Word | Stage) else frozenset(roles)
        return self._bound(method, f"{PORTAL}{path}", door=_DOOR, access=access, **settings)


def _let_in(operation: Operation, headers: Mapping[str, str], hub: Composition) -> Visitor:
    """Who is signed in, and whether he may be here. Raises: SignedOut, Forbidden."""
    access: Access = operation.access
    changes = operation.method not in ("GET", "HEAD")
    is_from_elsewhere = headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")
    if is_from_elsewhere and (changes or access is not OPEN):  # reading too: a first download moves a télédossier
        raise Forbidden(_UNVERIFIED)
    token = token_in(headers)
    if access is OPEN:
        if changes and headers.get("content-type", "").lower().startswith(_FORMS):
            raise Forbidden(_UNVERIFIED)
        return Visitor(token=token)
    is_automatic = headers.get("x-automatic-refresh", "").lower() == "true"
    now = hub.clock.now()
    user = identify_user(
        token,
        stage=access if isinstance(access, Stage) else Stage.OPEN,
        is_automatic=is_automatic,
        now=now,
        sessions=hub.sessions,
        commit=hub.commit,
    )
    if changes and not hmac.compare_digest(headers.get("x-csrf-token", "").encode(), csrf_token(token or "").encode()):
        raise Forbidden(_UNVERIFIED)
    if not isinstance(access, Word | Stage):
        user.must_hold(access)
    return Visitor(user=user, token=token, headers=_end_of(user.session, now=now))


def _end_of(session: Session, *, now: datetime) -> dict[str, str]:
    """When the session ends, and in how many seconds: a page counts them on its machine's clock, whatever time that shows."""
    ends_at = session.ends_at()
    return {"X-Session-Ends-At": iso(ends_at), "X-Session-Ends-In": str(int((ends_at - now).total_seconds()))}


def token_in(headers: Mapping[str, str]) -> str | None:
    """The session's token, from its cookie."""
    for pair in headers.get("cookie", "").split(";"):
        name, _, value = pair.strip().partition("=")
        if name == COOKIE and value:
            return value
    return None


def set_cookie(token: str | None) -> dict[str, str]:
    """The header that gives a session to the browser, or takes it away: host-only, out of scripts' and other sites' reach."""
    end = "" if token else "; Max-Age=0"
    return {"Set-Cookie": f"{COOKIE}={token or ''}; Path=/; Secure; HttpOnly; SameSite=Strict{end}"}


_DOOR = Door(identify=_let_in, read=read_form, refusal_of=portal_refusal_of)
