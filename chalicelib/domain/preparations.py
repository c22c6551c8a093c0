"""What is too large to be answered at once: an archive or an export that a function prepares and a link hands out.

**Source:** POR-04, POR-10.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.identifiers import OrganisationId


class PreparationKind(StrEnum):
    """What is prepared."""

    ARCHIVE = "ARCHIVE"
    EXPORT = "EXPORT"


class PreparationStatus(StrEnum):
    """How far it is."""

    WAITING = "WAITING"
    READY = "READY"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """One thing asked for by one person, for himself alone; it lives a day.

    ``case_ids`` are those of an archive; ``criteria`` are the words of an export's list. ``process_codes`` is how far its
    person saw when he asked. ``object_key`` and ``object_version`` name the stored result, ``size_bytes`` long.
    """

    id: str
    kind: PreparationKind
    account_id: str
    organisation: OrganisationId | None
    process_codes: frozenset[str]
    case_ids: tuple[str, ...] = ()
    criteria: Mapping[str, str] = field(default_factory=dict)
    file_name: str
    status: PreparationStatus = PreparationStatus.WAITING
    object_key: str | None = None
    object_version: str | None = None
    size_bytes: int = 0
    omitted: int = 0
    created_at: datetime
    expires_at: datetime
    version: int = 0

    def ready(self, key: str, version: str, *, size_bytes: int, omitted: int = 0) -> "Preparation":
        """Once it is stored; ``omitted`` counts what could not be put in any more."""
        return replace(self, status=PreparationStatus.READY, object_key=key, object_version=version, size_bytes=size_bytes, omitted=omitted)

    def failed(self) -> "Preparation":
        """When it could not be made."""
        return replace(self, status=PreparationStatus.FAILED)
