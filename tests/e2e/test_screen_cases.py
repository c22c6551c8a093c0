"""The list of télédossiers, where agents live all day, in a real browser. **Source:** POR-01 to POR-04, POR-05, POR-10, POR-11, POR-13."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.portal_browser import Browser, Days
from tests.e2e.remote import PDF
from tests.e2e.screen import PHONE, Screen
from tests.e2e.town import VIENNE, Town

LOU, ALIX, CHARLIE = (f"{name}@mairie-vienne.test" for name in ("lou.moreau", "alix.simon", "charlie.laurent"))
PEOPLE = ("Anaïs LEFÈVRE", "Noé MÜLLER", "Inès D'ARTOIS", "Paul BENSAÏD", "Zoé KERVELLA")


@pytest.fixture
def town(days: Days) -> Iterator[Town]:
    made = Town(days)
    yield made
    made.world.close()


def listed(screen: Screen, town: Town, person: Browser, **query: str) -> Page:
    """The list of a town's own process, with a session opened over HTTP."""
    screen.take_over(person)
    screen.open(f"/?process={town.world.process}" + "".join(f"&{name}={value}" for name, value in query.items()))
    screen.heading("Télédossiers")
    expect(screen.page.get_by_text(re.compile("Actualisé à"))).to_be_visible()
    return screen.page


def rows(page: Page) -> Locator:
    return page.locator("tbody").get_by_role("row")


def row_of(page: Page, number: str) -> Locator:
    return rows(page).filter(has=page.get_by_role("rowheader", name=number))


def numbers(page: Page) -> list[str]:
    return page.get_by_role("rowheader").all_inner_texts()


def number_of(agent: Browser, case_id: str) -> str:
    number: str = agent.ask("GET", f"/cases/{case_id}", 200)["number"]
    return number


def select(page: Page, *chosen: str) -> None:
    for number in chosen:
        page.get_by_role("checkbox", name=f"Sélectionner le télédossier {number}").check()


def bar(page: Page) -> Locator:
    return page.get_by_role("region", name="Télédossiers sélectionnés")


def check(screen: Screen, name: str) -> None:
    """Look at a page with the bar at its own place in it: axe cannot tell the contrast of what it would lie over."""
    screen.page.evaluate(
        "() => { const sheet = [...document.styleSheets].find((each) => each.href);"
        "sheet.insertRule('.selection-bar { position: static !important }', sheet.cssRules.length) }"
    )
    screen.check(name)


def saved(page: Page, act: Callable[[], None]) -> tuple[str, bytes]:
    """The file that an act brings to the disk."""
    with page.expect_download() as download:
        act()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


@pytest.mark.rule("POR-01", "POR-02", "POR-03", "POR-04", "POR-13")
def test_an_agent_finds_what_is_new_opens_it_and_downloads_it_from_the_list(town: Town, screen: Screen) -> None:
    agent = town.agent(LOU)
    ids = town.deposit(5, people=PEOPLE)
    screen.sign_in(LOU)
    page = screen.page
    page.get_by_label("Démarche").select_option(town.world.process)
    expect(rows(page)).to_have_count(5)
    expect(page.get_by_role("status").filter(has_text=re.compile("^5 télédossiers$"))).to_be_visible()
    screen.check("liste")
    expect(page.locator("tr.is-unread")).to_have_count(5)
    number = number_of(agent, ids[0])
    row = row_of(page, number)
    name, content = saved(page, row.get_by_role("button", name=f"Télécharger le télédossier {number}").click)
    assert name == f"teledossier-{number}.zip"
    with ZipFile(io.BytesIO(content)) as archive:
        assert [archive.read(each) for each in archive.namelist()] == [PDF]
    expect(row.get_by_text("En cours")).to_be_visible()
    expect(page.locator("tr.is-unread")).to_have_count(4)
    expect(row.get_by_role("button", name="Télécharger")).to_be_focused()
    row.get_by_role("link", name=f"Consulter le télédossier {number}").click()
    expect(page).to_have_url(re.compile(rf"/teledossiers/{ids[0]}\?process={town.world.process}$"))
    screen.heading(f"Télédossier {number}")
    page.go_back()
    expect(rows(page)).to_have_count(5)
    expect(page.get_by_role("link", name=number, exact=True)).to_be_focused()
    page.emulate_media(media="print")
    expect(page.locator(".cases-filters")).to_be_hidden()
    expect(rows(page).first).to_have_css("display", "table-row")


@pytest.mark.rule("POR-10", "POR-13")
def test_filters_and_order_live_in_the_address_and_the_back_button_undoes_them(town: Town, screen: Screen) -> None:
    agent = town.agent(LOU)
    ids = town.deposit(5, people=PEOPLE)
    agent.ask("POST", f"/cases/{ids[0]}/open", 204)
    page = listed(screen, town, agent)
    expect(rows(page)).to_have_count(5)

    page.get_by_role("checkbox", name="Reçu", exact=True).check()
    expect(page).to_have_url(re.compile("label=Re%C3%A7u"))
    expect(rows(page)).to_have_count(1)
    page.get_by_label("Rechercher").fill("bensaid")
    expect(page.get_by_text("Aucun télédossier ne correspond à ces filtres")).to_be_visible()
    screen.check("aucun pour ces filtres")
    page.go_back()
    expect(rows(page)).to_have_count(1)
    expect(page.get_by_label("Rechercher")).to_have_value("")
    page.get_by_role("button", name="Effacer les filtres").click()
    expect(page).to_have_url(re.compile("/$"))
    expect(page.locator(".cases-summary")).to_be_focused()
    page.go_back()
    page.go_back()
    expect(rows(page)).to_have_count(5)

    page.get_by_label("Rechercher").press_sequentially("lefe", delay=20)
    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text("LEFÈVRE Anaïs")
    page.get_by_label("Rechercher").fill("")
    expect(rows(page)).to_have_count(5)

    page.get_by_role("button", name="Personne concernée").click()
    expect(page).to_have_url(re.compile("order=person&direction=asc"))
    expect(page.get_by_role("columnheader", name="Personne concernée")).to_have_attribute("aria-sort", "ascending")
    expect(page.get_by_role("table")).to_have_attribute("aria-busy", "false")
    last_names = [each.split()[1].casefold() for each in PEOPLE]
    expect(rows(page).first).to_contain_text("BENSAÏD Paul")
    shown = [each.split()[0].casefold() for each in page.locator(".cases-person").all_inner_texts()]
    assert sorted(shown) == sorted(last_names)
    assert shown == ["bensaïd", "d'artois", "kervella", "lefèvre", "müller"]
    page.get_by_role("button", name="Personne concernée").click()
    expect(rows(page).first).to_contain_text("MÜLLER Noé")
    page.get_by_role("button", name="Reçu le").click()
    expect(page).to_have_url(re.compile("direction=asc$"))
    expect(page.get_by_role("columnheader", name="Reçu le")).to_have_attribute("aria-sort", "ascending")
    expect(page.get_by_role("table")).to_have_attribute("aria-busy", "false")
    oldest_first = numbers(page)
    page.get_by_role("button", name="Reçu le").click()
    expect(page).not_to_have_url(re.compile("direction"))
    expect(rows(page).first).to_contain_text(oldest_first[-1])
    assert numbers(page) == oldest_first[::-1]

    page.get_by_label("au", exact=True).fill("2020-01-01")
    expect(page.get_by_text("Aucun télédossier ne correspond à ces filtres")).to_be_visible()
    bookmark = page.url
    screen.open("/aide")
    screen.open(bookmark)
    expect(page.get_by_label("au", exact=True)).to_have_value("2020-01-01")
    expect(page.get_by_text("Aucun télédossier ne correspond à ces filtres")).to_be_visible()


@pytest.mark.rule("POR-04", "POR-13")
def test_thirty_selected_over_two_pages_are_downloaded_as_one_archive(town: Town, screen: Screen) -> None:
    content = PDF + bytes(range(256)) * 8
    ids = town.deposit(30, first=content, people=PEOPLE)
    agent = town.agent(LOU)
    page = listed(screen, town, agent)
    expect(rows(page)).to_have_count(25)
    first_page = numbers(page)
    page.get_by_role("checkbox", name="Tout sélectionner sur cette page").check()
    page.get_by_role("link", name="Page suivante").click()
    expect(rows(page)).to_have_count(5)
    expect(page.locator(".cases-summary")).to_be_focused()
    expect(page).to_have_url(re.compile("cursor="))
    page.get_by_role("checkbox", name="Tout sélectionner sur cette page").check()
    expect(bar(page)).to_contain_text("30 télédossiers sélectionnés, dont 25 hors de cette page")
    check(screen, "selection")
    name, archive = saved(page, bar(page).get_by_role("button", name="Télécharger").click)
    assert re.fullmatch(r"teledossiers-\d{4}-\d\d-\d\d\.zip", name)
    with ZipFile(io.BytesIO(archive)) as opened:
        assert [opened.read(each) for each in opened.namelist()] == [content] * 30
    expect(bar(page)).to_contain_text(re.compile(r"30 télédossiers téléchargés en une archive \(\d+,?\d* Ko\)\."))
    expect(rows(page).filter(has_text="En cours")).to_have_count(5)
    assert {town.osl.case(each)["status"] for each in ids} == {"IN_PROGRESS"}

    page.get_by_role("link", name="Page précédente").click()
    expect(rows(page)).to_have_count(25)
    assert numbers(page) == first_page
    expect(page).not_to_have_url(re.compile("cursor"))
    bar(page).get_by_role("button", name="Tout désélectionner").click()
    expect(bar(page)).to_be_hidden()
    expect(page.locator(".cases-summary")).to_be_focused()
    page.get_by_role("link", name="Page suivante").click()
    expect(rows(page)).to_have_count(5)
    page.reload()
    expect(page.get_by_role("link", name="Page précédente")).to_be_visible()
    bookmark = page.url
    screen.open("/aide")
    screen.open(bookmark)
    expect(rows(page)).to_have_count(5)
    expect(page.get_by_role("link", name="Page précédente")).to_be_hidden()
    page.get_by_role("link", name="Première page").click()
    expect(rows(page)).to_have_count(25)


@pytest.mark.rule("POR-04", "POR-05", "POR-13")
def test_several_change_status_in_one_go_each_where_it_may_and_each_result_is_told(town: Town, screen: Screen) -> None:
    agent = town.agent(LOU)
    ids = town.deposit(5, people=PEOPLE)
    for each in ids[:3]:
        agent.call("GET", f"/cases/{each}/archive")
    agent.ask("POST", f"/cases/{ids[3]}/open", 204)
    chosen = [number_of(agent, each) for each in ids]
    page = listed(screen, town, agent)
    page.get_by_role("checkbox", name="Tout sélectionner sur cette page").check()
    bar(page).get_by_role("button", name="Changer de statut").click()
    dialog = page.get_by_role("dialog", name="Changer le statut de 5 télédossiers")
    expect(dialog.get_by_role("button", name="Valider")).to_be_disabled()
    dialog.get_by_role("radio", name=re.compile("^Traité")).check(force=True)
    expect(dialog).to_contain_text("Possible pour 3 des 5 télédossiers.")
    expect(dialog.get_by_role("button", name="Valider")).to_be_enabled()
    dialog.get_by_role("radio", name=re.compile("^Refusé")).check(force=True)
    expect(dialog).to_contain_text("Possible pour 4 des 5 télédossiers.")
    expect(dialog.get_by_role("button", name="Valider")).to_be_disabled()
    dialog.get_by_label("Motif du refus").fill("Hors commune.")
    check(screen, "changer de statut")
    with screen.refused(409):
        dialog.get_by_role("button", name="Valider").click()
        expect(page.get_by_role("dialog", name="Passer 5 télédossiers au statut « Refusé » ?")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(1)
    expect(dialog.get_by_label("Motif du refus")).to_have_value("Hors commune.")
    dialog.get_by_role("radio", name=re.compile("^Traité")).check(force=True)
    with screen.refused(409):
        dialog.get_by_role("button", name="Valider").click()
        expect(page.get_by_role("dialog", name="Passer 5 télédossiers au statut « Traité » ?")).to_contain_text("ne pourra pas être annulé")
    # another agent is quicker with one of them
    rejection = {"status": "REFUSED", "reason": "Hors commune.", "confirm": True}
    town.agent(ALIX, "CONSULTATION_TELEDOSSIERS", "GESTION_TELEDOSSIERS").ask("POST", f"/cases/{ids[2]}/status", 200, rejection)
    page.get_by_role("button", name="Confirmer").click()
    results = page.get_by_role("dialog", name="Changement de statut")
    expect(results).to_contain_text("2 télédossiers sont passés au statut « Traité ». 3 n'ont pas changé et restent sélectionnés.")
    for number, words in (
        (chosen[2], "Le statut ne peut pas passer de « Refusé » à « Traité »"),
        (chosen[3], "Le statut ne peut pas passer de « Reçu » à « Traité »"),
        (chosen[4], "ouvrez d'abord le télédossier"),
    ):
        expect(results.locator(".outcomes > div").filter(has_text=number)).to_contain_text(words)
    check(screen, "resultats")
    results.get_by_role("button", name="Fermer").last.click()
    expect(bar(page)).to_contain_text("3 télédossiers sélectionnés")
    expect(rows(page).filter(has_text="Traité")).to_have_count(2)
    assert [town.osl.case(each)["status"] for each in ids] == ["DONE", "DONE", "REFUSED", "SI_RECEIVED", "SENT"]

    download = bar(page).get_by_role("button", name="Télécharger")
    with page.expect_download():
        download.click()
    left_out = page.get_by_role("dialog", name="Votre archive est téléchargée")
    expect(left_out).to_contain_text("2 télédossiers téléchargés en une archive")
    expect(left_out.locator(".outcomes > div").filter(has_text=chosen[2])).to_contain_text("Ce télédossier est « Refusé »")
    check(screen, "archive incomplete")
    left_out.get_by_role("button", name="Fermer").last.click()
    for number in (chosen[3], chosen[4]):
        page.get_by_role("checkbox", name=f"Sélectionner le télédossier {number}").uncheck()
    expect(download).to_have_attribute("aria-disabled", "true")
    expect(download).to_have_accessible_description(re.compile("Ce télédossier est « Refusé »"))
    screen.stays_as_it_is(download)


@pytest.mark.rule("POR-10")
def test_the_list_refreshes_itself_every_five_minutes_and_loses_nothing(town: Town, screen: Screen) -> None:
    agent = town.agent(LOU)
    town.deposit(2, people=PEOPLE)
    asked: list[str | None] = []
    screen.page.on("request", lambda each: asked.append(each.headers.get("x-automatic-refresh")) if "/portal/v1/cases?" in each.url else None)
    screen.page.clock.install(time=town.days.now())
    page = listed(screen, town, agent)
    expect(rows(page)).to_have_count(2)
    asked.clear()
    kept = numbers(page)[0]
    select(page, kept)
    box = page.get_by_role("checkbox", name=f"Sélectionner le télédossier {kept}")
    box.focus()
    town.deposit(1, people=PEOPLE[2:])
    page.clock.run_for("04:00")
    assert asked == []
    page.clock.run_for("01:05")
    expect(rows(page)).to_have_count(3)
    assert asked == ["true"]  # it does not prolong the session
    expect(page.get_by_role("status").filter(has_text="1 nouveau télédossier dans la liste")).to_be_visible()
    expect(box).to_be_checked()
    expect(box).to_be_focused()
    expect(bar(page)).to_contain_text("1 télédossier sélectionné")

    page.get_by_role("button", name="Mettre en pause").click()
    expect(page.get_by_text("actualisation automatique en pause")).to_be_visible()
    expect(page.get_by_role("button", name="Reprendre")).to_be_focused()
    asked.clear()
    page.clock.run_for("12:00")
    assert asked == []
    page.get_by_role("button", name="Actualiser").click()
    expect(page.locator(".cases-arrivals")).to_have_text("")
    assert asked == [None]
    page.get_by_role("button", name="Reprendre").click()
    with page.expect_request(lambda each: "/portal/v1/cases?" in each.url):
        page.clock.run_for("05:10")
    assert asked == [None, "true"]


@pytest.mark.rule("POR-10")
def test_the_filtered_list_is_exported_as_a_spreadsheet(town: Town, screen: Screen) -> None:
    agent = town.agent(LOU)
    ids = town.deposit(4, people=PEOPLE)
    agent.ask("POST", f"/cases/{ids[0]}/open", 204)
    page = listed(screen, town, agent, label="Nouveau")
    expect(rows(page)).to_have_count(3)
    name, content = saved(page, page.get_by_role("button", name="Exporter la liste (CSV)").click)
    assert re.fullmatch(r"teledossiers-\d{4}-\d\d-\d\d-\d\dh\d\d\.csv", name)
    header, *lines = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    assert [line[0] for line in lines] == numbers(page)
    assert {line[header.index("Statut")] for line in lines} == {"Nouveau"}
    expect(page.get_by_text("La liste est exportée")).to_be_visible()


@pytest.mark.rule("POR-01", "ACC-02", "POR-11")
def test_who_sees_none_is_told_which_reason_applies_and_whom_to_ask(town: Town, screens: Callable[..., Screen]) -> None:
    ask = "Contactez l'administrateur local de votre organisation."
    lou = screens().take_over(town.days.signed_in(LOU))
    for process, reason in (
        ("HebergementTourisme", f"Votre organisation n'est pas abonnée à la démarche « Déclaration d'un hébergement de tourisme (DHTour) ». {ask}"),
        (town.world.process, f"Vous n'êtes pas habilité à consulter les télédossiers de la démarche « Recensement ». {ask}"),
        ("CERTDC", "L'abonnement à la démarche « Certificat de décès électronique (CertDc) » est en modalité d'accès « API »"),
    ):
        lou.open(f"/?process={process}")
        expect(lou.page.get_by_text("Aucun télédossier à afficher")).to_be_visible()
        expect(lou.page.get_by_text(reason)).to_be_visible()
    lou.check("aucun et pourquoi")
    lou.open("/")
    expect(lou.page.get_by_text("Aucun télédossier pour le moment").or_(rows(lou.page).first)).to_be_visible()

    camille = screens().take_over(town.administrator)
    camille.open("/")
    expect(camille.page.get_by_text("Vous n'avez pas accès aux télédossiers")).to_be_visible()
    expect(camille.page.get_by_text("Vous ne disposez pas du rôle « Consultation des télédossiers »")).to_be_visible()
    camille.check("entree fermee")

    reader = town.agent(ALIX, "CONSULTATION_TELEDOSSIERS")
    town.deposit()
    alix = screens()
    page = listed(alix, town, reader)
    button = rows(page).first.get_by_role("button", name="Télécharger")
    expect(button).to_have_attribute("aria-disabled", "true")
    expect(button).to_have_accessible_description(f"Vous ne disposez pas du rôle « Gestion des télédossiers ». {ask}")


@pytest.mark.rule("POR-01", "POR-11", "ACC-02")
def test_operators_and_the_national_administration_see_whose_they_are_and_a_delegate_is_led_on(town: Town, screens: Callable[..., Screen]) -> None:
    town.agent(LOU)
    town.deposit(2, people=PEOPLE)
    national = screens().take_over(town.days.signed_in("axelle.mercier@dinum.test"))
    national.open("/")
    expect(national.page.get_by_text("Précisez une organisation ou une démarche")).to_be_visible()
    national.check("administration nationale")
    national.page.get_by_role("button", name="Choisir une organisation").click()
    choice = national.page.get_by_role("dialog", name="Choisir une organisation")
    choice.get_by_label("Nom ou SIRET").fill(VIENNE["companyRegister"])
    national.check("administration nationale choisit")
    choice.get_by_role("button", name=re.compile("Vienne")).click()
    expect(national.page).to_have_url(re.compile("organisation=SI-21380544300016-38544"))
    expect(rows(national.page).first.get_by_text(re.compile("Vienne"))).to_be_visible()
    expect(rows(national.page).first.get_by_role("button", name="Télécharger")).to_have_attribute("aria-disabled", "true")
    delegate = screens().take_over(town.days.signed_in("robin.faure@editeur-alpha.test"))
    delegate.open("/")
    delegate.heading("Choix de l'organisation")


@pytest.mark.rule("POR-01")
def test_a_list_that_cannot_be_loaded_says_so_and_is_asked_for_again(town: Town, screen: Screen) -> None:
    agent = town.agent(LOU)
    town.deposit()
    screen.take_over(agent)
    page = screen.page
    page.route("**/portal/v1/cases?*", lambda route: route.abort())
    screen.open(f"/?process={town.world.process}")
    expect(page.get_by_role("button", name="Réessayer")).to_be_visible()
    screen.check("liste en echec")
    page.unroute("**/portal/v1/cases?*")
    screen.faults = [each for each in screen.faults if not (each.startswith("failed:") and "/portal/v1/cases?" in each)]
    page.get_by_role("button", name="Réessayer").click()
    expect(rows(page)).to_have_count(1)
    with screen.refused(400):
        screen.open(f"/?process={town.world.process}&cursor=perdu")
        expect(page.get_by_text("revenez à la première page")).to_be_visible()
    screen.check("page perdue")
    page.get_by_role("link", name="Revenir à la première page").click()
    expect(rows(page)).to_have_count(1)


@pytest.mark.rule("POR-04", "POR-05", "POR-13")
def test_the_keyboard_is_enough(town: Town, screen: Screen) -> None:
    agent = town.agent(LOU)
    ids = town.deposit(2, people=PEOPLE)
    for each in ids:
        agent.call("GET", f"/cases/{each}/archive")
    page = listed(screen, town, agent)
    expect(rows(page)).to_have_count(2)
    keys = page.keyboard

    def tab_to(wanted: Locator) -> None:
        for _ in range(80):
            if wanted.evaluate("element => element === document.activeElement"):
                return
            keys.press("Tab")
        raise AssertionError(f"the keyboard does not reach {wanted}")

    tab_to(page.get_by_role("button", name="Aller à la liste"))
    keys.press("Enter")
    expect(page.get_by_role("rowheader").first.get_by_role("link")).to_be_focused()
    tab_to(page.get_by_role("checkbox", name="En cours"))
    keys.press("Space")
    expect(page).to_have_url(re.compile("label=En"))
    tab_to(page.get_by_role("checkbox", name="Tout sélectionner sur cette page"))
    keys.press("Space")
    tab_to(bar(page).get_by_role("button", name="Changer de statut"))
    keys.press("Enter")
    dialog = page.get_by_role("dialog", name="Changer le statut de 2 télédossiers")
    expect(dialog).to_be_visible()
    tab_to(dialog.get_by_role("radio", name="Traité"))
    keys.press("ArrowDown")
    expect(dialog.get_by_role("radio", name="Refusé")).to_be_checked()
    tab_to(dialog.get_by_label("Motif du refus"))
    keys.type("Hors commune.")
    tab_to(dialog.get_by_role("button", name="Valider"))
    with screen.refused(409):
        keys.press("Enter")
        expect(page.get_by_role("button", name="Confirmer")).to_be_visible()
    tab_to(page.get_by_role("button", name="Confirmer"))
    keys.press("Enter")
    expect(page.get_by_role("dialog", name="Changement de statut")).to_contain_text("2 télédossiers sont passés au statut « Refusé ».")
    keys.press("Escape")
    expect(page.get_by_text("Aucun télédossier ne correspond à ces filtres")).to_be_visible()
    expect(page.locator(".cases-summary")).to_be_focused()
    assert {town.osl.case(each)["status"] for each in ids} == {"REFUSED"}


@pytest.mark.rule("POR-10", "POR-13")
def test_on_a_phone_the_list_is_cards_the_filters_are_folded_and_the_bar_is_at_hand(town: Town, screens: Callable[..., Screen]) -> None:
    agent = town.agent(LOU)
    town.deposit(3, people=PEOPLE)
    screen = screens(size=PHONE)
    page = listed(screen, town, agent)
    expect(rows(page)).to_have_count(3)
    fold = page.get_by_role("button", name="Filtrer (1)")
    expect(page.get_by_label("Rechercher")).to_be_hidden()
    fold.click()
    page.get_by_role("checkbox", name="Nouveau").check()
    expect(page.get_by_role("button", name="Filtrer (2)")).to_be_visible()
    page.get_by_role("button", name="Filtrer (2)").click()
    rows(page).first.get_by_role("checkbox").check()
    box = bar(page).bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= PHONE[1] + 1
    for each in bar(page).get_by_role("button").all():
        size = each.bounding_box()
        assert size is not None
        assert size["height"] >= 40
    with page.expect_download():
        bar(page).get_by_role("button", name="Télécharger").click()
    expect(bar(page)).to_contain_text("1 télédossier téléchargé en une archive")


@pytest.mark.rule("POR-10")
def test_nothing_jumps_while_the_list_loads(town: Town, screen: Screen) -> None:
    agent = town.agent(LOU)
    town.deposit(3, people=PEOPLE)
    screen.context.add_init_script(
        "window.shift = 0; const add = (each) => { window.shift += each.hadRecentInput ? 0 : each.value };"
        "new PerformanceObserver((list) => list.getEntries().forEach(add)).observe({ type: 'layout-shift', buffered: true })"
    )
    page = listed(screen, town, agent)
    expect(rows(page)).to_have_count(3)
    page.wait_for_load_state("networkidle")
    shift = page.evaluate("window.shift")
    assert shift <= 0.05, shift


@pytest.mark.rule("POR-13")
def test_who_wants_less_motion_sees_none(town: Town, screen: Screen) -> None:
    agent = town.agent(LOU)
    town.deposit(3, people=PEOPLE)
    page = listed(screen, town, agent)
    expect(rows(page)).to_have_count(3)
    longest = """() => Math.max(...[...document.querySelectorAll('*')].map(getComputedStyle)
      .flatMap((each) => `${each.transitionDuration},${each.animationDuration}`.split(',').map(parseFloat)))"""
    assert page.evaluate(longest) > 0.1  # seconds
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(longest) <= 0.0001
