"""What the exchange should do, in a few dicts: the model that the whole exchange is compared with."""

from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.domain.case_status import ALIVE, DELIVERED, MOVES, RANK, CaseStatus

S = CaseStatus
CLOSED_TO_SI = ("ATTACH_DEPOSIT", "COM_ADD", "SENDING_MESSAGE")
MAY_BE_BEHIND = ("STATUS_UPDATE", "ATTACH_DEPOSIT")  # the latter once it is finalised
OTHERS = {"SI": ("OSL",), "OSL": ("SI",), "ADMIN": ("SI", "OSL")}


@dataclass
class FolderModel:
    """A folder: its status and what became of each of its files."""

    id: str
    status: str
    case_ids: list[str]
    files: list[str]
    created_at: datetime


@dataclass
class CaseModel:
    """A case of a town."""

    id: str
    folder_id: str
    town: str
    status: S = S.HUBEE_RECEIVED
    fetched_at: datetime | None = None
    is_ingested: bool = False

    def end_of(self, side: str, wanted: str, *, is_update: bool) -> S | None:
        """Where it is after ``side`` asks for a status; None when that is refused. Straight from the table of moves."""
        if wanted not in S.__members__ or wanted == S.HUBEE_RECEIVED:
            return None
        target = S(wanted)
        if target is self.status:
            return target
        if any(mover == side and to is target and self.status in starts for (mover, to), starts in MOVES.items()):
            return S.HUBEE_NOTIFIED if target is S.HUBEE_COMPLETED else target
        return self.status if is_update and side == "SI" and RANK[target] < RANK[self.status] else None

    def is_left_behind(self, switched_at: datetime | None) -> bool:
        """Whether its town had it before its mode was switched."""
        return switched_at is not None and self.fetched_at is not None and self.fetched_at < switched_at

    def moved(self, side: str, wanted: str, *, at: datetime, is_update: bool, mode: str, switched_at: datetime | None) -> None:
        """Move it there; ``mode`` is its town's, since ``switched_at``."""
        target = self.end_of(side, wanted, is_update=is_update)
        assert target is not None
        is_given_back = side == "OSL" and target is S.HUBEE_NOTIFIED and self.is_left_behind(switched_at)
        if target is self.status and not is_given_back and (wanted != S.HUBEE_COMPLETED or side == "SI"):
            return  # there already, or a step repeated
        if target is S.HUBEE_NOTIFIED:
            self.is_ingested |= mode == "PORTAIL" and (self.status is not S.HUBEE_NOTIFIED or self.fetched_at is not None)
            self.fetched_at = None
        elif side == "SI":
            self.fetched_at = self.fetched_at or at
        self.status = target


@dataclass
class EventModel:
    """An event and its one file, if it has one."""

    id: str
    case_id: str
    side: str
    sender: str
    action: str
    new_status: str | None
    asks: bool
    status: str
    file: str | None = None
    found: S | None = None
    acknowledged_by: set[str] = field(default_factory=set)

    def status_for(self, side: str) -> str:
        """How far it is for a side: each receiver has it to read until it has said RECEIVED itself."""
        return "SENT" if self.status == "RECEIVED" and side in OTHERS[self.side] and side not in self.acknowledged_by else self.status


@dataclass(frozen=True)
class Cause:
    """What a notification is about; in one queue there is at most one of each, ever."""

    queue: str
    case_id: str
    event_id: str | None


class Model:
    """The exchange of one operator ("OSL") with some towns, by name."""

    def __init__(self, towns: list[str]) -> None:
        self.folders: dict[str, FolderModel] = {}
        self.cases: dict[str, CaseModel] = {}
        self.events: dict[str, EventModel] = {}
        self.waiting: set[Cause] = set()
        self.acknowledged: dict[Cause, datetime] = {}
        self.mode = dict.fromkeys(towns, "API")
        self.switched_at: dict[str, datetime] = {}

    def sees(self, name: str, case: CaseModel) -> bool:
        """Whether a case exists for somebody: the operator, the administration, its own town once delivered."""
        if name in self.mode:
            return name == case.town and case.status in DELIVERED and self.mode[name] == "API"
        return name in ("OSL", "ADMIN")

    def may_write(self, name: str, case: CaseModel) -> bool:
        """What a town fetched before its mode was switched, it only reads."""
        return self.sees(name, case) and not case.is_left_behind(self.switched_at.get(name))

    def side_of(self, name: str) -> str:
        """On which side somebody stands."""
        return "SI" if name in self.mode else name

    def queue_of(self, side: str, case: CaseModel) -> str:
        """Whose queue a side's notification of a case waits in."""
        return case.town if side == "SI" else "OSL"

    def tell(self, side: str, case: CaseModel, event_id: str | None) -> None:
        """Let a notification wait; never for the second time for the same cause."""
        cause = Cause(self.queue_of(side, case), case.id, event_id)
        assert cause not in self.waiting
        assert cause not in self.acknowledged
        self.waiting.add(cause)

    def may_send(self, name: str, case: CaseModel, action: str, new_status: str | None) -> bool:
        """Whether an event is taken."""
        side = self.side_of(name)
        if case.status not in DELIVERED or not self.may_write(name, case):
            return False
        if side == "SI" and case.status is S.CLOSED and action in CLOSED_TO_SI:
            return False
        return new_status is None or case.end_of(side, new_status, is_update=action == "STATUS_UPDATE") is not None

    def sent(self, event: EventModel, *, at: datetime) -> None:
        """An event takes effect: its move, and a notification to each other side."""
        case = self.cases[event.case_id]
        event.status = "SENT"
        if self.moves(event):
            assert event.new_status is not None
            self.moved(case, event.side, event.new_status, at=at, is_update=event.action in MAY_BE_BEHIND)
        for side in OTHERS[event.side] if event.asks else ():
            self.tell(side, case, event.id)

    def moves(self, event: EventModel) -> bool:
        """Whether it is for its case to move: a town's file that named the status it found there is not."""
        return event.new_status is not None and (event.side != "SI" or event.new_status != event.found)

    def moved(self, case: CaseModel, side: str, wanted: str, *, at: datetime, is_update: bool = False) -> None:
        """A case is moved, as its town's access mode is now."""
        case.moved(side, wanted, at=at, is_update=is_update, mode=self.mode[case.town], switched_at=self.switched_at.get(case.town))

    def may_finalise(self, name: str, event: EventModel) -> bool:
        """Whether its sender may send it now; once sent, asking again changes nothing."""
        case = self.cases[event.case_id]
        if not self.sees(name, case) or event.sender != name:
            return False
        if event.status != "IN_PROGRESS":
            return True
        is_there = not self.moves(event) or case.end_of(event.side, event.new_status or "", is_update=True) is not None
        return self.may_write(name, case) and event.file == "RECEIVED" and is_there

    def may_receive(self, name: str, event: EventModel) -> bool:
        """Whether one of its receivers asks; once received, asking again changes nothing."""
        seen = self.sees(name, self.cases[event.case_id])
        return seen and event.status != "IN_PROGRESS" and self.side_of(name) in OTHERS[event.side]

    def received(self, event: EventModel, side: str) -> None:
        """An event is acknowledged by a side: its sender is told, if it asked."""
        event.status = "RECEIVED"
        event.acknowledged_by.add(side)
        if event.asks and event.side != "ADMIN":
            self.tell(event.side, self.cases[event.case_id], event.id)

    def ingested(self, portal_event_by_case: dict[str, str], *, at: datetime) -> None:
        """What waits for towns on the portal is taken out; what tells of the other side's doings enters, and is SENT where it was not.

        So does, after a switch, what their programs had taken out and never fetched.
        """
        for cause in [each for each in self.waiting if self.mode.get(each.queue) == "PORTAIL"]:
            self.waiting.remove(cause)
            self.acknowledged[cause] = at
            event, case = self.events.get(cause.event_id or ""), self.cases[cause.case_id]
            if event is not None and event.side == "SI":
                continue
            case.fetched_at = case.fetched_at or at
            if event is not None and event.status_for("SI") == "SENT":
                self.received(event, "SI")
            self.entered(case, portal_event_by_case)
        for case in self.cases.values():
            if self.mode[case.town] == "PORTAIL" and case.status in ALIVE and not case.fetched_at and not case.is_ingested:
                case.fetched_at = at
                self.entered(case, portal_event_by_case)
        assert not portal_event_by_case

    def entered(self, case: CaseModel, portal_event_by_case: dict[str, str]) -> None:
        """A case is on the portal; it becomes SENT unless a program had it before a switch."""
        case.is_ingested = True
        if case.status is S.HUBEE_NOTIFIED and not case.is_left_behind(self.switched_at.get(case.town)):
            case.status = S.SENT
            told = EventModel(portal_event_by_case.pop(case.id), case.id, "SI", case.town, "STATUS_UPDATE", "SENT", asks=True, status="SENT")
            self.events[told.id] = told
            self.tell("OSL", case, told.id)

    def may_complete(self, folder: FolderModel) -> bool:
        """Whether every file has come, well or badly."""
        return folder.status in ALIVE or "PENDING" not in folder.files

    def completed(self, folder: FolderModel) -> None:
        """Every recipient is told once."""
        folder.status = "HUBEE_NOTIFIED"
        for case_id in folder.case_ids:
            self.cases[case_id].status = S.HUBEE_NOTIFIED
            self.tell("SI", self.cases[case_id], None)

    def removed(self, folder: FolderModel) -> None:
        """A folder goes, with its cases."""
        del self.folders[folder.id]
        for case_id in folder.case_ids:
            del self.cases[case_id]
