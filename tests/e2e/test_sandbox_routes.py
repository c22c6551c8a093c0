"""The sandbox's own routes: clock, jobs, mails, pages and the API's description."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from chalicelib.domain.calendar import PARIS
from infra.sandbox.portal import Portal, built_portal
from tests.e2e.remote import CASES, SUBSCRIPTIONS, RemoteWorld
from tests.e2e.running import ROOT, Sandbox

HEADERS = json.loads((ROOT / "infra" / "security_headers.json").read_text(encoding="utf-8"))

IMPOSSIBLE_TIMES = [
    *(b"", b"{}", b"[]", b"not json", b"\xff", b'"now"'),
    *(
        b'{"advance": %s}' % each
        for each in (b'"tomorrow"', b'"P"', b'""', b'"-P1D"', b"5", b"null", b'"P99999999999D"', b'"P3000000D"', b'"P90000D"')
    ),
    *(b'{"now": %s}' % each for each in (b'"soon"', b'"0001-01-01T00:00:00Z"', b'"9999-12-31T23:59:59Z"', b'""', b"12", b"null")),
]
ACTIVATION = "Activez votre compte du Portail HubEE"
PAGES = [
    ("/", "portal" if Portal(built_portal()).is_built else "pages"),
    *((path, "pages") for path in ("/sandbox/", "/sandbox/mailbox", "/sandbox/pages/mailbox.js", "/sandbox/pages/sandbox.css")),
    *((path, "docs") for path in ("/docs", "/docs/start.js", "/docs/swagger-ui.css", "/docs/swagger-ui-bundle.js")),
]


@pytest.fixture
def http(sandbox: Sandbox) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=sandbox.url, trust_env=False, timeout=120) as client:  # a clock put forward lives through every day
        yield client


@pytest.fixture
def clock(http: httpx.Client) -> Iterator[httpx.Client]:
    """The sandbox's clock, put back afterwards."""
    yield http
    answer = http.post("/sandbox/clock", json={"now": datetime.now(UTC).isoformat()})
    assert answer.status_code == 200, answer.text


def now_of(answer: httpx.Response) -> datetime:
    assert (answer.status_code, list(answer.json())) == (200, ["now"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", answer.json()["now"])
    return datetime.fromisoformat(answer.json()["now"])


@pytest.mark.rule("JOB-06")
def test_the_clock_is_read_set_and_advanced(clock: httpx.Client) -> None:
    assert abs(now_of(clock.get("/sandbox/clock")) - datetime.now(UTC)) < timedelta(minutes=1)
    before = now_of(clock.get("/sandbox/clock"))
    advanced = now_of(clock.post("/sandbox/clock", json={"advance": "P1DT2H3M4S"}))
    assert timedelta(0) <= advanced - before - timedelta(days=1, hours=2, minutes=3, seconds=4) < timedelta(minutes=1)
    yesterday = datetime.now(PARIS).replace(microsecond=0, tzinfo=None) - timedelta(days=1)
    in_paris = now_of(clock.post("/sandbox/clock", json={"now": yesterday.isoformat()}))
    assert timedelta(0) <= in_paris - yesterday.replace(tzinfo=PARIS) < timedelta(minutes=1)
    assert timedelta(0) <= now_of(clock.get("/sandbox/clock")) - in_paris < timedelta(minutes=1)


@pytest.mark.rule("JOB-06")
@pytest.mark.parametrize("body", IMPOSSIBLE_TIMES)
def test_a_clock_that_cannot_be_set_stays_as_it_is(http: httpx.Client, body: bytes) -> None:
    refused = http.post("/sandbox/clock", content=body)
    assert (refused.status_code, [each["code"] for each in refused.json()["errors"]]) == (400, [400])
    assert abs(now_of(http.get("/sandbox/clock")) - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize("report", ["slo", "audit"])
@pytest.mark.parametrize("name", ["from", "until"])
def test_a_report_says_what_is_no_day(http: httpx.Client, report: str, name: str) -> None:
    refused = http.get(f"/sandbox/{report}", params={name: "demain"})
    error = {"code": 400, "message": f"{name} must be a day like 2026-11-23, not demain"}
    assert (refused.status_code, refused.json()) == (400, {"errors": [error]})


@pytest.mark.rule("OAU-01", "OAU-04")
def test_a_token_expires_on_the_sandboxs_clock(world: RemoteWorld, clock: httpx.Client) -> None:
    town = world.town()
    clock.post("/sandbox/clock", json={"advance": "PT59M"})
    assert town.waiting() == []
    clock.post("/sandbox/clock", json={"advance": "PT2M"})
    assert town.call("GET", "/teledossiers/v1/notifications").status_code == 401
    town.token = town.sign_in()
    assert town.waiting() == []


@pytest.mark.rule("JOB-02", "SUB-05")
def test_moving_the_clock_runs_what_has_become_due(world: RemoteWorld, clock: httpx.Client) -> None:
    subscriber, address = world.organisation("SI"), f"admin-{uuid4().hex}@commune.test"
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    body = {"datapassId": 1, "processCode": world.process, "subscriber": subscriber, "accessMode": "API", "notificationFrequency": "Aucune"}
    body |= {"localAdministrator": {"email": address}, "activateDateTime": tomorrow}
    made = world.admin.ask("POST", SUBSCRIPTIONS, 201, body).json()
    path = f"{SUBSCRIPTIONS}/{made['id']}"
    assert world.admin.ask("GET", path, 200).json()["status"] == "Inactif"
    clock.post("/sandbox/clock", json={"advance": "P2D"})
    assert sorted(each["subject"] for each in mails_to(clock, address)) == [
        "Abonnement accepté – démarche Recensement",
        "Abonnement actif – démarche Recensement",
        ACTIVATION,
    ]
    world.admin.token = world.admin.sign_in()
    assert world.admin.ask("GET", path, 200).json()["status"] == "Actif"


@pytest.mark.rule("JOB-06")
def test_every_job_runs_by_hand_and_twice(http: httpx.Client) -> None:
    names = http.get("/sandbox/jobs").json()
    assert "label-subscriptions" in names
    for name in names * 2:
        answer = http.post(f"/sandbox/jobs/{name}")
        assert (answer.status_code, answer.json()["job"], answer.json()["lookedAt"] >= 0) == (200, name, True)
    unknown = http.post("/sandbox/jobs/nothing")
    assert (unknown.status_code, unknown.json()) == (404, {"errors": [{"code": 404, "message": "Not Found"}]})


@pytest.mark.rule("JOB-06", "JOB-02")
def test_a_job_runs_by_hand_for_a_given_date_and_not_for_none(world: RemoteWorld, http: httpx.Client) -> None:
    address, in_two_days = f"admin-{uuid4().hex}@commune.test", datetime.now(UTC) + timedelta(days=2)
    body = {"datapassId": 1, "processCode": world.process, "subscriber": world.organisation("SI"), "notificationFrequency": "Aucune"}
    body |= {"localAdministrator": {"email": address}, "activateDateTime": in_two_days.isoformat()}
    world.admin.ask("POST", SUBSCRIPTIONS, 201, body)
    for refused in ({"at": "soon"}, {"at": 12}):
        assert http.post("/sandbox/jobs/label-subscriptions", json=refused).status_code == 400
    accepted, active = "Abonnement accepté – démarche Recensement", "Abonnement actif – démarche Recensement"
    for at, subjects in ((in_two_days - timedelta(days=1), [accepted]), (in_two_days, [accepted, active]), (in_two_days, [accepted, active])):
        assert http.post("/sandbox/jobs/label-subscriptions", json={"at": at.isoformat()}).status_code == 200
        assert sorted(each["subject"] for each in mails_to(http, address)) == [*subjects, ACTIVATION]


def mails_to(http: httpx.Client, address: str) -> list[dict[str, Any]]:
    answer = http.get("/sandbox/mails", params={"to": address})
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()
    return found


@pytest.mark.rule("SUB-10", "MAI-01", "MAI-02", "MAI-03")
def test_a_subscriber_who_wants_one_mail_each_gets_it(sandbox: Sandbox, world: RemoteWorld, http: httpx.Client) -> None:
    address = f"boite-{uuid4().hex}@commune.test"
    osl, town = world.osl(), world.town(notificationFrequency="unitaire", email=address)
    folders = [world.deliver(osl, town, externalId=f"N{number}") for number in (1, 2)]
    first_case = folders[0]["cases"][0]["id"]
    town.status_event(first_case, "DONE")
    osl.ask("POST", f"{CASES}/{first_case}/events", 201, {"actionType": "SENDING_MESSAGE", "message": "Bonjour", "notification": True})
    found = mails_to(http, address.upper())
    assert [sorted(each) for each in found] == [["html", "sentAt", "subject", "text", "to"]] * 3
    assert [each["to"] for each in found] == [address] * 3
    new, changed = "Nouveau télédossier EXT-1 – démarche Recensement", "Télédossier EXT-1 modifié – démarche Recensement"
    assert [each["subject"] for each in found] == [new, new, changed]
    for mail, case_id in zip(found, [*(each["cases"][0]["id"] for each in folders), first_case], strict=True):
        for written in (mail["text"], mail["html"]):
            assert all(word in written for word in ("Recensement", "EXT-1", f"{sandbox.url}/teledossiers/{case_id}"))
            assert not any(word in written for word in ("MARTIN", "Camille", "usager", "récapitulatif", "Bonjour,\nBonjour"))
        assert mail["html"].lstrip().lower().startswith("<!doctype html>")
        assert abs(datetime.fromisoformat(mail["sentAt"]) - datetime.now(UTC)) < timedelta(minutes=1)
    assert mails_to(http, f"nobody-{uuid4().hex}@commune.test") == []


@pytest.mark.rule("MAI-03")
@pytest.mark.parametrize(("path", "policy"), PAGES)
def test_a_page_and_its_assets_answer_with_their_own_strict_headers(http: httpx.Client, path: str, policy: str) -> None:
    http.headers["Accept-Encoding"] = "identity"
    answer = http.get(path)
    expected = {**HEADERS["default"], **HEADERS[policy]}
    assert answer.status_code == 200
    assert {name: answer.headers.get(name) for name in expected} == expected
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    head = http.head(path)
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(answer.content)))
    refused = http.post(path)
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD")
    assert refused.json() == {"errors": [{"code": 405, "message": "Method Not Allowed"}]}
    if answer.headers["content-type"].startswith("text/html"):
        linked = re.findall(r'(?:src|href)="(/[^"]*)"', answer.text)
        assert linked
        assert [http.get(each).status_code for each in linked] == [200] * len(linked)
        assert re.search(r"<script(?![^>]* src=)|<style| style=|https?://", answer.text) is None


@pytest.mark.rule("DEP-01", "NOT-01")
def test_the_description_of_the_interface_is_served(http: httpx.Client) -> None:
    answer = http.get("/openapi.json")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    document = answer.json()
    assert document["openapi"].startswith("3.")
    assert {"/token", "/teledossiers/v1/folders", "/teledossiers/v1/notifications", "/portal/v1/session", "/portal/v1/cases"} <= document[
        "paths"
    ].keys()
    assert not any(path.startswith("/sandbox") for path in document["paths"])
    assert {name: answer.headers[name] for name in HEADERS["default"]} == HEADERS["default"]
