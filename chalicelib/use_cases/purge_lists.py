"""Which files are due to be purged, and which a caller says it has purged on its side (JOB-04)."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.callers import Caller, Scope
from chalicelib.domain.cases import Case, seen_case
from chalicelib.domain.limits import LIMITS
from chalicelib.use_cases.ports import Commit, Exchange, Referential


def files_to_purge(*, caller: Caller, now: datetime, exchange: Exchange, referential: Referential) -> list[tuple[str, str]]:
    """(attachment id, case id) of the caller's own files past their purge date, at most 1,000 cases at a time."""
    recipient = caller.organisation if caller.scope is Scope.SI else None
    due: list[Case] = []
    for process in referential.processes():
        if caller.scope is Scope.ADMIN or process.code in caller.process_codes:
            due += exchange.purgeable(process, recipient=recipient, before=now - process.purge_delay, limit=LIMITS.page_max)
    return [(attachment.id, case.id) for case in due for attachment in case.attachments_to_purge(caller.side)]


def report_purged(pairs: Sequence[tuple[str, str]], *, caller: Caller, exchange: Exchange, commit: Commit) -> None:
    """Note what the caller has purged on its side; the other side's list and the hub's own bytes go by their own.

    Raises: NotFound, Forbidden for another's case: nothing is then noted of it. StaleWrite.
    """
    cases = exchange.cases(sorted({case_id for _, case_id in pairs}))
    for _, case_id in pairs:
        seen_case(cases.get(case_id), caller)
    for case in cases.values():
        gone = frozenset(attachment_id for attachment_id, case_id in pairs if case_id == case.id)
        reported = case.reported_purged(gone, side=caller.side)
        if reported is not case:
            commit(reported)
