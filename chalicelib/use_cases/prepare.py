"""The life of what is prepared, whatever it is: taken by a function, given back, looked after, handed out, removed (POR-04, POR-10)."""

from datetime import datetime

from msgspec import Struct

from chalicelib.domain.agenda import AgendaEntry, Topic
from chalicelib.domain.errors import Forbidden, NotFound, StaleWrite
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.preparations import PREFIX, Preparation, PreparationStatus, reminder_of, written
from chalicelib.domain.writes import Remove
from chalicelib.use_cases.one_by_one import one_by_one
from chalicelib.use_cases.people_ports import PreparationQueue, Preparations
from chalicelib.use_cases.ports import Agenda, Commit, Exchange, Files, Referential, SignedLinks
from chalicelib.use_cases.rules_at_hand import RulesAtHand

_GONE = "Ce fichier n'est plus disponible : demandez-le à nouveau."


class Prepared(Struct, frozen=True, kw_only=True):
    """A preparation as its person is told of it; ``link`` once it is ready."""

    preparation: Preparation
    status: PreparationStatus
    link: str | None


def read_preparation(
    preparation_id: str,
    *,
    user: PortalUser,
    now: datetime,
    preparations: Preparations,
    exchange: Exchange,
    referential: Referential,
    links: SignedLinks,
) -> Prepared:
    """How far a person's own preparation is, with a link to its result that ends with its day.

    Raises: NotFound for another's, for one whose day has passed, when his rights do not cover it any more, when files of a
    télédossier in it may no more be downloaded, and when a list has some that he may no more read: no link is signed then that
    he would not be given now.
    """
    found = preparations.preparation(preparation_id)
    if found is None or found.is_over(at=now) or not found.is_open_to(user):
        raise NotFound(_GONE)
    if found.status_at(now) is PreparationStatus.READY and not _may_be_handed_out(found, user, exchange, referential):
        raise NotFound(_GONE)
    return told(found, now=now, links=links)


def _may_be_handed_out(preparation: Preparation, user: PortalUser, exchange: Exchange, referential: Referential) -> bool:
    """Whether every télédossier whose files are in it may still be downloaded, and the oldest ones of a list still be read.

    A list has no bound, and what takes it from its person takes a process whole, or as a migration does the oldest first.
    """
    cases, rules = exchange.cases((*preparation.included, *preparation.oldest)), RulesAtHand(referential)
    try:
        access = {each: rules.access(user, cases[each]) for each in (*preparation.included, *preparation.oldest)}
    except (Forbidden, NotFound, KeyError):  # one that was deleted is nobody's any more
        return False
    return all(access[each].may_download for each in preparation.included)


def told(preparation: Preparation, *, now: datetime, links: SignedLinks) -> Prepared:
    """A preparation as its person is told of it."""
    status, key, version = preparation.status_at(now), preparation.object_key, preparation.object_version
    link = None
    if status is PreparationStatus.READY and key is not None and version is not None:
        link = links.link(key, version, file_name=preparation.file_name, now=now, until=preparation.expires_at)
    return Prepared(preparation=preparation, status=status, link=link)


def begin(preparation_id: str, *, now: datetime, preparations: Preparations, commit: Commit) -> Preparation | None:
    """Take a preparation to build it; None when there is nothing to build, or another function is at it."""
    found = preparations.preparation(preparation_id)
    if found is None or not found.is_to_be_built(at=now):
        return None
    begun = found.begun(at=now)
    if begun.attempts > LIMITS.preparation_attempts:
        commit(found.failed())
        return None
    try:
        commit(begun)
    except StaleWrite:  # another function was quicker
        return None
    return written(begun)


def give_back(taken: Preparation, *, preparations: Preparations, commit: Commit) -> None:
    """Say that a preparation could not be built this time, unless another has it by now; after the third, that it has failed."""
    found = preparations.preparation(taken.id)
    if found is not None and found.status is PreparationStatus.WAITING and found.attempts == taken.attempts:
        commit(found.given_back())


def look_after(
    *, now: datetime, limit: int, agenda: Agenda, preparations: Preparations, queue: PreparationQueue, files: Files, commit: Commit
) -> int:
    """Announce again what waits, in case its message was lost, and remove what is over; answers how many were looked at."""

    def look_at(entry: AgendaEntry) -> None:
        found = preparations.preparation(entry.subject)
        if found is None or found.is_over(at=now):
            _remove(entry, found, files=files, commit=commit)
            return
        if found.is_to_be_built(at=now):
            queue.announce([found.id], found.correlation_id)
        commit(Remove(entry), reminder_of(found, at=now))

    return one_by_one(agenda.due(Topic.PREPARATION, at=now, limit=limit), look_at, now=now, commit=commit)


def _remove(entry: AgendaEntry, found: Preparation | None, *, files: Files, commit: Commit) -> None:
    """The bytes first: a row that is gone would leave nothing that tells of them. A file handed out from where it lies stays."""
    files.erase(f"{PREFIX}{entry.subject}")
    commit(Remove(entry), *((Remove(found),) if found else ()))
