"""Values to rows and back: which row a value lies in, and the attributes its indexes need."""

import zlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from pynamodb.expressions.condition import Condition

from chalicelib.adapters.dynamo_codec import decode, encode, instant_key
from chalicelib.adapters.dynamo_model import HubModel
from chalicelib.adapters.dynamo_tables import (
    AgendaRow,
    ClientRow,
    ExchangeRow,
    NotificationRow,
    OrganisationRow,
    OutboxRow,
    ProcessRow,
    ReceiptRow,
    SubscriptionRow,
)
from chalicelib.domain.agenda import AgendaEntry
from chalicelib.domain.attachments import Attachment
from chalicelib.domain.callers import Side
from chalicelib.domain.case_events import CaseEvent
from chalicelib.domain.cases import Case
from chalicelib.domain.folders import DepositReceipt, Folder
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.mails import Mail
from chalicelib.domain.notifications import Notification
from chalicelib.domain.oauth_clients import OAuthClient
from chalicelib.domain.organisations import Organisation
from chalicelib.domain.processes import Process
from chalicelib.domain.retention import Step, waits_since
from chalicelib.domain.statistics import is_to_be_counted
from chalicelib.domain.subscriptions import Subscription, SubscriptionStatus
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Plain, Versioned

LEDGER = "ledger|"
FOR_PORTAL = "all"
"""Where what the portal waits for is listed."""


def seat_key(process_code: str, subscriber: OrganisationId) -> str:
    """Where the live subscription of a pair lies."""
    return f"{process_code}|{subscriber}"


def step_key(step: Step, process_code: str) -> str:
    """Where the cases of a process that wait for a step are listed."""
    return f"{process_code}|{step}"


def event_sort(event_id: str) -> str:
    """The sort key of an event under its case."""
    return f"event#{event_id}"


def file_sort(event_id: str, attachment_id: str) -> str:
    """The sort key of an event's attachment under its case."""
    return f"event#{event_id}#file#{attachment_id}"


def recipient_order(row: Case) -> str:
    """Where a case stands among those of its recipient: by process and creation."""
    return f"{row.process_code}#{instant_key(row.created_at)}#{row.id}"


def _folder(row: Folder) -> ExchangeRow:
    return ExchangeRow(partition=row.id, sort="folder")


def _case(row: Case) -> ExchangeRow:
    item = ExchangeRow(partition=row.id, sort="case")
    item.recipient = str(row.recipient)
    item.recipient_order = recipient_order(row)
    if row.is_delivered:
        item.received = f"{instant_key(row.received_at)}#{row.id}"
        item.supervised = row.process_code
        item.supervised_label = f"{row.process_code}|{row.label}"
    if is_to_be_counted(row):
        item.to_count = row.process_code
    if row.ingested_at is not None:
        item.inbox = f"{row.recipient}|{row.process_code}"
        item.inbox_label = f"{row.recipient}|{row.process_code}|{row.label}"
    if row.purgeable_from is not None:
        item.purge_from = f"{instant_key(row.purgeable_from)}#{row.id}"
        item.purge_process = row.process_code if row.attachments_to_purge(Side.OSL) else None
        item.purge_recipient = f"{row.recipient}|{row.process_code}" if row.attachments_to_purge(Side.SI) else None
    if (since := waits_since(row, Step.PURGE)) is not None:
        item.erase, item.erase_from = step_key(Step.PURGE, row.process_code), f"{instant_key(since)}#{row.id}"
    for step in (Step.ARCHIVE, Step.DELETE):
        if (since := waits_since(row, step)) is not None:
            item.retire, item.retire_from = step_key(step, row.process_code), f"{instant_key(since)}#{row.id}"
    return item


def _event(row: CaseEvent) -> ExchangeRow:
    return ExchangeRow(partition=row.case_id, sort=event_sort(row.id))


def _attachment(row: Attachment) -> ExchangeRow:
    match row.container.split("/"):
        case ["cases", case_id, "events", event_id]:
            return ExchangeRow(partition=case_id, sort=file_sort(event_id, row.id))
        case _:
            return ExchangeRow(partition=row.id, sort="attachment")


def _receipt(row: DepositReceipt) -> ReceiptRow:
    return ReceiptRow(key=f"{row.client_id}|{row.key}", expires=int(row.expires_at.timestamp()))


def _organisation(row: Organisation) -> OrganisationRow:
    return OrganisationRow(id=str(row.id), kind=row.id.type, register=row.id.company_register, created=f"{instant_key(row.created_at)}#{row.id}")


def _process(row: Process) -> ProcessRow:
    return ProcessRow(listing="all", code=row.code)


def _subscription(row: Subscription) -> SubscriptionRow:
    is_refused = row.label is SubscriptionStatus.REFUSED
    item = SubscriptionRow(key=row.id if is_refused else seat_key(row.process_code, row.subscriber))
    item.listing = "all"
    item.label = row.label
    item.process = row.process_code
    item.process_label = f"{row.process_code}|{row.label}"
    item.register = row.subscriber.company_register
    item.delegate = row.delegate_email.lower() if row.delegate_email else None
    item.created = f"{instant_key(row.created_at)}#{row.id}"
    return item


def _client(row: OAuthClient) -> ClientRow:
    return ClientRow(id=row.id, subscription=row.subscription_id, created=f"{instant_key(row.created_at)}#{row.id}")


def _agenda(row: AgendaEntry) -> AgendaRow:
    return AgendaRow(topic=row.topic, due=f"{instant_key(row.due_at)}|{row.subject}", document=encode(row))


def _mail(row: Mail) -> OutboxRow:
    expires = int(row.expires_at.timestamp()) if row.expires_at else None
    return OutboxRow(id=row.id, created=f"{instant_key(row.created_at)}#{row.id}", listing=row.state, expires=expires)


_EXCHANGE_ITEMS: Mapping[type, Callable[[Any], HubModel]] = {
    Folder: _folder,
    Case: _case,
    CaseEvent: _event,
    Attachment: _attachment,
    DepositReceipt: _receipt,
    Organisation: _organisation,
    Process: _process,
    Subscription: _subscription,
    OAuthClient: _client,
    Mail: _mail,
    AgendaEntry: _agenda,
}


@cache
def items() -> Mapping[type, Callable[[Any], HubModel]]:
    """What makes the item of each kind. The portal's kinds and those of webhooks are taken up when one is first written:
    a function that only exchanges télédossiers never does.
    """
    from chalicelib.adapters.dynamo_webhook_rows import WEBHOOK_ITEMS

    return {**_EXCHANGE_ITEMS, **_people_rows().PEOPLE_ITEMS, **WEBHOOK_ITEMS}


def _people_rows() -> Any:
    from chalicelib.adapters import dynamo_people_rows

    return dynamo_people_rows


def key_of(row: "Versioned | Plain") -> HubModel:
    """The item of a value: its keys and the attributes of its indexes, and the document where it has no version."""
    kind = type(row)
    return (_EXCHANGE_ITEMS.get(kind) or items()[kind])(row)


def condition_to_put(row: "Plain") -> Condition | None:
    """What must hold when a row that never changes is put."""
    return _people_rows().PUT_WHEN.get(type(row)) if type(row) not in _EXCHANGE_ITEMS else None


def condition_to_take(row: "Plain") -> Condition | None:
    """What must hold when a row that never changes is removed."""
    return _people_rows().TAKEN_WHEN.get(type(row)) if type(row) not in _EXCHANGE_ITEMS else None


def item_of(row: Versioned) -> HubModel:
    """The item that a write of the value puts: one version further."""
    item = key_of(row)
    written = replace(row, version=row.version + 1)
    document = encode(written)
    item.document = zlib.compress(document.encode()) if isinstance(row, DepositReceipt) else document
    item.version = written.version
    return item


def decode_receipt(item: ReceiptRow) -> DepositReceipt:
    """The receipt of a row: its document is compressed, since it holds a whole deposit."""
    return decode(DepositReceipt, zlib.decompress(item.document))


def queue_item(notification: Notification) -> NotificationRow:
    """The row of a waiting notification."""
    item = NotificationRow(queue=notification.queue, id=notification.id, waiting_id=notification.id, document=encode(notification))
    item.waiting_case = notification.case_id
    item.to_ingest = FOR_PORTAL if notification.is_for_portal else None
    return item


def ledger_item(notification: Notification) -> NotificationRow:
    """The row that outlives it."""
    return NotificationRow(queue=LEDGER + notification.queue, id=notification.id, document=encode(notification))
