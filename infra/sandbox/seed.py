"""The sandbox's data: the catalogue, organisations, subscriptions, and credentials that are the same at every start."""

import hashlib
import hmac
import json
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from chalicelib.composition import Composition
from chalicelib.domain.callers import Scope
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.oauth_clients import OAuthClient, secret_digest
from chalicelib.domain.organisations import organisation_tally
from chalicelib.domain.pages import Tally
from chalicelib.domain.subscriptions import AccessMode, DelegationActor, Frequency, Person, Subscription, tallies
from infra.catalogue import organisation_of, process_of, rows
from infra.sandbox.seed_accounts import People, all_accounts
from infra.sandbox.seed_cases import AsOf, Samples

_NAMES = UUID("0b8f3c1e-5a0d-4b7e-8c64-2f6c5f0d9a11")


class Seeding:
    """Fills an empty hub. ``word`` decides every id and secret: the same word, the same credentials."""

    def __init__(self, hub: Composition, *, word: str, now: datetime) -> None:
        self._hub = hub
        self._word = word
        self._now = now

    def run(self) -> list[dict[str, Any]]:
        """Write everything but the people; answers the clients as ``credentials.json`` lists them."""
        for row in rows("organisations"):
            organisation = organisation_of(row, self._now)
            self._hub.commit(organisation, Tally(name=organisation_tally(organisation.id.type), delta=1))
        for row in rows("processes"):
            self._hub.commit(process_of(row, self._now))
        for row in rows("subscriptions"):
            subscription = self._subscription(row)
            self._hub.commit(subscription, *tallies(None, subscription))
        return [self._client(row) for row in rows("clients")]

    def people(self) -> list[dict[str, Any]]:
        """Write the accounts; answers them as ``credentials.json`` lists them."""
        return People(self._hub, word=self._word, now=self._now).run(all_accounts(rows("accounts"), rows("subscriptions")))

    def samples(self, number: int, *, as_of: AsOf[Any]) -> int:
        """Make télédossiers for the town halls that use the portal; answers how many. See :mod:`infra.sandbox.seed_cases`."""
        return Samples(self._hub, word=self._word, now=self._now, as_of=as_of).run(rows("subscriptions"), number)

    def _id(self, name: str) -> str:
        return str(uuid5(_NAMES, f"{self._word}|{name}"))

    def _secret(self, name: str) -> str:
        return hmac.new(self._word.encode(), f"secret|{name}".encode(), hashlib.sha256).hexdigest()

    def _subscription(self, row: dict[str, Any]) -> Subscription:
        state = row["state"]
        began = self._now - timedelta(days=30)
        return Subscription(
            id=self._id(f"subscription|{row['process_code']}|{row['subscriber']}|{state}"),
            datapass_id=row["datapass_id"],
            process_code=row["process_code"],
            subscriber=OrganisationId.parse(row["subscriber"]),
            access_mode=AccessMode(row["access_mode"]) if row["access_mode"] else None,
            frequency=Frequency(row["frequency"]),
            email=row["email"],
            local_administrator=Person(**row["local_administrator"]),
            delegation_actor=DelegationActor(person=Person(email=row["delegation"])) if row["delegation"] else None,
            activate_at=began if state in ("Actif", "Suspendu") else None,
            validated_at=None if state == "Refusé" else began,
            rejected_at=began if state == "Refusé" else None,
            rejection_reason=row.get("rejection_reason"),
            end_at=self._now - timedelta(days=2) if state == "Suspendu" else None,
            created_at=began,
        ).labelled(self._now)

    def _client(self, row: dict[str, Any]) -> dict[str, Any]:
        pair = row["subscription"]
        codes = tuple([pair["process_code"]] if pair else row["process_codes"])
        organisation = OrganisationId.parse(pair["subscriber"] if pair else row["organization"])
        client = OAuthClient(
            id=self._id(f"client|{row['name']}"),
            scope=Scope(row["scope"]),
            organisation=organisation,
            process_codes=codes,
            subscription_id=self._id(f"subscription|{pair['process_code']}|{pair['subscriber']}|Actif") if pair else None,
            secret_digest=secret_digest(self._secret(row["name"])),
            created_at=self._now,
        )
        self._hub.commit(client)
        return {
            "name": row["name"],
            "scope": row["scope"],
            "clientId": client.id,
            "clientSecret": self._secret(row["name"]),
            "organization": str(organisation),
            "processCode": codes[0] if len(codes) == 1 else None,
        }


def write_credentials(folder: Path, base_url: str, clients: list[dict[str, Any]], accounts: list[dict[str, Any]]) -> Path:
    """Write the credentials where tools look for them, readable by their owner only."""
    folder.mkdir(exist_ok=True)
    path = folder / "credentials.json"
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump({"baseUrl": base_url, "clients": clients, "accounts": accounts}, file, ensure_ascii=False, indent=2)
    return path
