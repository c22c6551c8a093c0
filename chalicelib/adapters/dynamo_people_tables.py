"""The tables of the portal: accounts and what proves them, the audit trail, what is prepared, asked for, counted and searched."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.adapters.dynamo_model import HubModel, index_by, listing_by


class AccountRow(HubModel):
    """An account and its credentials under its id, a delegate's memberships beside them; who keeps an organisation's accounts
    under ``managers|ORGANISATION``.
    """

    base_name = "accounts"

    class Meta:
        table_name = "accounts"

    partition = UnicodeAttribute(hash_key=True)
    sort = UnicodeAttribute(range_key=True)
    version = NumberAttribute(null=True)
    document = UnicodeAttribute()
    organisation = UnicodeAttribute(null=True)
    name_order = UnicodeAttribute(null=True)
    by_organisation = index_by("by_organisation", "organisation", "name_order")


class SessionRow(HubModel):
    """Sessions, under their account."""

    base_name = "sessions"
    expires_with = "expires"

    class Meta:
        table_name = "sessions"

    account = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    version = NumberAttribute()
    document = UnicodeAttribute()
    expires = NumberAttribute()


class ProofRow(HubModel):
    """Failed tries of an address, and live links; all pass."""

    base_name = "proofs"
    expires_with = "expires"

    class Meta:
        table_name = "proofs"

    key = UnicodeAttribute(hash_key=True)
    version = NumberAttribute()
    document = UnicodeAttribute()
    expires = NumberAttribute()


class AuditRow(HubModel):
    """The audit trail: facts that wait to be linked, the records of a chain's day, the heads of a day; and the last run of each job."""

    base_name = "audit"

    class Meta:
        table_name = "audit"

    partition = UnicodeAttribute(hash_key=True)
    sort = UnicodeAttribute(range_key=True)
    version = NumberAttribute(null=True)
    document = UnicodeAttribute()
    day = UnicodeAttribute(null=True)
    moment = UnicodeAttribute(null=True)
    by_day = index_by("by_day", "day", "moment")  # the records of a day, of all chains, in order


class HistoryRow(HubModel):
    """What people did on a case in the portal, in order."""

    base_name = "history"

    class Meta:
        table_name = "history"

    case = UnicodeAttribute(hash_key=True)
    moment = UnicodeAttribute(range_key=True)
    document = UnicodeAttribute()


class PreparationRow(HubModel):
    """Archives and exports, for a day."""

    base_name = "preparations"
    expires_with = "expires"

    class Meta:
        table_name = "preparations"

    id = UnicodeAttribute(hash_key=True)
    version = NumberAttribute()
    document = UnicodeAttribute()
    expires = NumberAttribute()


class RequestRow(HubModel):
    """Subscription requests; listed by the operator that decides and the status, by status, by reference."""

    base_name = "requests"
    expires_with = "expires"

    class Meta:
        table_name = "requests"

    id = UnicodeAttribute(hash_key=True)
    version = NumberAttribute()
    document = UnicodeAttribute()
    operator_status = UnicodeAttribute()
    status = UnicodeAttribute()
    reference = UnicodeAttribute()
    created = UnicodeAttribute()
    expires = NumberAttribute(null=True)
    by_operator_status = listing_by("by_operator_status", "operator_status")
    by_status = listing_by("by_status", "status")
    by_reference = listing_by("by_reference", "reference")


class CountRow(HubModel):
    """Books of numbers: those of an organisation, or of a process, in one partition each."""

    base_name = "counts"

    class Meta:
        table_name = "counts"

    scope = UnicodeAttribute(hash_key=True)
    name = UnicodeAttribute(range_key=True)
    number = NumberAttribute()


class WordRow(HubModel):
    """The words under which the cases of a recipient and a process are found."""

    base_name = "words"

    class Meta:
        table_name = "words"

    shelf = UnicodeAttribute(hash_key=True)
    word = UnicodeAttribute(range_key=True)
    document = UnicodeAttribute()


PEOPLE_TABLES: tuple[type[HubModel], ...] = (
    AccountRow,
    SessionRow,
    ProofRow,
    AuditRow,
    HistoryRow,
    PreparationRow,
    RequestRow,
    CountRow,
    WordRow,
)
