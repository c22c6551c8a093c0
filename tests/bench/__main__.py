"""``python -m tests.bench [import work large page fuzz client]``: every budget, measured, beside its bound; exit code 1 for a broken one."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.bench.counting import counted
from tests.bench.field_client import COUNT, crossing
from tests.bench.hub import running
from tests.bench.large_files import figures as large_file_figures
from tests.bench.operations import OPERATIONS, warmed
from tests.bench.portal_operations import PORTAL_OPERATIONS
from tests.bench.portal_page import can_measure, figures
from tests.bench.ratios import CPU_BOUND, IMPORT_BOUND, cpu_ratio, import_ratio
from tests.bench.rows import Cost, costs
from tests.builders import World

_EXAMPLES = 30
_FUZZED = ("tests/e2e/test_schemathesis.py", "tests/use_cases/test_whole_exchange.py")
_LINE = "{:<10} {:<44} {:>40} {:>32}  {}"


@dataclass(slots=True)
class Table:
    """The figures, printed as they come."""

    broken: list[str] = field(default_factory=list)

    def head(self) -> None:
        """Say what the columns are."""
        print(_LINE.format("budget", "of", "measured", "bound", ""))

    def line(self, kind: str, name: str, measured: str, bound: str, *, is_kept: bool) -> None:
        """Print a figure with its bound."""
        print(_LINE.format(kind, name, measured, bound, "ok" if is_kept else "BROKEN"), flush=True)
        if not is_kept:
            self.broken.append(f"{kind} {name}")


def _shown(calls: dict[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in sorted(calls.items())) or "0"


def _cost(cost: Cost) -> str:
    return f"{cost.calls} calls, {cost.answered} rows, {cost.scanned} read"


def _measure_calls(world: World, table: Table) -> None:
    for operation in (*OPERATIONS, *PORTAL_OPERATIONS):
        request = warmed(world, operation.prepare(World(world.hub, world.gateway, world.clock)))
        with counted(world.hub) as calls:
            status = request.send()
        is_kept = (status, calls.by_operation) == (operation.status, dict(operation.calls))
        table.line("calls", operation.name, _shown(calls.by_operation), f"= {_shown(dict(operation.calls))}", is_kept=is_kept)


def _measure_cpu(world: World, table: Table, app: Any) -> None:
    for operation in (*OPERATIONS, *PORTAL_OPERATIONS):
        if operation.is_repeatable:
            ratio, ours, theirs = cpu_ratio(operation, World(world.hub, world.gateway, world.clock), app)
            measured = f"{ratio:.2f} ({ours:.0f} µs / {theirs:.0f} µs)" if operation.calls else f"{ours:.0f} µs"
            bound = f"<= {CPU_BOUND:.1f} x botocore's" if operation.calls else "(no call to compare with)"
            table.line("cpu", operation.name, measured, bound, is_kept=not operation.calls or ratio <= CPU_BOUND)


def _measure_portal_page(table: Table) -> None:
    if not can_measure():
        table.line("page", "home page", "NOT MEASURED: no Node 20 and npm on this machine", "", is_kept=True)
        return
    for form, bound, value, wanting in figures():
        limit = f"{'>=' if bound.at_least else '<='} {bound.limits[form]:g}"
        is_kept = bound.is_kept(form, value)
        measured = f"{value:g}" if is_kept else f"{value:g} ({', '.join(wanting)})"
        table.line("page", f"home page, {form}, {bound.name}", measured, limit, is_kept=is_kept)


def _measure_client(table: Table) -> None:
    went = crossing()
    measured = f"{len(went.faults)} ({went.mishaps} mishaps of {went.requests} requests, {went.kills} kills, {went.seconds:.0f} s)"
    table.line("client", f"{COUNT:,} télédossiers lost, doubled or altered", measured, "= 0", is_kept=not went.faults)


def _measure_import(table: Table) -> None:
    ratio, ours, theirs = import_ratio()
    measured = f"{ratio:.2f} ({ours:.0f} ms / {theirs:.0f} ms)"
    table.line("import", "import app", measured, f"<= {IMPORT_BOUND} x its libraries'", is_kept=ratio <= IMPORT_BOUND)


def _measure_work(table: Table) -> None:
    from app import app

    with running() as world:
        _measure_calls(world, table)
        _measure_cpu(world, table, app)
        for reading, few, many in costs(world):
            table.line("rows", f"{reading.name}, {reading.many:,} rows", _cost(many), f"= {_cost(few)}", is_kept=many == few)


def _measure_large_files(table: Table) -> None:
    for figure in large_file_figures():
        table.line("large", figure.name, figure.measured, figure.bound, is_kept=figure.is_kept)


def _measure_conformance(table: Table) -> None:
    """The tests of openapi.json and of the whole exchange again, with many more made-up requests; what failed is told on stderr."""
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile", "--show-capture=no", "-p", "no:cacheprovider", *_FUZZED]
    done = subprocess.run(command, env={**os.environ, "HUB_FUZZ_EXAMPLES": str(_EXAMPLES)}, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.stderr.write(done.stdout[-20_000:])
    told = done.stdout.strip().rpartition("\n")[2]
    table.line("fuzz", f"answers as announced, {_EXAMPLES} requests each", told, "all", is_kept=done.returncode == 0)


MEASURES: dict[str, Callable[[Table], None]] = {
    "import": _measure_import,
    "work": _measure_work,
    "large": _measure_large_files,
    "page": _measure_portal_page,
    "fuzz": _measure_conformance,
    "client": _measure_client,
}


def main() -> int:
    """Measure everything, or what is named; answers the exit code."""
    started = time.monotonic()
    table = Table()
    table.head()
    for name in sys.argv[1:] or MEASURES:
        MEASURES[name](table)
    print(f"{len(table.broken)} broken, {time.monotonic() - started:.0f} s")
    return 1 if table.broken else 0


if __name__ == "__main__":
    sys.exit(main())
