"""« Gestion des comptes » before a real browser: who keeps the accounts of an organisation, and what he is told. **Source:** ACC, AUT-02, AUT-08."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.portal_browser import Browser, Days, activated
from tests.e2e.screen import PHONE, Screen

CAMILLE, SACHA, LOU, CHARLIE = (f"{name}@mairie-vienne.test" for name in ("camille.martin", "sacha.dubois", "lou.moreau", "charlie.laurent"))
MAELLE, AXELLE, ROBIN = "maelle.girard@dila.test", "axelle.mercier@dinum.test", "robin.faure@editeur-alpha.test"
YAEL = "yael.michel@mairie-saint-malo.test"
OWN = "Il n'est pas possible de modifier les droits de son propre compte, pour des questions de sécurité. Demandez-le à un autre administrateur."


def row(page: Page, name: str) -> Locator:
    """The row of somebody in the list."""
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name))


def role(page: Page, label: str) -> Locator:
    """The box of a role."""
    return page.get_by_role("checkbox", name=label, exact=True)


def tick(page: Page, label: str, *, on: bool = True) -> None:
    """Tick or untick a box, as a mouse does: on its label."""
    if role(page, label).is_checked() != on:
        page.locator("label").filter(has_text=re.compile(f"^{label}$")).click()
    expect(role(page, label)).to_be_checked(checked=on)


def choose_type(page: Page, label: str) -> None:
    """Choose a type of account, as a mouse does: on its label."""
    page.locator("label").filter(has_text=re.compile(f"^{label}")).click()
    expect(page.get_by_role("radio", name=label)).to_be_checked()


def new_address(domain: str = "mairie-vienne.test") -> str:
    """An address that nobody has."""
    return f"dominique.{uuid4().hex[:12]}@{domain}"


def fill_in(page: Page, email: str, first: str = "Dominique", last: str = "BERNARD") -> None:
    """Fill in what is required of a new account."""
    page.get_by_label("Adresse électronique *").fill(email)
    page.get_by_label("Prénom *").fill(first)
    page.get_by_label("Nom *", exact=True).fill(last)


def open_account(screen: Screen, name: str, text: str) -> None:
    """From the list, open somebody's account."""
    screen.open(f"/comptes?recherche={text}")
    screen.page.get_by_role("link", name=f"Modifier {name}").click()
    screen.heading(f"Compte de {name}")


def account_of(administrator: Browser, email: str) -> dict[str, object]:
    """What the hub knows of somebody's account."""
    [found] = administrator.ask("GET", "/accounts", 200, text=email)["accounts"]
    return dict(found)


@pytest.fixture(scope="module")
def camille(days: Days) -> Browser:
    """The local administrator, signed in for the whole module."""
    return days.signed_in(CAMILLE)


@pytest.fixture
def mine(screen: Screen, camille: Browser) -> Screen:
    """Her browser window."""
    return screen.take_over(camille)


@pytest.mark.rule("ACC-01", "ACC-02", "ACC-04", "ACC-07", "ACC-10")
def test_the_list_tells_who_may_do_what_and_greys_with_the_reason(mine: Screen) -> None:
    page = mine.page
    mine.open("/")
    page.locator("#menu").get_by_role("link", name="Gestion des comptes").click()
    mine.heading("Gestion des comptes")
    lou = row(page, "Lou MOREAU")
    expect(lou).to_contain_text(LOU)
    expect(lou).to_contain_text("Gestion des télédossiers")
    expect(lou).not_to_contain_text("Consultation des télédossiers")
    expect(lou).to_contain_text("Actif")
    own = row(page, "Camille MARTIN").get_by_role("button", name="Modifier Camille MARTIN")
    expect(own).to_have_attribute("aria-disabled", "true")
    expect(own).to_have_accessible_description(OWN)
    delegate = row(page, "Robin FAURE").get_by_role("button", name="Modifier Robin FAURE")
    expect(delegate).to_have_accessible_description(re.compile("contactez le support HubEE"))
    mine.check("accounts list")
    row(page, "Camille MARTIN").get_by_role("link", name="Camille MARTIN", exact=True).click()
    mine.heading("Compte de Camille MARTIN")
    expect(page.get_by_text(OWN).first).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link", name="Mon compte")).to_be_visible()
    expect(page.get_by_role("button", name="Inactiver le compte")).to_have_attribute("aria-disabled", "true")
    expect(page.get_by_role("textbox")).to_have_count(0)
    mine.check("account of one's own")
    page.get_by_role("link", name="Liste des comptes").click()
    row(page, "Robin FAURE").get_by_role("link").click()
    mine.heading("Compte de Robin FAURE")
    expect(page.get_by_text("support@hubee.numerique.gouv.fr", exact=False).first).to_be_visible()


@pytest.mark.rule("ACC-02", "POR-01")
def test_filters_and_pages_live_in_the_address(mine: Screen, camille: Browser) -> None:
    page = mine.page
    mark_of_this_run = uuid4().hex[:6]
    marks = [f"Pagination{mark_of_this_run}{index:02d}" for index in range(26)]
    for mark in marks:
        camille.ask("POST", "/accounts", 201, {"email": new_address(), "actorType": "AGENT", "firstName": "Ada", "lastName": mark})
    mine.open("/comptes")
    page.get_by_label("Type").select_option(label="Délégué technique")
    expect(page).to_have_url(re.compile(r"\?type=DELEGUE_TECHNIQUE$"))
    expect(row(page, "Lou MOREAU")).to_have_count(0)
    expect(row(page, "Robin FAURE")).to_be_visible()
    page.get_by_label("État").select_option(label="Inactif")
    expect(page.get_by_text("Aucun compte ne correspond à ces critères")).to_be_visible()
    mine.check("accounts none found")
    page.get_by_role("button", name="Effacer les filtres").click()
    expect(row(page, "Lou MOREAU")).to_be_visible()
    expect(page.get_by_role("region", name="Liste des comptes")).to_be_focused()
    page.get_by_label("Nom ou adresse").fill("pagination")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?recherche=pagination$"))
    expect(row(page, "Lou MOREAU")).to_have_count(0)
    expect(page.get_by_role("rowheader")).to_have_count(25)
    expect(row(page, f"Ada {marks[0]}")).to_be_visible()
    page.get_by_role("link", name="Page suivante").click()
    expect(page.get_by_role("rowheader")).to_have_count(1)
    expect(row(page, f"Ada {marks[-1]}")).to_be_visible()
    expect(page.get_by_role("region", name="Liste des comptes")).to_be_focused()
    page.get_by_role("rowheader").get_by_role("link").click()
    mine.heading(f"Compte de Ada {marks[-1]}")
    page.get_by_role("link", name="Liste des comptes").click()
    expect(row(page, f"Ada {marks[-1]}")).to_be_visible()
    page.get_by_role("link", name="Début de la liste").click()
    expect(row(page, f"Ada {marks[0]}")).to_be_visible()
    page.go_back()
    expect(row(page, f"Ada {marks[-1]}")).to_be_visible()


@pytest.mark.rule("ACC-02", "ACC-03", "ACC-05", "ACC-06", "ACC-10", "AUT-02")
def test_a_new_colleague_is_added_and_signs_in_from_the_mail(mine: Screen, screens: Callable[..., Screen], days: Days) -> None:
    page, email = mine.page, new_address()
    mine.open("/comptes")
    page.get_by_role("button", name="Ajouter un utilisateur").click()
    mine.heading("Ajouter un utilisateur")
    add = page.get_by_role("button", name="Ajouter l'utilisateur")
    expect(add).to_be_disabled()
    expect(role(page, "Gestion des télédossiers")).to_be_checked()

    tick(page, "Consultation des télédossiers", on=False)
    expect(role(page, "Gestion des télédossiers")).not_to_be_checked()
    tick(page, "Gestion des abonnements")
    expect(role(page, "Consultation des abonnements")).to_be_checked()
    choose_type(page, "Administrateur local")
    expect(role(page, "Consultation des télédossiers")).not_to_be_checked()
    expect(role(page, "Gestion des utilisateurs")).to_be_checked()
    choose_type(page, "Délégué technique")
    expect(role(page, "Gestion des utilisateurs")).to_have_count(0)
    expect(page.get_by_text("Ce type de compte n'a pas d'habilitation.")).to_be_visible()
    choose_type(page, "Agent")
    expect(role(page, "Gestion des télédossiers")).to_be_checked()
    expect(role(page, "Gestion des abonnements")).not_to_be_checked()
    page.get_by_role("button", name="Tout cocher").click()
    boxes = page.get_by_role("group", name=re.compile("^Démarches")).get_by_role("checkbox")
    assert boxes.count() > 1
    for index in range(boxes.count()):
        expect(boxes.nth(index)).to_be_checked()
    page.get_by_role("button", name="Tout décocher").click()
    expect(boxes.first).not_to_be_checked()
    boxes.first.check(force=True)
    code = boxes.first.input_value()

    fill_in(page, "pas une adresse")
    page.get_by_label("Téléphone").fill("zéro")
    page.get_by_label("Prénom *").fill("")
    page.get_by_label("Fonction").focus()
    expect(page.get_by_text("Cette adresse électronique n'est pas valide.", exact=False)).to_be_visible()
    expect(page.get_by_text("Ce champ est obligatoire.")).to_be_visible()
    expect(add).to_be_disabled()
    mine.check("new account with faults")
    page.get_by_label("Téléphone").fill("04 99 00 12 34")
    fill_in(page, "mairie@mairie-vienne.test")
    with mine.refused(400):
        add.click()
        expect(page.get_by_text("est une adresse générique", exact=False)).to_be_visible()
    expect(page.get_by_label("Adresse électronique *")).to_be_focused()
    expect(page.get_by_label("Prénom *")).to_have_value("Dominique")
    page.get_by_label("Adresse électronique *").fill(YAEL)
    expect(add).to_be_enabled()
    with mine.refused(400):
        add.click()
        expect(page.get_by_text("une autre organisation", exact=False)).to_be_visible()
    page.get_by_label("Adresse électronique *").fill(email)
    add.dblclick()
    mine.heading("Gestion des comptes")
    told = page.get_by_role("status").filter(has_text="Le compte de Dominique BERNARD a été créé.").first
    expect(told).to_contain_text(f"Un lien d'activation lui a été envoyé à l'adresse {email}.")
    mine.check("account made")
    assert days.subjects(email) == ["Activez votre compte du Portail HubEE"]

    theirs = screens().take_over(activated(days, email))
    theirs.open("/")
    expect(theirs.page.get_by_role("link", name="Dominique BERNARD")).to_be_visible()
    expect(theirs.page.get_by_role("link", name="Gestion des comptes")).to_have_count(0)
    mine.open(f"/comptes?recherche={email}")
    expect(row(page, "Dominique BERNARD")).not_to_contain_text("Jamais")
    assert account_of(days.signed_in(SACHA), email)["habilitations"] == [code]


@pytest.mark.rule("ACC-10", "ACC-02")
def test_a_colleague_is_added_by_keyboard_alone(mine: Screen) -> None:
    page, email = mine.page, new_address()
    mine.open("/comptes")
    expect(page.get_by_role("button", name="Ajouter un utilisateur")).to_be_visible()

    def to(locator: Locator) -> None:
        for _ in range(80):
            if locator.evaluate("element => element === document.activeElement"):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"not reached by Tab: {locator}")

    to(page.get_by_role("button", name="Ajouter un utilisateur"))
    page.keyboard.press("Enter")
    mine.heading("Ajouter un utilisateur")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    to(page.get_by_label("Adresse électronique *"))
    page.keyboard.type(email)
    to(page.get_by_label("Prénom *"))
    page.keyboard.type("Claude")
    to(page.get_by_label("Nom *", exact=True))
    page.keyboard.type("CLAVIER")
    to(page.get_by_role("radio", name="Agent"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Administrateur local")).to_be_checked()
    to(role(page, "Gestion des télédossiers"))
    page.keyboard.press("Space")
    expect(role(page, "Consultation des télédossiers")).to_be_checked()
    to(page.get_by_role("button", name="Ajouter l'utilisateur"))
    page.keyboard.press("Enter")
    mine.heading("Gestion des comptes")
    expect(page.get_by_text("Le compte de Claude CLAVIER a été créé.")).to_be_visible()


@pytest.mark.rule("ACC-02", "ACC-04", "ACC-05", "ACC-07", "ACC-08")
def test_a_change_of_roles_opens_and_closes_the_other_s_menu(mine: Screen, screens: Callable[..., Screen], days: Days) -> None:
    page = mine.page
    theirs = screens().take_over(days.signed_in(CHARLIE))
    theirs.open("/")
    menu = theirs.page.get_by_role("navigation").filter(has=theirs.page.get_by_role("link", name="Télédossiers"))
    expect(menu.first).to_be_visible()
    expect(theirs.page.get_by_role("link", name="Statistiques")).to_have_count(0)
    open_account(mine, "Charlie LAURENT", CHARLIE)
    expect(page.get_by_text(CHARLIE)).to_be_visible()
    expect(page.get_by_text("elle ne peut pas être modifiée", exact=False)).to_be_visible()
    expect(page.get_by_role("radio", name="Délégué technique")).to_be_disabled()
    expect(page.get_by_text("Ce changement de type de compte est réservé au support HubEE", exact=False)).to_be_visible()
    tick(page, "Statistiques et supervision")
    page.get_by_label("Fonction").fill("Officière d'état civil")
    mine.check("account")
    page.get_by_role("button", name="Enregistrer les modifications").click()
    expect(page.get_by_text("Les modifications du compte de Charlie LAURENT sont enregistrées.")).to_be_visible()
    theirs.page.reload()
    expect(theirs.page.get_by_role("link", name="Statistiques")).to_be_visible()
    tick(page, "Statistiques et supervision", on=False)
    with page.expect_response(lambda answer: answer.request.method == "PATCH"):  # the words of the first time are still there
        page.get_by_role("button", name="Enregistrer les modifications").click()
    expect(role(page, "Statistiques et supervision")).not_to_be_checked()
    page.reload()
    expect(role(page, "Statistiques et supervision")).not_to_be_checked()
    expect(page.get_by_label("Fonction")).to_have_value("Officière d'état civil")
    theirs.page.reload()
    expect(theirs.page.get_by_role("link", name="Télédossiers").first).to_be_visible()
    expect(theirs.page.get_by_role("link", name="Statistiques")).to_have_count(0)


@pytest.mark.rule("ACC-04")
def test_what_is_not_saved_is_not_lost_by_a_link_or_the_back_button(mine: Screen) -> None:
    page, account = mine.page, re.compile(r"/comptes/[^?]+$")
    open_account(mine, "Lou MOREAU", LOU)
    page.get_by_label("Fonction").fill("Agent d'accueil")
    page.get_by_role("link", name="Liste des comptes").click()
    dialog = page.get_by_role("dialog", name="Quitter sans enregistrer ?")
    expect(dialog).to_be_visible()
    mine.check("account unsaved")
    dialog.get_by_role("button", name="Rester sur la page").click()
    expect(page.get_by_label("Fonction")).to_have_value("Agent d'accueil")
    page.go_back()
    expect(dialog).to_be_visible()
    expect(page).to_have_url(account)  # the browser is back where it asks
    dialog.get_by_role("button", name="Rester sur la page").click()
    mine.heading("Compte de Lou MOREAU")
    page.go_back()
    expect(page).to_have_url(account)
    dialog.get_by_role("button", name="Quitter sans enregistrer").click()
    mine.heading("Gestion des comptes")
    expect(page.get_by_label("Nom ou adresse")).to_have_value(LOU)


@pytest.mark.rule("ACC-07", "ACC-08", "ACC-02")
def test_the_last_administrator_stays_and_leaving_one_alone_is_asked_first(screens: Callable[..., Screen], days: Days) -> None:
    first, second = activated(days, made_at(days, YAEL, "ADMINISTRATEUR_LOCAL")), days.signed_in(YAEL)
    screen = screens().take_over(second)
    page = screen.page
    open_account(screen, "Dominique BERNARD", first.email)
    page.get_by_role("button", name="Inactiver le compte").click()
    ask = page.get_by_role("dialog", name="Inactiver le compte ?")
    alone = page.get_by_role("dialog", name="Un seul administrateur restera")
    with screen.refused(409):
        ask.get_by_role("button", name="Inactiver le compte").click()
        expect(alone).to_be_visible()
    expect(alone).to_contain_text("L'organisation n'aura plus qu'un seul administrateur")
    screen.check("account leaves one administrator")
    alone.get_by_role("button", name="Annuler").click()
    expect(page.get_by_role("button", name="Inactiver le compte")).to_be_focused()
    assert account_of(second, first.email)["isActive"] is True
    tick(page, "Gestion des utilisateurs", on=False)
    with screen.refused(409):
        page.get_by_role("button", name="Enregistrer les modifications").click()
        alone.get_by_role("button", name="Annuler").click()
    assert "GESTION_UTILISATEURS" in str(account_of(second, first.email)["roles"])
    tick(page, "Gestion des utilisateurs")
    with screen.refused(409):
        page.get_by_role("button", name="Inactiver le compte").click()
        ask.get_by_role("button", name="Inactiver le compte").click()
        alone.get_by_role("button", name="Inactiver malgré tout").click()
        expect(page.get_by_text("Le compte de Dominique BERNARD est inactif.")).to_be_visible()
    expect(page.get_by_role("button", name="Réactiver")).to_be_visible()
    expect(page.get_by_text("Votre organisation n'a qu'un seul administrateur.", exact=False)).to_be_visible()
    screen.check("account closed")
    page.get_by_role("button", name="Réactiver").click()
    expect(page.get_by_text("Le compte de Dominique BERNARD est de nouveau actif.")).to_be_visible()
    expect(page.get_by_role("button", name="Inactiver le compte")).to_be_focused()


def made_at(days: Days, administrator: str, actor_type: str) -> str:
    """The address of a colleague whom an administrator has just added."""
    browser = days.signed_in(administrator)
    email = new_address(administrator.partition("@")[2])
    browser.ask("POST", "/accounts", 201, {"email": email, "actorType": actor_type, "firstName": "Dominique", "lastName": "BERNARD"})
    return email


@pytest.mark.rule("ACC-01", "ACC-04")
def test_a_business_administrator_keeps_the_accounts_of_his_operator(screens: Callable[..., Screen], days: Days) -> None:
    screen = screens().take_over(days.signed_in(MAELLE))
    page, email = screen.page, new_address("dila.test")
    screen.open("/comptes/nouveau")
    screen.heading("Ajouter un utilisateur")
    expect(page.get_by_role("radio")).to_have_count(1)
    expect(page.get_by_role("radio", name="Administrateur métier")).to_be_checked()
    expect(role(page, "Gestion des télédossiers")).to_have_count(0)
    fill_in(page, email)
    page.get_by_role("button", name="Ajouter l'utilisateur").click()
    expect(page.get_by_text("Le compte de Dominique BERNARD a été créé.")).to_be_visible()
    row(page, "Dominique BERNARD").get_by_role("link", name="Dominique BERNARD", exact=True).click()
    screen.heading("Compte de Dominique BERNARD")
    days.pass_("PT2M")  # a link a minute at the most
    page.get_by_role("button", name="Renvoyer le lien d'activation").click()
    expect(page.get_by_text(f"Un nouveau lien d'activation a été envoyé à l'adresse {email}.")).to_be_visible()
    assert days.subjects(email) == ["Activez votre compte du Portail HubEE"] * 2


@pytest.mark.rule("ACC-11", "ACC-07", "SUB-12")
def test_the_support_keeps_the_accounts_of_any_organisation(screens: Callable[..., Screen], days: Days) -> None:
    screen = screens().take_over(days.signed_in(AXELLE))
    page, email = screen.page, new_address("mairie-albi.test")
    screen.open("/comptes")
    page.get_by_role("button", name="Choisir une organisation").click()
    choice = page.get_by_role("dialog", name="Choisir une organisation")
    choice.get_by_label("Nom ou SIRET").fill("albi")
    expect(choice.get_by_role("listitem")).to_have_count(1)
    screen.check("choose an organisation")
    choice.get_by_role("listitem").get_by_role("button").click()
    expect(page).to_have_url(re.compile(r"\?organisation=SI-21810004800014-81004$"))
    expect(row(page, "Charlie SIMON")).to_be_visible()
    page.get_by_role("button", name="Ajouter un utilisateur").click()
    screen.heading("Ajouter un utilisateur")
    choose_type(page, "Administrateur local")
    fill_in(page, email)
    page.get_by_role("button", name="Ajouter l'utilisateur").click()
    expect(page.get_by_text("Le compte de Dominique BERNARD a été créé.")).to_be_visible()
    expect(row(page, "Dominique BERNARD")).to_be_visible()

    page.get_by_role("button", name="Choisir une organisation").click()
    choice.get_by_label("Nom ou SIRET").fill("213 805 443 00016")
    expect(choice.get_by_role("listitem")).to_have_count(1)
    choice.get_by_role("listitem").get_by_role("button").click()
    expect(row(page, "Camille MARTIN")).to_be_visible()
    page.get_by_label("Nom ou adresse").fill("robin")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 compte sur cette page")).to_be_visible()
    row(page, "Robin FAURE").get_by_role("link", name="Modifier Robin FAURE").click()
    screen.heading("Compte de Robin FAURE")
    expect(page.get_by_role("radio", name="Agent")).to_be_disabled()
    listed = page.get_by_role("region", name="Organisations qui l'ont désigné").get_by_role("listitem")
    expect(listed).to_have_count(3)
    screen.check("account of a technical delegate")
    expect(listed.last).not_to_have_text(re.compile("^SI-"))  # its id, until its name has come
    name = listed.last.inner_text().splitlines()[0]
    listed.last.get_by_role("button", name=f"Retirer {name}", exact=True).click()
    sure = page.get_by_role("dialog", name="Retirer cette organisation ?")
    expect(sure).to_contain_text(f"Robin FAURE n'interviendra plus pour {name}.")
    sure.get_by_role("button", name="Retirer l'organisation").click()
    expect(listed).to_have_count(2)
    expect(page.get_by_text(f"Robin FAURE n'intervient plus pour {name}.")).to_be_visible()
    expect(page.get_by_role("heading", name="Organisations qui l'ont désigné")).to_be_focused()
    page.get_by_role("button", name="Réinitialiser la double authentification").click()
    page.get_by_role("dialog").get_by_role("button", name="Réinitialiser", exact=True).click()
    expect(page.get_by_text("La double authentification de Robin FAURE est réinitialisée.")).to_be_visible()
    assert days.subjects(ROBIN)


@pytest.mark.rule("ACC-02", "POR-01")
def test_a_list_that_cannot_be_read_says_so_and_is_tried_again_on_a_phone(screens: Callable[..., Screen], camille: Browser) -> None:
    screen = screens(size=PHONE).take_over(camille)
    page = screen.page
    page.route("**/portal/v1/accounts?*", lambda route: route.abort())
    page.route("**/portal/v1/accounts", lambda route: route.abort())
    screen.open("/comptes")
    expect(page.get_by_role("button", name="Réessayer")).to_be_visible()
    page.unroute_all()
    screen.faults[:] = [each for each in screen.faults if "/portal/v1/accounts" not in each]
    page.get_by_role("button", name="Réessayer").click()
    expect(row(page, "Lou MOREAU")).to_be_visible()
    page.get_by_role("link", name="Modifier Lou MOREAU").click()
    screen.heading("Compte de Lou MOREAU")
    expect(page.get_by_role("button", name="Enregistrer les modifications")).to_be_visible()


@pytest.mark.rule("AUT-08", "ACC-07")
def test_an_account_unused_for_120_days_is_closed_and_opened_again(screen: Screen, days: Days) -> None:
    days.signed_in(LOU)
    days.pass_("P61D")
    days.signed_in(CAMILLE)
    days.pass_("P30D")
    days.pass_("P30D")
    page = screen.page
    screen.open(f"/sandbox/mailbox?to={LOU}")
    for subject in ("Connectez-vous au Portail HubEE pour conserver votre compte", "Dernier rappel avant la désactivation de votre compte HubEE"):
        expect(page.get_by_text(subject).first).to_be_visible()
    screen.open("/connexion")
    with screen.refused(401):
        screen.give_password(LOU, days.person(LOU).password)
        expect(page.get_by_text("Votre compte est désactivé après 120 jours d'inactivité.", exact=False).first).to_be_visible()
    screen.take_over(days.signed_in(CAMILLE))
    screen.open("/comptes?actif=non")
    row(page, "Lou MOREAU").get_by_role("link", name="Modifier Lou MOREAU").click()
    expect(page.get_by_text("après 120 jours d'inactivité", exact=False)).to_be_visible()
    page.get_by_role("button", name="Réactiver").click()
    expect(page.get_by_text("Le compte de Lou MOREAU est de nouveau actif.")).to_be_visible()
    days.signed_in(LOU)
