"""A delivery cut anywhere notifies every recipient exactly once in the end. **Source:** DEP-06, NOT-03, JOB-06."""

from collections.abc import Callable
from functools import partial

import pytest

from chalicelib.domain.callers import Caller
from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.errors import Invalid, StaleWrite
from chalicelib.domain.folders import Deposit
from tests.fakes.cuts import Meanwhile, cut_everywhere
from tests.fakes.hub import Hub
from tests.scenes import PDF, MemoryScene, Scene, run_jobs
from tests.use_cases.invariants import must_be_sound, must_be_whole, must_tell_each_delivery_once

Made = tuple[Deposit, list[Caller]]


def complete(scene: Scene, made: Made, through: Hub) -> None:
    scene.set_folder(made[0].folder.id, through=through)


def build(recipients: int) -> Callable[[], tuple[MemoryScene, Made]]:
    def made() -> tuple[MemoryScene, Made]:
        scene = MemoryScene()
        towns = scene.towns(recipients)
        return scene, (scene.deposited(*towns), towns)

    return made


@pytest.mark.parametrize("recipients", [2, 40], ids=["in one transaction", "past one transaction"])
@pytest.mark.rule("DEP-06", "NOT-03")
def test_a_delivery_cut_at_any_write_and_asked_for_again_notifies_every_recipient_once(recipients: int) -> None:
    for scene, made in cut_everywhere(build(recipients), complete):
        # Cut there, a case is delivered with its one notification, or not at all.
        must_be_whole(scene.hub)
        must_tell_each_delivery_once(scene.hub)
        complete(scene, made, scene.hub)
        run_jobs(scene.hub, at=scene.in_a(minutes=2))
        # Every recipient has exactly one notification and one mail, and the folder is HUBEE_NOTIFIED.
        assert scene.hub.rows("folder")[0].status is CaseStatus.HUBEE_NOTIFIED
        assert [len(scene.waiting(town)) for town in made[1]] == [1] * recipients
        assert len(scene.hub.rows("mail")) == recipients
        assert scene.hub.rows("agenda", "unfinished-delivery") == []
        must_be_sound(scene.hub)


@pytest.mark.parametrize("recipients", [2, 40], ids=["in one transaction", "past one transaction"])
@pytest.mark.rule("DEP-06", "JOB-06")
def test_a_delivery_cut_at_any_write_and_never_asked_for_again_is_finished_by_the_job_or_never_began(recipients: int) -> None:
    seen = set()
    for scene, made in cut_everywhere(build(recipients), complete):
        run_jobs(scene.hub, at=scene.in_a(minutes=2))
        # Either nothing happened at all, or every recipient has exactly one notification: within ten minutes, in both cases.
        status = scene.hub.rows("folder")[0].status
        seen.add(status)
        told = 1 if status is CaseStatus.HUBEE_NOTIFIED else 0
        assert [len(scene.waiting(town)) for town in made[1]] == [told] * recipients
        assert scene.hub.rows("agenda", "unfinished-delivery") == []
        must_be_sound(scene.hub)
    assert seen == {CaseStatus.HUBEE_RECEIVED, CaseStatus.HUBEE_NOTIFIED}


@pytest.mark.rule("DEP-06", "NOT-03")
def test_on_aws_too_a_delivery_cut_at_any_write_notifies_every_recipient_once(hub: Hub) -> None:
    scene = Scene(hub)
    towns = scene.towns(2)
    for _, made in cut_everywhere(lambda: (scene, (scene.deposited(*towns), towns)), complete):
        before = {town.organisation: len(scene.waiting(town)) for town in towns}
        complete(scene, made, hub)
        complete(scene, made, hub)
        folder = hub.exchange.folder(made[0].folder.id)
        assert folder is not None
        assert folder.status is CaseStatus.HUBEE_NOTIFIED
        for town in towns:
            waiting = [each.case_id for each in scene.waiting(town)]
            assert len(waiting) - before[town.organisation] in (0, 1)
            assert [waiting.count(case.id) for case in made[0].cases if case.recipient == town.organisation] == [1]


@pytest.mark.parametrize("recipients", [2, 40], ids=["in one transaction", "past one transaction"])
@pytest.mark.rule("DEP-04", "DEP-06", "CAS-13")
def test_bytes_taken_while_the_folder_is_being_completed_are_those_delivered(recipients: int) -> None:
    scene, (made, towns) = build(recipients)()
    other = PDF[:-1] + b"!"
    meanwhile = Meanwhile(scene.hub, [lambda: scene.upload(made, content=other)])
    for _ in range(2):  # as the handler tries again
        try:
            scene.set_folder(made.folder.id, through=meanwhile)
            break
        except StaleWrite:
            continue
    # The upload was answered 204 before the folder was completed: every recipient gets its bytes.
    for case in scene.hub.rows("case"):
        (attachment,) = case.attachments
        assert scene.hub.files.get(attachment.object_key, attachment.object_version or "") == other
    assert [len(scene.waiting(town)) for town in towns] == [1] * recipients


@pytest.mark.rule("DEP-04", "DEP-06")
def test_bytes_that_come_after_the_folder_was_completed_are_refused() -> None:
    scene, (made, towns) = build(2)()
    meanwhile = Meanwhile(scene.hub, [lambda: complete(scene, (made, towns), scene.hub)])
    with pytest.raises(StaleWrite):
        scene.upload(made, content=PDF[:-1] + b"!", through=meanwhile)
    with pytest.raises(Invalid, match="can not be changed any more"):
        scene.upload(made, content=PDF[:-1] + b"!")
    must_be_sound(scene.hub)


@pytest.mark.rule("DEP-06", "JOB-06")
def test_the_job_and_the_operator_that_finish_one_delivery_together_notify_once() -> None:
    for scene, made in cut_everywhere(build(40), complete):
        jobs = [partial(run_jobs, scene.hub, at=scene.in_a(minutes=1))] * 4
        for _ in range(3):  # as the handler tries again
            try:
                complete(scene, made, Meanwhile(scene.hub, jobs))
                break
            except StaleWrite:
                continue
        assert [len(scene.waiting(town)) for town in made[1]] == [1] * 40
        must_be_sound(scene.hub)
