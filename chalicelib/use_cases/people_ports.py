"""What the portal's use cases ask of the world below them; the same promises as in ``ports``."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from chalicelib.domain.accounts import Account, Managers
from chalicelib.domain.archives import ArchiveMember
from chalicelib.domain.audit import AuditFact, AuditRecord, ChainHead, Moment
from chalicelib.domain.audit_exports import Export
from chalicelib.domain.cases import Case
from chalicelib.domain.credentials import Attempts, Credentials
from chalicelib.domain.history import HistoryEntry
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.inbox import InboxCriteria, Position, Shelf
from chalicelib.domain.job_runs import JobRun
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.links import Link, Purpose
from chalicelib.domain.preparations import Preparation
from chalicelib.domain.requests import RequestStatus, SubscriptionRequest
from chalicelib.domain.sessions import Session


class Accounts(Protocol):
    """Accounts, their credentials, and what tries with an address have come to."""

    def account(self, account_id: str) -> Account | None:
        """One account."""

    def accounts(self, account_ids: Sequence[str]) -> Mapping[str, Account]:
        """Accounts by id; one read per 100."""

    def with_credentials(self, account_id: str) -> tuple[Account | None, Credentials | None]:
        """An account and its credentials, in one read."""

    def credentials_and_managers(self, account_id: str, organisation: OrganisationId | None) -> tuple[Credentials | None, Managers | None]:
        """An account's credentials, and who keeps the accounts of an organisation where one is named, in one read."""

    def sign_in_facts(self, email: str) -> tuple[Account | None, Credentials | None, Attempts | None]:
        """All that signing in with an address is judged by, in one read; the same read whether it has an account or not."""

    def of_organisation(self, organisation: OrganisationId, *, after: str | None = None, limit: int) -> tuple[Account, ...]:
        """At most ``limit`` accounts of an organisation, by name, then the delegates it named, in the order of their places
        (``domain.roster``), beyond one of them; as an index has them (it may lag behind).
        """

    def managers(self, organisation: OrganisationId) -> Managers:
        """Who keeps its accounts; nobody yet reads as a row of version 0."""


class Sessions(Protocol):
    """Sessions and live links."""

    def signed_in(self, account_id: str, session_id: str) -> tuple[Account | None, Session | None]:
        """An account and one of its sessions, in one read."""

    def of_account(self, account_id: str) -> tuple[Session, ...]:
        """Every session of an account that was not closed, ended ones too."""

    def link(self, purpose: Purpose, subject: str) -> Link | None:
        """The live link of a purpose."""


class AuditTrail(Protocol):
    """The audit trail."""

    def waiting(self, *, limit: int) -> tuple[AuditFact, ...]:
        """Facts that are not linked yet, the oldest first."""

    def head(self, chain: str, day: str) -> ChainHead:
        """Where a chain's day stands; one that has not begun reads as a head of version 0."""

    def heads(self, day: str, *, after: str = "", limit: int = LIMITS.audit_page) -> tuple[ChainHead, ...]:
        """The chains of a day, by name, beyond one."""

    def records(self, chain: str, day: str) -> Iterator[AuditRecord]:
        """The records of a chain's day, in order, read as they are asked for."""

    def latest_of_chain(self, chain: str, day: str, *, before: int | None, limit: int) -> tuple[AuditRecord, ...]:
        """The last records of a chain's day that stand before a sequence number, the latest first."""

    def latest_of_day(self, day: str, *, before: Moment | None, limit: int) -> tuple[AuditRecord, ...]:
        """The last records of a day, of all chains, before a moment, the latest first, as an index has them (it may lag behind)."""


class AuditArchive(Protocol):
    """Where finished chains are put away: what lies there cannot be changed or erased before its time."""

    def put(self, chain: str, day: str, lines: Iterable[str], *, until: datetime) -> None:
        """Put a chain's day away once, kept until an instant; the same lines that lie there already stay. Raises: ExportTaken for others."""

    def export(self, chain: str, day: str) -> Export | None:
        """What was first put there of a chain's day, whatever came over it; None when nothing is there."""

    def chains(self, day: str) -> Iterator[str]:
        """The chains of a day that lie there, by name; those that something was laid over too."""


class JobRuns(Protocol):
    """What the jobs did last."""

    def job_runs(self) -> Mapping[str, JobRun]:
        """The last run of each job, by its name."""


class Inboxes(Protocol):
    """Lists of télédossiers; indexes, which may lag behind."""

    def page(self, shelves: Sequence[Shelf], criteria: InboxCriteria, *, after: Position | None, limit: int) -> tuple[Case, ...]:
        """At most ``limit`` cases of some shelves by date, beyond a position, of the labels and dates asked for.

        The criteria's way (ascending, descending) counts; its processes, text and order do not. One read per shelf and label,
        side by side, of at most ``limit`` rows each.
        """

    def found(self, shelves: Sequence[Shelf], word: str, *, limit: int) -> tuple[str, ...]:
        """Ids of at most ``limit`` cases of each shelf that have a recipient, with a word that begins so, folded."""


class Histories(Protocol):
    """What people did on cases in the portal."""

    def history(self, case_id: str, *, limit: int = LIMITS.history_rows) -> tuple[HistoryEntry, ...]:
        """The last things done on a case, in order; at most ``limit`` of them."""


class Preparations(Protocol):
    """What is being prepared."""

    def preparation(self, preparation_id: str) -> Preparation | None:
        """One of them."""


class Requests(Protocol):
    """Subscription requests."""

    def request(self, request_id: str) -> SubscriptionRequest | None:
        """One of them."""

    def of_reference(self, reference: str) -> tuple[SubscriptionRequest, ...]:
        """Those of one form, as an index has them (it may lag behind)."""

    def listed(self, *, osl: OrganisationId | None, status: RequestStatus, limit: int) -> tuple[SubscriptionRequest, ...]:
        """Those an operator has in a status, or all of that status, the oldest first, as an index has them (it may lag behind)."""


class Counts(Protocol):
    """Books of numbers."""

    def numbers(self, scope: str, first: str, last: str, *, limit: int) -> Mapping[str, int]:
        """The numbers of a scope whose names lie between two, both included; at most ``limit`` of them."""

    def ranges(self, asked: Sequence[tuple[str, str, str]], *, limit: int) -> Sequence[Mapping[str, int]]:
        """The same for many (scope, first, last) at once, in their order; at most ``limit`` of each."""

    def uncounted(self, process_code: str, *, limit: int) -> tuple[Case, ...]:
        """Cases that the numbers do not tell of as they are, as an index has them (it may lag behind)."""


class Passwords(Protocol):
    """Slow hashing."""

    def hash(self, password: str) -> str:
        """A new argon2id hash."""

    def matches(self, password_hash: str | None, password: str) -> bool:
        """Whether it is the password of a hash; None takes as long and is never right."""


class Secrets(Protocol):
    """Random secrets."""

    def secret(self) -> str:
        """256 random bits, as text for a URL."""

    def code(self) -> str:
        """Six random digits."""


class PreparationQueue(Protocol):
    """The queue of the function that builds what is prepared."""

    def announce(self, waiting: Sequence[str], correlation_id: str | None = None) -> None:
        """Say what waits, and what caused it. Raises: Unavailable; it is then found by the job that looks after preparations."""


class Archiver(Protocol):
    """Packs files into one."""

    def pack(self, members: Iterable[ArchiveMember]) -> Iterator[bytes]:
        """The bytes of an archive, made as they are asked for, in bounded memory; the same members make the same bytes."""
