"""The numbers catch up with the cases, exactly once each, away from the exchange's own transactions (POR-12)."""

from collections import Counter
from collections.abc import Sequence

from chalicelib.domain.cases import Case
from chalicelib.domain.errors import StaleWrite
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.statistics import as_increments, count_of, increments, is_to_be_counted
from chalicelib.domain.values import replace
from chalicelib.use_cases.people_ports import Counts
from chalicelib.use_cases.ports import Commit, Exchange, Referential


def count_cases(*, limit: int, counts: Counts, exchange: Exchange, referential: Referential, commit: Commit) -> int:
    """Count a page of the cases that have changed since they were counted, process by process; answers how many it found.

    A case and the numbers it adds to change in one transaction: cut anywhere, run twice or at once, each is counted once.
    """
    found = 0
    for process in referential.processes():
        if process.is_reserved:
            continue
        listed = counts.uncounted(process.code, limit=limit - found)
        present = exchange.cases([each.id for each in listed])
        _count(tuple(case for case in present.values() if is_to_be_counted(case)), commit)
        found += len(listed)
        if found >= limit:
            break
    return found


def _count(cases: Sequence[Case], commit: Commit) -> None:
    """Several cases in one transaction where it holds them; one that has just changed is left to the next run, alone."""
    batch: list[Case] = []
    changes: Counter[tuple[str, str]] = Counter()
    for case in cases:
        more = increments(case)
        if batch and len(batch) + 1 + len(changes.keys() | more.keys()) > LIMITS.transaction_rows:
            _commit_or_singly(batch, commit)
            batch, changes = [], Counter()
        batch.append(case)
        changes.update(more)
    if batch:
        _commit_or_singly(batch, commit)


def _commit_or_singly(batch: Sequence[Case], commit: Commit) -> None:
    try:
        _commit(batch, commit)
    except StaleWrite:
        for case in batch:
            try:
                _commit([case], commit)
            except StaleWrite:
                continue  # it changes right now: the index brings it back


def _commit(batch: Sequence[Case], commit: Commit) -> None:
    changes: Counter[tuple[str, str]] = Counter()
    for case in batch:
        changes.update(increments(case))
    counted = []
    for case in batch:
        present = count_of(case)
        assert present is not None  # only delivered cases are counted
        counted.append(replace(case, counted=present.text))
    commit(*counted, *as_increments(changes))
