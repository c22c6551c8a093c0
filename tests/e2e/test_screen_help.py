"""The help, the accessibility statement, the legal notice, and the sandbox's own pages. **Source:** portal.md, FAQ, MAI-03."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.portal_browser import Days
from tests.e2e.running import running_sandbox
from tests.e2e.screen import NARROW, PHONE, WIDE, Screen

CAMILLE = "camille.martin@mairie-vienne.test"


@pytest.mark.rule("POR-01", "AUT-05")
def test_an_answer_is_found_by_its_words_and_linked_to(screen: Screen) -> None:
    page = screen.page
    screen.open("/aide")
    screen.heading("Aide")
    expect(page.get_by_role("status").filter(has_text=re.compile(r"^\d\d questions$"))).to_be_visible()
    screen.check("help")
    search = page.get_by_role("searchbox", name="Rechercher dans l'aide")
    search.fill("COMPTE bloque 15 min")
    expect(page.get_by_role("status").filter(has_text=re.compile("^1 réponse$"))).to_be_visible()
    expect(page.get_by_text("ce temps double à chaque fois")).to_be_visible()  # so few answers are open
    expect(page.locator("mark").filter(has_text=re.compile("^bloqué$")).first).to_be_visible()
    expect(page).to_have_url(re.compile(r"recherche="))
    screen.check("help found")
    search.fill("télédossier trottinette")
    expect(page.get_by_role("status").filter(has_text="Aucune réponse")).to_be_visible()
    screen.check("help not found")
    page.get_by_role("button", name="Effacer la recherche").click()
    page.get_by_role("button", name="Quelles sont les modalités d'accès aux télédossiers et comment les choisir ?").click()
    page.locator(".help-question").get_by_role("link", name="Intégration des données dans un logiciel métier").click()
    expect(page).to_have_url(re.compile("/aide#api$"))
    expect(page.get_by_role("button", name="À quoi correspond le mode d'accès API")).to_be_focused()
    expect(page.get_by_text("Ce mode d'accès permet de récupérer les données")).to_be_visible()

    screen.open("/aide#statuts")
    expect(page.get_by_role("button", name="À quoi correspondent les statuts ?")).to_be_focused()
    expect(page.get_by_text("Le statut « Reçu » signifie")).to_be_in_viewport()
    assert page.evaluate("performance.getEntriesByType('resource').some((each) => each.name.includes('HelpPage'))")


@pytest.mark.rule("POR-01")
def test_the_help_weighs_nothing_on_other_pages_and_is_read_by_keyboard_alone(screen: Screen) -> None:
    page, keys = screen.page, screen.page.keyboard
    screen.open("/connexion")
    screen.heading("Connexion")
    assert not page.evaluate("performance.getEntriesByType('resource').some((each) => each.name.includes('HelpPage'))")
    page.get_by_role("link", name="Aide").first.focus()
    keys.press("Enter")
    screen.heading("Aide")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    keys.press("Tab")
    expect(page.get_by_role("searchbox")).to_be_focused()
    keys.type("délégué syndicat")
    question = page.get_by_role("button", name="C'est quoi un « délégué technique » ?")
    expect(question).to_have_attribute("aria-expanded", "true")
    keys.press("Tab")  # past the button that clears
    for _ in range(9):
        keys.press("Tab")
        if question.evaluate("element => element === document.activeElement"):
            break
    expect(question).to_be_focused()
    keys.press("Enter")
    expect(question).to_have_attribute("aria-expanded", "false")
    keys.press("Space")
    expect(question).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_text("obligatoirement une personne extérieure").last).to_be_visible()


@pytest.mark.rule("POR-01")
def test_the_statement_and_the_notice_are_a_click_away_for_whoever_is_signed_in(screen: Screen, days: Days) -> None:
    page = screen.page
    screen.take_over(days.signed_in(CAMILLE))
    screen.open("/aide")
    page.get_by_role("contentinfo").get_by_role("link", name="Accessibilité : partiellement conforme").click()
    screen.heading("Déclaration d'accessibilité")
    expect(page.get_by_role("main").get_by_text("partiellement conforme")).to_be_visible()
    expect(page.get_by_role("link", name="Défenseur des droits", exact=False).first).to_be_visible()
    screen.check("accessibility")
    page.get_by_role("contentinfo").get_by_role("link", name="Mentions légales").click()
    screen.heading("Mentions légales")
    screen.check("legal")
    page.get_by_role("main").get_by_role("link", name="déclaration d'accessibilité").click()
    screen.heading("Déclaration d'accessibilité")
    assert [each["name"] for each in screen.context.cookies()] == ["__Host-hubee-session"]  # as the notice says


def look(screen: Screen, name: str) -> None:
    """The sandbox's pages follow the system's colours: no portal script sets them."""
    for scheme in ("light", "dark"):
        screen.page.emulate_media(color_scheme=scheme)
        for size in (WIDE, PHONE, NARROW):
            screen.page.set_viewport_size({"width": size[0], "height": size[1]})
            screen.picture(f"{name}-{size[0]}-{scheme}")
            assert screen.page.evaluate("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth") <= 0, f"{name} at {size[0]}"
        screen.check_axe(f"{name}, {scheme}")


@pytest.mark.rule("MAI-03")
def test_the_sandbox_shows_its_places_and_its_mails(screen: Screen, days: Days) -> None:
    page = screen.page
    days.http.post("/portal/v1/password/forgotten", json={"email": CAMILLE}, headers={"Sec-Fetch-Site": "same-origin"})
    screen.open("/sandbox/")
    look(screen, "sandbox home")
    page.get_by_role("navigation").get_by_role("link", name="Boîte aux lettres").click()
    screen.heading("Boîte aux lettres")
    page.get_by_label("Destinataire").fill(CAMILLE.upper())
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^\d+ mails?$"))
    look(screen, "sandbox mailbox")
    page.locator("#mails").get_by_role("link", name="/mot-de-passe#").first.click()
    expect(page).to_have_url(re.compile("/mot-de-passe"))
    screen.open("/sandbox/mailbox")
    page.get_by_label("Destinataire").fill("personne@nulle.part")
    expect(page.get_by_role("status")).to_have_text("Aucun mail")


@pytest.mark.rule("MAI-03")
def test_the_sandbox_s_documentation_is_drawn(screen: Screen) -> None:
    screen.open("/docs")
    expect(screen.page.get_by_role("heading", name="HubEE").first).to_be_visible()
    expect(screen.page.get_by_text("/teledossiers/v1/cases/{caseId}/events").first).to_be_visible()


@pytest.mark.rule("MAI-03")
def test_without_the_portal_the_sandbox_says_so(screen: Screen, tmp_path: Path) -> None:
    with running_sandbox(tmp_path / "without", HUB_PORTAL=str(tmp_path)) as sandbox:
        screen.open(sandbox.url)
        screen.heading("HubEE – Bac à sable")
        expect(screen.page.get_by_text("Le portail manque")).to_be_visible()
        look(screen, "sandbox without portal")
