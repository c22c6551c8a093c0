"""The portal's part of the composition: an adapter for each of its ports."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from chalicelib import environment
from chalicelib.adapters.aws_clients import aws_client, linking_client
from chalicelib.use_cases.ports import SignedLinks
from chalicelib.use_cases.upload_ports import UploadLinks

if TYPE_CHECKING:
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
    )


class Links(SignedLinks, UploadLinks, Protocol):
    """Both ways: out of the store and into it."""


class PortalAdapters:
    """The adapters that the portal's use cases need beside the exchange's; each is imported when it is used."""

    @cached_property
    def accounts(self) -> Accounts:
        """Accounts and credentials."""
        from chalicelib.adapters.dynamo_accounts import DynamoAccounts

        return DynamoAccounts()

    @cached_property
    def sessions(self) -> Sessions:
        """Sessions and live links."""
        from chalicelib.adapters.dynamo_accounts import DynamoSessions

        return DynamoSessions()

    @cached_property
    def audit(self) -> AuditTrail:
        """The audit trail."""
        from chalicelib.adapters.dynamo_audit import DynamoAuditTrail

        return DynamoAuditTrail()

    @cached_property
    def audit_archive(self) -> AuditArchive:
        """Where its finished chains are put away."""
        from chalicelib.adapters.s3_audit import S3AuditArchive

        return S3AuditArchive(aws_client("s3", environment.region()), environment.audit_bucket())

    @cached_property
    def job_runs(self) -> JobRuns:
        """What the jobs did last."""
        from chalicelib.adapters.dynamo_audit import DynamoJobRuns

        return DynamoJobRuns()

    @cached_property
    def histories(self) -> Histories:
        """What people did on cases."""
        from chalicelib.adapters.dynamo_history import DynamoHistories

        return DynamoHistories()

    @cached_property
    def preparations(self) -> Preparations:
        """What is being prepared."""
        from chalicelib.adapters.dynamo_preparations import DynamoPreparations

        return DynamoPreparations()

    @cached_property
    def preparation_queue(self) -> PreparationQueue:
        """The queue of the function that builds it."""
        from chalicelib.adapters.sqs_queue import SqsQueue

        return SqsQueue(aws_client("sqs", environment.region()), environment.preparation_queue_url(), body=str)

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
        from chalicelib.adapters.dynamo_requests import DynamoRequests

        return DynamoRequests()

    @cached_property
    def counts(self) -> Counts:
        """Books of numbers."""
        from chalicelib.adapters.dynamo_counts import DynamoCounts

        return DynamoCounts()

    @cached_property
    def inboxes(self) -> Inboxes:
        """Lists of télédossiers."""
        from chalicelib.adapters.dynamo_inbox import DynamoInboxes

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
