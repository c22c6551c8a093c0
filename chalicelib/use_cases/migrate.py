"""Everything of one organisation moves to another, page by page (CAS-12)."""

from chalicelib.domain.case_events import Dossier
from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.inbox import words_of
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.notifications import Notification, si_queue
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Remove, Write, batches
from chalicelib.use_cases.ports import Commit, Exchange, Notifications, Referential


def migrate_organisation(
    source: OrganisationId, target: OrganisationId, *, exchange: Exchange, notifications: Notifications, referential: Referential, commit: Commit
) -> int:
    """Move one page of cases with their events, then what waits in the queues; answers how many were moved, 0 at the end.

    Each case moves in a transaction of its own: cut anywhere, the next call goes on. Raises: NotFound, Invalid, StaleWrite.
    """
    if source == target:
        raise Invalid("organizationSource and organizationTarget are the same")
    for organisation in (source, target):
        if referential.organisation(organisation) is None:
            raise NotFound("Organization is not found")
    moved = 0
    for listed in exchange.cases_of(source, limit=LIMITS.migrate_page):
        dossier = exchange.dossier(listed.id)
        if dossier is not None and dossier.case.recipient == source:
            _move(dossier, source, target, exchange, commit)
            moved += 1
    return moved or _move_notifications(source, target, notifications, referential, commit)


def _move(dossier: Dossier, source: OrganisationId, target: OrganisationId, exchange: Exchange, commit: Commit) -> None:
    """The events first, the case last: a case that is still the source's is taken up again."""
    events = [replace(event, transmitter=target) for event in dossier.events if event.transmitter == source]
    groups: list[tuple[Write, ...]] = [(event,) for event in events]
    moved = replace(dossier.case, recipient=target)
    last: tuple[Write, ...] = (moved,)
    if moved.ingested_at is not None:
        last += (*map(Remove, words_of(dossier.case)), *words_of(moved))
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
