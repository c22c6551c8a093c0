"""What people do in the portal, cut at every write: done whole or not at all, once when it is asked again. **Source:** POR-03 to POR-08."""

from collections.abc import Callable
from contextlib import suppress

import pytest

from chalicelib.domain.errors import Changed, StaleRow
from tests.fakes.cuts import Meanwhile, cut_everywhere
from tests.fakes.hub import Hub
from tests.portal_scene import PortalScene, lines
from tests.use_cases.invariants import must_be_sound

Act = Callable[[PortalScene, str, Hub], object]


def with_case(status: str | None) -> Callable[[], tuple[PortalScene, str]]:
    def build() -> tuple[PortalScene, str]:
        scene = PortalScene()
        return scene, scene.case(status)

    return build


@pytest.mark.rule("POR-03", "POR-08")
def test_an_opening_cut_anywhere_moves_it_with_its_event_and_its_line_or_does_nothing() -> None:
    def act(scene: PortalScene, case_id: str, through: Hub) -> None:
        scene.open(case_id, through=through)

    for scene, case_id in cut_everywhere(with_case(None), act):
        is_done = bool(scene.events(case_id))
        assert scene.read(case_id).label == ("Reçu" if is_done else "Nouveau")
        assert len(scene.hub.rows("history")) == is_done
        act(scene, case_id, scene.hub)
        assert (len(scene.events(case_id)), len(scene.hub.rows("history"))) == (1, 1 + is_done)
        must_be_sound(scene.hub)


ACTS: dict[str, tuple[Act, str]] = {
    "status": (lambda scene, case_id, hub: scene.choose(case_id, "DONE", version="IN_PROGRESS-0", through=hub), "IN_PROGRESS"),
    "force": (lambda scene, case_id, hub: scene.force(case_id, "IN_PROGRESS", version="DONE-0", through=hub), "DONE"),
    "several": (lambda scene, case_id, hub: scene.choose_for([case_id], "DONE", through=hub), "IN_PROGRESS"),
    "message": (lambda scene, case_id, hub: scene.write(case_id, event_id=case_id, through=hub), "IN_PROGRESS"),
    "comment": (lambda scene, case_id, hub: scene.comment(case_id, event_id=case_id, through=hub), "IN_PROGRESS"),
}


@pytest.mark.rule("POR-05", "POR-06", "POR-13", "ACC-11")
@pytest.mark.parametrize("name", ACTS)
def test_an_action_cut_anywhere_and_asked_again_is_done_once(name: str) -> None:
    act, status = ACTS[name]
    for scene, case_id in cut_everywhere(with_case(status), act):
        for _ in range(2):
            with suppress(Changed):  # once it is done, asking again says so and does nothing
                act(scene, case_id, scene.hub)
        assert len(scene.events(case_id)) == 1
        assert len(scene.hub.rows("fact")) == (name == "force")
        must_be_sound(scene.hub)


@pytest.mark.rule("POR-06")
def test_an_edit_cut_anywhere_changes_the_comment_with_its_trace() -> None:
    def build() -> tuple[PortalScene, tuple[str, str]]:
        scene, case_id = with_case("IN_PROGRESS")()
        return scene, (case_id, scene.comment(case_id).event_id)

    def act(scene: PortalScene, made: tuple[str, str], through: Hub) -> None:
        scene.edit(*made, "Revu", through=through)

    for scene, made in cut_everywhere(build, act):
        assert (scene.events(made[0])[0].comment == "Revu") == bool(scene.hub.rows("history"))
        act(scene, made, scene.hub)
        assert [each[:2] for each in lines(scene.detail(made[0]))][-2:] == [("COMMENT", "Alix PETIT"), ("COMMENT_EDITED", "Sacha LEROY")]


@pytest.mark.rule("POR-07")
def test_a_file_cut_on_its_way_at_any_write_is_prepared_once_it_is_asked_again_and_sent_once() -> None:
    def act(scene: PortalScene, case_id: str, through: Hub) -> None:
        pending = scene.detail(case_id).pending
        file = pending[1][0] if pending else None
        if file is None and not scene.events(case_id):
            [file] = scene.prepare(case_id, through=through)
        if file is not None:
            scene.bring(case_id, file, through=through)
            scene.confirm(case_id, file, through=through)

    for scene, case_id in cut_everywhere(with_case("IN_PROGRESS"), act):
        act(scene, case_id, scene.hub)
        [event] = scene.events(case_id)
        assert event.status == "SENT"
        must_be_sound(scene.hub)
        scene.confirm(case_id, *scene.hub.exchange.event_files(event))  # what was sent is sent once
        must_be_sound(scene.hub)


@pytest.mark.rule("POR-07")
@pytest.mark.parametrize("others", [0, 1])
def test_a_removal_cut_anywhere_leaves_nothing_that_the_jobs_do_not_erase(others: int) -> None:
    def build() -> tuple[PortalScene, tuple[str, str]]:
        scene, case_id = with_case("IN_PROGRESS")()
        for file in reversed([scene.prepare(case_id)[0] for _ in range(1 + others)]):
            scene.bring(case_id, file)
        return scene, (case_id, file.id)

    def act(scene: PortalScene, made: tuple[str, str], through: Hub) -> None:
        pending = scene.detail(made[0]).pending
        if pending and made[1] in {each.id for each in pending[1]}:
            scene.take_back(*made, through=through)

    for scene, made in cut_everywhere(build, act):
        act(scene, made, scene.hub)
        scene.run_erasures()
        pending = scene.detail(made[0]).pending
        assert len(pending[1] if pending else ()) == others
        assert sum(key.startswith(f"cases/{made[0]}") for key, _ in scene.hub.files.snapshot()) == others
        must_be_sound(scene.hub)


@pytest.mark.rule("POR-03", "POR-05")
def test_two_agents_at_once_make_one_history() -> None:
    scene = PortalScene()
    case_id = scene.case()
    with pytest.raises(StaleRow):
        scene.open(case_id, through=Meanwhile(scene.hub, [lambda: scene.open(case_id, scene.colleague)]))
    scene.open(case_id)
    assert [each.author for each in scene.events(case_id)] == ["Sacha LEROY"]
    assert [each.author for each in scene.hub.rows("history")] == ["Sacha LEROY", "Alix PETIT"]
    assert scene.detail(case_id) == scene.detail(case_id, scene.colleague)
    must_be_sound(scene.hub)
