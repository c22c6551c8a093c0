"""The sandbox's people: accounts of every type, with passwords and authenticators that are the same at every start."""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from chalicelib.composition import Composition
from chalicelib.domain.account_life import entry_of, memberships
from chalicelib.domain.accounts import Account, Civility, Managers, account_id
from chalicelib.domain.credentials import Credentials
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.roles import ACTOR_RULES, ActorType, Role


def all_accounts(accounts: Iterable[dict[str, Any]], subscriptions: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The people of ``accounts.json``, then the local administrators that the subscriptions name."""
    by_email = {row["email"]: row for row in accounts}
    for subscription in subscriptions:
        person = subscription["local_administrator"]
        named = {"actor_type": "ADMINISTRATEUR_LOCAL", "organisations": [subscription["subscriber"]], "roles": None, "habilitations": []}
        by_email.setdefault(person["email"], {**person, **named})
    return list(by_email.values())


class People:
    """Makes the accounts; ``word`` decides every password and authenticator."""

    def __init__(self, hub: Composition, *, word: str, now: datetime) -> None:
        self._hub, self._word, self._now = hub, word, now

    def run(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Write them; answers what ``credentials.json`` lists."""
        passwords = [self._password(row["email"]) for row in rows]
        with ThreadPoolExecutor() as threads:  # hashing is slow on purpose
            hashes = list(threads.map(self._hub.passwords.hash, passwords))
        kept: dict[OrganisationId, Managers] = {}
        told = []
        for row, password, password_hash in zip(rows, passwords, hashes, strict=True):
            account = self._account(row)
            secret = self._totp_secret(account.email) if account.needs_second_factor else None
            credentials = Credentials(account_id=account.id, password_hash=password_hash, password_set_at=self._now, totp_secret=secret)
            self._hub.commit(account, credentials, *memberships(account), *entry_of(account))
            if account.is_manager:
                organisation = account.organisations[0]
                kept[organisation] = kept.get(organisation, Managers(organisation=organisation)).after(account)
            told.append(_told(account, password, secret))
        for managers in kept.values():
            self._hub.commit(managers)
        return told

    def _account(self, row: dict[str, Any]) -> Account:
        actor_type = ActorType(row["actor_type"])
        return Account(
            id=account_id(row["email"]),
            email=row["email"],
            actor_type=actor_type,
            organisations=tuple(map(OrganisationId.parse, row["organisations"])),
            civility=Civility(row["civility"]) if row.get("civility") else None,
            first_name=row["first_name"],
            last_name=row["last_name"],
            function=row.get("function"),
            roles=ACTOR_RULES[actor_type].default_roles if row["roles"] is None else frozenset(map(Role, row["roles"])),
            habilitations=frozenset(row["habilitations"]),
            active_at=self._now,
            reminder_due_at=self._now + LIMITS.first_reminder,
            sessions_from=self._now,
            created_at=self._now,
        )

    def _bytes(self, name: str) -> bytes:
        return hmac.new(self._word.encode(), name.encode(), hashlib.sha256).digest()

    def _password(self, email: str) -> str:
        return f"Hubee-{self._bytes(f'password|{email}').hex()[:12]}!1"

    def _totp_secret(self, email: str) -> str:
        return base64.b32encode(self._bytes(f"totp|{email}")[:20]).decode()


def _told(account: Account, password: str, totp_secret: str | None) -> dict[str, Any]:
    is_delegate = account.actor_type is ActorType.TECHNICAL_DELEGATE
    return {
        "email": account.email,
        "password": password,
        "actorType": str(account.actor_type),
        "organization": None if is_delegate else str(account.organisations[0]),
        "organizations": list(map(str, account.organisations)),
        "totpSecret": totp_secret,
    }
