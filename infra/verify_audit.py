"""``make verify-audit``: every chain of the audit trail is read whole; on AWS, or in the sandbox that runs (AUT-10)."""

import os
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from msgspec.structs import asdict

from infra.reports import days_asked, of_sandbox

_DAYS = 31


def audit_report(first: str | None, last: str | None) -> dict[str, Any]:
    """Verify the chains of some days of Paris, the last month unless told, on the hub that this process is of."""
    from chalicelib import composition
    from chalicelib.domain.calendar import paris_date
    from chalicelib.domain.limits import LIMITS
    from chalicelib.use_cases.verify_audit import count_waiting, verify_day

    hub = composition.present()
    now = hub.clock.now()
    until = date.fromisoformat(last) if last else paris_date(now)
    since = date.fromisoformat(first) if first else until - timedelta(days=_DAYS - 1)
    reports = (verify_day(str(day), now=now, audit=hub.audit, archive=hub.audit_archive) for day in _days(since, until))
    found = [asdict(report) for each in reports for report in each]
    waiting = count_waiting(limit=LIMITS.audit_examined, audit=hub.audit)
    return {"from": str(since), "until": str(until), "chains": found, "waiting": waiting}


def _days(since: date, until: date) -> Iterator[date]:
    for ordinal in range(since.toordinal(), until.toordinal() + 1):
        yield date.fromordinal(ordinal)


def main(arguments: list[str] | None = None) -> int:
    """Print what was found, a line a chain; answers 1 when a chain is not as it was written."""
    asked = days_asked(__doc__, arguments)
    report = audit_report(asked.first, asked.last) if os.environ.get("HUB_TABLE_PREFIX") else of_sandbox("/sandbox/audit", asked.first, asked.last)
    faults = [each for each in report["chains"] if each["fault"]]
    for each in report["chains"]:
        state = f"FAUTE : {each['fault']}" if each["fault"] else "intacte, exportée" if each["is_exported"] else "intacte"
        print(f"{each['day']}  {each['chain']:<40}  {each['records']:>6} enregistrement(s)  {state}")
    print(
        f"Du {report['from']} au {report['until']} : {len(report['chains'])} chaîne(s), {len(faults)} faute(s), "
        f"{report['waiting']} fait(s) en attente d'être enchaîné(s)."
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
