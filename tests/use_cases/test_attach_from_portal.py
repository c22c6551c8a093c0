"""Files for the person concerned: prepared, removable, seen by the organisation alone until they are confirmed. **Source:** POR-07."""

from typing import Any, cast

import pytest

from chalicelib.composition import Composition
from chalicelib.domain.attachments import AttachmentStatus
from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.errors import Changed, ConfirmationNeeded, FaultyForm, Forbidden, Invalid, NotFound, StaleRow
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.values import replace
from chalicelib.handlers.jobs import run_job
from chalicelib.handlers.portal_errors import portal_refusal_of
from tests.fakes.cuts import Meanwhile
from tests.portal_scene import PDF_DRAFT, PortalScene
from tests.scenes import INFECTED_PDF
from tests.use_cases.invariants import must_be_sound

pytestmark = pytest.mark.rule("POR-07")


def at_work(**process: Any) -> tuple[PortalScene, str]:
    scene = PortalScene(**process)
    return scene, scene.case("IN_PROGRESS")


def test_prepared_files_are_the_organisations_alone_until_one_of_its_people_confirms_them() -> None:
    scene, case_id = at_work()
    [first] = scene.prepare(case_id)
    [second] = scene.prepare(case_id, user=scene.colleague)  # beside the first
    [event] = scene.events(case_id)
    assert (event.status, event.asks_notification) == ("IN_PROGRESS", True)
    for user in (scene.agent, scene.colleague):
        pending = scene.detail(case_id, user).pending
        assert pending is not None
        assert [(each.id, each.position) for each in pending[1]] == [(first.id, 0), (second.id, 1)]
    for user in (scene.business, scene.support):
        assert scene.detail(case_id, user).pending is None
        assert scene.detail(case_id, user).dossier.events == ()
    assert scene.waiting(scene.osl) == []
    files = scene.bring(case_id, first), scene.bring(case_id, second)
    scene.confirm(case_id, *files, user=scene.colleague)
    [sent] = scene.events(case_id)
    assert (sent.status, sent.author, [each.event_id for each in scene.waiting(scene.osl)]) == ("SENT", "Sacha LEROY", [event.id])
    [line] = [each for each in scene.detail(case_id, scene.business).lines if each.kind == "FILES"]
    assert (line.author, [each.id for each in line.files]) == ("Sacha LEROY", [first.id, second.id])
    assert scene.detail(case_id).pending is None
    must_be_sound(scene.hub)


def test_files_confirmed_again_for_want_of_an_answer_are_sent_once_whatever_is_being_prepared_by_then() -> None:
    scene, case_id = at_work()
    [first] = scene.prepare(case_id)
    sent = scene.bring(case_id, first)
    scene.confirm(case_id, sent)
    [second] = scene.prepare(case_id, user=scene.colleague)
    scene.confirm(case_id, sent)
    assert [(each.status, [file.id for file in scene.hub.exchange.event_files(each)]) for each in scene.events(case_id)] == [
        ("SENT", [first.id]),
        ("IN_PROGRESS", [second.id]),
    ]
    assert len(scene.waiting(scene.osl)) == 1


@pytest.mark.rule("POR-05")
def test_before_a_status_is_chosen_the_files_that_do_not_go_with_it_are_named() -> None:
    scene, case_id = at_work()
    words = []
    for file_name in ("acte.pdf", "copie.pdf"):
        scene.prepare(case_id, replace(PDF_DRAFT, file_name=file_name))
        with pytest.raises(ConfirmationNeeded) as asked:
            scene.choose(case_id, "DONE", scene.colleague, is_confirmed=False)
        words.append(asked.value.messages[1:])
    assert words == [
        (
            "La pièce jointe préparée (« acte.pdf ») n'est pas transmise avec ce statut : "
            "validez son ajout avant que le télédossier ne soit « Clos ».",
        ),
        (
            "Les pièces jointes préparées (« acte.pdf », « copie.pdf ») ne sont pas transmises avec ce statut : "
            "validez leur ajout avant que le télédossier ne soit « Clos ».",
        ),
    ]


def test_a_file_is_removed_until_it_is_confirmed_and_one_of_the_person_never() -> None:
    scene, case_id = at_work()
    kept, removed = scene.prepare(case_id, PDF_DRAFT, replace(PDF_DRAFT, file_name="erreur.pdf"))
    for file in (kept, removed):
        scene.bring(case_id, file)
    scene.take_back(case_id, removed.id)
    with pytest.raises(NotFound):
        scene.take_back(case_id, removed.id)
    scene.confirm(case_id, kept)
    before = scene.hub.snapshot()
    with pytest.raises(Invalid, match="déjà été transmise"):
        scene.take_back(case_id, kept.id)
    with pytest.raises(Forbidden, match="transmise par la personne concernée"):
        scene.take_back(case_id, scene.read(case_id).attachments[0].id)
    answer = scene.send(case_id, "ATTACH_DEPOSIT", caller=scene.osl)
    theirs = scene.bring_file(answer, caller=scene.osl)
    with pytest.raises(NotFound):  # not sent yet: it does not exist for the service
        scene.take_back(case_id, theirs.id)
    scene.set_event(answer, "SENT", caller=scene.osl)
    with pytest.raises(Forbidden, match="transmise par la personne concernée"):
        scene.take_back(case_id, theirs.id)
    assert set(before[1]) <= set(scene.hub.snapshot()[1])
    must_be_sound(scene.hub)


def test_nobody_confirms_what_he_has_not_seen() -> None:
    scene, case_id = at_work()
    [mine] = scene.prepare(case_id)
    scene.bring(case_id, mine)
    added = Meanwhile(scene.hub, [lambda: scene.prepare(case_id, user=scene.colleague)])
    with pytest.raises(StaleRow):
        scene.confirm(case_id, mine, through=added)
    with pytest.raises(Changed, match="ont changé"):
        scene.confirm(case_id, mine)
    assert scene.waiting(scene.osl) == []


def test_a_file_that_is_replaced_while_it_is_confirmed_is_not_sent_unseen() -> None:
    scene, case_id = at_work()
    [file] = scene.prepare(case_id)
    scene.bring(case_id, file)
    with pytest.raises(StaleRow):
        scene.confirm(case_id, file, through=Meanwhile(scene.hub, [lambda: scene.bring(case_id, file, INFECTED_PDF)]))
    with pytest.raises(Invalid, match="antivirus"):
        scene.confirm(case_id, file)


def test_a_preparation_is_one_however_many_begin_it_at_once() -> None:
    scene, case_id = at_work()
    begun = Meanwhile(scene.hub, [lambda: scene.prepare(case_id, user=scene.colleague)])
    with pytest.raises(StaleRow):
        scene.prepare(case_id, through=begun)
    scene.prepare(case_id)
    [event] = scene.events(case_id)
    assert len(scene.hub.exchange.event_files(event)) == 2


def test_only_files_that_came_as_announced_and_clean_are_sent() -> None:
    scene, case_id = at_work()
    infected, wrong, missing = scene.prepare(case_id, *(replace(PDF_DRAFT, file_name=f"{name}.pdf") for name in ("virus", "faux", "absent")))
    assert scene.bring(case_id, infected, INFECTED_PDF).status is AttachmentStatus.CORRUPTED
    with pytest.raises(Invalid, match=r"« faux\.pdf » reçu n'a pas la taille ou le format annoncés"):
        scene.bring(case_id, wrong, b"court")
    with pytest.raises(Invalid) as refused:
        scene.confirm(case_id, infected, wrong, missing)
    assert refused.value.messages == (
        "La pièce jointe « virus.pdf » a été écartée par l'antivirus : retirez-la.",
        "La pièce jointe « faux.pdf » n'est pas celle qui était annoncée : envoyez-la de nouveau ou retirez-la.",
        "La pièce jointe « absent.pdf » n'a pas encore été reçue.",
    )
    scene.take_back(case_id, infected.id)
    scene.confirm(case_id, scene.bring(case_id, wrong), scene.bring(case_id, missing))
    must_be_sound(scene.hub)


def test_format_size_and_number_are_those_of_the_process_said_in_french() -> None:
    scene, case_id = at_work(si_formats=("application/pdf", "application/xml"), max_attachment_bytes=2 * 1024**2)
    actions = scene.detail(case_id).actions
    assert (actions.attach_refusal, actions.format_labels, actions.max_bytes) == (None, ("PDF", "XML"), 2_097_152)
    with pytest.raises(FaultyForm) as faulty:
        scene.prepare(
            case_id,
            replace(PDF_DRAFT, file_name="a.docx", mime_type="application/msword"),
            replace(PDF_DRAFT, file_name="b.pdf", size_bytes=2_097_153),
            PDF_DRAFT,
        )
    assert faulty.value.message_by_field == {
        "attachments.0": "Le fichier « a.docx » n'est pas dans un format accepté pour cette démarche. Formats acceptés : PDF, XML.",
        "attachments.1": "Le fichier « b.pdf » est trop volumineux : 2 Mo au plus.",
    }
    scene.prepare(case_id, *[PDF_DRAFT] * LIMITS.attachments_per_event)
    with pytest.raises(FaultyForm, match="79 pièces jointes au plus"):
        scene.prepare(case_id)
    none, other = at_work(si_formats=())
    sentence = f"La démarche « {none.process.name} » ne permet pas de transmettre une pièce jointe à la personne concernée."
    assert none.detail(other).actions.attach_refusal == sentence
    with pytest.raises(Invalid) as refused:
        none.prepare(other)
    assert refused.value.messages == (sentence,)


def test_nothing_is_prepared_or_sent_once_the_case_is_closed() -> None:
    scene, case_id = at_work()
    [file] = scene.prepare(case_id)
    scene.bring(case_id, file)
    close = Meanwhile(scene.hub, [lambda: scene.move(case_id, "CLOSED", caller=scene.osl)])
    with pytest.raises(StaleRow):
        scene.confirm(case_id, file, through=close)
    for act in (lambda: scene.confirm(case_id, file), lambda: scene.prepare(case_id), lambda: scene.bring(case_id, file)):
        with pytest.raises(Forbidden, match="« Clos »"):
            act()
    assert scene.waiting(scene.osl) == []


def test_a_confirmation_of_nothing_says_so() -> None:
    scene, case_id = at_work()
    with pytest.raises(Invalid, match="Aucune pièce jointe n'est en attente d'envoi"):
        scene.confirm(case_id)


@pytest.mark.rule("JOB-04")
@pytest.mark.parametrize("is_confirmed", [True, False])
def test_files_prepared_on_a_case_whose_files_are_gone_go_when_their_own_delay_has_passed(is_confirmed: bool) -> None:
    scene = PortalScene(purge_status=CaseStatus.DONE)
    case_id = scene.case("DONE")
    run_job("purge-files", cast(Composition, scene.hub), scene.in_a(days=40))
    assert (scene.read(case_id).purged_at, scene.hub.files.snapshot()) == (scene.in_a(days=40), {})
    scene.now = scene.in_a(days=41)
    files = [scene.bring(case_id, each) for _ in range(2) for each in scene.prepare(case_id)]
    scene.now = scene.in_a(days=1)
    if is_confirmed:
        scene.confirm(case_id, *files)
    run_job("purge-files", cast(Composition, scene.hub), scene.in_a(days=29, hours=21))
    assert len(scene.hub.files.snapshot()) == 2
    run_job("purge-files", cast(Composition, scene.hub), scene.in_a(days=31, hours=3))
    assert scene.hub.files.snapshot() == {}
    scene.run_erasures()
    assert scene.hub.rows("agenda", "purge") == []


@pytest.mark.rule("JOB-04", "ACC-10")
def test_a_file_that_a_purge_took_before_it_came_says_so_in_french() -> None:
    scene = PortalScene(purge_status=CaseStatus.DONE)
    case_id = scene.case("IN_PROGRESS")
    [late] = scene.prepare(case_id)
    scene.move(case_id, "DONE", caller=scene.town_caller)
    run_job("purge-files", cast(Composition, scene.hub), scene.in_a(days=40))
    with pytest.raises(Invalid) as refusal:
        scene.bring(case_id, late)
    answer = portal_refusal_of(refusal.value)
    assert [each["message"] for each in answer.body["errors"]] == ["Cette pièce jointe n'est plus attendue : retirez-la et ajoutez-la de nouveau."]
    scene.take_back(case_id, late.id)
    assert scene.events(case_id) == ()
