"""Accounts, credentials, sessions and links in DynamoDB."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.adapters.dynamo_codec import decode
from chalicelib.adapters.dynamo_people_rows import attempts_key, link_key, managers_key
from chalicelib.adapters.dynamo_people_tables import AccountRow, ProofRow, SessionRow
from chalicelib.adapters.dynamo_reads import Item, Key, batch_get, document_of, rows
from chalicelib.domain.accounts import Account, Managers, Membership, account_id
from chalicelib.domain.credentials import Attempts, Credentials, address_digest
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.links import Link, Purpose
from chalicelib.domain.sessions import Session


def _account_key(identity: str) -> Key:
    return AccountRow, identity, "account"


def _managers_place(organisation: OrganisationId) -> Key:
    return AccountRow, managers_key(organisation), "managers"


def _read(kind: type[Any], found: Mapping[Key, Item], key: Key) -> Any:
    return decode(kind, document_of(found[key])) if key in found else None


class DynamoAccounts:
    """Keeps the promises of the use cases' ``Accounts`` port."""

    def account(self, account_id: str) -> Account | None:
        """One account."""
        return self.accounts([account_id]).get(account_id)

    def accounts(self, account_ids: Sequence[str]) -> Mapping[str, Account]:
        """Accounts by id; one read per 100."""
        found = batch_get([_account_key(each) for each in account_ids])
        return {partition: decode(Account, document_of(item)) for (_, partition, _), item in found.items()}

    def with_credentials(self, account_id: str) -> tuple[Account | None, Credentials | None]:
        """An account and its credentials, in one read."""
        credentials_key: Key = (AccountRow, account_id, "credentials")
        found = batch_get([_account_key(account_id), credentials_key])
        return _read(Account, found, _account_key(account_id)), _read(Credentials, found, credentials_key)

    def credentials_and_managers(self, account_id: str, organisation: OrganisationId | None) -> tuple[Credentials | None, Managers | None]:
        """An account's credentials, and who keeps the accounts of an organisation where one is named, in one read."""
        credentials_key: Key = (AccountRow, account_id, "credentials")
        if organisation is None:
            return _read(Credentials, batch_get([credentials_key]), credentials_key), None
        place = _managers_place(organisation)
        found = batch_get([credentials_key, place])
        return _read(Credentials, found, credentials_key), _read(Managers, found, place) or Managers(organisation=organisation)

    def sign_in_facts(self, email: str) -> tuple[Account | None, Credentials | None, Attempts | None]:
        """All that signing in with an address is judged by, in one read; the same read whether it has an account or not."""
        identity = account_id(email)
        credentials_key: Key = (AccountRow, identity, "credentials")
        tries_key: Key = (ProofRow, attempts_key(address_digest(email)), None)
        found = batch_get([_account_key(identity), credentials_key, tries_key])
        return _read(Account, found, _account_key(identity)), _read(Credentials, found, credentials_key), _read(Attempts, found, tries_key)

    def of_organisation(self, organisation: OrganisationId, *, after: str | None = None, limit: int) -> tuple[Account, ...]:
        """The accounts of an organisation by place, beyond one, as an index has them (it may lag behind)."""
        beyond = None if after is None else AccountRow.name_order > after
        found: list[Account | str] = [
            decode(Account, row.document) if row.sort == "account" else decode(Membership, row.document).account_id
            for row in rows(AccountRow.by_organisation.query(str(organisation), beyond, limit=limit))
        ]
        members = [each for each in found if isinstance(each, str)]
        delegates = self.accounts(members) if members else {}
        every = (delegates.get(each) if isinstance(each, str) else each for each in found)
        return tuple(each for each in every if each is not None)

    def managers(self, organisation: OrganisationId) -> Managers:
        """Who keeps its accounts; nobody yet reads as a row of version 0."""
        key = _managers_place(organisation)
        found: Managers | None = _read(Managers, batch_get([key]), key)
        return found or Managers(organisation=organisation)


class DynamoSessions:
    """Keeps the promises of the use cases' ``Sessions`` port."""

    def signed_in(self, account_id: str, session_id: str) -> tuple[Account | None, Session | None]:
        """An account and one of its sessions, in one read."""
        session_key: Key = (SessionRow, account_id, session_id)
        found = batch_get([_account_key(account_id), session_key])
        return _read(Account, found, _account_key(account_id)), _read(Session, found, session_key)

    def of_account(self, account_id: str) -> tuple[Session, ...]:
        """Every session of an account that was not closed, ended ones too."""
        return tuple(decode(Session, row.document) for row in rows(SessionRow.query(account_id, consistent_read=True)))

    def link(self, purpose: Purpose, subject: str) -> Link | None:
        """The live link of a purpose."""
        key: Key = (ProofRow, link_key(purpose, subject), None)
        found: Link | None = _read(Link, batch_get([key]), key)
        return found
