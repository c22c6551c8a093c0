"""Signing in before a real browser: address and password, second factor, passwords by link, the session's end, and the frame.

**Source:** AUT-01 to AUT-08, AUT-11, AUT-12, SUB-12.
"""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.portal_browser import PASSWORD, Browser, Days, activated
from tests.e2e.screen import PHONE, Screen

CAMILLE, LOU, ALIX, CHARLIE, MORGAN = (
    f"{name}@mairie-vienne.test" for name in ("camille.martin", "lou.moreau", "alix.simon", "charlie.laurent", "morgan.leroy")
)
ROBIN = "robin.faure@editeur-alpha.test"
WRONG = "L'adresse ou le mot de passe est incorrect."
TOO_WEAK = (
    "Le mot de passe saisi ne respecte pas les conditions de sécurité exigées : "
    "8 caractères avec au moins un chiffre, une majuscule et un caractère spécial."
)


def hired(days: Days, actor_type: str = "AGENT", **fields: object) -> str:
    """The address of somebody for whom the local administrator has just made an account."""
    email = f"claude.{uuid4().hex[:12]}@mairie-vienne.test"
    body = {"email": email, "actorType": actor_type, "firstName": "Claude", "lastName": "PETIT", **fields}
    days.signed_in(CAMILLE).ask("POST", "/accounts", 201, body)
    return email


def signed_in(screen: Screen) -> None:
    """Wait until the frame of somebody signed in is there."""
    expect(screen.page.get_by_role("button", name="Se déconnecter")).to_be_visible()


def focused(page: Page) -> str:
    """What the focus is on, by its text."""
    text: str = page.evaluate("document.activeElement.innerText || document.activeElement.name || ''")
    return text.strip()


def on_heading(page: Page, text: str) -> None:
    """Wait until the focus is on the page's heading."""
    expect(page.get_by_role("heading", level=1, name=text, exact=True)).to_be_focused()


def set_password(screen: Screen, password: str) -> None:
    """Fill in a new password twice, and send it."""
    screen.page.get_by_label("Nouveau mot de passe").fill(password)
    screen.page.get_by_label("Confirmation du mot de passe").fill(password)
    screen.page.get_by_role("button", name="Enregistrer mon mot de passe").click()


@pytest.mark.rule("AUT-01", "AUT-11", "AUT-12", "ACC-10")
def test_an_agent_signs_in_where_he_was_going_and_signs_out(screen: Screen) -> None:
    page = screen.page
    screen.open("/mon-compte")
    screen.heading("Connexion")
    expect(page.get_by_role("alert").get_by_text("Vous n'êtes pas connecté. Connectez-vous pour continuer.")).to_be_visible()
    expect(page).to_have_title("Connexion – HubEE")
    expect(page.get_by_role("link", name="Datapass")).to_have_attribute("href", "/demande")
    submit = page.get_by_role("button", name="Se connecter", exact=True)
    expect(submit).to_be_disabled()
    screen.check("connexion")
    password = page.get_by_label("Mot de passe", exact=False).first
    password.fill("Pas le bon")
    expect(password).to_have_attribute("type", "password")
    page.get_by_text("Afficher", exact=True).click()
    expect(password).to_have_attribute("type", "text")
    page.get_by_label("Adresse électronique").fill("lou.moreau")
    page.get_by_label("Adresse électronique").blur()
    expect(page.get_by_text("Cette adresse électronique n'est pas valide.")).to_be_visible()
    expect(submit).to_be_disabled()
    with screen.refused(401):
        screen.give_password(LOU, "Pas le bon")
        expect(page.get_by_text(WRONG)).to_be_visible()
    expect(page.get_by_label("Adresse électronique")).to_have_value(LOU)
    expect(page.locator(".form-faults")).to_be_focused()
    screen.check("connexion refused")
    screen.give_password(LOU, screen.days.person(LOU).password)
    screen.heading("Mon compte")
    on_heading(page, "Mon compte")
    screen.open("/connexion")  # who is signed in has nothing to do there
    screen.heading("Télédossiers")
    page.get_by_role("button", name="Se déconnecter").click()
    screen.heading("Connexion")
    expect(page.get_by_text("Vous êtes déconnecté.")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/connexion$"))


@pytest.mark.rule("AUT-06")
def test_an_administrator_signs_in_by_keyboard_alone_with_his_authenticator(screen: Screen) -> None:
    page, camille = screen.page, screen.days.person(CAMILLE)
    screen.open("/connexion")
    screen.heading("Connexion")
    page.keyboard.press("Tab")
    assert focused(page) == "Contenu"  # the skip links come first
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page) == "email"
    page.keyboard.type(CAMILLE)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")  # « Afficher » stands above the field
    if focused(page) != "password":
        page.keyboard.press("Shift+Tab")
    assert focused(page) == "password"
    page.keyboard.type(camille.password)
    expect(page.get_by_role("button", name="Se connecter", exact=True)).to_be_enabled()
    page.keyboard.press("Enter")
    screen.heading("Vérification de l'OTP")
    on_heading(page, "Vérification de l'OTP")
    expect(page.get_by_label("Code")).to_have_attribute("autocomplete", "one-time-code")
    screen.check("otp authenticator")
    page.keyboard.press("Tab")
    assert focused(page) == "code"
    page.keyboard.type(camille.authenticator_code())
    expect(page.get_by_role("button", name="Valider", exact=True)).to_be_enabled()
    page.keyboard.press("Enter")
    signed_in(screen)
    screen.heading("Gestion des abonnements")  # an administrator without a télédossier begins with what is open to him


@pytest.mark.rule("AUT-02", "AUT-01", "AUT-12")
def test_a_new_agent_creates_his_password_from_the_mailed_link(screen: Screen) -> None:
    days, page = screen.days, screen.page
    email = hired(days)
    token = days.mailed_token(email, "/activation")
    screen.open(f"/activation#{token}")
    screen.heading("Créer mon mot de passe")
    field = page.get_by_label("Nouveau mot de passe")
    expect(field).to_be_visible()
    expect(page).to_have_url(re.compile(r"/activation$"))
    rules = page.get_by_role("list", name="Votre mot de passe doit contenir :").get_by_role("listitem")
    for typed, expected in (("vienne", [0, 0, 0, 0]), ("vienne2", [0, 1, 0, 0]), ("Vienne2", [0, 1, 1, 0]), ("Vienne&2", [1, 1, 1, 1])):
        field.fill(typed)
        expect(page.locator("li[data-met=true]")).to_have_count(sum(expected))
        assert [each.get_attribute("data-met") == "true" for each in rules.all()] == [bool(each) for each in expected], typed
    field.fill("Vienne2")
    page.get_by_label("Confirmation du mot de passe").fill("Vienne")
    page.get_by_label("Confirmation du mot de passe").blur()
    expect(page.get_by_text(TOO_WEAK)).to_be_visible()
    expect(page.get_by_text("Les deux mots de passe ne sont pas identiques.")).to_be_visible()
    expect(page.get_by_role("button", name="Enregistrer mon mot de passe")).to_be_disabled()
    screen.check("password too weak")
    set_password(screen, PASSWORD)
    screen.heading("Connexion")
    expect(page.get_by_text("Votre mot de passe est enregistré. Connectez-vous.")).to_be_visible()
    screen.give_password(email, PASSWORD)
    signed_in(screen)
    page.get_by_role("button", name="Se déconnecter").click()
    screen.heading("Connexion")
    with screen.refused(400):
        screen.open(f"/activation#{token}")
        expect(page.get_by_text("Ce lien n'est plus valable")).to_be_visible()
    screen.check("link used")
    page.reload()
    expect(page.get_by_text("cette page ne garde pas le lien")).to_be_visible()


@pytest.mark.rule("AUT-06", "AUT-05", "AUT-07")
def test_an_administrator_without_authenticator_gets_a_code_by_mail(screen: Screen) -> None:
    days, page = screen.days, screen.page
    email = hired(days, "ADMINISTRATEUR_LOCAL")
    person = activated(days, email)
    screen.open("/connexion?retour=/comptes")
    screen.give_password(email, PASSWORD)
    screen.heading("Vérification de l'OTP")
    first = person.mailed_code()
    with screen.refused(400):
        page.get_by_role("button", name="Renvoyer le code").click()  # too soon
        expect(page.get_by_text("Un code vient de vous être envoyé. Patientez")).to_be_visible()
    days.pass_("PT1M")
    page.get_by_role("button", name="Renvoyer le code").click()
    expect(page.get_by_text("Un nouveau code vient de vous être envoyé.")).to_be_visible()
    assert person.mailed_code() != first
    with screen.refused(401):
        page.get_by_label("Code").fill(first)
        page.get_by_role("button", name="Valider", exact=True).click()
        expect(page.get_by_text("Ce code est incorrect, a déjà servi ou n'est plus valable.")).to_be_visible()
    screen.check("otp mail refused")
    page.reload()  # what protected the sign-in was this page's alone
    screen.heading("Connexion")
    expect(page.get_by_text("La connexion n'a pas été menée à son terme. Recommencez-la.")).to_be_visible()
    screen.give_password(email, PASSWORD)
    screen.heading("Vérification de l'OTP")
    days.pass_("PT16M")
    with screen.refused(401):
        page.get_by_label("Code").fill("000000")
        page.get_by_role("button", name="Valider", exact=True).click()
        screen.heading("Connexion")
    expect(page.get_by_text("Le délai pour terminer la connexion est passé. Reconnectez-vous.")).to_be_visible()
    screen.give_password(email, PASSWORD)
    screen.heading("Vérification de l'OTP")
    page.get_by_label("Code").fill(" ".join(person.mailed_code()))
    page.get_by_role("button", name="Valider", exact=True).click()
    signed_in(screen)
    screen.heading("Gestion des comptes")


@pytest.mark.rule("AUT-05", "AUT-12", "AUT-03")
def test_five_wrong_passwords_block_an_address_with_an_account_and_one_without_alike(screen: Screen) -> None:
    days, page = screen.days, screen.page
    known, unknown = hired(days), f"personne.{uuid4().hex}@mairie-vienne.test"
    activated(days, known)
    told = []
    for email in (known, unknown):
        screen.open("/connexion")
        for _ in range(4):
            with screen.refused(401):
                screen.give_password(email, "Wrong&2026!")
                expect(page.get_by_text(WRONG)).to_be_visible()
                expect(page.get_by_role("button", name="Se connecter", exact=True)).to_be_enabled()
        with screen.refused(401):
            screen.give_password(email, "Wrong&2026!")
            expect(page.get_by_text("Après 5 tentatives infructueuses")).to_be_visible()
        told.append(re.sub(r"(à|au \S+ \S+ \S+ à) \d\d:\d\d", "à HH:MM", page.locator(".form-faults").inner_text()))
    blocked = "Après 5 tentatives infructueuses, la connexion avec cette adresse est bloquée jusqu'à HH:MM."
    assert told == [f"{blocked} Pour ne pas attendre, choisissez un nouveau mot de passe par « Mot de passe oublié »."] * 2
    screen.check("connexion blocked")
    answers = []
    for email in (unknown, known):
        page.get_by_role("link", name="Mot de passe oublié").click()
        screen.heading("Mot de passe oublié")
        page.get_by_label("Adresse électronique").fill(email)
        page.get_by_role("button", name="Recevoir le lien").click()
        expect(page.get_by_role("heading", name="Demande enregistrée")).to_be_visible()
        answers.append(page.get_by_role("main").inner_text().replace(email, "ADRESSE"))
        if email == unknown:
            page.get_by_role("link", name="Revenir à la connexion").click()
    assert answers[0] == answers[1]
    screen.check("forgotten password sent")
    screen.open(f"/mot-de-passe#{days.mailed_token(known, '/mot-de-passe')}")
    screen.heading("Changer mon mot de passe")
    with screen.refused(400):
        set_password(screen, PASSWORD)  # the one that he had
        expect(page.get_by_text("Ce mot de passe a déjà servi.")).to_be_visible()
    set_password(screen, "Nouveau&2026!")
    screen.heading("Connexion")
    screen.give_password(known, "Nouveau&2026!")
    signed_in(screen)


@pytest.mark.rule("AUT-06", "AUT-05")
def test_wrong_codes_block_too_and_lead_back_with_the_reason(screen: Screen) -> None:
    days, page = screen.days, screen.page
    email = hired(days, "ADMINISTRATEUR_LOCAL")
    activated(days, email)
    screen.open("/connexion")
    screen.give_password(email, PASSWORD)
    screen.heading("Vérification de l'OTP")
    for number in range(5):
        with screen.refused(401):
            page.get_by_label("Code").fill(f"00000{number}")
            page.get_by_role("button", name="Valider", exact=True).click()
            if number < 4:
                expect(page.get_by_text("Ce code est incorrect")).to_be_visible()
                expect(page.get_by_role("button", name="Valider", exact=True)).to_be_enabled()  # these words are those of the code before, too
            else:
                expect(page.get_by_text("Après 5 tentatives")).to_be_visible()
                screen.heading("Connexion")
    expect(page.get_by_text("la connexion avec cette adresse est bloquée jusqu'")).to_be_visible()


@pytest.mark.rule("AUT-08", "AUT-12")
def test_a_closed_account_is_told_after_the_right_password_and_whom_to_ask(screen: Screen) -> None:
    days = screen.days
    email = hired(days)
    activated(days, email)
    administrator = days.signed_in(CAMILLE)
    [found] = administrator.ask("GET", "/accounts", 200, text=email)["accounts"]
    administrator.ask("POST", f"/accounts/{found['id']}/deactivate", 200, {"confirm": True})
    screen.open("/connexion")
    with screen.refused(401, 401):
        screen.give_password(email, "Wrong&2026!")
        expect(screen.page.get_by_text(WRONG)).to_be_visible()
        screen.give_password(email, PASSWORD)
        words = "Votre compte est désactivé. Contactez l'administrateur local de votre organisation."
        expect(screen.page.get_by_text(words)).to_be_visible()


@pytest.mark.rule("AUT-07")
def test_the_portal_warns_before_the_session_ends_and_returns_with_the_reason(screen: Screen) -> None:
    days, page = screen.days, screen.page
    screen.take_over(days.signed_in(ALIX))
    page.clock.install()  # the machine's clock is not the hub's, which was moved: only what is left counts
    screen.open("/mon-compte")
    screen.heading("Mon compte")
    expect(page.get_by_role("table", name="Mes sessions ouvertes")).to_be_visible()  # what is read later would prolong the session
    dialog = page.get_by_role("dialog", name="Votre session va se terminer")
    page.get_by_label("Fonction").focus()
    days.pass_("PT56M")
    page.clock.fast_forward("56:00")
    expect(dialog).to_be_visible()
    screen.check("session warning")
    page.get_by_role("button", name="Rester connecté").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_label("Fonction")).to_be_focused()
    days.pass_("PT50M")
    page.clock.fast_forward("50:00")
    expect(dialog).to_be_hidden()
    days.pass_("PT6M")
    page.clock.fast_forward("06:00")
    expect(dialog).to_be_visible()
    with screen.refused(401):
        days.pass_("PT5M")
        page.clock.fast_forward("05:00")
        screen.heading("Connexion")
    expect(page.get_by_text("Votre session a expiré après 60 minutes d'inactivité. Reconnectez-vous.")).to_be_visible()
    assert "ADJOINTE" not in page.content().upper()
    screen.give_password(ALIX, days.person(ALIX).password)
    screen.heading("Mon compte")


@pytest.mark.rule("AUT-07")
def test_what_one_tab_does_with_the_session_the_others_follow(screen: Screen) -> None:
    days, page = screen.days, screen.page
    screen.sign_in(CHARLIE)
    screen.open("/mon-compte")
    tab = screen.another_tab()
    tab.goto("/mon-compte")
    expect(tab.get_by_text("Charlie LAURENT").first).to_be_visible()
    for each in (page, tab):
        expect(each.get_by_role("table", name="Mes sessions ouvertes")).to_be_visible()
        each.wait_for_load_state("networkidle")  # what is being read when the session ends is refused, rightly
    tab.get_by_role("button", name="Se déconnecter").click()
    screen.heading("Connexion")
    expect(page.get_by_text("Vous êtes déconnecté.")).to_be_visible()
    screen.give_password(MORGAN, days.person(MORGAN).password)
    signed_in(screen)
    expect(tab.get_by_role("button", name="Se déconnecter")).to_be_visible()  # whoever waits there is signed in with it
    expect(tab.get_by_text("Morgan LEROY").first).to_be_visible()


@pytest.mark.rule("SUB-12")
def test_a_technical_delegate_chooses_for_whom_he_acts_and_changes_later(screen: Screen) -> None:
    page = screen.page
    screen.sign_in(ROBIN)
    screen.heading("Choix de l'organisation")
    submit = page.get_by_role("button", name="Choisir cette organisation")
    expect(submit).to_be_disabled()
    screen.check("choose organisation")
    first, second = (page.get_by_role("radio").nth(index) for index in (0, 1))
    first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(second).to_be_checked()
    expect(submit).to_be_enabled()
    name = second.evaluate("each => each.labels[0].innerText").strip()
    page.keyboard.press("Enter")
    screen.heading("Gestion des abonnements")
    expect(page.get_by_role("status").get_by_text(f"Vous agissez maintenant pour {name}.")).to_be_visible()
    expect(page.get_by_role("banner")).to_contain_text(name)
    page.get_by_role("link", name="Changer d'organisation").click()
    screen.heading("Choix de l'organisation")
    expect(page.get_by_role("radio").nth(1)).to_be_checked()
    first.check(force=True)
    other = first.evaluate("each => each.labels[0].innerText").strip()
    submit.click()
    expect(page.get_by_role("banner")).to_contain_text(other)


@pytest.mark.rule("POR-13")
def test_the_frame_leads_by_keyboard_and_says_which_page_it_is(screen: Screen) -> None:
    page = screen.page
    screen.take_over(screen.days.signed_in(LOU))
    screen.open("/mon-compte")
    screen.heading("Mon compte")
    page.keyboard.press("Tab")
    assert focused(page) == "Contenu"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"
    expect(page).to_have_url(re.compile(r"/mon-compte$"))
    for name in ("Menu", "Pied de page"):
        link = page.get_by_role("link", name=name, exact=True).first
        link.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        zone = "menu" if name == "Menu" else "pied-de-page"
        assert page.evaluate("id => document.getElementById(id).contains(document.activeElement)", zone), name
    page.get_by_role("link", name="Télédossiers", exact=True).click()
    screen.heading("Télédossiers")
    on_heading(page, "Télédossiers")
    expect(page).to_have_title(re.compile("^Télédossiers – HubEE$"))
    page.go_back()
    screen.heading("Mon compte")
    on_heading(page, "Mon compte")
    expect(page).to_have_title("Mon compte – HubEE")
    screen.open("/nulle-part")
    screen.heading("Page introuvable")
    screen.check("unknown page")
    page.get_by_role("link", name="Revenir à l'accueil").click()
    screen.heading("Télédossiers")
    for width, line in ((1280, re.compile("inset")), (820, "none")):  # beside the page, and above it
        page.set_viewport_size({"width": width, "height": 900})
        expect(page.locator(".menu .fr-sidemenu__inner")).to_have_css("box-shadow", line)


@pytest.mark.rule("AUT-01", "AUT-07")
def test_on_a_phone_one_signs_in_and_out(screens: Callable[..., Screen]) -> None:
    screen = screens(size=PHONE)
    page = screen.page
    screen.open("/connexion")
    screen.give_password(LOU, screen.days.person(LOU).password)
    screen.heading("Télédossiers")
    page.get_by_role("button", name="Menu", exact=True).first.click()
    out = page.get_by_role("button", name="Se déconnecter")
    expect(out).to_be_visible()
    expect(page.get_by_role("link", name="Lou MOREAU")).to_be_visible()
    out.click()
    screen.heading("Connexion")


@pytest.mark.rule("AUT-04")
def test_after_six_months_a_new_password_is_asked_for(screen: Screen) -> None:
    days, page = screen.days, screen.page
    email = hired(days)
    person = activated(days, email)
    days.pass_("P100D")
    Browser(days, email=person.email).enter()
    days.pass_("P90D")
    screen.open("/connexion?retour=/mon-compte")
    screen.give_password(email, PASSWORD)
    screen.heading("Changer mon mot de passe")
    on_heading(page, "Changer mon mot de passe")
    screen.check("password expired")
    with screen.refused(400):
        set_password(screen, PASSWORD)
        expect(page.get_by_text("Ce mot de passe a déjà servi.")).to_be_visible()
    set_password(screen, "Suivant&2027!")
    screen.heading("Mon compte")
