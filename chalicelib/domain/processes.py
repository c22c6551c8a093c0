"""Processes (démarches): each is a row of data that says what its télédossiers may carry and do (ORG-03, ORG-04)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec import Struct

from chalicelib.domain.callers import Side
from chalicelib.domain.case_status import RANK, CaseStatus
from chalicelib.domain.identifiers import OrganisationId

VALIDATIONS = ("Auto", "Manual")
PERSON_CONCERNED = "Personne concernée"
"""What the person of a télédossier is called, where a process has no other word (POR-09)."""


class Process(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One démarche. Delays are days; formats are MIME types, an empty list allows none; sizes are bytes.

    ``is_reserved``: it serves the watch over the hub itself: nobody is offered it, and no statistics count it.
    ``listeners`` are its operator's webhooks; one that may not see the process any more gets nothing (NOT-05).
    """

    code: str
    name: str
    description: str | None = None
    is_activated: bool = True
    osl: OrganisationId
    osl_formats: tuple[str, ...]
    si_formats: tuple[str, ...] = ()
    attachment_types: tuple[str, ...]
    max_attachment_bytes: int
    purge_status: CaseStatus
    purge_days: int
    archive_days: int
    deletion_days: int
    allows_messages: bool
    validation: str
    legal_justification: str | None = None
    allows_awaiting: bool = True
    message_with_status: bool = False
    person_label: str = PERSON_CONCERNED
    is_reserved: bool = False
    listeners: tuple[str, ...] = ()
    created_at: datetime
    updated_at: datetime | None = None
    version: int = 0

    @property
    def in_words(self) -> str:
        """As a sentence names it to a person, who knows no codes."""
        return f"« {self.name} »"

    @property
    def forbidden_statuses(self) -> frozenset[CaseStatus]:
        """How this process narrows the table of moves (CAS-02)."""
        return frozenset() if self.allows_awaiting else frozenset({CaseStatus.ADD_AWAITING})

    @property
    def purge_delay(self) -> timedelta:
        """How long files outlive the purge status (JOB-04)."""
        return timedelta(days=self.purge_days + 1)

    def formats_for(self, side: Side) -> tuple[str, ...]:
        """The MIME types a side may send; the administration may send what either may."""
        if side is Side.SI:
            return self.si_formats
        return self.osl_formats if side is Side.OSL else self.osl_formats + self.si_formats

    def is_purgeable(self, status: CaseStatus) -> bool:
        """Whether a case in this status has reached, by rank, the status from which files may go."""
        return RANK[status] >= RANK[self.purge_status]


PROCESS_ORDERS: dict[str, Callable[[Process], object]] = {
    # The words of the list's orderBy.
    "code": lambda process: process.code,
    "name": lambda process: process.name,
    "description": lambda process: process.description,
    "is_activated": lambda process: process.is_activated,
    "subscription_validation": lambda process: process.validation,
    "osl_type": lambda process: process.osl.type,
    "osl_company_register": lambda process: process.osl.company_register,
    "osl_branch_code": lambda process: process.osl.branch_code,
    "attachment_max_size_enabled": lambda process: process.max_attachment_bytes,
    "status_before_file_deletion": lambda process: process.purge_status,
    "time_before_file_deletion": lambda process: process.purge_days,
    "time_before_archiving": lambda process: process.archive_days,
    "time_before_folder_deletion": lambda process: process.deletion_days,
    "message_to_transmitter": lambda process: process.allows_messages,
    "creation_date_time": lambda process: process.created_at,
    "update_date_time": lambda process: process.updated_at,
}
