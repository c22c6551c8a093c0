"""Messages go to the operator, comments stay in the house; who may write, and what the support may force. **Source:** POR-06, POR-11, ACC-11."""

import pytest

from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.errors import Changed, ConfirmationNeeded, FaultyForm, Forbidden, Invalid, NotFound, StaleRow
from chalicelib.domain.roles import ActorType, Role
from chalicelib.domain.subscriptions import AccessMode, Frequency
from chalicelib.domain.values import replace
from tests.fakes.cuts import Meanwhile
from tests.portal_scene import PortalScene, lines
from tests.use_cases.invariants import must_be_sound


@pytest.mark.rule("POR-06")
def test_a_message_goes_to_the_operator_and_a_comment_to_nobody() -> None:
    scene = PortalScene()
    case_id = scene.case("IN_PROGRESS")
    message, comment = scene.write(case_id, " Bonjour "), scene.comment(case_id)
    said, noted = scene.events(case_id)
    assert (said.id, said.action_type, said.message, said.author, said.asks_notification) == (
        message.event_id,
        "SENDING_MESSAGE",
        "Bonjour",
        "Alix PETIT",
        True,
    )
    assert (noted.id, noted.action_type, noted.comment, noted.asks_notification) == (comment.event_id, "COM_ADD", "À revoir", False)
    assert [each.event_id for each in scene.waiting(scene.osl)] == [said.id]
    assert ("COMMENT", "Alix PETIT", None) in lines(scene.detail(case_id))
    assert ("COMMENT", "Alix PETIT", None) in lines(scene.detail(case_id, scene.support))
    assert "COMMENT" not in {each[0] for each in lines(scene.detail(case_id, scene.business))}
    assert noted.comment_for(scene.osl) is None
    assert scene.detail(case_id).version == comment.version


@pytest.mark.rule("POR-06")
def test_what_is_posted_twice_under_one_id_is_said_once() -> None:
    scene = PortalScene()
    case_id, name, other = scene.case("IN_PROGRESS"), scene.new_id(), scene.new_id()
    for _ in range(2):
        assert scene.write(case_id, event_id=name).event_id == name
    for _ in range(2):
        assert scene.comment(case_id, event_id=other).event_id == other
    assert [each.id for each in scene.events(case_id)] == [name, other]
    assert len(scene.waiting(scene.osl)) == 1


@pytest.mark.rule("POR-06")
def test_a_process_without_messages_says_so() -> None:
    scene = PortalScene(allows_messages=False)
    case_id = scene.case("IN_PROGRESS")
    sentence = f"La démarche « {scene.process.name} » ne permet pas d'envoyer un message à la personne concernée."
    assert scene.detail(case_id).actions.message_refusal == sentence
    with pytest.raises(Invalid) as refused:
        scene.write(case_id)
    assert refused.value.messages == (sentence,)


@pytest.mark.rule("POR-06")
def test_a_comment_is_edited_with_a_trace_until_the_case_is_closed() -> None:
    scene = PortalScene()
    case_id = scene.case("IN_PROGRESS")
    comment_id = scene.comment(case_id).event_id
    scene.edit(case_id, comment_id, "Revu")
    scene.edit(case_id, comment_id, "Revu")  # the same words are no change
    assert [(each.comment, each.author) for each in scene.events(case_id)] == [("Revu", "Alix PETIT")]
    edits = [each for each in scene.detail(case_id).lines if each.kind == "COMMENT_EDITED"]
    assert [(each.author, each.detail) for each in edits] == [("Sacha LEROY", comment_id)]
    with pytest.raises(NotFound, match="commentaire"):
        scene.edit(case_id, scene.write(case_id).event_id, "Un message n'est pas un commentaire")
    close = Meanwhile(scene.hub, [lambda: scene.move(case_id, "CLOSED", caller=scene.osl)])
    with pytest.raises(StaleRow):
        scene.edit(case_id, comment_id, "Trop tard", through=close)
    with pytest.raises(Forbidden, match="« Clos »"):
        scene.edit(case_id, comment_id, "Trop tard")
    assert scene.events(case_id)[0].comment == "Revu"
    assert [each.is_editable for each in scene.detail(case_id).lines if each.kind == "COMMENT"] == [True]
    assert scene.detail(case_id).actions.comment_refusal is not None


@pytest.mark.rule("POR-06")
def test_a_comment_that_somebody_else_edited_meanwhile_is_not_overwritten_and_the_same_words_twice_are_no_conflict() -> None:
    scene = PortalScene()
    case_id = scene.case("IN_PROGRESS")
    comment_id = scene.comment(case_id, "À revoir").event_id
    scene.edit(case_id, comment_id, "À revoir : RIB reçu", scene.colleague, before="À revoir")
    with pytest.raises(Changed) as changed:
        scene.edit(case_id, comment_id, "À revoir avant lundi", scene.agent, before="À revoir")
    assert changed.value.messages == ("Ce commentaire a été modifié depuis que vous l'avez ouvert ; votre modification n'a pas été enregistrée.",)
    assert scene.events(case_id)[0].comment == "À revoir : RIB reçu"
    scene.edit(case_id, comment_id, "À revoir : RIB reçu", scene.colleague, before="À revoir")  # for want of an answer
    scene.edit(case_id, comment_id, "RIB reçu, avant lundi", scene.agent, before="À revoir : RIB reçu")
    assert scene.events(case_id)[0].comment == "RIB reçu, avant lundi"
    assert [each[1] for each in lines(scene.detail(case_id)) if each[0] == "COMMENT_EDITED"] == ["Sacha LEROY", "Alix PETIT"]


@pytest.mark.rule("POR-11", "POR-05", "ACC-02")
def test_only_the_recipients_people_with_the_role_treat_a_case() -> None:
    scene = PortalScene()
    case_id = scene.case("IN_PROGRESS")
    reader = scene.person("Charlie NOËL", roles=frozenset({Role.CASES_READ}))
    stranger = scene.person("Morgan DUVAL", organisation=scene.organisation())
    other = scene.person("Lou FAURE", habilitations=frozenset())
    before = scene.hub.snapshot()
    for user in (scene.business, scene.support, reader, stranger, other):
        with pytest.raises(Forbidden):
            scene.choose(case_id, "DONE", user)
        with pytest.raises(Forbidden):
            scene.prepare(case_id, user=user)
        assert set(scene.choose_for([case_id], "DONE", user).values()) != {()}
    for user in (scene.business, scene.support, reader):
        actions = scene.detail(case_id, user).actions
        assert actions.targets == ()
        assert None not in (actions.status_refusal, actions.message_refusal, actions.comment_refusal, actions.attach_refusal)
    assert scene.hub.snapshot() == before


@pytest.mark.rule("ACC-11")
def test_the_support_sets_any_status_but_archived_with_a_reason_told_to_both_sides_and_kept_in_the_trail() -> None:
    scene = PortalScene()
    seat = scene.hub.exchange.rules_for(scene.read(scene.case()))[1]
    assert seat is not None
    scene.hub.commit(replace(seat, frequency=Frequency.EACH, access_mode=AccessMode.PORTAL, email="mairie@commune.test"))
    case_id = scene.case("DONE")
    forced = scene.force(case_id, "IN_PROGRESS")
    [event] = scene.events(case_id)
    assert (event.message, event.author, event.side, event.current_status, event.new_status) == (
        "Erreur de la commune",
        "Eden SUPPORT",
        "ADMIN",
        "DONE",
        "IN_PROGRESS",
    )
    assert (forced.case.status, scene.read(case_id).status) == (CaseStatus.IN_PROGRESS, CaseStatus.IN_PROGRESS)
    [fact] = scene.hub.rows("fact")
    assert (fact.fact, fact.subject, fact.actor, dict(fact.details)) == (
        "STATUS_FORCED",
        case_id,
        scene.support.account.id,
        {"from": "DONE", "to": "IN_PROGRESS", "organisation": str(scene.town_caller.organisation)},
    )
    assert [each.event_id for each in scene.waiting(scene.osl)] == [event.id]
    assert [each.to for each in scene.hub.rows("mail") if each.template == "teledossier_modifie"] == ["mairie@commune.test"]
    assert ("STATUS", "Eden SUPPORT", "« Traité » → « En cours »") in lines(scene.detail(case_id))
    must_be_sound(scene.hub)


@pytest.mark.rule("ACC-11", "SUB-08")
def test_the_support_is_told_that_a_status_gives_nothing_to_treat_to_whom_the_case_was_left_behind_by() -> None:
    scene = PortalScene()
    case_id = scene.case("DONE")

    def promises() -> dict[str, bool]:
        forced = scene.detail(case_id, scene.support).actions.forced or ()
        return {
            each.label: "elle ne pourra pas en changer le statut. Seul « Nouveau » le lui remet à traiter." not in each.meaning for each in forced
        }

    assert set(promises().values()) == {True}
    seat = scene.hub.exchange.rules_for(scene.read(case_id))[1]
    assert seat is not None
    scene.hub.commit(replace(seat, mode_changed_at=scene.in_a(hours=1)))
    assert [label for label, is_kept in promises().items() if not is_kept] == ["Reçu", "En cours", "En attente de complément"]
    scene.force(case_id, "IN_PROGRESS")
    with pytest.raises(Forbidden, match="modalité d'accès"):
        scene.choose(case_id, "DONE")
    scene.now = scene.in_a(hours=2)
    scene.force(case_id, "HUBEE_NOTIFIED")
    scene.open(case_id)
    assert scene.choose(case_id, "REFUSED").case.label == "Refusé"


@pytest.mark.rule("ACC-11")
def test_the_support_cannot_do_what_nobody_may() -> None:
    scene = PortalScene(allows_awaiting=False)
    case_id = scene.case("DONE")
    before = scene.hub.snapshot()
    for status, error in (("ARCHIVED", Invalid), ("HUBEE_RECEIVED", Invalid), ("ADD_AWAITING", Invalid), ("DONE", Invalid), ("ODD", FaultyForm)):
        with pytest.raises(error):
            scene.force(case_id, status)
    with pytest.raises(FaultyForm):
        scene.force(case_id, "IN_PROGRESS", reason="  ")
    with pytest.raises(ConfirmationNeeded):
        scene.force(case_id, "IN_PROGRESS", is_confirmed=False)
    for user in (scene.agent, scene.business, scene.person("A B", ActorType.LOCAL_ADMINISTRATOR)):
        with pytest.raises(Forbidden):
            scene.force(case_id, "IN_PROGRESS", user)
    assert scene.hub.snapshot() == before
    scene.hub.commit(replace(scene.read(case_id), status=CaseStatus.ARCHIVED))
    with pytest.raises(Invalid, match="« Archivé » à « En cours »"):
        scene.force(case_id, "IN_PROGRESS")
