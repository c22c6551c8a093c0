"""A deposit cut anywhere and tried again is neither lost, doubled nor half visible. **Source:** DEP-01, DEP-04, DEP-11, NOT-03."""

from contextlib import nullcontext

import pytest

from chalicelib.domain.attachments import AttachmentStatus
from chalicelib.domain.callers import Caller
from chalicelib.domain.cases import Case
from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.folders import Deposit
from chalicelib.use_cases import deposit, instruct
from tests.fakes.cuts import cut_everywhere
from tests.fakes.hub import Hub
from tests.scenes import INFECTED_PDF, PDF, MemoryScene, run_jobs
from tests.use_cases.invariants import must_be_sound, must_be_whole


def no_case_of_an_unfinished_deposit_can_be_read(scene: MemoryScene) -> None:
    hub = scene.hub
    cases: list[Case] = [case for case in hub.rows("case") if hub.exchange.folder(case.folder_id) is None]
    for case in cases:
        for caller in (scene.osl, scene.admin, scene.caller_of(case.recipient)):
            with pytest.raises(NotFound):
                instruct.read_case(case.id, is_lite=True, caller=caller, now=scene.now, exchange=hub.exchange, commit=hub.commit)


@pytest.mark.parametrize("key", [None, "key"], ids=["without a key", "with an Idempotency-Key"])
@pytest.mark.parametrize("size", [2, 60], ids=["in one transaction", "staged"])
@pytest.mark.rule("DEP-01", "DEP-11", "DEP-13", "NOT-03")
def test_a_deposit_cut_at_any_write_is_there_whole_or_not_at_all(size: int, key: str | None) -> None:
    def build() -> tuple[MemoryScene, list[Caller]]:
        scene = MemoryScene()
        return scene, scene.towns(size)

    def act(scene: MemoryScene, towns: list[Caller], through: Hub) -> Deposit:
        return scene.announce(*towns, files=size, key=key, through=through)

    for scene, towns in cut_everywhere(build, act):
        # What can be seen is whole, and no case of an unfinished deposit can be read.
        must_be_whole(scene.hub)
        no_case_of_an_unfinished_deposit_can_be_read(scene)
        at_first = [each.id for each in scene.hub.rows("folder")]
        again = act(scene, towns, scene.hub)
        # Under a key the deposit is there once; without one, each answered or lost POST is a deposit of its own.
        expected = {*at_first, again.folder.id}
        assert {each.id for each in scene.hub.rows("folder")} == expected
        assert len(expected) == (1 if key else 1 + len(at_first))
        run_jobs(scene.hub, at=scene.in_a(days=2))
        must_be_sound(scene.hub)
        # After 30 days without completion nothing of it remains.
        for days in (31, 32):
            run_jobs(scene.hub, at=scene.in_a(days=days))
        assert [scene.hub.rows(kind) for kind in ("folder", "case", "attachment", "agenda")] == [[], [], [], []]


@pytest.mark.parametrize(
    ("content", "status"),
    [(PDF, "RECEIVED"), (INFECTED_PDF, "CORRUPTED"), (b"other", "REJECTED")],
    ids=["good", "infected", "other than announced"],
)
@pytest.mark.rule("DEP-04")
def test_an_upload_cut_at_any_write_reads_as_before_or_as_checked_and_is_taken_again(content: bytes, status: str) -> None:
    def build() -> tuple[MemoryScene, Deposit]:
        scene = MemoryScene()
        return scene, scene.announce(scene.town())

    def act(scene: MemoryScene, made: Deposit, through: Hub) -> None:
        with pytest.raises(Invalid) if status == "REJECTED" else nullcontext():
            scene.upload(made, content=content, through=through)

    def status_of(scene: MemoryScene, made: Deposit) -> str:
        (attachment,) = deposit.read_folder(made.folder.id, caller=scene.osl, exchange=scene.hub.exchange).attachments
        return attachment.status

    for scene, made in cut_everywhere(build, act):
        # It reads PENDING or what it is, never RECEIVED without its checked bytes; only a clean file's bytes are kept.
        at_first = status_of(scene, made)
        assert at_first in (AttachmentStatus.PENDING, status)
        if at_first == AttachmentStatus.PENDING:
            with pytest.raises(Invalid, match="has not been received"):
                scene.set_folder(made.folder.id)
        act(scene, made, scene.hub)
        assert status_of(scene, made) == status
        assert set(scene.hub.files.snapshot().values()) == ({PDF} if status == "RECEIVED" else set())
        must_be_sound(scene.hub)
