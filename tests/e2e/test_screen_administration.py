"""The national administration's screens: the referential, the programs' credentials, the trail, the jobs, the mails.

**Source:** ORG-02 to ORG-05, OAU-05, OAU-08, AUT-10, JOB-06, MAI-01.
"""

import re
from collections.abc import Callable, Iterator
from itertools import count
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.portal_browser import Browser, Days
from tests.e2e.remote import RemoteWorld
from tests.e2e.screen import PHONE, Screen

AXELLE = "axelle.mercier@dinum.test"
LOU, CAMILLE = "lou.moreau@mairie-vienne.test", "camille.martin@mairie-vienne.test"
DILA = "OSL-13000918600011-75115"


@pytest.fixture(scope="module")
def axelle(days: Days) -> Browser:
    """The national administrator, signed in once for all."""
    return days.signed_in(AXELLE)


@pytest.fixture
def support(screen: Screen, axelle: Browser) -> Screen:
    """Her window."""
    return screen.take_over(axelle)


@pytest.fixture
def world(days: Days) -> Iterator[RemoteWorld]:
    """An operator of a test's own."""
    made = RemoteWorld(days.sandbox)
    yield made
    made.close()


def button(screen: Screen, name: str) -> Locator:
    """A button, by all of its words."""
    return screen.page.get_by_role("button", name=name, exact=True)


def part(screen: Screen, name: str) -> None:
    """Go to a part of the administration by its navigation."""
    screen.page.get_by_role("navigation", name="Administration", exact=True).get_by_role("link", name=name, exact=True).click()


def told(screen: Screen, words: str) -> None:
    """What was done is read out."""
    expect(screen.page.get_by_role("status").filter(has_text=words).first).to_be_visible()


def copied(screen: Screen) -> str:
    """The secret, from the clipboard: it is never in the page."""
    button(screen, "Copier : Secret (Client secret)").click()
    expect(screen.page.get_by_text("Copié dans le presse-papiers.")).to_be_visible()
    secret: str = screen.page.evaluate("navigator.clipboard.readText()")
    assert secret not in screen.page.content()
    return secret


def token_of(days: Days, client_id: str, secret: str) -> httpx.Response:
    """What the hub answers to credentials."""
    form = {"grant_type": "client_credentials", "scope": "OSL", "client_id": client_id, "client_secret": secret}
    return days.http.post("/token", data=form)


@pytest.mark.rule("ORG-02")
def test_the_administration_is_entered_by_the_menu_and_begins_with_what_needs_attention(support: Screen) -> None:
    support.open("/")
    support.page.get_by_role("navigation").get_by_role("link", name="Administration", exact=True).click()
    support.heading("Administration")
    expect(support.page.get_by_role("link", name="Tâches en échec ou en retard")).to_be_visible()
    expect(support.page.get_by_text("Tous les mails sont partis.")).to_be_visible()
    for each in support.page.locator(".watch-count").all():
        expect(each).to_have_text(re.compile(r"^\d+$"))
    support.check("administration")
    for name in ("Organisations", "Démarches", "Clients API", "Journal d'audit", "Tâches planifiées", "Mails non partis"):
        part(support, name)
        support.heading(name)
        expect(support.page.get_by_role("heading", level=1)).to_be_focused()


@pytest.mark.rule("ORG-02", "ACC-11")
@pytest.mark.parametrize("email", [LOU, CAMILLE])
def test_nobody_else_finds_the_administration_nor_enters_it_by_its_address(screen: Screen, days: Days, email: str) -> None:
    screen.take_over(days.signed_in(email))
    screen.open("/administration")
    screen.heading("Accès refusé")
    expect(screen.page.get_by_role("link", name="Administration", exact=True)).to_have_count(0)
    expect(screen.page.get_by_text("réservée aux administrateurs nationaux")).to_be_visible()
    if email == LOU:
        screen.check("administration refused")
        screen.open("/administration/demarches/CERTDC")
        screen.heading("Accès refusé")


@pytest.mark.rule("ORG-01", "ORG-02", "ACC-10")
def test_an_organisation_is_created_found_and_changed(support: Screen, world: RemoteWorld) -> None:
    page, siret = support.page, f"{uuid4().int % 10**14:014d}"
    assert world.organisation("SI")  # one more than a page
    support.open("/administration/organisations")
    expect(page.get_by_role("row")).to_have_count(26)
    support.check("organisations")
    page.locator(".fr-pagination").get_by_role("link", name="2", exact=True).click()
    expect(page).to_have_url(re.compile("page=2"))
    page.get_by_role("link", name="Créer une organisation").click()
    support.heading("Créer une organisation")
    create = button(support, "Créer l'organisation")
    expect(create).to_be_disabled()
    page.get_by_label("SIRET").fill("123")
    page.get_by_label("Adresse électronique").fill("mairie")
    page.get_by_label("Code d'implantation").fill("38-1")
    page.get_by_label("Nom", exact=False).first.focus()
    expect(page.get_by_text("Le SIRET compte 14 chiffres")).to_be_visible()
    expect(page.get_by_text("Cette adresse électronique n'est pas valide", exact=False)).to_be_visible()
    support.check("organisation faults")
    page.get_by_label("SIRET").fill(f"{siret[:3]} {siret[3:6]} {siret[6:9]} {siret[9:]}")
    page.get_by_label("Adresse électronique").fill("")
    page.get_by_label("Code d'implantation").fill("38001")
    page.get_by_role("textbox", name="Nom *").fill("Commune de Sainte-Fictive")
    page.get_by_label("Code postal").fill("38001")
    page.get_by_label("Territoire").fill("Isère")
    create.dblclick()
    support.heading("Commune de Sainte-Fictive")
    told(support, "L'organisation « Commune de Sainte-Fictive » est créée.")
    expect(page.get_by_text(f"SI-{siret}-38001")).to_be_visible()
    support.check("organisation")

    page.get_by_label("Téléphone").fill("04 76 00 00 00")
    page.locator("main label").filter(has_text=re.compile("^Inactive")).click()
    page.get_by_role("navigation", name="Administration", exact=True).get_by_role("link", name="Démarches").click()
    button(support, "Rester sur la page").click()
    button(support, "Enregistrer les modifications").click()
    told(support, "est enregistrée.")
    expect(page.get_by_label("Téléphone")).to_have_value("04 76 00 00 00")

    page.get_by_role("link", name="Toutes les organisations").click()
    page.get_by_label("SIRET").fill("12")
    button(support, "Filtrer").click()
    expect(page.get_by_text("Le SIRET compte 14 chiffres")).to_be_visible()
    page.get_by_label("SIRET").fill(siret)
    button(support, "Filtrer").click()
    told(support, "1 organisation")
    expect(page.get_by_role("row").nth(1)).to_contain_text("Inactive")
    page.get_by_label("Type").select_option("OSL")
    button(support, "Filtrer").click()
    expect(page.get_by_text("Aucune organisation ne correspond")).to_be_visible()
    support.check("organisations none")
    button(support, "Effacer les filtres").click()
    expect(page.get_by_role("row")).to_have_count(26)

    support.open("/administration/organisations/nouvelle")
    for label, value in {"SIRET": siret, "Code d'implantation": "38001", "Code postal": "38001", "Territoire": "Isère"}.items():
        page.get_by_label(label).fill(value)
    page.get_by_role("textbox", name="Nom *").fill("La même")
    with support.refused(400):
        button(support, "Créer l'organisation").click()
        expect(page.get_by_role("alert").filter(has_text=f"L'organisation SI-{siret}-38001 existe déjà.").first).to_be_visible()
    expect(page.get_by_role("textbox", name="Nom *")).to_have_value("La même")
    support.open("/administration/organisations/SI-1-2")
    support.heading("Organisation introuvable")


@pytest.mark.rule("ORG-03", "ORG-04", "ORG-05")
def test_a_process_is_a_form_of_rules_each_said_in_words(support: Screen, axelle: Browser) -> None:
    page, code = support.page, f"T{uuid4().hex[:10]}"
    support.open("/administration/demarches")
    expect(page.get_by_role("link", name="Certificat de décès électronique (CertDc)")).to_be_visible()
    support.check("processes")
    page.get_by_role("searchbox", name="Rechercher").fill("deces ELECTRO")
    told(support, "1 démarche")
    page.get_by_role("link", name="Certificat de décès électronique (CertDc)").click()
    support.heading("Certificat de décès électronique (CertDc)")
    expect(page.get_by_label("Libellé de la personne")).to_have_value("Personne décédée")
    expect(page.get_by_label("Taille maximale")).to_have_value("100")
    expect(page.get_by_text("31 jours après que le télédossier a atteint le statut « En cours »")).to_be_visible()
    support.check("process")
    page.get_by_role("link", name="Toutes les démarches").click()
    page.get_by_role("link", name="Créer une démarche").click()
    support.heading("Créer une démarche")
    create = button(support, "Créer la démarche")
    page.get_by_label("Code *").fill("a|b")
    page.get_by_label("Délai de purge").fill("un mois")
    page.get_by_label("Taille maximale").fill("beaucoup")
    page.get_by_label("Nom *").focus()
    expect(page.get_by_text("sans espace, barre ni virgule")).to_be_visible()
    expect(page.get_by_text("Un nombre entier de jours est attendu.")).to_be_visible()
    expect(page.get_by_text("Un nombre est attendu. Exemple : 100")).to_be_visible()
    expect(create).to_be_disabled()
    support.check("process faults")
    page.get_by_label("Code *").fill(code)
    page.get_by_label("Nom *").fill("Déclaration de chantier")
    page.get_by_label("Opérateur *").select_option(DILA)
    page.get_by_label("Délai de purge").fill("10")
    page.get_by_label("Taille maximale").fill("1,5")
    page.get_by_label("Unité").select_option("Go")
    expect(page.get_by_text("11 jours après que le télédossier")).to_be_visible()
    for word in ("plan", "recap"):
        page.get_by_label("Type à ajouter").fill(word)
        page.keyboard.press("Enter")
    button(support, "Retirer recap").click()
    expect(page.get_by_label("Type à ajouter")).to_be_focused()
    own = page.get_by_label("Autre format, opérateur")
    own.fill("dessin")
    own.press("Enter")
    expect(page.get_by_text("Un type MIME s'écrit comme")).to_be_visible()
    own.fill("image/vnd.dwg")
    own.press("Enter")
    expect(page.get_by_role("checkbox", name="image/vnd.dwg")).to_be_checked()
    create.click()
    support.heading("Déclaration de chantier")
    told(support, "est créée.")
    made = next(each for each in axelle.ask("GET", "/administration/processes", 200) if each["code"] == code)
    assert made["attachmentFormatsEnabled"] == ["application/pdf", "application/xml", "image/vnd.dwg"]
    assert (made["attachmentTypesEnabled"], made["attachmentMaxSizeEnabled"], made["timeBeforeFileDeletion"]) == (["plan"], 1_610_612_736, 10)
    assert (made["siAttachmentFormatsEnabled"], made["subscriptionValidation"], made["isActivated"]) == ([], "Manual", True)
    page.get_by_role("group", name="Démarche active").locator("label").filter(has_text=re.compile("^Non")).click()
    button(support, "Enregistrer les modifications").click()
    told(support, "est enregistrée.")
    support.open("/administration/demarches?etat=inactives")
    expect(page.get_by_role("link", name="Déclaration de chantier")).to_be_visible()
    expect(page.get_by_role("link", name="Certificat de décès électronique (CertDc)")).to_have_count(0)


@pytest.mark.rule("OAU-05", "OAU-08")
def test_a_client_s_secret_is_copied_once_rotated_and_revoked(support: Screen, days: Days) -> None:
    page = support.page
    support.open("/administration/clients")
    expect(page.get_by_role("rowheader").first).to_be_visible()
    support.check("clients")
    page.get_by_role("link", name="Créer un client").click()
    support.heading("Créer un client API")
    page.get_by_label("Opérateur *").select_option(DILA)
    page.get_by_text("(EtatCivil)").click()
    support.check("client")
    button(support, "Créer le client").dblclick()
    dialog = page.get_by_role("dialog", name="Le client est créé")
    expect(dialog).to_be_visible()
    support.check("client secret")
    client_id = dialog.locator(".code").inner_text()
    page.keyboard.press("Escape")
    expect(dialog.get_by_text("Vous n'avez pas copié le secret.")).to_be_visible()
    button(support, "Revenir au secret").click()
    first = copied(support)
    assert token_of(days, client_id, first).status_code == 200
    button(support, "J'ai terminé").click()
    support.heading("Clients API")

    client, following = page.get_by_role("row").filter(has_text=client_id), page.get_by_role("link", name="Page suivante")
    for number in count(2):
        expect(page.get_by_role("table")).to_have_attribute("aria-busy", "false")
        expect(client.or_(following).first).to_be_visible()  # the first page may be the one that was seen before
        if client.is_visible():
            break
        following.click()
        expect(page.get_by_text(f"Page {number}", exact=True)).to_be_visible()
    expect(client).to_contain_text("Direction de l'information légale et administrative (DILA)")
    expect(client).to_contain_text("Demande d'actes d'état civil (AEC)EtatCivil")
    whose = "Organisation : Direction de l'information légale et administrative (DILA). Démarche : Demande d'actes d'état civil (AEC)."
    button(support, f"Renouveler le secret de {client_id}").click()
    expect(page.get_by_role("dialog", name="Renouveler le secret ?")).to_contain_text(whose)
    button(support, "Renouveler le secret").click()
    expect(page.get_by_role("dialog", name="Nouveau secret du client")).to_be_visible()
    second = copied(support)
    button(support, "J'ai terminé").click()
    assert token_of(days, client_id, first).status_code == 401
    assert token_of(days, client_id, second).status_code == 200
    expect(client).to_contain_text("Secret renouvelé le")
    button(support, f"Révoquer {client_id}").click()
    expect(page.get_by_role("dialog", name="Révoquer le client ?")).to_contain_text(whose)
    support.check("client revoke")
    button(support, "Annuler").click()
    expect(button(support, f"Révoquer {client_id}")).to_be_focused()
    button(support, f"Révoquer {client_id}").click()
    button(support, "Révoquer le client").click()
    told(support, "Le client est révoqué.")
    expect(client).to_have_count(0)
    assert token_of(days, client_id, second).status_code == 401


@pytest.mark.rule("OAU-03", "OAU-08")
def test_a_program_of_a_town_gets_its_subscription_s_client(support: Screen, world: RemoteWorld) -> None:
    town = world.organisation("SI")
    world.subscription(town)
    support.open("/administration/clients/nouveau")
    support.page.get_by_text("SI – logiciel métier", exact=False).click()
    support.page.get_by_label("SIRET de l'organisation").fill(f"{10**13:014d}")
    expect(support.page.get_by_text("Aucun abonnement pour ce SIRET")).to_be_visible()
    support.page.get_by_label("SIRET de l'organisation").fill(town["companyRegister"])
    create = button(support, "Créer le client")
    expect(support.page.get_by_text(f"Recensement ({world.process})")).to_be_visible()
    expect(create).to_be_disabled()
    support.page.get_by_text(f"Recensement ({world.process})").click()
    support.check("client of a town")
    create.click()
    expect(support.page.get_by_role("dialog", name="Le client est créé")).to_be_visible()
    copied(support)


@pytest.mark.rule("AUT-10")
def test_the_trail_is_read_narrowed_and_verified(support: Screen, days: Days, axelle: Browser) -> None:
    page = support.page
    identity = {"type": "EDT", "companyRegister": f"{uuid4().int % 10**14:014d}", "branchCode": "1"}
    axelle.ask("POST", "/administration/organisations", 201, {**identity, "name": "Éditeur", "postalCode": "1", "territory": "France"})
    days.pass_("PT2M")  # it is linked
    support.open("/administration/journal")
    expect(page.get_by_role("rowheader").first).to_be_visible()
    page.get_by_label("Fait", exact=False).first.select_option("ADMINISTERED")
    page.get_by_label("Auteur").fill(AXELLE)
    button(support, "Filtrer").click()
    expect(page).to_have_url(re.compile(r"faits=ADMINISTERED$"))  # an address is nobody else's business
    expect(button(support, "Effacer les filtres")).to_be_visible()
    expect(page.get_by_label("Fait", exact=False).first).to_have_value("ADMINISTERED")
    expect(page.get_by_text("Acte : organisation créée").first).to_be_visible()
    assert {each.inner_text().split("\n")[0] for each in page.get_by_role("rowheader").all()} == {"Acte d'administration"}
    support.check("audit")
    page.get_by_role("button", name="Détail : Acte d'administration").first.click()
    dialog = page.get_by_role("dialog", name="Acte d'administration")
    expect(dialog.get_by_text("Empreinte (SHA-256)")).to_be_visible()
    support.check("audit record")
    button(support, "Voir les actes de cet auteur").click()
    expect(page).to_have_url(re.compile("auteur="))
    button(support, "Vérifier la chaîne").click()
    told(support, "Aucune anomalie")
    expect(page.get_by_text("Intacte").first).to_be_visible()
    support.check("audit verified")
    page.get_by_label("Jour").fill("2001-01-01")
    button(support, "Filtrer").click()
    expect(page.get_by_text("Aucun enregistrement")).to_be_visible()
    button(support, "Vérifier la chaîne").click()
    told(support, "Aucune chaîne ce jour-là")
    support.check("audit of an empty day")


@pytest.mark.rule("JOB-06")
def test_a_job_is_run_by_keyboard_alone(support: Screen, days: Days) -> None:
    page, keys = support.page, support.page.keyboard
    support.open("/administration/taches")
    expect(page.get_by_role("rowheader")).to_have_count(17)
    support.check("jobs")
    name = "Lancer : Supprime les pièces jointes dont le délai de conservation est passé."
    page.get_by_role("heading", level=1).focus()
    for _ in range(60):
        keys.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('aria-label')") == name:
            break
    expect(button(support, name)).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_role("dialog", name="Lancer la tâche")).to_be_visible()
    field = page.get_by_label("À la date du")
    for _ in range(9):
        if field.evaluate("element => element === document.activeElement"):
            break
        keys.press("Tab")
    expect(field).to_be_focused()
    field.fill("2200-01-01T00:00")
    with support.refused(400):
        button(support, "Lancer").focus()
        keys.press("Enter")
        expect(page.get_by_text("ne peut pas être lancée pour une date à venir")).to_be_visible()
    support.check("job refused")
    field.fill(f"{days.now():%Y-%m-%d}T00:10")
    button(support, "Lancer").focus()
    keys.press("Space")
    told(support, "Terminée : rien à traiter")
    support.check("job run")
    keys.press("Escape")
    expect(button(support, name)).to_be_focused()
    row = page.get_by_role("row").filter(has_text="purge-files")
    expect(row).to_contain_text("Terminée : rien à traiter")
    expect(row).to_contain_text("À la date du")


@pytest.mark.rule("MAI-01")
def test_a_mail_that_was_given_up_is_sent_again(support: Screen, days: Days, axelle: Browser, world: RemoteWorld) -> None:
    page = support.page
    support.open("/administration/mails")
    expect(page.get_by_text("Tous les mails sont partis")).to_be_visible()
    support.check("mails none")
    town = world.town(notificationFrequency="Unitaire", email="etat@civil@mairie.test")  # which the mail service refuses
    world.deliver(world.osl(), town)
    for _ in range(9):
        days.pass_("PT2M")
        if axelle.ask("GET", "/administration/mails", 200):
            break
    button(support, "Actualiser").click()
    expect(page.get_by_role("rowheader", name="Nouveau télédossier")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="e•••@mairie.test")).to_contain_text("5 essais")
    support.check("mails")
    part(support, "Vue d'ensemble")
    expect(page.get_by_role("listitem").filter(has_text="Mails non partis").filter(has_text="À examiner.")).to_be_visible()
    page.get_by_role("link", name="Mails non partis").first.click()
    page.get_by_role("button", name="Renvoyer « Nouveau télédossier »").click()
    told(support, "va être envoyé")
    expect(page.get_by_text("Tous les mails sont partis")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_focused()


@pytest.mark.rule("JOB-06")
def test_what_could_not_be_loaded_says_so_and_is_tried_again(support: Screen) -> None:
    page = support.page
    page.route("**/portal/v1/administration/jobs", lambda route: route.abort())
    page.clock.install()
    support.open("/administration/taches")
    support.heading("Tâches planifiées")
    page.clock.run_for(10_000)  # it was tried thrice
    expect(page.get_by_role("alert").filter(has_text="Le hub ne répond pas").first).to_be_visible()
    support.check("jobs not loaded")
    part(support, "Vue d'ensemble")
    expect(page.get_by_role("button", name="Réessayer : Tâches en échec ou en retard")).to_be_visible()
    page.unroute("**/portal/v1/administration/jobs")
    page.get_by_role("button", name="Réessayer : Tâches en échec ou en retard").click()
    expect(page.locator(".watch").first.locator(".watch-count")).to_have_text(re.compile(r"^\d+$"))
    support.faults[:] = [each for each in support.faults if "/administration/jobs net::ERR_FAILED" not in each]


@pytest.mark.rule("AUT-10")
def test_the_trail_is_verified_from_a_phone(screens: Callable[..., Screen], axelle: Browser) -> None:
    screen = screens(size=PHONE).take_over(axelle)
    screen.open("/administration")
    part(screen, "Journal d'audit")
    screen.heading("Journal d'audit")
    button(screen, "Vérifier la chaîne").click()
    told(screen, "Aucune anomalie")
