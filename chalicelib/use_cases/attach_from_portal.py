"""An agent prepares files for the person concerned, and confirms them (POR-07)."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import datetime

from chalicelib.domain.agenda import AgendaEntry, Topic
from chalicelib.domain.attachments import Attachment, faults_of, must_be_changeable
from chalicelib.domain.callers import Side
from chalicelib.domain.case_actions import attach_refusal
from chalicelib.domain.case_events import ActionType, EventDraft, case_after, make_event
from chalicelib.domain.contents import read_contents
from chalicelib.domain.errors import Invalid, StaleWrite
from chalicelib.domain.folders import AttachmentDraft
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.pending_files import added, file_to_change, must_be_accepted, must_be_those, pending_of, were_sent
from chalicelib.domain.portal_events import instructor_of
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.retention import reminder_of_new_files
from chalicelib.domain.tidings import told_of
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Remove, Unchanged
from chalicelib.use_cases.dossier_at_hand import dossier_to_treat
from chalicelib.use_cases.file_at_hand import FileAtHand, keep
from chalicelib.use_cases.ports import Commit, Exchange, Files, Ids, Scanner


def portal_file(case_id: str, attachment_id: str, *, user: PortalUser, exchange: Exchange) -> FileAtHand:
    """A file that a person's organisation prepares. Raises: NotFound, Forbidden, Invalid."""
    dossier, _, _ = dossier_to_treat(case_id, user, exchange)
    event, _, attachment = file_to_change(dossier, attachment_id, instructor_of(user, dossier.case))
    return FileAtHand(holder=event, attachment=attachment, is_open=True)


def announce_files(
    case_id: str, drafts: Sequence[AttachmentDraft], *, user: PortalUser, now: datetime, ids: Ids, exchange: Exchange, commit: Commit
) -> tuple[Attachment, ...]:
    """Announce files, beside those that the organisation is preparing already. Raises: NotFound, Forbidden, Invalid, FaultyForm, StaleWrite."""
    dossier, process, _ = dossier_to_treat(case_id, user, exchange)
    if (refusal := attach_refusal(process)) is not None:
        raise Invalid(refusal)
    case, caller = dossier.case, instructor_of(user, dossier.case)
    pending = pending_of(dossier, caller)
    present = pending[1] if pending else ()
    must_be_accepted(drafts, process, already=len(present))
    later = reminder_of_new_files(case, process=process, at=now)
    if pending:
        event = pending[0]
        made = added(drafts, event.id, case.id, present=present, ids=ids)
        commit(Unchanged(case), replace(event, updated_at=now), *made, *later)
        return made
    draft = EventDraft(action_type=ActionType.ATTACH_DEPOSIT, author=user.account.full_name, asks_notification=True)
    event = make_event(draft, event_id=next(ids), case=case, caller=caller, at=now)
    made = added(drafts, event.id, case.id, present=(), ids=ids)
    commit(case, event, *made, *later)  # the case's version orders its events, so it moves on with each of them
    return made


def receive_file(file: FileAtHand, content: bytes, *, files: Files, scanner: Scanner, commit: Commit) -> Attachment:
    """Take the bytes of an announced file and say what became of them; one with a virus is CORRUPTED and not kept.

    Raises: Invalid, StaleWrite, Unavailable.
    """
    attachment, contents = file.attachment, read_contents((content,))
    must_be_changeable(attachment, is_open=file.is_open)
    if attachment.holds(contents.sha256):
        return attachment
    if faults_of(attachment, contents, digest_header=None):
        commit(attachment.rejected(), Unchanged(file.holder))
        raise Invalid(
            f"Le fichier « {attachment.file_name} » reçu n'a pas la taille ou le format annoncés. "
            "Vérifiez qu'il s'ouvre bien dans ce format, puis envoyez-le de nouveau ; sinon, retirez-le."
        )
    return keep(file, content, sha256=contents.sha256, files=files, scanner=scanner, commit=commit)


def remove_file(case_id: str, attachment_id: str, *, user: PortalUser, now: datetime, exchange: Exchange, files: Files, commit: Commit) -> None:
    """Remove a file that is not confirmed yet; the last one takes the preparation with it. Raises: NotFound, Forbidden, Invalid, StaleWrite."""
    dossier, _, _ = dossier_to_treat(case_id, user, exchange)
    event, present, attachment = file_to_change(dossier, attachment_id, instructor_of(user, dossier.case))
    rest = Remove(event) if len(present) == 1 else replace(event, updated_at=now)
    erasure = AgendaEntry(topic=Topic.ERASURE, due_at=now, subject=attachment.prefix)
    later = replace(erasure, due_at=now + LIMITS.upload_grace)  # an upload may be under way
    commit(rest, Remove(attachment), erasure, later)
    files.erase(attachment.prefix)
    with suppress(StaleWrite):  # the file is gone; who meets the entry finds nothing left to erase
        commit(Remove(erasure))


def confirm_files(case_id: str, expected: Collection[str], *, user: PortalUser, now: datetime, ids: Ids, exchange: Exchange, commit: Commit) -> None:
    """Send the prepared files, exactly those a person saw; from then on they are the person's. Sent once, however often asked.

    Raises: NotFound, Forbidden, Changed, Invalid, StaleWrite.
    """
    dossier, process, subscription = dossier_to_treat(case_id, user, exchange)
    caller = instructor_of(user, dossier.case)
    if expected and were_sent(dossier, expected, caller):  # even where others are being prepared by now
        return
    pending = pending_of(dossier, caller)
    if pending is None or not pending[1]:
        raise Invalid("Aucune pièce jointe n'est en attente d'envoi.")
    event, present = pending
    must_be_those(present, expected)
    sent = replace(event.sent(at=now), author=user.account.full_name, created_at=now)
    after = case_after(sent, dossier.case, process=process, side=Side.SI, at=now, is_portal=True)
    told = told_of(sent, after, process=process, subscription=subscription, at=now, ids=ids)
    commit(after, sent, *map(Unchanged, present), *told)
