"""Folders, cases and events in memory."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from chalicelib.domain.attachments import Attachment
from chalicelib.domain.callers import Side
from chalicelib.domain.case_events import CaseEvent, Dossier
from chalicelib.domain.cases import Case
from chalicelib.domain.folders import DepositReceipt, Folder
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.processes import Process
from chalicelib.domain.retention import Step, waits_since
from chalicelib.domain.subscriptions import Subscription
from chalicelib.use_cases.ports import Exchange
from tests.fakes.rows import MemoryRows


class MemoryExchange(Exchange):
    """Keeps the promises of the ``Exchange`` port."""

    def __init__(self, rows: MemoryRows) -> None:
        self._rows = rows

    def folder(self, folder_id: str) -> Folder | None:
        found: Folder | None = self._rows.get("folder", folder_id)
        return found

    def folder_attachment(self, folder_id: str, attachment_id: str) -> tuple[Folder | None, Attachment | None]:
        return self.folder(folder_id), self._rows.get("attachment", attachment_id)

    def children(self, folder: Folder) -> tuple[tuple[Case, ...], tuple[Attachment, ...]]:
        return self.leftovers(folder.case_ids, folder.attachment_ids)

    def leftovers(self, case_ids: Sequence[str], attachment_ids: Sequence[str]) -> tuple[tuple[Case, ...], tuple[Attachment, ...]]:
        cases = (self._rows.get("case", each) for each in case_ids)
        attachments = (self._rows.get("attachment", each) for each in attachment_ids)
        return tuple(case for case in cases if case is not None), tuple(each for each in attachments if each is not None)

    def delivery(self, folder: Folder) -> tuple[tuple[Case, ...], tuple[Attachment, ...], Mapping[OrganisationId, Subscription]]:
        seats = {each: self._rows.get("seat", folder.process_code, str(each)) for each in folder.recipients}
        return *self.children(folder), {recipient: seat for recipient, seat in seats.items() if seat is not None}

    def case(self, case_id: str) -> Case | None:
        found: Case | None = self._rows.get("case", case_id)
        return found

    def cases(self, case_ids: Sequence[str]) -> Mapping[str, Case]:
        found = {each: self.case(each) for each in case_ids}
        return {case_id: case for case_id, case in found.items() if case is not None}

    def rules_for(self, case: Case) -> tuple[Process | None, Subscription | None]:
        return self._rows.get("process", case.process_code), self._rows.get("seat", case.process_code, str(case.recipient))

    def dossier(self, case_id: str) -> Dossier | None:
        case = self.case(case_id)
        if case is None:
            return None
        events: list[CaseEvent] = sorted(self._rows.under("event", case_id), key=lambda each: each.sequence)
        files = {event.id: self.event_files(event) for event in events}
        return Dossier(case=case, events=tuple(events), files={event_id: each for event_id, each in files.items() if each})

    def event(self, case_id: str, event_id: str) -> tuple[Case | None, CaseEvent | None]:
        return self.case(case_id), self._rows.get("event", case_id, event_id)

    def event_files(self, event: CaseEvent) -> tuple[Attachment, ...]:
        return tuple(sorted(self._rows.under("file", event.case_id, event.id), key=lambda each: each.position))

    def event_attachment(self, case_id: str, event_id: str, attachment_id: str) -> tuple[Case | None, CaseEvent | None, Attachment | None]:
        return *self.event(case_id, event_id), self._rows.get("file", case_id, event_id, attachment_id)

    def events(self, keys: Sequence[tuple[str, str]]) -> Mapping[str, CaseEvent]:
        found = (self._rows.get("event", case_id, event_id) for case_id, event_id in keys)
        return {event.id: event for event in found if event is not None}

    def receipt(self, client_id: str, key: str) -> DepositReceipt | None:
        found: DepositReceipt | None = self._rows.get("receipt", client_id, key)
        return found

    def latest_cases(self, recipient: OrganisationId, process_code: str, *, limit: int) -> tuple[Case, ...]:
        own = [case for case in self._rows.under("case") if case.recipient == recipient and case.process_code == process_code]
        return tuple(sorted(own, key=lambda case: (case.created_at, case.id), reverse=True)[:limit])

    def cases_of(self, recipient: OrganisationId, *, limit: int, process_code: str | None = None, after: Case | None = None) -> tuple[Case, ...]:
        def order(case: Case) -> tuple[str, datetime, str]:
            return case.process_code, case.created_at, case.id

        own = [case for case in self._rows.under("case") if case.recipient == recipient and process_code in (None, case.process_code)]
        return tuple(sorted((case for case in own if after is None or order(case) > order(after)), key=order)[:limit])

    def purgeable(self, process: Process, *, recipient: OrganisationId | None, before: datetime, limit: int) -> tuple[Case, ...]:
        due = [
            case
            for case in self._rows.under("case")
            if case.process_code == process.code
            and recipient in (None, case.recipient)
            and case.purgeable_from is not None
            and case.purgeable_from < before
            and case.attachments_to_purge(Side.OSL if recipient is None else Side.SI)
        ]
        return tuple(sorted(due, key=lambda case: (case.purgeable_from, case.id))[:limit])

    def waiting_for(self, step: Step, process: Process, *, before: datetime, limit: int) -> tuple[str, ...]:
        every = ((waits_since(case, step), case.id) for case in self._rows.under("case") if case.process_code == process.code)
        due = sorted((since, case_id) for since, case_id in every if since is not None and since < before)
        return tuple(case_id for _, case_id in due[:limit])
