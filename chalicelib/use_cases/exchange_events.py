"""Two sides talk on a case: send an event, finalise it, acknowledge it (CAS-05 to CAS-09)."""

from collections.abc import Iterator
from datetime import datetime

from chalicelib.domain.agenda import AgendaEntry, Topic
from chalicelib.domain.attachments import Attachment, must_be_complete, settled
from chalicelib.domain.callers import Caller
from chalicelib.domain.case_events import CaseEvent, EventDraft, EventStatus, case_after, make_event, refusals_of, seen_event
from chalicelib.domain.cases import Case, seen_case
from chalicelib.domain.deliveries import pushes
from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.folders import announce
from chalicelib.domain.ingestion import delivered_anew
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.notifications import notify
from chalicelib.domain.processes import Process
from chalicelib.domain.retention import reminder_of_new_files
from chalicelib.domain.subscriptions import Subscription
from chalicelib.domain.tidings import told_of
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Remove, Unchanged, Write
from chalicelib.use_cases.ports import Commit, Exchange, Files, Ids


def send_event(
    case_id: str, draft: EventDraft, *, caller: Caller, now: datetime, ids: Ids, exchange: Exchange, commit: Commit
) -> tuple[CaseEvent, tuple[Attachment, ...]]:
    """Record an event: sent at once with its move and its notification, but for an ATTACH_DEPOSIT, which waits for its files.

    Raises: NotFound, Forbidden, Invalid (one message per refusal), TransitionRefused, StaleWrite.
    """
    case = seen_case(exchange.case(case_id), caller)
    if not case.is_delivered:
        raise Invalid("Case is not notified yet")
    process, subscription = _rules(case, caller, exchange)
    if refusals := refusals_of(draft, case=case, process=process, side=caller.side):
        raise Invalid(*refusals)
    case = case.weighed(draft.weight_bytes)
    event = make_event(draft, event_id=next(ids), case=case, caller=caller, at=now)
    moved = case_after(event, case, process=process, side=caller.side, at=now, mode_changed_at=_mode_changed_at(subscription))
    attachments = announce(draft.attachments, container=f"cases/{case.id}/events/{event.id}", ids=ids)
    if event.status is EventStatus.IN_PROGRESS:
        # The case's version orders its events, so it moves on with each of them.
        commit(case, event, *attachments, *reminder_of_new_files(case, process=process, at=now))
    else:
        moved, words = delivered_anew(case, moved, subscription, at=now)
        commit(moved, event, *words, *told_of(event, moved, process=process, subscription=subscription, at=now, ids=ids))
    return event, attachments


def read_event(case_id: str, event_id: str, *, caller: Caller, exchange: Exchange) -> tuple[CaseEvent, tuple[Attachment, ...]]:
    """Read one event with its files. Raises: NotFound, Forbidden."""
    _, event = _at_hand(case_id, event_id, caller, exchange)
    return event, exchange.event_files(event)


def set_event_status(
    case_id: str, event_id: str, wanted: str, *, caller: Caller, now: datetime, ids: Ids, exchange: Exchange, files: Files, commit: Commit
) -> None:
    """Finalise an event (SENT, by its sender) or acknowledge it (RECEIVED, by its receiver); a repetition changes nothing.

    Raises: NotFound, Forbidden, Invalid, TransitionRefused, StaleWrite.
    """
    case, event = _at_hand(case_id, event_id, caller, exchange)
    match wanted:
        case EventStatus.SENT:
            event.must_be_sent_by(caller)
            if event.status is EventStatus.IN_PROGRESS:
                _finalise(case, event, caller=caller, now=now, ids=ids, exchange=exchange, files=files, commit=commit)
        case EventStatus.RECEIVED:
            event.must_be_received_by(caller)
            if event.status_for(caller.side) is EventStatus.SENT:  # of an archived case too: its notification could not be done with
                told = _acknowledgement_told(case, event, at=now, ids=ids, exchange=exchange) if event.asks_notification else ()
                commit(event.received(by=caller.side, at=now), *told)
        case _:
            raise Invalid(f"Event status can not be changed from {event.status} to {wanted}")


def _acknowledgement_told(case: Case, event: CaseEvent, *, at: datetime, ids: Iterator[str], exchange: Exchange) -> tuple[Write, ...]:
    process, subscription = exchange.rules_for(case)
    told = notify(event.side, case, event=event, at=at, seed=next(ids), subscription=subscription)
    return (told, *pushes(told, subscription=subscription, process=process)) if told else ()


def _finalise(
    case: Case, event: CaseEvent, *, caller: Caller, now: datetime, ids: Iterator[str], exchange: Exchange, files: Files, commit: Commit
) -> None:
    process, subscription = _rules(case, caller, exchange)
    attachments = exchange.event_files(event)
    must_be_complete(settled(attachments, version_of=files.version_of, at=now))  # bytes that came in one piece are checked before they are sent
    after = case_after(event, case, process=process, side=event.side, at=now, mode_changed_at=_mode_changed_at(subscription))
    moved, words = delivered_anew(case, after, subscription, at=now)
    sent = event.sent(at=now)
    told = told_of(sent, moved, process=process, subscription=subscription, at=now, ids=ids)
    commit(moved, sent, *words, *map(Unchanged, attachments), *told)


def delete_event(case_id: str, event_id: str, *, caller: Caller, now: datetime, exchange: Exchange, files: Files, commit: Commit) -> None:
    """Delete an ATTACH_DEPOSIT that was not finalised, with its files. Raises: NotFound, Forbidden, Invalid, StaleWrite."""
    case, event = _at_hand(case_id, event_id, caller, exchange)
    event.must_be_sent_by(caller)
    case.must_be_writable(caller, mode_changed_at=None)
    if event.status is not EventStatus.IN_PROGRESS:
        raise Invalid(f"Event is {event.status}, it can not be deleted")
    prefix = f"cases/{event.case_id}/events/{event.id}/"
    erasure = AgendaEntry(topic=Topic.ERASURE, due_at=now, subject=prefix)
    later = replace(erasure, due_at=now + LIMITS.upload_grace)  # an upload may be under way
    commit(Remove(event), *map(Remove, exchange.event_files(event)), erasure, later)
    files.erase(prefix)
    commit(Remove(erasure))


def _at_hand(case_id: str, event_id: str, caller: Caller, exchange: Exchange) -> tuple[Case, CaseEvent]:
    case, event = exchange.event(case_id, event_id)
    return seen_case(case, caller), seen_event(event, caller)


def _rules(case: Case, caller: Caller, exchange: Exchange) -> tuple[Process, Subscription | None]:
    process, subscription = exchange.rules_for(case)
    case.must_be_writable(caller, mode_changed_at=_mode_changed_at(subscription))
    if process is None:
        raise NotFound("Process is not found")
    return process, subscription


def _mode_changed_at(subscription: Subscription | None) -> datetime | None:
    return subscription.mode_changed_at if subscription else None
