"""The audit trail is read by the national administration, the latest first (AUT-10)."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from chalicelib.domain.accounts import account_id
from chalicelib.domain.audit import AuditRecord, Fact
from chalicelib.domain.credentials import address_digest
from chalicelib.domain.errors import Invalid
from chalicelib.domain.limits import LIMITS
from chalicelib.use_cases.people_ports import AuditTrail


class AuditPage(NamedTuple):
    """Some records, the latest first; ``cursor`` leads on, None at the end."""

    records: tuple[AuditRecord, ...]
    cursor: str | None


def read_audit(
    *, day: str, chain: str | None, facts: Collection[Fact], actor: str | None, cursor: str | None, limit: int, audit: AuditTrail
) -> AuditPage:
    """A page of a day's records, of one chain or of all. ``actor``: an account's id, or an address.

    A call looks at a bounded number of records: a page may hold fewer than ``limit``, or none, and still lead on.
    Raises: Invalid for a cursor that leads nowhere.
    """
    wanted = {actor, account_id(actor), address_digest(actor)} if actor and "@" in actor else {actor} if actor else None
    found: list[AuditRecord] = []
    examined = 0
    while examined < LIMITS.audit_examined:
        batch = _batch(day, chain, cursor, audit)
        for record in batch:
            examined += 1
            cursor = _cursor_at(record, chain)
            if (not facts or record.fact.fact in facts) and (wanted is None or record.fact.actor in wanted):
                found.append(record)
                if len(found) == limit:
                    return AuditPage(tuple(found), cursor)
        if len(batch) < LIMITS.audit_page:
            return AuditPage(tuple(found), None)
    return AuditPage(tuple(found), cursor)


def _batch(day: str, chain: str | None, cursor: str | None, audit: AuditTrail) -> tuple[AuditRecord, ...]:
    try:
        if chain is not None:
            return audit.latest_of_chain(chain, day, before=int(cursor) if cursor else None, limit=LIMITS.audit_page)
        instant, _, fact_id = (cursor or "").partition("|")
        before = (datetime.fromisoformat(instant), fact_id) if cursor else None
        if before and before[0].tzinfo is None:
            raise ValueError
    except ValueError:
        raise Invalid("Cette page n'existe pas. Revenez au début de la liste.") from None
    return audit.latest_of_day(day, before=before, limit=LIMITS.audit_page)


def _cursor_at(record: AuditRecord, chain: str | None) -> str:
    return str(record.sequence) if chain is not None else f"{record.fact.at.isoformat()}|{record.fact.id}"
