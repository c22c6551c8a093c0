"""The one place that chooses an adapter for each port; each is made once, when it is first needed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from chalicelib import environment, invocation
from chalicelib.adapters import dynamo_commit, dynamo_tables
from chalicelib.adapters.aws_clients import aws_client, forget_clients
from chalicelib.adapters.client_states import CachedClientStates
from chalicelib.adapters.clock import SystemClock, new_ids
from chalicelib.adapters.dynamo_agenda import DynamoAgenda, DynamoOutbox
from chalicelib.adapters.dynamo_clients import DynamoClients
from chalicelib.adapters.dynamo_exchange import DynamoExchange
from chalicelib.adapters.dynamo_queues import DynamoNotifications
from chalicelib.adapters.dynamo_referential import DynamoReferential
from chalicelib.adapters.jwt_tokens import JwtTokens
from chalicelib.adapters.s3_attachments import S3Attachments
from chalicelib.composition_portal import Links, PortalAdapters
from chalicelib.composition_webhooks import WebhookAdapters
from chalicelib.domain.deliveries import Delivery
from chalicelib.domain.errors import Unavailable
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.mails import Mail
from chalicelib.domain.oauth_clients import OAuthClient
from chalicelib.domain.preparations import Preparation
from chalicelib.domain.processes import Process
from chalicelib.domain.subscriptions import Subscription
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Remove, Write

if TYPE_CHECKING:
    from chalicelib.domain.canary import Canary
    from chalicelib.use_cases.ports import Agenda, Clients, Exchange, Files, MailCarrier, Notifications, Outbox, Referential, Scanner
    from chalicelib.use_cases.upload_ports import Uploads
    from chalicelib.use_cases.watch_exchange import Web


class Clock(Protocol):
    """What tells the time."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""


class Composition(PortalAdapters, WebhookAdapters):
    """The adapters of one stage. The sandbox gives its own clock and links; nothing else differs between stages but the environment."""

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        links: Links | None = None,
        on_lost_announcement: Callable[[Exception], None] | None = None,
    ) -> None:
        self.clock: Clock = clock or SystemClock()
        if links is not None:
            self.links = links
        self._on_lost_announcement = on_lost_announcement or (lambda _: None)
        dynamo_tables.connect(prefix=environment.table_prefix(), region=environment.region())

    @property
    def ids(self) -> Iterator[str]:
        """New random UUIDs; a new iterator each time, since threads cannot share one."""
        return new_ids()

    @cached_property
    def exchange(self) -> Exchange:
        """Folders, cases, events."""
        return DynamoExchange()

    @cached_property
    def _dynamo_referential(self) -> DynamoReferential:
        return DynamoReferential()

    @property
    def referential(self) -> Referential:
        """Organisations, processes, subscriptions."""
        return self._dynamo_referential

    @cached_property
    def notifications(self) -> Notifications:
        """The queues."""
        return DynamoNotifications()

    @cached_property
    def _dynamo_clients(self) -> DynamoClients:
        return DynamoClients()

    @property
    def clients(self) -> Clients:
        """OAuth clients."""
        return self._dynamo_clients

    @cached_property
    def agenda(self) -> Agenda:
        """What has to be looked at."""
        return DynamoAgenda()

    @cached_property
    def outbox(self) -> Outbox:
        """Mails not yet sent."""
        return DynamoOutbox()

    @cached_property
    def files(self) -> Files:
        """The bytes of attachments."""
        return S3Attachments(_client("s3"), environment.attachment_bucket())

    @cached_property
    def uploads(self) -> Uploads:
        """Files that come in parts."""
        from chalicelib.adapters.s3_uploads import S3Uploads

        return S3Uploads(_client("s3"), environment.attachment_bucket())

    @cached_property
    def scanner(self) -> Scanner:
        """The antivirus: clamd where its address is configured, else the embedded one."""
        address = environment.clamd_address()
        if address is not None:
            from chalicelib.adapters.clamd_scanner import ClamdScanner

            return ClamdScanner(address)
        from chalicelib.adapters.yara_scanner import YaraScanner

        return YaraScanner()

    @cached_property
    def carrier(self) -> MailCarrier:
        """Where mails leave."""
        from chalicelib.adapters.ses_mail import SesMail

        return SesMail(_client("sesv2"), environment.mail_sender(), environment.portal_url())

    @cached_property
    def _mail_queue(self) -> Any:
        from chalicelib.adapters.sqs_queue import SqsQueue

        return SqsQueue(_client("sqs"), environment.mail_queue_url(), body=str)

    @cached_property
    def tokens(self) -> JwtTokens:
        """Signed tokens."""
        answer = _client("secretsmanager").get_secret_value(SecretId=environment.signing_keys_secret())
        keys = [json.dumps(key) for key in json.loads(answer["SecretString"])]
        return JwtTokens(keys, environment.token_issuer())

    @cached_property
    def states(self) -> CachedClientStates:
        """What each client may do now."""
        return CachedClientStates(self._dynamo_clients, self._dynamo_referential)

    @cached_property
    def administration(self) -> OrganisationId:
        """The organisation that ADMIN and DATAPASS clients act for."""
        return OrganisationId.parse(environment.administration())

    @property
    def canary(self) -> Canary:
        """What the canary is kept with; read anew each time, so that renewed credentials are taken up."""
        from chalicelib.domain.canary import read_canary

        answer = _client("secretsmanager").get_secret_value(SecretId=environment.canary_secret())
        return read_canary(json.loads(answer["SecretString"]))

    @cached_property
    def web(self) -> Web:
        """The way to the hub from outside."""
        from chalicelib.adapters.http_web import HttpWeb

        return HttpWeb()

    def commit(self, *writes: Write) -> None:
        """Write all or nothing; then tell the queue functions what waits for them, and forget what was remembered of callers."""
        correlation_id = invocation.correlation_id()
        writes = tuple(_caused_by(correlation_id, each) for each in writes)
        dynamo_commit.commit(*writes)
        invocation.note_committed(writes, at=self.clock.now())
        subjects = [write.row if isinstance(write, Remove) else write for write in writes]
        if any(isinstance(each, OAuthClient | Subscription | Process) for each in subjects):
            self.states.forget()
        self.announce([each.id for each in writes if isinstance(each, Mail) and each.version == 0])
        self._told(
            lambda: self.preparation_queue,
            [each.id for each in writes if isinstance(each, Preparation) and each.version == 0 and not each.is_stored],
            correlation_id,
        )
        lanes = dict.fromkeys(each.lane for each in writes if isinstance(each, Delivery) and each.is_fresh)
        self._told(lambda: self.webhook_queue, list(lanes), correlation_id)

    def announce(self, mail_ids: list[str], correlation_id: str | None = None) -> None:
        """Tell the mail function what waits; one that is not told is found by the job that looks for forgotten mails.

        ``correlation_id`` is what caused them, the present invocation unless told.
        """
        self._told(lambda: self._mail_queue, mail_ids, correlation_id or invocation.correlation_id())

    def _told(self, queue: Callable[[], Any], waiting: Sequence[Any], correlation_id: str | None) -> None:
        """Tell a queue's function what waits; what it is not told of is found by the job that looks after it."""
        if not waiting:
            return
        try:
            queue().announce(waiting, correlation_id)
        except Unavailable as error:  # the commit stands: what leaves later never fails a request
            self._on_lost_announcement(error)


def _caused_by(correlation_id: str | None, write: Write) -> Write:
    """What leaves later carries the id of what caused it."""
    return replace(write, correlation_id=correlation_id) if isinstance(write, Mail | Preparation) and write.version == 0 else write


def _client(service: str) -> Any:
    return aws_client(service, environment.region())


_present: Composition | None = None


def present() -> Composition:
    """The composition in force, made at the first use."""
    global _present
    if _present is None:
        _present = Composition()
    return _present


def use(composition: Composition | None) -> None:
    """Put another composition in force: the sandbox's, or a test's; None for a fresh one."""
    global _present
    forget_clients()
    _present = composition
