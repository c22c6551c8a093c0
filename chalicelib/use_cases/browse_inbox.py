"""People walk their lists of télédossiers: filtered, searched, sorted, page by page, or all of it (POR-01, POR-10, POR-11, POR-13).

A list by date is read where it is asked for: a page costs the same at any depth. A text, or another order, needs the whole
list at hand, which is therefore short: at most 1,000 rows, beyond that the person is asked to narrow it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from chalicelib.domain.case_access import NOT_FOUND, CaseAccess, access_to
from chalicelib.domain.cases import Case
from chalicelib.domain.errors import Forbidden, Invalid, NotFound
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.inbox import (
    InboxCriteria,
    InboxOrder,
    Position,
    Shelf,
    folded,
    in_order,
    is_wanted,
    position_of,
    stands_on,
    words_of,
)
from chalicelib.domain.inbox_perimeter import Subscriptions, reasons_of, seats_to_read, shelves_of
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.processes import Process
from chalicelib.domain.values import replace
from chalicelib.use_cases.people_ports import Inboxes
from chalicelib.use_cases.ports import Exchange, Referential

_TOO_MANY = (
    f"Plus de {LIMITS.inbox_sortable:,} télédossiers correspondent : ".replace(",", "\u202f")
    + "précisez la recherche ou ajoutez un filtre (statut, démarche, dates)."
)


class InboxRow(Struct, frozen=True, kw_only=True):
    """A case of a list, its process, and what the person may do with it; its recipient's name for who sees several recipients."""

    case: Case
    process: Process | None
    access: CaseAccess
    recipient_name: str | None = None


class Listing(Struct, frozen=True, kw_only=True):
    """A page: ``next`` is where the page after begins, None at the end; ``reasons`` say why there is nothing to see."""

    rows: tuple[InboxRow, ...]
    next: Position | None
    reasons: tuple[str, ...] = ()


class _View(Struct, frozen=True, kw_only=True):
    """What a person sees, and what each of its cases is judged by."""

    user: PortalUser
    shelves: tuple[Shelf, ...]
    processes: Mapping[str, Process]
    subscriptions: Subscriptions

    @property
    def names(self) -> dict[str, str]:
        return {code: each.name for code, each in self.processes.items()}

    def rows(self, cases: list[Case]) -> Iterator[InboxRow]:
        """Each case as the person may see it; one that an index still has here and that is no longer his is passed over."""
        for case in cases:
            process = self.processes.get(case.process_code)
            try:
                access = access_to(self.user, case, process, self.subscriptions.get((case.process_code, case.recipient)))
            except (Forbidden, NotFound):
                continue
            yield InboxRow(case=case, process=process, access=access)


def list_cases(
    criteria: InboxCriteria,
    *,
    organisation: OrganisationId | None,
    after: Position | None,
    limit: int,
    user: PortalUser,
    now: datetime,
    referential: Referential,
    inboxes: Inboxes,
    exchange: Exchange,
) -> Listing:
    """A page of the list of a person. ``organisation`` is for the national administration.

    Raises: Forbidden outside his perimeter, Invalid for a list that has to be narrowed.
    """
    criteria = _tidied(criteria)
    view = _view(criteria, organisation, user, referential)
    cases, following = _page(criteria, view, after=after, limit=min(limit, LIMITS.inbox_page_max), inboxes=inboxes, exchange=exchange)
    reasons: tuple[str, ...] = ()
    if not cases and after is None:
        processes = tuple(view.processes.values())
        seats = referential.subscriptions_of_pairs(seats_to_read(user, processes, organisation=organisation, every=True))
        reasons = reasons_of(user, view.shelves, processes, seats, wanted=criteria.process_codes, now=now)
    return Listing(rows=_named(tuple(view.rows(cases)), user, referential), next=following, reasons=reasons)


def _named(listed: tuple[InboxRow, ...], user: PortalUser, referential: Referential) -> tuple[InboxRow, ...]:
    """Rows with the names of their recipients, for whoever sees several."""
    if not listed or not (user.is_national or user.is_operator):
        return listed
    found = referential.organisations_of({each.case.recipient for each in listed})
    return tuple(replace(each, recipient_name=found[each.case.recipient].name if each.case.recipient in found else None) for each in listed)


def every_case(
    criteria: InboxCriteria,
    *,
    organisation: OrganisationId | None,
    user: PortalUser,
    referential: Referential,
    inboxes: Inboxes,
    exchange: Exchange,
    after: Position | None = None,
) -> Iterator[InboxRow]:
    """The whole list, read page by page as it is asked for, from a position on. Raises: as :func:`list_cases`, at the first row."""
    criteria = _tidied(criteria)
    view = _view(criteria, organisation, user, referential)
    while True:
        cases, after = _page(criteria, view, after=after, limit=LIMITS.inbox_page_max, inboxes=inboxes, exchange=exchange)
        yield from view.rows(cases)
        if after is None:
            return


def neighbours(
    case_id: str,
    criteria: InboxCriteria,
    *,
    organisation: OrganisationId | None,
    user: PortalUser,
    referential: Referential,
    inboxes: Inboxes,
    exchange: Exchange,
) -> tuple[str | None, str | None]:
    """The ids before and after a case in the list as filtered and sorted, whether or not the case itself is still in it.

    Opening a « Nouveau » takes it out of the list of « Nouveau »: its place is found all the same. Raises: NotFound,
    Forbidden; Invalid for a list that has to be narrowed.
    """
    criteria = _tidied(criteria)
    case = exchange.case(case_id)
    if case is None:
        raise NotFound(NOT_FOUND)
    access_to(user, case, *exchange.rules_for(case))
    view = _view(criteria, organisation, user, referential)
    if _is_by_date(criteria):
        here = position_of(case)
        back = replace(criteria, is_descending=not criteria.is_descending)
        following = inboxes.page(view.shelves, criteria, after=here, limit=1) if view.shelves else ()
        before = inboxes.page(view.shelves, back, after=here, limit=1) if view.shelves else ()
        return (before[0].id if before else None), (following[0].id if following else None)
    others = [each for each in _whole(criteria, view, inboxes=inboxes, exchange=exchange) if each.id != case.id]
    listed = in_order([*others, case], criteria, names=view.names)
    place = next(index for index, each in enumerate(listed) if each.id == case.id)
    return (listed[place - 1].id if place else None), (listed[place + 1].id if place + 1 < len(listed) else None)


def _view(criteria: InboxCriteria, organisation: OrganisationId | None, user: PortalUser, referential: Referential) -> _View:
    processes = referential.processes()
    pairs = seats_to_read(user, processes, organisation=organisation, every=False)
    subscriptions = referential.subscriptions_of_pairs(pairs) if pairs else {}
    shelves = shelves_of(user, processes, subscriptions, organisation=organisation, wanted=criteria.process_codes)
    return _View(user=user, shelves=shelves, processes={each.code: each for each in processes}, subscriptions=subscriptions)


def _tidied(criteria: InboxCriteria) -> InboxCriteria:
    """The criteria with their text as words are kept; a text of blanks is none."""
    text = folded(criteria.text or "")[: LIMITS.inbox_word_chars]
    return replace(criteria, text=text or None)


def _is_by_date(criteria: InboxCriteria) -> bool:
    return criteria.text is None and criteria.order is InboxOrder.RECEIVED


def _page(
    criteria: InboxCriteria, view: _View, *, after: Position | None, limit: int, inboxes: Inboxes, exchange: Exchange
) -> tuple[list[Case], Position | None]:
    if not view.shelves:
        return [], None
    if _is_by_date(criteria):
        found = list(inboxes.page(view.shelves, criteria, after=after, limit=limit + 1))
        return found[:limit], position_of(found[limit - 1]) if len(found) > limit else None
    whole = _whole(criteria, view, inboxes=inboxes, exchange=exchange)
    start = 0 if after is None else next((index + 1 for index, each in enumerate(whole) if each.id == after.case_id), after.rank)
    end = start + limit
    return whole[start:end], position_of(whole[end - 1], rank=end) if end < len(whole) else None


def _whole(criteria: InboxCriteria, view: _View, *, inboxes: Inboxes, exchange: Exchange) -> list[Case]:
    """A short list, whole and in order. Raises: Invalid when it is long."""
    found = _candidates(criteria, view, inboxes=inboxes, exchange=exchange) if view.shelves else ()
    if len(found) > LIMITS.inbox_sortable:
        raise Invalid(_TOO_MANY)
    text, named = criteria.text, _id_of(criteria.text)
    chosen = [each for each in found if text is None or each.id == named or any(word.word.startswith(text) for word in words_of(each))]
    return in_order(chosen, criteria, names=view.names)


def _candidates(criteria: InboxCriteria, view: _View, *, inboxes: Inboxes, exchange: Exchange) -> tuple[Case, ...]:
    """One more than a short list may have, at the most: by id, by the words under which a recipient's cases are kept, else by date."""
    limit = LIMITS.inbox_sortable + 1
    if (named := _id_of(criteria.text)) and (one := _standing([named], criteria, view, exchange)):
        return one
    if criteria.text is None or not all(each.recipient for each in view.shelves):
        return inboxes.page(view.shelves, criteria, after=None, limit=limit)
    ids = inboxes.found(view.shelves, criteria.text, limit=limit)
    if len(ids) > LIMITS.inbox_sortable:
        raise Invalid(_TOO_MANY)
    return _standing(ids, criteria, view, exchange)


def _standing(ids: Sequence[str], criteria: InboxCriteria, view: _View, exchange: Exchange) -> tuple[Case, ...]:
    """Those of some cases that are on the shelves, of the labels and dates asked for."""
    found = exchange.cases(ids).values()
    return tuple(each for each in found if is_wanted(each, criteria) and any(stands_on(each, shelf) for shelf in view.shelves))


def _id_of(text: str | None) -> str | None:
    """The id that a folded text is, if it is one: its dashes have become blanks."""
    wanted = (text or "").replace(" ", "-")
    try:
        return wanted if str(UUID(wanted)) == wanted else None
    except ValueError:
        return None
