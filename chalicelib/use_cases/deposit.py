"""An operator deposits a télédossier: announce it, complete it, report on it (DEP-01 to DEP-08, DEP-11)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from chalicelib.domain.agenda import AgendaEntry, Topic
from chalicelib.domain.attachments import Attachment, AttachmentStatus, settled
from chalicelib.domain.callers import Caller, Side
from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.cases import Case
from chalicelib.domain.deliveries import pushes
from chalicelib.domain.errors import Invalid, StaleWrite
from chalicelib.domain.folder_entries import folder_entry
from chalicelib.domain.folders import Deposit, DepositReceipt, Folder, FolderDraft, must_exist, must_have_come, open_folder, refusals_of
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.mailings import new_case_mail
from chalicelib.domain.notifications import notify
from chalicelib.domain.subscriptions import Subscription
from chalicelib.domain.uploads import check_reminder, upload_key
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Remove, Unchanged, Write, batches
from chalicelib.use_cases.one_by_one import one_by_one
from chalicelib.use_cases.ports import Agenda, Commit, Exchange, Files, Ids, Referential


def deposit_folder(
    draft: FolderDraft,
    *,
    caller: Caller,
    idempotency_key: str | None,
    body_digest: str,
    now: datetime,
    ids: Ids,
    exchange: Exchange,
    referential: Referential,
    commit: Commit,
) -> Deposit:
    """Create a folder with its cases and the announcement of its attachments.

    The same ``idempotency_key`` within 24 hours answers the first result and creates nothing. Past what one transaction
    takes, the children are written first: without their folder nobody can see them, and the agenda collects them.
    Subscriptions are judged here and not again at the delivery: a télédossier created before a suspension arrives (SUB-06).
    Raises: Forbidden, Invalid (one message per refusal), StaleWrite.
    """
    earlier = exchange.receipt(caller.client_id, idempotency_key) if idempotency_key else None
    if earlier is not None and earlier.expires_at > now:
        if earlier.body_digest != body_digest:
            raise Invalid(f"Idempotency-Key {idempotency_key} was already used with another body")
        return earlier.deposit
    recipients = {case.recipient for case in draft.cases}
    process, subscriptions = referential.process_with_subscriptions(draft.process_code, recipients)
    if process is None:
        raise Invalid(f"Process {draft.process_code} does not exist")
    caller.must_own_process(process.code)
    unsubscribed = recipients - subscriptions.keys()
    refusals = refusals_of(
        draft,
        process,
        subscribed={recipient: each.is_active_at(now) for recipient, each in subscriptions.items()},
        known=frozenset(subscriptions) | (referential.known(unsubscribed) if unsubscribed else frozenset()),
    )
    if messages := tuple(refusals):
        raise Invalid(*messages)
    deposit = open_folder(draft, process, partner=caller.partner, ids=ids, at=now)
    last: list[Write] = [deposit.folder, folder_entry(Topic.ABANDONED_DEPOSIT, deposit.folder, at=now + LIMITS.abandoned_deposit_age)]
    if idempotency_key:
        last.append(
            DepositReceipt(
                client_id=caller.client_id,
                key=idempotency_key,
                body_digest=body_digest,
                deposit=deposit,
                expires_at=now + LIMITS.idempotency_life,
                version=earlier.version if earlier else 0,
            )
        )
    children: list[Write] = [*deposit.cases, *deposit.attachments]
    if len(last) + len(children) > LIMITS.transaction_rows:
        commit(folder_entry(Topic.ERASURE, deposit.folder, at=now + LIMITS.staged_deposit_grace))
        for batch in batches((child,) for child in children):
            commit(*batch)
        children = []
    commit(*children, *last)
    return deposit


def read_folder(folder_id: str, *, caller: Caller, exchange: Exchange) -> Deposit:
    """Read a folder with its cases and attachments as they are now. Raises: NotFound, Forbidden."""
    folder = must_exist(exchange.folder(folder_id))
    folder.must_be_seen_by(caller)
    cases, attachments = exchange.children(folder)
    return Deposit(folder=folder, cases=cases, attachments=attachments)


def set_folder_status(
    folder_id: str,
    wanted: str,
    *,
    closed_at: datetime | None,
    caller: Caller,
    now: datetime,
    ids: Ids,
    exchange: Exchange,
    files: Files,
    commit: Commit,
) -> None:
    """Complete a deposit, which notifies every recipient once all files are checked; later, report how far the folder is.

    Raises: NotFound, Forbidden, Invalid naming each attachment that has not come, TransitionRefused, StaleWrite.
    """
    folder = must_exist(exchange.folder(folder_id))
    folder.must_be_seen_by(caller)
    if wanted == CaseStatus.HUBEE_COMPLETED:
        if not folder.is_notified:
            deliver(folder, now=now, ids=ids, exchange=exchange, files=files, commit=commit)
    elif wanted != folder.status or not folder.is_notified or closed_at:
        commit(folder.reported(wanted, at=now, closed_at=closed_at))


def deliver(folder: Folder, *, now: datetime, ids: Ids, exchange: Exchange, files: Files, commit: Commit) -> bool:
    """Deliver a folder: every case HUBEE_NOTIFIED with its notification, then the folder. Answers whether it is delivered.

    One transaction where one holds it. Past that, HUBEE_COMPLETED is committed once, with a reminder for the job that
    finishes a delivery cut off; each case is then delivered with its notification, or not at all. With files that are in but
    not checked it stays HUBEE_COMPLETED: who checks the last of them delivers it. Raises: Invalid, StaleWrite.
    """
    cases, stored, subscriptions = exchange.delivery(folder)
    attachments = settled(stored, version_of=files.version_of, at=now) if folder.is_open else stored
    if folder.is_open:
        must_have_come(attachments)
    is_unchecked = any(each.status is AttachmentStatus.PENDING for each in attachments)
    if is_unchecked and not folder.is_open:
        return False
    completed_at = None if folder.is_open else folder.updated_at
    undelivered = [case for case in cases if not case.is_delivered]
    if not all(case.recipient in folder.recipients for case in undelivered):
        raise StaleWrite("A case has moved to another organisation")  # whose subscription was not read
    groups = [_delivery_of(case, attachments, subscriptions, completed_at=completed_at, now=now, ids=ids) for case in undelivered]
    waves = list(batches([(folder.notified(at=now), *map(Unchanged, attachments)), *groups]))
    if folder.is_open and len(waves) == 1 and not is_unchecked:
        commit(*waves[0])
    elif folder.is_open:
        for batch in batches(_now_in(stored, attachments, now)):
            commit(*batch)
        commit(folder.completed(at=now), folder_entry(Topic.UNFINISHED_DELIVERY, folder, at=now))
        completed = must_exist(exchange.folder(folder.id))  # from here on no file changes: what is delivered is read again
        return completed.is_notified or deliver(completed, now=now, ids=ids, exchange=exchange, files=files, commit=commit)
    else:
        for wave in batches(groups):
            commit(*wave)
        commit(folder.notified(at=now), Remove(folder_entry(Topic.UNFINISHED_DELIVERY, folder, at=folder.updated_at or now)))
    return True


def _now_in(stored: Sequence[Attachment], attachments: Sequence[Attachment], now: datetime) -> Iterator[tuple[Write, ...]]:
    """The files that were found to be in, with reminders: whether anybody will tell of them is not known."""
    for before, after in zip(stored, attachments, strict=True):
        if after is not before and after.upload is not None:
            yield after, check_reminder(upload_key(after.prefix, after.upload.id), at=now)


def deliver_checked(folder_id: str, *, now: datetime, ids: Ids, exchange: Exchange, files: Files, commit: Commit) -> bool:
    """Deliver a folder that waited for its files to be checked; answers whether nothing is left to wait for. Raises: StaleWrite."""
    folder = exchange.folder(folder_id)
    if folder is None or folder.status is not CaseStatus.HUBEE_COMPLETED:
        return True
    return deliver(folder, now=now, ids=ids, exchange=exchange, files=files, commit=commit)


def _delivery_of(
    case: Case,
    attachments: tuple[Attachment, ...],
    subscriptions: Mapping[OrganisationId, Subscription],
    *,
    completed_at: datetime | None,
    now: datetime,
    ids: Iterator[str],
) -> tuple[Write, ...]:
    delivered = case.delivered(attachments, at=now, completed_at=completed_at)
    subscription = subscriptions.get(case.recipient)
    notification = notify(Side.SI, delivered, event=None, at=now, seed=next(ids), subscription=subscription)
    assert notification is not None  # an instructing service always has a queue
    mail = new_case_mail(subscription, delivered, cause=notification.id, at=now)
    return (delivered, notification, *pushes(notification, subscription=subscription, process=None), *(() if mail is None else (mail,)))


def finish_deliveries(*, now: datetime, limit: int, ids: Ids, agenda: Agenda, exchange: Exchange, files: Files, commit: Commit) -> int:
    """Finish deliveries past one transaction that something cut off; answers how many entries were looked at.

    Those that wait for a file to be checked are delivered by who checks it; their entries stay, for ``undelivered`` to find them by.
    Raises: Unavailable.
    """

    def finish(entry: AgendaEntry) -> None:
        is_delivered = deliver_checked(entry.subject, now=now, ids=ids, exchange=exchange, files=files, commit=commit)
        commit(Remove(entry), *(() if is_delivered else (replace(entry, due_at=now + LIMITS.entry_setback),)))

    return one_by_one(agenda.due(Topic.UNFINISHED_DELIVERY, at=now, limit=limit), finish, now=now, commit=commit)
