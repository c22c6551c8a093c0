"""The audit trail: who did what, in chains that show whether anything was altered, left out or put in.

A fact is first written beside what it tells of, in the same transaction; a job then links the facts of an organisation and
a day into a chain, each record carrying the digest of the one before. Nothing in a record is a name, an address or a text:
ids, a kind, and a few words of the hub's own.

**Source:** AUT-10.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from itertools import count
from typing import TypeAlias

from msgspec import Struct, field

from chalicelib.domain.accounts import Account
from chalicelib.domain.calendar import paris_date
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.roles import ActorType
from chalicelib.domain.values import replace

GENESIS = "0" * 64
_INSTANT = "%Y-%m-%dT%H:%M:%S.%fZ"


Moment: TypeAlias = tuple[datetime, str]
"""Where a record stands among those of its day: the instant of its fact, then the fact's id."""


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


class AuditFact(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A fact that waits to be linked. ``chain`` is the organisation's id, or stands for one where there is none.

    ``actor`` is an account's id or a client's, or a digest of the address where there is no account; ``subject`` is an id.
    """

    id: str
    chain: str
    at: datetime
    fact: Fact
    actor: str
    subject: str | None = None
    details: Mapping[str, str] = field(default_factory=dict)


class Doer(Struct, frozen=True, kw_only=True):
    """Whoever does something, as the trail names them: the chain that tells of it, and an account's id or a client's."""

    chain: str
    actor: str

    def did(self, fact: Fact, *, at: datetime, ids: Iterator[str], subject: str | None = None, **details: str) -> AuditFact:
        """The fact of what they did, and to what."""
        return AuditFact(id=next(ids), chain=self.chain, at=at, fact=fact, actor=self.actor, subject=subject, details=details)


class AuditRecord(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A linked fact: ``sequence`` counts from 1 within its chain's day; ``digest`` covers all of it and ``previous``."""

    chain: str
    day: str
    sequence: int
    previous: str
    digest: str
    fact: AuditFact


class ChainHead(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where the chain of an organisation and a day stands.

    ``is_closed``: nothing more is linked to it, so that its export is all there ever is; ``is_exported`` follows.
    """

    chain: str
    day: str
    length: int = 0
    digest: str = GENESIS
    is_closed: bool = False
    is_exported: bool = False
    version: int = 0

    def closed(self) -> "ChainHead":
        """The chain as nothing is added to it any more."""
        return replace(self, is_closed=True)

    def exported(self) -> "ChainHead":
        """The chain once its export stands where nobody can change it."""
        return replace(self, is_exported=True)


class ChainReport(Struct, frozen=True, kw_only=True):
    """What a verification found of a chain's day: how many records it read, and what is wrong, in words; None when nothing is."""

    chain: str
    day: str
    records: int
    is_exported: bool
    fault: str | None


def chain_of(account: Account) -> str:
    """The chain that an account's facts are linked in: its organisation's."""
    return str(account.organisations[0]) if account.organisations else "delegues"


def doer_of(account: Account, *, subscriber: OrganisationId | None = None) -> Doer:
    """A signed-in person. What a technical delegate does to a subscription is told in the chain of its ``subscriber``."""
    is_delegated = subscriber is not None and account.actor_type is ActorType.TECHNICAL_DELEGATE
    return Doer(chain=str(subscriber) if is_delegated else chain_of(account), actor=account.id)


def own_fact(fact: Fact, account: Account, *, at: datetime, ids: Iterator[str], **details: str) -> AuditFact:
    """What a person did with his own account."""
    return doer_of(account).did(fact, at=at, ids=ids, subject=account.id, **details)


def chain_of_nobody(address: str) -> str:
    """The chain of an address without an account, by its digest: sixteen of them, so that an attack does not queue up at one."""
    return f"inconnus-{address[0]}"


def in_order(facts: Iterable[AuditFact]) -> list[AuditFact]:
    """Facts as a chain takes them: by instant, then by id."""
    return sorted(facts, key=lambda each: (each.at, each.id))


def day_of(fact: AuditFact) -> str:
    """The day of a fact, in Paris."""
    return str(paris_date(fact.at))


def days_from(fact: AuditFact, now: datetime) -> Iterator[str]:
    """The days that may take a fact, the first whose chain is open does: its own, then from the present one on.

    A fact can arrive after the chain of its day was closed for good; it keeps its own instant wherever it is linked.
    """
    own, present = paris_date(fact.at), paris_date(now)
    yield str(own)
    later = count(max(own.toordinal() + 1, present.toordinal()))
    yield from (str(date.fromordinal(each)) for each in later)


def canonical(fact: AuditFact, *, chain: str, day: str, sequence: int, previous: str, digest: str | None = None) -> str:
    """A record's canonical form: JSON, keys sorted, no blanks, instants in UTC to the microsecond; what its digest covers lacks that alone."""
    told = {
        "actor": fact.actor,
        "at": fact.at.astimezone(UTC).strftime(_INSTANT),
        "chain": chain,
        "day": day,
        "details": dict(fact.details),
        "fact": str(fact.fact),
        "id": fact.id,
        "previous": previous,
        "sequence": sequence,
        "subject": fact.subject,
    }
    if digest is not None:
        told["digest"] = digest
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(fact: AuditFact, *, chain: str, day: str, sequence: int, previous: str) -> str:
    """The SHA-256 (hex) of a record's canonical form."""
    return hashlib.sha256(canonical(fact, chain=chain, day=day, sequence=sequence, previous=previous).encode()).hexdigest()


def linked(head: ChainHead, facts: Iterable[AuditFact]) -> tuple[ChainHead, tuple[AuditRecord, ...]]:
    """A chain with more facts at its end: its new head, and the records to write."""
    records = []
    length, digest = head.length, head.digest
    for fact in facts:
        length += 1
        previous, digest = digest, digest_of(fact, chain=head.chain, day=head.day, sequence=length, previous=digest)
        records.append(AuditRecord(chain=head.chain, day=head.day, sequence=length, previous=previous, digest=digest, fact=fact))
    return replace(head, length=length, digest=digest), tuple(records)


def fault_of(head: ChainHead, records: Iterable[AuditRecord]) -> str | None:
    """What is wrong with a chain, read whole and in order; None when nothing is."""
    previous, expected = GENESIS, 0
    for record in records:
        expected += 1
        if record.sequence != expected:
            return f"l'enregistrement {expected} manque"
        made = digest_of(record.fact, chain=record.chain, day=record.day, sequence=record.sequence, previous=previous)
        if record.previous != previous or record.digest != made or (record.chain, record.day) != (head.chain, head.day):
            return f"l'enregistrement {expected} a été modifié"
        previous = record.digest
    if expected != head.length:
        return f"la chaîne compte {expected} enregistrement(s), son en-tête en annonce {head.length}"
    if previous != head.digest:
        return "l'empreinte de l'en-tête n'est pas celle du dernier enregistrement"
    return None
