"""What people did on a case comes back in order, the last of it when there is much. **Source:** POR-08."""

from typing import Any

import pytest

from chalicelib.domain.history import Deed, HistoryEntry
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Remove
from tests.scenes import Scene

pytestmark = pytest.mark.rule("POR-08")


def an_entry(scene: Scene, **overrides: Any) -> HistoryEntry:
    usual = HistoryEntry(
        id=scene.new_id(),
        case_id=scene.new_id(),
        deed=Deed.CONSULTED,
        at=scene.now,
        organisation=scene.osl.organisation,
        account_id=scene.new_id(),
        author="<b>Zoé</b> D'ÉTÉ",
        detail="é\n",
    )
    return replace(usual, **overrides)


def test_a_case_has_what_was_done_on_it_in_order_and_nothing_of_another(scene: Scene) -> None:
    first = an_entry(scene)
    others = [an_entry(scene, case_id=first.case_id, deed=deed, at=scene.in_a(seconds=index)) for index, deed in enumerate(Deed, start=1)]
    scene.hub.commit(an_entry(scene))
    for each in (*reversed(others), first):
        scene.hub.commit(each)
    assert scene.hub.histories.history(first.case_id) == (first, *others)
    assert scene.hub.histories.history(first.case_id, limit=2) == (others[-2], others[-1])
    assert scene.hub.histories.history(scene.new_id()) == ()


def test_an_entry_is_written_twice_without_harm_and_removed_twice_without_fault(scene: Scene) -> None:
    entry = an_entry(scene, account_id=None, author=None, detail=None)
    for _ in range(2):
        scene.hub.commit(entry)
    assert scene.hub.histories.history(entry.case_id) == (entry,)
    for _ in range(2):
        scene.hub.commit(Remove(entry))
    assert scene.hub.histories.history(entry.case_id) == ()


def test_deeds_of_one_instant_are_all_kept(scene: Scene) -> None:
    first = an_entry(scene)
    second = an_entry(scene, case_id=first.case_id, deed=Deed.DOWNLOADED)
    scene.hub.commit(second, first)
    assert scene.hub.histories.history(first.case_id) == tuple(sorted((first, second), key=lambda each: each.id))
