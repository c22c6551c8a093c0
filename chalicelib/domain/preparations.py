"""What is too large to be answered at once: an archive or an export that a function prepares and a link hands out.

Its life: WAITING while it is built, three times at the most; then stored, and each télédossier in it noted as downloaded;
READY only after that, so that nothing is ever handed out that the history and the trail do not tell of.

**Source:** POR-04, POR-10, AUT-10.
"""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from chalicelib.domain.accounts import Account
from chalicelib.domain.agenda import AgendaEntry, Topic
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.inbox import InboxCriteria
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.roles import ActorType, Role
from chalicelib.domain.sessions import Session, Stage
from chalicelib.domain.values import replace

PREFIX = "preparations/"
"""What the results lie under in the file store; nothing else does."""


class PreparationKind(StrEnum):
    """What is prepared."""

    FILE = "FILE"
    ARCHIVE = "ARCHIVE"
    EXPORT = "EXPORT"


class PreparationStatus(StrEnum):
    """How far it is."""

    WAITING = "WAITING"
    READY = "READY"
    FAILED = "FAILED"


_ROLES_BY_KIND = {
    PreparationKind.FILE: frozenset({Role.CASES_MANAGE}),
    PreparationKind.ARCHIVE: frozenset({Role.CASES_MANAGE}),
    PreparationKind.EXPORT: frozenset({Role.CASES_READ, Role.CASES_MANAGE}),
}


class Preparation(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing asked for by one person, for himself alone; it lives a day.

    ``case_ids`` are those asked for in an archive; ``criteria`` say which list is exported, ``searched`` is the organisation that the
    national administration chose. ``object_key`` and ``object_version`` name the stored result, ``size_bytes`` long, with
    the télédossiers of ``included``, ``traced`` of which are noted as downloaded; ``process_codes`` are their processes,
    ``rows`` the lines of an export, ``oldest`` the télédossier in it of each process that was created first, which a migration
    takes before any other; ``omitted`` what could not be put in any more. A function that has begun has it for
    itself until ``held_until``. ``correlation_id`` tells what asked for it in the log.
    """

    id: str
    kind: PreparationKind
    account_id: str
    organisation: OrganisationId | None = None
    process_codes: frozenset[str] = frozenset()
    case_ids: tuple[str, ...] = ()
    criteria: InboxCriteria | None = None
    searched: OrganisationId | None = None
    file_name: str
    status: PreparationStatus = PreparationStatus.WAITING
    object_key: str | None = None
    object_version: str | None = None
    size_bytes: int = 0
    included: tuple[str, ...] = ()
    traced: int = 0
    rows: int = 0
    oldest: tuple[str, ...] = ()
    omitted: int = 0
    attempts: int = 0
    held_until: datetime | None = None
    created_at: datetime
    expires_at: datetime
    correlation_id: str | None = None
    version: int = 0

    @property
    def own_key(self) -> str:
        """Where its result lies, when it has one of its own: a single large file is handed out from where it is."""
        return f"{PREFIX}{self.id}"

    @property
    def is_stored(self) -> bool:
        """Whether its result is there."""
        return self.object_version is not None

    def is_over(self, *, at: datetime) -> bool:
        """Whether its day has passed."""
        return at >= self.expires_at

    def is_to_be_built(self, *, at: datetime) -> bool:
        """Whether it waits, and no function is at it."""
        waits = self.status_at(at) is PreparationStatus.WAITING and not self.is_over(at=at)
        return waits and (self.held_until is None or self.held_until <= at)

    def status_at(self, instant: datetime) -> PreparationStatus:
        """How far it is, as its person is told: one that has waited for very long has failed, whatever became of its function."""
        is_lost = self.status is PreparationStatus.WAITING and instant >= self.created_at + LIMITS.preparation_patience
        return PreparationStatus.FAILED if is_lost else self.status

    def is_open_to(self, user: PortalUser) -> bool:
        """Whether it is his, and his rights still cover all that is in it."""
        account = user.account
        if account.id != self.account_id or user.organisation != self.organisation or not user.may(*_ROLES_BY_KIND[self.kind]):
            return False
        is_entitled = account.actor_type in (ActorType.BUSINESS_ADMINISTRATOR, ActorType.NATIONAL_ADMINISTRATOR)
        return is_entitled or self.process_codes <= account.habilitations

    def asker(self, account: Account) -> PortalUser:
        """Who asked for it, with the rights he has now; his session is not known any more, and nothing is judged by it."""
        session = Session(
            id="", account_id=account.id, stage=Stage.OPEN, opened_at=self.created_at, seen_at=self.created_at, expires_at=self.expires_at
        )
        return PortalUser(account=account, session=session)

    def begun(self, *, at: datetime) -> "Preparation":
        """When a function begins to build it."""
        return replace(self, attempts=self.attempts + 1, held_until=at + LIMITS.preparation_hold)

    def given_back(self) -> "Preparation":
        """When a function could not build it: another may try, unless that was the last attempt."""
        is_last = self.attempts >= LIMITS.preparation_attempts
        return replace(self, held_until=None, status=PreparationStatus.FAILED if is_last else self.status)

    def stored(
        self,
        version: str,
        *,
        size_bytes: int,
        included: tuple[str, ...] = (),
        process_codes: frozenset[str],
        rows: int = 0,
        oldest: tuple[str, ...] = (),
        omitted: int = 0,
    ) -> "Preparation":
        """Once its result is there; what it holds is still to be traced."""
        return replace(
            self,
            object_key=self.own_key,
            object_version=version,
            size_bytes=size_bytes,
            included=included,
            process_codes=process_codes,
            rows=rows,
            oldest=oldest,
            omitted=omitted,
        )

    def ready(self) -> "Preparation":
        """Once all that it holds is traced."""
        return replace(self, status=PreparationStatus.READY, held_until=None)

    def failed(self) -> "Preparation":
        """When it can not be made."""
        return replace(self, status=PreparationStatus.FAILED, held_until=None)


def asked_for(kind: PreparationKind, *, preparation_id: str, user: PortalUser, file_name: str, at: datetime) -> Preparation:
    """What a person asks for, before what it is made of is said."""
    return Preparation(
        id=preparation_id,
        kind=kind,
        account_id=user.account.id,
        organisation=user.organisation,
        file_name=file_name,
        created_at=at,
        expires_at=at + LIMITS.preparation_life,
    )


def reminder_of(preparation: Preparation, *, at: datetime) -> AgendaEntry:
    """When it is looked after next: at the end of its day, before that while it waits."""
    waits = preparation.status is PreparationStatus.WAITING
    due = min(at + LIMITS.preparation_reminder, preparation.expires_at) if waits else preparation.expires_at
    return AgendaEntry(topic=Topic.PREPARATION, due_at=due, subject=preparation.id)


def written(preparation: Preparation) -> Preparation:
    """A preparation as it reads once it was committed."""
    return replace(preparation, version=preparation.version + 1)
