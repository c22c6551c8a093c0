"""A chain's day as it is put away where nobody can change it: one canonical line a record, then one that closes.

**Source:** AUT-10.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from msgspec import Struct

from chalicelib.domain.audit import AuditFact, AuditRecord, ChainHead, Fact, canonical, fault_of
from chalicelib.domain.calendar import paris_midnight
from chalicelib.domain.limits import LIMITS


class ExportTaken(Exception):
    """Other lines lie where those of a chain's day were to be put away."""


class Export(Struct, frozen=True, kw_only=True):
    """An export as it lies in the archive: ``lines`` of the first that was put there, read as they are asked for.

    ``is_alone``: nothing was put over it since, nor was it marked as removed.
    """

    lines: Iterator[str]
    is_alone: bool


def export_due(day: str) -> datetime:
    """When a day's chains are put away: it is over, and what was done in its last minutes is linked."""
    return paris_midnight(date.fromisoformat(day) + timedelta(days=1)) + LIMITS.audit_export_grace


def fault_of_missing_export(head: ChainHead, *, at: datetime) -> str | None:
    """What is wrong with a chain that has no export; None while it may still come, or may have gone at the end of its time.

    What was never put away could be made anew for ever, so that a day later it is a fault, whatever kept it.
    """
    due = export_due(head.day)
    awaited_until = due + LIMITS.audit_export_patience
    if at >= awaited_until + LIMITS.audit_retention:
        return None
    if head.is_exported:
        return "l'export manque"
    if head.is_closed and at < due:
        return "la chaîne a été close avant la fin de sa journée"
    return "la chaîne n'a pas été mise à l'abri" if at >= awaited_until else None


def line_of(record: AuditRecord) -> str:
    """A record's line: its canonical form, its digest included."""
    return canonical(record.fact, chain=record.chain, day=record.day, sequence=record.sequence, previous=record.previous, digest=record.digest)


def _closing_line(head: ChainHead) -> str:
    """The last line: how long the chain is, and its digest."""
    told = {"chain": head.chain, "day": head.day, "digest": head.digest, "length": head.length}
    return json.dumps(told, sort_keys=True, separators=(",", ":"))


def lines_of(head: ChainHead, records: Iterable[AuditRecord]) -> Iterator[str]:
    """All lines of a chain's day."""
    yield from map(line_of, records)
    yield _closing_line(head)


def fault_of_export(head: ChainHead, lines: Iterable[str]) -> str | None:
    """What is wrong with an export, read whole and in order; None when it tells exactly what the chain does.

    Its records are judged like the table's: digests that lead to the same head's can only be of the same records.
    """
    closing: list[str] = []

    def records() -> Iterator[AuditRecord]:
        for line in lines:
            if closing:
                raise _Altered("il continue après sa dernière ligne")
            read = _read(line)
            if "length" in read:
                closing.append(line)
                continue
            record = _record(read)
            if line_of(record) != line:
                raise _Altered(f"la ligne {record.sequence} n'est pas sous sa forme d'origine")
            yield record

    try:
        fault = fault_of(head, records())
        if fault is None and closing != [_closing_line(head)]:
            fault = "sa dernière ligne n'est pas celle de la chaîne"
    except _Altered as altered:
        fault = str(altered)
    return None if fault is None else f"dans l'export, {fault}"


class _Altered(Exception):
    """A line is not as it was written."""


def _read(line: str) -> dict[str, Any]:
    try:
        read = json.loads(line)
    except ValueError:
        raise _Altered("une ligne n'est pas lisible") from None
    if not isinstance(read, dict):
        raise _Altered("une ligne n'est pas lisible")
    return read


def _record(read: dict[str, Any]) -> AuditRecord:
    try:
        fact = AuditFact(
            id=read["id"],
            chain=read["chain"],
            at=datetime.fromisoformat(read["at"]),
            fact=Fact(read["fact"]),
            actor=read["actor"],
            subject=read["subject"],
            details=read["details"],
        )
        return AuditRecord(
            chain=read["chain"], day=read["day"], sequence=read["sequence"], previous=read["previous"], digest=read["digest"], fact=fact
        )
    except (KeyError, ValueError, TypeError):
        raise _Altered("une ligne n'est pas lisible") from None
