"""Several télédossiers change status in one go, each where it may, with a result per télédossier (POR-13).

Bounded work: some hundred are read 100 at a time, judged, and committed 25 to a transaction; a case is whole in one of them.
What changed meanwhile is read, judged and committed again, alone. Whatever cuts it off, the same request finishes it: what
is done already is done.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from chalicelib.domain.case_access import NOT_FOUND, access_to
from chalicelib.domain.case_actions import chosen_status, must_be_chosen_among, must_treat, text_with
from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.cases import Case
from chalicelib.domain.errors import HubError, NotFound, StaleWrite, Unavailable
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.portal_events import PortalChange, chosen
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.processes import Process
from chalicelib.domain.status_confirmation import must_be_confirmed
from chalicelib.domain.subscriptions import Subscription
from chalicelib.domain.writes import Write, batches
from chalicelib.use_cases.ports import Commit, Exchange, Ids

_BUSY = "Ce télédossier est en cours de modification : réessayez."
_UNAVAILABLE = "Le service est momentanément indisponible : réessayez dans quelques instants."


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of one télédossier; ``case`` is None when the person may not know of it, ``refusals`` is empty when it is done.

    ``was_already``: it had the status before, by an earlier try whose answer was lost, or by somebody else.
    """

    case_id: str
    case: Case | None
    refusals: tuple[str, ...] = ()
    was_already: bool = False


Rules = dict[tuple[str, str], tuple[Process | None, Subscription | None]]


def change_statuses(
    case_ids: Sequence[str],
    wanted: str,
    *,
    reason: str | None,
    message: str | None,
    is_confirmed: bool,
    user: PortalUser,
    now: datetime,
    ids: Ids,
    exchange: Exchange,
    commit: Commit,
) -> tuple[Outcome, ...]:
    """Move each case where a person chose, if it may; answers in the order asked for, each id once.

    Raises: FaultyForm, ConfirmationNeeded for all of them.
    """
    status = must_be_chosen_among(wanted, reason=reason, message=message)
    must_be_confirmed(status, is_confirmed=is_confirmed)
    asked = tuple(dict.fromkeys(case_ids))
    outcomes: dict[str, Outcome] = {}
    rules: Rules = {}
    left: Sequence[str] = asked
    for attempt in range(LIMITS.bulk_tries):
        cases = exchange.cases(left)
        changes: dict[str, PortalChange] = {}
        for case_id in left:
            try:
                change = _judged(cases.get(case_id), status, rules, reason=reason, message=message, user=user, now=now, ids=ids, exchange=exchange)
                if change.writes:
                    changes[case_id] = change
                outcomes[case_id] = Outcome(case_id=case_id, case=change.case, was_already=not change.writes)
            except Unavailable:
                outcomes[case_id] = Outcome(case_id=case_id, case=None, refusals=(_UNAVAILABLE,))
            except HubError as refusal:
                outcomes[case_id] = _refused(case_id, cases.get(case_id), refusal, user, rules)
        left = []
        for batch in _together(changes) if attempt == 0 else _alone(changes):
            concerned = [each for each in batch if isinstance(each, Case)]
            try:
                commit(*batch)
            except StaleWrite:
                left = [*left, *(each.id for each in concerned)]
                outcomes |= {each.id: Outcome(case_id=each.id, case=cases[each.id], refusals=(_BUSY,)) for each in concerned}
            except Unavailable:
                outcomes |= {each.id: Outcome(case_id=each.id, case=cases[each.id], refusals=(_UNAVAILABLE,)) for each in concerned}
        if not left:
            break
    return tuple(outcomes[each] for each in asked)


def _together(changes: dict[str, PortalChange]) -> Iterator[tuple[Write, ...]]:
    return batches(each.writes for each in changes.values())


def _alone(changes: dict[str, PortalChange]) -> Iterator[tuple[Write, ...]]:
    return (each.writes for each in changes.values())


def _judged(
    case: Case | None,
    status: CaseStatus,
    rules: Rules,
    *,
    reason: str | None,
    message: str | None,
    user: PortalUser,
    now: datetime,
    ids: Ids,
    exchange: Exchange,
) -> PortalChange:
    if case is None:
        raise NotFound(NOT_FOUND)
    key = case.process_code, str(case.recipient)
    if key not in rules:
        rules[key] = exchange.rules_for(case)
    process, subscription = rules[key]
    must_treat(access_to(user, case, process, subscription))
    if process is None:
        raise NotFound(NOT_FOUND)
    if case.status is status and case.unread_from is None:
        return PortalChange(case=case)
    chosen_status(case, status, process)
    text = text_with(status, process, reason=reason, message=message)
    return chosen(case, status, text=text, user=user, process=process, subscription=subscription, at=now, ids=ids)


def _refused(case_id: str, case: Case | None, refusal: HubError, user: PortalUser, rules: Rules) -> Outcome:
    """A refusal, with the case only for whoever may read it."""
    try:
        if case is not None:
            access_to(user, case, *rules[case.process_code, str(case.recipient)])
    except HubError:
        case = None
    return Outcome(case_id=case_id, case=case, refusals=refusal.messages)
