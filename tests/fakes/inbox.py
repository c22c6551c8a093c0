"""The portal's lists of télédossiers in memory."""

from collections.abc import Sequence

from chalicelib.domain.cases import Case
from chalicelib.domain.inbox import InboxCriteria, Position, Shelf, is_wanted, stands_on
from chalicelib.use_cases.people_ports import Inboxes
from tests.fakes.rows import MemoryRows


class MemoryInboxes(Inboxes):
    """Keeps the promises of the ``Inboxes`` port."""

    def __init__(self, rows: MemoryRows) -> None:
        self._rows = rows

    def page(self, shelves: Sequence[Shelf], criteria: InboxCriteria, *, after: Position | None, limit: int) -> tuple[Case, ...]:
        chosen = [case for case in self._rows.under("case") if is_wanted(case, criteria) and any(stands_on(case, shelf) for shelf in shelves)]
        ordered = sorted(chosen, key=lambda case: (case.received_at, case.id), reverse=criteria.is_descending)
        if after is not None:
            here = (after.received_at, after.case_id)
            ordered = [
                case for case in ordered if (case.received_at, case.id) != here and ((case.received_at, case.id) < here) == criteria.is_descending
            ]
        return tuple(ordered[:limit])

    def found(self, shelves: Sequence[Shelf], word: str, *, limit: int) -> tuple[str, ...]:
        ids: list[str] = []
        for shelf in shelves:
            if shelf.recipient is not None:
                kept = sorted(self._rows.under("word", str(shelf.recipient), shelf.process_code), key=lambda each: f"{each.word}#{each.case_id}")
                ids += list(dict.fromkeys(each.case_id for each in kept if each.word.startswith(word)))[:limit]
        return tuple(dict.fromkeys(ids))
