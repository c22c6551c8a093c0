"""Files go, cases are archived and deleted, whatever happens meanwhile and wherever it is cut. **Source:** JOB-04, JOB-05, JOB-06."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.composition import Composition
from chalicelib.domain.attachments import AttachmentStatus
from chalicelib.domain.callers import Caller
from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.cases import Case
from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.folders import Deposit
from chalicelib.domain.history import Deed
from chalicelib.domain.inbox import words_of
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.values import replace
from chalicelib.handlers.jobs import JOBS, run_job
from chalicelib.use_cases import deposit, instruct
from tests.fakes.cuts import Meanwhile, cut_everywhere
from tests.fakes.hub import Hub
from tests.scenes import MemoryScene, run_jobs
from tests.use_cases.invariants import must_be_sound

DELETED, RECEIVED = AttachmentStatus.DELETED, AttachmentStatus.RECEIVED


def run(name: str, scene: MemoryScene, *, days: float, through: Hub | None = None) -> int:
    """Run a job some days from now."""
    return run_job(name, cast(Composition, through or scene.hub), scene.now + timedelta(days=days))


def case_of(scene: MemoryScene, case_id: str) -> Case:
    found = scene.hub.exchange.case(case_id)
    assert found is not None
    return found


def closed(scene: MemoryScene, *towns: Caller, files: int = 1) -> Deposit:
    """A folder whose cases were all closed."""
    made = scene.delivered(*towns, files=files)
    for case in made.cases:
        scene.move(case.id, "CLOSED", caller=scene.osl)
    return made


def bytes_under(scene: MemoryScene, start: str) -> int:
    return sum(key.startswith(start) for key, _ in scene.hub.files.snapshot())


def must_have_what_is_offered(scene: MemoryScene) -> None:
    """Every file that a list or an event offers is there, as it was checked."""
    offered = [each for case in scene.hub.rows("case") for each in case.attachments] + scene.hub.rows("file")
    for each in offered:
        if each.status is RECEIVED:
            instruct.fetch(each, now=scene.now, files=scene.hub.files, links=scene.hub.links)


@pytest.mark.rule("JOB-04")
def test_files_are_erased_in_every_version_a_day_after_the_delay() -> None:
    scene = MemoryScene()
    town = scene.town()
    made = scene.announce(town, files=2)
    scene.upload(made, content=b"%PDF-other".ljust(72))
    for number in range(2):
        scene.upload(made, number=number)
    scene.set_folder(made.folder.id)
    event = scene.send(made.cases[0].id, "ATTACH_DEPOSIT", caller=town)
    scene.bring_file(event, caller=town)
    scene.set_event(event, "SENT", caller=town)
    scene.move(made.cases[0].id, "CLOSED", caller=scene.osl)
    run("purge-files", scene, days=30.9)
    assert (bytes_under(scene, "folders/"), bytes_under(scene, "cases/")) == (3, 1)
    run("purge-files", scene, days=31.1)
    case = case_of(scene, made.cases[0].id)
    assert scene.hub.files.snapshot() == {}
    assert [each.status for each in (*case.attachments, *scene.hub.rows("attachment"), *scene.hub.rows("file"))] == [DELETED] * 5
    assert (case.status, case.purged_at, case.awaits_siblings) == (CaseStatus.CLOSED, scene.now + timedelta(days=31.1), False)
    assert [each.deed for each in scene.hub.histories.history(case.id)] == [Deed.PURGED]
    by: dict[str, Any] = {"caller": town, "now": scene.now, "exchange": scene.hub.exchange, "files": scene.hub.files, "links": scene.hub.links}
    with pytest.raises(NotFound, match="File is not found"):
        instruct.download_case_attachment(case.id, case.attachments[0].id, **by)
    with pytest.raises(NotFound, match="File is not found"):
        instruct.download_event_attachment(case.id, event.id, scene.hub.rows("file")[0].id, **by)
    assert scene.hub.rows("agenda", "erasure") == []
    before = scene.hub.snapshot()
    assert run("purge-files", scene, days=50) == 0
    assert scene.hub.snapshot() == before


@pytest.mark.rule("JOB-04")
def test_a_shared_file_waits_for_its_last_case_which_takes_it() -> None:
    scene = MemoryScene()
    towns = scene.towns(3)
    made = scene.delivered(*towns)
    first, second, third = (each.id for each in made.cases)
    scene.move(first, "CLOSED", caller=scene.osl)
    run("purge-files", scene, days=40)
    assert (case_of(scene, first).awaits_siblings, case_of(scene, first).attachments[0].status) == (True, RECEIVED)
    assert run("purge-files", scene, days=40) == 0  # it does not stand in the way of others
    scene.move(second, "CLOSED", caller=scene.osl)
    scene.move(first, "HUBEE_NOTIFIED", caller=scene.osl)  # a reopened one starts anew
    run("purge-files", scene, days=40)
    assert bytes_under(scene, "folders/") == 1
    later = scene.now + timedelta(days=20)
    scene.now, start = later, scene.now
    for case_id in (first, third):
        scene.move(case_id, "CLOSED", caller=scene.osl)
    scene.now = start
    run("purge-files", scene, days=50.9)
    must_have_what_is_offered(scene)
    assert bytes_under(scene, "folders/") == 1
    run("purge-files", scene, days=51.1)
    assert scene.hub.files.snapshot() == {}
    assert [case_of(scene, each).purged_at for each in (first, second, third)] == [scene.now + timedelta(days=51.1)] * 3


@pytest.mark.rule("JOB-04")
def test_cases_that_wait_for_their_siblings_do_not_keep_others_from_being_purged() -> None:
    scene = MemoryScene()
    town, slow = scene.town(), scene.town()
    for _ in range(LIMITS.job_page + 20):
        made = scene.delivered(town, slow)
        scene.move(made.cases[0].id, "CLOSED", caller=scene.osl)
    scene.now += timedelta(hours=1)
    last = closed(scene, town)
    run("purge-files", scene, days=40)
    assert bytes_under(scene, f"folders/{last.folder.id}") == 0
    assert len(scene.hub.files.snapshot()) == LIMITS.job_page + 20


@pytest.mark.rule("JOB-04")
def test_files_that_come_after_the_purge_are_found_again_when_their_delay_has_passed() -> None:
    scene = MemoryScene()
    town = scene.town()
    made = closed(scene, town)
    run("purge-files", scene, days=40)
    scene.now += timedelta(days=41)
    event = scene.send(made.cases[0].id, "ATTACH_DEPOSIT", caller=scene.osl)
    scene.bring_file(event, caller=scene.osl)
    scene.set_event(event, "SENT", caller=scene.osl)
    run("purge-files", scene, days=30.9)
    assert bytes_under(scene, "cases/") == 1
    process = scene.hub.referential.process(scene.process.code)
    assert process is not None
    scene.hub.commit(replace(process, purge_days=35))  # a longer delay is obeyed
    run("purge-files", scene, days=32)
    assert bytes_under(scene, "cases/") == 1
    run("purge-files", scene, days=36)
    assert scene.hub.files.snapshot() == {}
    assert scene.hub.rows("agenda", "purge") == []


@pytest.mark.rule("JOB-04")
def test_an_unfinished_deposit_of_files_on_a_purged_case_takes_no_more_bytes() -> None:
    scene = MemoryScene()
    town = scene.town()
    made = scene.delivered(town)
    event = scene.send(made.cases[0].id, "ATTACH_DEPOSIT", caller=scene.osl)
    scene.move(made.cases[0].id, "CLOSED", caller=scene.osl)
    run("purge-files", scene, days=40)
    with pytest.raises(Invalid, match="can not be changed any more"):
        scene.bring_file(event, caller=scene.osl)
    with pytest.raises(Invalid, match="is DELETED, not RECEIVED"):
        scene.set_event(event, "SENT", caller=scene.osl)
    run_jobs(scene.hub, at=scene.in_a(days=41))
    assert (scene.hub.files.snapshot(), scene.hub.rows("agenda", "erasure")) == ({}, [])


@pytest.mark.rule("JOB-05")
def test_a_closed_case_is_archived_read_only_and_then_nothing_of_it_is_left_but_the_counts() -> None:
    scene = MemoryScene()
    town = scene.town()
    made = scene.delivered(town, files=2)
    case_id = made.cases[0].id
    event = scene.send(case_id, "ATTACH_DEPOSIT", caller=town)
    scene.bring_file(event, caller=town)
    scene.set_event(event, "SENT", caller=town)
    ingested = case_of(scene, case_id).ingested(at=scene.now)
    scene.hub.commit(ingested, *words_of(ingested))
    scene.move(case_id, "CLOSED", caller=scene.osl)
    run("archive-cases", scene, days=59.9)
    assert case_of(scene, case_id).status is CaseStatus.CLOSED
    run("archive-cases", scene, days=60.1)
    archived = case_of(scene, case_id)
    at = scene.now + timedelta(days=60.1)
    assert (archived.status, archived.archived_at, archived.purged_at, archived.label) == (CaseStatus.ARCHIVED, at, at, "Archivé")
    assert {each.status for each in (*archived.attachments, *scene.hub.rows("file"))} == {DELETED}
    assert scene.hub.files.snapshot() == {}
    assert [each.deed for each in scene.hub.histories.history(case_id)] == [Deed.ARCHIVED]
    writings: list[Callable[[], object]] = [
        lambda: scene.move(case_id, "HUBEE_NOTIFIED", caller=scene.osl),
        lambda: scene.move(case_id, "HUBEE_NOTIFIED", caller=scene.admin),
        lambda: scene.send(case_id, "SENDING_MESSAGE", caller=scene.osl, message="Bonjour"),
    ]
    for write in writings:
        with pytest.raises(Invalid, match="Case is archived"):
            write()
    scene.set_event(event, "RECEIVED", caller=scene.osl)
    assert ([each.status for each in scene.hub.rows("event")], case_of(scene, case_id)) == (["RECEIVED"], archived)
    run("count-cases", scene, days=61)
    run("delete-archived", scene, days=60.1 + 364.9)
    assert scene.hub.exchange.case(case_id) == archived or case_of(scene, case_id).status is CaseStatus.ARCHIVED
    kinds = ("folder", "case", "attachment", "event", "file", "history", "word", "queue")
    counts = {key: row for key, row in scene.hub.snapshot()[0].items() if key[0] == "count"}
    assert counts
    run("delete-archived", scene, days=60.1 + 365.1)
    assert [scene.hub.rows(kind) for kind in kinds] == [[]] * len(kinds)
    assert {key: row for key, row in scene.hub.snapshot()[0].items() if key[0] == "count"} == counts
    assert scene.hub.rows("agenda", "erasure") == []


@pytest.mark.rule("JOB-05")
def test_a_folder_goes_with_its_last_case_and_reads_without_those_that_are_gone() -> None:
    scene = MemoryScene(archive_days=10, deletion_days=5)
    town, other = scene.town(), scene.town()
    made = scene.delivered(town, other, files=2)
    scene.move(made.cases[0].id, "CLOSED", caller=scene.osl)
    for name, days in (("archive-cases", 10), ("delete-archived", 16)):
        run(name, scene, days=days + 0.1)
    read = deposit.read_folder(made.folder.id, caller=scene.osl, exchange=scene.hub.exchange)
    assert [each.id for each in read.cases] == [made.cases[1].id]
    must_have_what_is_offered(scene)
    assert len(scene.hub.files.snapshot()) == 2
    must_be_sound(scene.hub)
    scene.move(made.cases[1].id, "CLOSED", caller=scene.osl)
    for name, days in (("archive-cases", 10), ("delete-archived", 16)):
        run(name, scene, days=days + 0.1)
    assert [scene.hub.rows(kind) for kind in ("folder", "case", "attachment")] == [[]] * 3
    assert scene.hub.files.snapshot() == {}


@pytest.mark.rule("JOB-05")
def test_a_reopened_case_is_not_archived_and_a_shortened_delay_counts_at_once() -> None:
    scene = MemoryScene()
    made = closed(scene, scene.town(), scene.town())
    scene.move(made.cases[0].id, "HUBEE_NOTIFIED", caller=scene.osl)
    process = scene.hub.referential.process(scene.process.code)
    assert process is not None
    scene.hub.commit(replace(process, archive_days=3))
    run("archive-cases", scene, days=4)
    assert [case_of(scene, each.id).status for each in made.cases] == [CaseStatus.HUBEE_NOTIFIED, CaseStatus.ARCHIVED]
    must_have_what_is_offered(scene)


@pytest.mark.rule("JOB-05")
def test_what_the_statistics_have_not_counted_of_a_deleted_case_is_counted_with_its_deletion() -> None:
    scenes = [MemoryScene(archive_days=1, deletion_days=1) for _ in range(2)]
    for scene, counted in zip(scenes, (True, False), strict=True):
        closed(scene, scene.town())
        run("archive-cases", scene, days=2)
        if counted:
            run("count-cases", scene, days=2)
        run("delete-archived", scene, days=4)
    first, second = ({key[2].split("|", 1)[1]: row for key, row in scene.hub.snapshot()[0].items() if key[0] == "count"} for scene in scenes)
    assert len(first) == len(second) > 0
    assert sorted(first.values()) == sorted(second.values())


def shared_by(size: int) -> Callable[[], tuple[MemoryScene, Deposit]]:
    def build() -> tuple[MemoryScene, Deposit]:
        scene = MemoryScene()
        return scene, closed(scene, *scene.towns(size), files=max(1, size - 3))

    return build


@pytest.mark.parametrize("is_reopened", [True, False], ids=["reopened", "left alone"])
@pytest.mark.parametrize("size", [2, 60], ids=["small", "past one transaction"])
@pytest.mark.rule("JOB-04", "JOB-06")
def test_a_purge_cut_at_any_write_offers_nothing_that_is_gone_and_ends_with_no_bytes(size: int, is_reopened: bool) -> None:
    def act(scene: MemoryScene, _: Deposit, through: Hub) -> None:
        run("purge-files", scene, days=40, through=through)

    for scene, made in cut_everywhere(shared_by(size), act):
        must_have_what_is_offered(scene)
        if is_reopened:  # just after the cut
            scene.move(made.cases[-1].id, "HUBEE_NOTIFIED", caller=scene.osl)
            run_jobs(scene.hub, at=scene.in_a(days=41))
            must_have_what_is_offered(scene)
            scene.move(made.cases[-1].id, "CLOSED", caller=scene.osl)
        run_jobs(scene.hub, at=scene.in_a(days=42))
        assert scene.hub.files.snapshot() == {}
        assert {each.status for each in (*scene.hub.rows("attachment"), *(a for c in scene.hub.rows("case") for a in c.attachments))} == {DELETED}
        assert [scene.hub.rows("agenda", topic) for topic in ("purge", "erasure")] == [[], []]
        must_be_sound(scene.hub)


@pytest.mark.parametrize("files", [97, 98, 99, 100])
@pytest.mark.rule("JOB-04", "JOB-06")
def test_a_purge_cut_between_two_transactions_leaves_no_bytes(files: int) -> None:
    def build() -> tuple[MemoryScene, Deposit]:
        scene = MemoryScene()
        return scene, closed(scene, scene.town(), files=files)

    def act(scene: MemoryScene, _: Deposit, through: Hub) -> None:
        run("purge-files", scene, days=40, through=through)

    for scene, _ in cut_everywhere(build, act):
        run_jobs(scene.hub, at=scene.in_a(days=41))
        assert scene.hub.files.snapshot() == {}
        assert [scene.hub.rows("agenda", topic) for topic in ("purge", "erasure")] == [[], []]


@pytest.mark.rule("JOB-04", "JOB-06")
def test_a_case_reopened_while_it_is_purged_keeps_all_its_files() -> None:
    scene = MemoryScene()
    town = scene.town()
    made = scene.delivered(town)
    event = scene.send(made.cases[0].id, "ATTACH_DEPOSIT", caller=scene.osl)
    scene.bring_file(event, caller=scene.osl)
    scene.set_event(event, "SENT", caller=scene.osl)
    scene.move(made.cases[0].id, "CLOSED", caller=scene.osl)
    before = scene.hub.files.snapshot()
    reopens = partial(scene.move, made.cases[0].id, "HUBEE_NOTIFIED", caller=scene.osl)
    run("purge-files", scene, days=40, through=Meanwhile(scene.hub, [reopens]))
    assert scene.hub.files.snapshot() == before
    assert {each.status for each in (*case_of(scene, made.cases[0].id).attachments, *scene.hub.rows("file"))} == {RECEIVED}


@pytest.mark.rule("JOB-04", "JOB-05", "JOB-06")
def test_a_case_is_not_left_waiting_for_a_sibling_that_lets_go_meanwhile() -> None:
    scene = MemoryScene(purge_status=CaseStatus.DONE, archive_days=5)
    first, second = scene.towns(2)
    made = scene.delivered(first, second)
    scene.move(made.cases[0].id, "DONE", caller=first)
    scene.now += timedelta(days=20)
    scene.move(made.cases[1].id, "CLOSED", caller=scene.osl)
    # As of the twelfth day from now the first is due and the second is not; as of the sixth, another run archives the second.
    run("purge-files", scene, days=12, through=Meanwhile(scene.hub, [partial(run, "archive-cases", scene, days=6)]))
    assert [case_of(scene, each.id).status for each in made.cases] == [CaseStatus.DONE, CaseStatus.ARCHIVED]
    assert not case_of(scene, made.cases[0].id).awaits_siblings
    assert scene.hub.files.snapshot() == {}


STEPS = st.tuples(st.sampled_from(["CLOSED", "HUBEE_NOTIFIED", "purge-files", "archive-cases"]), st.integers(0, 2), st.integers(0, 40))


@pytest.mark.rule("JOB-04", "JOB-05", "JOB-06")
@settings(max_examples=60, deadline=None)
@given(st.lists(STEPS, min_size=3, max_size=8), st.lists(st.tuples(st.sampled_from(["CLOSED", "HUBEE_NOTIFIED"]), st.integers(0, 2)), max_size=4))
def test_no_order_of_closing_reopening_and_jobs_loses_a_file_that_someone_may_fetch(
    steps: list[tuple[str, int, int]], meanwhile: list[tuple[str, int]]
) -> None:
    scene = MemoryScene(archive_days=50)
    made = scene.delivered(*scene.towns(3))
    start = scene.now

    def move(index: int, status: str) -> None:
        if case_of(scene, made.cases[index].id).status is not CaseStatus.ARCHIVED:
            scene.move(made.cases[index].id, status, caller=scene.osl)
        must_have_what_is_offered(scene)

    for what, index, days in steps:
        scene.now += timedelta(days=days)
        if what in JOBS:
            happens = [partial(move, case, status) for status, case in meanwhile]
            run(what, scene, days=0, through=Meanwhile(scene.hub, happens))
        else:
            move(index, what)
        must_have_what_is_offered(scene)
    for index in range(3):
        move(index, "CLOSED")
    run_jobs(scene.hub, at=scene.in_a(days=40))
    assert scene.now >= start
    assert scene.hub.files.snapshot() == {}
    run_jobs(scene.hub, at=scene.in_a(days=60))
    run_jobs(scene.hub, at=scene.in_a(days=600))
    assert [scene.hub.rows(kind) for kind in ("folder", "case", "attachment")] == [[]] * 3


class _Counted:
    """Counts the calls of a port."""

    def __init__(self, port: Any, calls: list[str]) -> None:
        self._port, self._calls = port, calls

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)

        def called(*args: Any, **more: Any) -> Any:
            self._calls.append(name)
            return method(*args, **more)

        return called


@pytest.mark.rule("JOB-06")
def test_the_calls_of_a_page_do_not_grow_with_what_is_due() -> None:
    made: list[int] = []
    for number in (LIMITS.job_page, 3 * LIMITS.job_page):
        scene = MemoryScene()
        town = scene.town()
        for _ in range(number):
            closed(scene, town)
        calls: list[str] = []
        hub: Any = Meanwhile(scene.hub, [])
        hub.exchange, hub.files = _Counted(scene.hub.exchange, calls), _Counted(scene.hub.files, calls)
        assert JOBS["purge-files"](hub, scene.in_a(days=40)) == LIMITS.job_page
        made.append(len(calls))
        assert len(scene.hub.files.snapshot()) == number - LIMITS.job_page
    assert made[0] == made[1] <= 2 + 5 * LIMITS.job_page
