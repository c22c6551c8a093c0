"""The history of a télédossier as its detail shows it: the events of the interface and the portal's own rows, in one order.

**Source:** POR-06, POR-08, CAS-04.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from chalicelib.domain.attachments import Attachment
from chalicelib.domain.callers import Caller, Scope, Side
from chalicelib.domain.case_events import ActionType, CaseEvent, Dossier, EventStatus
from chalicelib.domain.case_status import PORTAL_LABELS, CaseStatus, told_as
from chalicelib.domain.history import Deed, HistoryEntry
from chalicelib.domain.identifiers import OrganisationId


class Kind(StrEnum):
    """What a line tells."""

    TRANSMISSION = "TRANSMISSION"
    CONSULTATION = "CONSULTATION"
    DOWNLOAD = "DOWNLOAD"
    STATUS = "STATUS"
    MESSAGE = "MESSAGE"
    COMMENT = "COMMENT"
    COMMENT_EDITED = "COMMENT_EDITED"
    FILES = "FILES"
    CLOSING = "CLOSING"
    PURGE = "PURGE"
    ARCHIVING = "ARCHIVING"


LABELS: Mapping[Kind, str] = {
    Kind.TRANSMISSION: "Transmission du télédossier",
    Kind.CONSULTATION: "Consultation",
    Kind.DOWNLOAD: "Téléchargement des pièces jointes",
    Kind.STATUS: "Changement de statut",
    Kind.MESSAGE: "Message",
    Kind.COMMENT: "Commentaire",
    Kind.COMMENT_EDITED: "Modification d'un commentaire",
    Kind.FILES: "Transmission de pièces jointes",
    Kind.CLOSING: "Clôture par l'opérateur",
    Kind.PURGE: "Suppression des pièces jointes au terme de leur durée de conservation",
    Kind.ARCHIVING: "Archivage",
}
_KIND_BY_DEED = {
    Deed.CONSULTED: Kind.CONSULTATION,
    Deed.DOWNLOADED: Kind.DOWNLOAD,
    Deed.COMMENT_EDITED: Kind.COMMENT_EDITED,
    Deed.PURGED: Kind.PURGE,
    Deed.ARCHIVED: Kind.ARCHIVING,
}
_KIND_BY_ACTION = {
    ActionType.STATUS_UPDATE: Kind.STATUS,
    ActionType.ATTACH_DEPOSIT: Kind.FILES,
    ActionType.ATTACH_DL: Kind.DOWNLOAD,
    ActionType.ATTACH_DL_ALL: Kind.DOWNLOAD,
    ActionType.COM_ADD: Kind.COMMENT,
    ActionType.SENDING_MESSAGE: Kind.MESSAGE,
}
_DOWNLOADS = (ActionType.ATTACH_DL, ActionType.ATTACH_DL_ALL)


class Line(Struct, frozen=True, kw_only=True):
    """One line: ``author`` is a person's name, None for a program or the hub; ``by_operator``, ``by_support`` say on which side it was done."""

    id: str
    kind: Kind
    at: datetime
    author: str | None
    organisation: OrganisationId
    by_operator: bool = False
    by_support: bool = False
    status_before: CaseStatus | None = None
    status_after: CaseStatus | None = None
    message: str | None = None
    comment: str | None = None
    detail: str | None = None
    is_editable: bool = False
    files: tuple[Attachment, ...] = ()

    @property
    def label(self) -> str:
        """What it is called."""
        return LABELS[self.kind]

    @property
    def message_label(self) -> str:
        """What its message is called: why somebody refused it or the support set its status, or else what was said to the other side."""
        is_reason = self.status_after is CaseStatus.REFUSED or (self.by_support and self.status_after is not None)
        return "Motif" if is_reason else LABELS[Kind.MESSAGE]

    @property
    def changes(self) -> str | None:
        """The change of status it made, in the portal's words."""
        if self.status_after is None:
            return None
        after = told_as(self.status_after)
        before = PORTAL_LABELS[self.status_before] if self.status_before else None
        if before == after:
            return "Mise à disposition sur le portail" if self.status_after is CaseStatus.SENT else None
        return f"« {before} » → « {after} »" if before else f"« {after} »"


def timeline(dossier: Dossier, entries: Sequence[HistoryEntry], *, reader: Caller) -> tuple[Line, ...]:
    """Everything that was done, the oldest first, as ``reader`` may know it.

    A comment and the deeds of a service's people stay within that service (and the administration); of the others', a
    service is told all that was done on its télédossier.
    """
    case = dossier.case
    transmission = Line(id=case.id, kind=Kind.TRANSMISSION, at=case.received_at, author=None, organisation=case.osl, by_operator=True)
    downloads = {(each.at, each.author) for each in entries if each.deed is Deed.DOWNLOADED}
    # What a person did stands before the move it made, at the same instant.
    lines = [transmission, *_closing(dossier), *_of_entries(dossier, entries, reader), *_of_events(dossier, reader, downloads)]
    return tuple(sorted(lines, key=lambda each: (each.at, each.kind is Kind.COMMENT_EDITED)))


def _closing(dossier: Dossier) -> Iterator[Line]:
    """A closing that came without an event: the operator set the status alone."""
    case = dossier.case
    if case.closed_at is not None and not any(_closed(each, since=case.closed_at) for each in dossier.events):
        after = CaseStatus.CLOSED
        yield Line(
            id=f"{case.id}-closing", kind=Kind.CLOSING, at=case.closed_at, author=None, organisation=case.osl, by_operator=True, status_after=after
        )


def _closed(event: CaseEvent, *, since: datetime) -> bool:
    """Whether an event tells of the present closing, not of one before a reopening; one with files closes when it is sent."""
    at = event.updated_at if event.action_type is ActionType.ATTACH_DEPOSIT else event.created_at
    return event.new_status == CaseStatus.CLOSED and event.status is not EventStatus.IN_PROGRESS and at >= since


def _of_events(dossier: Dossier, reader: Caller, downloads: set[tuple[datetime, str | None]]) -> Iterator[Line]:
    for event in dossier.events:
        if not event.is_seen_by(reader) or event.status is EventStatus.IN_PROGRESS:
            continue
        comment = event.comment_for(reader)
        if event.action_type is ActionType.COM_ADD and comment is None:
            continue
        yield Line(
            id=event.id,
            kind=_kind_of(event, downloads),
            at=event.created_at,
            author=event.author,
            organisation=event.transmitter,
            by_operator=event.side is Side.OSL,
            by_support=event.side is Side.ADMIN,
            status_before=_status(event.current_status),
            status_after=_status(event.new_status),
            message=event.message,
            comment=comment,
            is_editable=event.action_type is ActionType.COM_ADD and event.is_sent_by(reader),
            files=dossier.files.get(event.id, ()),
        )


def _kind_of(event: CaseEvent, downloads: set[tuple[datetime, str | None]]) -> Kind:
    if event.new_status == CaseStatus.CLOSED and event.side is Side.OSL:
        return Kind.CLOSING
    if event.action_type in _DOWNLOADS and (event.created_at, event.author) in downloads:
        return Kind.STATUS  # the portal's own row tells the download beside it
    return _KIND_BY_ACTION[event.action_type]


def _status(text: str | None) -> CaseStatus | None:
    return CaseStatus(text) if text is not None and text in CaseStatus.__members__ else None


def _of_entries(dossier: Dossier, entries: Sequence[HistoryEntry], reader: Caller) -> Iterator[Line]:
    for each in entries:
        is_shown = reader.scope is not Scope.OSL or each.author is None or each.organisation == reader.organisation
        if is_shown:
            by_operator = each.organisation == dossier.case.osl
            yield Line(
                id=each.id,
                kind=_KIND_BY_DEED[each.deed],
                at=each.at,
                author=each.author,
                organisation=each.organisation,
                by_operator=by_operator,
                detail=each.detail,
            )
