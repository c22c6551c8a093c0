"""A list of télédossiers leaves as a CSV file: at once while it is short, else prepared by a function (POR-10, AUT-10)."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import chain, islice

from chalicelib.domain.audit import AuditFact, Fact, doer_of
from chalicelib.domain.calendar import PARIS
from chalicelib.domain.errors import HubError, StaleWrite, Unavailable
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.inbox import InboxCriteria
from chalicelib.domain.inbox_file import ListFile, Row
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.preparations import Preparation, PreparationKind, asked_for, reminder_of, written
from chalicelib.domain.values import replace
from chalicelib.use_cases.people_ports import Accounts
from chalicelib.use_cases.ports import Commit, Files, Ids


def export_list(
    rows: Iterator[Row],
    criteria: InboxCriteria,
    *,
    organisation: OrganisationId | None,
    user: PortalUser,
    now: datetime,
    ids: Ids,
    commit: Commit,
) -> tuple[str, bytes] | Preparation:
    """The name and the bytes of a list's file, traced before it leaves; a list of over 1,000 rows is prepared.

    ``rows`` is the list, read as it is asked for. Raises: what reading it raises; StaleWrite.
    """
    name = f"teledossiers-{now.astimezone(PARIS):%Y-%m-%d-%Hh%M}.csv"
    first = list(islice(rows, LIMITS.export_rows_inline + 1))
    if len(first) > LIMITS.export_rows_inline:
        asked = asked_for(PreparationKind.EXPORT, preparation_id=next(ids), user=user, file_name=name, at=now)
        preparation = replace(asked, criteria=criteria, searched=organisation)
        commit(preparation, reminder_of(preparation, at=now))
        return preparation
    content = b"".join(ListFile(first).lines())
    commit(_fact(user, rows=len(first), subject=None, at=now, ids=ids))
    return name, content


def build_export(
    preparation: Preparation,
    rows_for: Callable[[PortalUser], Iterable[Row]],
    *,
    now: datetime,
    ids: Ids,
    accounts: Accounts,
    files: Files,
    commit: Commit,
) -> None:
    """Store the file of a list that a function has begun, in bounded memory, and trace it with what makes it ready.

    ``rows_for`` answers the list as its person sees it now. Raises: StaleWrite when another function has it.
    """
    account = accounts.account(preparation.account_id)
    if account is None or not account.is_active:
        commit(preparation.failed())
        return
    user = preparation.asker(account)
    if not preparation.is_stored:
        checked = _first_read(rows_for(user))
        if checked is None:
            commit(preparation.failed())
            return
        file = ListFile(checked)
        version, size = files.put_stream(preparation.own_key, file.lines())
        oldest = tuple(each.id for each in file.oldest.values())
        preparation = preparation.stored(version, size_bytes=size, process_codes=frozenset(file.oldest), rows=file.count, oldest=oldest)
        commit(preparation)
        preparation = written(preparation)
    commit(preparation.ready(), _fact(user, rows=preparation.rows, subject=preparation.id, at=now, ids=ids))


def _first_read(rows: Iterable[Row]) -> Iterator[Row] | None:
    """The rows, the first one read; None when the list is refused to its person by now, which another try will not change."""
    every = iter(rows)
    try:
        first = next(every, None)
    except (StaleWrite, Unavailable):
        raise
    except HubError:
        return None
    return iter(()) if first is None else chain((first,), every)


def _fact(user: PortalUser, *, rows: int, subject: str | None, at: datetime, ids: Ids) -> AuditFact:
    return doer_of(user.account).did(Fact.EXPORTED, at=at, ids=ids, subject=subject, export="teledossiers", rows=str(rows))
