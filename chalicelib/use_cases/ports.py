"""What the use cases ask of the world below them; adapters keep these promises, in memory and on AWS alike.

Every read is strongly consistent unless it says otherwise; a row that is not there reads None. Any call may raise
Unavailable. Writes go through :class:`Commit` only.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeAlias

from chalicelib.domain.agenda import AgendaEntry, Topic
from chalicelib.domain.attachments import Attachment, Verdict
from chalicelib.domain.case_events import CaseEvent, Dossier
from chalicelib.domain.cases import Case
from chalicelib.domain.folders import DepositReceipt, Folder
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.mails import Mail, MailState
from chalicelib.domain.notifications import Notification
from chalicelib.domain.oauth_clients import OAuthClient
from chalicelib.domain.organisations import Organisation
from chalicelib.domain.pages import Order, Page, Window
from chalicelib.domain.processes import Process
from chalicelib.domain.retention import Step
from chalicelib.domain.subscriptions import Subscription, SubscriptionStatus
from chalicelib.domain.writes import Write

Ids: TypeAlias = Iterator[str]
"""New random UUIDs, one by one."""


class Commit(Protocol):
    """The only way to write."""

    def __call__(self, *writes: Write) -> None:
        """Write all or nothing, in one transaction of at most 100 rows. Raises: StaleWrite when a row has changed."""


class Exchange(Protocol):
    """Folders, cases, events and their attachments."""

    def folder(self, folder_id: str) -> Folder | None:
        """One folder, without its children."""

    def folder_attachment(self, folder_id: str, attachment_id: str) -> tuple[Folder | None, Attachment | None]:
        """A folder and one of its attachments, in one read."""

    def children(self, folder: Folder) -> tuple[tuple[Case, ...], tuple[Attachment, ...]]:
        """The cases and attachments of a folder, in the folder's order; those that are gone are left out."""

    def delivery(self, folder: Folder) -> tuple[tuple[Case, ...], tuple[Attachment, ...], Mapping[OrganisationId, Subscription]]:
        """The children, and the subscription of each recipient."""

    def case(self, case_id: str) -> Case | None:
        """One case, without its events."""

    def rules_for(self, case: Case) -> tuple[Process | None, Subscription | None]:
        """What a change of a case is judged by: its process and its recipient's subscription, in one read."""

    def dossier(self, case_id: str) -> Dossier | None:
        """A case with its events and their files, in one read."""

    def event(self, case_id: str, event_id: str) -> tuple[Case | None, CaseEvent | None]:
        """A case and one of its events, in one read."""

    def event_files(self, event: CaseEvent) -> tuple[Attachment, ...]:
        """The files of an event, in order."""

    def event_attachment(self, case_id: str, event_id: str, attachment_id: str) -> tuple[Case | None, CaseEvent | None, Attachment | None]:
        """A case, one of its events and one of that event's files, in one read."""

    def events(self, keys: Sequence[tuple[str, str]]) -> Mapping[str, CaseEvent]:
        """Events by id, of (case id, event id) pairs; one read per 100."""

    def cases(self, case_ids: Sequence[str]) -> Mapping[str, Case]:
        """Cases by id; one read per 100."""

    def receipt(self, client_id: str, key: str) -> DepositReceipt | None:
        """What a client's earlier deposit under this Idempotency-Key answered."""

    def latest_cases(self, recipient: OrganisationId, process_code: str, *, limit: int) -> tuple[Case, ...]:
        """The latest cases of a recipient and a process, delivered or not, the newest first, as an index has them (it may lag behind)."""

    def cases_of(self, recipient: OrganisationId, *, limit: int, process_code: str | None = None, after: Case | None = None) -> tuple[Case, ...]:
        """Cases of a recipient, of one process or of all, delivered or not, as an index has them (it may lag behind).

        By process and creation, from after one of them on.
        """

    def purgeable(self, process: Process, *, recipient: OrganisationId | None, before: datetime, limit: int) -> tuple[Case, ...]:
        """Cases with files that a recipient, or with None the operator, has to purge since before an instant, oldest first."""

    def waiting_for(self, step: Step, process: Process, *, before: datetime, limit: int) -> tuple[str, ...]:
        """Ids of cases that wait for a step since before an instant, the longest first, as an index has them (it may lag behind)."""

    def leftovers(self, case_ids: Sequence[str], attachment_ids: Sequence[str]) -> tuple[tuple[Case, ...], tuple[Attachment, ...]]:
        """What is still there of a folder's children."""


class Referential(Protocol):
    """Organisations, processes, subscriptions."""

    def organisation(self, organisation_id: OrganisationId) -> Organisation | None:
        """One organisation."""

    def organisations_of(self, organisation_ids: Iterable[OrganisationId]) -> Mapping[OrganisationId, Organisation]:
        """Organisations by id, those that exist; one read per 100."""

    def known(self, organisation_ids: Iterable[OrganisationId]) -> frozenset[OrganisationId]:
        """Those of the given organisations that exist."""

    def organisations(self, *, kind: str | None, register: str | None, order: Order | None, window: Window) -> Page[Organisation]:
        """A page of the organisations, oldest first unless ordered. Raises: Invalid when too many to be sorted."""

    def process(self, code: str) -> Process | None:
        """One process."""

    def processes(self) -> tuple[Process, ...]:
        """Every process, by code: some dozens."""

    def process_with_subscriptions(
        self, code: str, recipients: Iterable[OrganisationId]
    ) -> tuple[Process | None, Mapping[OrganisationId, Subscription]]:
        """A process and the subscription each recipient has to it, in one read per 100 recipients."""

    def subscriptions_of_pairs(self, pairs: Iterable[tuple[str, OrganisationId]]) -> Mapping[tuple[str, OrganisationId], Subscription]:
        """The live subscriptions of (process code, subscriber) pairs, those that exist; one read per 100."""

    def subscription(self, subscription_id: str) -> Subscription | None:
        """One subscription, the refused ones too."""

    def subscriptions(
        self,
        *,
        process_codes: Sequence[str] | None,
        status: SubscriptionStatus | None,
        register: str | None,
        delegate: str | None,
        order: Order | None,
        window: Window,
    ) -> Page[Subscription]:
        """A page of the subscriptions, oldest first unless ordered. Raises: Invalid when too many to be sorted."""


class Notifications(Protocol):
    """The queues."""

    def waiting(self, queues: Sequence[str], *, limit: int) -> list[Notification]:
        """At most ``limit`` of each queue, oldest first in each; one read a queue, side by side."""

    def to_ingest(self, *, limit: int, after: str = "") -> tuple[Notification, ...]:
        """What waits for the portal, the oldest first, from after an id on, as an index has it (it may lag behind)."""

    def queue_of(self, notification_id: str) -> str | None:
        """The queue it waits in, as an index has it (it may lag behind)."""

    def about(self, case_id: str, *, limit: int) -> tuple[Notification, ...]:
        """Those that wait and name a case, as an index has them (it may lag behind)."""

    def acknowledged(self, queue: str, *, since: datetime, limit: int) -> tuple[Notification, ...]:
        """What was acknowledged in a queue since an instant, as an index has it (it may lag behind)."""


class Clients(Protocol):
    """OAuth clients."""

    def client(self, client_id: str) -> OAuthClient | None:
        """One client."""

    def of_subscription(self, subscription_id: str) -> tuple[OAuthClient, ...]:
        """The clients of a subscription, oldest first, as an index has them (it may lag behind)."""

    def clients(self, window: Window) -> tuple[OAuthClient, ...]:
        """A page of the clients, oldest first, as an index has them (it may lag behind)."""


class Agenda(Protocol):
    """What has to be looked at."""

    def due(self, topic: Topic, *, at: datetime, limit: int) -> tuple[AgendaEntry, ...]:
        """Entries due at an instant, the oldest first."""

    def gathered(self, topic: Topic, *, due_at: datetime, start: str, limit: int) -> tuple[AgendaEntry, ...]:
        """Entries due at exactly that instant whose subjects begin so, in the order of their subjects."""


class Outbox(Protocol):
    """Mails not yet sent."""

    def mail(self, mail_id: str) -> Mail | None:
        """One mail."""

    def waiting(self, *, created_before: datetime, limit: int) -> tuple[Mail, ...]:
        """Mails that nobody has taken, the oldest first."""

    def listed(self, state: MailState, *, limit: int) -> tuple[Mail, ...]:
        """Mails in a state, the oldest first, as an index has them (it may lag behind)."""


class Files(Protocol):
    """The bytes of attachments."""

    def put(self, key: str, content: bytes) -> str:
        """Store bytes; answers the version that names exactly them."""

    def get(self, key: str, version: str) -> bytes:
        """The bytes of one stored version."""

    def stream(self, key: str, version: str) -> Iterator[bytes]:
        """The same bytes in chunks, read as they are asked for. Raises: NotFound at once, Unavailable also on the way."""

    def put_stream(self, key: str, chunks: Iterable[bytes]) -> tuple[str, int]:
        """Store bytes as they come, in bounded memory; answers the version and how many. Nothing is stored unless all came."""

    def version_of(self, key: str) -> str | None:
        """The latest version of an object; None when there is none."""

    def erase(self, prefix: str) -> None:
        """Delete everything that lies under a prefix, in every version, and what is being uploaded there; nothing there is no error."""


OCTETS = "application/octet-stream"


class SignedLinks(Protocol):
    """Links to stored objects that anyone who has them may follow, for a time."""

    def link(self, key: str, version: str, *, file_name: str, now: datetime, until: datetime, mime_type: str = OCTETS) -> str:
        """An address that answers the object as a download of that name and type; relative to the hub's origin."""


class Scanner(Protocol):
    """The antivirus."""

    def scan(self, chunks: Iterable[bytes]) -> Verdict:
        """Judge a file that comes in chunks, in bounded memory. Raises: Unavailable; never answers CLEAN for what it has not read."""


class MailCarrier(Protocol):
    """Where mails leave."""

    def send(self, mail: Mail) -> None:
        """Hand a mail over. Raises: Unavailable when it surely did not leave."""
