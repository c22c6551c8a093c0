"""The life of a case is the one table of moves: every cell of it, its narrowing by a process, its replays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.callers import Side
from chalicelib.domain.case_status import ALIVE, DELIVERED, RANK, CaseStatus, is_replay, next_status, read_status
from chalicelib.domain.errors import Invalid, TransitionRefused

EVERY = list(CaseStatus)
# A cell is where a side ends that asks for the column from the row: "." refused, "x" at the column, "=" where it is,
# "n" passed on to HUBEE_NOTIFIED. The columns are in the order of the rows.
SI = """
    HUBEE_RECEIVED   . . . . . . . . . . . .
    HUBEE_COMPLETED  . = . . . . . . . . . .
    HUBEE_NOTIFIED   . . = x x x x x x x . .
    SENT             . . . = x x x x x x . .
    SI_RECEIVED      . . . . = x x x x x . .
    IN_PROGRESS      . . . . . = x x x x . .
    ADD_AWAITING     . . . . . . = x x x . .
    REFUSED          . . . . . . . = . . . .
    DONE             . . . . . . . . = x . .
    SI_INTG_ERROR    . . . . . x . . x = . .
    CLOSED           . . . . . . . . . . = .
    ARCHIVED         . . . . . . . . . . . .
"""
OSL = """
    HUBEE_RECEIVED   . . . . . . . . . . . .
    HUBEE_COMPLETED  . = . . . . . . . . . .
    HUBEE_NOTIFIED   . n = . . x . . . . x .
    SENT             . n x = . x . . . . x .
    SI_RECEIVED      . n x . = x . . . . x .
    IN_PROGRESS      . n x . . = . . . . x .
    ADD_AWAITING     . n x . . x = . . . x .
    REFUSED          . n x . . x . = . . x .
    DONE             . n x . . x . . = . x .
    SI_INTG_ERROR    . n x . . x . . . = x .
    CLOSED           . n x . . x . . . . = .
    ARCHIVED         . . . . . . . . . . . .
"""
ADMIN = """
    HUBEE_RECEIVED   . . . . . . . . . . . .
    HUBEE_COMPLETED  . = . . . . . . . . . .
    HUBEE_NOTIFIED   . n = x x x x x x x x .
    SENT             . n x = x x x x x x x .
    SI_RECEIVED      . n x x = x x x x x x .
    IN_PROGRESS      . n x x x = x x x x x .
    ADD_AWAITING     . n x x x x = x x x x .
    REFUSED          . n x x x x x = x x x .
    DONE             . n x x x x x x = x x .
    SI_INTG_ERROR    . n x x x x x x x = x .
    CLOSED           . n x x x x x x x x = .
    ARCHIVED         . . . . . . . . . . . .
"""
GRID_BY_SIDE = {Side.SI: SI, Side.OSL: OSL, Side.ADMIN: ADMIN}
NO_AWAITING = frozenset({CaseStatus.ADD_AWAITING})

sides = st.sampled_from(list(Side))
statuses = st.sampled_from(EVERY)
narrowings = st.sampled_from([frozenset[CaseStatus](), NO_AWAITING])


def cells(grid: str) -> dict[tuple[CaseStatus, CaseStatus], CaseStatus | None]:
    """Where each (from, to) ends; None where it is refused."""
    rows = [line.split() for line in grid.strip().splitlines()]
    order = [CaseStatus(row[0]) for row in rows]
    ends: dict[tuple[CaseStatus, CaseStatus], CaseStatus | None] = {}
    for start, (_, *marks) in zip(order, rows, strict=True):
        for wanted, mark in zip(order, marks, strict=True):
            ends[start, wanted] = {".": None, "x": wanted, "=": start, "n": CaseStatus.HUBEE_NOTIFIED}[mark]
    return ends


ENDS = {(side, *cell): end for side, grid in GRID_BY_SIDE.items() for cell, end in cells(grid).items()}


def end_of(side: Side, start: CaseStatus, wanted: CaseStatus, forbidden: frozenset[CaseStatus] = frozenset()) -> CaseStatus | None:
    """Where the code ends; None where it refuses."""
    try:
        return next_status(start, wanted, side=side, forbidden=forbidden)
    except TransitionRefused:
        return None


@pytest.mark.rule("CAS-01", "CAS-03")
def test_the_table_says_where_every_move_ends() -> None:
    assert len(ENDS) == len(Side) * len(EVERY) ** 2
    assert {cell: end_of(*cell) for cell in ENDS} == ENDS


@pytest.mark.rule("CAS-02")
def test_a_process_without_complements_loses_that_column_and_nothing_else() -> None:
    lost = {cell for cell in ENDS if cell[2] is CaseStatus.ADD_AWAITING and cell[1] is not cell[2]}
    narrowed = {cell: None if cell in lost else end for cell, end in ENDS.items()}
    assert {cell: end_of(*cell, NO_AWAITING) for cell in ENDS} == narrowed


@pytest.mark.rule("CAS-01")
def test_a_word_that_is_no_status_is_refused_naming_both() -> None:
    with pytest.raises(TransitionRefused) as refused:
        read_status("FINISHED", current=CaseStatus.SENT)
    assert refused.value.messages == ("Case status can not be changed from SENT to FINISHED",)
    assert isinstance(refused.value, Invalid)
    assert [read_status(each, current=CaseStatus.SENT) for each in CaseStatus.__members__] == EVERY


@pytest.mark.rule("CAS-01")
def test_the_ranks_are_those_of_the_interface() -> None:
    assert list(RANK.items()) == [
        ("HUBEE_RECEIVED", 0),
        ("HUBEE_COMPLETED", 1),
        ("HUBEE_NOTIFIED", 2),
        ("SENT", 3),
        ("SI_RECEIVED", 4),
        ("IN_PROGRESS", 5),
        ("ADD_AWAITING", 6),
        ("REFUSED", 7),
        ("DONE", 7),
        ("SI_INTG_ERROR", 7),
        ("CLOSED", 8),
        ("ARCHIVED", 9),
    ]
    assert set(EVERY) - DELIVERED == {"HUBEE_RECEIVED", "HUBEE_COMPLETED"}
    assert {"ARCHIVED"} == DELIVERED - ALIVE


@pytest.mark.rule("CAS-03")
@pytest.mark.parametrize("repair", [CaseStatus.IN_PROGRESS, CaseStatus.DONE])
def test_a_repaired_integration_goes_on_and_is_no_replay(repair: CaseStatus) -> None:
    assert next_status(CaseStatus.SI_INTG_ERROR, repair, side=Side.SI, forbidden=frozenset()) is repair
    assert not is_replay(CaseStatus.SI_INTG_ERROR, repair, side=Side.SI, forbidden=frozenset())


@pytest.mark.rule("CAS-03")
@pytest.mark.parametrize(
    ("current", "wanted", "expected"),
    [
        ("CLOSED", "DONE", True),
        ("CLOSED", "REFUSED", True),
        ("CLOSED", "SENT", True),
        ("DONE", "SI_RECEIVED", True),
        ("DONE", "IN_PROGRESS", True),
        ("SI_INTG_ERROR", "SI_RECEIVED", True),
        ("IN_PROGRESS", "SENT", True),
        ("DONE", "REFUSED", False),
        ("REFUSED", "DONE", False),
        ("IN_PROGRESS", "DONE", False),
        ("IN_PROGRESS", "IN_PROGRESS", False),
        ("CLOSED", "HUBEE_RECEIVED", False),
        ("ARCHIVED", "DONE", False),
        ("DONE", "CLOSED", False),
    ],
)
def test_only_a_step_already_passed_is_a_replay(current: str, wanted: str, expected: bool) -> None:
    assert is_replay(CaseStatus(current), CaseStatus(wanted), side=Side.SI, forbidden=frozenset()) is expected


@pytest.mark.rule("CAS-02", "CAS-03")
def test_a_status_the_process_forbids_was_never_passed() -> None:
    assert is_replay(CaseStatus.DONE, CaseStatus.ADD_AWAITING, side=Side.SI, forbidden=frozenset())
    assert not is_replay(CaseStatus.DONE, CaseStatus.ADD_AWAITING, side=Side.SI, forbidden=NO_AWAITING)


@pytest.mark.rule("CAS-03")
@given(side=sides, current=statuses, wanted=statuses, forbidden=narrowings)
def test_a_replay_is_an_instructing_service_going_back_where_no_move_leads(
    side: Side, current: CaseStatus, wanted: CaseStatus, forbidden: frozenset[CaseStatus]
) -> None:
    if is_replay(current, wanted, side=side, forbidden=forbidden):
        assert side is Side.SI
        assert RANK[wanted] < RANK[current]
        assert end_of(side, current, wanted, forbidden) is None


@pytest.mark.rule("CAS-01", "CAS-03")
@given(start=st.sampled_from(sorted(ALIVE)), steps=st.lists(st.tuples(sides, statuses), max_size=12), forbidden=narrowings)
def test_no_sequence_of_requests_leaves_the_table(start: CaseStatus, steps: list[tuple[Side, CaseStatus]], forbidden: frozenset[CaseStatus]) -> None:
    present = start
    for side, wanted in steps:
        end = end_of(side, present, wanted, forbidden)
        if end is not None:
            assert end is ENDS[side, present, wanted]
            assert end not in forbidden or end is present
            present = end
        assert present in ALIVE


@pytest.mark.rule("CAS-03")
@given(start=st.sampled_from(sorted(ALIVE)), steps=st.lists(statuses, max_size=12), forbidden=narrowings)
def test_an_instructing_service_alone_never_goes_back(start: CaseStatus, steps: list[CaseStatus], forbidden: frozenset[CaseStatus]) -> None:
    present = start
    for wanted in steps:
        end = end_of(Side.SI, present, wanted, forbidden) or present
        assert RANK[end] >= RANK[present] or present is CaseStatus.SI_INTG_ERROR
        present = end
