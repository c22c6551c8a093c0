"""« Mon compte » before a real browser: profile, password, authenticator, sessions. **Source:** ACC-09, ACC-10, AUT-01, AUT-04, AUT-06, AUT-07."""

import re
from pathlib import Path
from uuid import uuid4

import pyotp
import pytest
from playwright.sync_api import expect

from tests.e2e.portal_browser import PASSWORD, Browser, Days, activated
from tests.e2e.screen import Screen

CAMILLE, LOU, ROBIN = "camille.martin@mairie-vienne.test", "lou.moreau@mairie-vienne.test", "robin.faure@editeur-alpha.test"


def hired(days: Days, actor_type: str = "AGENT") -> Browser:
    """Somebody for whom the local administrator has just made an account, signed in."""
    email = f"sasha.{uuid4().hex[:12]}@mairie-vienne.test"
    body = {"email": email, "actorType": actor_type, "firstName": "Sasha", "lastName": "ROUX"}
    days.signed_in(CAMILLE).ask("POST", "/accounts", 201, body)
    return activated(days, email)


def opened(screen: Screen, person: Browser) -> None:
    """Show « Mon compte » of somebody."""
    screen.take_over(person)
    screen.open("/mon-compte")
    screen.heading("Mon compte")


@pytest.mark.rule("ACC-09", "ACC-10")
def test_a_person_changes_civility_function_and_phone_and_reads_the_rest(screen: Screen) -> None:
    page = screen.page
    person = screen.days.signed_in(LOU)
    opened(screen, person)
    expect(page.get_by_text("Contactez l'administrateur local de votre organisation.")).to_be_visible()
    expect(page.get_by_text("Consultation des télédossiers")).to_be_visible()
    expect(page.get_by_role("main").get_by_text("Mairie de Vienne")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text=re.compile("^JeChangeDeCoordonnees$"))).to_have_count(0)  # by its name
    assert page.get_by_role("textbox", name="Nom").count() == 0
    screen.check("my account")
    phone, save = page.get_by_label("Téléphone"), page.get_by_role("button", name="Enregistrer les modifications")
    phone.fill("pas un numéro")
    phone.blur()
    expect(page.get_by_text("Ce numéro n'est pas valide.")).to_be_visible()
    expect(save).to_be_disabled()
    screen.check("my account faulty")
    phone.fill("04 74 78 30 00")
    page.get_by_role("link", name="Télédossiers", exact=True).click()
    expect(page.get_by_role("dialog", name="Quitter sans enregistrer ?")).to_be_visible()
    page.get_by_role("button", name="Rester sur la page").click()
    page.get_by_label("Civilité").select_option("Monsieur")
    page.get_by_label("Fonction").fill("Responsable de l'état civil")
    save.click()
    expect(page.get_by_role("status").get_by_text("Vos informations sont enregistrées.")).to_be_visible()
    me = person.ask("GET", "/me", 200)
    assert (me["civility"], me["function"], me["phoneNumber"]) == ("Monsieur", "Responsable de l'état civil", "04 74 78 30 00")
    page.get_by_label("Fonction").fill("")
    with page.expect_response(lambda answer: answer.url.endswith("/portal/v1/me") and answer.request.method == "GET"):
        save.click()
    expect(save).to_be_enabled()  # what was told the first time is still there
    expect(page.get_by_label("Fonction")).to_have_value("")
    page.get_by_role("link", name="Télédossiers", exact=True).click()
    screen.heading("Télédossiers")
    assert person.ask("GET", "/me", 200)["function"] is None


@pytest.mark.rule("AUT-01", "AUT-04", "AUT-07")
def test_a_person_changes_his_password_and_his_other_sessions_are_over(screen: Screen) -> None:
    days, page = screen.days, screen.page
    person = hired(days)
    elsewhere = Browser(days, email=person.email).enter()
    opened(screen, person)
    expect(page.get_by_text("Il est valable jusqu'au")).to_be_visible()
    page.get_by_role("button", name="Changer mon mot de passe").click()
    current = page.get_by_label("Mot de passe actuel")
    expect(current).to_be_focused()
    current.fill("Wrong&2026!")
    page.get_by_label("Nouveau mot de passe").fill("Suivant&2027!")
    page.get_by_label("Confirmation du mot de passe").fill("Suivant&2027!")
    with screen.refused(400):
        page.get_by_role("button", name="Enregistrer mon mot de passe").click()
        expect(page.get_by_text("Le mot de passe actuel est incorrect.")).to_be_visible()
    expect(current).to_be_focused()
    screen.check("my password refused")
    current.fill(PASSWORD)
    page.get_by_role("button", name="Enregistrer mon mot de passe").click()
    expect(page.get_by_role("status").get_by_text("Votre mot de passe est changé.")).to_be_visible()
    expect(page.get_by_role("heading", name="Mon mot de passe")).to_be_focused()
    assert elsewhere.ask("GET", "/me", 401)["reason"] == "CLOSED"
    page.get_by_label("Fonction").fill("Agente d'accueil")  # the session goes on, under another token
    page.get_by_role("button", name="Enregistrer les modifications").click()
    expect(page.get_by_text("Vos informations sont enregistrées.")).to_be_visible()
    assert Browser(days, email=person.email, password="Suivant&2027!").begin().json()["stage"] == "OPEN"


@pytest.mark.rule("AUT-06")
def test_an_authenticator_is_put_in_service_used_and_taken_away(screen: Screen, tmp_path: Path) -> None:
    days, page = screen.days, screen.page
    person = hired(days, "ADMINISTRATEUR_LOCAL")
    screen.open("/connexion?retour=/mon-compte")
    screen.give_password(person.email, PASSWORD)
    screen.heading("Vérification de l'OTP")
    page.get_by_label("Code").fill(person.mailed_code())
    page.get_by_role("button", name="Valider", exact=True).click()
    screen.heading("Mon compte")
    page.get_by_role("button", name="Activer une application d'authentification").click()
    expect(page.get_by_role("heading", name="Étape 1 sur 2")).to_be_focused()
    page.get_by_label("Mot de passe actuel").fill(PASSWORD)
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("heading", name="Étape 2 sur 2")).to_be_focused()
    qr_code = page.get_by_role("img", name="QR code")
    expect(qr_code).to_be_visible()
    expect(qr_code).to_have_js_property("complete", True)
    assert qr_code.evaluate("each => each.naturalWidth") > 100
    screen.check("authenticator qr code")
    page.get_by_role("button", name="Copier la clé").click()
    expect(page.get_by_text("La clé est copiée.")).to_be_visible()
    secret = page.evaluate("navigator.clipboard.readText()")
    person.totp_secret = secret
    with screen.refused(400):
        page.get_by_label("Code").fill("000000" if pyotp.TOTP(secret).at(days.now()) != "000000" else "111111")
        page.get_by_role("button", name="Mettre en service").click()
        expect(page.get_by_text("Ce code est incorrect")).to_be_visible()
    page.get_by_label("Code").fill(person.authenticator_code())
    page.get_by_role("button", name="Mettre en service").click()
    expect(page.get_by_role("heading", name="Vos codes de secours")).to_be_focused()
    codes = [each.inner_text() for each in page.locator(".recovery-codes code").all()]
    assert len(codes) == 10
    screen.check("recovery codes")
    page.get_by_role("button", name="Copier", exact=True).click()
    expect(page.get_by_text("Les codes de secours sont copiés.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").split() == codes
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Télécharger").click()
    downloading.value.save_as(tmp_path / "codes.txt")
    written = (tmp_path / "codes.txt").read_text(encoding="utf-8")
    assert (downloading.value.suggested_filename, written.split()[-10:]) == ("codes-de-secours-hubee.txt", codes)
    page.locator("#menu").get_by_role("link", name="Gestion des comptes").click()
    expect(page.get_by_role("dialog", name="Avez-vous conservé vos codes de secours ?")).to_be_visible()
    page.get_by_role("button", name="Rester sur la page").click()
    page.get_by_role("button", name="J'ai conservé mes codes").click()
    expect(page.get_by_text("Application en service")).to_be_visible()
    expect(page.get_by_role("heading", name="Double authentification")).to_be_focused()
    page.get_by_role("button", name="Se déconnecter").click()
    screen.heading("Connexion")

    for used in (False, True):  # a recovery code serves once
        screen.open("/connexion?retour=/mon-compte")
        screen.give_password(person.email, PASSWORD)
        screen.heading("Vérification de l'OTP")
        page.get_by_role("button", name="Utiliser un code de secours").click()
        expect(page.get_by_label("Code de secours")).to_be_focused()
        page.keyboard.type(codes[3].lower())
        expect(page.get_by_role("button", name="Valider", exact=True)).to_be_enabled()
        if used:
            with screen.refused(401):
                page.keyboard.press("Enter")
                expect(page.get_by_text("Ce code est incorrect, a déjà servi")).to_be_visible()
            page.get_by_role("button", name="Utiliser l'application d'authentification").click()
            page.get_by_label("Code").fill(person.authenticator_code())
            expect(page.get_by_role("button", name="Valider", exact=True)).to_be_enabled()
        page.keyboard.press("Enter")
        screen.heading("Mon compte")
        if not used:
            page.get_by_role("button", name="Se déconnecter").click()
            screen.heading("Connexion")

    page.get_by_role("button", name="Renouveler les codes de secours").click()
    dialog = page.get_by_role("dialog", name="Renouveler les codes de secours")
    dialog.get_by_label("Mot de passe actuel").fill(PASSWORD)
    screen.check("renew recovery codes")
    dialog.get_by_role("button", name="Renouveler les codes", exact=True).click()
    expect(page.get_by_role("heading", name="Vos codes de secours")).to_be_focused()
    assert page.locator(".recovery-codes code").first.inner_text() not in codes
    page.get_by_role("button", name="J'ai conservé mes codes").click()
    page.get_by_role("button", name="Retirer l'application").click()
    dialog = page.get_by_role("dialog", name="Retirer l'application d'authentification")
    dialog.get_by_label("Mot de passe actuel").fill("Wrong&2026!")
    with screen.refused(400):
        dialog.get_by_role("button", name="Retirer l'application", exact=True).click()
        expect(dialog.get_by_text("Le mot de passe actuel est incorrect.")).to_be_visible()
    dialog.get_by_label("Mot de passe actuel").fill(PASSWORD)
    dialog.get_by_role("button", name="Retirer l'application", exact=True).click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_text("Sans application")).to_be_visible()
    expect(page.get_by_role("heading", name="Double authentification")).to_be_focused()
    assert Browser(days, email=person.email).begin().json()["method"] == "MAIL"


@pytest.mark.rule("AUT-07")
def test_a_person_closes_his_sessions_and_sees_which_one_this_is(screen: Screen) -> None:
    days, page = screen.days, screen.page
    person = hired(days)
    others = [Browser(days, email=person.email).enter() for _ in range(3)]
    opened(screen, person)
    table = page.get_by_role("table", name="Mes sessions ouvertes")
    expect(table.get_by_role("row")).to_have_count(5)
    expect(table.get_by_text("Cette session")).to_have_count(1)
    expect(table.get_by_text("Firefox sur Linux")).to_have_count(4)
    screen.check("my sessions")
    table.get_by_role("button", name=re.compile("^Fermer la session")).first.focus()
    page.keyboard.press("Enter")
    expect(table.get_by_role("row")).to_have_count(4)
    expect(page.get_by_role("status").get_by_text("La session est fermée.")).to_be_visible()
    expect(page.get_by_role("heading", name="Mes sessions")).to_be_focused()
    assert sorted(each.call("GET", "/me").status_code for each in others) == [200, 200, 401]
    page.get_by_role("button", name="Fermer les autres sessions").click()
    page.get_by_role("dialog").get_by_role("button", name="Fermer les autres sessions").click()
    expect(table.get_by_role("row")).to_have_count(2)
    assert {each.call("GET", "/me").status_code for each in others} == {401}
    expect(page.get_by_text("Vous n'avez pas d'autre session ouverte.")).to_be_visible()
    page.route("**/portal/v1/me/sessions", lambda route: route.abort())
    page.reload()
    failure = page.get_by_text("Ces informations n'ont pas pu être chargées")
    expect(failure).to_be_visible(timeout=15_000)
    page.unroute("**/portal/v1/me/sessions")
    page.get_by_role("button", name="Réessayer").click()
    expect(table.get_by_role("row")).to_have_count(2)
    screen.faults[:] = [each for each in screen.faults if "/me/sessions net::ERR_FAILED" not in each]


@pytest.mark.rule("ACC-09", "SUB-12")
def test_a_technical_delegate_sees_his_organisations(screen: Screen) -> None:
    page = screen.page
    person = screen.days.signed_in(ROBIN)
    [first, *_] = person.ask("GET", "/me", 200)["organisations"]
    person.ask("PUT", "/session/organisation", 204, {"organisation": first["id"]})
    opened(screen, person)
    expect(page.get_by_text(f"{first['name']} (organisation actuelle)")).to_be_visible()
    expect(page.get_by_text("Contactez le support HubEE")).to_be_visible()
    page.get_by_role("definition").get_by_role("link", name="Changer d'organisation").click()
    screen.heading("Choix de l'organisation")
