"""Entries of the agenda are worked off each by itself: one that fails stands before no other (JOB-06)."""

from collections.abc import Callable, Sequence
from datetime import datetime

from chalicelib.domain.agenda import AgendaEntry
from chalicelib.domain.errors import HubError, StaleWrite
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Remove
from chalicelib.use_cases.ports import Commit


def one_by_one(entries: Sequence[AgendaEntry], act: Callable[[AgendaEntry], None], *, now: datetime, commit: Commit) -> int:
    """Act on each; answers how many there were. ``act`` takes its entry out of the agenda, last of all.

    Whoever finds that something has changed meanwhile leaves the entry for the next page. Raises: the first failure, once
    all were tried: what failed is looked at again a while later, behind what is due.
    """
    failure: HubError | None = None
    for entry in entries:
        try:
            act(entry)
        except StaleWrite:
            continue
        except HubError as error:
            failure = failure or error
            commit(Remove(entry), replace(entry, due_at=now + LIMITS.entry_setback))
    if failure is not None:
        raise failure
    return len(entries)
