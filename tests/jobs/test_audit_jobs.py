"""The trail's jobs, run twice, by four at once, and cut at every write, end as run once. **Source:** JOB-06, AUT-10."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any, cast
from uuid import UUID

import pytest

from chalicelib.composition import Composition
from chalicelib.domain.audit import AuditFact, Fact
from chalicelib.handlers.jobs import run_job
from chalicelib.use_cases.verify_audit import verify_day
from tests.fakes.cuts import Cut, CutHub
from tests.fakes.hub import Hub, MemoryHub

pytestmark = pytest.mark.rule("AUT-10", "JOB-06")
BEGUN = datetime(2026, 11, 22, 9, tzinfo=UTC)
LINKED = datetime(2026, 11, 24, 9, tzinfo=UTC)
VERIFIED = datetime(2026, 11, 23, 9, tzinfo=UTC)
"""Before the lack of an export is a fault."""
DAYS = ("2026-11-22", "2026-11-23", "2026-11-24")


def waiting_facts() -> MemoryHub:
    """Facts of three chains over two days and a half."""
    hub = MemoryHub()
    facts = [
        AuditFact(
            id=str(UUID(int=number * 7919 % 400)), chain=f"SI-{number % 3}", at=BEGUN + timedelta(minutes=9 * number), fact=Fact.EXPORTED, actor="a"
        )
        for number in range(400)
    ]
    for start in range(0, len(facts), 100):
        hub.commit(*facts[start : start + 100])
    return hub


def finished_days() -> MemoryHub:
    """The same, linked."""
    hub = waiting_facts()
    run(hub, "link-audit")
    return hub


SCENES = {"link-audit": waiting_facts, "export-audit": finished_days}


def run(hub: Hub, name: str) -> int:
    return run_job(name, cast(Composition, hub), LINKED)


def outcome(hub: MemoryHub) -> Any:
    rows, _ = hub.snapshot()
    counted = {key: row for key, row in rows.items() if key[0] != "head"}
    heads = {key: (row.length, row.digest, row.is_closed, row.is_exported) for key, row in rows.items() if key[0] == "head"}
    reports = [each for day in DAYS for each in verify_day(day, now=VERIFIED, audit=hub.audit, archive=hub.audit_archive)]
    assert [each.fault for each in reports] == [None] * len(reports)
    return counted, heads, hub.audit_archive.stored, reports


@pytest.mark.parametrize("name", SCENES)
def test_run_twice(name: str) -> None:
    hub = SCENES[name]()
    before = outcome(hub)
    assert run(hub, name) > 0
    once = outcome(hub)
    assert (run(hub, name), once == before) == (0, False)
    assert outcome(hub) == once


@pytest.mark.parametrize("name", SCENES)
def test_run_by_four_at_once(name: str) -> None:
    alone, together = SCENES[name](), SCENES[name]()
    run(alone, name)
    barrier = Barrier(4)

    def run_with_the_others(_: int) -> int:
        barrier.wait()
        return run(together, name)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(run_with_the_others, range(4)))
    run(together, name)
    assert outcome(together) == outcome(alone)


@pytest.mark.parametrize("name", SCENES)
def test_cut_at_every_write(name: str) -> None:
    alone = SCENES[name]()
    run(alone, name)
    for is_written in (False, True):
        for number in range(1, 100):
            hub = SCENES[name]()
            try:
                run(CutHub(hub, number, is_written=is_written), name)
                break
            except Cut:
                run(hub, name)
                assert outcome(hub) == outcome(alone), (number, is_written)
        assert number > 5
