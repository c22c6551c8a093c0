"""What downloading a télédossier leaves: its move, a line of its history, a fact of the audit trail.

**Source:** POR-03, POR-04, POR-08, AUT-10.
"""

from collections.abc import Iterator
from datetime import datetime

from chalicelib.domain.attachments import Attachment
from chalicelib.domain.audit import AuditFact, Fact, doer_of
from chalicelib.domain.callers import Side
from chalicelib.domain.case_access import CaseAccess
from chalicelib.domain.cases import Case
from chalicelib.domain.history import Deed, HistoryEntry
from chalicelib.domain.portal_events import downloaded, in_place, seen
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.processes import Process
from chalicelib.domain.subscriptions import Subscription
from chalicelib.domain.writes import Write

NO_FILE = "Ce télédossier n'a aucune pièce jointe à télécharger."


def traces_of(
    case: Case,
    *,
    user: PortalUser,
    access: CaseAccess | None,
    process: Process | None,
    subscription: Subscription | None,
    at: datetime,
    ids: Iterator[str],
    attachment: Attachment | None = None,
    moves: bool = True,
) -> tuple[Write, ...]:
    """Everything to commit for a download: of one file, or of all when none is named.

    The first one moves the télédossier to « En cours », with its event; one of what the organisation sent itself does not
    (``moves`` false). One that is read-only is only read by it; one that is not his any more (``access`` None) is left alone.
    """
    writes: list[Write] = []
    if moves and access is not None and access.moves_it and process is not None:
        writes += downloaded(case, user=user, process=process, subscription=subscription, at=at, ids=ids, is_all=attachment is None).writes
    elif moves and access is not None and access.side is Side.SI:
        writes += seen(case).writes
    if not writes:
        writes.append(in_place(case))
    entry = HistoryEntry(
        id=next(ids),
        case_id=case.id,
        deed=Deed.DOWNLOADED,
        at=at,
        organisation=case.recipient,
        account_id=user.account.id,
        author=user.account.full_name,
        detail=attachment.file_name if attachment else None,
    )
    return (*writes, entry, download_fact(case.id, user=user, at=at, ids=ids, attachment=attachment))


def download_fact(case_id: str, *, user: PortalUser, at: datetime, ids: Iterator[str], attachment: Attachment | None = None) -> AuditFact:
    """The audit fact of a download: who, which télédossier, which file or all."""
    which = attachment.id if attachment else "all"
    return doer_of(user.account).did(Fact.DOWNLOADED, at=at, ids=ids, subject=case_id, attachment=which)
