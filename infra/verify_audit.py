"""``make verify-audit``: every chain of the audit trail is read whole; on AWS, or in the sandbox that runs (AUT-10)."""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import httpx

_DAYS = 31


def audit_report(first: str | None, last: str | None) -> dict[str, Any]:
    """Verify the chains of some days of Paris, the last month unless told, on the hub that this process is of."""
    from chalicelib import composition
    from chalicelib.domain.calendar import paris_date
    from chalicelib.domain.limits import LIMITS
    from chalicelib.use_cases.verify_audit import count_waiting, verify_day

    hub = composition.present()
    until = date.fromisoformat(last) if last else paris_date(hub.clock.now())
    since = date.fromisoformat(first) if first else until - timedelta(days=_DAYS - 1)
    found = [asdict(report) for day in _days(since, until) for report in verify_day(str(day), audit=hub.audit, archive=hub.audit_archive)]
    waiting = count_waiting(limit=LIMITS.audit_examined, audit=hub.audit)
    return {"from": str(since), "until": str(until), "chains": found, "waiting": waiting}


def _days(since: date, until: date) -> Iterator[date]:
    for ordinal in range(since.toordinal(), until.toordinal() + 1):
        yield date.fromordinal(ordinal)


def _of_sandbox(first: str | None, last: str | None) -> dict[str, Any]:
    from infra.sandbox.home import sandbox_home

    try:
        url = os.environ.get("HUB_URL") or json.loads((sandbox_home() / "credentials.json").read_text(encoding="utf-8"))["baseUrl"]
        query = {name: value for name, value in (("from", first), ("until", last)) if value}
        answer = httpx.get(f"{url}/sandbox/audit", params=query, timeout=600, trust_env=False).raise_for_status()
    except (OSError, httpx.HTTPError) as error:
        sys.exit(f"No sandbox answers (make run), and HUB_TABLE_PREFIX names no stage: {error}")
    report: dict[str, Any] = answer.json()
    return report


def main(arguments: list[str] | None = None) -> int:
    """Print what was found, a line a chain; answers 1 when a chain is not as it was written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="first", type=_day, help="first day, YYYY-MM-DD, of Paris; 30 days before the last unless given")
    parser.add_argument("--until", dest="last", type=_day, help="last day, included; today unless given")
    asked = parser.parse_args(arguments)
    report = (audit_report if os.environ.get("HUB_TABLE_PREFIX") else _of_sandbox)(asked.first, asked.last)
    faults = [each for each in report["chains"] if each["fault"]]
    for each in report["chains"]:
        state = f"FAUTE : {each['fault']}" if each["fault"] else "intacte, exportée" if each["is_exported"] else "intacte"
        print(f"{each['day']}  {each['chain']:<40}  {each['records']:>6} enregistrement(s)  {state}")
    print(
        f"Du {report['from']} au {report['until']} : {len(report['chains'])} chaîne(s), {len(faults)} faute(s), "
        f"{report['waiting']} fait(s) en attente d'être enchaîné(s)."
    )
    return 1 if faults else 0


def _day(text: str) -> str:
    return str(date.fromisoformat(text))


if __name__ == "__main__":
    sys.exit(main())
