"""« Gestion des abonnements » in a browser: the list, the form of one, its credentials, its suspension. **Source:** SUB-04 to SUB-12, POR-13."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.portal_browser import Days
from tests.e2e.remote import NOTIFICATIONS, Program, RemoteWorld
from tests.e2e.screen import Screen
from tests.e2e.town import CAMILLE, VIENNE, Town

ROBIN, MAELLE, AXELLE = "robin.faure@editeur-alpha.test", "maelle.girard@dila.test", "axelle.mercier@dinum.test"
PACS = "Préparation à la conclusion d'un Pacs (DDPACS)"
ALERT = ".messages"


@pytest.fixture
def world(days: Days) -> Iterator[RemoteWorld]:
    """An operator of a test's own, whose process Vienne subscribes to in Portail mode."""
    made = RemoteWorld(days.sandbox)
    made.subscription(VIENNE, accessMode="PORTAIL")
    yield made
    made.close()


def opened(screen: Screen, world: RemoteWorld, email: str = CAMILLE) -> dict[str, Any]:
    """Somebody before the page of Vienne's subscription to the world's process; what the hub tells of it."""
    person = screen.days.signed_in(email)
    [found] = person.ask("GET", "/subscriptions", 200, processCode=world.process, organisation="-".join(VIENNE.values()))
    screen.take_over(person).open(f"/abonnements/{found['id']}")
    screen.heading("Recensement")
    read: dict[str, Any] = found
    return read


def told(page: Page, words: str) -> None:
    """The one place for messages tells it."""
    expect(page.locator(ALERT)).to_contain_text(words)


def choose(page: Page, value: str) -> None:
    """One of the access modes or frequencies: the box itself is drawn by its label."""
    page.locator(f"input[type=radio][value={value}]").check(force=True)


def clipboard(page: Page) -> str:
    """What was copied."""
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


@pytest.mark.rule("SUB-04", "SUB-12", "POR-13")
def test_a_local_administrator_finds_each_subscription_with_its_pencil_and_narrows_the_list(screen: Screen) -> None:
    page = screen.page
    screen.take_over(screen.days.signed_in(CAMILLE)).open("/abonnements")
    screen.heading("Gestion des abonnements")
    row = page.get_by_role("row").filter(has_text=PACS)
    for words in ("Actif", "Depuis le", "Portail", "Unitaire", "Aucun"):
        expect(row).to_contain_text(words)
    expect(page.get_by_role("columnheader", name="Organisation")).to_have_count(0)
    expect(page.get_by_role("link", name="S'abonner à une démarche")).to_be_visible()
    expect(page.get_by_role("link", name="Demandes à valider")).to_have_count(0)
    screen.check("abonnements")
    page.get_by_label("Démarche").select_option("depotDossierPACS")
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_label("Statut").select_option("Suspendu")
    expect(page.get_by_text("Aucun abonnement ne correspond à ces filtres")).to_be_visible()
    assert page.url.endswith("/abonnements?demarche=depotDossierPACS&statut=Suspendu")
    screen.check("abonnements-aucun")
    page.go_back()
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("link", name=re.compile("^Modifier")).focus()
    page.keyboard.press("Enter")
    screen.heading(PACS)
    expect(page.get_by_role("heading", level=1)).to_be_focused()


@pytest.mark.rule("SUB-04")
def test_a_list_that_does_not_come_says_so_and_is_tried_again(screen: Screen) -> None:
    page = screen.page
    screen.take_over(screen.days.signed_in(CAMILLE))
    page.route("**/portal/v1/subscriptions?*", lambda route: route.abort())
    screen.open("/abonnements")
    expect(page.get_by_role("button", name="Réessayer")).to_be_visible(timeout=15_000)
    screen.check("abonnements-erreur")
    page.unroute("**/portal/v1/subscriptions?*")
    page.get_by_role("button", name="Réessayer").click()
    expect(page.get_by_role("row").filter(has_text=PACS)).to_be_visible()
    assert {each.split()[0] for each in screen.faults} == {"failed:"}
    assert all("/portal/v1/subscriptions?" in each for each in screen.faults)
    screen.faults.clear()


@pytest.mark.rule("SUB-04", "ORG-06")
def test_an_operator_consults_and_the_national_administration_finds_anyone_s_page_by_page(screens: Callable[..., Screen], days: Days) -> None:
    operator = screens()
    page = operator.page
    operator.take_over(days.signed_in(MAELLE)).open("/abonnements")
    expect(page.get_by_role("link", name="Demandes à valider (0)")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^Modifier"))).to_have_count(0)
    operator.check("abonnements-operateur")
    page.get_by_label("SIRET de l'organisation").fill("216 200 410 00019")
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("link", name=re.compile("^Consulter")).click()
    expect(page.get_by_text("Motif : La commune ne collecte pas la taxe de séjour.")).to_be_visible()
    words = "Seule l'organisation abonnée peut modifier son abonnement : vous consultez l'abonnement et décidez des demandes."
    expect(page.get_by_text(words).first).to_be_visible()
    expect(page.get_by_role("button", name="Modifier")).to_have_attribute("aria-disabled", "true")
    operator.check("abonnement-refuse")

    national = screens()
    page = national.page
    national.take_over(days.signed_in(AXELLE)).open("/abonnements")
    expect(page.get_by_role("row")).to_have_count(21)
    first = page.get_by_role("rowheader").all_inner_texts()
    page.get_by_role("link", name="Page suivante").click()
    expect(page).to_have_url(re.compile(r"page=2$"))
    expect(page.get_by_role("row").nth(1)).not_to_contain_text(first[0])
    national.check("abonnements-page-2")
    page.get_by_label("SIRET de l'organisation").fill("21620041000019")
    expect(page.get_by_text("1 abonnement", exact=True)).to_be_visible()


@pytest.mark.rule("SUB-12")
def test_a_technical_delegate_sees_and_changes_the_subscriptions_of_each_organisation_that_named_him(screen: Screen) -> None:
    page, person = screen.page, screen.days.signed_in(ROBIN)
    organisations = person.ask("GET", "/me", 200)["organisations"]
    assert len(organisations) == 3
    screen.take_over(person)
    for number, organisation in enumerate(organisations):
        person.ask("PUT", "/session/organisation", 204, {"organisation": organisation["id"]})
        screen.open("/abonnements")
        expect(page.get_by_text(f"Les abonnements que vous gérez pour {organisation['name']}.")).to_be_visible()
        page.get_by_role("link", name=re.compile("^Modifier")).first.click()
        expect(page.get_by_text("Le délégué technique est désigné par l'organisation abonnée.")).to_be_visible()
        expect(page.get_by_label("Adresse électronique du délégué technique")).to_be_disabled()
        choose(page, "Unitaire")
        page.get_by_label("Adresse électronique à notifier").fill(f"service{number}@editeur-alpha.test")
        page.get_by_role("button", name="Enregistrer").click()
        told(page, "L'abonnement a été modifié.")
    screen.check("abonnement-delegue")
    address = page.url
    choose(page, "Aucune")
    tab = screen.another_tab()
    tab.goto("/organisation")
    with screen.refused(403):  # the page of one organisation's, read for another
        tab.get_by_label(organisations[0]["name"]).check(force=True)
        tab.get_by_role("button", name="Choisir cette organisation").click()
        lead = page.get_by_role("alert").get_by_role("link", name="Changer d'organisation")
        expect(lead).to_be_visible()
    changed = f"Vous agissez maintenant pour {organisations[0]['name']} (choix fait dans un autre onglet)."
    expect(page.get_by_role("status")).to_contain_text([changed])
    expect(page.get_by_role("status")).to_contain_text(["Ce qui était en cours de saisie dans cet onglet n'a pas été enregistré."])
    screen.check("abonnement-autre-organisation")
    lead.click()
    page.get_by_label(organisation["name"]).check(force=True)
    page.get_by_role("button", name="Choisir cette organisation").click()
    expect(page.get_by_label("Adresse électronique à notifier")).to_have_value("service2@editeur-alpha.test")
    assert page.url == address
    emails = []
    for organisation in organisations:
        person.ask("PUT", "/session/organisation", 204, {"organisation": organisation["id"]})
        emails += [each["email"] for each in person.ask("GET", "/subscriptions", 200, maxResult=100)]
    assert {f"service{number}@editeur-alpha.test" for number in range(3)} <= set(emails)


@pytest.mark.rule("SUB-04", "SUB-10", "SUB-11", "ACC-10")
def test_an_address_is_asked_for_only_where_mails_are_sent_and_nothing_unsaved_is_lost(screen: Screen, world: RemoteWorld) -> None:
    page = screen.page
    opened(screen, world)
    address, save = page.get_by_label("Adresse électronique à notifier"), page.get_by_role("button", name="Enregistrer")
    expect(address).to_have_count(0)
    expect(page.get_by_label("Date d'activation")).to_be_disabled()
    expect(page.get_by_text("L'abonnement a déjà été activé : sa date d'activation ne peut plus être modifiée.")).to_be_visible()
    screen.check("abonnement")
    for frequency in ("Unitaire", "Biquotidienne", "Quotidienne"):
        choose(page, frequency)
        expect(address).to_be_visible()
        expect(save).to_be_disabled()
    address.fill("pas une adresse")
    address.blur()
    expect(page.get_by_text("Cette adresse électronique n'est pas valide.")).to_be_visible()
    screen.check("abonnement-fautes")
    page.get_by_role("link", name="Tous les abonnements").click()
    dialog = page.get_by_role("dialog", name="Quitter sans enregistrer ?")
    dialog.get_by_role("button", name="Rester sur la page").click()
    choose(page, "Aucune")
    expect(address).to_have_count(0)
    expect(save).to_be_enabled()
    choose(page, "Quotidienne")
    address.fill("etat-civil@mairie-vienne.test")
    expect(save).to_be_enabled()
    page.get_by_label("Adresse électronique du délégué technique").fill("mairie@editeur-alpha.test")
    with screen.refused(400):
        save.click()
        expect(page.get_by_text("est une adresse générique")).to_be_visible()
    page.get_by_label("Adresse électronique du délégué technique").fill("")
    save.dblclick()
    told(page, "L'abonnement a été modifié.")
    expect(page.get_by_role("button", name="Annuler les modifications")).to_have_count(0)
    page.reload()
    expect(address).to_have_value("etat-civil@mairie-vienne.test")


@pytest.mark.rule("SUB-04", "SUB-05")
def test_an_activation_date_is_chosen_once_and_two_people_see_each_other_s_changes(screen: Screen, world: RemoteWorld) -> None:
    page, person = screen.page, screen.days.signed_in(CAMILLE)
    code = RemoteWorld(screen.days.sandbox).process
    made = world.admin.ask(
        "POST",
        "/referential/v1/subscriptions",
        201,
        {"datapassId": 1, "processCode": code, "subscriber": VIENNE, "notificationFrequency": "Aucune", "localAdministrator": {"email": CAMILLE}},
    ).json()
    screen.take_over(person).open(f"/abonnements/{made['id']}")
    expect(page.get_by_text("Date d'activation à choisir")).to_be_visible()
    page.get_by_label("Date d'activation").fill("2099-01-31")
    other = {"accessMode": "PORTAIL", "notificationFrequency": "Unitaire", "email": "accueil@vienne.test", "activationDate": None, "version": 0}
    person.ask("PUT", f"/subscriptions/{made['id']}", 200, other)
    with screen.refused(409):
        page.get_by_role("button", name="Enregistrer").click()
        expect(page.get_by_text("Fréquence de notification : Aucune → Unitaire")).to_be_visible()
    screen.check("abonnement-modifie-par-une-autre-personne")
    expect(page.get_by_label("Date d'activation")).to_have_value("2099-01-31")
    expect(page.get_by_label("Adresse électronique à notifier")).to_have_value("accueil@vienne.test")
    page.get_by_role("button", name="Enregistrer").click()
    told(page, "L'abonnement a été modifié.")
    expect(page.get_by_text("Actif à partir du 31 janvier 2099 à 00:00")).to_be_visible()


@pytest.mark.rule("SUB-08", "SUB-09", "OAU-03", "OAU-05")
def test_passing_to_the_api_is_confirmed_and_credentials_copied_once_then_work(screen: Screen) -> None:
    page, town = screen.page, Town(screen.days)
    [case_id] = town.deposit()
    read = opened(screen, town.world)
    choose(page, "API")
    with screen.refused(409):
        page.get_by_role("button", name="Enregistrer").click()
        dialog = page.get_by_role("dialog", name="Changer de modalité d'accès ?")
        expect(dialog).to_contain_text("1 télédossier déjà reçu est encore ouvert en mode « Portail »")
    screen.check("abonnement-changer-de-modalite")
    dialog.get_by_role("button", name="Changer de modalité").click()
    told(page, "L'abonnement a été modifié.")
    expect(page.get_by_text("Pas encore créée")).to_be_visible()
    page.get_by_role("button", name="Copier l'identifiant client").click()
    told(page, "L'identifiant client a été copié.")
    client_id = clipboard(page)
    page.get_by_role("button", name="Copier la clé secrète").click()
    dialog = page.get_by_role("dialog", name="Créer et copier la clé secrète ?")
    expect(dialog).to_contain_text("C'est la seule fois qu'elle quitte HubEE")
    screen.check("abonnement-creer-la-cle")
    dialog.get_by_role("button", name="Créer et copier la clé").dblclick()
    told(page, "La clé secrète a été créée et copiée.")
    secret = clipboard(page)
    expect(page.get_by_text("Créée le")).to_be_visible()
    screen.check("abonnement-identifiants")
    shown = page.content()
    assert (client_id in shown, secret in shown) == (False, False)
    credentials = {"clientId": client_id, "clientSecret": secret, "scope": "SI", "organization": "-".join(VIENNE.values())}
    program = town.world.keep(Program(screen.days.sandbox, credentials))
    assert program.ask("GET", NOTIFICATIONS, 200).json() == []
    assert program.case(case_id)["id"] == case_id
    copy_again = page.get_by_role("button", name="Copier la clé secrète")
    expect(copy_again).to_have_attribute("aria-disabled", "true")
    page.get_by_role("button", name="Régénérer la clé secrète").click()
    dialog = page.get_by_role("dialog", name="Régénérer la clé secrète ?")
    expect(dialog).to_contain_text("La clé actuelle cessera aussitôt de fonctionner")
    screen.check("abonnement-regenerer")
    dialog.get_by_role("button", name="Régénérer et copier la clé").click()
    told(page, "Une nouvelle clé secrète a été créée et copiée.")
    form = {"grant_type": "client_credentials", "scope": "SI", "client_id": client_id}
    assert program.http.post("/token", data={**form, "client_secret": secret}).status_code == 401
    assert program.http.post("/token", data={**form, "client_secret": clipboard(page)}).status_code == 200
    assert screen.days.signed_in(CAMILLE).ask("GET", f"/subscriptions/{read['id']}", 200)["accessMode"] == "API"


@pytest.mark.rule("SUB-09")
def test_a_secret_that_the_browser_does_not_copy_is_not_lost(screen: Screen, days: Days) -> None:
    page, world = screen.page, RemoteWorld(days.sandbox)
    world.subscription(VIENNE, accessMode="API")
    opened(screen, world)
    page.evaluate("() => { navigator.clipboard.write = () => Promise.reject(new DOMException('no', 'NotAllowedError')) }")
    page.get_by_role("button", name="Copier la clé secrète").click()
    page.get_by_role("button", name="Créer et copier la clé").click()
    expect(page.get_by_text("Votre navigateur n'a pas permis la copie")).to_be_visible()
    field = page.get_by_label("Clé secrète", exact=True)
    expect(field).to_have_attribute("type", "password")
    screen.check("abonnement-copie-impossible")
    page.get_by_role("link", name="Tous les abonnements").click()
    page.get_by_role("dialog", name="Quitter sans conserver la clé secrète ?").get_by_role("button", name="Rester sur la page").click()
    page.get_by_role("button", name="Afficher").click()
    expect(field).to_have_attribute("type", "text")
    secret = field.input_value()
    page.get_by_role("button", name="J'ai conservé la clé").press("Enter")
    expect(page.locator(".masked")).to_be_focused()
    expect(field).to_have_count(0)
    page.evaluate("delete navigator.clipboard.write")
    page.get_by_role("button", name="Copier l'identifiant client").click()
    told(page, "L'identifiant client a été copié.")
    credentials = {"clientId": clipboard(page), "clientSecret": secret, "scope": "SI", "organization": "-".join(VIENNE.values())}
    assert world.keep(Program(days.sandbox, credentials)).waiting() == []
    world.close()


@pytest.mark.rule("SUB-06")
def test_a_suspension_says_from_when_is_seen_the_next_day_and_is_lifted_at_once(screen: Screen, world: RemoteWorld) -> None:
    page = screen.page
    read = opened(screen, world)
    choose(page, "Unitaire")
    expect(page.get_by_text("Enregistrez ou annulez d'abord vos modifications.")).to_be_visible()
    page.get_by_role("button", name="Annuler les modifications").press("Enter")
    expect(page.get_by_role("heading", name="Réglages")).to_be_focused()
    expect(page.get_by_text("Enregistrez ou annulez d'abord vos modifications.")).to_have_count(0)
    with screen.refused(409):
        page.get_by_role("button", name="Suspendre l'abonnement").focus()
        page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog", name="Suspendre l'abonnement ?")
        expect(dialog).to_contain_text("vous ne recevrez plus de nouveaux télédossiers pour cette démarche")
    screen.check("abonnement-suspendre")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Suspendre l'abonnement")).to_be_focused()
    expect(page.get_by_role("button", name="Suspendre l'abonnement")).to_have_attribute("aria-busy", "false")
    with screen.refused(409):
        page.keyboard.press("Enter")
        dialog.get_by_role("button", name="Suspendre l'abonnement").click()
    told(page, "L'abonnement sera suspendu à partir du")
    expect(page.get_by_text(re.compile(r"La suspension est déjà prévue à partir du .* à 00:00\."))).to_be_visible()
    screen.check("abonnement-suspension-prevue")
    screen.days.pass_("P1D")
    screen.take_over(screen.days.signed_in(CAMILLE)).open(f"/abonnements/{read['id']}")
    expect(page.locator(".status-badge")).to_have_text("Suspendu")
    page.get_by_role("button", name="Réactiver").click()
    told(page, "L'abonnement est de nouveau actif.")
    expect(page.locator(".status-badge")).to_have_text("Actif")
