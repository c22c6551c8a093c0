"""The audit trail: who did what, in chains that show whether anything was altered, left out or put in.

A fact is first written beside what it tells of, in the same transaction; a job then links the facts of an organisation and
a day into a chain, each record carrying the digest of the one before. Nothing in a record is a name, an address or a text:
ids, a kind, and a few words of the hub's own.

**Source:** AUT-10.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from chalicelib.domain.accounts import Account

GENESIS = "0" * 64


class Fact(StrEnum):
    """What the trail tells of."""

    SIGNED_IN = "SIGNED_IN"
    SIGN_IN_FAILED = "SIGN_IN_FAILED"
    BLOCKED = "BLOCKED"
    SIGNED_OUT = "SIGNED_OUT"
    SESSION_CLOSED = "SESSION_CLOSED"
    PASSWORD_SET = "PASSWORD_SET"  # noqa: S105 - a fact, not a secret
    SECOND_FACTOR_CHANGED = "SECOND_FACTOR_CHANGED"
    ACCOUNT_CREATED = "ACCOUNT_CREATED"
    ACCOUNT_CHANGED = "ACCOUNT_CHANGED"
    RIGHTS_CHANGED = "RIGHTS_CHANGED"
    ACCOUNT_DEACTIVATED = "ACCOUNT_DEACTIVATED"
    ACCOUNT_REACTIVATED = "ACCOUNT_REACTIVATED"
    SUBSCRIPTION_CHANGED = "SUBSCRIPTION_CHANGED"
    REQUEST_DECIDED = "REQUEST_DECIDED"
    CREDENTIALS_ISSUED = "CREDENTIALS_ISSUED"
    EXPORTED = "EXPORTED"
    DOWNLOADED = "DOWNLOADED"
    STATUS_FORCED = "STATUS_FORCED"
    ADMINISTERED = "ADMINISTERED"
    JOB_RUN = "JOB_RUN"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFact:
    """A fact that waits to be linked. ``chain`` is the organisation's id, or stands for one where there is none.

    ``actor`` is an account id, or a digest of the address where there is no account; ``subject`` is an id.
    """

    id: str
    chain: str
    at: datetime
    fact: Fact
    actor: str
    subject: str | None = None
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRecord:
    """A linked fact: ``sequence`` counts from 1 within its chain's day; ``digest`` covers all of it and ``previous``."""

    chain: str
    day: str
    sequence: int
    previous: str
    digest: str
    fact: AuditFact


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainHead:
    """Where the chain of an organisation and a day stands."""

    chain: str
    day: str
    length: int = 0
    digest: str = GENESIS
    is_exported: bool = False
    version: int = 0


def chain_of(account: Account) -> str:
    """The chain that an account's facts are linked in: its organisation's."""
    return str(account.organisations[0]) if account.organisations else "delegues"


def chain_of_nobody(address: str) -> str:
    """The chain of an address without an account, by its digest: sixteen of them, so that an attack does not queue up at one."""
    return f"inconnus-{address[0]}"


def digest_of(fact: AuditFact, *, chain: str, day: str, sequence: int, previous: str) -> str:
    """The SHA-256 (hex) of a record's canonical form: JSON, keys sorted, no blanks, instants in UTC to the microsecond."""
    told = {
        "actor": fact.actor,
        "at": fact.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "chain": chain,
        "day": day,
        "details": dict(sorted(fact.details.items())),
        "fact": str(fact.fact),
        "id": fact.id,
        "previous": previous,
        "sequence": sequence,
        "subject": fact.subject,
    }
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def linked(head: ChainHead, facts: Iterable[AuditFact]) -> tuple[ChainHead, tuple[AuditRecord, ...]]:
    """A chain with more facts at its end: its new head, and the records to write."""
    records = []
    length, digest = head.length, head.digest
    for fact in facts:
        length += 1
        previous, digest = digest, digest_of(fact, chain=head.chain, day=head.day, sequence=length, previous=digest)
        records.append(AuditRecord(chain=head.chain, day=head.day, sequence=length, previous=previous, digest=digest, fact=fact))
    after = ChainHead(chain=head.chain, day=head.day, length=length, digest=digest, is_exported=head.is_exported, version=head.version)
    return after, tuple(records)


def fault_of(head: ChainHead, records: Iterable[AuditRecord]) -> str | None:
    """What is wrong with a chain, read whole and in order; None when nothing is."""
    previous, expected = GENESIS, 0
    for record in records:
        expected += 1
        if record.sequence != expected:
            return f"record {expected} is missing"
        made = digest_of(record.fact, chain=record.chain, day=record.day, sequence=record.sequence, previous=previous)
        if record.previous != previous or record.digest != made or (record.chain, record.day) != (head.chain, head.day):
            return f"record {expected} was altered"
        previous = record.digest
    if expected != head.length or previous != head.digest:
        return f"the chain has {expected} records, its head tells of {head.length}"
    return None
