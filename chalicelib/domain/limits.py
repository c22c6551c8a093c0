"""Every limit a rule names: attempts, sizes, days. **Source:** requirements.md of the project's rules (docs/rules.md)."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The settings of the rules; one instance, :data:`LIMITS`, serves every stage."""

    token_life: timedelta = timedelta(seconds=3600)
    client_state_cache: timedelta = timedelta(seconds=60)
    notifications_default: int = 25
    notifications_max: int = 1_000
    page_default: int = 25
    page_max: int = 1_000
    sortable_rows: int = 10_000
    cases_per_folder: int = 100
    attachments_per_folder: int = 100
    attachments_per_event: int = 90
    transaction_rows: int = 100
    transaction_attachments: int = 2_000
    staged_deposit_grace: timedelta = timedelta(days=1)
    upload_grace: timedelta = timedelta(hours=1)
    idempotency_life: timedelta = timedelta(hours=24)
    replay_pages: int = 20
    abandoned_deposit_age: timedelta = timedelta(days=30)
    acknowledged_notification_life: timedelta = timedelta(days=30)
    request_body_bytes: int = 10 * 1024 * 1024
    inflated_body_bytes: int = 10 * 1024 * 1024
    archive_depth: int = 3
    archive_members: int = 10_000
    archive_bytes: int = 200 * 1024 * 1024
    archive_ratio: int = 100
    mail_attempts: int = 5
    job_page: int = 100
    migrate_page: int = 25


LIMITS = Limits()
