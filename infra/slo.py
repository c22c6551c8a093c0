"""``make slo``: how long deliveries took, from the cases of a stage, or of the sandbox that runs: p50, p95, p99, longest, share in time;
and how many still wait though their promise is broken.
"""

import os
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

from msgspec.structs import asdict

from infra.reports import days_asked, of_sandbox

_DAYS = 31
_LINE = "{:<30} {:>10} {:>9} {:>9} {:>9} {:>9} {:>11} {:>11}"


def delivery_report(first: str | None, last: str | None) -> dict[str, Any]:
    """The delays of what was delivered in some days of Paris, the last month unless told, on the hub that this process is of."""
    from chalicelib import composition
    from chalicelib.domain.calendar import PARIS, paris_date
    from chalicelib.domain.delivery_delays import Delays, summary_of
    from chalicelib.use_cases.measure_deliveries import count_overdue, measure_deliveries

    hub = composition.present()
    until = date.fromisoformat(last) if last else paris_date(hub.clock.now())
    since = date.fromisoformat(first) if first else until - timedelta(days=_DAYS - 1)
    begin, end = (datetime.combine(day, time(), tzinfo=PARIS) for day in (since, until + timedelta(days=1)))
    overdue = count_overdue(begin, end, now=hub.clock.now(), agenda=hub.agenda, exchange=hub.exchange)
    every: list[timedelta] = []
    late = 0
    processes = []
    for process, delays in measure_deliveries(begin, end, referential=hub.referential, inboxes=hub.inboxes):
        if delays or overdue[process.code]:
            told = _told(summary_of(delays, overdue=overdue[process.code]))
            processes.append({"code": process.code, "isReserved": process.is_reserved, **told})
        if not process.is_reserved:
            every += delays
            late += overdue[process.code]
    summary: Delays = summary_of(every, overdue=late)
    return {"from": str(since), "until": str(until), "processes": processes, "all": _told(summary)}


def _told(summary: Any) -> dict[str, Any]:
    return {**asdict(summary), "share": summary.share_in_time}


def _shown(name: str, figures: dict[str, Any]) -> str:
    seconds = (f"{figures[each]:.1f}" for each in ("p50", "p95", "p99", "longest"))
    return _LINE.format(name, figures["number"], *seconds, f"{100 * figures['share']:.3f} %", figures["overdue"])


def main(arguments: list[str] | None = None) -> int:
    """Print the delays in seconds, a line a process; answers 1 when a delivery broke the promise of ten minutes, made or not."""
    asked = days_asked(__doc__, arguments)
    report = delivery_report(asked.first, asked.last) if os.environ.get("HUB_TABLE_PREFIX") else of_sandbox("/sandbox/slo", asked.first, asked.last)
    print(_LINE.format("démarche", "transmis", "p50 (s)", "p95 (s)", "p99 (s)", "max (s)", "< 10 min", "en retard"))
    for each in report["processes"]:
        print(_shown(each["code"] + (" (surveillance)" if each["isReserved"] else ""), each))
    print(_shown("total", report["all"]))
    print(f"Du {report['from']} au {report['until']}, sans la surveillance. En retard : déposés depuis plus de dix minutes, toujours pas transmis.")
    return 0 if report["all"]["share"] == 1 else 1


if __name__ == "__main__":
    sys.exit(main())
