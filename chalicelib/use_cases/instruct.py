"""An instructing service (or its operator) reads a case, fetches its files, moves its status (CAS-01 to CAS-04, CAS-11)."""

from datetime import datetime

from msgspec import Struct

from chalicelib.domain.attachments import Attachment
from chalicelib.domain.callers import Caller, Scope, Side
from chalicelib.domain.case_events import Dossier, seen_event
from chalicelib.domain.case_status import CaseStatus, read_status
from chalicelib.domain.cases import Case, seen_case
from chalicelib.domain.errors import NotFound, case_not_found
from chalicelib.domain.ingestion import delivered_anew
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.mailings import changed_case_mail
from chalicelib.use_cases.ports import Commit, Exchange, Files, SignedLinks


class Download(Struct, frozen=True, kw_only=True):
    """A file as it is handed out: its bytes, or where they are when no answer carries them."""

    attachment: Attachment
    content: bytes | None = None
    link: str | None = None


def read_case(case_id: str, *, is_lite: bool, caller: Caller, now: datetime, exchange: Exchange, commit: Commit) -> Dossier:
    """Read a case with what the caller may see of its events; the recipient's first reading is noted.

    Raises: NotFound, Forbidden, StaleWrite.
    """
    dossier = _bare(case_id, exchange) if is_lite else exchange.dossier(case_id)
    if dossier is None:
        raise case_not_found()
    case = seen_case(dossier.case, caller)
    if not case.is_delivered:
        return Dossier(case=_with_deposited_files(case, exchange))
    if caller.scope is Scope.SI and case.fetched_at is None:
        commit(case.fetched(at=now))
    return dossier.as_seen_by(caller)


def _bare(case_id: str, exchange: Exchange) -> Dossier | None:
    case = exchange.case(case_id)
    return None if case is None else Dossier(case=case)


def _with_deposited_files(case: Case, exchange: Exchange) -> Case:
    """A case not delivered yet, with its files as they are being deposited. Raises: NotFound without its folder."""
    folder = exchange.folder(case.folder_id)
    if folder is None:
        raise case_not_found()
    _, attachments = exchange.children(folder)
    return case.with_attachments_of(attachments)


def download_case_attachment(
    case_id: str, attachment_id: str, *, caller: Caller, now: datetime, exchange: Exchange, files: Files, links: SignedLinks
) -> Download:
    """Fetch one file of a case. Raises: NotFound unless it was received and found clean; Forbidden."""
    case = seen_case(exchange.case(case_id), caller)
    if not case.is_delivered:
        case = _with_deposited_files(case, exchange)
    return fetch(case.attachment(attachment_id), now=now, files=files, links=links)


def download_event_attachment(
    case_id: str, event_id: str, attachment_id: str, *, caller: Caller, now: datetime, exchange: Exchange, files: Files, links: SignedLinks
) -> Download:
    """Fetch one file of an event. Raises: NotFound, Forbidden."""
    case, event, attachment = exchange.event_attachment(case_id, event_id, attachment_id)
    seen_case(case, caller)
    seen_event(event, caller)
    if attachment is None:
        raise NotFound("File is not found")
    return fetch(attachment, now=now, files=files, links=links)


def fetch(attachment: Attachment, *, now: datetime, files: Files, links: SignedLinks) -> Download:
    """The bytes that were checked, no others; by a link when they are too many for an answer. Raises: NotFound."""
    attachment.must_be_readable()
    assert attachment.object_version is not None  # a RECEIVED file names its stored version
    if attachment.size_bytes > LIMITS.answer_bytes:
        key, version, until = attachment.object_key, attachment.object_version, now + LIMITS.download_link_life
        mime_type = attachment.served_type
        return Download(
            attachment=attachment,
            link=links.link(key, version, file_name=attachment.file_name, now=now, until=until, mime_type=mime_type),
        )
    return Download(attachment=attachment, content=files.get(attachment.object_key, attachment.object_version))


def move_case(case_id: str, wanted: str, *, caller: Caller, now: datetime, exchange: Exchange, commit: Commit) -> None:
    """Move a case on behalf of a caller; the status it has already changes nothing. No notification: the event makes it.

    A case that its operator reopens is new again: a subscriber who wants a mail each gets one (SUB-10), and one who has come to
    the portal since finds it there (SUB-08).

    Raises: NotFound, Forbidden, TransitionRefused, StaleWrite.
    """
    case = seen_case(exchange.case(case_id), caller)
    process, subscription = exchange.rules_for(case)
    mode_changed_at = subscription.mode_changed_at if subscription else None
    case.must_be_writable(caller, mode_changed_at=mode_changed_at)
    if process is None:
        raise NotFound("Process is not found")
    status = read_status(wanted, current=case.status)
    moved = case.moved_to(status, side=caller.side, process=process, at=now, mode_changed_at=mode_changed_at)
    if moved is case:
        return
    is_reopened = caller.side is Side.OSL and moved.status is CaseStatus.HUBEE_NOTIFIED
    mail = changed_case_mail(subscription, moved, cause=f"{case.id}|{case.version}", at=now) if is_reopened else None
    present, words = delivered_anew(case, moved.changed_by(caller.side, at=now), subscription, at=now)
    commit(present, *words, *([mail] if mail else []))
