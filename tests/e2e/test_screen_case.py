"""The screen « Télédossier » in a browser: agents of Quimper treat real processes. **Source:** POR-02 to POR-09, POR-11, POR-13, CAS-11, ACC-11."""

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.portal_browser import Browser, Days, activated
from tests.e2e.remote import CASES, PDF, XML, Program
from tests.e2e.screen import Screen

QUIMPER = {"type": "SI", "companyRegister": "21290232400012", "branchCode": "29232"}
MAELLE, AXELLE = "maelle.girard@dila.test", "axelle.mercier@dinum.test"
VIRUS = b"".join((b"X5O!P%@AP[4\\", b"PZX54(P^)7CC)7}", b"$EICAR-STANDARD-", b"ANTIVIRUS-TEST-", b"FILE!$H+H*"))
Open = Callable[..., Screen]


class Quimper:
    """The town hall: its agents, and the operators' programs that deposit télédossiers for it."""

    def __init__(self, days: Days) -> None:
        self.days = days
        self.dgs, self.dila = (Program(days.sandbox, days.sandbox.client(name)) for name in ("DGS", "DILA"))
        self.administrator = days.signed_in("gwenn.leroy@mairie-quimper.test")
        self.lou, self.sam = self._agent("Lou", "LE GALL"), self._agent("Sam", "RIOU")
        self.reader = self._agent("Dany", "QUÉRÉ", roles=["CONSULTATION_TELEDOSSIERS"])

    def _agent(self, first_name: str, last_name: str, **fields: Any) -> Browser:
        email = f"{first_name.lower()}.{uuid4().hex[:8]}@mairie-quimper.test"
        body = {"email": email, "actorType": "AGENT", "civility": "Madame", "firstName": first_name, "lastName": last_name}
        habilitations = ["CERTDC", "recensementCitoyen"]
        self.administrator.ask("POST", "/accounts", 201, {**body, "habilitations": habilitations, **fields})
        return activated(self.days, email)

    def deposit(self, osl: Program, process: str, *files: tuple[str, str, str, bytes]) -> str:
        """A télédossier that an operator's program deposits, and that has reached the portal; its id."""
        osl.token = osl.sign_in()
        number = f"Q{uuid4().hex[:8].upper()}"
        announced = [
            {"fileName": name, "type": kind, "size": len(content), "mimeType": mime, "recipients": [number]} for name, kind, mime, content in files
        ]
        body = {
            "processCode": process,
            "externalId": number,
            "applicant": {"firstName": "Noë", "lastName": "LEFÈVRE", "email": None if process == "CERTDC" else "noe.lefevre@usager.test"},
            "cases": [{"externalId": number, "recipient": QUIMPER}],
            "attachments": announced,
        }
        folder = osl.ask("POST", "/teledossiers/v1/folders", 201, body).json()
        path = f"/teledossiers/v1/folders/{folder['id']}"
        for each, (_, _, _, content) in zip(folder["attachments"], files, strict=True):
            osl.ask("PUT", f"{path}/attachments/{each['id']}", 204, content=content)
        osl.ask("PATCH", path, 204, {"globalStatus": "HUBEE_COMPLETED"})
        self.days.pass_("PT5M")
        case_id: str = folder["cases"][0]["id"]
        return case_id

    def census(self) -> str:
        """A « recensement citoyen »."""
        return self.deposit(self.dila, "recensementCitoyen", ("récapitulatif.pdf", "10870-PDF", "application/pdf", PDF))

    def started(self) -> str:
        """One that an agent has begun to treat."""
        case_id = self.census()
        lou = self.present(self.lou)
        lou.ask("POST", f"/cases/{case_id}/open", 204)
        lou.ask("GET", f"/cases/{case_id}/archive", 200)
        return case_id

    def present(self, person: Browser) -> Browser:
        """Somebody, signed in anew if it is too long ago."""
        if person.call("GET", "/me").status_code == 401:
            person.cookie = person.csrf = None
            person.enter()
        return person


@pytest.fixture(scope="module")
def quimper(days: Days) -> Iterator[Quimper]:
    made = Quimper(days)
    yield made
    for each in (made.dgs, made.dila):
        each.http.close()


def opened(screens: Open, quimper: Quimper, person: Browser, case_id: str, *, search: str = "") -> Screen:
    """Somebody's window on a télédossier."""
    screen = screens().take_over(quimper.present(person))
    screen.open(f"/teledossiers/{case_id}{search}")
    expect(screen.page.get_by_role("heading", level=1, name=re.compile("^Télédossier "))).to_be_visible()
    return screen


def button(where: Page | Locator, name: str) -> Locator:
    return where.get_by_role("button", name=name, exact=True)


def status_is(screen: Screen, label: str) -> None:
    expect(screen.page.locator(".case-lead .status-badge")).to_have_text(label)


def told(screen: Screen, words: str) -> None:
    expect(screen.page.locator(".messages").get_by_text(words)).to_be_visible()


def brought(screen: Screen, control: Locator) -> tuple[str, bytes]:
    """The name and bytes of what a button downloads."""
    with screen.page.expect_download() as download:
        control.click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def to_do(screen: Screen) -> Locator:
    return screen.page.get_by_role("region", name="Que faire ?")


def history(screen: Screen) -> Locator:
    return screen.page.get_by_role("region", name="Historique")


def choose(dialog: Locator, label: str) -> None:
    """Choose a status."""
    dialog.locator(".fr-radio-group label").filter(has_text=re.compile(f"^{label}")).click()


def reason_of_all(screen: Screen) -> Locator:
    """The reason that greys several buttons, told once."""
    return to_do(screen).locator(".todo-reason")


def cut(route: Route) -> None:
    """The network fails."""
    route.abort()


def a_file(name: str, content: bytes, mime: str = "application/pdf") -> Any:
    return {"name": name, "mimeType": mime, "buffer": content}


@pytest.mark.rule("POR-02", "POR-03", "POR-04", "POR-05", "POR-06", "POR-07", "POR-08", "POR-09", "CAS-11")
def test_a_death_certificate_is_treated_from_new_to_done(screens: Open, quimper: Quimper) -> None:
    kind = "VA_CertificatdeDeces"
    case_id = quimper.deposit(quimper.dgs, "CERTDC", ("volet.pdf", kind, "application/pdf", PDF), ("volet.xml", kind, "application/xml", XML))
    screen = opened(screens, quimper, quimper.lou, case_id)
    page, todo = screen.page, to_do(screen)
    status_is(screen, "Reçu")
    assert quimper.dgs.case(case_id)["status"] == "SI_RECEIVED"
    expect(page.get_by_role("region", name="Personne décédée")).to_contain_text("Noë LEFÈVRE")
    for name, what in (("Envoyer un message", "d'envoyer un message"), ("Ajouter une pièce jointe", "de transmettre une pièce jointe")):
        expect(button(todo, name)).to_have_attribute("aria-disabled", "true")
        expect(
            todo.get_by_text(f"La démarche « Certificat de décès électronique (CertDc) » ne permet pas {what} à la personne concernée.")
        ).to_be_visible()
    button(todo, "Envoyer un message").click(force=True)
    expect(page.get_by_role("dialog")).to_have_count(0)
    screen.check("certdc-received")

    name, content = brought(screen, button(todo, "Télécharger"))
    assert name.endswith(".zip")
    with ZipFile(io.BytesIO(content)) as archive:
        assert {each: archive.read(each) for each in archive.namelist()} == {"volet.pdf": PDF, "volet.xml": XML}
    status_is(screen, "En cours")
    assert brought(screen, button(page, "Télécharger volet.xml")) == ("volet.xml", XML)

    button(todo, "Changer de statut").click()
    dialog = page.get_by_role("dialog", name="Changer de statut")
    expect(dialog.get_by_text("Ce changement ne peut pas être annulé.")).to_have_count(2)
    assert [each.split("\n")[0] for each in dialog.locator(".fr-radio-group label").all_inner_texts()] == ["Refusé", "Traité"]
    expect(button(dialog, "Changer le statut")).to_be_disabled()
    choose(dialog, "Traité")
    with screen.refused(409):
        button(dialog, "Changer le statut").click()
        sure = page.get_by_role("dialog", name="Passer le télédossier au statut « Traité » ?")
        expect(sure).to_contain_text("ce changement ne pourra pas être annulé")
    screen.check("status-confirmation")
    button(sure, "Confirmer").click()
    told(screen, "Le télédossier est maintenant au statut « Traité ».")
    status_is(screen, "Traité")
    expect(button(todo, "Changer de statut")).to_be_focused()
    expect(todo.get_by_text("Le statut « Traité » ne peut plus être changé")).to_be_visible()
    assert quimper.dgs.case(case_id)["status"] == "DONE"
    lines = history(screen).locator("ol > li")
    expect(lines.first).to_contain_text("« En cours » → « Traité »")
    expect(lines.first).to_contain_text("Lou LE GALL")
    expect(lines.last).to_contain_text("Transmission du télédossier")


@pytest.mark.rule("POR-03", "POR-05", "POR-06", "POR-08", "POR-13")
def test_a_complement_is_asked_for_given_by_the_operator_and_told_while_the_page_is_open(screens: Open, quimper: Quimper) -> None:
    case_id, osl = quimper.started(), quimper.dila
    screen = screens().take_over(quimper.present(quimper.lou))
    page = screen.page
    page.clock.install()
    screen.open(f"/teledossiers/{case_id}")
    button(to_do(screen), "Changer de statut").click()
    dialog = page.get_by_role("dialog", name="Changer de statut")
    choose(dialog, "En attente de complément")
    expect(button(dialog, "Changer le statut")).to_be_disabled()
    asked = "Merci d'envoyer un livret de famille lisible."
    dialog.get_by_role("textbox", name="Message").fill(asked)
    screen.check("status-with-message")
    with screen.refused(409):
        button(dialog, "Changer le statut").click()
        button(page.get_by_role("dialog", name=re.compile("^Passer")), "Confirmer").click()
        status_is(screen, "En attente de complément")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert osl.case(case_id)["events"][-1]["message"] == asked

    answer = PDF + b"% livret de famille\n"
    announced = [{"fileName": "livret.pdf", "type": "jf", "size": len(answer), "mimeType": "application/pdf"}]
    body = {"actionType": "ATTACH_DEPOSIT", "caseNewStatus": "HUBEE_COMPLETED", "notification": True, "attachments": announced, "message": "Voici."}
    event = osl.ask("POST", f"{CASES}/{case_id}/events", 201, body).json()
    path = f"{CASES}/{case_id}/events/{event['id']}"
    osl.ask("PUT", f"{path}/attachments/{event['attachments'][0]['id']}", 204, content=answer)
    osl.ask("PATCH", path, 204, {"status": "SENT"})
    page.clock.fast_forward("05:01")
    news = page.locator(".news")
    expect(news).to_contain_text("Ce télédossier a changé")
    expect(news).to_contain_text("Transmission de pièces jointes : « Nouveau »")
    status_is(screen, "Nouveau")
    screen.check("news")
    expect(to_do(screen).get_by_text("change dès que le télédossier est ouvert")).to_be_visible()
    page.reload()
    status_is(screen, "Reçu")
    assert brought(screen, button(page, "Télécharger livret.pdf")) == ("livret.pdf", answer)
    status_is(screen, "En cours")
    expect(history(screen).get_by_text("Voici.")).to_be_visible()


@pytest.mark.rule("POR-05", "POR-13")
def test_of_two_agents_the_second_is_told_what_changed_and_keeps_what_was_typed(screens: Open, quimper: Quimper) -> None:
    case_id = quimper.started()
    screen = opened(screens, quimper, quimper.lou, case_id)
    page = screen.page
    button(to_do(screen), "Changer de statut").click()
    dialog = page.get_by_role("dialog", name="Changer de statut")
    choose(dialog, "Refusé")
    reason = "Cette personne n'habite pas la commune."
    dialog.get_by_role("textbox", name="Motif").fill(reason)
    other = {"status": "ADD_AWAITING", "message": "Il manque une pièce.", "confirm": True}
    quimper.present(quimper.sam).ask("POST", f"/cases/{case_id}/status", 200, other)
    with screen.refused(409):
        button(dialog, "Changer le statut").click()
        expect(dialog.get_by_text("Ce télédossier a changé depuis que vous l'avez ouvert ; votre action n'a pas été faite.")).to_be_visible()
    expect(dialog.get_by_text(re.compile(r"^Sam RIOU a changé le statut \(« En attente de complément »\)"))).to_be_visible()
    expect(dialog.locator(".status-badge")).to_have_text("En attente de complément")
    expect(dialog.get_by_role("radio", name=re.compile("^Refusé"))).to_be_checked()
    expect(dialog.get_by_role("textbox", name="Motif")).to_have_value(reason)
    status_is(screen, "En attente de complément")
    screen.check("changed-by-another")
    page.keyboard.press("Escape")
    button(page.get_by_role("dialog", name="Abandonner votre saisie ?"), "Annuler").click()
    expect(dialog.get_by_role("textbox", name="Motif")).to_have_value(reason)
    with screen.refused(409):
        button(dialog, "Changer le statut").click()
        button(page.get_by_role("dialog", name=re.compile("^Passer")), "Confirmer").click()
        status_is(screen, "Refusé")
    assert quimper.dila.case(case_id)["events"][-1]["message"] == reason
    why = "Ce télédossier est « Refusé » : ses pièces jointes ne peuvent plus être téléchargées."
    expect(to_do(screen).get_by_text(why)).to_be_visible()
    expect(button(page, "Télécharger récapitulatif.pdf")).to_have_attribute("aria-disabled", "true")


@pytest.mark.rule("POR-07", "POR-08", "CAS-11")
def test_files_are_prepared_removed_found_again_and_sent_to_the_operators_program(screens: Open, quimper: Quimper) -> None:
    case_id = quimper.started()
    screen = opened(screens, quimper, quimper.lou, case_id)
    page = screen.page
    button(to_do(screen), "Ajouter une pièce jointe").click()
    zone = page.get_by_role("region", name="Ajouter une pièce jointe")
    expect(zone.get_by_role("heading")).to_be_focused()
    expect(zone).to_contain_text("Direction de l'information légale et administrative (DILA), toutes ensemble")  # no brackets in brackets
    expect(zone.get_by_text("Formats acceptés : PDF. Taille maximale : 100 Mo par fichier.")).to_be_visible()
    screen.check("attach-empty")
    button(zone, "Fermer").click()
    expect(button(to_do(screen), "Ajouter une pièce jointe")).to_be_focused()
    page.keyboard.press("Enter")
    expect(zone.get_by_role("heading")).to_be_focused()
    receipt, wrong = PDF + b"% attestation\n", PDF + b"% par erreur\n"
    chosen = zone.get_by_label("Choisissez des fichiers")
    chosen.set_input_files([a_file("attestation.pdf", receipt), a_file("erreur.pdf", wrong), a_file("photo.gif", b"GIF89a", "image/gif")])
    expect(zone.get_by_text("Le fichier « photo.gif » n'est pas dans un format accepté pour cette démarche.")).to_be_visible()
    rows = zone.get_by_role("list", name="Pièces jointes à valider").get_by_role("listitem")
    expect(rows.filter(has_text="Prête à être validée")).to_have_count(2)
    expect(chosen).to_be_enabled()
    chosen.set_input_files([a_file("piege.pdf", PDF + VIRUS)])
    expect(rows.filter(has_text="Écartée par l'antivirus")).to_have_count(1)
    expect(zone.get_by_text("Retirez d'abord « piege.pdf ».")).to_be_visible()
    screen.check("attach-prepared")
    assert [each["actionType"] for each in quimper.dila.case(case_id)["events"]].count("ATTACH_DEPOSIT") == 0

    button(zone, "Retirer piege.pdf").click()
    told(screen, "La pièce jointe « piege.pdf » est retirée.")
    expect(chosen).to_be_focused()
    page.reload()
    expect(rows).to_have_count(2)
    button(zone, "Retirer erreur.pdf").click()
    expect(rows).to_have_count(1)
    button(zone, "Valider l'ajout").click()
    sure = page.get_by_role("dialog", name="Valider l'ajout ?")
    expect(sure).to_contain_text("cela ne pourra plus être retiré")
    button(sure, "Valider l'ajout").click()
    told(screen, "La pièce jointe est transmise.")
    expect(zone).to_have_count(0)
    expect(button(to_do(screen), "Ajouter une pièce jointe")).to_be_focused()
    sent = page.get_by_role("table", name="Pièces jointes transmises")
    assert brought(screen, button(sent, "Télécharger attestation.pdf")) == ("attestation.pdf", receipt)
    expect(history(screen).locator("ol > li").filter(has_text="Transmission de pièces jointes")).to_contain_text("attestation.pdf")
    osl = quimper.dila
    [event] = [each for each in osl.case(case_id)["events"] if each["actionType"] == "ATTACH_DEPOSIT"]
    [file] = osl.ask("GET", f"{CASES}/{case_id}/events/{event['id']}", 200).json()["attachments"]
    got = osl.ask("GET", f"{CASES}/{case_id}/events/{event['id']}/attachments/{file['id']}", 200)
    assert (file["fileName"], got.content) == ("attestation.pdf", receipt)


@pytest.mark.rule("DEP-05", "POR-07", "CAS-11")
def test_a_file_that_no_request_carries_goes_in_parts_and_goes_on_where_it_was_cut(screens: Open, quimper: Quimper) -> None:
    case_id = quimper.started()
    screen = opened(screens, quimper, quimper.lou, case_id)
    page = screen.page
    button(to_do(screen), "Ajouter une pièce jointe").click()
    zone = page.get_by_role("region", name="Ajouter une pièce jointe")
    plan = PDF + b"% plan cadastral\n" * 550_000  # 9.4 MB, in two parts
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "PUT" else None)
    page.route(re.compile("/files[/?]"), cut, times=1)
    zone.get_by_label("Choisissez des fichiers").set_input_files([a_file("plan.pdf", plan)])
    row = zone.get_by_role("list", name="Pièces jointes à valider").get_by_role("listitem")
    expect(row.filter(has_text="Prête à être validée")).to_have_count(1, timeout=60_000)
    assert [re.split("[/?]", url)[3] for url in sent] == ["files"] * 3  # the first was cut off
    assert [each for each in screen.faults if "/files" in each] == screen.faults
    screen.faults.clear()
    button(zone, "Valider l'ajout").click()
    button(page.get_by_role("dialog", name="Valider l'ajout ?"), "Valider l'ajout").click()
    told(screen, "La pièce jointe est transmise.")
    table = page.get_by_role("table", name="Pièces jointes transmises")
    assert brought(screen, button(table, "Télécharger plan.pdf")) == ("plan.pdf", plan)


def tab_to(page: Page, control: Locator) -> None:
    """Press Tab until a control has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if control.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError(f"the keyboard does not reach {control}")


@pytest.mark.rule("POR-06", "POR-08")
def test_by_keyboard_alone_a_message_is_sent_and_a_comment_left_and_changed(screens: Open, quimper: Quimper) -> None:
    case_id = quimper.started()
    screen = opened(screens, quimper, quimper.lou, case_id)
    page, todo = screen.page, to_do(screen)
    tab_to(page, button(todo, "Envoyer un message"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Envoyer un message")).to_contain_text("transmis à la personne concernée")
    page.route("**/messages", cut)  # now: a route is not in place yet when the very next step sends
    tab_to(page, page.get_by_label("Message *"))
    message = "Votre dossier est en cours d'examen."
    page.keyboard.type(message)
    tab_to(page, button(page.get_by_role("dialog"), "Envoyer"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_text("Le hub ne répond pas.")).to_be_visible()
    page.unroute("**/messages", cut)
    assert [each for each in screen.faults if "/messages" in each] == screen.faults
    screen.faults.clear()
    expect(page.get_by_label("Message *")).to_have_value(message)
    tab_to(page, button(page.get_by_role("dialog"), "Envoyer"))
    page.keyboard.press("Enter")
    told(screen, "Le message est envoyé.")
    expect(button(todo, "Envoyer un message")).to_be_focused()
    assert [each["message"] for each in quimper.dila.case(case_id)["events"]].count(message) == 1

    tab_to(page, button(todo, "Commentaire"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("Commentaire *"))
    page.keyboard.type("Le voisin dit avoir déménagé.")
    tab_to(page, button(page.get_by_role("dialog"), "Enregistrer"))
    page.keyboard.press("Enter")
    told(screen, "Le commentaire est enregistré.")
    expect(button(todo, "Commentaire")).to_be_focused()
    edit = history(screen).get_by_role("button", name=re.compile("^Modifier le commentaire de Lou LE GALL"))
    tab_to(page, edit)
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("Commentaire *"))
    page.keyboard.press("End")
    page.keyboard.type(" À vérifier.")
    screen.check("comment-dialog")
    tab_to(page, button(page.get_by_role("dialog"), "Enregistrer"))
    page.keyboard.press("Enter")
    told(screen, "Le commentaire est modifié.")
    expect(edit).to_be_focused()
    expect(history(screen).get_by_text("Le voisin dit avoir déménagé. À vérifier.")).to_be_visible()
    expect(history(screen).get_by_text("Modification d'un commentaire")).to_be_visible()
    assert "voisin" not in quimper.dila.ask("GET", f"{CASES}/{case_id}", 200).text

    page.get_by_role("link", name="Retour à la liste").press("Enter")
    screen.heading("Télédossiers")
    page.go_back()
    expect(page.get_by_role("heading", level=1, name=re.compile("^Télédossier "))).to_be_focused()
    button(todo, "Commentaire").press("Enter")
    page.get_by_label("Commentaire *").fill("x" * 1001)
    expect(button(page.get_by_role("dialog"), "Enregistrer")).to_be_disabled()
    page.go_forward()  # what was typed is not lost silently
    expect(page.get_by_role("dialog", name="Quitter sans enregistrer ?")).to_be_visible()


@pytest.mark.rule("POR-06", "POR-13")
def test_escape_answers_the_question_and_leaves_what_was_typed_beneath_it(screens: Open, quimper: Quimper) -> None:
    screen = opened(screens, quimper, quimper.lou, quimper.started())
    page = screen.page
    page.get_by_role("link", name="Retour à la liste").click()
    screen.heading("Télédossiers")
    page.go_back()
    button(to_do(screen), "Changer de statut").click()
    dialog = page.get_by_role("dialog", name="Changer de statut")
    choose(dialog, "Refusé")
    reason = dialog.get_by_role("textbox", name="Motif")
    reason.fill("Cette personne n'habite pas la commune.")
    with screen.refused(409):
        button(dialog, "Changer le statut").click()
        expect(page.get_by_role("dialog", name=re.compile("^Passer le télédossier"))).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(1)
    expect(reason).to_have_value("Cette personne n'habite pas la commune.")
    expect(button(dialog, "Changer le statut")).to_be_focused()
    button(dialog, "Annuler").click()
    button(page.get_by_role("dialog", name="Abandonner votre saisie ?"), "Abandonner").click()

    button(to_do(screen), "Commentaire").click()
    page.keyboard.type("Le voisin dit avoir déménagé.")
    comment = page.get_by_role("dialog", name="Ajouter un commentaire").get_by_label("Commentaire *")
    question = page.get_by_role("dialog", name="Abandonner votre saisie ?")
    for _ in range(3):  # Chromium lets a page hold back one Escape, not the next
        page.keyboard.press("Escape")
        expect(question).to_be_visible()
        expect(question.get_by_role("button", name="Fermer")).to_be_focused()
        page.keyboard.press("Escape")
        expect(question).to_have_count(0)
        expect(comment).to_be_focused()
    expect(comment).to_have_value("Le voisin dit avoir déménagé.")
    page.go_forward()
    expect(page.get_by_role("dialog", name="Quitter sans enregistrer ?")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(1)
    expect(comment).to_have_value("Le voisin dit avoir déménagé.")
    page.keyboard.press("Escape")
    button(question, "Abandonner").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(button(to_do(screen), "Commentaire")).to_be_focused()


@pytest.mark.rule("POR-13")
def test_the_neighbours_of_the_filtered_list_are_walked(screens: Open, quimper: Quimper) -> None:
    first, second, third = (quimper.census() for _ in range(3))
    search = "?process=recensementCitoyen&from=2020-01-01"
    screen = opened(screens, quimper, quimper.lou, second, search=search)
    page = screen.page
    nav = page.get_by_role("navigation", name="Liste des télédossiers")
    nav.get_by_role("link", name="Précédent dans la liste").click()
    expect(page).to_have_url(re.compile(re.escape(f"/teledossiers/{third}{search}")))
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(button(nav, "Précédent : premier de la liste")).to_have_attribute("aria-disabled", "true")
    nav.get_by_role("link", name="Suivant dans la liste").click()
    expect(page).to_have_url(re.compile(re.escape(f"/teledossiers/{second}{search}")))
    expect(page.get_by_role("heading", level=1)).to_be_focused()  # the page follows its address
    nav.get_by_role("link", name="Suivant dans la liste").click()
    expect(page).to_have_url(re.compile(re.escape(f"/teledossiers/{first}{search}")))
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(nav.get_by_role("link", name="Retour à la liste")).to_have_attribute("href", f"/{search}")
    for each in (first, second, third):
        assert quimper.dila.case(each)["status"] == "SI_RECEIVED"


@pytest.mark.rule("ACC-11", "POR-05", "POR-08")
def test_the_support_undoes_a_wrong_status_with_a_reason(screens: Open, quimper: Quimper) -> None:
    case_id = quimper.started()
    quimper.lou.ask("POST", f"/cases/{case_id}/status", 200, {"status": "DONE", "message": "Terminé.", "confirm": True})
    screen = opened(screens, quimper, quimper.days.signed_in(AXELLE), case_id)
    page = screen.page
    status_is(screen, "Traité")
    expect(reason_of_all(screen)).to_contain_text("Le profil administrateur national ne traite pas les télédossiers")
    expect(button(to_do(screen), "Télécharger")).to_have_attribute("aria-disabled", "true")
    button(page.get_by_role("region", name="Support HubEE"), "Forcer un statut").click()
    dialog = page.get_by_role("dialog", name="Forcer un statut")
    choose(dialog, "En cours")
    dialog.get_by_role("textbox", name="Motif").fill("Passé à « Traité » par erreur.")
    screen.check("support")
    with screen.refused(409):
        button(dialog, "Changer le statut").click()
        button(page.get_by_role("dialog", name=re.compile("^Passer")), "Confirmer").click()
        status_is(screen, "En cours")
    expect(history(screen).locator("ol > li").first).to_contain_text("Axelle MERCIER")
    expect(history(screen).locator("ol > li").first).to_contain_text("Passé à « Traité » par erreur.")


@pytest.mark.rule("POR-08", "POR-11")
def test_those_who_only_look_are_told_why_they_may_not_do_more(screens: Open, quimper: Quimper) -> None:
    case_id = quimper.started()
    maelle = opened(screens, quimper, quimper.days.signed_in(MAELLE), case_id)
    status_is(maelle, "En cours")
    expect(reason_of_all(maelle)).to_contain_text("permet de suivre les télédossiers sans les modifier")
    expect(to_do(maelle).get_by_text("sans en télécharger les pièces jointes")).to_be_visible()
    expect(button(maelle.page, "Télécharger récapitulatif.pdf")).to_have_attribute("aria-disabled", "true")
    maelle.check("operator")
    reader = opened(screens, quimper, quimper.reader, case_id)
    expect(reason_of_all(reader)).to_contain_text("Vous ne disposez pas du rôle « Gestion des télédossiers ».")
    expect(reader.page.get_by_role("region", name="Support HubEE")).to_have_count(0)
    for scheme in ("light", "dark"):
        reader.page.emulate_media(color_scheme=scheme)
        reader.stays_as_it_is(button(to_do(reader), "Changer de statut"))
    reader.page.emulate_media(color_scheme="light")
    quimper.dila.status_event(case_id, "CLOSED")
    lou = opened(screens, quimper, quimper.lou, case_id)
    status_is(lou, "Clos")
    expect(reason_of_all(lou)).to_have_text("Ce télédossier est « Clos » : il ne peut plus être modifié.")
    expect(history(lou).locator("ol > li").filter(has_text="Clôture par l'opérateur")).to_contain_text("(opérateur)")
    expect(history(lou).locator("ol > li").filter(has_text="Dany QUÉRÉ").first).to_contain_text("Consultation")
    lou.check("closed")


@pytest.mark.rule("POR-01", "POR-03")
def test_what_cannot_be_shown_says_why(screens: Open, quimper: Quimper) -> None:
    case_id = quimper.census()
    screen = screens().take_over(quimper.present(quimper.lou))
    page = screen.page
    with screen.refused(404):
        screen.open(f"/teledossiers/{uuid4()}")
        expect(page.get_by_text("Ce télédossier n'existe pas ou n'existe plus.")).to_be_visible()
    screen.check("unknown")
    page.route(f"**/cases/{case_id}", cut)
    screen.open(f"/teledossiers/{case_id}")
    expect(page.get_by_text("Ce télédossier n'a pas pu être chargé")).to_be_visible()
    page.unroute(f"**/cases/{case_id}", cut)
    assert screen.faults
    assert all(f"/cases/{case_id}" in each for each in screen.faults)
    screen.faults.clear()
    screen.check("not-loaded")
    button(page, "Réessayer").click()
    status_is(screen, "Reçu")
    stranger = screens().take_over(quimper.days.signed_in("lou.moreau@mairie-vienne.test"))
    with stranger.refused(403):
        stranger.open(f"/teledossiers/{case_id}")
        expect(stranger.page.get_by_text("Vous n'avez pas accès à cet élément.")).to_be_visible()
    expect(stranger.page.get_by_role("link", name="Retour à la liste")).to_be_visible()
