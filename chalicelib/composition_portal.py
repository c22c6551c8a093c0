"""The portal's part of the composition: an adapter for each of its ports."""

from functools import cached_property
from typing import Protocol

from chalicelib import environment
from chalicelib.adapters.aws_clients import aws_client, linking_client
from chalicelib.adapters.dynamo_accounts import DynamoAccounts, DynamoSessions
from chalicelib.adapters.dynamo_audit import DynamoAuditTrail, DynamoJobRuns
from chalicelib.adapters.dynamo_counts import DynamoCounts
from chalicelib.adapters.dynamo_history import DynamoHistories
from chalicelib.adapters.dynamo_inbox import DynamoInboxes
from chalicelib.adapters.dynamo_preparations import DynamoPreparations
from chalicelib.adapters.dynamo_requests import DynamoRequests
from chalicelib.use_cases.people_ports import (
    Accounts,
    Archiver,
    AuditArchive,
    AuditTrail,
    Counts,
    Histories,
    Inboxes,
    JobRuns,
    Passwords,
    PreparationQueue,
    Preparations,
    Requests,
    Secrets,
    Sessions,
    SignedLinks,
)
from chalicelib.use_cases.upload_ports import UploadLinks


class Links(SignedLinks, UploadLinks, Protocol):
    """Both ways: out of the store and into it."""


class PortalAdapters:
    """The adapters that the portal's use cases need beside the exchange's; those that weigh are imported when they are used."""

    @cached_property
    def accounts(self) -> Accounts:
        """Accounts and credentials."""
        return DynamoAccounts()

    @cached_property
    def sessions(self) -> Sessions:
        """Sessions and live links."""
        return DynamoSessions()

    @cached_property
    def audit(self) -> AuditTrail:
        """The audit trail."""
        return DynamoAuditTrail()

    @cached_property
    def audit_archive(self) -> AuditArchive:
        """Where its finished chains are put away."""
        from chalicelib.adapters.s3_audit import S3AuditArchive

        return S3AuditArchive(aws_client("s3", environment.region()), environment.audit_bucket())

    @cached_property
    def job_runs(self) -> JobRuns:
        """What the jobs did last."""
        return DynamoJobRuns()

    @cached_property
    def histories(self) -> Histories:
        """What people did on cases."""
        return DynamoHistories()

    @cached_property
    def preparations(self) -> Preparations:
        """What is being prepared."""
        return DynamoPreparations()

    @cached_property
    def preparation_queue(self) -> PreparationQueue:
        """The queue of the function that builds it."""
        from chalicelib.adapters.sqs_preparations import SqsPreparationQueue

        return SqsPreparationQueue(aws_client("sqs", environment.region()), environment.preparation_queue_url())

    @cached_property
    def archiver(self) -> Archiver:
        """Packs files into one."""
        from chalicelib.adapters.zip_archives import ZipArchives

        return ZipArchives()

    @cached_property
    def links(self) -> Links:
        """Links to stored objects, and into the store."""
        from chalicelib.adapters.s3_links import S3Links

        return S3Links(linking_client(environment.region()), environment.attachment_bucket())

    @cached_property
    def requests(self) -> Requests:
        """Subscription requests."""
        return DynamoRequests()

    @cached_property
    def counts(self) -> Counts:
        """Books of numbers."""
        return DynamoCounts()

    @cached_property
    def inboxes(self) -> Inboxes:
        """Lists of télédossiers."""
        return DynamoInboxes()

    @cached_property
    def passwords(self) -> Passwords:
        """Slow hashing."""
        from chalicelib.adapters.argon2_passwords import Argon2Passwords

        return Argon2Passwords()

    @cached_property
    def secrets(self) -> Secrets:
        """Random secrets."""
        from chalicelib.adapters.random_secrets import RandomSecrets

        return RandomSecrets()
