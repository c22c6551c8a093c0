"""People for tests: accounts of a world's organisations, and their browsers."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

import pyotp

from chalicelib.composition import Composition
from chalicelib.domain.accounts import Account, Managers, Membership, account_id
from chalicelib.domain.agenda import AgendaEntry, Topic
from chalicelib.domain.credentials import Credentials
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.roles import ACTOR_RULES, ActorType, Role
from chalicelib.domain.writes import Write
from infra.sandbox.gateway import Gateway
from tests.builders import Answer
from tests.fakes.hub import Hub

PASSWORD = "Vienne&2026!"
TOTP_SECRET = "JBSWY3DPEHPK3PXP" * 2


@cache
def _hash_of(hashing: Callable[[str], str], password: str) -> str:
    """Hashing is slow on purpose: people who share a password share its hash."""
    return hashing(password)


def add_account(
    hub: Hub,
    actor_type: ActorType = ActorType.AGENT,
    *organisations: OrganisationId,
    email: str | None = None,
    roles: Iterable[Role] | None = None,
    habilitations: Iterable[str] = (),
    password: str | None = PASSWORD,
    at: datetime | None = None,
    **overrides: Any,
) -> Account:
    """A new account that can sign in; whoever needs a second factor has an authenticator of TOTP_SECRET."""
    now = at or hub.clock.now()
    address = email or f"p{uuid4().hex[:12]}@commune.test"
    account = Account(
        **{
            "id": account_id(address),
            "email": address,
            "actor_type": actor_type,
            "organisations": organisations,
            "first_name": "Dominique",
            "last_name": "BERNARD",
            "roles": ACTOR_RULES[actor_type].default_roles if roles is None else frozenset(roles),
            "habilitations": frozenset(habilitations),
            "active_at": now,
            "reminder_due_at": now + LIMITS.first_reminder,
            "sessions_from": now,
            "created_at": now,
            **overrides,
        }
    )
    credentials = Credentials(
        account_id=account.id,
        password_hash=_hash_of(hub.passwords.hash, password) if password else None,
        password_set_at=now if password else None,
        totp_secret=TOTP_SECRET if account.needs_second_factor else None,
    )
    writes: list[Write] = [account, credentials, AgendaEntry(topic=Topic.INACTIVITY, due_at=now + LIMITS.first_reminder, subject=account.id)]
    if account.is_manager:
        managers: Managers = hub.accounts.managers(organisations[0])
        writes.append(managers.after(account))
    if actor_type is ActorType.TECHNICAL_DELEGATE:
        writes += [Membership(account_id=account.id, organisation=each) for each in organisations]
    hub.commit(*writes)
    return account


@dataclass(slots=True)
class Browser:
    """A person's browser: it keeps the cookie it is given and sends the CSRF token it was told."""

    gateway: Gateway
    cookie: str | None = None
    csrf: str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def call(
        self, method: str, path: str, body: Any = None, *, content: bytes | None = None, headers: dict[str, str] | None = None, **query: Any
    ) -> Answer:
        """Send a request to a path under ``/portal/v1``."""
        target = quote(f"/portal/v1{path}", safe="/%-._~") + (f"?{urlencode(query, doseq=True)}" if query else "")
        sent = dict(self.headers)
        if self.cookie:
            sent["cookie"] = f"__Host-hubee-session={self.cookie}"
        if self.csrf:
            sent["x-csrf-token"] = self.csrf
        if content is None and body is not None:
            content, sent["content-type"] = json.dumps(body).encode(), "application/json"
        sent |= {name.lower(): value for name, value in (headers or {}).items()}
        status, names, answered = self.gateway.handle(method, target, sent, content or b"")
        answer = Answer(status, {name.lower(): value for name, value in names}, answered)
        if given := answer.headers.get("set-cookie"):
            self.cookie = given.partition("=")[2].partition(";")[0] or None
        return answer

    def get(self, path: str, **query: Any) -> Answer:
        """GET."""
        return self.call("GET", path, **query)

    def post(self, path: str, body: Any = None, **settings: Any) -> Answer:
        """POST."""
        return self.call("POST", path, body, **settings)

    def put(self, path: str, body: Any = None, **settings: Any) -> Answer:
        """PUT."""
        return self.call("PUT", path, body, **settings)

    def patch(self, path: str, body: Any = None, **settings: Any) -> Answer:
        """PATCH."""
        return self.call("PATCH", path, body, **settings)

    def delete(self, path: str, **settings: Any) -> Answer:
        """DELETE."""
        return self.call("DELETE", path, **settings)

    def begin(self, email: str, password: str = PASSWORD) -> Answer:
        """Give an address and a password."""
        answer = self.post("/session", {"email": email, "password": password})
        if answer.status == 200:
            self.csrf = answer.json["csrfToken"]
        return answer

    def give_code(self, code: str) -> Answer:
        """Give the second factor."""
        answer = self.post("/session/code", {"code": code})
        if answer.status == 200:
            self.csrf = answer.json["csrfToken"]
        return answer


def signed_in(hub: Composition, gateway: Gateway, account: Account, *, password: str = PASSWORD) -> Browser:
    """The browser of somebody who has just signed in, his second factor given from a step not used before."""
    browser = Browser(gateway)
    answer = browser.begin(account.email, password)
    assert answer.status == 200, answer.content
    if answer.json["stage"] == "SECOND_FACTOR":
        _, credentials = hub.accounts.with_credentials(account.id)
        assert credentials is not None
        assert credentials.totp_secret is not None
        soon = hub.clock.now() + timedelta(seconds=10)  # the step before this one, unless it is over before the code is judged
        step = max(int(soon.timestamp()) // 30 - 1, credentials.totp_step + 1)
        answer = browser.give_code(pyotp.TOTP(credentials.totp_secret).at(step * 30))
        assert answer.status == 200, answer.content
    assert answer.json["stage"] == "OPEN"
    return browser
