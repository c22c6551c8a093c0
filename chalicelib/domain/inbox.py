"""The portal's list of télédossiers: how it is asked for, sorted, searched and walked (POR-10, POR-13)."""

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.cases import Case
from chalicelib.domain.identifiers import OrganisationId


class InboxOrder(StrEnum):
    """By what a list is sorted; by anything but its date only while it is short."""

    RECEIVED = "received"
    PROCESS = "process"
    STATUS = "status"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxCriteria:
    """Which télédossiers are asked for. Empty: all that the person sees. ``received_from`` is included, ``received_until`` not."""

    process_codes: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    received_from: datetime | None = None
    received_until: datetime | None = None
    text: str | None = None
    order: InboxOrder = InboxOrder.RECEIVED
    is_descending: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One partition of a list: the ingested cases of a recipient, or all delivered ones of a process, of one process each."""

    process_code: str
    recipient: OrganisationId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a case stands in a list by date; pages begin after one."""

    received_at: datetime
    case_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxPage:
    """Some cases, in order; ``next`` is where the page after begins, None at the end."""

    cases: tuple[Case, ...]
    next: Position | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedWord:
    """A word under which a case is found, folded; written when it enters the portal."""

    process_code: str
    recipient: OrganisationId
    word: str
    case_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """What a person sees of the télédossiers: the shelves, and why there are none."""

    shelves: tuple[Shelf, ...] = ()
    reasons: tuple[str, ...] = field(default_factory=tuple)


def folded(text: str) -> str:
    """A text as it is searched: without accents, case, or doubled blanks."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(each for each in decomposed if not unicodedata.combining(each)).split())


def words_of(case: Case) -> tuple[IndexedWord, ...]:
    """The words of a case: its number, its external id, its person's name both ways round."""
    person = case.applicant
    texts = (
        case.folder_external_id or "",
        case.external_id,
        f"{person.last_name} {person.first_name}",
        f"{person.first_name} {person.last_name}",
    )
    words = dict.fromkeys(filter(None, map(folded, texts)))
    return tuple(IndexedWord(process_code=case.process_code, recipient=case.recipient, word=each, case_id=case.id) for each in words)
