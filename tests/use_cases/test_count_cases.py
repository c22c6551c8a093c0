"""Counting: after anything that can happen, cut anywhere, the numbers are those of a recount from scratch. **Source:** POR-12."""

from collections import Counter
from datetime import timedelta
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.composition import Composition
from chalicelib.domain.callers import Caller
from chalicelib.domain.cases import Case
from chalicelib.domain.errors import Invalid
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.statistics import contributions, count_of
from chalicelib.domain.values import replace
from chalicelib.handlers.jobs import run_job
from chalicelib.use_cases.count_cases import count_cases
from chalicelib.use_cases.migrate import migrate_organisation
from tests.fakes.cuts import Meanwhile, cut_everywhere
from tests.fakes.hub import Hub, MemoryHub
from tests.scenes import MemoryScene
from tests.watched import WatchedScene

pytestmark = pytest.mark.rule("POR-12")


def counted(hub: MemoryHub) -> dict[tuple[str, str], int]:
    """What the books say, zeros left out."""
    rows, _ = hub.snapshot()
    return {(key[1], key[2]): number for key, number in rows.items() if key[0] == "count" and number}


def recounted(hub: MemoryHub) -> dict[tuple[str, str], int]:
    """What they should say."""
    total: Counter[tuple[str, str]] = Counter()
    cases: list[Case] = hub.rows("case")
    for case in cases:
        if present := count_of(case):
            total.update(contributions(present, case.process_code))
    return {key: number for key, number in total.items() if number}


def count(hub: Hub) -> int:
    return count_cases(limit=LIMITS.job_page, counts=hub.counts, exchange=hub.exchange, referential=hub.referential, commit=hub.commit)


def busy() -> tuple[MemoryScene, list[Caller]]:
    """Two towns with cases in several states, uncounted."""
    scene = MemoryScene()
    towns = scene.towns(2)
    for status in ("SI_RECEIVED", "DONE"):
        made = scene.delivered(*towns)
        for case, town in zip(made.cases, towns, strict=True):
            scene.move(case.id, status, caller=town)
    scene.announce(*towns)
    return scene, towns


def test_counting_tells_of_every_delivered_case_once() -> None:
    scene, _ = busy()
    assert count(scene.hub) == 4
    assert counted(scene.hub) == recounted(scene.hub) != {}
    before = scene.hub.snapshot()
    assert count(scene.hub) == 0
    assert scene.hub.snapshot() == before


def test_counting_cut_at_any_write_and_run_again_ends_the_same() -> None:
    for scene, _ in cut_everywhere(busy, lambda _scene, _made, hub: count(hub)):
        count(scene.hub)
        assert counted(scene.hub) == recounted(scene.hub)


def test_a_case_that_moves_while_it_is_counted_is_counted_as_it_ends() -> None:
    scene, towns = busy()
    case = next(each for each in scene.hub.rows("case") if each.status == "SI_RECEIVED" and each.recipient == towns[0].organisation)
    count(Meanwhile(scene.hub, [lambda: scene.move(case.id, "IN_PROGRESS", caller=towns[0])]))
    count(scene.hub)
    assert counted(scene.hub) == recounted(scene.hub)


STEPS = ("SI_RECEIVED", "IN_PROGRESS", "ADD_AWAITING", "DONE", "REFUSED", "CLOSED", "HUBEE_NOTIFIED", "count", "read", "later", "migrate")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 3)), max_size=14))
def test_the_numbers_are_those_of_a_recount_whatever_happened(steps: list[tuple[str, int]]) -> None:
    scene = MemoryScene()
    towns = scene.towns(2)
    cases = [each for _ in range(2) for each in scene.delivered(*towns).cases]
    for step, number in steps:
        town = towns[number % 2]
        match step:
            case "count":
                count(scene.hub)
            case "later":
                scene.now += timedelta(hours=20 * number + 1)
            case "read":
                read = scene.hub.exchange.case(cases[number].id)
                assert read is not None
                scene.hub.commit(read.fetched(at=scene.now))
            case "migrate":
                source, target = towns[0].organisation, towns[1].organisation
                hub = scene.hub
                migrate_organisation(
                    source,
                    target,
                    now=scene.now,
                    exchange=hub.exchange,
                    notifications=hub.notifications,
                    referential=hub.referential,
                    commit=hub.commit,
                )
            case _:
                caller = scene.osl if step in ("CLOSED", "HUBEE_NOTIFIED") else replace(town, organisation=_recipient(scene, cases[number].id))
                try:
                    scene.move(cases[number].id, step, caller=caller)
                except Invalid:
                    continue
    count(scene.hub)
    assert counted(scene.hub) == recounted(scene.hub)


def _recipient(scene: MemoryScene, case_id: str) -> OrganisationId:
    found = scene.hub.exchange.case(case_id)
    assert found is not None
    return found.recipient


@pytest.mark.rule("JOB-06")
def test_ten_thousand_cases_are_counted_in_bounded_pages() -> None:
    scene = WatchedScene()
    case = scene.delivered(scene.town()).cases[0]
    model = scene.hub.exchange.case(case.id)
    assert model is not None
    for number in range(9_999):
        scene.hub.commit(replace(model, id=f"case {number}", version=0, external_id=f"EXT-{number}"))
    scene.hub.written.clear()
    runs = 0
    while run_job("count-cases", cast(Composition, scene.hub), scene.now):
        runs += 1
    assert (runs, max(scene.hub.written) <= LIMITS.transaction_rows) == (2, True)
    assert counted(scene.hub) == recounted(scene.hub)


def test_a_reserved_process_is_never_counted_not_even_when_its_cases_are_deleted() -> None:
    scene = MemoryScene(is_reserved=True)
    case_id = scene.delivered(scene.town(), files=0).cases[0].id
    scene.move(case_id, "CLOSED", caller=scene.osl)
    for days in (0, 61, 366):
        scene.now += timedelta(days=days)
        for name in ("count-cases", "archive-cases", "delete-archived", "count-cases"):
            run_job(name, cast(Composition, scene.hub), scene.now)
    assert scene.hub.exchange.case(case_id) is None
    assert counted(scene.hub) == {}
