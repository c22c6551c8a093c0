"""A person opens a télédossier in the portal and reads its detail (POR-03, POR-08, POR-09, POR-11)."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from chalicelib.domain.archives import files_of
from chalicelib.domain.attachments import Attachment
from chalicelib.domain.callers import Side
from chalicelib.domain.case_access import NOT_FOUND, CaseAccess, access_to
from chalicelib.domain.case_actions import CaseActions, actions_on
from chalicelib.domain.case_events import CaseEvent, Dossier
from chalicelib.domain.case_versions import version_of
from chalicelib.domain.errors import NotFound
from chalicelib.domain.history import Deed, HistoryEntry, consultation_id
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.pending_files import pending_of
from chalicelib.domain.portal_events import PortalChange, in_place, opened, reader_of, seen
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.processes import Process
from chalicelib.domain.timeline import Line, timeline
from chalicelib.use_cases.dossier_at_hand import dossier_to_read
from chalicelib.use_cases.people_ports import Histories
from chalicelib.use_cases.ports import Commit, Exchange, Ids, Referential


class CaseDetail(Struct, frozen=True, kw_only=True):
    """A case as a person reads it; ``pending`` is what his organisation prepares to send, with its files."""

    dossier: Dossier
    process: Process
    access: CaseAccess
    actions: CaseActions
    lines: tuple[Line, ...]
    pending: tuple[CaseEvent, tuple[Attachment, ...]] | None
    names: Mapping[OrganisationId, str]
    version: str


def read_detail(case_id: str, *, user: PortalUser, exchange: Exchange, histories: Histories, referential: Referential) -> CaseDetail:
    """Read a case with its history and what may be done on it; nothing changes by it. Raises: NotFound, Forbidden."""
    dossier, process, _, access = dossier_to_read(case_id, user, exchange)
    reader = reader_of(user, dossier.case, access.side)
    shown = dossier.as_seen_by(reader)
    lines = timeline(shown, histories.history(case_id), reader=reader)
    return CaseDetail(
        dossier=shown,
        process=process,
        access=access,
        actions=actions_on(shown.case, process, access, has_files=bool(files_of(shown)), is_support=user.is_support),
        lines=lines,
        pending=pending_of(shown, reader),
        names=_names({each.organisation for each in lines} | {dossier.case.osl, dossier.case.recipient}, referential),
        version=version_of(dossier),
    )


def _names(organisations: set[OrganisationId], referential: Referential) -> dict[OrganisationId, str]:
    """The names of the two or three organisations that ever touch a case."""
    found = referential.organisations_of(organisations)
    return {each: found[each].name if each in found else str(each) for each in organisations}


def open_case(
    case_id: str,
    *,
    opening_id: str | None = None,
    is_again: bool = False,
    user: PortalUser,
    now: datetime,
    ids: Ids,
    exchange: Exchange,
    histories: Histories,
    commit: Commit,
) -> None:
    """Note that a person consults a case; the first of the recipient's people makes it « Reçu », and read.

    ``opening_id`` names the opening; one asked ``is_again``, for want of an answer, is looked for first and noted once.
    Raises: NotFound, Forbidden, StaleWrite.
    """
    line_id = consultation_id(opening_id, user.account.id) if opening_id else next(ids)
    if is_again and any(each.id == line_id for each in histories.history(case_id)):
        return
    case = exchange.case(case_id)
    if case is None:
        raise NotFound(NOT_FOUND)
    process, subscription = exchange.rules_for(case)
    access = access_to(user, case, process, subscription)
    change = seen(case) if access.side is Side.SI else PortalChange(case=case)
    if access.moves_it and process is not None:
        change = opened(case, user=user, process=process, subscription=subscription, at=now, ids=ids)
    consultation = HistoryEntry(
        id=line_id,
        case_id=case.id,
        deed=Deed.CONSULTED,
        at=now,
        organisation=user.acting_for,
        account_id=user.account.id,
        author=user.account.full_name,
    )
    commit(*(change.writes or [in_place(case)]), consultation)
