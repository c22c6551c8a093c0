"""What a store of numbers promises: a range of names, and the cases that are not counted as they are."""

import pytest

from chalicelib.domain.counts import Increment
from chalicelib.domain.statistics import count_of
from chalicelib.domain.values import replace
from tests.fakes.hub import Hub
from tests.scenes import Scene

pytestmark = pytest.mark.rule("POR-12")


def test_numbers_are_added_to_and_read_by_range(store: Hub, scene: Scene) -> None:
    scope = scene.new_id()
    store.commit(*(Increment(scope=scope, name=name, delta=2) for name in ("day|2026-11-01|a", "day|2026-11-02|a", "now|x")))
    store.commit(Increment(scope=scope, name="now|x", delta=-3), Increment(scope=scene.new_id(), name="now|x", delta=9))
    assert store.counts.numbers(scope, "day|2026-11-01|", "day|2026-11-02|~", limit=10) == {"day|2026-11-01|a": 2, "day|2026-11-02|a": 2}
    assert store.counts.numbers(scope, "day|", "now|~", limit=10)["now|x"] == -1
    assert len(store.counts.numbers(scope, "day|", "now|~", limit=2)) == 2
    assert store.counts.numbers(scope, "x", "y", limit=10) == {}
    asked = [(scope, "now|", "now|~"), (scope, "x", "y"), (scope, "day|", "day|~")]
    assert store.counts.ranges(asked, limit=1) == [{"now|x": -1}, {}, {"day|2026-11-01|a": 2}]
    assert store.counts.ranges([], limit=1) == []


def test_a_case_waits_to_be_counted_until_it_is_as_it_is(store: Hub, scene: Scene) -> None:
    town = scene.town()
    scene.announce(town)
    case_id = scene.delivered(town).cases[0].id
    assert [each.id for each in store.counts.uncounted(scene.process.code, limit=5)] == [case_id]
    case = store.exchange.case(case_id)
    assert case is not None
    count = count_of(case)
    assert count is not None
    store.commit(replace(case, counted=count.text))
    assert store.counts.uncounted(scene.process.code, limit=5) == ()
    scene.move(case_id, "DONE", caller=town)
    assert [each.id for each in store.counts.uncounted(scene.process.code, limit=5)] == [case_id]
    assert store.counts.uncounted(scene.process.code, limit=0) == ()
