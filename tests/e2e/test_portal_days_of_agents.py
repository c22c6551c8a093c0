"""The day of an agent: what the operator's program sends and hears, what the agent sees and does. **Source:** DEP-09, JOB-01, POR-01 to POR-13."""

import csv
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

import pytest

from tests.e2e.portal_browser import Browser, Days
from tests.e2e.remote import CASES, PDF, Program
from tests.e2e.town import Town

LOU, ALIX = (f"{name}@mairie-vienne.test" for name in ("lou.moreau", "alix.simon"))


@pytest.fixture
def town(days: Days) -> Iterator[Town]:
    made = Town(days)
    yield made
    made.world.close()


def label_of(agent: Browser, case_id: str, **query: object) -> str:
    """The label of a télédossier in the list."""
    [row] = [each for each in agent.ask("GET", "/cases", 200, **query)["rows"] if each["id"] == case_id]
    label: str = row["label"]
    return label


def told(osl: Program, case_id: str) -> list[tuple[str, str | None]]:
    """What an operator reads of a télédossier: each event's type and the status it brings."""
    return [(each["actionType"], each["caseNewStatus"]) for each in osl.case(case_id)["events"]]


@pytest.mark.rule("JOB-01", "DEP-09", "POR-01", "POR-02", "POR-03", "POR-04", "POR-05", "POR-06", "POR-08", "CAS-06", "NOT-02")
def test_a_teledossier_goes_through_the_whole_day_of_an_agent(town: Town) -> None:
    agent, osl = town.agent(LOU), town.osl
    sent_at = town.days.now()
    [case_id] = town.deposit()
    assert town.days.now() - sent_at <= timedelta(minutes=10)
    assert label_of(agent, case_id) == "Nouveau"
    agent.ask("POST", f"/cases/{case_id}/open", 204)
    detail = agent.ask("GET", f"/cases/{case_id}", 200)
    assert (detail["label"], detail["person"]["lastName"], osl.case(case_id)["status"]) == ("Reçu", "MARTIN", "SI_RECEIVED")
    assert osl.take() == [("STATUS_UPDATE", "SENT"), ("STATUS_UPDATE", "SENT")]
    assert told(osl, case_id) == [("STATUS_UPDATE", "SENT"), ("STATUS_UPDATE", "SI_RECEIVED")]

    [file] = detail["attachments"]
    downloaded = agent.call("GET", f"/cases/{case_id}/attachments/{file['id']}")
    assert (downloaded.status_code, downloaded.content) == (200, PDF)
    assert osl.case(case_id)["status"] == "IN_PROGRESS"

    comment = "Le voisin dit avoir déménagé."
    agent.ask("POST", f"/cases/{case_id}/comments", 201, {"comment": comment})
    asked = {"status": "ADD_AWAITING", "message": "Merci d'envoyer un livret de famille lisible."}
    unsure = agent.ask("POST", f"/cases/{case_id}/status", 409, asked)
    assert (unsure["reason"], len(unsure["errors"])) == ("CONFIRMATION", 1)
    assert agent.ask("POST", f"/cases/{case_id}/status", 200, {**asked, "confirm": True})["label"] == "En attente de complément"
    assert osl.case(case_id)["events"][-1]["message"] == asked["message"]

    answer = PDF + b"% livret de famille\n"
    announced = [{"fileName": "livret.pdf", "type": "10870-PDF", "size": len(answer), "mimeType": "application/pdf"}]
    body = {"actionType": "ATTACH_DEPOSIT", "caseNewStatus": "HUBEE_COMPLETED", "notification": True, "attachments": announced}
    event = osl.ask("POST", f"{CASES}/{case_id}/events", 201, body).json()
    path = f"{CASES}/{case_id}/events/{event['id']}"
    osl.ask("PUT", f"{path}/attachments/{event['attachments'][0]['id']}", 204, content=answer)
    osl.ask("PATCH", path, 204, {"status": "SENT"})
    assert label_of(agent, case_id) == "Nouveau"
    agent.ask("POST", f"/cases/{case_id}/open", 204)
    [received] = [each for line in agent.ask("GET", f"/cases/{case_id}", 200)["history"] for each in line["attachments"]]
    complement = agent.call("GET", f"/cases/{case_id}/events/{received['eventId']}/attachments/{received['id']}")
    assert (complement.status_code, complement.content) == (200, answer)

    lacking = agent.ask("POST", f"/cases/{case_id}/status", 400, {"status": "REFUSED", "confirm": True})
    assert lacking["errors"] == [{"code": 400, "message": "Le statut « Refusé » demande un motif.", "field": "reason"}]
    refusal = {"status": "REFUSED", "reason": "Cette personne n'habite pas la commune.", "confirm": True}
    assert agent.ask("POST", f"/cases/{case_id}/status", 200, refusal)["label"] == "Refusé"
    read = osl.case(case_id)
    assert (read["status"], read["events"][-1]["message"]) == ("REFUSED", refusal["reason"])
    for answered in (osl.call("GET", f"{CASES}/{case_id}"), *(osl.call("GET", f"{CASES}/{case_id}/events/{each['id']}") for each in read["events"])):
        assert comment not in answered.text
    [why] = agent.refused("GET", f"/cases/{case_id}/attachments/{file['id']}", 403)
    assert "« Refusé »" in why

    osl.status_event(case_id, "CLOSED")
    detail = agent.ask("GET", f"/cases/{case_id}", 200)
    lines = [each["kind"] for each in detail["history"]]
    assert detail["label"] == "Clos"
    assert comment in [each["comment"] for each in detail["history"]]
    assert len(lines) >= 9


@pytest.mark.rule("POR-04", "POR-03")
def test_thirty_teledossiers_are_one_archive_with_what_was_deposited(town: Town) -> None:
    content = PDF + bytes(range(256)) * 40
    ids = town.deposit(30, first=content)
    agent = town.agent(LOU)
    asked = agent.ask("POST", "/archives", 202, {"caseIds": ids})
    made = wait_for(agent, asked["id"])
    assert (made["status"], made["omitted"], made["leftOut"]) == ("READY", 0, [])
    archive = town.days.http.get(made["link"])
    assert (archive.status_code, len(archive.content)) == (200, made["sizeBytes"])
    with ZipFile(io.BytesIO(archive.content)) as opened:
        assert opened.testzip() is None
        files = {name: opened.read(name) for name in opened.namelist()}
    assert list(files.values()) == [content] * 30
    assert {town.osl.case(each)["status"] for each in ids} == {"IN_PROGRESS"}
    stranger = town.days.http.get(made["link"].replace("signature=", "signature=0"))
    assert stranger.status_code == 403


def wait_for(browser: Browser, preparation_id: str) -> dict[str, Any]:
    """What is told of a preparation once the sandbox has built it, which it does by itself, or when its clock is asked."""
    for _ in range(20):
        told: dict[str, Any] = browser.ask("GET", f"/preparations/{preparation_id}", 200)
        if told["status"] != "WAITING":
            return told
        browser.days.pass_("PT2S")
    raise AssertionError("nothing was prepared")


@pytest.mark.rule("POR-10", "POR-13")
def test_the_filtered_list_is_exported_as_it_is_shown(town: Town) -> None:
    agent = town.agent(LOU)
    ids = town.deposit(5)
    for each in ids[:2]:
        agent.ask("POST", f"/cases/{each}/open", 204)
    shown = agent.ask("GET", "/cases", 200, process=town.world.process, label="Nouveau")["rows"]
    assert {each["id"] for each in shown} == set(ids[2:])
    exported = agent.call("POST", "/exports", process=town.world.process, label="Nouveau")
    assert exported.status_code == 200
    assert exported.headers["content-disposition"].startswith("attachment;")
    header, *rows = csv.reader(io.StringIO(exported.content.decode("utf-8-sig")), delimiter=";")
    assert len({len(each) for each in (header, *rows)}) == 1
    assert [row[0] for row in rows] == [each["number"] for each in shown]


@pytest.mark.rule("POR-05", "POR-08", "POR-13")
def test_two_agents_on_one_teledossier_do_not_undo_one_another(town: Town) -> None:
    one, other = town.agent(LOU), town.agent(ALIX, "CONSULTATION_TELEDOSSIERS", "GESTION_TELEDOSSIERS")
    [case_id] = town.deposit()
    for each in (one, other):
        each.ask("POST", f"/cases/{case_id}/open", 204)
    [file] = one.ask("GET", f"/cases/{case_id}", 200)["attachments"]
    with ThreadPoolExecutor(2) as threads:
        got = list(threads.map(lambda each: each.call("GET", f"/cases/{case_id}/attachments/{file['id']}").content, (one, other)))
    assert got == [PDF, PDF]
    version = one.ask("GET", f"/cases/{case_id}", 200)["version"]
    choices = [(one, {"status": "DONE"}), (other, {"status": "REFUSED", "reason": "Hors commune."})]
    with ThreadPoolExecutor(2) as threads:
        answers = list(
            threads.map(lambda each: each[0].call("POST", f"/cases/{case_id}/status", {**each[1], "version": version, "confirm": True}), choices)
        )
    assert sorted(each.status_code for each in answers) == [200, 409]
    [late] = [each.json() for each in answers if each.status_code == 409]
    assert late["reason"] == "CHANGED"
    assert late["errors"][0]["message"] == "Ce télédossier a changé depuis que vous l'avez ouvert ; votre action n'a pas été faite."
    assert [status for _, status in told(town.osl, case_id) if status in ("DONE", "REFUSED")] == [town.osl.case(case_id)["status"]]
    assert one.ask("GET", f"/cases/{case_id}", 200) == other.ask("GET", f"/cases/{case_id}", 200)


@pytest.mark.rule("POR-01", "AUT-09")
def test_whoever_may_not_see_a_teledossier_learns_why_or_nothing(town: Town) -> None:
    [case_id] = town.deposit()
    alone = town.days.signed_in("charlie.laurent@mairie-vienne.test")
    assert case_id not in [each["id"] for each in alone.ask("GET", "/cases", 200)["rows"]]
    assert alone.call("GET", f"/cases/{case_id}").status_code in (403, 404)
    grenoble = town.days.signed_in("dominique.bernard@mairie-grenoble.test")
    assert grenoble.call("GET", f"/cases/{case_id}").status_code in (403, 404)
    agent = town.agent(LOU)
    forged = Browser(town.days, cookie=agent.cookie)
    message = "Votre demande n'a pas pu être vérifiée. Rechargez la page et recommencez."
    assert forged.refused("POST", f"/cases/{case_id}/open", 403) == [message]
    agent.ask("DELETE", "/session", 204)
    assert (agent.cookie, forged.ask("GET", "/me", 401)["reason"]) == (None, "CLOSED")
