"""How long deliveries take, from the completion of a deposit to its recipient seeing it: the promise is ten minutes (DEP-09)."""

from collections.abc import Iterable
from datetime import timedelta

from msgspec import Struct

from chalicelib.domain.limits import LIMITS


class Delays(Struct, frozen=True, kw_only=True):
    """Delays in seconds: how many, the ones that half, 95 % and 99 % do not exceed, the longest, and how many kept the promise.

    ``overdue``: how many more have broken it and still wait: they have no delay yet.
    """

    number: int
    p50: float
    p95: float
    p99: float
    longest: float
    in_time: int
    overdue: int = 0

    @property
    def share_in_time(self) -> float:
        """The part that kept the promise, 1 where nothing was to be delivered."""
        owed = self.number + self.overdue
        return self.in_time / owed if owed else 1.0


def summary_of(delays: Iterable[timedelta], *, overdue: int = 0) -> Delays:
    """Sum up delays; percentiles are delays that occurred (nearest rank)."""
    ordered = sorted(each.total_seconds() for each in delays)
    promise = LIMITS.delivery_promise.total_seconds()

    def not_exceeded_by(percent: int) -> float:
        return ordered[max(0, -(-len(ordered) * percent // 100) - 1)] if ordered else 0.0

    return Delays(
        number=len(ordered),
        p50=not_exceeded_by(50),
        p95=not_exceeded_by(95),
        p99=not_exceeded_by(99),
        longest=ordered[-1] if ordered else 0.0,
        in_time=sum(each < promise for each in ordered),
        overdue=overdue,
    )
