"""Notifications: one waiting row for one thing a side has to know (NOT-01 to NOT-06)."""

from datetime import datetime

from msgspec import Struct

from chalicelib.domain.callers import Caller, Scope, Side
from chalicelib.domain.case_events import CaseEvent
from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.cases import Case
from chalicelib.domain.identifiers import OrganisationId, notification_id
from chalicelib.domain.subscriptions import AccessMode, Subscription


class Notification(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A row of a queue. ``event_id`` None is a new case. ``queue`` names the queue it waits in.

    ``is_for_portal``: its recipient uses the portal, whose ingestion takes it out (JOB-01).
    """

    id: str
    queue: str
    recipient: OrganisationId
    transmitter: OrganisationId
    process_code: str
    case_id: str
    event_id: str | None = None
    at: datetime
    is_for_portal: bool = False

    def concerns(self, case: Case) -> bool:
        """Whether its recipient may be told of its case again: it is still one's own, and not archived (NOT-06)."""
        return case.status is not CaseStatus.ARCHIVED and self.recipient in (case.recipient, case.osl)


class Acknowledgement(Struct, frozen=True, kw_only=True):
    """A notification taken out of its queue by its reader; kept apart 30 days for a replay."""

    queue: str
    notification_id: str
    at: datetime


class Redirect(Struct, frozen=True, kw_only=True):
    """A notification that waits, with its portal mark as it is to be: it stays in its queue, for another reader."""

    notification: Notification


class Replay(Struct, frozen=True, kw_only=True):
    """An acknowledged notification put back, under its own id."""

    notification: Notification


class Forget(Struct, frozen=True, kw_only=True):
    """An acknowledged notification that will never be put back: its case is archived, gone, or another's now."""

    notification: Notification


def si_queue(recipient: OrganisationId, process_code: str) -> str:
    """The queue of one instructing service for one process."""
    return f"{recipient}|{process_code}"


def osl_queue(process_code: str) -> str:
    """The queue of a process's operator: it follows the process, whoever owns it."""
    return f"OSL|{process_code}"


def queues_of(caller: Caller) -> dict[str, str]:
    """The caller's queues, by process code. ADMIN has none: its queue is always empty."""
    if caller.scope is Scope.SI:
        return {code: si_queue(caller.organisation, code) for code in sorted(caller.process_codes)}
    if caller.scope is Scope.OSL:
        return {code: osl_queue(code) for code in sorted(caller.process_codes)}
    return {}


def notify(
    side: Side, case: Case, *, event: CaseEvent | None, at: datetime, seed: str, subscription: Subscription | None = None
) -> Notification | None:
    """Tell one side of a case or of an event on it; the administration has no queue.

    ``subscription`` is the recipient's: it says whether the portal waits for it.
    """
    if side is Side.ADMIN:
        return None
    to_si = side is Side.SI
    return Notification(
        id=notification_id(case.process_code, at, seed),
        queue=si_queue(case.recipient, case.process_code) if to_si else osl_queue(case.process_code),
        recipient=case.recipient if to_si else case.osl,
        transmitter=event.transmitter if event and event.side is not side else case.osl if to_si else case.recipient,
        process_code=case.process_code,
        case_id=case.id,
        event_id=event.id if event else None,
        at=at,
        is_for_portal=to_si and subscription is not None and subscription.effective_mode is AccessMode.PORTAL,
    )
