"""The portal's lists of télédossiers in DynamoDB: sparse indexes of the cases by date, and the words they are found under."""

from collections.abc import Sequence
from itertools import chain, product
from typing import Any

from pynamodb.indexes import GlobalSecondaryIndex

from chalicelib.adapters.dynamo_codec import decode, instant_key
from chalicelib.adapters.dynamo_people_rows import shelf_key
from chalicelib.adapters.dynamo_people_tables import WordRow
from chalicelib.adapters.dynamo_reads import rows, side_by_side
from chalicelib.adapters.dynamo_tables import ExchangeRow
from chalicelib.domain.cases import Case
from chalicelib.domain.inbox import InboxCriteria, Position, Shelf

_BEFORE_ALL, _AFTER_ALL = "0", "~"
Partition = tuple[GlobalSecondaryIndex[Any], str]


class DynamoInboxes:
    """Keeps the promises of the use cases' ``Inboxes`` port."""

    def page(self, shelves: Sequence[Shelf], criteria: InboxCriteria, *, after: Position | None, limit: int) -> tuple[Case, ...]:
        """At most ``limit`` cases of some shelves by date, beyond a position, of the labels and dates asked for."""
        first, last = _bounds(criteria, after)
        if first > last:
            return ()
        within = ExchangeRow.received.between(first, last)

        def read(partition: Partition) -> list[Any]:
            index, value = partition
            return list(rows(index.query(value, within, limit=limit, scan_index_forward=not criteria.is_descending)))

        found = {row.partition: row for row in chain.from_iterable(side_by_side(read, _partitions(shelves, criteria)))}
        ordered = sorted(found.values(), key=lambda row: str(row.received), reverse=criteria.is_descending)
        return tuple(decode(Case, row.document) for row in ordered[:limit])

    def found(self, shelves: Sequence[Shelf], word: str, *, limit: int) -> tuple[str, ...]:
        """Ids of at most ``limit`` cases of each shelf that have a recipient, with a word that begins so, folded."""

        def read(shelf: Shelf) -> list[str]:
            assert shelf.recipient is not None  # words lie by recipient
            ids: dict[str, None] = {}
            for row in rows(WordRow.query(shelf_key(shelf.recipient, shelf.process_code), WordRow.word.startswith(word), page_size=limit)):
                if len(ids) == limit:
                    break
                ids[str(row.word).rpartition("#")[2]] = None
            return list(ids)

        return tuple(dict.fromkeys(chain.from_iterable(side_by_side(read, [each for each in shelves if each.recipient is not None]))))


def _partitions(shelves: Sequence[Shelf], criteria: InboxCriteria) -> list[Partition]:
    if criteria.labels:
        return [_labelled(shelf, label) for shelf, label in product(shelves, dict.fromkeys(criteria.labels))]
    return [
        (ExchangeRow.by_supervised, shelf.process_code)
        if shelf.recipient is None
        else (ExchangeRow.by_inbox, shelf_key(shelf.recipient, shelf.process_code))
        for shelf in shelves
    ]


def _labelled(shelf: Shelf, label: str) -> Partition:
    if shelf.recipient is None:
        return ExchangeRow.by_supervised_label, f"{shelf.process_code}|{label}"
    return ExchangeRow.by_inbox_label, f"{shelf_key(shelf.recipient, shelf.process_code)}|{label}"


def _bounds(criteria: InboxCriteria, after: Position | None) -> tuple[str, str]:
    """The first and the last key asked for, both included: keys are of one width, so one just before or after another can be told."""
    first = instant_key(criteria.received_from) if criteria.received_from else _BEFORE_ALL
    last = _just_before(instant_key(criteria.received_until)) if criteria.received_until else _AFTER_ALL
    if after is not None:
        here = f"{instant_key(after.received_at)}#{after.case_id}"
        if criteria.is_descending:
            last = min(last, _just_before(here))
        else:
            first = max(first, f"{here} ")
    return first, last


def _just_before(key: str) -> str:
    """What sorts after every key of its width that is less, and before itself."""
    return f"{key[:-1]}{chr(ord(key[-1]) - 1)}~"
