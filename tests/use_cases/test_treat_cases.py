"""Several télédossiers change status in one go: each where it may, in few transactions. **Source:** POR-13."""

from collections.abc import Callable, Sequence

import pytest

from chalicelib.domain.case_status import BY_CHOICE
from chalicelib.domain.cases import Case
from chalicelib.domain.errors import FaultyForm, StaleRow
from chalicelib.domain.writes import Write
from tests.fakes.cuts import Meanwhile
from tests.fakes.hub import Hub
from tests.portal_scene import PortalScene
from tests.use_cases.invariants import must_be_sound


class Watched(Meanwhile):
    """Another hub that counts what is committed; one case is ``busy``: somebody else always was quicker."""

    def __init__(self, hub: Hub, events: Sequence[Callable[[], object]], *, busy: str | None = None) -> None:
        super().__init__(hub, events)
        self.commits, self._busy = 0, busy

    def commit(self, *writes: Write) -> None:
        """Write all or nothing. Raises: StaleRow."""
        self.commits += 1
        if any(isinstance(each, Case) and each.id == self._busy for each in writes):
            raise StaleRow("A row is not as it was read")
        super().commit(*writes)


@pytest.mark.rule("POR-13")
def test_several_change_status_each_where_it_may_with_a_result_each() -> None:
    scene = PortalScene()
    ready, early, done = scene.case("IN_PROGRESS"), scene.case("SI_RECEIVED"), scene.case("DONE")
    unread = scene.case("IN_PROGRESS")
    scene.send(unread, "SENDING_MESSAGE", caller=scene.osl, message="Complément")
    elsewhere, nothing = scene.delivered(scene.town()).cases[0].id, scene.new_id()
    results = scene.choose_for([ready, early, done, unread, elsewhere, nothing, ready], "DONE")
    assert results == {
        ready: (),
        early: ("Le statut ne peut pas passer de « Reçu » à « Traité ».",),
        done: (),
        unread: ("Le statut ne peut pas passer de « Nouveau » à « Traité » : ouvrez d'abord le télédossier.",),
        elsewhere: ("Vous n'avez pas accès à cet élément.",),
        nothing: ("Ce télédossier n'existe pas ou n'existe plus.",),
    }
    assert [each.author for each in scene.events(ready)] == ["Alix PETIT"]
    assert scene.choose_for([ready], "DONE") == {ready: ()}  # asked again, for want of an answer
    assert [each.author for each in scene.events(ready)] == ["Alix PETIT"]
    scene.send(ready, "SENDING_MESSAGE", caller=scene.osl, message="Une question")
    assert scene.choose_for([ready], "DONE") == {ready: ("Le télédossier est déjà au statut « Traité ».",)}  # it holds something unread
    must_be_sound(scene.hub)


@pytest.mark.rule("POR-06", "POR-13")
@pytest.mark.parametrize(
    ("status", "texts"), [("DONE", ["Message", None]), ("REFUSED", ["Motif", "Motif"]), ("ADD_AWAITING", ["Message", "Message"])]
)
def test_the_text_that_one_process_asks_for_goes_to_nobody_of_a_process_that_asks_for_none(status: str, texts: list[str | None]) -> None:
    scene = PortalScene(message_with_status=True)
    speaking = scene.case("IN_PROGRESS")
    agent = scene.person("Alix PETIT", habilitations=frozenset({scene.process.code, scene.turn_to(allows_messages=False)}))
    mute = scene.case("IN_PROGRESS")
    assert scene.choose_for([speaking, mute], status, agent) == {speaking: (), mute: ()}
    assert [[each.message for each in scene.events(case_id)] for case_id in (speaking, mute)] == [[each] for each in texts]


@pytest.mark.rule("POR-13")
def test_five_hundred_change_status_in_few_transactions_and_one_that_changed_meanwhile_is_judged_again() -> None:
    scene = PortalScene()
    case_ids = [scene.case("IN_PROGRESS") for _ in range(500)]

    def disturb() -> None:
        scene.move(case_ids[3], "REFUSED", caller=scene.town_caller)  # somebody was quicker
        scene.comment(case_ids[5])

    hub = Watched(scene.hub, [disturb])
    results = scene.choose_for(case_ids, "DONE", through=hub)
    assert [case_id for case_id, refusals in results.items() if refusals] == [case_ids[3]]
    assert {scene.read(each).label for each in case_ids} == {"Traité", "Refusé"}
    assert len([each for case_id in case_ids for each in scene.events(case_id) if each.new_status == "DONE"]) == 499
    assert hub.commits < 60
    must_be_sound(scene.hub)


@pytest.mark.rule("POR-13")
def test_one_that_somebody_else_keeps_changing_says_so_and_holds_up_no_other() -> None:
    scene = PortalScene()
    case_ids = [scene.case("IN_PROGRESS") for _ in range(3)]
    results = scene.choose_for(case_ids, "DONE", through=Watched(scene.hub, [], busy=case_ids[1]))
    assert results == {case_ids[0]: (), case_ids[1]: ("Ce télédossier est en cours de modification : réessayez.",), case_ids[2]: ()}
    assert [scene.read(each).label for each in case_ids] == ["Traité", "En cours", "Traité"]
    must_be_sound(scene.hub)


@pytest.mark.rule("POR-13")
def test_several_are_asked_for_once_what_all_of_them_lack() -> None:
    scene = PortalScene()
    assert {str(each) for each in BY_CHOICE} == {"ADD_AWAITING", "REFUSED", "DONE"}
    for status in ("SI_RECEIVED", "CLOSED", "ODD"):
        with pytest.raises(FaultyForm):
            scene.choose_for([scene.new_id()], status)
