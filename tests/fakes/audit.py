"""The audit trail, its archive and the jobs' last runs in memory."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from heapq import nsmallest

from chalicelib.domain.audit import AuditFact, AuditRecord, ChainHead, Moment
from chalicelib.domain.audit_exports import Export, ExportTaken
from chalicelib.domain.job_runs import JobRun
from chalicelib.domain.limits import LIMITS
from chalicelib.use_cases.people_ports import AuditArchive, AuditTrail, JobRuns
from tests.fakes.rows import MemoryRows


class MemoryAuditTrail(AuditTrail):
    """Keeps the promises of the ``AuditTrail`` port."""

    def __init__(self, rows: MemoryRows) -> None:
        self._rows = rows

    def waiting(self, *, limit: int) -> tuple[AuditFact, ...]:
        return tuple(nsmallest(limit, self._rows.under("fact"), key=lambda each: (each.at, each.id)))

    def head(self, chain: str, day: str) -> ChainHead:
        found: ChainHead | None = self._rows.get("head", day, chain)
        return found or ChainHead(chain=chain, day=day)

    def heads(self, day: str, *, after: str = "", limit: int = LIMITS.audit_page) -> tuple[ChainHead, ...]:
        found = [each for each in self._rows.under("head", day) if each.chain > after]
        return tuple(sorted(found, key=lambda each: each.chain)[:limit])

    def records(self, chain: str, day: str) -> Iterator[AuditRecord]:
        under = {key: row for key, row in self._rows.snapshot().items() if key[:3] == ("record", chain, day)}
        return iter([under[key] for key in sorted(under)])  # by key: what a row says of itself may have been altered

    def latest_of_chain(self, chain: str, day: str, *, before: int | None, limit: int) -> tuple[AuditRecord, ...]:
        found = [each for each in self.records(chain, day) if before is None or each.sequence < before]
        return tuple(reversed(found))[:limit]

    def latest_of_day(self, day: str, *, before: Moment | None, limit: int) -> tuple[AuditRecord, ...]:
        every: list[AuditRecord] = [each for each in self._rows.under("record") if each.day == day]
        found = [each for each in every if before is None or (each.fact.at, each.fact.id) < before]
        return tuple(sorted(found, key=lambda each: (each.fact.at, each.fact.id), reverse=True)[:limit])


class MemoryAuditArchive(AuditArchive):
    """Keeps the promises of the ``AuditArchive`` port; ``stored`` lies there, something came over ``covered``: tests alter both."""

    def __init__(self) -> None:
        self.stored: dict[tuple[str, str], list[str]] = {}
        self.kept_until: dict[tuple[str, str], datetime] = {}
        self.covered: set[tuple[str, str]] = set()

    def put(self, chain: str, day: str, lines: Iterable[str], *, until: datetime) -> None:
        written = list(lines)
        if self.stored.setdefault((day, chain), written) != written:
            raise ExportTaken
        self.kept_until.setdefault((day, chain), until)

    def export(self, chain: str, day: str) -> Export | None:
        found = self.stored.get((day, chain))
        return None if found is None else Export(lines=iter(list(found)), is_alone=(day, chain) not in self.covered)

    def chains(self, day: str) -> Iterator[str]:
        return iter(sorted(chain for on, chain in self.stored if on == day))


class MemoryJobRuns(JobRuns):
    """Keeps the promises of the ``JobRuns`` port."""

    def __init__(self, rows: MemoryRows) -> None:
        self._rows = rows

    def job_runs(self) -> Mapping[str, JobRun]:
        return {each.name: each for each in self._rows.under("job-run")}
