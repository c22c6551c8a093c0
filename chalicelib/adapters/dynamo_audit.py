"""The audit trail and the jobs' last runs in DynamoDB."""

from collections.abc import Iterator, Mapping

from chalicelib.adapters.dynamo_codec import decode
from chalicelib.adapters.dynamo_people_rows import AUDIT_WAITING, JOB_RUNS, heads_key, moment_key, record_key, sequence_key
from chalicelib.adapters.dynamo_people_tables import AuditRow
from chalicelib.adapters.dynamo_reads import Key, batch_get, document_of, raw_rows, rows
from chalicelib.domain.audit import AuditFact, AuditRecord, ChainHead, Moment
from chalicelib.domain.job_runs import JobRun
from chalicelib.domain.limits import LIMITS


class DynamoAuditTrail:
    """Keeps the promises of the use cases' ``AuditTrail`` port."""

    def waiting(self, *, limit: int) -> tuple[AuditFact, ...]:
        """Facts that are not linked yet, the oldest first."""
        return tuple(decode(AuditFact, document_of(item)) for item in raw_rows(AuditRow, AUDIT_WAITING, limit=limit))

    def head(self, chain: str, day: str) -> ChainHead:
        """Where a chain's day stands; one that has not begun reads as a head of version 0."""
        key: Key = (AuditRow, heads_key(day), chain)
        item = batch_get([key]).get(key)
        return ChainHead(chain=chain, day=day) if item is None else decode(ChainHead, document_of(item))

    def heads(self, day: str, *, after: str = "", limit: int = LIMITS.audit_page) -> tuple[ChainHead, ...]:
        """The chains of a day, by name, beyond one."""
        beyond = AuditRow.sort > after if after else None
        found = rows(AuditRow.query(heads_key(day), beyond, consistent_read=True, limit=limit))
        return tuple(decode(ChainHead, row.document) for row in found)

    def records(self, chain: str, day: str) -> Iterator[AuditRecord]:
        """The records of a chain's day, in order, read as they are asked for."""
        return (decode(AuditRecord, document_of(item)) for item in raw_rows(AuditRow, record_key(chain, day)))

    def latest_of_chain(self, chain: str, day: str, *, before: int | None, limit: int) -> tuple[AuditRecord, ...]:
        """The last records of a chain's day that stand before a sequence number, the latest first."""
        earlier = AuditRow.sort < sequence_key(before) if before is not None else None
        found = rows(AuditRow.query(record_key(chain, day), earlier, consistent_read=True, scan_index_forward=False, limit=limit))
        return tuple(decode(AuditRecord, row.document) for row in found)

    def latest_of_day(self, day: str, *, before: Moment | None, limit: int) -> tuple[AuditRecord, ...]:
        """The last records of a day, of all chains, before a moment, the latest first, as an index has them (it may lag behind)."""
        earlier = AuditRow.moment < moment_key(before) if before is not None else None
        found = rows(AuditRow.by_day.query(day, earlier, scan_index_forward=False, limit=limit))
        return tuple(decode(AuditRecord, row.document) for row in found)


class DynamoJobRuns:
    """Keeps the promises of the use cases' ``JobRuns`` port."""

    def job_runs(self) -> Mapping[str, JobRun]:
        """The last run of each job, by its name: some dozens."""
        runs = (decode(JobRun, document_of(item)) for item in raw_rows(AuditRow, JOB_RUNS))
        return {run.name: run for run in runs}
