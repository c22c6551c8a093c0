"""Accounts, sessions and secrets in memory."""

import hashlib
from collections.abc import Mapping, Sequence
from itertools import count

from chalicelib.domain.accounts import Account, Managers, account_id
from chalicelib.domain.credentials import Attempts, Credentials, address_digest
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.links import Link, Purpose
from chalicelib.domain.roles import ActorType
from chalicelib.domain.roster import place_of
from chalicelib.domain.sessions import Session
from chalicelib.use_cases.people_ports import Accounts, Passwords, Secrets, Sessions
from tests.fakes.rows import MemoryRows


class MemoryAccounts(Accounts):
    """Keeps the promises of the ``Accounts`` port."""

    def __init__(self, rows: MemoryRows) -> None:
        self._rows = rows

    def account(self, account_id: str) -> Account | None:
        found: Account | None = self._rows.get("account", account_id)
        return found

    def accounts(self, account_ids: Sequence[str]) -> Mapping[str, Account]:
        found = {each: self.account(each) for each in account_ids}
        return {identity: account for identity, account in found.items() if account is not None}

    def with_credentials(self, account_id: str) -> tuple[Account | None, Credentials | None]:
        return self.account(account_id), self._rows.get("credentials", account_id)

    def credentials_and_managers(self, account_id: str, organisation: OrganisationId | None) -> tuple[Credentials | None, Managers | None]:
        return self._rows.get("credentials", account_id), None if organisation is None else self.managers(organisation)

    def sign_in_facts(self, email: str) -> tuple[Account | None, Credentials | None, Attempts | None]:
        return *self.with_credentials(account_id(email)), self._rows.get("attempts", address_digest(email))

    def of_organisation(self, organisation: OrganisationId, *, after: str | None = None, limit: int) -> tuple[Account, ...]:
        every: list[Account] = self._rows.under("account")
        own = [each for each in every if each.actor_type is not ActorType.TECHNICAL_DELEGATE and organisation in each.organisations]
        members = [each.account_id for each in self._rows.under("membership", str(organisation))]
        found = sorted([*own, *self.accounts(members).values()], key=place_of)
        return tuple([each for each in found if after is None or place_of(each) > after][:limit])

    def managers(self, organisation: OrganisationId) -> Managers:
        found: Managers | None = self._rows.get("managers", str(organisation))
        return found or Managers(organisation=organisation)


class MemorySessions(Sessions):
    """Keeps the promises of the ``Sessions`` port."""

    def __init__(self, rows: MemoryRows) -> None:
        self._rows = rows

    def signed_in(self, account_id: str, session_id: str) -> tuple[Account | None, Session | None]:
        return self._rows.get("account", account_id), self._rows.get("session", account_id, session_id)

    def of_account(self, account_id: str) -> tuple[Session, ...]:
        return tuple(sorted(self._rows.under("session", account_id), key=lambda each: each.id))

    def link(self, purpose: Purpose, subject: str) -> Link | None:
        found: Link | None = self._rows.get("link", purpose, subject)
        return found


class QuickPasswords(Passwords):
    """Hashes that cost nothing: what the rules are about, not how slow they are."""

    def hash(self, password: str) -> str:
        return "quick$" + hashlib.sha256(password.encode()).hexdigest()

    def matches(self, password_hash: str | None, password: str) -> bool:
        return password_hash == self.hash(password)


class CountedSecrets(Secrets):
    """Secrets that are the same in every run; ``made`` lists them."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self.made: list[str] = []

    def secret(self) -> str:
        return self._noted(hashlib.sha256(f"secret {next(self._numbers)}".encode()).hexdigest())

    def code(self) -> str:
        return self._noted(f"{next(self._numbers):06d}")

    def _noted(self, made: str) -> str:
        self.made.append(made)
        return made
