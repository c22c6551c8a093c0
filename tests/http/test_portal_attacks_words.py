"""Words that would like to be code, in every field that people fill in: they stay words in mails, answers, lists and archives.

**Source:** MAI-02, ACC-10, POR-04, POR-10, AUT-09.
"""

import csv
import io
import re
from html import unescape
from typing import Any

import pytest

from chalicelib.adapters.mail_rendering import render
from chalicelib.composition import Composition
from chalicelib.domain.mails import Mail
from chalicelib.domain.roles import ActorType
from chalicelib.domain.values import replace
from chalicelib.handlers.jobs import run_job
from chalicelib.use_cases.send_mails import send_mail
from infra.sandbox.clock import SandboxClock
from infra.sandbox.gateway import Gateway
from tests.builders import World
from tests.http.portal_asked import ASKED
from tests.http.portal_stage import PortalStage
from tests.http.test_portal_downloads import Desk, unzipped
from tests.http.test_portal_matrix import COLUMNS, OPERATIONS, TABLE
from tests.http.test_portal_requests import form, only_id
from tests.portal import Browser, add_account, signed_in
from tests.use_cases.front_desk import Letterbox

PLAIN = "<script>alert(1)</script>$token ${portal_url} $code {{7*7}} \"'&amp;"
HOSTILE = f"{PLAIN}\r\nBcc: tout@monde.test\n\nA : $portal_url/x\u2028\u202egnp.exe"
VISIBLE = HOSTILE.replace("\u202e", "")
"""What a field of one line takes: it refuses what cannot be seen."""
NAMED = VISIBLE.replace("@", " chez ")
"""What a name takes: no address either."""
LINES = {"territory", "organisationName"}
FREE = {"message", "comment", "reason", "function", "firstName", "lastName", "name", "territory", "organisationName"}
SHORT = {"function", "firstName", "lastName", "name"}
URL = "https://portail.test"


@pytest.fixture(scope="module")
def stage(hub: Composition, gateway: Gateway, clock: SandboxClock) -> PortalStage:
    made = PortalStage(hub, gateway, clock)
    referential = hub.referential
    for each in (made.town, made.world.osl_organisation):
        organisation = referential.organisation(each)
        assert organisation is not None
        hub.commit(replace(organisation, name=HOSTILE))
    for process in (made.world.process, made.second_process):
        found = referential.process(process.code)
        assert found is not None
        hub.commit(replace(found, name=HOSTILE, description=HOSTILE))
    return made


def hostile(body: Any) -> Any:
    """A body whose texts are all such words."""
    if not isinstance(body, dict):
        return body
    return {
        name: (NAMED[:100] if name in SHORT else NAMED if name in LINES else HOSTILE) if name in FREE and isinstance(value, str) else hostile(value)
        for name, value in body.items()
    }


def sent(hub: Composition) -> list[Mail]:
    """Every mail that waits, as it leaves."""
    box = Letterbox()
    now = hub.clock.now()
    for each in hub.outbox.waiting(created_before=now.replace(year=now.year + 1), limit=1_000):
        send_mail(
            each.id,
            now=now,
            outbox=hub.outbox,
            accounts=hub.accounts,
            sessions=hub.sessions,
            secrets=hub.secrets,
            referential=hub.referential,
            carrier=box,
            commit=hub.commit,
        )
    return box.mails


def must_be_words_only(mail: Mail) -> None:
    """Nothing of the words became a header, a paragraph, a link, an element or a secret."""
    calm = replace(mail, words={name: "x" if "<script>" in word else word for name, word in mail.words.items()})
    shown, quiet = render(mail, URL), render(calm, URL)
    assert len(shown.subject.splitlines()) == 1, mail.template
    assert len(shown.text.splitlines()) == len(quiet.text.splitlines()), mail.template
    assert re.findall(r"<[^>]*>", shown.html) == re.findall(r"<[^>]*>", quiet.html), mail.template
    assert not {"\u202e", "\u2028", "\r"} & set(shown.text + shown.html + shown.subject)
    token = mail.words.get("token")
    for text in (shown.text, unescape(shown.html)):
        assert token is None or text.count(token) == quiet.text.count(token), mail.template


def must_be_json(name: str, browser: Browser, **asked: Any) -> None:
    answer = browser.call(**asked)
    kind = answer.headers.get("content-type", "")
    assert answer.headers["x-content-type-options"] == "nosniff", name
    if kind == "application/json":
        assert answer.content == b"" or answer.json is not None
    else:
        assert answer.status == 204 or "attachment" in answer.headers["content-disposition"], (name, kind, answer.status)
        assert not kind.startswith(("text/html", "image/svg")), name


@pytest.mark.rule("MAI-02", "ACC-10")
def test_whatever_people_write_stays_words(stage: PortalStage) -> None:
    refused = set()
    for name, operation in OPERATIONS.items():
        if operation.method == "GET":
            continue
        row = TABLE[name]
        column = next((each for each in COLUMNS if row[each][0] == "2"), "agent")
        if name == "portalSignOut":
            continue
        asked = ASKED[name](stage)
        body = hostile(asked.body)
        answer = stage.browsers[column].call(operation.method, asked.path, body, content=asked.content, **(asked.query or {}))
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.status == 204 or answer.headers["content-type"] in ("application/json", "text/csv; charset=utf-8"), name
        if body != asked.body and answer.status != int(row[column].rstrip("-")):
            assert answer.status == 400, (name, answer.content)
            refused.add((name, answer.content.decode()[:200]))
    assert refused == set()
    for name, operation in OPERATIONS.items():
        if operation.method == "GET" and "2" in {cell[0] for cell in TABLE[name].values()}:
            column = next(each for each in COLUMNS if TABLE[name][each][0] == "2")
            asked = ASKED[name](stage)
            must_be_json(name, stage.browsers[column], method="GET", path=asked.path, **(asked.query or {}))
    run_job("send-digests", stage.hub, stage.world.clock.now())
    mails = sent(stage.hub)
    assert len({each.template for each in mails}) > 5
    assert any("<script>" in word for each in mails for word in each.words.values())
    for each in mails:
        must_be_words_only(each)


@pytest.mark.rule("SUB-15", "MAI-02")
def test_a_form_that_anybody_may_send_puts_nothing_of_his_into_a_mail(world: World) -> None:
    person = {"email": f"jeanne.{world.process.code}@commune.test", "firstName": PLAIN, "lastName": NAMED, "function": VISIBLE[:100]}
    body = form(world.process, organisationName=NAMED, territory=VISIBLE, localAdministrator=person)
    unseen = {"organisationName": HOSTILE, "territory": HOSTILE, "localAdministrator": {**person, "lastName": HOSTILE, "function": HOSTILE}}
    refused = Browser(world.gateway).post("/requests", {**body, **unseen})
    message = "Ce texte contient des caractères invisibles : ressaisissez-le."
    assert (refused.status, {each["field"]: each["message"] for each in refused.json["errors"]}) == (
        400,
        dict.fromkeys(("organisationName", "territory", "localAdministrator.lastName", "localAdministrator.function"), message),
    )
    for address in ("Gagnez https://x.test", "Voyez WWW.x.test", "a@x.test"):
        refused = Browser(world.gateway).post("/requests", {**body, "organisationName": address})
        assert (refused.status, refused.json["errors"]) == (
            400,
            [{"code": 400, "message": "Un nom ne contient pas d'adresse.", "field": "organisationName"}],
        )
    business = add_account(world.hub, ActorType.BUSINESS_ADMINISTRATOR, world.osl_organisation)
    browser = signed_in(world.hub, world.gateway, business)
    asked = Browser(world.gateway).post("/requests", body)
    assert asked.status == 201, asked.content
    mails = [each for each in sent(world.hub) if each.to in (person["email"], business.email)]
    token = next(each.words["token"] for each in mails if "token" in each.words)
    assert Browser(world.gateway).post("/requests/confirm", {"token": token}).status == 200
    assert browser.post(f"/requests/{only_id(browser, body)}/refuse", {"reason": HOSTILE}).status == 204
    mails += [each for each in sent(world.hub) if each.to in (person["email"], business.email)]
    assert len(mails) >= 3
    for each in mails:
        must_be_words_only(each)


NAMES = (
    "../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "/absolu",
    "C:\\x",
    "CON",
    "a\u202efdp.exe",
    "a\r\nSet-Cookie: x=1",
    "=cmd|' /C calc'!A0",
    ".",
    "..",
    "~",
)


@pytest.mark.rule("POR-04")
def test_a_number_is_no_path_in_an_archive_and_no_header(world: World) -> None:
    desk = Desk(world)
    cases = [desk.case() for _ in NAMES]
    for case_id, name in zip(cases, NAMES, strict=True):
        case = desk.hub.exchange.case(case_id)
        assert case is not None
        files = tuple(replace(each, file_name=f"{name}.pdf") for each in case.attachments)
        desk.change(case_id, external_id=name, attachments=files)
        answer = desk.agent.get(f"/cases/{case_id}/archive")
        assert (answer.status, answer.headers["content-type"]) == (200, "application/zip")
        must_be_plain(answer.headers["content-disposition"])
        assert all("/" not in inside for inside in unzipped(answer.content))
        one = desk.agent.get(f"/cases/{case_id}/attachments/{files[0].id}")
        assert one.status == 200
        must_be_plain(one.headers["content-disposition"])
        assert "set-cookie" not in one.headers
    _, content = desk.result(desk.agent.post("/archives", {"caseIds": cases}))
    names = list(unzipped(content))
    assert len(names) == 2 * len(NAMES)
    for name in names:
        folder, _, file = name.partition("/")
        assert "/" not in file
        for part in (folder, file):
            assert part.strip("._ ")
            assert not set(part) & set('\\:\r\n\u202e<>|"*?')
            assert part.partition(".")[0].upper() not in ("CON", "NUL", "AUX", "PRN")


def must_be_plain(disposition: str) -> None:
    assert re.fullmatch(r"attachment; filename=\"[\x20-\x21\x23-\x5b\x5d-\x7e]*\"; filename\*=UTF-8''[A-Za-z0-9%._~-]*", disposition), disposition


@pytest.mark.rule("POR-10", "POR-12")
def test_no_cell_of_a_list_runs(world: World) -> None:
    desk = Desk(world)
    starts = ("=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "\u00a0=", "\ufeff=", "\u2003=", "＝", "＋", "－", "＠", '"=', ";=", "\x00=")
    for each in starts:
        case_id = desk.case()
        case = desk.hub.exchange.case(case_id)
        assert case is not None
        applicant = replace(case.applicant, first_name=f"{each}HYPERLINK(1)", last_name=f"{each}cmd")
        desk.change(case_id, external_id=f"{each}1+1", applicant=applicant)
    answer = desk.agent.post("/exports")
    assert answer.status == 200, answer.content
    assert answer.headers["x-content-type-options"] == "nosniff"
    must_be_plain(answer.headers["content-disposition"])
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";", strict=True))
    assert len(rows) == 1 + len(starts)
    cells = [cell for row in rows for cell in row]
    assert [cell for cell in cells if re.match(r"[\s\ufeff\x00-\x20]*[=+@＝＋－＠-]", cell)] == []
