"""The portal's history of cases in DynamoDB."""

from chalicelib.adapters.dynamo_codec import decode
from chalicelib.adapters.dynamo_people_tables import HistoryRow
from chalicelib.adapters.dynamo_reads import rows
from chalicelib.domain.history import HistoryEntry
from chalicelib.domain.limits import LIMITS


class DynamoHistories:
    """Keeps the promises of the use cases' ``Histories`` port."""

    def history(self, case_id: str, *, limit: int = LIMITS.history_rows) -> tuple[HistoryEntry, ...]:
        """The last things done on a case, in order; at most ``limit`` of them."""
        found = rows(HistoryRow.query(case_id, consistent_read=True, scan_index_forward=False, limit=limit))
        return tuple(reversed([decode(HistoryEntry, row.document) for row in found]))
