"""Everything of one organisation moves to another, page by page (CAS-12)."""

from datetime import datetime

from chalicelib.domain.case_events import Dossier
from chalicelib.domain.case_status import ALIVE
from chalicelib.domain.cases import Case
from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.inbox import words_of
from chalicelib.domain.ingestion import put_on_the_portal
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.notifications import Notification, si_queue
from chalicelib.domain.subscriptions import Subscription
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Remove, Write, batches
from chalicelib.use_cases.ports import Commit, Exchange, Notifications, Referential


def migrate_organisation(
    source: OrganisationId,
    target: OrganisationId,
    *,
    now: datetime,
    exchange: Exchange,
    notifications: Notifications,
    referential: Referential,
    commit: Commit,
) -> int:
    """Move one page of cases with their events, then what waits in the queues; answers how many were moved, 0 at the end.

    Each case moves in a transaction of its own: cut anywhere, the next call goes on. Raises: NotFound, Invalid, StaleWrite.
    """
    if source == target:
        raise Invalid("organizationSource and organizationTarget are the same")
    for organisation in (source, target):
        if referential.organisation(organisation) is None:
            raise NotFound("Organization is not found")
    after: Case | None = None
    while page := exchange.cases_of(source, limit=LIMITS.migrate_page, after=after):
        after, moved = page[-1], 0
        subscriptions = referential.subscriptions_of_pairs({(each.process_code, target) for each in page})
        for listed in page:
            dossier = exchange.dossier(listed.id)
            if dossier is not None and dossier.case.recipient == source:
                as_moved = _moved(dossier.case, target, subscriptions.get((listed.process_code, target)), now)
                _move(dossier, as_moved, source, exchange, commit)
                moved += 1
        if moved:  # else the index tells still of what was moved a moment ago: what is left stands behind it
            return moved
    return _move_notifications(source, target, notifications, referential, commit)


def _moved(case: Case, target: OrganisationId, subscription: Subscription | None, now: datetime) -> Case:
    """The case as the target's, on its portal where no program of its treats it: whether anything that waits will bring it there is not known."""
    moved = case.migrated(target, at=now)
    return put_on_the_portal(moved, subscription, at=now)[0] if moved.status in ALIVE else moved


def _move(dossier: Dossier, moved: Case, source: OrganisationId, exchange: Exchange, commit: Commit) -> None:
    """The events first, the case last: a case that is still the source's is taken up again."""
    target = moved.recipient
    events = [replace(event, transmitter=target) for event in dossier.events if event.transmitter == source]
    groups: list[tuple[Write, ...]] = [(event,) for event in events]
    last: tuple[Write, ...] = (moved,)
    if dossier.case.ingested_at is not None:
        last += tuple(map(Remove, words_of(dossier.case)))
    if moved.ingested_at is not None:
        last += words_of(moved)
    folder = None if dossier.case.is_delivered else exchange.folder(dossier.case.folder_id)
    if folder is not None:  # its delivery will look for the target's subscription
        last += (replace(folder, recipients=tuple(target if each == source else each for each in folder.recipients)),)
    for batch in batches([*groups, last]):
        commit(*batch)


def _move_notifications(
    source: OrganisationId, target: OrganisationId, notifications: Notifications, referential: Referential, commit: Commit
) -> int:
    queues = [si_queue(source, process.code) for process in referential.processes()]
    waiting = notifications.waiting(queues, limit=LIMITS.migrate_page)
    for batch in batches((Remove(each), _readdressed(each, target)) for each in waiting):
        commit(*batch)
    return len(waiting)


def _readdressed(notification: Notification, target: OrganisationId) -> Notification:
    """To the target, by way of the portal's ingestion: which leaves it in the queue where the target uses a program."""
    return replace(notification, recipient=target, queue=si_queue(target, notification.process_code), is_for_portal=True)
