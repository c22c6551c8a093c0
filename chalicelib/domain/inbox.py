"""The portal's list of télédossiers: how it is asked for, sorted, searched and walked (POR-10, POR-13)."""

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from chalicelib.domain.case_status import DELIVERED, PORTAL_LABELS, CaseStatus
from chalicelib.domain.cases import Case
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.limits import LIMITS

_APOSTROPHES = frozenset("'’‘ʼ`′")

LABELS = tuple(dict.fromkeys(PORTAL_LABELS[status] for status in CaseStatus if status in DELIVERED))
"""What a list may be narrowed to, in the order of a case's life."""


class InboxOrder(StrEnum):
    """By what a list is sorted; by anything but its date only while it is short."""

    RECEIVED = "received"
    PROCESS = "process"
    STATUS = "status"
    PERSON = "person"


class InboxCriteria(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which télédossiers are asked for. Empty: all that the person sees. ``received_from`` is included, ``received_until`` not."""

    process_codes: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    received_from: datetime | None = None
    received_until: datetime | None = None
    text: str | None = None
    order: InboxOrder = InboxOrder.RECEIVED
    is_descending: bool = True


class Shelf(Struct, frozen=True, kw_only=True):
    """One partition of a list: the ingested cases of a recipient, or all delivered ones of a process, of one process each."""

    process_code: str
    recipient: OrganisationId | None = None


class Position(Struct, frozen=True, kw_only=True):
    """Where a case stands in a list; pages begin after one. ``rank`` is its number in a list that is sorted whole."""

    received_at: datetime
    case_id: str
    rank: int = 0


class IndexedWord(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A word under which a case is found, folded; written when it enters the portal."""

    process_code: str
    recipient: OrganisationId
    word: str
    case_id: str


def stands_on(case: Case, shelf: Shelf) -> bool:
    """Whether a case belongs to a shelf."""
    if case.process_code != shelf.process_code:
        return False
    return case.is_delivered if shelf.recipient is None else case.recipient == shelf.recipient and case.ingested_at is not None


def is_wanted(case: Case, criteria: InboxCriteria) -> bool:
    """Whether a case has one of the labels asked for and came within the dates; its text is not looked at."""
    return (
        (not criteria.labels or case.label in criteria.labels)
        and (criteria.received_from is None or case.received_at >= criteria.received_from)
        and (criteria.received_until is None or case.received_at < criteria.received_until)
    )


def position_of(case: Case, *, rank: int = 0) -> Position:
    """Where a case stands."""
    return Position(received_at=case.received_at, case_id=case.id, rank=rank)


def in_order(cases: Iterable[Case], criteria: InboxCriteria, *, names: Mapping[str, str]) -> list[Case]:
    """Cases sorted as asked; equals by date. ``names`` are those of the processes by code."""

    def key(case: Case) -> tuple[str, int, datetime, str]:
        match criteria.order:
            case InboxOrder.PROCESS:
                return folded(names.get(case.process_code, case.process_code)), 0, case.received_at, case.id
            case InboxOrder.STATUS:
                return "", LABELS.index(case.label), case.received_at, case.id
            case InboxOrder.PERSON:
                return folded(f"{case.applicant.last_name} {case.applicant.first_name}"), 0, case.received_at, case.id
        return "", 0, case.received_at, case.id

    return sorted(cases, key=key, reverse=criteria.is_descending)


def folded(text: str) -> str:
    """A text as it is searched: without accents, case, apostrophes, dashes or doubled blanks.

    Words are indexed as this folds them: a stage that holds cases is searched by it only once they are indexed anew.
    """
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    letters = (" " if _parts_words(each) else each for each in decomposed if not unicodedata.combining(each))
    return " ".join("".join(letters).split())


def _parts_words(letter: str) -> bool:
    """Whether people type it in several ways, or a blank for it: N'GUESSAN with ' or ’, FAURE-LACROIX with or without its hyphen."""
    return letter in _APOSTROPHES or unicodedata.category(letter) == "Pd"


def words_of(case: Case) -> tuple[IndexedWord, ...]:
    """The words of a case, cut to what a search may hold: its numbers, its person's name both ways round."""
    person = case.applicant
    texts = (
        case.folder_external_id or "",
        case.external_id,
        f"{person.last_name} {person.first_name}",
        f"{person.first_name} {person.last_name}",
    )
    words = dict.fromkeys(filter(None, (folded(each)[: LIMITS.inbox_word_chars] for each in texts)))
    return tuple(IndexedWord(process_code=case.process_code, recipient=case.recipient, word=each, case_id=case.id) for each in words)
