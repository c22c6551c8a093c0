"""Where the portal's rows lie in memory."""

from typing import TypeAlias

from chalicelib.domain.accounts import Account, Managers, Membership
from chalicelib.domain.agenda import AgendaEntry
from chalicelib.domain.audit import AuditFact, AuditRecord, ChainHead
from chalicelib.domain.credentials import Attempts, Credentials
from chalicelib.domain.deliveries import Delivery
from chalicelib.domain.history import HistoryEntry
from chalicelib.domain.inbox import IndexedWord
from chalicelib.domain.job_runs import JobRun
from chalicelib.domain.links import Link
from chalicelib.domain.preparations import Preparation
from chalicelib.domain.requests import SubscriptionRequest
from chalicelib.domain.sessions import Session
from chalicelib.domain.webhooks import Webhook
from chalicelib.domain.writes import Plain

Key: TypeAlias = tuple[str, ...]
"""A kind of row and what names it within its kind."""
People: TypeAlias = Account | Managers | Credentials | Session | Attempts | Link | ChainHead | Preparation | SubscriptionRequest | Webhook | Delivery


def people_key(row: People) -> Key:
    """Where a versioned value lies."""
    match row:
        case Account():
            return "account", row.id
        case Managers():
            return "managers", str(row.organisation)
        case Credentials():
            return "credentials", row.account_id
        case Session():
            return "session", row.account_id, row.id
        case Attempts():
            return "attempts", row.address
        case Link():
            return "link", row.purpose, row.subject
        case ChainHead():
            return "head", row.day, row.chain
        case Preparation():
            return "preparation", row.id
        case SubscriptionRequest():
            return "request", row.id
        case Webhook():
            return "webhook", row.id
        case Delivery():
            return "delivery", row.lane.webhook_id, row.lane.case_id, row.id


def plain_key(row: Plain) -> Key:
    """Where a row that never changes lies."""
    match row:
        case AgendaEntry():
            return "agenda", row.topic, row.due_at.isoformat(), row.subject
        case Membership():
            return "membership", str(row.organisation), row.account_id
        case HistoryEntry():
            return "history", row.case_id, row.at.isoformat(), row.id
        case AuditFact():
            return "fact", row.at.isoformat(), row.id
        case AuditRecord():
            return "record", row.chain, row.day, f"{row.sequence:09d}"
        case JobRun():
            return "job-run", row.name
        case IndexedWord():
            return "word", str(row.recipient), row.process_code, row.word, row.case_id
