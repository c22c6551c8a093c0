"""Several télédossiers as one archive: asked for by a person, built by a function, traced before it is handed out (POR-04)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import chain

from msgspec import Struct

from chalicelib.domain.archives import ArchiveMember, files_of
from chalicelib.domain.calendar import paris_date
from chalicelib.domain.case_access import NOT_FOUND, access_to
from chalicelib.domain.case_events import Dossier
from chalicelib.domain.cases import Case
from chalicelib.domain.downloads import download_fact, traces_of
from chalicelib.domain.errors import Forbidden, Invalid, NotFound, StaleWrite
from chalicelib.domain.file_names import safe_name, unique_name
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.preparations import Preparation, PreparationKind, asked_for, reminder_of, written
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Write, batched_groups
from chalicelib.use_cases.people_ports import Accounts, Archiver, Preparations
from chalicelib.use_cases.ports import Commit, Exchange, Files, Ids, Referential
from chalicelib.use_cases.rules_at_hand import RulesAtHand

_NONE = "Aucun des télédossiers choisis ne peut être téléchargé."


class LeftOut(Struct, frozen=True, kw_only=True):
    """A télédossier that is not put into an archive, and why; ``number`` is told only of what the person may see."""

    case_id: str
    number: str | None
    reason: str


def ask_for_archive(
    case_ids: Sequence[str],
    *,
    user: PortalUser,
    now: datetime,
    ids: Ids,
    exchange: Exchange,
    referential: Referential,
    commit: Commit,
) -> tuple[Preparation, tuple[LeftOut, ...]]:
    """Ask for the files of some télédossiers, 500 at the most; those that may not be downloaded are left out, each with its reason.

    Raises: Invalid when none may.
    """
    wanted = list(dict.fromkeys(case_ids))
    cases, rules = exchange.cases(wanted), RulesAtHand(referential)
    left_out = tuple(each for each in (_refusal_of(case_id, cases.get(case_id), user, rules) for case_id in wanted) if each is not None)
    refused = {each.case_id for each in left_out}
    kept = tuple(each for each in wanted if each not in refused)
    if not kept:
        raise Invalid(_NONE, *dict.fromkeys(each.reason for each in left_out))
    name = f"teledossiers-{paris_date(now)}.zip"
    asked = asked_for(PreparationKind.ARCHIVE, preparation_id=next(ids), user=user, file_name=name, at=now)
    preparation = replace(asked, case_ids=kept, process_codes=frozenset(cases[each].process_code for each in kept))
    commit(preparation, reminder_of(preparation, at=now))
    return preparation, left_out


def _refusal_of(case_id: str, case: Case | None, user: PortalUser, rules: RulesAtHand) -> LeftOut | None:
    if case is None:
        return LeftOut(case_id=case_id, number=None, reason=NOT_FOUND)
    try:
        access = rules.access(user, case)
    except (Forbidden, NotFound) as refusal:
        return LeftOut(case_id=case_id, number=None, reason=refusal.messages[0])
    if access.download_refusal is not None:
        return LeftOut(case_id=case_id, number=case.external_id, reason=access.download_refusal)
    return None


class _Packing:
    """The members of an archive, judged and read as they are packed; what was put in and left out is known at the end."""

    def __init__(self, preparation: Preparation, user: PortalUser, exchange: Exchange, referential: Referential, files: Files) -> None:
        self._preparation, self._user = preparation, user
        self._exchange, self._rules, self._files = exchange, RulesAtHand(referential), files
        self._folders: set[str] = set()
        self.included: list[str] = []
        self.process_codes: set[str] = set()

    def members(self) -> Iterator[ArchiveMember]:
        """Every file that its person may still download, the télédossiers in the order they were asked for."""
        for case_id in self._preparation.case_ids:
            dossier = self._exchange.dossier(case_id)
            if dossier is None or not self._may_download(dossier.case):
                continue
            is_included = False
            for member in self._members_of(dossier):
                yield member
                is_included = True
            if is_included:
                self.included.append(case_id)
                self.process_codes.add(dossier.case.process_code)

    def _may_download(self, case: Case) -> bool:
        try:
            return self._rules.access(self._user, case).may_download
        except (Forbidden, NotFound):
            return False

    def _members_of(self, dossier: Dossier) -> Iterator[ArchiveMember]:
        """The files that are there; one that a purge has just taken is left out."""
        case = dossier.case
        folder: str | None = "" if len(self._preparation.case_ids) == 1 else None
        for path, each in files_of(dossier):
            try:
                chunks = self._files.stream(each.object_key, each.object_version or "")
            except NotFound:
                continue
            if folder is None:
                folder = f"{unique_name(safe_name(case.external_id), self._folders)}/"
            yield ArchiveMember(path=folder + path, at=case.received_at, size_bytes=each.size_bytes, read=partial(iter, chunks))


def build_archive(
    preparation: Preparation,
    *,
    now: datetime,
    ids: Ids,
    preparations: Preparations,
    accounts: Accounts,
    exchange: Exchange,
    referential: Referential,
    files: Files,
    archiver: Archiver,
    commit: Commit,
) -> None:
    """Store an archive that a function has begun, trace each télédossier in it, and say that it is ready.

    Rights are judged again, as they are now. Cut after it was stored, the next attempt goes on with the tracing: each
    télédossier is traced in one transaction with how far that is, so once. Raises: StaleWrite when another function has it.
    """
    account = accounts.account(preparation.account_id)
    if account is None or not account.is_active:
        commit(preparation.failed())
        return
    user = preparation.asker(account)
    if not preparation.is_stored:
        packing = _Packing(preparation, user, exchange, referential, files)
        version, size = files.put_stream(preparation.own_key, archiver.pack(packing.members()))
        if not packing.included:
            files.erase(preparation.own_key)
            commit(preparation.failed())
            return
        omitted = len(preparation.case_ids) - len(packing.included)
        included, codes = tuple(packing.included), frozenset(packing.process_codes)
        preparation = preparation.stored(version, size_bytes=size, included=included, process_codes=codes, omitted=omitted)
        commit(preparation)
        preparation = written(preparation)
    while preparation.traced < len(preparation.included):
        preparation = _traced(preparation, user, now=now, ids=ids, preparations=preparations, exchange=exchange, commit=commit)
    commit(preparation.ready())


def _traced(
    preparation: Preparation, user: PortalUser, *, now: datetime, ids: Ids, preparations: Preparations, exchange: Exchange, commit: Commit
) -> Preparation:
    """Trace the next télédossiers, as many as one transaction holds. Raises: StaleWrite when another function has the preparation."""
    left = preparation.included[preparation.traced :]
    for _ in range(LIMITS.tries):
        traces = (_traces(each, user, now=now, ids=ids, exchange=exchange) for each in left)
        _, *following = next(batched_groups(chain([(preparation,)], traces)))
        after = replace(preparation, traced=preparation.traced + len(following))
        try:
            commit(after, *chain.from_iterable(following))
            return written(after)
        except StaleWrite:  # of a télédossier: judge it as it is now
            present = preparations.preparation(preparation.id)
            if present is None or present.version != preparation.version:
                raise
    raise StaleWrite("The télédossier changes all the time")


def _traces(case_id: str, user: PortalUser, *, now: datetime, ids: Ids, exchange: Exchange) -> tuple[Write, ...]:
    """What a downloaded télédossier leaves, as it is now; one that is gone leaves its fact."""
    case = exchange.case(case_id)
    if case is None:
        return (download_fact(case_id, user=user, at=now, ids=ids),)
    process, subscription = exchange.rules_for(case)
    try:
        access = access_to(user, case, process, subscription)
    except (Forbidden, NotFound):
        access = None
    return traces_of(case, user=user, access=access, process=process, subscription=subscription, at=now, ids=ids)
