"""What commands that read a hub have in common: the sandbox that runs answers them over HTTP; days are told by their dates."""

import argparse
import json
import os
import sys
from datetime import date
from typing import Any

import httpx

from infra.sandbox.home import sandbox_home


def of_sandbox(path: str, first: str | None, last: str | None) -> dict[str, Any]:
    """A report of the sandbox that runs, about some days. Exits when none answers."""
    try:
        url = os.environ.get("HUB_URL") or json.loads((sandbox_home() / "credentials.json").read_text(encoding="utf-8"))["baseUrl"]
        query = {name: value for name, value in (("from", first), ("until", last)) if value}
        answer = httpx.get(f"{url}{path}", params=query, timeout=600, trust_env=False).raise_for_status()
    except (OSError, httpx.HTTPError) as error:
        sys.exit(f"No sandbox answers (make run), and HUB_TABLE_PREFIX names no stage: {error}")
    report: dict[str, Any] = answer.json()
    return report


def days_asked(description: str | None, arguments: list[str] | None) -> argparse.Namespace:
    """The days that a command is asked for, as ``first`` and ``last``."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--from", dest="first", type=_day, help="first day, YYYY-MM-DD, of Paris; 30 days before the last unless given")
    parser.add_argument("--until", dest="last", type=_day, help="last day, included; today unless given")
    return parser.parse_args(arguments)


def _day(text: str) -> str:
    return str(date.fromisoformat(text))
