"""Folders, cases, events and attachments in DynamoDB."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from chalicelib.adapters.dynamo_codec import decode, instant_key
from chalicelib.adapters.dynamo_reads import Item, Key, batch_get, document_of, raw_rows, rows
from chalicelib.adapters.dynamo_rows import decode_receipt, event_sort, file_sort, recipient_order, seat_key, step_key
from chalicelib.adapters.dynamo_tables import ExchangeRow, ProcessRow, ReceiptRow, SubscriptionRow
from chalicelib.domain.attachments import Attachment
from chalicelib.domain.case_events import CaseEvent, Dossier
from chalicelib.domain.cases import Case
from chalicelib.domain.folders import DepositReceipt, Folder
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.processes import Process
from chalicelib.domain.retention import Step
from chalicelib.domain.subscriptions import Subscription


def _row(partition: str, sort: str) -> Key:
    return ExchangeRow, partition, sort


def _case_key(case_id: str) -> Key:
    return _row(case_id, "case")


def _attachment_key(attachment_id: str) -> Key:
    return _row(attachment_id, "attachment")


def _as_case(item: Item | None) -> Case | None:
    return None if item is None else decode(Case, document_of(item))


def _as_event(item: Item | None) -> CaseEvent | None:
    return None if item is None else decode(CaseEvent, document_of(item))


def _as_attachment(item: Item | None) -> Attachment | None:
    return None if item is None else decode(Attachment, document_of(item))


def _by_position(attachments: list[Attachment]) -> tuple[Attachment, ...]:
    return tuple(sorted(attachments, key=lambda each: each.position))


class DynamoExchange:
    """Keeps the promises of the use cases' ``Exchange`` port."""

    def folder(self, folder_id: str) -> Folder | None:
        """One folder, without its children."""
        item = batch_get([_row(folder_id, "folder")]).get(_row(folder_id, "folder"))
        return None if item is None else decode(Folder, document_of(item))

    def folder_attachment(self, folder_id: str, attachment_id: str) -> tuple[Folder | None, Attachment | None]:
        """A folder and one of its attachments, in one read."""
        folder_key, attachment_key = _row(folder_id, "folder"), _attachment_key(attachment_id)
        found = batch_get([folder_key, attachment_key])
        folder = decode(Folder, document_of(found[folder_key])) if folder_key in found else None
        return folder, _as_attachment(found.get(attachment_key))

    def children(self, folder: Folder) -> tuple[tuple[Case, ...], tuple[Attachment, ...]]:
        """The cases and attachments of a folder, in the folder's order; those that are gone are left out."""
        return self.leftovers(folder.case_ids, folder.attachment_ids)

    def leftovers(self, case_ids: Sequence[str], attachment_ids: Sequence[str]) -> tuple[tuple[Case, ...], tuple[Attachment, ...]]:
        """What is still there of a folder's children."""
        case_keys, attachment_keys = [_case_key(each) for each in case_ids], [_attachment_key(each) for each in attachment_ids]
        found = batch_get([*case_keys, *attachment_keys])
        cases = tuple(decode(Case, document_of(found[key])) for key in case_keys if key in found)
        attachments = tuple(decode(Attachment, document_of(found[key])) for key in attachment_keys if key in found)
        return cases, attachments

    def delivery(self, folder: Folder) -> tuple[tuple[Case, ...], tuple[Attachment, ...], Mapping[OrganisationId, Subscription]]:
        """The children, and the subscription of each recipient."""
        seats: dict[Key, OrganisationId] = {(SubscriptionRow, seat_key(folder.process_code, each), None): each for each in folder.recipients}
        case_keys = [_case_key(each) for each in folder.case_ids]
        attachment_keys = [_attachment_key(each) for each in folder.attachment_ids]
        found = batch_get([*case_keys, *attachment_keys, *seats])
        return (
            tuple(decode(Case, document_of(found[key])) for key in case_keys if key in found),
            tuple(decode(Attachment, document_of(found[key])) for key in attachment_keys if key in found),
            {recipient: decode(Subscription, document_of(found[key])) for key, recipient in seats.items() if key in found},
        )

    def case(self, case_id: str) -> Case | None:
        """One case, without its events."""
        return _as_case(batch_get([_case_key(case_id)]).get(_case_key(case_id)))

    def cases(self, case_ids: Sequence[str]) -> Mapping[str, Case]:
        """Cases by id; one read per 100."""
        found = batch_get([_case_key(each) for each in case_ids])
        return {partition: decode(Case, document_of(item)) for (_, partition, _), item in found.items()}

    def rules_for(self, case: Case) -> tuple[Process | None, Subscription | None]:
        """What a change of a case is judged by: its process and its recipient's subscription, in one read."""
        process_key: Key = (ProcessRow, "all", case.process_code)
        seat: Key = (SubscriptionRow, seat_key(case.process_code, case.recipient), None)
        found = batch_get([process_key, seat])
        process = decode(Process, document_of(found[process_key])) if process_key in found else None
        return process, decode(Subscription, document_of(found[seat])) if seat in found else None

    def dossier(self, case_id: str) -> Dossier | None:
        """A case with its events and their files, in one read."""
        case: Case | None = None
        events: list[CaseEvent] = []
        files: dict[str, list[Attachment]] = {}
        for item in raw_rows(ExchangeRow, case_id):
            match item["sort"]["S"].split("#"):
                case ["case"]:
                    case = decode(Case, document_of(item))
                case ["event", _]:
                    events.append(decode(CaseEvent, document_of(item)))
                case ["event", event_id, "file", _]:
                    files.setdefault(event_id, []).append(decode(Attachment, document_of(item)))
        if case is None:
            return None
        events.sort(key=lambda each: each.sequence)
        return Dossier(case=case, events=tuple(events), files={event_id: _by_position(each) for event_id, each in files.items()})

    def event(self, case_id: str, event_id: str) -> tuple[Case | None, CaseEvent | None]:
        """A case and one of its events, in one read."""
        event_key = _row(case_id, event_sort(event_id))
        found = batch_get([_case_key(case_id), event_key])
        return _as_case(found.get(_case_key(case_id))), _as_event(found.get(event_key))

    def event_files(self, event: CaseEvent) -> tuple[Attachment, ...]:
        """The files of an event, in order."""
        prefix = ExchangeRow.sort.startswith(file_sort(event.id, ""))
        found = rows(ExchangeRow.query(event.case_id, prefix, consistent_read=True))
        return _by_position([decode(Attachment, row.document) for row in found])

    def event_attachment(self, case_id: str, event_id: str, attachment_id: str) -> tuple[Case | None, CaseEvent | None, Attachment | None]:
        """A case, one of its events and one of that event's files, in one read."""
        event_key, file_key = _row(case_id, event_sort(event_id)), _row(case_id, file_sort(event_id, attachment_id))
        found = batch_get([_case_key(case_id), event_key, file_key])
        return _as_case(found.get(_case_key(case_id))), _as_event(found.get(event_key)), _as_attachment(found.get(file_key))

    def events(self, keys: Sequence[tuple[str, str]]) -> Mapping[str, CaseEvent]:
        """Events by id, of (case id, event id) pairs; one read per 100."""
        found = batch_get([_row(case_id, event_sort(event_id)) for case_id, event_id in keys])
        every = (decode(CaseEvent, document_of(item)) for item in found.values())
        return {event.id: event for event in every}

    def receipt(self, client_id: str, key: str) -> DepositReceipt | None:
        """What a client's earlier deposit under this Idempotency-Key answered."""
        found = list(rows(ReceiptRow.query(f"{client_id}|{key}", consistent_read=True)))
        return decode_receipt(found[0]) if found else None

    def latest_cases(self, recipient: OrganisationId, process_code: str, *, limit: int) -> tuple[Case, ...]:
        """The latest cases of a recipient and a process, delivered or not, the newest first, as an index has them (it may lag behind)."""
        these = ExchangeRow.recipient_order.startswith(f"{process_code}#")
        found = ExchangeRow.by_recipient.query(str(recipient), these, scan_index_forward=False, limit=limit)
        return tuple(decode(Case, row.document) for row in rows(found))

    def waiting_for(self, step: Step, process: Process, *, before: datetime, limit: int) -> tuple[str, ...]:
        """Ids of cases that wait for a step since before an instant, the longest first, as an index has them (it may lag behind)."""
        index, moment = (ExchangeRow.to_erase, ExchangeRow.erase_from) if step is Step.PURGE else (ExchangeRow.to_retire, ExchangeRow.retire_from)
        found = index.query(step_key(step, process.code), moment < instant_key(before), limit=limit)
        return tuple(row.partition for row in rows(found))

    def cases_of(self, recipient: OrganisationId, *, limit: int, process_code: str | None = None, after: Case | None = None) -> tuple[Case, ...]:
        """Cases of a recipient, of one process or of all, delivered or not, as an index has them (it may lag behind).

        By process and creation, from after one of them on.
        """
        first = f"{recipient_order(after)} " if after else f"{process_code}#" if process_code else " "
        these = ExchangeRow.recipient_order.between(first, f"{process_code}#~" if process_code else "~")
        return tuple(decode(Case, row.document) for row in rows(ExchangeRow.by_recipient.query(str(recipient), these, limit=limit)))

    def purgeable(self, process: Process, *, recipient: OrganisationId | None, before: datetime, limit: int) -> tuple[Case, ...]:
        """Cases with files that a recipient, or with None the operator, has to purge since before an instant, oldest first."""
        until = ExchangeRow.purge_from < instant_key(before)
        if recipient is None:
            found = ExchangeRow.to_purge.query(process.code, until, limit=limit)
        else:
            found = ExchangeRow.to_purge_by_recipient.query(f"{recipient}|{process.code}", until, limit=limit)
        return tuple(decode(Case, row.document) for row in rows(found))
