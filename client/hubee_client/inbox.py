"""Fetching everything new: each notification's delivery safely on disk, then the status, then the acknowledgement, in that order.

Cut anywhere and run again, it takes up where it was: nothing is acknowledged that is not on disk, nothing appears twice in the inbox.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hubee_client import routes
from hubee_client.deliveries import Published, Store, directory_of, gather
from hubee_client.events import Message, send
from hubee_client.faults import DiskFault, Fault, NotAuthenticated, NotFound, Refused, Unreachable
from hubee_client.hub import Hub
from hubee_client.inbox_settings import InboxSettings, Treatment
from hubee_client.locks import lock
from hubee_client.progress import Watch
from hubee_client.statuses import is_settled

_AT_ONCE = 1000
"""The most that a hub answers; the list has no pages."""
_UNREACHABLE_IN_A_ROW = 3
"""Deliveries that fail for want of an answer before the run gives up, rather than try each of a thousand for minutes."""


@dataclass(slots=True)
class Report:
    """What one run did. ``deliveries`` and ``failures`` are told as they are in JSON."""

    deliveries: list[dict[str, Any]] = field(default_factory=list)
    failures: list[dict[str, Any]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def document(self) -> dict[str, Any]:
        """All of it, for programs."""
        return {"deliveries": self.deliveries, "failures": self.failures, "counts": dict(self.counts)}


def fetch_inbox(
    root: Path, *, hub: Hub, settings: InboxSettings, watch: Watch, process_codes: list[str] | None = None, report: Report | None = None
) -> Report:
    """Fetch until nothing new is left. Raises: Locked, DiskFault, NotAuthenticated, Unreachable when the queue cannot be read.

    What goes wrong with one delivery is in the report; the later ones of its case then wait, so that a case's come in their order.
    A ``report`` that is given tells what was done even where the run ends early: no other run will tell it.
    """
    store = Store(root)
    store.prepare()
    report = Report() if report is None else report
    with lock(store.lock_path, f"la boîte {root}"):
        run = _Run(hub, store, settings, watch, report)
        waiting = _waiting(hub, process_codes)
        run.finish_leaving({each["id"] for each in waiting})
        while run.round(waiting):
            waiting = _waiting(hub, process_codes)
    return report


def _waiting(hub: Hub, process_codes: list[str] | None) -> list[dict[str, Any]]:
    params = {"maxResult": _AT_ONCE, "eventDetails": "true", **({"processCode": process_codes} if process_codes else {})}
    found: list[dict[str, Any]] = hub.read(routes.NOTIFICATIONS, **params)
    return found


@dataclass(slots=True)
class _Run:
    hub: Hub
    store: Store
    settings: InboxSettings
    watch: Watch
    report: Report
    seen: set[str] = field(default_factory=set)
    stuck_cases: set[str] = field(default_factory=set)
    unreachable_in_a_row: int = 0

    def round(self, waiting: list[dict[str, Any]]) -> bool:
        """Treat what waits; answers whether there was anything not seen before, and so reason to look again."""
        new = [each for each in waiting if each["id"] not in self.seen]
        if len(waiting) >= _AT_ONCE and not new:
            self.watch.say(f"{len(waiting)} notifications déjà traitées et non acquittées remplissent la file : les suivantes ne se voient pas.")
        for notification in new:
            self.seen.add(notification["id"])
            treatment = self.settings.of(notification["processCode"])
            if not treatment.fetch:
                self.report.counts["left"] += 1
            elif notification["caseId"] in self.stuck_cases:
                self.report.counts["waiting"] += 1
            else:
                with self._told(notification):
                    self._treat(notification, treatment)
        return bool(new)

    def finish_leaving(self, waiting_ids: set[str]) -> None:
        """Acknowledge again what was being acknowledged when a command was cut and is not in the list: gone, most likely."""
        for note in self.store.leaving():
            if note["id"] not in waiting_ids:
                with self._told(note):
                    self._finish_leaving(note)

    def _finish_leaving(self, note: dict[str, Any]) -> None:
        try:
            self._acknowledge(note, self._event(note))
        except Refused as refusal:
            if refusal.status not in (403, 404):
                raise
            self.store.forget(note["id"])  # its case is another's now, or no more: nothing is left to acknowledge

    @contextmanager
    def _told(self, notification: dict[str, Any]) -> Iterator[None]:
        """Put what goes wrong with one notification into the report, unless the next one would meet the same."""
        try:
            yield
        except (DiskFault, NotAuthenticated):
            raise
        except Fault as fault:
            self.stuck_cases.add(notification["caseId"])
            told = {"notificationId": notification["id"], "caseId": notification["caseId"], "eventId": notification["eventId"]}
            self.report.failures.append({**told, "message": fault.message, "details": list(fault.details)})
            self.watch.say(f"Cas {notification['caseId']} : {fault.message} {' '.join(fault.details)}")
            self.unreachable_in_a_row = self.unreachable_in_a_row + 1 if isinstance(fault, Unreachable) else 0
            if self.unreachable_in_a_row >= _UNREACHABLE_IN_A_ROW:
                raise
        else:
            self.unreachable_in_a_row = 0

    def _treat(self, notification: dict[str, Any], treatment: Treatment) -> None:
        known = self.store.published(notification["id"])
        if known is not None and known.is_treated and not treatment.acknowledge:
            self.report.counts["kept"] += 1
            return
        event = self._event(notification)
        if known is None and event is not None and _is_receipt(notification, event):
            self.report.counts["receipts"] += 1
            if treatment.acknowledge:
                self._acknowledge(notification, event)
            return
        published = known or self._deliver(notification, event)
        if not published.is_treated:
            self._move_case(notification, treatment)
        if not published.is_treated or treatment.acknowledge:
            self.store.mark_treated(notification, published, is_leaving=treatment.acknowledge)
        if treatment.acknowledge:
            self._acknowledge(notification, event)
        told = {name: notification[name] for name in ("processCode", "caseId", "eventId")}
        self.report.deliveries.append(
            {"directory": str(published.directory), "isNew": known is None, "isAcknowledged": treatment.acknowledge, **told}
        )
        self.report.counts["finished" if known else "deliveries"] += 1

    def _event(self, notification: dict[str, Any]) -> dict[str, Any] | None:
        """The event a notification is about, as it is now."""
        if not notification["eventId"]:
            return None
        event: dict[str, Any] = self.hub.read(routes.event(notification["caseId"], notification["eventId"]))
        return event

    def _deliver(self, notification: dict[str, Any], event: dict[str, Any] | None) -> Published:
        case = self.hub.read(routes.case(notification["caseId"]))
        files = gather(self.hub, self.store, notification, case, event, self.watch)
        for each in files:
            if each["path"] is None:
                self.watch.say(f"« {each['fileName']} » n'est pas à récupérer : le hub le dit {each['status']}.")
        return self.store.publish(notification["id"], directory_of(notification, case))

    def _move_case(self, notification: dict[str, Any], treatment: Treatment) -> None:
        """Set the status of a new case, once: a repeated command finds the event of the one that was cut.

        A case that others have brought as far meanwhile, or closed, is left alone, and nobody is told: files may have been on their way for hours.
        """
        if treatment.status is None or notification["eventId"]:
            return
        case = self.hub.read(routes.case(notification["caseId"]))
        if is_settled(case["status"], treatment.status):
            return
        if treatment.tells:
            message = Message(action_type="STATUS_UPDATE", status=treatment.status, key=f"inbox {notification['id']} {treatment.status}")
            send(self.hub, notification["caseId"], message, watch=self.watch, known_events=case.get("events") or [])
        else:
            self.hub.ask("PATCH", routes.case(notification["caseId"]), json={"status": treatment.status})

    def _acknowledge(self, notification: dict[str, Any], event: dict[str, Any] | None) -> None:
        if event is not None and event["status"] == "SENT":
            self._confirm(notification)
        with suppress(NotFound):  # deleted by a try whose answer was lost, or by another program of the same client
            self.hub.ask("DELETE", routes.notification(notification["id"]))
        self.store.forget(notification["id"])

    def _confirm(self, notification: dict[str, Any]) -> None:
        """Tell the sender of an event that it is received; of an archived case, where a hub takes nothing more, it must do to have fetched it."""
        try:
            self.hub.ask("PATCH", routes.event(notification["caseId"], notification["eventId"]), json={"status": "RECEIVED"})
        except Refused:
            if self.hub.read(routes.case(notification["caseId"]))["status"] != "ARCHIVED":
                raise


def _is_receipt(notification: dict[str, Any], event: dict[str, Any]) -> bool:
    """Whether the other side tells that it has read an event of ours: nothing to fetch.

    One of theirs that was read before is no receipt: put back into the queue, it is wanted again.
    """
    ours, sender = notification["recipient"], event["transmitter"]
    return event["status"] == "RECEIVED" and all(sender[name] == ours[name] for name in ("type", "companyRegister", "branchCode"))
