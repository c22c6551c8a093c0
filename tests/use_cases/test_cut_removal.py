"""A removal cut anywhere ends with nothing left, neither rows nor bytes. **Source:** DEP-07, DEP-13, CAS-08, JOB-05, JOB-06."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import cast

import pytest

from chalicelib.composition import Composition
from chalicelib.domain.attachments import Verdict
from chalicelib.domain.callers import Caller
from chalicelib.domain.case_events import CaseEvent
from chalicelib.domain.errors import NotFound, StaleWrite
from chalicelib.domain.folders import Deposit
from chalicelib.domain.inbox import words_of
from chalicelib.handlers.jobs import run_job
from chalicelib.use_cases import deposit, discard, exchange_events
from tests.fakes.cuts import Meanwhile, cut_everywhere
from tests.fakes.hub import Hub
from tests.portal_scene import PortalScene
from tests.scenes import PDF, MemoryScene, run_jobs
from tests.use_cases.invariants import must_be_sound, must_be_whole

SIZES = pytest.mark.parametrize("size", [2, 60], ids=["small", "past one transaction"])


def deposited(size: int) -> Callable[[], tuple[MemoryScene, Deposit]]:
    def build() -> tuple[MemoryScene, Deposit]:
        scene = MemoryScene()
        return scene, scene.deposited(*scene.towns(size), files=size)

    return build


def delete(scene: MemoryScene, made: Deposit, through: Hub) -> None:
    discard.delete_folder(made.folder.id, caller=scene.osl, now=scene.now, exchange=through.exchange, files=through.files, commit=through.commit)


def nothing_remains(scene: MemoryScene) -> None:
    for days in (1, 2, 31, 32):
        run_jobs(scene.hub, at=scene.in_a(days=days))
    assert [scene.hub.rows(kind) for kind in ("folder", "case", "attachment", "event", "file", "agenda")] == [[]] * 6
    assert scene.hub.files.snapshot() == {}
    must_be_sound(scene.hub)


@SIZES
@pytest.mark.rule("DEP-07", "JOB-06")
def test_a_deletion_cut_at_any_write_leaves_the_folder_whole_or_gone_and_then_nothing(size: int) -> None:
    for scene, made in cut_everywhere(deposited(size), delete):
        # The folder is there with all that is its own, or it does not exist for anybody.
        if scene.hub.exchange.folder(made.folder.id) is not None:
            must_be_whole(scene.hub)
            delete(scene, made, scene.hub)
        with pytest.raises(NotFound, match="Folder is not found"):
            delete(scene, made, scene.hub)
        with pytest.raises(NotFound, match="Folder is not found"):
            deposit.read_folder(made.folder.id, caller=scene.osl, exchange=scene.hub.exchange)
        # No row and no bytes remain.
        nothing_remains(scene)


@SIZES
@pytest.mark.rule("DEP-13", "JOB-06")
def test_the_removal_of_an_abandoned_deposit_cut_at_any_write_ends_with_nothing_left(size: int) -> None:
    def act(scene: MemoryScene, _: Deposit, through: Hub) -> None:
        at = scene.in_a(days=31)
        discard.remove_abandoned(now=at, limit=10, agenda=through.agenda, exchange=through.exchange, files=through.files, commit=through.commit)

    for scene, _ in cut_everywhere(deposited(size), act):
        nothing_remains(scene)


@SIZES
@pytest.mark.rule("JOB-06")
def test_the_erasure_of_leftovers_cut_at_any_write_ends_with_nothing_left(size: int) -> None:
    def half_deleted() -> tuple[MemoryScene, Deposit]:
        for number, left in enumerate(cut_everywhere(deposited(size), delete)):
            if number == 1:  # the folder's row is gone, all else is there
                return left
        raise AssertionError

    def act(scene: MemoryScene, _: Deposit, through: Hub) -> None:
        discard.erase_leftovers(now=scene.now, limit=10, agenda=through.agenda, exchange=through.exchange, files=through.files, commit=through.commit)

    for scene, made in cut_everywhere(half_deleted, act):
        assert scene.hub.exchange.folder(made.folder.id) is None
        nothing_remains(scene)


@pytest.mark.rule("DEP-07", "JOB-06")
def test_bytes_that_come_while_the_folder_is_deleted_do_not_remain() -> None:
    scene = MemoryScene()
    made = scene.announce(scene.town())
    with pytest.raises(StaleWrite):
        scene.upload(made, through=Meanwhile(scene.hub, [lambda: delete(scene, made, scene.hub)]))
    nothing_remains(scene)


@pytest.mark.rule("DEP-07", "JOB-06")
def test_a_folder_whose_file_is_checked_while_it_is_deleted_is_gone_without_a_word() -> None:
    scene = MemoryScene()
    made = scene.announce(scene.town())

    def check() -> None:
        """What the check of a large file commits: it asks nothing of the folder."""
        (file,) = scene.hub.rows("attachment")
        scene.hub.commit(file.checked(Verdict.CLEAN, sha256="s", object_version="1"))

    delete(scene, made, Meanwhile(scene.hub, [lambda: None, check]))  # between the folder's row and the file's
    with pytest.raises(NotFound, match="Folder is not found"):
        delete(scene, made, scene.hub)
    nothing_remains(scene)


def event_with_file() -> tuple[MemoryScene, tuple[Caller, CaseEvent]]:
    scene = MemoryScene()
    town = scene.town()
    event = scene.send(scene.delivered(town, files=0).cases[0].id, "ATTACH_DEPOSIT", caller=town)
    scene.bring_file(event, caller=town)
    return scene, (town, event)


def delete_event(scene: MemoryScene, made: tuple[Caller, CaseEvent], through: Hub) -> None:
    caller, event = made
    exchange_events.delete_event(
        event.case_id, event.id, caller=caller, now=scene.now, exchange=through.exchange, files=through.files, commit=through.commit
    )


def no_file_remains(scene: MemoryScene) -> None:
    for days in (1, 2):
        run_jobs(scene.hub, at=scene.in_a(days=days))
    assert [scene.hub.rows(kind) for kind in ("event", "file")] == [[], []]
    assert scene.hub.rows("agenda", "erasure") == []
    assert scene.hub.files.snapshot() == {}
    must_be_sound(scene.hub)


@pytest.mark.rule("CAS-08", "JOB-06")
def test_the_deletion_of_an_event_cut_at_any_write_leaves_it_whole_or_gone_and_then_nothing() -> None:
    for scene, made in cut_everywhere(event_with_file, delete_event):
        must_be_whole(scene.hub)
        with suppress(NotFound):
            delete_event(scene, made, scene.hub)
        with pytest.raises(NotFound, match="Event is not found"):
            delete_event(scene, made, scene.hub)
        no_file_remains(scene)


@pytest.mark.rule("CAS-08", "JOB-06")
def test_bytes_that_come_while_the_event_is_deleted_do_not_remain() -> None:
    scene, (town, event) = event_with_file()
    meanwhile = Meanwhile(scene.hub, [lambda: delete_event(scene, (town, event), scene.hub)])
    with pytest.raises(StaleWrite):
        scene.bring_file(event, caller=town, content=PDF[:-1] + b"!", through=meanwhile)
    no_file_remains(scene)


def archived() -> tuple[PortalScene, str]:
    """A télédossier that is archived and due to be deleted."""
    scene = PortalScene()
    case_id = scene.case("IN_PROGRESS")
    scene.hub.commit(*words_of(scene.read(case_id)))
    scene.open(case_id)
    scene.move(case_id, "CLOSED", caller=scene.osl)
    for days, job in ((31, "purge-files"), (61, "archive-cases")):
        run_job(job, cast(Composition, scene.hub), scene.in_a(days=days))
    scene.now += timedelta(days=430)
    return scene, case_id


def delete_archived(scene: PortalScene, through: Hub | None = None) -> None:
    run_job("delete-archived", cast(Composition, through or scene.hub), scene.now)


def must_be_forgotten(scene: PortalScene, case_id: str) -> None:
    assert scene.hub.exchange.case(case_id) is None
    assert scene.hub.histories.history(case_id) == ()


@pytest.mark.rule("JOB-05", "POR-08")
def test_a_consultation_at_the_instant_of_the_deletion_is_refused_and_leaves_no_name_behind() -> None:
    scene, case_id = archived()
    with pytest.raises(StaleWrite):  # judged again, it is not found
        scene.open(case_id, through=Meanwhile(scene.hub, [lambda: delete_archived(scene)]))
    must_be_forgotten(scene, case_id)
    with pytest.raises(NotFound):
        scene.open(case_id)


@pytest.mark.rule("JOB-05", "POR-08")
def test_a_consultation_at_any_write_of_the_deletion_goes_with_it() -> None:
    told = []
    for number in range(10):
        scene, case_id = archived()

        def consult(scene: PortalScene = scene, case_id: str = case_id) -> None:
            with suppress(NotFound):
                scene.open(case_id)
                told.append(case_id)

        delete_archived(scene, Meanwhile(scene.hub, [*[lambda: None] * number, consult]))
        delete_archived(scene)
        must_be_forgotten(scene, case_id)
    assert len(told) >= 3  # before the history goes, between it and the case, and before the case
