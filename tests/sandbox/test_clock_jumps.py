"""Moving the sandbox's clock does what the time would have done. **Source:** JOB-06, MAI-03."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import cast
from uuid import uuid4

import pytest

from chalicelib.composition import Composition
from chalicelib.domain.audit import AuditFact, Fact
from chalicelib.domain.calendar import PARIS
from chalicelib.domain.mails import mail
from chalicelib.handlers.job_schedules import SCHEDULES
from chalicelib.handlers.jobs import JOBS, run_job
from infra.sandbox.clock import SandboxClock
from infra.sandbox.mailbox import mails
from infra.sandbox.quiet_days import RETENTION, QuietNights
from infra.sandbox.ticker import Ticker, missed_turns
from infra.verify_audit import audit_report
from tests.builders import World
from tests.scenes import MemoryScene

SINCE = datetime(2026, 10, 23, 9, tzinfo=UTC)


@pytest.fixture
def moving_clock(clock: SandboxClock) -> Iterator[SandboxClock]:
    """The hub's clock, put back afterwards."""
    ahead = clock.now() - datetime.now(UTC)
    try:
        yield clock
    finally:
        clock.set_to(datetime.now(UTC) + ahead)


@pytest.mark.rule("JOB-06")
def test_every_job_has_its_schedule_and_its_words() -> None:
    assert sorted(SCHEDULES) == sorted(JOBS)
    assert all(schedule.does.endswith(".") and schedule.period >= timedelta(minutes=1) for schedule in SCHEDULES.values())


@pytest.mark.rule("JOB-06")
def test_missed_days_have_their_turns_at_the_hours_of_paris() -> None:
    turns = list(missed_turns(SINCE, SINCE + timedelta(days=3)))
    assert turns[0] == (SINCE + timedelta(minutes=1), list(SCHEDULES))
    told = [(instant.astimezone(PARIS).strftime("%d %H:%M"), "send-digests" in names, "label-subscriptions" in names) for instant, names in turns[1:]]
    one_day = [("00:30", False, True), ("08:00", True, False), ("14:00", True, False)]
    expected = [(f"{day} {hour}", *which) for day in (23, 24, 25, 26) for hour, *which in one_day]
    assert told == [each for each in expected if "23 14" <= str(each[0]) < "26 11"]  # the hour changes on the 25th
    assert [instant for instant, _ in turns] == sorted(instant for instant, _ in turns)


@pytest.mark.rule("JOB-06")
def test_a_short_a_backward_and_a_very_long_move_have_few_turns() -> None:
    assert list(missed_turns(SINCE, SINCE + timedelta(seconds=30))) == []
    assert list(missed_turns(SINCE, SINCE - timedelta(days=9))) == []
    assert len(list(missed_turns(SINCE, SINCE + timedelta(days=50_000)))) < 3 * 402


@pytest.mark.rule("JOB-06", "JOB-04", "JOB-05")
def test_the_nights_on_which_retention_has_work_are_those_on_which_it_finds_some() -> None:
    scene = MemoryScene(purge_days=20, archive_days=45, deletion_days=30)
    made = scene.delivered(*scene.towns(2), files=2)
    for case in made.cases:
        scene.move(case.id, "CLOSED", caller=scene.osl)
    hub = cast(Composition, scene.hub)
    nights = [scene.in_a(days=days, hours=1) for days in range(120)]
    expected, worked = QuietNights(hub, nights), []
    for night in nights:
        has_work = expected.has_work(night)
        found = sum(run_job(name, hub, night) for name in sorted(RETENTION))
        if found:
            assert has_work, night
            worked.append(nights.index(night))
        elif has_work:
            expected.look_again()
            assert not expected.has_work(night)
    assert len(worked) >= 3
    assert scene.hub.rows("case") == []


@pytest.mark.rule("MAI-03", "MAI-01")
def test_what_was_due_on_the_way_happens_on_the_way(world: World, moving_clock: SandboxClock, hub: Composition) -> None:
    ticker, start = Ticker(), moving_clock.now()
    address = f"{uuid4().hex}@commune.test"
    town = world.organisation("SI")
    world.subscription(town, activate_at=start)
    letter = mail("teledossier_nouveau", address, cause=address, at=start, words={"process": "P", "case_id": "c", "number": "n"})
    hub.commit(letter, AuditFact(id=str(uuid4()), chain=str(town), at=start, fact=Fact.EXPORTED, actor="a"))
    target = start + timedelta(days=3)
    ticker.move(moving_clock, target)
    assert timedelta(0) <= moving_clock.now() - target < timedelta(minutes=2)
    sent = [datetime.fromisoformat(each["sentAt"]) for each in mails(to=address, now=moving_clock.now())]
    assert len(sent) == 1
    assert sent[0] - start < timedelta(minutes=5)
    report = audit_report(None, None)
    assert [(each["fault"], each["is_exported"]) for each in report["chains"] if each["chain"] == str(town)] == [(None, True)]
    assert set(hub.job_runs.job_runs()) == set(JOBS)
