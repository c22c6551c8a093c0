"""The portal's values to rows: accounts, sessions, proofs, the audit trail, history, preparations, requests, words."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from pynamodb.expressions.condition import Condition

from chalicelib.adapters.dynamo_codec import encode, instant_key
from chalicelib.adapters.dynamo_model import HubModel
from chalicelib.adapters.dynamo_people_tables import (
    AccountRow,
    AuditRow,
    HistoryRow,
    PreparationRow,
    ProofRow,
    RequestRow,
    SessionRow,
    WordRow,
)
from chalicelib.domain.accounts import Account, Managers, Membership
from chalicelib.domain.audit import AuditFact, AuditRecord, ChainHead, Moment
from chalicelib.domain.credentials import Attempts, Credentials
from chalicelib.domain.history import HistoryEntry
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.inbox import IndexedWord
from chalicelib.domain.job_runs import JobRun
from chalicelib.domain.links import Link, Purpose
from chalicelib.domain.preparations import Preparation
from chalicelib.domain.requests import SubscriptionRequest
from chalicelib.domain.roles import ActorType
from chalicelib.domain.roster import delegate_place, place_of
from chalicelib.domain.sessions import Session

AUDIT_WAITING = "waiting"
JOB_RUNS = "jobs"


def managers_key(organisation: OrganisationId) -> str:
    """Where an organisation's managers lie."""
    return f"managers|{organisation}"


def attempts_key(address: str) -> str:
    """Where the failures of an address lie."""
    return f"attempts|{address}"


def link_key(purpose: Purpose, subject: str) -> str:
    """Where the live link of a purpose lies."""
    return f"link|{purpose}|{subject}"


def record_key(chain: str, day: str) -> str:
    """Where the records of a chain's day lie."""
    return f"{chain}|{day}"


def sequence_key(sequence: int) -> str:
    """Where a record lies within its chain's day."""
    return f"{sequence:09d}"


def moment_key(moment: Moment) -> str:
    """Where a record stands within its day."""
    return f"{instant_key(moment[0])}#{moment[1]}"


def heads_key(day: str) -> str:
    """Where the heads of a day lie."""
    return f"heads|{day}"


def shelf_key(recipient: OrganisationId, process_code: str) -> str:
    """Where the words of a recipient and a process lie, and its inbox."""
    return f"{recipient}|{process_code}"


def _expiry(instant: datetime) -> int:
    return int(instant.timestamp())


def _account(row: Account) -> AccountRow:
    item = AccountRow(partition=row.id, sort="account")
    if row.actor_type is not ActorType.TECHNICAL_DELEGATE:
        item.organisation = str(row.organisations[0])
        item.name_order = place_of(row)
    return item


def _membership(row: Membership) -> AccountRow:
    item = AccountRow(partition=row.account_id, sort=f"member|{row.organisation}", document=encode(row))
    item.organisation = str(row.organisation)
    item.name_order = delegate_place(row.account_id)
    return item


def _managers(row: Managers) -> AccountRow:
    return AccountRow(partition=managers_key(row.organisation), sort="managers")


def _credentials(row: Credentials) -> AccountRow:
    return AccountRow(partition=row.account_id, sort="credentials")


def _session(row: Session) -> SessionRow:
    return SessionRow(account=row.account_id, id=row.id, expires=_expiry(row.expires_at))


def _attempts(row: Attempts) -> ProofRow:
    return ProofRow(key=attempts_key(row.address), expires=_expiry(row.expires_at))


def _link(row: Link) -> ProofRow:
    return ProofRow(key=link_key(row.purpose, row.subject), expires=_expiry(row.expires_at))


def _fact(row: AuditFact) -> AuditRow:
    return AuditRow(partition=AUDIT_WAITING, sort=f"{instant_key(row.at)}#{row.id}", document=encode(row))


def _record(row: AuditRecord) -> AuditRow:
    item = AuditRow(partition=record_key(row.chain, row.day), sort=sequence_key(row.sequence), document=encode(row))
    item.day, item.moment = row.day, moment_key((row.fact.at, row.fact.id))
    return item


def _head(row: ChainHead) -> AuditRow:
    return AuditRow(partition=heads_key(row.day), sort=row.chain)


def _job_run(row: JobRun) -> AuditRow:
    return AuditRow(partition=JOB_RUNS, sort=row.name, document=encode(row))


def _history(row: HistoryEntry) -> HistoryRow:
    return HistoryRow(case=row.case_id, moment=f"{instant_key(row.at)}#{row.id}", document=encode(row))


def _preparation(row: Preparation) -> PreparationRow:
    return PreparationRow(id=row.id, expires=_expiry(row.expires_at))


def _request(row: SubscriptionRequest) -> RequestRow:
    return RequestRow(
        id=row.id,
        operator_status=f"{row.osl}|{row.status}",
        status=row.status,
        reference=row.reference,
        created=f"{instant_key(row.created_at)}#{row.id}",
        expires=_expiry(row.expires_at) if row.expires_at else None,
    )


def _word(row: IndexedWord) -> WordRow:
    return WordRow(shelf=shelf_key(row.recipient, row.process_code), word=f"{row.word}#{row.case_id}", document=encode(row))


PEOPLE_ITEMS: Mapping[type, Callable[[Any], HubModel]] = {
    Account: _account,
    Managers: _managers,
    Credentials: _credentials,
    Session: _session,
    Attempts: _attempts,
    Link: _link,
    ChainHead: _head,
    Preparation: _preparation,
    SubscriptionRequest: _request,
    Membership: _membership,
    HistoryEntry: _history,
    AuditFact: _fact,
    AuditRecord: _record,
    IndexedWord: _word,
    JobRun: _job_run,
}
PUT_WHEN: Mapping[type, Condition] = {AuditRecord: AuditRow.document.does_not_exist()}
"""A record of the trail is never written over."""
TAKEN_WHEN: Mapping[type, Condition] = {AuditFact: AuditRow.document.exists()}
"""A fact is linked once: whoever comes second finds it gone."""
