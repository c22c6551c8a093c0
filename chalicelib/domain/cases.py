"""A case: one recipient's part of a folder, with its own life.

A case is a value; a change answers a new one. Until its folder is delivered it belongs to the operator alone; from
HUBEE_NOTIFIED on it carries its own list of attachments, so that reading it needs nothing else.
"""

from datetime import datetime

from msgspec import Struct

from chalicelib.domain.attachments import Attachment, AttachmentStatus
from chalicelib.domain.callers import Caller, Scope, Side
from chalicelib.domain.case_status import DELIVERED, NEW, OUTCOMES, PORTAL_LABELS, RANK, CaseStatus, next_status
from chalicelib.domain.errors import Invalid, NotFound, case_not_found
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.processes import Process
from chalicelib.domain.values import replace


class Applicant(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The person concerned, as the operator named him."""

    first_name: str
    last_name: str
    email: str | None = None


class Case(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One case. All instants are aware UTC.

    ``completed_at``, ``notified_at``, ``fetched_at``, ``finished_at``: when its deposit was complete, when it was
    delivered, first read by the recipient's program, brought to an outcome (DEP-12); ``outcome``: to which one, which
    closing and archiving leave. ``purgeable_from``: since when it stands at or past the purge status of its process;
    ``recipient_purged``, ``osl_purged``: the files that each side says it has purged of its own (JOB-04). A reopened case is
    delivered anew: its fetching, its outcome and what it is purged from start over.
    ``ingested_at``: when it entered the portal (JOB-01). ``unread_from``: since when the operator has changed it and no
    agent has opened it (POR-03). ``purged_at``: when its files went; ``awaits_siblings``: they are shared with cases that
    are not due. ``counted``: what the statistics have counted it as. ``migrated_at``: when it came to its recipient from another
    organisation (CAS-12). ``events_bytes``: what the events that programs have sent weigh, those deleted since too.
    """

    id: str
    folder_id: str
    process_code: str
    osl: OrganisationId
    recipient: OrganisationId
    external_id: str
    folder_external_id: str | None = None
    applicant: Applicant
    partner_attributes: str | None = None
    status: CaseStatus = CaseStatus.HUBEE_RECEIVED
    created_at: datetime
    updated_at: datetime | None = None
    completed_at: datetime | None = None
    notified_at: datetime | None = None
    fetched_at: datetime | None = None
    finished_at: datetime | None = None
    outcome: CaseStatus | None = None
    closed_at: datetime | None = None
    purgeable_from: datetime | None = None
    recipient_purged: frozenset[str] = frozenset()
    osl_purged: frozenset[str] = frozenset()
    purged_at: datetime | None = None
    awaits_siblings: bool = False
    ingested_at: datetime | None = None
    unread_from: datetime | None = None
    archived_at: datetime | None = None
    counted: str | None = None
    migrated_at: datetime | None = None
    events_bytes: int = 0
    attachments: tuple[Attachment, ...] = ()
    version: int = 0

    @property
    def is_delivered(self) -> bool:
        """Whether the recipient may know of it."""
        return self.status in DELIVERED

    def must_be_seen_by(self, caller: Caller) -> None:
        """Raises: Forbidden for another's case; NotFound for an SI's own one before it is delivered."""
        caller.must_see_case(recipient=self.recipient, process_code=self.process_code, is_delivered=self.is_delivered)

    def must_be_writable(self, caller: Caller, *, mode_changed_at: datetime | None) -> None:
        """What an SI fetched before its access mode was switched is read-only for it (SUB-08); archived is for all."""
        if self.status is CaseStatus.ARCHIVED:
            raise Invalid("Case is archived")
        if caller.scope is Scope.SI and self.is_read_only_since(mode_changed_at):
            raise Invalid("Case is read-only since the subscription's access mode was changed")

    def is_read_only_since(self, mode_changed_at: datetime | None) -> bool:
        """Whether its recipient had it, by its program or the portal, before its access mode was switched (SUB-08).

        What another organisation had fetched its recipient has since it came.
        """
        if self.fetched_at is None or mode_changed_at is None:
            return False
        return max(self.fetched_at, self.migrated_at or self.fetched_at) < mode_changed_at

    def migrated(self, recipient: OrganisationId, *, at: datetime) -> "Case":
        """The case as another organisation's, which has purged none of its files yet; its times stay (DEP-12)."""
        return replace(self, recipient=recipient, recipient_purged=frozenset(), migrated_at=at)

    def delivered(self, attachments: tuple[Attachment, ...], *, at: datetime, completed_at: datetime | None = None) -> "Case":
        """The case as its recipient first sees it, with the attachments addressed to it; its deposit was complete at once unless told."""
        seen = self.with_attachments_of(attachments)
        return replace(seen, status=CaseStatus.HUBEE_NOTIFIED, completed_at=completed_at or at, notified_at=at, updated_at=at)

    def with_attachments_of(self, attachments: tuple[Attachment, ...]) -> "Case":
        """The case with those of a folder's attachments that are addressed to it.

        Whom else they are addressed to is not the case's to know, and would not fit a row: 100 files for 100 cases.
        """
        own = (self.external_id,)
        return replace(
            self, attachments=tuple(replace(each, recipients=own, upload=None) for each in attachments if self.external_id in each.recipients)
        )

    def fetched(self, *, at: datetime) -> "Case":
        """The case after its recipient's program has read it for the first time since it was delivered."""
        return self if self.fetched_at else replace(self, fetched_at=at)

    def moved_to(
        self, wanted: CaseStatus, *, side: Side, process: Process, at: datetime, is_portal: bool = False, mode_changed_at: datetime | None = None
    ) -> "Case":
        """The case after ``side`` moved it; the very same case when it is already there.

        ``mode_changed_at``: since when its recipient has its present access mode. What stands HUBEE_NOTIFIED and became read-only
        then, its operator reopens too, though its status stays (SUB-08). Raises: TransitionRefused.
        """
        status = next_status(self.status, wanted, side=side, forbidden=process.forbidden_statuses, is_portal=is_portal)
        if status is self.status and wanted is self.status:
            is_delivered_anew = side is Side.OSL and status is CaseStatus.HUBEE_NOTIFIED and self.is_read_only_since(mode_changed_at)
            return replace(self, fetched_at=None, updated_at=at) if is_delivered_anew else self
        is_reopened = status is CaseStatus.HUBEE_NOTIFIED
        is_undone = is_reopened or _takes_back(status, side)
        return replace(
            self,
            status=status,
            updated_at=at,
            fetched_at=None if is_reopened else (self.fetched_at or at) if side is Side.SI else self.fetched_at,
            finished_at=at if status in OUTCOMES else None if is_undone else self.finished_at,
            outcome=status if status in OUTCOMES else None if is_undone else self.outcome,
            closed_at=at if status is CaseStatus.CLOSED else None,
            purgeable_from=(self.purgeable_from or at) if process.is_purgeable(status) else None,
            recipient_purged=self.recipient_purged if process.is_purgeable(status) else frozenset(),
            osl_purged=self.osl_purged if process.is_purgeable(status) else frozenset(),
            purged_at=self.purged_at if process.is_purgeable(status) else None,
            awaits_siblings=False,
            unread_from=None if status is CaseStatus.CLOSED else self.unread_from,
        )

    def changed_by(self, side: Side, *, at: datetime) -> "Case":
        """The case with its unread mark, when the operator did something on it that an agent has to see."""
        if side is not Side.OSL or self.ingested_at is None or self.status is CaseStatus.CLOSED:
            return self
        return replace(self, unread_from=self.unread_from or at)

    def ingested(self, *, at: datetime) -> "Case":
        """The case once it has entered the portal: from then on its agents see it, and it is its recipient's there."""
        return replace(self, ingested_at=self.ingested_at or at, fetched_at=self.fetched_at or at)

    def weighed(self, weight_bytes: int) -> "Case":
        """The case with the weight of one more event."""
        return replace(self, events_bytes=self.events_bytes + weight_bytes)

    def read(self) -> "Case":
        """The case once an agent has seen what is new."""
        return replace(self, unread_from=None) if self.unread_from else self

    @property
    def label(self) -> str:
        """What the portal calls its state; one that is unread is « Nouveau » again, but for a closed one."""
        is_unread = self.unread_from is not None and self.status not in (CaseStatus.CLOSED, CaseStatus.ARCHIVED)
        return NEW if is_unread else PORTAL_LABELS[self.status]

    @property
    def received_at(self) -> datetime:
        """When its recipient got it, as lists show it."""
        return self.notified_at or self.created_at

    @property
    def reached_at(self) -> datetime | None:
        """Since when its recipient can see it (DEP-09): once the portal has taken it in, or else once it is in a program's queue.

        What a program had before its subscription came to the portal was there from its notification on.
        """
        came_by_the_portal = self.ingested_at is not None and self.fetched_at == self.ingested_at
        return self.ingested_at if came_by_the_portal else self.notified_at

    def touched(self, *, at: datetime) -> "Case":
        """The case after something happened on it that moved nothing."""
        return replace(self, updated_at=at)

    def attachment(self, attachment_id: str) -> Attachment:
        """One of its attachments. Raises: NotFound."""
        for each in self.attachments:
            if each.id == attachment_id:
                return each
        raise NotFound("File is not found")

    def purged_by(self, side: Side) -> frozenset[str]:
        """The files that a side says it has purged of its own; the administration reads and keeps the operator's list."""
        return self.recipient_purged if side is Side.SI else self.osl_purged

    def reported_purged(self, attachment_ids: frozenset[str], *, side: Side) -> "Case":
        """The case once a side has purged some of its files of its own; the very same when that was known."""
        purged = self.purged_by(side) | {each.id for each in self.attachments if each.id in attachment_ids}
        if purged == self.purged_by(side):
            return self
        return replace(self, recipient_purged=purged) if side is Side.SI else replace(self, osl_purged=purged)

    def attachments_to_purge(self, side: Side) -> tuple[Attachment, ...]:
        """The files still there that a side has not reported as purged of its own."""
        kept = (each for each in self.attachments if each.status is not AttachmentStatus.DELETED)
        return tuple(each for each in kept if each.id not in self.purged_by(side))


def seen_case(case: Case | None, caller: Caller) -> Case:
    """A case as it was read, for a caller who sees it. Raises: NotFound, Forbidden."""
    if case is None:
        raise case_not_found()
    case.must_be_seen_by(caller)
    return case


def _takes_back(status: CaseStatus, side: Side) -> bool:
    """Whether a move takes an outcome back: a service that repairs, support that undoes.

    An operator's does not: its programs say IN_PROGRESS once they have fetched the answer to what was done.
    """
    return side is not Side.OSL and RANK[status] < min(RANK[each] for each in OUTCOMES)
