"""The audit trail is verified: every chain of a day is read whole, and held against what was put away (AUT-10)."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TypeVar

from chalicelib.domain.audit import ChainHead, ChainReport, fault_of
from chalicelib.domain.audit_exports import Export, fault_of_export, fault_of_missing_export
from chalicelib.use_cases.people_ports import AuditArchive, AuditTrail

T = TypeVar("T")


def verify_day(day: str, *, now: datetime, after: str = "", audit: AuditTrail, archive: AuditArchive) -> Iterator[ChainReport]:
    """Report on each chain of a day beyond one, by name, as it is asked for; last, on those of which only the export is left.

    ``now`` tells which exports must be there.
    """
    archived = set(archive.chains(day))
    for head in _heads(day, after, audit):
        yield _report_on(head, now=now, is_archived=head.chain in archived, audit=audit, archive=archive)
    for chain in sorted(archived.difference(head.chain for head in _heads(day, "", audit))):
        if chain > after:
            yield ChainReport(chain=chain, day=day, records=0, is_exported=True, fault="la chaîne manque, son export demeure")


def _heads(day: str, after: str, audit: AuditTrail) -> Iterator[ChainHead]:
    while heads := audit.heads(day, after=after):
        yield from heads
        after = heads[-1].chain


def _report_on(head: ChainHead, *, now: datetime, is_archived: bool, audit: AuditTrail, archive: AuditArchive) -> ChainReport:
    records = _Counted(audit.records(head.chain, head.day))
    fault = fault_of(head, records)
    if fault is None:
        export = archive.export(head.chain, head.day) if is_archived or head.is_exported else None
        fault = fault_of_missing_export(head, at=now) if export is None else fault_of_export(head, export.lines) or _fault_over(export)
    return ChainReport(chain=head.chain, day=head.day, records=records.number, is_exported=is_archived, fault=fault)


def _fault_over(export: Export) -> str | None:
    return None if export.is_alone else "l'export est recouvert par une autre version ou une marque de suppression"


class _Counted(Iterator[T]):
    """Counts what it hands on."""

    def __init__(self, items: Iterable[T]) -> None:
        self._items = iter(items)
        self.number = 0

    def __next__(self) -> T:
        item = next(self._items)
        self.number += 1
        return item


def count_waiting(*, limit: int, audit: AuditTrail) -> int:
    """How many facts wait to be linked; ``limit`` stands for that many or more."""
    return len(audit.waiting(limit=limit))
