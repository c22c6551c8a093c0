"""Every limit a rule names: attempts, sizes, days. **Source:** docs/rules.md."""

from datetime import timedelta

from msgspec import Struct


class Limits(Struct, frozen=True, kw_only=True, eq=False):  # methods of a hundred fields that nobody calls
    """The settings of the rules; one instance, :data:`LIMITS`, serves every stage."""

    tries: int = 8  # in a row, of what somebody else was quicker at or a store was too busy for
    token_life: timedelta = timedelta(seconds=3600)
    client_state_cache: timedelta = timedelta(seconds=60)
    notifications_default: int = 25
    notifications_max: int = 1_000
    page_default: int = 25
    page_max: int = 1_000
    sortable_rows: int = 10_000
    cases_per_folder: int = 100
    attachments_per_folder: int = 100
    attachments_per_event: int = 79  # with all that tells of them in one transaction
    event_frame_bytes: int = 1_000  # what an event weighs in its case beside what its sender says
    events_bytes: int = 2_000_000  # of a case: twice that, with its own files, is what a function answers
    transaction_rows: int = 100
    transaction_bytes: int = 3_200_000  # of DynamoDB's 4 MB; the rest is for keys, indexes and rows that are not weighed
    staged_deposit_grace: timedelta = timedelta(days=1)
    upload_grace: timedelta = timedelta(hours=1)
    upload_life: timedelta = timedelta(days=7)
    upload_link_life: timedelta = timedelta(hours=1)
    upload_part_bytes: int = 8 * 1024 * 1024
    upload_links_at_once: int = 100
    check_grace: timedelta = timedelta(minutes=3)
    entry_setback: timedelta = timedelta(minutes=15)
    idempotency_life: timedelta = timedelta(hours=24)
    replay_pages: int = 20
    abandoned_deposit_age: timedelta = timedelta(days=30)
    acknowledged_notification_life: timedelta = timedelta(days=30)
    request_body_bytes: int = 4_500_000  # 6 MB to a function, once it is base64, with room for headers
    inflated_body_bytes: int = 10 * 1024 * 1024
    archive_depth: int = 3
    archive_members: int = 10_000
    archive_bytes: int = 200 * 1024 * 1024
    archive_ratio: int = 100
    large_archive_ratio: int = 2  # of a file of a gigabyte, as much again may be packed in it
    mail_attempts: int = 5
    mail_grace: timedelta = timedelta(minutes=1)
    unsent_mail_life: timedelta = timedelta(days=90)
    job_page: int = 100
    migrate_page: int = 25
    passwords_remembered: int = 5
    password_months: int = 6
    password_min_length: int = 8
    password_max_length: int = 200
    failures_before_block: int = 5
    first_block: timedelta = timedelta(minutes=15)
    longest_block: timedelta = timedelta(days=30)
    attempts_life: timedelta = timedelta(days=90)
    code_life: timedelta = timedelta(minutes=10)
    code_pause: timedelta = timedelta(seconds=30)
    codes_per_sign_in: int = 5
    recovery_codes: int = 10
    authenticator_setup: timedelta = timedelta(minutes=15)
    sign_in_life: timedelta = timedelta(minutes=15)
    session_idle: timedelta = timedelta(minutes=60)
    session_touch: timedelta = timedelta(seconds=20)
    session_life: timedelta = timedelta(hours=12)
    activation_link_life: timedelta = timedelta(days=7)
    reset_link_life: timedelta = timedelta(hours=1)
    request_link_life: timedelta = timedelta(days=7)
    reset_mail_pause: timedelta = timedelta(minutes=1)
    first_reminder: timedelta = timedelta(days=60)
    second_reminder: timedelta = timedelta(days=90)
    deactivation_age: timedelta = timedelta(days=120)
    dormant_manager_pause: timedelta = timedelta(days=30)
    managers_wanted: int = 2
    keepers_mailed: int = 10
    form_answer_awaited: timedelta = timedelta(minutes=10)  # who got no answer sends the same form again
    accounts_page_max: int = 100
    accounts_read: int = 1_000
    inbox_sortable: int = 1_000
    inbox_page_max: int = 100
    bulk_cases: int = 500
    bulk_tries: int = 5
    history_rows: int = 1_000
    answer_bytes: int = 4 * 1024 * 1024
    download_link_life: timedelta = timedelta(hours=1)
    export_rows_inline: int = 1_000
    preparation_life: timedelta = timedelta(days=1)
    preparation_attempts: int = 3
    preparation_hold: timedelta = timedelta(minutes=15)
    preparation_patience: timedelta = timedelta(hours=1)
    preparation_reminder: timedelta = timedelta(minutes=5)
    digest_hours: tuple[int, ...] = (8, 14)
    digest_listed: int = 50
    counted_cases: int = 1_000
    processes_per_request: int = 10
    unconfirmed_request_life: timedelta = timedelta(days=30)
    deciders_mailed: int = 10
    administrators_mailed: int = 20
    inbox_word_chars: int = 100
    switch_grace: timedelta = timedelta(minutes=2)
    ingestion_period: timedelta = timedelta(minutes=5)
    delivery_promise: timedelta = timedelta(minutes=10)
    audit_batch: int = 49
    audit_export_grace: timedelta = timedelta(minutes=15)
    audit_export_patience: timedelta = timedelta(days=1)
    audit_retention: timedelta = timedelta(days=3 * 365)
    audit_page: int = 100
    audit_exports: int = 20
    audit_examined: int = 1_000
    job_seconds: int = 24
    mail_in_transit: timedelta = timedelta(minutes=5)
    retention_days: int = 99_999
    statistics_days: int = 366
    statistics_rows: int = 10_000
    statistics_recipients: int = 2_000
    webhook_pauses: tuple[timedelta, ...] = tuple(timedelta(minutes=each) for each in (1, 3, 6, 10, 20, 40, 80, 120, 180, 240, 320, 420))
    webhook_hold: timedelta = timedelta(minutes=1)
    webhook_patience: timedelta = timedelta(minutes=1)
    webhook_reminder: timedelta = timedelta(minutes=5)
    webhook_secret_overlap: timedelta = timedelta(days=1)
    webhook_waiting_life: timedelta = timedelta(days=30)
    webhook_delivered_life: timedelta = timedelta(days=7)
    webhook_dead_life: timedelta = timedelta(days=30)
    webhook_page: int = 25
    webhook_listeners: int = 5

    @property
    def webhook_attempts(self) -> int:
        """One more than its pauses, which make a day."""
        return len(self.webhook_pauses) + 1


LIMITS = Limits()
