"""A télédossier opened and treated in the portal: moves, texts, versions, and what each side is told. **Source:** POR-03, POR-05, POR-06, POR-08."""

from typing import Any

import pytest

from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.errors import Changed, ConfirmationNeeded, FaultyForm, Forbidden, Invalid, StaleRow
from chalicelib.domain.values import replace
from tests.fakes.cuts import Meanwhile
from tests.portal_scene import PortalScene, lines
from tests.use_cases.invariants import must_be_sound


@pytest.mark.rule("POR-03", "POR-08")
def test_the_first_opening_makes_it_received_once_and_every_opening_is_told() -> None:
    scene = PortalScene()
    case_id = scene.case()
    before = scene.hub.snapshot()
    assert scene.detail(case_id).dossier.case.label == "Nouveau"
    assert scene.hub.snapshot() == before  # reading the detail changes nothing
    scene.open(case_id)
    scene.open(case_id, scene.colleague)
    scene.open(case_id)
    [event] = scene.events(case_id)
    assert (event.action_type, event.current_status, event.new_status, event.author) == (
        "STATUS_UPDATE",
        "HUBEE_NOTIFIED",
        "SI_RECEIVED",
        "Alix PETIT",
    )
    assert [each.event_id for each in scene.waiting(scene.osl)] == [event.id]
    assert scene.read(case_id).label == "Reçu"
    told = lines(scene.detail(case_id))
    assert sorted(told, key=str) == sorted(
        [
            ("TRANSMISSION", None, None),
            ("STATUS", "Alix PETIT", "« Nouveau » → « Reçu »"),
            ("CONSULTATION", "Alix PETIT", None),
            ("CONSULTATION", "Sacha LEROY", None),
            ("CONSULTATION", "Alix PETIT", None),
        ],
        key=str,
    )
    must_be_sound(scene.hub)


@pytest.mark.rule("POR-08")
def test_an_opening_asked_again_for_want_of_an_answer_is_told_once_and_nobody_hides_behind_anothers() -> None:
    scene = PortalScene()
    case_id, opening = scene.case(), scene.new_id()
    scene.open(case_id, opening_id=opening)
    for seconds in (1, 3):
        scene.open(case_id, opening_id=opening, is_again=True, at=scene.in_a(seconds=seconds))
    scene.open(case_id, scene.colleague, opening_id=opening, is_again=True)
    lost = scene.new_id()
    scene.open(case_id, opening_id=lost, is_again=True)  # the first try never came
    told = [each[1] for each in lines(scene.detail(case_id)) if each[0] == "CONSULTATION"]
    assert sorted(told, key=str) == ["Alix PETIT", "Alix PETIT", "Sacha LEROY"]


@pytest.mark.rule("POR-03", "POR-11")
def test_an_opening_by_the_operator_or_the_support_moves_nothing_and_is_told() -> None:
    scene = PortalScene()
    case_id = scene.case()
    scene.open(case_id, scene.business)
    scene.open(case_id, scene.support)
    assert (scene.read(case_id).label, scene.events(case_id), scene.waiting(scene.osl)) == ("Nouveau", (), [])
    assert {each[1] for each in lines(scene.detail(case_id))} == {None, "Noa MOREAU", "Eden SUPPORT"}
    # An operator is not told who of the service, or of the support, looked at it.
    assert {each[1] for each in lines(scene.detail(case_id, scene.business))} == {None, "Noa MOREAU"}


@pytest.mark.rule("POR-03")
def test_what_the_operator_changed_is_new_again_until_it_is_opened_without_a_second_event() -> None:
    scene = PortalScene()
    case_id = scene.case("IN_PROGRESS")
    scene.send(case_id, "SENDING_MESSAGE", caller=scene.osl, message="Voici le complément")
    assert scene.read(case_id).label == "Nouveau"
    with pytest.raises(Invalid, match="« Nouveau » à « Traité » : ouvrez d'abord le télédossier"):
        scene.choose(case_id, "DONE")
    assert scene.detail(case_id).actions.targets == ()
    scene.open(case_id)
    assert (scene.read(case_id).label, len(scene.events(case_id))) == ("En cours", 1)
    assert scene.choose(case_id, "DONE").case.label == "Traité"


@pytest.mark.rule("POR-03", "SUB-08")
def test_what_is_new_on_a_read_only_case_is_read_by_opening_it_and_nothing_moves() -> None:
    scene = PortalScene()
    case_id = scene.case("IN_PROGRESS")
    seat = scene.hub.referential.process_with_subscriptions(scene.process.code, [scene.town_caller.organisation])[1][scene.town_caller.organisation]
    scene.hub.commit(replace(seat, mode_changed_at=scene.in_a(hours=1)))
    scene.send(case_id, "SENDING_MESSAGE", caller=scene.osl, message="Voici le complément")
    scene.open(case_id, scene.business)
    assert scene.read(case_id).label == "Nouveau"
    scene.open(case_id)
    assert (scene.read(case_id).label, scene.read(case_id).unread_from, len(scene.events(case_id))) == ("En cours", None, 1)


@pytest.mark.rule("POR-05")
@pytest.mark.parametrize(
    ("status", "targets"),
    [
        (None, []),
        ("SI_RECEIVED", ["ADD_AWAITING", "REFUSED"]),
        ("IN_PROGRESS", ["ADD_AWAITING", "REFUSED", "DONE"]),
        ("ADD_AWAITING", ["REFUSED", "DONE"]),
        ("DONE", []),
        ("REFUSED", []),
    ],
)
def test_the_detail_offers_the_moves_of_the_table_and_no_other_can_be_made(status: str | None, targets: list[str]) -> None:
    scene = PortalScene()
    case_id = scene.case(status)
    actions = scene.detail(case_id).actions
    assert [each.status for each in actions.targets] == targets
    assert (actions.status_refusal is None) == bool(targets)
    for wanted in CaseStatus:
        before = scene.hub.snapshot()
        if wanted in targets:
            continue
        with pytest.raises((Invalid, ConfirmationNeeded)):
            scene.choose(case_id, wanted)
        assert scene.hub.snapshot() == before
    for target in targets:
        assert str(scene.choose(scene.case(status), target, message="Message").case.status) == target


@pytest.mark.rule("POR-05")
def test_a_process_narrows_what_is_offered() -> None:
    scene = PortalScene(allows_awaiting=False)
    case_id = scene.case("SI_RECEIVED")
    assert [each.status for each in scene.detail(case_id).actions.targets] == ["REFUSED"]
    with pytest.raises(Invalid) as refused:
        scene.choose(case_id, "ADD_AWAITING", message="Message")
    assert refused.value.messages == (
        f"Le statut ne peut pas passer de « Reçu » à « En attente de complément » : la démarche « {scene.process.name} » "
        "n'autorise pas la demande de compléments.",
    )


@pytest.mark.rule("POR-05")
def test_a_refusal_needs_a_reason_a_complement_a_message_and_a_process_may_ask_a_message_with_every_status() -> None:
    scene = PortalScene()
    case_id = scene.case("IN_PROGRESS")
    cases: tuple[tuple[str, dict[str, Any], dict[str, str]], ...] = (
        ("REFUSED", {"reason": " ", "message": "Message"}, {"reason": "Le statut « Refusé » demande un motif."}),
        ("ADD_AWAITING", {"message": ""}, {"message": "Le statut « En attente de complément » demande un message."}),
    )
    for status, how, fields in cases:
        with pytest.raises(FaultyForm) as faulty:
            scene.choose(case_id, status, **how)
        assert faulty.value.message_by_field == fields
    assert scene.choose(case_id, "DONE", reason=None).case.label == "Traité"
    strict = PortalScene(message_with_status=True)
    other = strict.case("IN_PROGRESS")
    with pytest.raises(FaultyForm, match="« Traité » demande un message"):
        strict.choose(other, "DONE", reason=None)
    strict.choose(other, "DONE", reason=None, message="Votre acte est prêt")
    assert [(each.message, each.new_status) for each in strict.events(other)] == [("Votre acte est prêt", "DONE")]


@pytest.mark.rule("POR-05")
def test_no_choice_is_made_before_it_is_confirmed() -> None:
    scene = PortalScene()
    case_id = scene.case("IN_PROGRESS")
    before = scene.hub.snapshot()
    with pytest.raises(ConfirmationNeeded, match="ne pourra pas être annulé"):
        scene.choose(case_id, "DONE", is_confirmed=False)
    assert scene.hub.snapshot() == before


@pytest.mark.rule("POR-05", "POR-08")
def test_of_two_agents_on_one_version_the_second_is_told_what_the_first_did_and_does_nothing() -> None:
    scene = PortalScene()
    case_id = scene.case("IN_PROGRESS")
    seen = scene.detail(case_id).version
    with pytest.raises(StaleRow):  # at once: the second commit is refused, and judged again on what is there by then
        scene.choose(
            case_id,
            "REFUSED",
            scene.colleague,
            version=seen,
            through=Meanwhile(scene.hub, [lambda: scene.choose(case_id, "DONE", version=seen)]),
        )
    with pytest.raises(Changed) as changed:
        scene.choose(case_id, "REFUSED", scene.colleague, version=seen)
    first, second = changed.value.messages
    assert first == "Ce télédossier a changé depuis que vous l'avez ouvert ; votre action n'a pas été faite."
    assert second.startswith("Alix PETIT a changé le statut (« Traité ») le ")
    assert scene.read(case_id).label == "Traité"
    assert [each.author for each in scene.events(case_id)] == ["Alix PETIT"]
    assert scene.detail(case_id) == scene.detail(case_id, scene.colleague)
    must_be_sound(scene.hub)


@pytest.mark.rule("POR-05", "CAS-03", "ACC-11")
def test_a_status_asked_again_for_want_of_an_answer_is_done_once_and_told_done() -> None:
    scene = PortalScene()
    case_id, name, other = scene.case("IN_PROGRESS"), scene.new_id(), scene.new_id()
    seen = scene.detail(case_id).version
    first, again = (scene.choose(case_id, "DONE", version=seen, event_id=name) for _ in range(2))
    assert (first.event_id, again.event_id, again.version, again.case.label) == (name, name, first.version, "Traité")
    forced, forced_again = (scene.force(case_id, "IN_PROGRESS", version=first.version, event_id=other) for _ in range(2))
    assert (forced.version, forced_again.event_id) == (forced_again.version, other)
    assert [(each.id, each.new_status) for each in scene.events(case_id)] == [(name, "DONE"), (other, "IN_PROGRESS")]
    assert len(scene.hub.rows("fact")) == 1
    with pytest.raises(Changed):  # another act on what was seen before
        scene.choose(case_id, "DONE", version=seen, event_id=scene.new_id())
    must_be_sound(scene.hub)


@pytest.mark.rule("POR-05")
def test_a_version_is_that_of_what_people_see() -> None:
    scene = PortalScene()
    case_id = scene.case("IN_PROGRESS")
    seen = scene.detail(case_id).version
    scene.hub.commit(replace(scene.read(case_id), counted="IN_PROGRESS"))  # a job's own work
    scene.prepare(case_id)
    scene.open(case_id, scene.colleague)
    assert scene.detail(case_id).version == seen
    scene.move(case_id, "IN_PROGRESS", caller=scene.osl)
    scene.move(case_id, "CLOSED", caller=scene.osl)
    with pytest.raises(Forbidden, match="« Clos »"):
        scene.choose(case_id, "DONE", version=seen)
    other = scene.case("IN_PROGRESS")
    seen = scene.detail(other).version
    scene.move(other, "DONE", caller=scene.town_caller)
    with pytest.raises(Changed, match="est passé de « En cours » à « Traité »"):
        scene.choose(other, "REFUSED", version=seen)
    with pytest.raises(Changed):
        scene.choose(scene.case("IN_PROGRESS"), "DONE", version="odd")


@pytest.mark.rule("POR-03")
def test_what_was_received_before_the_mode_was_switched_is_read_and_not_moved() -> None:
    scene = PortalScene()
    case_id = scene.case()
    seat = scene.hub.exchange.rules_for(scene.read(case_id))[1]
    assert seat is not None
    scene.hub.commit(replace(seat, mode_changed_at=scene.in_a(hours=1)))
    scene.open(case_id)
    assert (scene.read(case_id).label, scene.events(case_id)) == ("Nouveau", ())
    with pytest.raises(Forbidden, match="modalité d'accès"):
        scene.write(case_id)
