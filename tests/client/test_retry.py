"""When the client tries again, how long it waits, and when it gives up: pure, with a clock of the test's own."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hubee_client.faults import Misused, Unanswered, Unreachable
from hubee_client.retry import Effect, Passing, Patience, passing_failure, persist, told_wait, wait_before_retry
from hubee_client.settings import patience
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
PATIENCE = Patience(tries=4, first_wait=1.0, longest_wait=5.0, longest_told_wait=60.0)


def failing(*failures: Passing) -> Callable[[], str]:
    left = list(failures)

    def attempt() -> str:
        if left:
            raise left.pop(0)
        return "done"

    return attempt


def waits_of(*failures: Passing, may_repeat: bool = True, chance: float = 0.0) -> list[float]:
    waits: list[float] = []
    assert persist(failing(*failures), may_repeat=may_repeat, patience=PATIENCE, pause=waits.append, chance=lambda: chance) == "done"
    return waits


def passing(effect: Effect = Effect.UNKNOWN, told: float | None = None) -> Passing:
    return Passing("coupé", effect, told_wait_seconds=told)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("3", 3.0),
        (" 0 ", 0.0),
        ("Thu, 26 Nov 2026 08:00:30 GMT", 30.0),
        ("Thu, 26 Nov 2026 07:00:00 GMT", 0.0),
        ("soon", None),
        ("-1", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(header: str | None, seconds: float | None) -> None:
    assert told_wait(header, now=NOW) == seconds


@pytest.mark.parametrize(
    ("status", "headers", "effect"),
    [
        (429, {}, Effect.NONE),
        (503, {"Retry-After": "1"}, Effect.NONE),
        (503, {}, Effect.UNKNOWN),
        (500, {}, Effect.UNKNOWN),
        (502, {"Retry-After": "1"}, Effect.UNKNOWN),
        (504, {}, Effect.UNKNOWN),
    ],
)
def test_what_a_failure_may_have_done_is_told_by_its_status(status: int, headers: dict[str, str], effect: Effect) -> None:
    failure = passing_failure(status, headers, now=NOW)
    assert failure is not None
    assert failure.effect is effect


@pytest.mark.parametrize("status", [200, 204, 206, 307, 400, 401, 403, 404, 405, 409, 413, 416, 501])
def test_a_final_answer_is_not_tried_again(status: int) -> None:
    assert passing_failure(status, {}, now=NOW) is None


def test_waits_double_up_to_the_longest_and_carry_jitter() -> None:
    assert waits_of(passing(), passing(), passing(), chance=0.0) == [0.5, 1.0, 2.0]
    assert waits_of(passing(), passing(), passing(), chance=1.0) == [1.0, 2.0, 4.0]
    assert wait_before_retry(9, passing(), patience=PATIENCE, chance=1.0) == 5.0


@given(number=st.integers(0, 10_000), chance=st.floats(0, 1, exclude_max=True), told=st.floats(0, 60))
def test_no_wait_is_shorter_than_the_hub_asks_or_longer_than_the_longest_beyond_it(number: int, chance: float, told: float) -> None:
    wait = wait_before_retry(number, passing(told=told), patience=PATIENCE, chance=chance)
    assert told < wait <= told + PATIENCE.longest_wait


def test_a_wait_beyond_patience_gives_up_at_once() -> None:
    with pytest.raises(Unreachable, match="3600"):
        waits_of(passing(told=3600))


def test_the_last_try_gives_up_without_waiting() -> None:
    waits: list[float] = []
    with pytest.raises(Unreachable, match="4 essais"):
        persist(failing(*[passing()] * 9), may_repeat=True, patience=PATIENCE, pause=waits.append, chance=lambda: 0.0)
    assert waits == [0.5, 1.0, 2.0]


def test_what_may_have_been_done_is_never_repeated_blindly() -> None:
    with pytest.raises(Unanswered):
        waits_of(passing(Effect.UNKNOWN), may_repeat=False)
    with pytest.raises(Unanswered):
        waits_of(passing(Effect.NONE), passing(Effect.UNKNOWN), may_repeat=False)


def test_what_certainly_did_nothing_is_repeated_whatever_it_is() -> None:
    assert waits_of(passing(Effect.NONE), passing(Effect.NONE, told=2.0), may_repeat=False) == [0.5, 3.0]


def test_patience_comes_from_the_environment() -> None:
    assert patience({}) == Patience()
    assert patience({"HUBEE_TRIES": "3", "HUBEE_WAIT": "40", "HUBEE_SETTLE": "1"}) == Patience(tries=3, first_wait=40, longest_wait=40, settle=1)
    with pytest.raises(Misused):
        patience({"HUBEE_TRIES": "many"})
    with pytest.raises(Misused):
        persist(failing(), may_repeat=True, patience=patience({"HUBEE_TRIES": "0"}), pause=print, chance=lambda: 0.0)
