"""The hub's stores in memory, and what any hub gives its use cases."""

from collections.abc import Iterator
from datetime import datetime
from itertools import count
from typing import Any, Protocol
from uuid import UUID

from chalicelib.adapters.zip_archives import ZipArchives
from chalicelib.composition_portal import Links
from chalicelib.domain.writes import Write
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
from chalicelib.use_cases.ports import Agenda, Clients, Exchange, Files, Notifications, Outbox, Referential, Scanner
from chalicelib.use_cases.upload_ports import Uploads
from tests.fakes.accounts import CountedSecrets, MemoryAccounts, MemorySessions, QuickPasswords
from tests.fakes.agenda import MemoryAgenda
from tests.fakes.audit import MemoryAuditArchive, MemoryAuditTrail, MemoryJobRuns
from tests.fakes.clients import MemoryClients
from tests.fakes.clock import MemoryClock
from tests.fakes.counts import MemoryCounts
from tests.fakes.exchange import MemoryExchange
from tests.fakes.files import MemoryFiles, MemoryScanner
from tests.fakes.history import MemoryHistories
from tests.fakes.inbox import MemoryInboxes
from tests.fakes.notifications import MemoryNotifications
from tests.fakes.outbox import MemoryOutbox
from tests.fakes.people_keys import Key
from tests.fakes.preparations import MemoryPreparationQueue, MemoryPreparations, PlainLinks
from tests.fakes.referential import MemoryReferential
from tests.fakes.requests import MemoryRequests
from tests.fakes.rows import MemoryRows
from tests.fakes.uploads import MemoryUploads


class Clock(Protocol):
    """What tells the time."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""


class Hub(Protocol):
    """What the composition has, as far as use cases and jobs need it."""

    @property
    def clock(self) -> Clock: ...
    @property
    def ids(self) -> Iterator[str]: ...
    @property
    def exchange(self) -> Exchange: ...
    @property
    def referential(self) -> Referential: ...
    @property
    def notifications(self) -> Notifications: ...
    @property
    def clients(self) -> Clients: ...
    @property
    def agenda(self) -> Agenda: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def files(self) -> Files: ...
    @property
    def uploads(self) -> Uploads: ...
    @property
    def scanner(self) -> Scanner: ...
    @property
    def accounts(self) -> Accounts: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def inboxes(self) -> Inboxes: ...
    @property
    def passwords(self) -> Passwords: ...
    @property
    def requests(self) -> Requests: ...
    @property
    def counts(self) -> Counts: ...
    @property
    def preparations(self) -> Preparations: ...
    @property
    def preparation_queue(self) -> PreparationQueue: ...
    @property
    def archiver(self) -> Archiver: ...
    @property
    def links(self) -> Links: ...
    @property
    def histories(self) -> Histories: ...
    @property
    def audit(self) -> AuditTrail: ...
    @property
    def audit_archive(self) -> AuditArchive: ...
    @property
    def job_runs(self) -> JobRuns: ...
    @property
    def secrets(self) -> Secrets: ...
    def commit(self, *writes: Write) -> None: ...


class MemoryHub:
    """Every port over one set of rows; ``announced`` are the mails the mail function was told of."""

    def __init__(self, *writes: Write) -> None:
        self._rows = MemoryRows()
        self._numbers = count(1)
        self.clock = MemoryClock()
        self.exchange = MemoryExchange(self._rows)
        self.referential = MemoryReferential(self._rows)
        self.notifications = MemoryNotifications(self._rows)
        self.clients = MemoryClients(self._rows)
        self.agenda = MemoryAgenda(self._rows)
        self.outbox = MemoryOutbox(self._rows)
        self.files = MemoryFiles()
        self.uploads = MemoryUploads(self.files)
        self.scanner = MemoryScanner()
        self.accounts = MemoryAccounts(self._rows)
        self.sessions = MemorySessions(self._rows)
        self.inboxes = MemoryInboxes(self._rows)
        self.passwords = QuickPasswords()
        self.requests = MemoryRequests(self._rows)
        self.counts = MemoryCounts(self._rows)
        self.preparations = MemoryPreparations(self._rows)
        self.preparation_queue = MemoryPreparationQueue()
        self.archiver = ZipArchives()
        self.links = PlainLinks()
        self.histories = MemoryHistories(self._rows)
        self.audit = MemoryAuditTrail(self._rows)
        self.audit_archive = MemoryAuditArchive()
        self.job_runs = MemoryJobRuns(self._rows)
        self.secrets = CountedSecrets()
        self.announced: list[str] = []
        if writes:
            self.commit(*writes)

    @property
    def ids(self) -> Iterator[str]:
        """UUIDs that no other call of this hub gets, the same in every run."""
        return (str(UUID(int=(each << 64) | (each * 0x9E3779B97F4A7C15 & (1 << 64) - 1), version=4)) for each in self._numbers)

    def commit(self, *writes: Write) -> None:
        """Write all or nothing. Raises: StaleRow."""
        self._rows.commit(*writes)

    def announce(self, mail_ids: list[str], correlation_id: str | None = None) -> None:  # noqa: ARG002
        """Note which mails the mail function was told of."""
        self.announced += mail_ids

    def rows(self, *start: str) -> list[Any]:
        """The rows whose keys begin so: what a test may look at and a use case may not."""
        return self._rows.under(*start)

    def snapshot(self) -> tuple[dict[Key, Any], dict[tuple[str, str], bytes]]:
        """Everything stored, rows and bytes."""
        return self._rows.snapshot(), self.files.snapshot()
