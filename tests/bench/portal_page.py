"""Lighthouse on the portal's home page, with five hundred télédossiers in it: medians of three."""

import json
import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from infra.sandbox.portal import built_portal
from tests.e2e.portal_browser import Browser, Days
from tests.e2e.running import running_sandbox
from tests.e2e.screen import CHROMIUM

_FOLDER = Path(__file__).parent / "lighthouse"
_AGENT = "lou.moreau@mairie-vienne.test"
_CASES = "500"
_RUNS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A figure of the page, and what it may be; ``at_least`` for scores, otherwise at most."""

    name: str
    limits: Mapping[str, float]
    at_least: bool = False

    def is_kept(self, form: str, value: float) -> bool:
        """Whether a value is within it."""
        return value >= self.limits[form] if self.at_least else value <= self.limits[form]


BOUNDS = (
    Bound(name="performance", limits={"mobile": 90, "desktop": 95}, at_least=True),
    Bound(name="accessibility", limits={"mobile": 100, "desktop": 100}, at_least=True),
    Bound(name="bestPractices", limits={"mobile": 100, "desktop": 100}, at_least=True),
    Bound(name="layoutShift", limits={"mobile": 0.05, "desktop": 0.05}),
    Bound(name="scriptKilobytes", limits={"mobile": 160, "desktop": 160}),
    Bound(name="styleKilobytes", limits={"mobile": 60, "desktop": 60}),
)


def can_measure() -> bool:
    """Whether the portal is built and Lighthouse is installed: ``make bench`` sees to both where there is Node."""
    return (built_portal() / "index.html").exists() and (_FOLDER / "node_modules").exists()


def figures() -> Iterator[tuple[str, Bound, float, list[str]]]:
    """Each figure of each form (mobile, desktop), as the median of its runs, with what Lighthouse found wanting."""
    with TemporaryDirectory() as home, running_sandbox(Path(home), HUB_SAMPLES=_CASES) as sandbox:
        days = Days(sandbox)
        agent = days.signed_in(_AGENT)
        _wait_for_cases(agent)
        cookie = agent.cookie
        assert cookie is not None
        for form in ("mobile", "desktop"):
            runs = [_run(f"{sandbox.url}/", cookie, form) for _ in range(_RUNS)]
            wanting = sorted({each for run in runs for each in run["failing"]})
            for bound in BOUNDS:
                yield form, bound, median(run[bound.name] for run in runs), wanting
        days.close()


def _wait_for_cases(agent: Browser) -> None:
    """The sandbox makes its samples while it serves: until the agent sees them all, or none has come for half a minute."""
    seen, since = 0, time.monotonic()
    while seen < int(_CASES) and time.monotonic() - since < 30:
        time.sleep(2)
        number = 0
        cursor: dict[str, str] = {}
        while True:
            page = agent.ask("GET", "/cases", 200, limit=100, **cursor)
            number += len(page["rows"])
            if page["next"] is None:
                break
            cursor = {"cursor": page["next"]}
        if number > seen:
            seen, since = number, time.monotonic()


def _run(url: str, cookie: str, form: str) -> dict[str, Any]:
    command = ["node", "measure.mjs", url, cookie, form]
    done = subprocess.run(command, cwd=_FOLDER, env={**os.environ, "CHROMIUM": CHROMIUM}, capture_output=True, text=True, timeout=180, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    assert told["page"] == url, told
    return told
