"""Books of numbers in DynamoDB."""

from collections.abc import Mapping, Sequence

from chalicelib.adapters.dynamo_codec import decode
from chalicelib.adapters.dynamo_people_tables import CountRow
from chalicelib.adapters.dynamo_reads import rows, side_by_side
from chalicelib.adapters.dynamo_tables import ExchangeRow
from chalicelib.domain.cases import Case


class DynamoCounts:
    """Keeps the promises of the use cases' ``Counts`` port."""

    def numbers(self, scope: str, first: str, last: str, *, limit: int) -> Mapping[str, int]:
        """The numbers of a scope whose names lie between two, both included; at most ``limit`` of them."""
        found = rows(CountRow.query(scope, CountRow.name.between(first, last), consistent_read=True, limit=limit))
        return {row.name: int(row.number) for row in found}

    def ranges(self, asked: Sequence[tuple[str, str, str]], *, limit: int) -> Sequence[Mapping[str, int]]:
        """The same for many (scope, first, last) at once, in their order; at most ``limit`` of each."""
        return side_by_side(lambda each: self.numbers(*each, limit=limit), asked)

    def uncounted(self, process_code: str, *, limit: int) -> tuple[Case, ...]:
        """Cases that the numbers do not tell of as they are, as an index has them (it may lag behind)."""
        if limit <= 0:
            return ()
        return tuple(decode(Case, row.document) for row in rows(ExchangeRow.to_be_counted.query(process_code, limit=limit)))
