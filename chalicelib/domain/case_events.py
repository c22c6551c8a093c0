"""Events: what one side does on a case and tells the other.

An ATTACH_DEPOSIT waits IN_PROGRESS for its files and is then sent; every other event is sent at once. A sent event is
acknowledged by its receiver.

**Source:** CAS-04 to CAS-09.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from msgspec import Struct, field, json

from chalicelib.domain.attachments import Attachment, format_refusals
from chalicelib.domain.callers import Caller, Scope, Side
from chalicelib.domain.case_status import CaseStatus, is_replay, read_status
from chalicelib.domain.cases import Case
from chalicelib.domain.errors import NotFound, unauthorized_user
from chalicelib.domain.folders import AttachmentDraft
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.partners import PartnerInfo
from chalicelib.domain.processes import Process
from chalicelib.domain.values import replace


class ActionType(StrEnum):
    """What an event reports."""

    STATUS_UPDATE = "STATUS_UPDATE"
    ATTACH_DEPOSIT = "ATTACH_DEPOSIT"
    ATTACH_DL = "ATTACH_DL"
    ATTACH_DL_ALL = "ATTACH_DL_ALL"
    COM_ADD = "COM_ADD"
    SENDING_MESSAGE = "SENDING_MESSAGE"


class EventStatus(StrEnum):
    """How far an event is on its way."""

    IN_PROGRESS = "IN_PROGRESS"
    SENT = "SENT"
    RECEIVED = "RECEIVED"


_MODIFYING = frozenset({ActionType.ATTACH_DEPOSIT, ActionType.COM_ADD, ActionType.SENDING_MESSAGE})


class EventDraft(Struct, frozen=True, kw_only=True):
    """An event as a side asks for it. ``new_status`` is the word the caller sent, not yet judged."""

    action_type: str
    message: str | None = None
    comment: str | None = None
    author: str | None = None
    asks_notification: bool = False
    current_status: str | None = None
    new_status: str | None = None
    partner_attributes: str | None = None
    attachments: tuple[AttachmentDraft, ...] = ()

    @property
    def weight_bytes(self) -> int:
        """What it counts for in its case; an answer may be twice that, where many files have short names."""
        return LIMITS.event_frame_bytes + len(json.encode(self))


class CaseEvent(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One event of a case; ``sequence`` orders the events of a case as they were created.

    ``found_status``: what its case stood at when it was made, of an event that waits for its files. ``acknowledged_by``: the sides
    that have said it RECEIVED; empty on rows that are older than the field, for all of them.
    """

    id: str
    case_id: str
    sequence: int
    action_type: ActionType
    status: EventStatus
    side: Side
    transmitter: OrganisationId
    message: str | None = None
    comment: str | None = None
    author: str | None = None
    asks_notification: bool = False
    current_status: str | None = None
    new_status: str | None = None
    partner_attributes: str | None = None
    partner: PartnerInfo = PartnerInfo()
    found_status: CaseStatus | None = None
    acknowledged_by: frozenset[Side] = frozenset()
    created_at: datetime
    updated_at: datetime
    version: int = 0

    def status_for(self, side: Side) -> EventStatus:
        """How far it is for a side: SENT for a receiver that has not acknowledged it, though the other has (CAS-08)."""
        is_the_others_only = bool(self.acknowledged_by) and side in self.receivers() and side not in self.acknowledged_by
        return EventStatus.SENT if is_the_others_only else self.status

    def is_sent_by(self, caller: Caller) -> bool:
        """Whether the caller's organisation made it."""
        return self.side is caller.side and self.transmitter == caller.organisation

    def is_seen_by(self, caller: Caller) -> bool:
        """One still IN_PROGRESS is seen by its sender only; ADMIN sees all of what is sent."""
        return self.status is not EventStatus.IN_PROGRESS or self.is_sent_by(caller)

    def must_be_sent_by(self, caller: Caller) -> None:
        """Raises: Forbidden."""
        if not self.is_sent_by(caller):
            raise unauthorized_user()

    def comment_for(self, caller: Caller) -> str | None:
        """A comment stays within the organisation that wrote it; ADMIN reads it too."""
        return self.comment if caller.scope is Scope.ADMIN or self.transmitter == caller.organisation else None

    def sent(self, *, at: datetime) -> "CaseEvent":
        """The event once its files are there."""
        return replace(self, status=EventStatus.SENT, updated_at=at)

    def received(self, *, by: Side, at: datetime) -> "CaseEvent":
        """The event once a receiver acknowledged it."""
        return replace(self, status=EventStatus.RECEIVED, acknowledged_by=self.acknowledged_by | {by}, updated_at=at)

    def receivers(self) -> tuple[Side, ...]:
        """Who is told of it: the other side; both, for the administration."""
        return tuple(side for side in (Side.SI, Side.OSL) if side is not self.side)

    def must_be_received_by(self, caller: Caller) -> None:
        """Raises: Forbidden for anyone but a receiver."""
        if caller.side not in self.receivers():
            raise unauthorized_user()


class Dossier(Struct, frozen=True, kw_only=True):
    """A case with its events, in order of creation, and the files of each by event id."""

    case: Case
    events: tuple[CaseEvent, ...] = ()
    files: Mapping[str, tuple[Attachment, ...]] = field(default_factory=dict)

    def as_seen_by(self, caller: Caller) -> "Dossier":
        """The dossier without the events that are not the caller's to see."""
        seen = tuple(event for event in self.events if event.is_seen_by(caller))
        return replace(self, events=seen)


def refusals_of(draft: EventDraft, *, case: Case, process: Process, side: Side) -> list[str]:
    """Say everything there is against an event, but for its move of the case."""
    if draft.action_type not in ActionType.__members__:
        return [f"Event actionType {draft.action_type} is not allowed"]
    action = ActionType(draft.action_type)
    refusals = []
    if action is ActionType.ATTACH_DEPOSIT and not draft.attachments:
        refusals.append("Event ATTACH_DEPOSIT needs at least one attachment")
    if action is not ActionType.ATTACH_DEPOSIT and draft.attachments:
        refusals.append(f"Event {action} takes no attachment")
    if len(draft.attachments) > LIMITS.attachments_per_event:
        refusals.append(f"An event has at most {LIMITS.attachments_per_event} attachments")
    if action is ActionType.SENDING_MESSAGE and side is Side.SI and not process.allows_messages:
        refusals.append(f"Messages are not allowed for {process.code}")
    if action in _MODIFYING and side is Side.SI and case.status is CaseStatus.CLOSED:
        refusals.append("Case is closed")
    if case.events_bytes + draft.weight_bytes > LIMITS.events_bytes:
        refusals.append(f"A case takes at most {LIMITS.events_bytes} bytes of events")
    for each in draft.attachments:
        refusals += _file_refusals(each, process=process, side=side)
    return refusals


def _file_refusals(draft: AttachmentDraft, *, process: Process, side: Side) -> list[str]:
    return format_refusals(
        draft.file_name,
        draft.mime_type,
        draft.size_bytes,
        allowed=process.formats_for(side),
        max_bytes=process.max_attachment_bytes,
        process_code=process.code,
    )


def case_after(
    event: CaseEvent | EventDraft,
    case: Case,
    *,
    process: Process,
    side: Side,
    at: datetime,
    is_portal: bool = False,
    mode_changed_at: datetime | None = None,
) -> Case:
    """The case once the event is sent: moved when it names another status, else only touched.

    A repeated step of an SI's program moves nothing. ``mode_changed_at``: as :meth:`Case.moved_to` has it. Raises: TransitionRefused.
    """
    case = case.changed_by(side, at=at)
    if not event.new_status:
        return case.touched(at=at)
    wanted = read_status(event.new_status, current=case.status)
    if side is Side.SI and not is_portal and _is_behind(event, case, wanted, process):
        return case.touched(at=at)
    moved = case.moved_to(wanted, side=side, process=process, at=at, is_portal=is_portal, mode_changed_at=mode_changed_at)
    return case.touched(at=at) if moved is case else moved


def _is_behind(event: CaseEvent | EventDraft, case: Case, wanted: CaseStatus, process: Process) -> bool:
    """Whether an SI's event names a step that its case has passed: a STATUS_UPDATE, or what waited for its files meanwhile.

    One that waited and named the status it found its case in meant that it should not move: it may have moved by itself since.
    """
    found = event.found_status if isinstance(event, CaseEvent) else None
    may_be_behind = event.action_type == ActionType.STATUS_UPDATE or found not in (None, case.status)
    return wanted is found or (may_be_behind and is_replay(case.status, wanted, side=Side.SI, forbidden=process.forbidden_statuses))


def make_event(draft: EventDraft, *, event_id: str, case: Case, caller: Caller, at: datetime) -> CaseEvent:
    """Make the event of an accepted draft."""
    action = ActionType(draft.action_type)
    waits = action is ActionType.ATTACH_DEPOSIT
    return CaseEvent(
        id=event_id,
        case_id=case.id,
        sequence=case.version,
        action_type=action,
        status=EventStatus.IN_PROGRESS if waits else EventStatus.SENT,
        side=caller.side,
        transmitter=caller.organisation,
        message=draft.message,
        comment=draft.comment,
        author=draft.author,
        asks_notification=draft.asks_notification,
        current_status=draft.current_status,
        new_status=draft.new_status,
        partner_attributes=draft.partner_attributes,
        partner=caller.partner,
        found_status=case.status if waits else None,
        created_at=at,
        updated_at=at,
    )


def seen_event(event: CaseEvent | None, caller: Caller) -> CaseEvent:
    """An event as it was read, for a caller who sees it. Raises: NotFound."""
    if event is None or not event.is_seen_by(caller):
        raise NotFound("Event is not found")
    return event
