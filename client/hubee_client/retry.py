"""When to try again, how long to wait before, and when to give up. Nothing here sleeps by itself or reads a clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum, auto
from typing import TypeVar

from hubee_client.faults import Misused, Unanswered, Unreachable

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How stubborn the client is; seconds but for ``tries``.

    ``settle`` is how long a request whose answer was lost may still be at work on the hub: API gateways end a call after 29 seconds.
    """

    tries: int = 8
    first_wait: float = 0.5
    longest_wait: float = 30.0
    longest_told_wait: float = 300.0
    settle: float = 30.0


class Effect(Enum):
    """What a failed request may have done on the hub."""

    NONE = auto()
    UNKNOWN = auto()


class Passing(Exception):
    """A failure that may pass. ``told_wait_seconds`` is the hub's own wish."""

    def __init__(self, reason: str, effect: Effect, *, told_wait_seconds: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.effect = effect
        self.told_wait_seconds = told_wait_seconds


def told_wait(header: str | None, *, now: datetime) -> float | None:
    """Read a Retry-After header: seconds, or a date. None when there is none, or when it cannot be read."""
    if header is None:
        return None
    if header.strip().isdigit():
        return float(header)
    try:
        until = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds())


def passing_failure(status: int, headers: Mapping[str, str], *, now: datetime) -> Passing | None:
    """The failure that an HTTP status stands for when it may pass; None for a final answer.

    A hub that sends 429, or names in a 503 when to come back, has done nothing; behind any other 5xx the request may have been carried out.
    """
    if status not in (408, 425, 429, 500, 502, 503, 504):
        return None
    wait = told_wait(headers.get("Retry-After"), now=now)
    is_turned_away = status in (425, 429) or (status == 503 and wait is not None)
    return Passing(f"le hub a répondu {status}", Effect.NONE if is_turned_away else Effect.UNKNOWN, told_wait_seconds=wait)


def wait_before_retry(number: int, failure: Passing, *, patience: Patience, chance: float) -> float:
    """Seconds to wait after the try ``number`` (from 0): doubling, with jitter, and never less than the hub asked for.

    ``chance`` is in [0, 1). Raises: Unreachable when the hub asks for more than this client's patience.
    """
    told = failure.told_wait_seconds or 0.0
    if told > patience.longest_told_wait:
        raise Unreachable(f"Le hub demande d'attendre {told:.0f} secondes : relancez la commande plus tard.")
    # The exponent is bounded, or a very stubborn client would overflow.
    doubled = min(patience.longest_wait, patience.first_wait * 2.0 ** min(number, 32))
    return told + doubled * (0.5 + 0.5 * chance)


def persist(attempt: Callable[[], T], *, may_repeat: bool, patience: Patience, pause: Callable[[float], None], chance: Callable[[], float]) -> T:
    """Call ``attempt`` until it answers; what it raises but Passing goes through.

    Where ``may_repeat`` is false, only what certainly did nothing on the hub is tried again.
    Raises: Unreachable after the last try, Unanswered where a repetition could double something.
    """
    if patience.tries < 1:
        raise Misused("Il faut au moins un essai (HUBEE_TRIES).")
    for number in range(patience.tries):
        try:
            return attempt()
        except Passing as failure:
            if failure.effect is Effect.UNKNOWN and not may_repeat:
                raise Unanswered(f"La requête est partie, sa réponse n'est pas revenue : {failure.reason}.") from failure
            if number == patience.tries - 1:
                raise Unreachable(f"Le hub ne répond pas, après {patience.tries} essais : {failure.reason}.") from failure
            pause(wait_before_retry(number, failure, patience=patience, chance=chance()))
    raise AssertionError("the last try returns or raises")
