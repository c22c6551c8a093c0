"""The agenda: what has to be looked at from a given instant on, so that no job ever scans a table.

An entry is only a reminder: the job that meets it reads the thing itself and judges it as it is then.
"""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class Topic(StrEnum):
    """What an entry is about."""

    UNFINISHED_DELIVERY = "unfinished-delivery"
    ABANDONED_DEPOSIT = "abandoned-deposit"
    ERASURE = "erasure"
    SUBSCRIPTION = "subscription"
    DIGEST = "digest"
    INACTIVITY = "inactivity"
    MODE_SWITCH = "mode-switch"
    PURGE = "purge"
    PREPARATION = "preparation"
    AUDIT_EXPORT = "audit-export"
    UNCHECKED_FILE = "unchecked-file"
    WEBHOOK = "webhook"
    WEBHOOK_RESUMED = "webhook-resumed"


class AgendaEntry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Look at ``subject`` for ``topic`` from ``due_at`` on. ``details`` are ids the job needs once the subject is gone."""

    topic: Topic
    due_at: datetime
    subject: str
    details: tuple[str, ...] = ()
