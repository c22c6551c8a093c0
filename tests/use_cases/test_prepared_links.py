"""Links to what was prepared: none is signed anew for files that may no more be downloaded."""

from collections.abc import Callable

import pytest

from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.cases import Case
from chalicelib.domain.errors import Forbidden, NotFound
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.preparations import Preparation
from chalicelib.domain.subscriptions import AccessMode
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Remove
from tests.downloads import MemoryDownloads
from tests.use_cases.test_ingest import switch


def _migrate(scene: MemoryDownloads, case: Case) -> None:
    scene.hub.commit(replace(case, recipient=scene.organisation()))


def _switch(scene: MemoryDownloads, _: Case) -> None:
    switch(scene, scene.place, AccessMode.API)


ENDS: dict[str, Callable[[MemoryDownloads, Case], None]] = {
    "clos": lambda scene, case: scene.hub.commit(replace(case, status=CaseStatus.CLOSED)),
    "refusé": lambda scene, case: scene.hub.commit(replace(case, status=CaseStatus.REFUSED)),
    "purged": lambda scene, case: scene.hub.commit(replace(case, purged_at=scene.now)),
    "migrated": _migrate,
    "deleted": lambda scene, case: scene.hub.commit(Remove(case)),
    "in API mode": _switch,
}


def link_to_a_file(scene: MemoryDownloads) -> tuple[str, Case]:
    """A file too large for an answer, asked for; and its télédossier."""
    case = scene.case()
    large = replace(case.attachments[0], size_bytes=LIMITS.answer_bytes + 1)
    scene.hub.commit(replace(case, attachments=(large,)))
    made = scene.fetch(case)
    assert isinstance(made, Preparation)
    return made.id, case


def link_to_an_archive(scene: MemoryDownloads) -> tuple[str, Case]:
    """An archive of two télédossiers, built; and one of them."""
    case, other = scene.case(), scene.case()
    preparation, _ = scene.ask(case, other)
    scene.build(preparation.id)
    return preparation.id, case


@pytest.mark.rule("CAS-11", "POR-04", "SUB-08")
@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
@pytest.mark.parametrize("asked", [link_to_a_file, link_to_an_archive])
def test_no_link_is_signed_for_what_would_no_more_be_handed_out(
    asked: Callable[[MemoryDownloads], tuple[str, Case]], end: Callable[[MemoryDownloads, Case], None]
) -> None:
    scene = MemoryDownloads()
    preparation_id, case = asked(scene)
    assert scene.look(preparation_id).link is not None
    end(scene, scene.read(case.id))
    with pytest.raises((Forbidden, NotFound)):
        scene.fetch(case)
    with pytest.raises(NotFound, match="n'est plus disponible"):
        scene.look(preparation_id)
