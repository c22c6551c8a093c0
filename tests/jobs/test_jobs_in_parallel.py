"""Each job, run twice or by four at once, ends as run once. **Source:** JOB-06."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, cast

import pytest

from chalicelib.composition import Composition
from chalicelib.handlers.jobs import run_job
from chalicelib.use_cases import discard
from chalicelib.use_cases.subscribe import create_subscription
from tests.fakes.cuts import Cut, CutHub
from tests.fakes.hub import MemoryHub
from tests.scenes import JOBS, MemoryScene, run_jobs
from tests.use_cases.invariants import must_be_sound


def labels_due() -> MemoryScene:
    """Subscriptions that become active tomorrow."""
    scene = MemoryScene()
    for _ in range(30):
        made = scene.new_subscription(scene.organisation(), activate_at=scene.in_a(days=1))
        create_subscription(made, now=scene.now, referential=scene.hub.referential, commit=scene.hub.commit)
    return scene


def unfinished_delivery() -> MemoryScene:
    """A delivery to sixty, cut after its first recipients."""
    scene = MemoryScene()
    made = scene.deposited(*scene.towns(60))
    with pytest.raises(Cut):
        scene.set_folder(made.folder.id, through=CutHub(scene.hub, 2, is_written=True))
    return scene


def abandoned_deposits() -> MemoryScene:
    """Deposits never completed."""
    scene = MemoryScene()
    towns = scene.towns(2)
    for _ in range(8):
        scene.deposited(*towns)
    return scene


def leftovers() -> MemoryScene:
    """Deposits cut half made and deletions cut half done, and folders that are well."""
    scene = MemoryScene()
    towns = scene.towns(60)
    for number in range(1, 4):
        with pytest.raises(Cut):
            scene.announce(*towns, files=60, through=CutHub(scene.hub, number, is_written=True))
        made = scene.deposited(*towns, files=60)
        cut = CutHub(scene.hub, number, is_written=True)
        with pytest.raises(Cut):
            discard.delete_folder(made.folder.id, caller=scene.osl, now=scene.now, exchange=cut.exchange, files=cut.files, commit=cut.commit)
    scene.delivered(*towns[:2])
    return scene


def waiting_mails() -> MemoryScene:
    """Mails that nobody has taken."""
    scene = MemoryScene()
    scene.delivered(*scene.towns(3))
    return scene


def uncounted_cases() -> MemoryScene:
    """Cases in every state that the statistics have not seen."""
    scene = MemoryScene()
    towns = scene.towns(3)
    for status in ("SI_RECEIVED", "IN_PROGRESS", "DONE", "REFUSED"):
        made = scene.delivered(*towns)
        for case, town in zip(made.cases, towns, strict=True):
            scene.move(case.id, status, caller=town)
    return scene


SCENES: dict[str, tuple[Callable[[], MemoryScene], int]] = {
    # job: what it finds, and in how many days it is run.
    "label-subscriptions": (labels_due, 1),
    "finish-deliveries": (unfinished_delivery, 1),
    "remove-abandoned-deposits": (abandoned_deposits, 31),
    "erase-leftovers": (leftovers, 2),
    "announce-forgotten-mails": (waiting_mails, 1),
    "count-cases": (uncounted_cases, 1),
}


def outcome(hub: MemoryHub) -> tuple[Counter[Any], Any]:
    """Everything stored, but for the ids that notifications and their mails get by chance."""
    rows, files = hub.snapshot()
    made = ("queue", "ledger", "mail")
    by_chance = Counter((key[0], getattr(row, "case_id", None), getattr(row, "template", None)) for key, row in rows.items() if key[0] in made)
    return by_chance, ({key: row for key, row in rows.items() if key[0] not in made}, files)


def run(name: str, scene: MemoryScene) -> int:
    return run_job(name, cast(Composition, scene.hub), scene.in_a(days=SCENES[name][1]))


def test_every_job_of_the_exchange_has_a_scene_here() -> None:
    assert sorted(SCENES) == sorted(JOBS)


@pytest.mark.parametrize("name", JOBS)
@pytest.mark.rule("JOB-06")
def test_a_job_run_twice_ends_as_run_once(name: str) -> None:
    scene = SCENES[name][0]()
    before = outcome(scene.hub)
    run(name, scene)
    once = outcome(scene.hub)
    assert (once == before) == (name == "announce-forgotten-mails")  # which announces and stores nothing
    run(name, scene)
    assert outcome(scene.hub) == once
    must_be_sound(scene.hub)


@pytest.mark.parametrize("name", JOBS)
@pytest.mark.rule("JOB-06")
def test_a_job_run_by_four_at_once_ends_as_run_once(name: str) -> None:
    alone, together = SCENES[name][0](), SCENES[name][0]()
    run(name, alone)
    barrier = Barrier(4)

    def run_with_the_others(_: int) -> int:
        barrier.wait()
        return run(name, together)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(run_with_the_others, range(4)))
    assert outcome(together.hub) == outcome(alone.hub)
    must_be_sound(together.hub)


@pytest.mark.parametrize("name", [each for each in JOBS if each != "announce-forgotten-mails"])
@pytest.mark.rule("JOB-06")
def test_what_a_job_cut_at_any_write_leaves_is_taken_up_by_the_next_jobs_as_if_uncut(name: str) -> None:
    alone = SCENES[name][0]()
    run(name, alone)
    run_jobs(alone.hub, at=alone.in_a(days=SCENES[name][1]))
    for is_written in (False, True):
        for number in range(1, 1_000):
            scene = SCENES[name][0]()
            try:
                run_job(name, cast(Composition, CutHub(scene.hub, number, is_written=is_written)), scene.in_a(days=SCENES[name][1]))
                break
            except Cut:
                run_jobs(scene.hub, at=scene.in_a(days=SCENES[name][1]))
                assert outcome(scene.hub) == outcome(alone.hub), (number, is_written)
        assert number > 1


@pytest.mark.rule("MAI-01", "JOB-06")
def test_forgotten_mails_are_announced_until_they_are_sent() -> None:
    scene = waiting_mails()
    run("announce-forgotten-mails", scene)
    run("announce-forgotten-mails", scene)
    assert Counter(scene.hub.announced) == Counter({mail.id: 2 for mail in scene.hub.rows("mail")})
