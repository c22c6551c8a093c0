"""« Statistiques et supervision » before a real browser: what was deposited is what charts, tables and file say. **Source:** POR-12, DEP-12."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.portal_browser import Browser, Days
from tests.e2e.screen import PHONE, Screen
from tests.e2e.town import CAMILLE, VIENNE, Town

LOU, AXELLE, GAEL, YAEL = "lou.moreau@mairie-vienne.test", "axelle.mercier@dinum.test", "gael.fontaine@dgs.test", "yael.michel@mairie-saint-malo.test"
VIENNE_ID = "-".join(VIENNE.values())
TITLE = "Statistiques et supervision"


@pytest.fixture(scope="module")
def town(days: Days) -> Iterator[Town]:
    """Vienne with a process of which five came: one treated, one refused, one in progress, two new; counted."""
    made = Town(days)
    lou = made.agent(LOU)
    cases = made.deposit(5)
    for case, status in zip(cases, ("DONE", "REFUSED", "IN_PROGRESS"), strict=False):
        lou.ask("POST", f"/cases/{case}/open", 204)
        [file] = lou.ask("GET", f"/cases/{case}", 200)["attachments"]
        lou.ask("GET", f"/cases/{case}/attachments/{file['id']}", 200)
        if status != "IN_PROGRESS":
            lou.ask("POST", f"/cases/{case}/status", 200, {"status": status, "confirm": True, "reason": "Hors de la commune."})
    days.pass_("PT6M")
    yield made
    made.world.close()


@pytest.fixture(scope="module")
def camille(town: Town) -> Browser:
    """The local administrator, signed in after all that has passed."""
    return town.days.signed_in(CAMILLE)


def card(page: Page, name: str) -> Locator:
    """The figure of a card."""
    return page.locator(".statistics-card").filter(has=page.get_by_text(name, exact=True)).locator(".statistics-value")


def figure(page: Page, caption: str) -> Locator:
    """A chart, by its caption."""
    return page.get_by_role("figure").filter(has=page.get_by_role("heading", name=re.compile(caption)))


def table_of(chart: Locator) -> list[list[str]]:
    """What the table below a chart says, the header first."""
    if not chart.get_by_role("table").is_visible():
        chart.get_by_text("Afficher ces chiffres dans un tableau").click()
    return rows_of(chart.get_by_role("table"))


def rows_of(table: Locator) -> list[list[str]]:
    """The cells of a table, the header first."""
    rows: list[list[str]] = table.evaluate("element => [...element.rows].map(row => [...row.cells].map(cell => cell.textContent.trim()))")
    return rows


def values(chart: Locator, selector: str) -> list[int]:
    """What the marks of a chart stand for."""
    return [int(each) for each in chart.locator(selector).evaluate_all("marks => marks.map(mark => mark.dataset.value)")]


def sizes(chart: Locator, selector: str, side: str) -> list[float]:
    """How large the marks of a chart are drawn."""
    found: list[float] = chart.locator(selector).evaluate_all(f"marks => marks.map(mark => mark.getBBox().{side})")
    return found


@pytest.mark.rule("POR-12", "DEP-12")
def test_the_numbers_are_those_of_what_was_deposited_and_the_charts_equal_their_tables(screen: Screen, camille: Browser, town: Town) -> None:
    page, code = screen.take_over(camille).page, town.world.process
    screen.open("/")
    page.locator("#menu").get_by_role("link", name="Statistiques").click()
    screen.heading(TITLE)
    page.get_by_label("Démarche", exact=True).select_option(code)
    expect(page).to_have_url(re.compile(rf"\?demarche={code}$"))
    expect(page.get_by_role("table", name="Chiffres par démarche").get_by_role("row")).to_have_count(2)
    expect(card(page, "Reçus")).to_have_text("5")
    expect(card(page, "Terminés")).to_have_text("2")
    expect(card(page, "Ouverts")).to_have_text("3")
    expect(card(page, "Mis à disposition en moins de 10 minutes")).to_have_text(re.compile(r"^100\s%$"))
    screen.check("statistics")

    activity = figure(page, "reçus et terminés par jour")
    header, *rows = table_of(activity)
    assert header == ["Période", "Reçus", "Terminés"]
    assert len(rows) == 30
    for column, series in ((1, "received"), (2, "finished")):
        told = [int(row[column]) for row in rows]
        drawn, heights = values(activity, f"rect[data-series={series}]"), sizes(activity, f"rect[data-series={series}]", "height")
        assert (drawn, sum(told)) == (told, 5 if series == "received" else 2)
        scale = max(heights) / max(told)
        assert heights == pytest.approx([each * scale for each in told], abs=0.5)

    statuses = figure(page, "Télédossiers par statut")
    header, row = table_of(statuses)
    told_by_status = {label: int(number) for label, number in zip(header[1:-1], row[1:-1], strict=True)}
    drawn_by_status = statuses.locator("rect").evaluate_all("marks => marks.map(mark => [mark.dataset.status, Number(mark.dataset.value)])")
    assert dict(drawn_by_status) == told_by_status
    assert (told_by_status["Traité"], told_by_status["Refusé"], sum(told_by_status.values()), row[-1]) == (1, 1, 5, "5")
    widths = sizes(statuses, "rect", "width")
    assert widths == pytest.approx([sum(widths) * each / 5 for each in told_by_status.values()], rel=0.01)

    expect(statuses.locator(".chart-row-total")).to_have_text("5 télédossiers")
    expect(statuses.get_by_role("img")).to_have_accessible_name(re.compile(": Nouveau 2, En cours 1, Refusé 1, Traité 1$"))

    ages = figure(page, "Ancienneté")
    _, *rows = table_of(ages)
    assert (values(ages, "rect"), [int(row[1]) for row in rows]) == ([3, 0, 0, 0], [3, 0, 0, 0])
    assert ages.locator(".chart-row-total").all_inner_texts() == ["3", "0", "0", "0"]
    assert [each > 0 for each in sizes(ages, "rect", "width")] == [True, False, False, False]
    expect(ages.get_by_role("img").first).to_have_accessible_name(re.compile(": 3 télédossiers ouverts$"))
    screen.check("statistics with tables")


@pytest.mark.rule("POR-12", "AUT-10")
def test_the_file_has_the_numbers_of_the_table(screen: Screen, camille: Browser, town: Town) -> None:
    page = screen.take_over(camille).page
    screen.open("/statistiques?periode=7")
    table = page.get_by_role("table", name="Chiffres par démarche")
    expect(table).to_be_visible()
    shown = rows_of(table)[1:]
    with page.expect_download() as download:
        page.get_by_role("button", name="Exporter (CSV)").click()
    expect(page.get_by_text("Le fichier des statistiques est téléchargé.")).to_be_visible()
    assert re.fullmatch(r"statistiques-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv", download.value.suggested_filename)
    text = Path(download.value.path()).read_bytes().decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    first, last = header.index("Reçus"), header.index("60 jours et plus")
    assert [[row[1], *row[first : last + 1]] for row in rows] == [each[:10] for each in shown[:-1]]
    assert shown[-1][0] == "Toutes les démarches"
    assert [int(each) for each in shown[-1][1:10]] == [sum(int(row[column]) for row in shown[:-1]) for column in range(1, 10)]
    assert town.world.process in [row[0] for row in rows]


@pytest.mark.rule("POR-12")
def test_a_period_is_chosen_and_a_wrong_one_is_told_beside_its_field(screen: Screen, camille: Browser, town: Town) -> None:
    page = screen.take_over(camille).page
    screen.open(f"/statistiques?demarche={town.world.process}")
    page.get_by_label("Période").focus()
    page.get_by_label("Période").select_option(label="90 derniers jours")
    expect(page).to_have_url(re.compile("periode=90"))
    expect(page.get_by_label("Période")).to_be_focused()
    weeks = figure(page, "reçus et terminés par semaine")
    expect(weeks).to_be_visible()
    assert sum(values(weeks, "rect[data-series=received]")) == 5
    page.get_by_label("Période").select_option(label="Choisir les dates")
    expect(page.get_by_label("Au (inclus)")).not_to_have_value("")
    until = page.get_by_label("Au (inclus)").input_value()
    page.get_by_label("Du", exact=True).fill("2020-01-01")
    with screen.refused(400):
        page.get_by_role("button", name="Afficher", exact=True).click()
        expect(page.get_by_text("366 jours au plus", exact=False)).to_be_visible()
    expect(page.get_by_label("Au (inclus)")).to_have_accessible_description(re.compile("366 jours au plus"))
    screen.check("statistics wrong period")
    page.get_by_label("Du", exact=True).fill(until)
    page.get_by_role("button", name="Afficher", exact=True).click()
    expect(page).to_have_url(re.compile(rf"du={until}&au={until}"))
    expect(card(page, "Reçus")).to_have_text(re.compile(r"^[05]$"))
    with screen.refused(400):
        page.go_back()
        expect(page.get_by_text("366 jours au plus", exact=False)).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Période")).to_have_value("90")


@pytest.mark.rule("POR-12")
def test_where_nothing_came_it_says_so_and_a_failure_is_tried_again(screens: Callable[..., Screen], town: Town) -> None:
    screen = screens(size=PHONE).take_over(town.days.signed_in(YAEL))
    page = screen.page
    page.route("**/portal/v1/statistics?*", lambda route: route.abort())
    screen.open("/statistiques")
    expect(page.get_by_role("button", name="Réessayer")).to_be_visible()
    page.unroute_all()
    screen.faults[:] = [each for each in screen.faults if "/portal/v1/statistics" not in each]
    page.get_by_role("button", name="Réessayer").click()
    expect(page.get_by_text("Aucun télédossier sur cette période")).to_be_visible()
    screen.check("statistics empty")


@pytest.mark.rule("POR-12", "ORG-06")
def test_an_operator_sees_his_recipients_and_the_administration_any_organisation(screens: Callable[..., Screen], town: Town) -> None:
    screen = screens().take_over(town.days.signed_in(AXELLE))
    page = screen.page
    screen.open(f"/statistiques?demarche={town.world.process}")
    recipients = page.get_by_role("table", name="Chiffres par organisation")
    expect(recipients).to_be_visible()
    assert rows_of(recipients)[1:] == [["Mairie de Vienne", VIENNE["companyRegister"], "5", "3"]]
    screen.check("statistics of the administration")
    page.get_by_role("button", name="Choisir une organisation").click()
    choice = page.get_by_role("dialog", name="Choisir une organisation")
    choice.get_by_label("Nom ou SIRET").fill("vienne")
    choice.get_by_role("button", name=VIENNE["companyRegister"]).click()
    expect(page).to_have_url(re.compile(rf"\?organisation={VIENNE_ID}$"))
    expect(recipients).to_have_count(0)
    expect(page.get_by_label("Démarche", exact=True).locator("option", has_text="Recensement").first).to_be_attached()
    expect(card(page, "Reçus")).to_have_text(re.compile(r"^\d+$"))

    operator = screens().take_over(town.days.signed_in(GAEL))
    operator.open("/statistiques")
    operator.heading(TITLE)
    expect(operator.page.get_by_role("button", name="Choisir une organisation")).to_have_count(0)
    expect(operator.page.get_by_label("Démarche", exact=True).locator("option")).to_have_count(2)  # all, and the one it owns
