"""The hub says that it answers, to anyone, without a read and without a line."""

from tests.bench.counting import counted
from tests.builders import World
from tests.logged import logged


def test_anyone_is_told_that_the_hub_answers_and_nothing_is_read_for_it(world: World) -> None:
    with counted(world.hub) as calls, logged() as log:
        answer = world.nobody().get("/health")
    assert (answer.status, answer.json, answer.headers["cache-control"]) == (200, {"status": "ok"}, "no-store")
    assert calls.made == []
    assert log.text == ""


def test_another_method_is_refused(world: World) -> None:
    answer = world.nobody().post("/health", {})
    assert (answer.status, answer.headers["allow"]) == (405, "GET")
