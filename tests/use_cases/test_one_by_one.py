"""One entry of the agenda that fails, or ends the function that looks at it, keeps no other waiting."""

from datetime import timedelta
from uuid import uuid4

import pytest

from chalicelib.domain.agenda import AgendaEntry, Topic
from chalicelib.domain.errors import StaleWrite, Unavailable
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.uploads import check_reminder
from chalicelib.domain.writes import Remove
from chalicelib.use_cases.check_files import look_after_uploads
from chalicelib.use_cases.one_by_one import one_by_one
from tests.fakes.cuts import Cut
from tests.scenes import MemoryScene

pytestmark = pytest.mark.rule("JOB-06")


def entries_of(scene: MemoryScene, number: int) -> list[AgendaEntry]:
    made = [AgendaEntry(topic=Topic.ERASURE, due_at=scene.now + timedelta(seconds=each), subject=str(uuid4())) for each in range(number)]
    scene.hub.commit(*made)
    return made


@pytest.mark.parametrize("failure", [Unavailable("The store does not answer"), StaleWrite("Somebody was quicker")], ids=["fails", "has changed"])
def test_what_fails_is_told_and_looked_at_again_behind_what_is_due(failure: Exception) -> None:
    scene = MemoryScene()
    bad, good = entries_of(scene, 2)

    def act(entry: AgendaEntry) -> None:
        if entry == bad:
            raise failure
        scene.hub.commit(Remove(entry))

    later = scene.in_a(minutes=1)
    if isinstance(failure, Unavailable):
        with pytest.raises(Unavailable):
            one_by_one([bad, good], act, now=later, commit=scene.hub.commit)
    else:
        assert one_by_one([bad, good], act, now=later, commit=scene.hub.commit) == 2
    at = later + LIMITS.entry_setback if isinstance(failure, Unavailable) else bad.due_at
    left = scene.hub.agenda.due(Topic.ERASURE, at=later + timedelta(days=1), limit=10)
    assert [(each.subject, each.due_at) for each in left] == [(bad.subject, at)]


@pytest.mark.rule("DEP-05", "DEP-09")
def test_a_check_that_ends_its_function_keeps_no_other_file_waiting() -> None:
    scene = MemoryScene()
    bad, good = (f"folders/{uuid4()}/{uuid4()}/{uuid4()}.upload" for _ in range(2))
    scene.hub.commit(check_reminder(bad, at=scene.now), check_reminder(good, at=scene.now + timedelta(seconds=1)))
    looked_at: list[str] = []

    def check(entry: AgendaEntry) -> bool:
        looked_at.append(entry.subject)
        if entry.subject == bad:
            raise Cut  # for want of memory, of disk, or of its fifteen minutes
        return True

    hub = scene.hub
    for minutes in (5, 5, 10):
        try:
            look_after_uploads(now=scene.in_a(minutes=minutes), limit=1, agenda=hub.agenda, exchange=hub.exchange, commit=hub.commit, check=check)
        except Cut:
            continue
    assert looked_at == [bad, good, bad]
    assert [each.subject for each in hub.agenda.due(Topic.UNCHECKED_FILE, at=scene.in_a(days=1), limit=10)] == [bad]


@pytest.mark.rule("DEP-05", "DEP-09")
def test_a_file_that_cannot_be_checked_keeps_no_other_waiting_and_fails_its_job() -> None:
    scene = MemoryScene()
    bad, good = (f"folders/{uuid4()}/{uuid4()}/{uuid4()}.upload" for _ in range(2))
    scene.hub.commit(check_reminder(bad, at=scene.now), check_reminder(good, at=scene.now + timedelta(seconds=1)))
    looked_at: list[str] = []

    def check(entry: AgendaEntry) -> bool:
        looked_at.append(entry.subject)
        if entry.subject == bad:
            raise Unavailable("The antivirus does not answer")
        return True

    hub, now = scene.hub, scene.in_a(minutes=5)
    with pytest.raises(Unavailable, match="The antivirus does not answer"):
        look_after_uploads(now=now, limit=10, agenda=hub.agenda, exchange=hub.exchange, commit=hub.commit, check=check)
    assert looked_at == [bad, good]
    assert hub.agenda.due(Topic.UNCHECKED_FILE, at=now, limit=10) == ()
    assert [each.subject for each in hub.agenda.due(Topic.UNCHECKED_FILE, at=scene.in_a(days=1), limit=10)] == [bad]
