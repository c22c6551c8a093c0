"""An upload cut at any write and tried again is neither lost, doubled, nor delivered unchecked. **Source:** DEP-05, NOT-03."""

import pytest

from chalicelib.domain.callers import Caller
from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.folders import Deposit
from tests.fakes.cuts import cut_everywhere
from tests.fakes.files import EICAR
from tests.fakes.hub import Hub
from tests.scenes import run_jobs
from tests.upload_scene import LARGE, UploadScene, parts_of
from tests.use_cases.invariants import must_be_sound

pytestmark = pytest.mark.rule("DEP-05", "NOT-03")
INFECTED = LARGE[: -len(EICAR)] + EICAR


def must_be_delivered(scene: UploadScene, made: Deposit, status: str) -> None:
    """Once, with the file as it was checked; nothing is left to look at."""
    run_jobs(scene.hub, at=scene.in_a(minutes=5))
    for case in made.cases:
        delivered = scene.hub.exchange.case(case.id)
        assert delivered is not None
        assert (delivered.status, [each.status for each in delivered.attachments]) == ("HUBEE_NOTIFIED", [status])
    must_be_sound(scene.hub)
    assert len(scene.hub.files.snapshot()) == (1 if status == "RECEIVED" else 0)
    assert scene.hub.rows("agenda", "unchecked-file") == []


def test_a_begin_cut_at_any_write_is_begun_again() -> None:
    def build() -> tuple[UploadScene, Deposit]:
        scene = UploadScene()
        return scene, scene.announced(scene.town())

    for scene, made in cut_everywhere(build, lambda scene, made, through: scene.open_upload(made, through=through)):
        scene.arrive(scene.uploaded(made))
        scene.set_folder(made.folder.id)
        must_be_delivered(scene, made, "RECEIVED")


@pytest.mark.parametrize("is_told_again", [True, False], ids=["said again", "never said again"])
def test_a_completion_cut_at_any_write_is_not_yet_said_or_is_carried_out(is_told_again: bool) -> None:
    def build() -> tuple[UploadScene, Deposit]:
        scene = UploadScene()
        made = scene.announced(scene.town())
        scene.open_upload(made)
        scene.send_parts(made, parts_of(LARGE))
        return scene, made

    for scene, made in cut_everywhere(build, lambda scene, made, through: scene.complete(made, through=through)):
        if is_told_again or not scene.file(made).is_unchecked:
            scene.complete(made)
        scene.set_folder(made.folder.id)
        run_jobs(scene.hub, at=scene.in_a(minutes=5))
        must_be_delivered(scene, made, "RECEIVED")


def test_giving_up_cut_at_any_write_leaves_the_upload_or_nothing_of_it() -> None:
    def build() -> tuple[UploadScene, Deposit]:
        scene = UploadScene()
        made = scene.announced(scene.town())
        scene.open_upload(made)
        scene.send_parts(made, parts_of(LARGE))
        return scene, made

    for scene, made in cut_everywhere(build, lambda scene, made, through: scene.abort(made, through=through)):
        try:
            scene.complete(made)
        except NotFound:
            with pytest.raises(Invalid, match="has not been received"):
                scene.set_folder(made.folder.id)
            continue
        run_jobs(scene.hub, at=scene.in_a(minutes=5))
        assert scene.file(made).status == "RECEIVED"


@pytest.mark.parametrize(("content", "status"), [(LARGE, "RECEIVED"), (INFECTED, "CORRUPTED")], ids=["good", "infected"])
@pytest.mark.parametrize("size", [1, 60], ids=["in one transaction", "in several"])
@pytest.mark.parametrize("is_completed", [True, False], ids=["folder completed", "folder open"])
def test_a_check_cut_at_any_write_is_made_again_and_delivers_once(content: bytes, status: str, size: int, is_completed: bool) -> None:
    def build() -> tuple[UploadScene, tuple[Deposit, list[Caller]]]:
        scene = UploadScene()
        towns = scene.towns(size)
        made = scene.announced(*towns)
        scene.uploaded(made, content)
        if is_completed:
            scene.set_folder(made.folder.id)
        return scene, (made, towns)

    def act(scene: UploadScene, built: tuple[Deposit, list[Caller]], through: Hub) -> None:
        scene.arrive(scene.key_of(built[0]), through=through)

    for scene, (made, _) in cut_everywhere(build, act):
        if not is_completed:
            scene.set_folder(made.folder.id)
        run_jobs(scene.hub, at=scene.in_a(minutes=5))
        must_be_delivered(scene, made, status)


def test_a_completion_of_the_folder_cut_at_any_write_is_finished_by_the_check_or_the_job() -> None:
    def build() -> tuple[UploadScene, Deposit]:
        scene = UploadScene()
        made = scene.announced(*scene.towns(60))
        key = scene.link_whole(made)
        scene.hub.files.put(key, LARGE)
        return scene, made

    for scene, made in cut_everywhere(build, lambda scene, made, through: scene.set_folder(made.folder.id, through=through)):
        run_jobs(scene.hub, at=scene.in_a(minutes=1))
        scene.arrive(scene.key_of(made))
        scene.set_folder(made.folder.id)
        run_jobs(scene.hub, at=scene.in_a(minutes=15))
        run_jobs(scene.hub, at=scene.in_a(minutes=30))
        must_be_delivered(scene, made, "RECEIVED")
