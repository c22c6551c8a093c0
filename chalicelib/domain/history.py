"""What people did on a télédossier in the portal: who, when, what (POR-08). Events of the interface are told beside it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

from msgspec import Struct

from chalicelib.domain.identifiers import OrganisationId


class Deed(StrEnum):
    """What a person did that is no event of the interface."""

    CONSULTED = "CONSULTED"
    DOWNLOADED = "DOWNLOADED"
    COMMENT_EDITED = "COMMENT_EDITED"
    PURGED = "PURGED"
    ARCHIVED = "ARCHIVED"


class HistoryEntry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of a case's history; ``author`` is the person's name as it was then, None for the hub itself."""

    id: str
    case_id: str
    deed: Deed
    at: datetime
    organisation: OrganisationId
    account_id: str | None = None
    author: str | None = None
    detail: str | None = None


def consultation_id(opening_id: str, account_id: str) -> str:
    """The line of one opening of one person's, whatever name the page gave it: nobody's takes the place of another's."""
    return str(uuid5(UUID(opening_id), account_id))
