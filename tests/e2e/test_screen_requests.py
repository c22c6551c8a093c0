"""Subscription requests in a browser: the open form, following it, deciding it, asking for one's own. **Source:** SUB-15, SUB-03, AUT-11."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.portal_browser import Browser, Days, activated
from tests.e2e.screen import PHONE, Screen
from tests.e2e.town import CAMILLE

MAELLE = "maelle.girard@dila.test"
CENSUS = "Recensement citoyen obligatoire (RCO)"


def siret() -> str:
    """A SIRET of nobody, whose digits fit."""
    start = f"{uuid4().int % 10**13:013d}"
    doubled = [int(each) * (2 if index % 2 == 0 else 1) for index, each in enumerate(start)]
    return f"{start}{-sum(each - 9 if each > 9 else each for each in doubled) % 10}"


def address() -> str:
    """A person's address that nobody has used."""
    return f"jeanne.{uuid4().hex[:12]}@mairie-neuve.test"


def asked(days: Days, email: str, *, name: str, confirmed: bool = True, processes: tuple[str, ...] = ("recensementCitoyen",)) -> str:
    """A request made and confirmed over HTTP; its reference."""
    visitor = Browser(days)
    body: dict[str, Any] = {
        "companyRegister": siret(),
        "branchCode": "38544",
        "organisationName": name,
        "postalCode": "38200",
        "territory": "Isère",
        "localAdministrator": {"email": email, "firstName": "Jeanne", "lastName": "DURAND", "function": "Secrétaire de mairie"},
        "processCodes": list(processes),
    }
    reference: str = visitor.ask("POST", "/requests", 201, body)["reference"]
    if confirmed:
        visitor.ask("POST", "/requests/confirm", 200, {"token": days.mailed_token(email, "/demande/confirmation")})
    return reference


def fill(page: Page, fields: dict[str, str]) -> None:
    """Fill in fields by their labels."""
    for label, value in fields.items():
        page.get_by_label(label, exact=False).first.fill(value)


def go_on(page: Page, title: str) -> None:
    """To the next step."""
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("heading", level=2, name=title)).to_be_focused()


def press(page: Page, name: str) -> None:
    """Press a button by keyboard: as long as it is greyed it takes neither the focus nor the key."""
    button = page.get_by_role("button", name=name)
    expect(button).to_be_enabled()
    button.press("Enter")


@pytest.mark.rule("SUB-15", "AUT-11", "ACC-10")
def test_a_request_is_filled_in_by_keyboard_confirmed_by_mail_and_followed(screen: Screen) -> None:
    page, email = screen.page, address()
    screen.open("/connexion")
    page.get_by_role("link", name="Datapass").press("Enter")
    screen.heading("Demande d'abonnement")
    screen.check("demande-organisation")
    button = page.get_by_role("button", name="Continuer")
    expect(button).to_be_disabled()

    def type_on(*values: str) -> None:
        for value in values:
            page.keyboard.press("Tab")
            page.keyboard.type(value)

    page.get_by_role("heading", level=1).focus()
    register = siret()
    type_on(f"{register[:3]} {register[3:6]} {register[6:9]} {register[9:]}", "38544", "Commune de Neuville-Fictive", "38200", "Isère")
    expect(button).to_be_enabled()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2, name="Administrateur local")).to_be_focused()
    screen.check("demande-administrateur")
    type_on("DURAND", "Jeanne", email, "Secrétaire de mairie", "04 74 00 00 00")
    expect(button).to_be_enabled()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2, name="Délégué technique")).to_be_focused()
    screen.check("demande-delegue")
    expect(button).to_be_enabled()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2, name="Démarches")).to_be_focused()
    expect(page.get_by_label(CENSUS)).to_be_visible()
    screen.check("demande-demarches")
    while page.evaluate("document.activeElement.value") != "recensementCitoyen":
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(button).to_be_enabled()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2, name="Récapitulatif")).to_be_focused()
    for words in (f"{register[:3]} {register[3:6]}", "Jeanne DURAND", email, CENSUS):
        expect(page.locator("main")).to_contain_text(words)
    screen.check("demande-recapitulatif")
    page.go_back()
    expect(page.get_by_label(CENSUS)).to_be_checked()
    expect(page.get_by_role("heading", level=2, name="Démarches")).to_be_focused()
    press(page, "Étape précédente")
    expect(page.get_by_role("heading", level=2, name="Délégué technique")).to_be_focused()
    press(page, "Revenir au récapitulatif")
    expect(page.get_by_role("heading", level=2, name="Récapitulatif")).to_be_focused()
    press(page, "Modifier : Administrateur local")
    expect(page.get_by_role("heading", level=2, name="Administrateur local")).to_be_focused()
    expect(page.locator("[name='localAdministrator.lastName']")).to_have_value("DURAND")
    press(page, "Revenir au récapitulatif")
    expect(page.get_by_role("heading", level=2, name="Récapitulatif")).to_be_focused()
    press(page, "Envoyer la demande")
    screen.heading("Suivre une demande")
    expect(page.get_by_text("Demande enregistrée : confirmez votre adresse")).to_be_visible()
    expect(page.get_by_text("À confirmer", exact=True)).to_be_visible()
    screen.check("demande-envoyee")
    assert email not in page.url
    followed = page.url
    token = screen.days.mailed_token(email, "/demande/confirmation")
    screen.open(f"/demande/confirmation#{token}")
    screen.heading("Confirmer une demande")
    expect(page).to_have_url(re.compile("/demande/confirmation$"))
    screen.check("demande-confirmer")
    press(page, "Confirmer ma demande")
    expect(page.get_by_text("Votre adresse est confirmée")).to_be_visible()
    expect(page.get_by_text("En attente de validation", exact=True)).to_be_visible()
    assert page.url == followed
    screen.open(f"/demande/confirmation#{token}")
    with screen.refused(400):
        page.get_by_role("button", name="Confirmer ma demande").click()
        expect(page.locator(".form-faults .fr-alert")).to_be_visible()
    screen.check("demande-lien-perime")


@pytest.mark.rule("SUB-15", "ACC-05", "ACC-10")
def test_what_the_hub_finds_wrong_leads_back_to_its_step_and_nothing_is_lost(screens: Callable[..., Screen], days: Days) -> None:
    screen = screens(size=PHONE)
    page, email = screen.page, address()
    screen.open("/demande?etape=4")
    expect(page.get_by_role("heading", level=2, name="Organisation")).to_be_visible()
    page.get_by_label("Numéro SIRET").fill("123")
    page.get_by_label("Numéro SIRET").blur()
    expect(page.get_by_text("Ce numéro SIRET n'est pas valide : vérifiez ses 14 chiffres.")).to_be_visible()
    screen.check("demande-siret-faux")
    fill(page, {"Numéro SIRET": "21380544300017", "Code d'implantation": "38544", "Nom de l'organisation": "Neuville", "Code postal": "38200"})
    go_on(page, "Administrateur local")
    fill(page, {"Nom": "DURAND", "Prénom": "Jeanne", "Adresse électronique personnelle": "mairie@mairie-neuve.test"})
    go_on(page, "Délégué technique")
    go_on(page, "Démarches")
    page.get_by_label(CENSUS).check(force=True)
    go_on(page, "Récapitulatif")
    with screen.refused(400):
        page.get_by_role("button", name="Envoyer la demande").click()
        expect(page.get_by_text("Ce numéro SIRET n'est pas valide : vérifiez ses 14 chiffres.")).to_be_visible()
    expect(page.get_by_label("Numéro SIRET")).to_be_focused()
    expect(page.get_by_text("La demande n'a pas été envoyée.")).to_be_visible()
    screen.check("demande-faute-du-hub")
    page.get_by_label("Numéro SIRET").fill(siret())
    page.get_by_role("button", name="Revenir au récapitulatif").click()
    person = page.get_by_label("Adresse électronique personnelle")
    expect(person).to_be_focused()
    expect(person).to_have_value("mairie@mairie-neuve.test")
    screen.check("demande-adresse-generique")
    person.fill(email)
    page.get_by_role("button", name="Revenir au récapitulatif").click()
    page.get_by_role("button", name="Aide").or_(page.get_by_role("link", name="Aide").last).last.click()
    dialog = page.get_by_role("dialog", name="Quitter sans enregistrer ?")
    dialog.get_by_role("button", name="Rester sur la page").click()
    page.get_by_role("button", name="Envoyer la demande").dblclick()
    screen.heading("Suivre une demande")
    assert days.subjects(email) == ["Confirmez votre demande d'abonnement"]


@pytest.mark.rule("SUB-15")
def test_a_reference_of_nothing_says_so_and_another_can_be_given(screen: Screen) -> None:
    page, reference = screen.page, asked(screen.days, address(), name="Commune de Suivie", confirmed=False)
    with screen.refused(404):
        screen.open("/demande/inconnue")
        expect(page.get_by_text("Cette demande n'existe pas : vérifiez sa référence.")).to_be_visible()
    screen.check("demande-inconnue")
    page.get_by_label("Référence de la demande").fill(reference)
    page.get_by_role("button", name="Suivre la demande").click()
    expect(page.get_by_text("Adresse à confirmer")).to_be_visible()
    screen.open("/demande/confirmation")
    expect(page.get_by_text("Le lien de confirmation est incomplet.")).to_be_visible()


@pytest.mark.rule("SUB-15", "SUB-03", "AUT-02")
def test_an_operator_refuses_with_a_reason_and_accepts_which_makes_the_administrator_s_account(screens: Callable[..., Screen], days: Days) -> None:
    screen, refused_email, accepted_email = screens(), address(), address()
    page, decider = screen.page, days.signed_in(MAELLE)
    for each in decider.ask("GET", "/requests", 200, maxResult=100):  # those of other tests
        decider.ask("POST", f"/requests/{each['id']}/refuse", 204, {"reason": "Demande d'essai."})
    screen.take_over(decider).open("/abonnements/demandes")
    screen.heading("Demandes à valider")
    expect(page.get_by_text("Aucune demande n'attend de décision")).to_be_visible()
    screen.check("demandes-aucune")
    refused = asked(days, refused_email, name="Commune de Refus-Fictif", processes=("recensementCitoyen", "EtatCivil"))
    accepted = asked(days, accepted_email, name="Commune d'Accord-Fictif")
    screen.open("/abonnements")
    page.get_by_role("link", name="Demandes à valider (3)").click()
    screen.heading("Demandes à valider")
    expect(page.get_by_text("3 demandes")).to_be_visible()
    screen.check("demandes")
    page.get_by_role("button", name=f"Refuser la demande de Commune de Refus-Fictif pour {CENSUS}").click()
    dialog = page.get_by_role("dialog", name="Refuser la demande ?")
    expect(dialog.get_by_role("button", name="Refuser la demande")).to_be_disabled()
    dialog.get_by_label("Motif du refus").fill("   ")
    expect(dialog.get_by_role("button", name="Refuser la demande")).to_be_disabled()
    dialog.get_by_label("Motif du refus").fill("La commune ne tient pas de recensement.")
    screen.check("demandes-refuser")
    dialog.get_by_role("button", name="Refuser la demande").dblclick()
    expect(page.locator(".messages")).to_contain_text("La demande de Commune de Refus-Fictif est refusée.")
    expect(page.get_by_text("2 demandes")).to_be_focused()
    page.get_by_role("button", name="Accepter la demande de Commune d'Accord-Fictif").click()
    dialog = page.get_by_role("dialog", name="Accepter la demande ?")
    expect(dialog).to_contain_text(accepted_email)
    screen.check("demandes-accepter")
    dialog.get_by_role("button", name="Accepter la demande").click()
    expect(page.locator(".messages")).to_contain_text("La demande de Commune d'Accord-Fictif est acceptée.")
    page.get_by_label("Demandes", exact=True).select_option("REFUSED")
    expect(page.get_by_text("La commune ne tient pas de recensement.")).to_be_visible()
    screen.check("demandes-refusees")
    subjects = days.subjects(accepted_email)
    assert "Activez votre compte du Portail HubEE" in subjects
    assert any(each.startswith("Demande d'abonnement acceptée") for each in subjects)
    assert activated(days, accepted_email).ask("GET", "/me", 200)["actorType"] == "ADMINISTRATEUR_LOCAL"
    visitor = screens(size=PHONE)
    visitor.open(f"/demande/{refused}")
    expect(visitor.page.get_by_text("Motif : La commune ne tient pas de recensement.")).to_be_visible()
    expect(visitor.page.get_by_text("En attente de validation", exact=True)).to_be_visible()
    visitor.check("demande-suivie")
    visitor.open(f"/demande/{accepted}")
    expect(visitor.page.get_by_text("Acceptée", exact=True)).to_be_visible()


@pytest.mark.rule("SUB-15")
def test_a_request_that_somebody_else_decided_says_so(screen: Screen) -> None:
    page, decider = screen.page, screen.days.signed_in(MAELLE)
    asked(screen.days, address(), name="Commune de Double-Fictif")
    screen.take_over(decider).open("/abonnements/demandes")
    button = page.get_by_role("button", name="Accepter la demande de Commune de Double-Fictif")
    expect(button).to_be_visible()
    [waiting] = [each for each in decider.ask("GET", "/requests", 200, maxResult=100) if each["organisationName"] == "Commune de Double-Fictif"]
    decider.ask("POST", f"/requests/{waiting['id']}/refuse", 204, {"reason": "En double."})
    button.click()
    with screen.refused(400):
        page.get_by_role("button", name="Accepter la demande", exact=True).click()
        expect(page.locator(".messages")).to_contain_text("Cette demande n'attend pas de décision")
    expect(button).to_have_count(0)


@pytest.mark.rule("SUB-15", "SUB-01")
def test_a_local_administrator_subscribes_his_organisation_some_at_once(screen: Screen) -> None:
    page = screen.page
    screen.take_over(screen.days.signed_in(CAMILLE)).open("/abonnements")
    page.get_by_role("link", name="S'abonner à une démarche").click()
    screen.heading("S'abonner à une démarche")
    expect(page.get_by_label(CENSUS)).to_be_disabled()
    expect(page.get_by_role("button", name="Envoyer la demande")).to_be_disabled()
    screen.check("s-abonner")
    page.get_by_label("Formulaire QF").check(force=True)
    page.get_by_label("Déclaration d'un hébergement de tourisme (DHTour)").check(force=True)
    page.get_by_label("Adresse électronique du délégué technique").fill(CAMILLE)
    with screen.refused(400):
        page.get_by_role("button", name="Envoyer la demande").click()
        expect(page.get_by_text("Le délégué technique est une personne extérieure à votre organisation")).to_be_visible()
    page.get_by_label("Adresse électronique du délégué technique").fill("")
    page.get_by_role("button", name="Envoyer la demande").dblclick()
    expect(page.get_by_text("Votre demande est enregistrée")).to_be_visible()
    expect(page.get_by_text("Acceptée", exact=True)).to_be_visible()
    expect(page.get_by_text("En attente de validation", exact=True)).to_be_visible()
    screen.check("s-abonner-repondu")
    page.get_by_role("link", name="Voir les abonnements").click()
    expect(page.get_by_role("row").filter(has_text="Formulaire QF")).to_contain_text("Date d'activation à choisir")
