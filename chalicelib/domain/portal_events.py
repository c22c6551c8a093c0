"""What a person does on a télédossier in the portal, as the operator's programs read it: events of the interface.

Each function answers a :class:`PortalChange`: the case as it has become, and ``writes``, everything to commit for it (the
case, its event, who is told), empty when nothing of the interface happened. History rows are the caller's to add::

    change = downloaded(case, user=user, process=process, subscription=subscription, at=now, ids=ids)
    commit(*(change.writes or [in_place(case)]), HistoryEntry(…), AuditFact(…))

None of them judges who may do it: that is :func:`chalicelib.domain.case_access.access_to`, asked first.

**Source:** POR-03, POR-05, POR-06, POR-08, ACC-11.
"""

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from chalicelib.domain.agenda import AgendaEntry
from chalicelib.domain.callers import Caller, Scope, Side
from chalicelib.domain.case_events import ActionType, CaseEvent, EventDraft, case_after, make_event
from chalicelib.domain.case_status import CaseStatus, has_move
from chalicelib.domain.cases import Case
from chalicelib.domain.deliveries import Delivery
from chalicelib.domain.mails import Mail
from chalicelib.domain.notifications import Notification
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.processes import Process
from chalicelib.domain.subscriptions import Subscription
from chalicelib.domain.tidings import told_of
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Unchanged


class PortalChange(Struct, frozen=True, kw_only=True):
    """What an action makes of a case; ``writes`` go into one commit, in any company."""

    case: Case
    event: CaseEvent | None = None
    writes: tuple[Case | CaseEvent | Notification | Delivery | Mail | AgendaEntry, ...] = ()


def opened(case: Case, *, user: PortalUser, process: Process, subscription: Subscription | None, at: datetime, ids: Iterator[str]) -> PortalChange:
    """A person of the recipient opens it: « Nouveau » becomes « Reçu », once, and nothing on it is unread any more."""
    return _followed(case, CaseStatus.SI_RECEIVED, ActionType.STATUS_UPDATE, user=user, process=process, subscription=subscription, at=at, ids=ids)


def downloaded(
    case: Case,
    *,
    user: PortalUser,
    process: Process,
    subscription: Subscription | None,
    at: datetime,
    ids: Iterator[str],
    is_all: bool = True,
) -> PortalChange:
    """A person of the recipient downloads its files: « Nouveau » or « Reçu » becomes « En cours », once; nothing is unread any more.

    The event is ATTACH_DL_ALL, or ATTACH_DL for one file (``is_all`` false); a download that moves nothing makes none.
    """
    action = ActionType.ATTACH_DL_ALL if is_all else ActionType.ATTACH_DL
    return _followed(case, CaseStatus.IN_PROGRESS, action, user=user, process=process, subscription=subscription, at=at, ids=ids)


def seen(case: Case) -> PortalChange:
    """A person of the recipient looks at it and it does not move, being read-only for instance: nothing on it is unread any more."""
    read = case.read()
    return PortalChange(case=read) if read is case else PortalChange(case=read, writes=(read,))


def in_place(case: Case) -> Case | Unchanged:
    """What goes with a line of the history where nothing else writes its case: the line is not to outlive it.

    A deletion takes the history first and the case last: an archived case is written, so that the deletion is judged again.
    """
    return case if case.status is CaseStatus.ARCHIVED else Unchanged(case)


def chosen(
    case: Case,
    wanted: CaseStatus,
    *,
    text: str | None,
    event_id: str | None = None,
    user: PortalUser,
    process: Process,
    subscription: Subscription | None,
    at: datetime,
    ids: Iterator[str],
) -> PortalChange:
    """A person of the recipient chooses a status; ``text`` is what goes with it. Raises: TransitionRefused."""
    draft = EventDraft(action_type=ActionType.STATUS_UPDATE, message=text, current_status=case.status, new_status=wanted)
    caller = instructor_of(user, case)
    return acted(case, draft, caller=caller, user=user, process=process, subscription=subscription, at=at, ids=ids, event_id=event_id)


def forced(
    case: Case,
    wanted: CaseStatus,
    *,
    reason: str,
    event_id: str | None = None,
    user: PortalUser,
    process: Process,
    subscription: Subscription | None,
    at: datetime,
    ids: Iterator[str],
) -> PortalChange:
    """The national administration undoes a status; both sides are told. Raises: TransitionRefused, Forbidden."""
    draft = EventDraft(action_type=ActionType.STATUS_UPDATE, message=reason, current_status=case.status, new_status=wanted)
    caller = user.as_administration()
    return acted(case, draft, caller=caller, user=user, process=process, subscription=subscription, at=at, ids=ids, event_id=event_id)


def acted(
    case: Case,
    draft: EventDraft,
    *,
    caller: Caller,
    user: PortalUser,
    process: Process,
    subscription: Subscription | None,
    at: datetime,
    ids: Iterator[str],
    event_id: str | None = None,
    is_told: bool = True,
) -> PortalChange:
    """Any event of the portal that is sent at once, under the person's name; a comment is told to nobody (``is_told``).

    Raises: TransitionRefused.
    """
    signed = replace(draft, author=user.account.full_name, asks_notification=is_told)
    event = make_event(signed, event_id=event_id or next(ids), case=case, caller=caller, at=at)
    after = case_after(event, case, process=process, side=caller.side, at=at, is_portal=caller.side is Side.SI)
    told = told_of(event, after, process=process, subscription=subscription, at=at, ids=ids)
    return PortalChange(case=after, event=event, writes=(after, event, *told))


def instructor_of(user: PortalUser, case: Case) -> Caller:
    """The caller that the exchange knows a person of the recipient as, on this case."""
    return user.as_instructor(frozenset({case.process_code}))


def reader_of(user: PortalUser, case: Case, side: Side) -> Caller:
    """The caller that the exchange knows whoever reads a case as; ``side`` is where he stands on it."""
    match side:
        case Side.SI:
            return instructor_of(user, case)
        case Side.ADMIN:
            return user.as_administration()
        case Side.OSL:
            return Caller(scope=Scope.OSL, client_id=user.account.id, organisation=user.acting_for, process_codes=frozenset({case.process_code}))


def _followed(
    case: Case,
    wanted: CaseStatus,
    action: ActionType,
    *,
    user: PortalUser,
    process: Process,
    subscription: Subscription | None,
    at: datetime,
    ids: Iterator[str],
) -> PortalChange:
    """The move that follows from what a person does, when there is one to make."""
    if not has_move(case.status, wanted, side=Side.SI, forbidden=process.forbidden_statuses, is_portal=True):
        return seen(case)
    draft = EventDraft(action_type=action, current_status=case.status, new_status=wanted)
    return acted(case.read(), draft, caller=instructor_of(user, case), user=user, process=process, subscription=subscription, at=at, ids=ids)
