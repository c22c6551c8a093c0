"""The exchange's tables, one model each.

A row is its keys, the attributes its indexes need, a version, and the value itself as one JSON document: what a rule
needs is never spread over attributes, and a table changes only when an access pattern does.
"""

from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.connection.base import Connection

from chalicelib.adapters.dynamo_model import HubModel, bind, index_by, keys_by, listing_by


class ExchangeRow(HubModel):
    """Folders, cases and attachments under their own id; events and their files under their case's."""

    base_name = "exchange"

    class Meta:
        table_name = "exchange"

    partition = UnicodeAttribute(hash_key=True)
    sort = UnicodeAttribute(range_key=True)
    version = NumberAttribute()
    document = UnicodeAttribute()
    recipient = UnicodeAttribute(null=True)
    recipient_order = UnicodeAttribute(null=True)
    purge_process = UnicodeAttribute(null=True)
    purge_recipient = UnicodeAttribute(null=True)
    purge_from = UnicodeAttribute(null=True)
    erase = UnicodeAttribute(null=True)
    erase_from = UnicodeAttribute(null=True)
    retire = UnicodeAttribute(null=True)
    retire_from = UnicodeAttribute(null=True)
    inbox = UnicodeAttribute(null=True)
    inbox_label = UnicodeAttribute(null=True)
    supervised = UnicodeAttribute(null=True)
    supervised_label = UnicodeAttribute(null=True)
    received = UnicodeAttribute(null=True)
    to_count = UnicodeAttribute(null=True)
    by_recipient = index_by("by_recipient", "recipient", "recipient_order")  # cases of an organisation, by process and creation
    to_purge = index_by("to_purge", "purge_process", "purge_from")  # cases past the purge status with files to report, by since when
    to_purge_by_recipient = index_by("to_purge_by_recipient", "purge_recipient", "purge_from")
    to_erase = keys_by("to_erase", "erase", "erase_from")  # cases past the purge status whose files are there, by since when
    to_retire = keys_by("to_retire", "retire", "retire_from")  # closed and archived cases of a process, by since when
    by_inbox = index_by("by_inbox", "inbox", "received")  # ingested cases of a recipient and a process, by when they came
    by_inbox_label = index_by("by_inbox_label", "inbox_label", "received")
    by_supervised = index_by("by_supervised", "supervised", "received")  # delivered cases of a process
    by_supervised_label = index_by("by_supervised_label", "supervised_label", "received")
    to_be_counted = index_by("to_be_counted", "to_count")  # cases that the statistics have not seen as they are


class ReceiptRow(HubModel):
    """What a deposit under an Idempotency-Key answered, for 24 hours."""

    base_name = "receipts"
    expires_with = "expires"

    class Meta:
        table_name = "receipts"

    key = UnicodeAttribute(hash_key=True)
    version = NumberAttribute()
    document = BinaryAttribute(legacy_encoding=False)
    expires = NumberAttribute()


class NotificationRow(HubModel):
    """The queues, and beside each its ledger: the ledger's row outlives the queue's by 30 days."""

    base_name = "notifications"
    expires_with = "expires"

    class Meta:
        table_name = "notifications"

    queue = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    document = UnicodeAttribute()
    waiting_id = UnicodeAttribute(null=True)
    waiting_case = UnicodeAttribute(null=True)
    to_ingest = UnicodeAttribute(null=True)
    acknowledged_queue = UnicodeAttribute(null=True)
    acknowledged_at = UnicodeAttribute(null=True)
    expires = NumberAttribute(null=True)
    by_id = index_by("by_id", "waiting_id")
    by_case = index_by("by_case", "waiting_case", "id")  # what waits and names a case
    by_ingestion = index_by("by_ingestion", "to_ingest", "id")  # what waits for subscribers who use the portal, oldest first
    acknowledged = index_by("acknowledged", "acknowledged_queue", "acknowledged_at")


class OrganisationRow(HubModel):
    """Organisations, by their API id."""

    base_name = "organisations"

    class Meta:
        table_name = "organisations"

    id = UnicodeAttribute(hash_key=True)
    version = NumberAttribute()
    document = UnicodeAttribute()
    listing = UnicodeAttribute(default="all")
    kind = UnicodeAttribute()
    register = UnicodeAttribute()
    created = UnicodeAttribute()
    by_all = listing_by("by_all", "listing")
    by_kind = listing_by("by_kind", "kind")
    by_register = listing_by("by_register", "register")


class ProcessRow(HubModel):
    """Processes: one partition, since they are some dozens and are always listed whole."""

    base_name = "processes"

    class Meta:
        table_name = "processes"

    listing = UnicodeAttribute(hash_key=True, default="all")
    code = UnicodeAttribute(range_key=True)
    version = NumberAttribute()
    document = UnicodeAttribute()


class SubscriptionRow(HubModel):
    """Subscriptions. The live one of a pair sits at ``PROCESS|ORGANISATION``, so a pair has one; a row at its id points
    there. A refused one leaves the seat and lies at its id.
    """

    base_name = "subscriptions"

    class Meta:
        table_name = "subscriptions"

    key = UnicodeAttribute(hash_key=True)
    version = NumberAttribute()
    document = UnicodeAttribute(null=True)
    seat = UnicodeAttribute(null=True)
    listing = UnicodeAttribute(null=True)
    label = UnicodeAttribute(null=True)
    process = UnicodeAttribute(null=True)
    process_label = UnicodeAttribute(null=True)
    register = UnicodeAttribute(null=True)
    delegate = UnicodeAttribute(null=True)
    created = UnicodeAttribute(null=True)
    by_all = listing_by("by_all", "listing")
    by_label = listing_by("by_label", "label")
    by_process = listing_by("by_process", "process")
    by_process_label = listing_by("by_process_label", "process_label")
    by_register = listing_by("by_register", "register")
    by_delegate = listing_by("by_delegate", "delegate")


class TallyRow(HubModel):
    """Counts, kept with what they count."""

    base_name = "tallies"

    class Meta:
        table_name = "tallies"

    name = UnicodeAttribute(hash_key=True)
    number = NumberAttribute()


class ClientRow(HubModel):
    """OAuth clients; an SI's are listed by their subscription."""

    base_name = "clients"

    class Meta:
        table_name = "clients"

    id = UnicodeAttribute(hash_key=True)
    version = NumberAttribute()
    document = UnicodeAttribute()
    listing = UnicodeAttribute(default="all")
    subscription = UnicodeAttribute(null=True)
    created = UnicodeAttribute()
    by_all = listing_by("by_all", "listing")
    by_subscription = listing_by("by_subscription", "subscription")


class AgendaRow(HubModel):
    """What has to be looked at, by topic and date."""

    base_name = "agenda"

    class Meta:
        table_name = "agenda"

    topic = UnicodeAttribute(hash_key=True)
    due = UnicodeAttribute(range_key=True)
    document = UnicodeAttribute()


class OutboxRow(HubModel):
    """Mails to send, listed by state: ``waiting``, ``claimed`` (for good, where a sender was cut off), ``dead`` (given up)."""

    base_name = "outbox"
    expires_with = "expires"

    class Meta:
        table_name = "outbox"

    id = UnicodeAttribute(hash_key=True)
    version = NumberAttribute()
    document = UnicodeAttribute()
    listing = UnicodeAttribute(null=True)
    created = UnicodeAttribute()
    expires = NumberAttribute(null=True)
    by_state = listing_by("by_state", "listing")


EXCHANGE_TABLES: tuple[type[HubModel], ...] = (
    ExchangeRow,
    ReceiptRow,
    NotificationRow,
    OrganisationRow,
    ProcessRow,
    SubscriptionRow,
    TallyRow,
    ClientRow,
    AgendaRow,
    OutboxRow,
)


def connect(*, prefix: str, region: str, pool: int = 32) -> None:
    """Say where the tables are, and make the one client that they share: once, before threads read side by side, which must not make it."""
    bind(prefix=prefix, region=region, pool=pool)
    _ = connection().client


def connection() -> Connection:
    """The connection all tables share."""
    return ExchangeRow._get_connection().connection
