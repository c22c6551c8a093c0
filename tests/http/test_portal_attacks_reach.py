"""Ids of another organisation in every place that takes one, beside one's own; altered cookies and bodies. **Source:** ORG-06, POR-11, AUT-07."""

import gzip
from typing import Any
from uuid import uuid4

import pytest

from chalicelib.domain.limits import LIMITS
from chalicelib.domain.roles import ActorType
from tests.builders import PDF, World
from tests.http.portal_office import Office
from tests.http.portal_stage import everything
from tests.portal import Browser, signed_in

FILE = {"fileName": "attestation.pdf", "size": len(PDF), "mimeType": "application/pdf"}


@pytest.fixture
def mine(world: World) -> Office:
    return Office(world)


@pytest.fixture
def theirs(world: World) -> Office:
    """Another town, of the same process."""
    return Office(world)


def announced(office: Office, case_id: str) -> dict[str, Any]:
    assert office.agent.post(f"/cases/{case_id}/attachments", {"attachments": [FILE]}).status < 300
    found: dict[str, Any] = office.agent.get(f"/cases/{case_id}").json["pendingAttachments"][0]
    return found


@pytest.mark.rule("ORG-06", "POR-11")
def test_what_is_anothers_is_not_reached_through_a_télédossier_of_ones_own(mine: Office, theirs: Office) -> None:
    own, other = mine.case(), theirs.case()
    pending = announced(theirs, other)
    assert theirs.agent.put(f"/cases/{other}/attachments/{pending['id']}", content=PDF).status == 200
    comment = theirs.agent.post(f"/cases/{other}/comments", {"comment": "Secret."}).json["eventId"]
    stored = mine.hub.exchange.case(other)
    assert stored is not None
    file = stored.attachments[0].id
    own_event = mine.agent.post(f"/cases/{own}/comments", {"comment": "Vu."}).json["eventId"]
    before = everything(but=("sessions",))
    agent = mine.agent
    answers = [
        agent.get(f"/cases/{own}/attachments/{file}"),
        agent.get(f"/cases/{own}/attachments/{pending['id']}"),
        agent.get(f"/cases/{own}/events/{pending['eventId']}/attachments/{pending['id']}"),
        agent.get(f"/cases/{own}/events/{own_event}/attachments/{pending['id']}"),
        agent.get(f"/cases/{other}/events/{pending['eventId']}/attachments/{pending['id']}"),
        agent.put(f"/cases/{own}/attachments/{pending['id']}", content=PDF),
        agent.delete(f"/cases/{own}/attachments/{pending['id']}"),
        agent.delete(f"/cases/{own}/attachments/{file}"),
        agent.post(f"/cases/{own}/attachments/confirm", {"attachmentIds": [pending["id"]]}),
        agent.patch(f"/cases/{own}/comments/{comment}", {"comment": "Le mien."}),
        agent.put(f"/cases/{own}/comments/{comment}", {"comment": "Le mien."}),
        agent.get(f"/cases/{other}/neighbours"),
    ]
    assert {each.status for each in answers} <= {400, 403, 404, 405, 409}, [each.status for each in answers]
    for each in answers:
        assert b"Secret" not in each.content
        assert b"attestation" not in each.content
        assert PDF not in each.content
    assert everything(but=("sessions",)) == before


@pytest.mark.rule("ORG-06", "POR-13", "POR-04", "POR-10")
def test_lists_of_ids_do_what_is_ones_own_and_tell_nothing_of_the_rest(mine: Office, theirs: Office) -> None:
    own, other = mine.started(), theirs.started()
    before = mine.hub.exchange.case(other)
    answer = mine.agent.post("/cases/status", {"ids": [other, own], "status": "DONE", "confirm": True})
    assert answer.status == 200, answer.content
    assert [(each["id"], each["isDone"]) for each in answer.json["results"]] == [(other, False), (own, True)]
    assert [{**answer.json["results"][0], "messages": []}] == [
        {"id": other, "number": None, "isDone": False, "wasAlready": False, "status": None, "label": None, "messages": []}
    ]
    assert mine.agent.post("/archives", {"caseIds": [other]}).status in (400, 403)
    assert mine.hub.exchange.case(other) == before
    town = str(theirs.town.organisation)
    for path in ("/cases", "/statistics", "/statistics.csv", "/accounts", "/subscriptions"):
        for name in ("organisation", "recipient", "companyRegister"):
            seen = mine.agent.get(path, **{name: theirs.town.organisation.company_register if name == "companyRegister" else town})
            assert theirs.town.organisation.company_register.encode() not in seen.content or seen.status >= 400, (path, name)
            assert other.encode() not in seen.content


@pytest.mark.rule("ORG-06", "POR-10")
def test_anothers_page_leads_through_ones_own_list(mine: Office, theirs: Office) -> None:
    own = [mine.case(is_open=False) for _ in range(3)]
    for _ in range(3):
        theirs.case(is_open=False)
    cursor = theirs.agent.get("/cases", limit=1).json["next"]
    answer = mine.agent.get("/cases", limit=50, cursor=cursor)
    assert answer.status in (200, 400)
    assert answer.status == 400 or {each["id"] for each in answer.json["rows"]} <= set(own)


@pytest.mark.rule("AUT-07", "POR-04")
def test_sessions_and_preparations_are_their_persons_alone(mine: Office, theirs: Office) -> None:
    prepared = theirs.agent.post("/archives", {"caseIds": [theirs.case()]}).json["id"]
    (session,) = theirs.agent.get("/me/sessions").json
    _, colleague = theirs.person()
    for browser in (mine.agent, colleague):
        assert browser.get(f"/preparations/{prepared}").status in (403, 404)
        assert browser.delete(f"/me/sessions/{session['id']}").status in (204, 404)
    assert theirs.agent.get("/me").status == 200
    assert theirs.agent.get(f"/preparations/{prepared}").status == 200


@pytest.mark.rule("AUT-07", "AUT-09")
def test_no_altered_cookie_is_a_session(mine: Office, theirs: Office) -> None:
    token, other = mine.agent.cookie or "", theirs.agent.cookie or ""
    account, _, secret = token.partition(".")
    stranger, _, others = other.partition(".")
    altered = [
        f"{stranger}.{secret}",
        f"{account}.{others}",
        f"{account}.",
        f".{secret}",
        account,
        secret,
        f"{token}0",
        token[:-1],
        token.swapcase(),
        f"{token}.{secret}",
        f'"{token}"',
        f"{token}%00",
        f"{account}.{secret}.{others}",
        mine.agent.csrf,
    ]
    for cookie in altered:
        answer = Browser(mine.world.gateway, cookie, mine.agent.csrf).get("/me")
        assert answer.status == 401, cookie
        assert mine.account.email.encode() not in answer.content
    bare = Browser(mine.world.gateway)
    for name in ("hubee-session", "__Secure-hubee-session", "__host-hubee-session", "x__Host-hubee-session"):
        assert bare.get("/me", headers={"cookie": f"{name}={token}"}).status == 401, name
    first = bare.get("/me", headers={"cookie": f"__Host-hubee-session={token}; __Host-hubee-session={other}"})
    assert first.json["id"] == mine.account.id
    assert bare.get("/me", headers={"authorization": f"Bearer {token}"}).status == 401
    assert mine.agent.get("/me").status == 200


@pytest.mark.rule("ORG-06")
def test_a_partners_program_is_nobody_on_the_portal_and_a_person_nobody_on_the_exchange(mine: Office) -> None:
    token = mine.world.osl.token
    for path in ("/me", "/cases", "/accounts", "/administration/jobs"):
        assert Browser(mine.world.gateway).get(path, headers={"authorization": f"Bearer {token}"}).status == 401
    nobody = mine.world.nobody()
    assert nobody.get("/teledossiers/v1/notifications", headers={"cookie": f"__Host-hubee-session={mine.agent.cookie}"}).status == 401


@pytest.mark.rule("AUT-09", "ACC-10")
def test_a_body_too_large_or_that_swells_is_refused_before_it_is_read(mine: Office) -> None:
    case_id = mine.case()
    before = everything(but=("sessions",))
    large = b'{"message": "' + b"x" * LIMITS.request_body_bytes + b'"}'
    bomb = gzip.compress(b'{"message": "' + b"x" * (LIMITS.inflated_body_bytes + 1) + b'"}')
    answers = [
        mine.agent.post(f"/cases/{case_id}/messages", content=large),
        mine.agent.post(f"/cases/{case_id}/messages", content=bomb, headers={"content-encoding": "gzip"}),
        mine.agent.post(f"/cases/{case_id}/messages", content=bomb[:-9], headers={"content-encoding": "gzip"}),
        mine.agent.post(f"/cases/{case_id}/messages", content=b"{}", headers={"content-encoding": "br"}),
        mine.agent.post(f"/cases/{case_id}/messages", {"message": "x" * 100_000}),
        mine.agent.post("/cases/status", {"ids": [str(uuid4())] * 100_000, "status": "DONE"}),
        mine.agent.post("/archives", {"caseIds": [case_id] * 100_000}),
        mine.agent.patch("/me", {"function": "x" * 100_000}),
    ]
    assert [each.status for each in answers] == [413, 413, 413, 400, 400, 400, 400, 400], [each.content[:100] for each in answers]
    assert all(set(each.json) <= {"errors", "reason"} for each in answers)
    assert everything(but=("sessions",)) == before


@pytest.mark.rule("AUT-07")
def test_a_delegate_acts_only_for_those_who_named_him_whatever_he_sends(mine: Office, theirs: Office) -> None:
    delegate, browser = mine.person(ActorType.TECHNICAL_DELEGATE, habilitations=[])
    elsewhere = str(theirs.town.organisation)
    for organisation in (elsewhere, str(mine.hub.administration), str(mine.world.osl_organisation), f"{elsewhere}\n"):
        assert browser.put("/session/organisation", {"organisation": organisation}).status in (400, 403), organisation
    again = signed_in(mine.hub, mine.world.gateway, delegate)
    assert again.get("/subscriptions", organisation=elsewhere).content.count(theirs.town.organisation.company_register.encode()) == 0
