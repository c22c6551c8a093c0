"""The national administration reads and verifies the trail, runs jobs, sends what did not leave. **Source:** AUT-10, JOB-06, MAI-01."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import boto3
import pytest

from chalicelib.composition import Composition
from chalicelib.domain.accounts import Account
from chalicelib.domain.audit import AuditFact, ChainHead, Fact, chain_of, linked
from chalicelib.domain.calendar import paris_date
from chalicelib.domain.errors import Unavailable
from chalicelib.domain.mails import Mail, mail
from chalicelib.domain.roles import ActorType
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Remove
from chalicelib.handlers import jobs
from chalicelib.handlers.job_runs import run_noted
from chalicelib.handlers.job_schedules import SCHEDULES
from chalicelib.handlers.jobs import run_job
from chalicelib.handlers.portal_audit_json import FACT_LABELS
from infra.sandbox.clock import SandboxClock
from infra.sandbox.moto_aws import REGION
from infra.verify_audit import main
from tests.builders import World
from tests.portal import TOTP_SECRET, Browser, add_account, signed_in


@pytest.fixture
def account(world: World) -> Account:
    return add_account(world.hub, ActorType.NATIONAL_ADMINISTRATOR, world.organisation("Admin"))


@pytest.fixture
def national(world: World, account: Account) -> Browser:
    return signed_in(world.hub, world.gateway, account)


@pytest.fixture
def moving_clock(clock: SandboxClock) -> Iterator[SandboxClock]:
    """The hub's clock, put back afterwards."""
    ahead = clock.now() - datetime.now(UTC)
    try:
        yield clock
    finally:
        clock.set_to(datetime.now(UTC) + ahead)


def link(world: World) -> None:
    run_job("link-audit", world.hub, world.clock.now())


@pytest.mark.rule("AUT-10")
def test_what_was_done_is_read_by_organisation_kind_and_actor(world: World, national: Browser, account: Account) -> None:
    town = add_account(world.hub, ActorType.AGENT, world.organisation("SI"))
    Browser(world.gateway).begin(town.email, "Wrong&2026")
    signed_in(world.hub, world.gateway, town)
    link(world)
    day = str(paris_date(world.clock.now()))
    answer = national.get("/administration/audit", organisation=chain_of(town))
    assert answer.status == 200, answer.content
    assert [(each["fact"], each["label"], each["actor"], each["actorName"], each["day"]) for each in answer.json["records"]] == [
        ("SIGNED_IN", "Connexion", town.id, "Dominique BERNARD", day),
        ("SIGN_IN_FAILED", "Échec de connexion", town.id, "Dominique BERNARD", day),
    ]
    assert (answer.json["next"], [each["sequence"] for each in answer.json["records"]]) == (None, [2, 1])
    failed = national.get("/administration/audit", fact="SIGN_IN_FAILED,BLOCKED", actor=town.email)
    assert [each["fact"] for each in failed.json["records"]] == ["SIGN_IN_FAILED"]
    assert national.get("/administration/audit", day="2020-01-01").json == {"records": [], "next": None}
    assert national.get("/administration/audit", cursor="nowhere").messages == ["Cette page n'existe pas. Revenez au début de la liste."]
    assert national.get("/administration/audit", fact="NOTHING", day="demain").status == 400


@pytest.mark.rule("AUT-10")
def test_records_hold_no_personal_data(world: World, national: Browser, account: Account) -> None:
    Browser(world.gateway).begin("unknown.person@vienne.test", "Wrong&2026")
    Browser(world.gateway).begin(account.email, "Wrong&2026")
    national.post("/administration/organisations", {"type": "SI", "companyRegister": "x"})
    link(world)
    kept = json.dumps(national.get("/administration/audit").json["records"])
    stored = "".join(page["document"]["S"] for page in boto3.client("dynamodb", region_name=REGION).scan(TableName="hubee-sandbox-audit")["Items"])
    assert "SIGN_IN_FAILED" in stored
    for word in ("unknown.person", "vienne.test", account.email, "Dominique", "BERNARD", "Wrong&2026", TOTP_SECRET, "127.0.0.1"):
        assert word not in stored
    assert "@" not in kept


@pytest.mark.rule("AUT-10")
def test_a_record_altered_in_the_table_is_told_by_portal_and_command(world: World, national: Browser, capsys: pytest.CaptureFixture[str]) -> None:
    town = add_account(world.hub, ActorType.AGENT, world.organisation("SI"))
    signed_in(world.hub, world.gateway, town)
    link(world)
    day, chain = str(paris_date(world.clock.now())), chain_of(town)

    def report() -> dict[str, object]:
        answer = national.get("/administration/audit/verification", day=day)
        assert (answer.status, answer.json["day"], answer.json["next"]) == (200, day, None)
        found: dict[str, object] = next(each for each in answer.json["chains"] if each["chain"] == chain)
        return found

    assert report() == {"chain": chain, "day": day, "records": 1, "isExported": False, "fault": None}
    assert main(["--from", day, "--until", day]) == 0
    table = boto3.resource("dynamodb", region_name=REGION).Table("hubee-sandbox-audit")
    key = {"partition": f"{chain}|{day}", "sort": "000000001"}
    row = table.get_item(Key=key)["Item"]
    table.put_item(Item={**row, "document": row["document"].replace("SIGNED_IN", "EXPORTED")})
    assert report()["fault"] == "l'enregistrement 1 a été modifié"
    capsys.readouterr()
    assert main(["--from", day, "--until", day]) == 1
    told = capsys.readouterr().out
    assert "FAUTE : l'enregistrement 1 a été modifié" in told
    assert "1 faute(s), " in told
    table.put_item(Item=row)
    assert main([]) == 0


@pytest.mark.rule("AUT-10")
def test_a_chain_that_was_never_put_away_is_told_by_portal_and_command(world: World, national: Browser, capsys: pytest.CaptureFixture[str]) -> None:
    at = world.clock.now() - timedelta(days=5)
    day, chain = str(paris_date(at)), f"SI-{uuid4().hex}"
    head, (record,) = linked(ChainHead(chain=chain, day=day), [AuditFact(id=str(uuid4()), chain=chain, at=at, fact=Fact.EXPORTED, actor="a")])
    world.hub.commit(head, record)
    try:
        answer = national.get("/administration/audit/verification", day=day)
        fault = "la chaîne n'a pas été mise à l'abri"
        assert answer.json["chains"] == [{"chain": chain, "day": day, "records": 1, "isExported": False, "fault": fault}]
        assert main(["--from", day, "--until", day]) == 1
        assert f"{chain}            1 enregistrement(s)  FAUTE : {fault}" in capsys.readouterr().out
    finally:
        world.hub.commit(Remove(record), Remove(world.hub.audit.head(chain, day)))
    assert main([]) == 0


@pytest.mark.rule("AUT-10")
def test_every_kind_of_fact_has_its_words() -> None:
    assert set(FACT_LABELS) == set(Fact)


@pytest.mark.rule("JOB-06", "AUT-10")
def test_a_job_is_run_by_hand_its_run_told_and_traced(world: World, national: Browser, account: Account) -> None:
    listed = national.get("/administration/jobs")
    assert [each["name"] for each in listed.json] == list(SCHEDULES)
    at = world.clock.now() - timedelta(days=1)
    ran = national.post("/administration/jobs/label-subscriptions/run", {"at": at.isoformat()})
    assert ran.status == 200, ran.content
    assert (ran.json["isFinished"], ran.json["failure"], ran.json["asOf"][:16]) == (True, None, at.isoformat()[:16])
    job = next(each for each in national.get("/administration/jobs").json if each["name"] == "label-subscriptions")
    assert (job["state"], job["periodMinutes"], job["lastRun"]) == ("WELL", 1, ran.json)
    link(world)
    told = national.get("/administration/audit", fact="JOB_RUN", organisation=chain_of(account)).json["records"]
    assert [(each["actor"], each["subject"], each["details"]) for each in told] == [
        (account.id, "label-subscriptions", {"asOf": at.isoformat(timespec="seconds")})
    ]


@pytest.mark.rule("JOB-06")
def test_a_job_is_not_run_for_a_day_to_come_nor_one_that_is_none(world: World, national: Browser) -> None:
    tomorrow = national.post("/administration/jobs/purge-files/run", {"at": (world.clock.now() + timedelta(days=1)).isoformat()})
    assert (tomorrow.status, tomorrow.messages) == (400, ["Une tâche ne peut pas être lancée pour une date à venir."])
    assert national.post("/administration/jobs/nothing/run", {}).status == 400
    assert national.post("/administration/jobs/purge-files/run", {"at": "2026-11-01"}).status == 200


@pytest.mark.rule("JOB-06")
def test_a_run_ends_within_its_time_and_says_that_something_is_left(world: World, national: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    pages: list[int] = []

    def endless(hub: Composition, now: datetime) -> int:
        pages.append(1)
        return 1

    monkeypatch.setitem(jobs.JOBS, "count-cases", endless)
    ran = national.post("/administration/jobs/count-cases/run", {})
    assert (ran.json["isFinished"], ran.json["lookedAt"]) == (False, 50)
    assert jobs.run_pages("count-cases", world.hub, world.clock.now(), seconds=0) == (0, False)
    assert len(pages) == 50


@pytest.mark.rule("JOB-06")
def test_a_job_that_fails_is_told_as_failed(world: World, national: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(hub: Composition, now: datetime) -> int:
        raise Unavailable("The store does not answer")

    monkeypatch.setitem(jobs.JOBS, "send-digests", broken)
    with pytest.raises(Unavailable):
        run_noted("send-digests", world.hub, world.clock.now())
    assert national.post("/administration/jobs/send-digests/run", {}).status == 503
    job = next(each for each in national.get("/administration/jobs").json if each["name"] == "send-digests")
    assert (job["state"], job["lastRun"]["failure"], job["lastRun"]["isFinished"]) == ("FAILED", "Unavailable", False)


def stuck(world: World, **state: object) -> Mail:
    letter = mail("abonnement_actif", "camille@vienne.test", cause=str(uuid4()), at=world.clock.now() - timedelta(hours=2), words={"process": "P"})
    made = replace(letter, **state)  # type: ignore[arg-type]
    world.hub.commit(made)
    return made


@pytest.mark.rule("MAI-01", "AUT-10")
def test_a_mail_that_was_given_up_is_listed_without_its_address_and_leaves_after_all(world: World, national: Browser, account: Account) -> None:
    dead = stuck(world, dead_since=world.clock.now(), attempts=5)
    answer = national.get("/administration/mails")
    found = next(each for each in answer.json if each["id"] == dead.id)
    del found["createdAt"]
    assert found == {
        "id": dead.id, "template": "abonnement_actif", "to": "c•••@vienne.test", "state": "DEAD", "attempts": 5, "claimedAt": None, "ageMinutes": 120,
    }  # fmt: skip
    assert b"camille" not in answer.content
    assert national.post(f"/administration/mails/{dead.id}/retry", {}).status == 204
    waiting = world.hub.outbox.mail(dead.id)
    assert waiting is not None
    assert (waiting.dead_since, waiting.attempts) == (None, 0)
    again = national.post(f"/administration/mails/{dead.id}/retry", {})
    assert (again.status, again.messages) == (400, ["Ce mail attend déjà d'être envoyé."])
    link(world)
    told = national.get("/administration/audit", fact="ADMINISTERED", organisation=chain_of(account)).json["records"]
    assert [(each["subject"], each["details"]) for each in told] == [(dead.id, {"deed": "mail retried"})]


@pytest.mark.rule("MAI-01")
def test_a_mail_that_may_have_left_is_sent_again_only_when_that_is_confirmed(world: World, national: Browser) -> None:
    cut_off = stuck(world, claimed_at=world.clock.now() - timedelta(hours=1))
    leaving = stuck(world, claimed_at=world.clock.now())
    asked = national.post(f"/administration/mails/{cut_off.id}/retry", {})
    assert (asked.status, asked.json["reason"]) == (409, "CONFIRMATION")
    assert national.post(f"/administration/mails/{cut_off.id}/retry", {"isConfirmed": True}).status == 204
    busy = national.post(f"/administration/mails/{leaving.id}/retry", {"isConfirmed": True})
    assert (busy.status, busy.messages) == (400, ["Ce mail est en cours d'envoi. Réessayez dans quelques minutes."])
    assert national.post(f"/administration/mails/{uuid4()}/retry", {}).messages == ["Ce mail n'existe pas ou est déjà parti."]


@pytest.mark.rule("AUT-10", "ACC-02")
@pytest.mark.parametrize("actor", [ActorType.AGENT, ActorType.LOCAL_ADMINISTRATOR, ActorType.BUSINESS_ADMINISTRATOR])
def test_nobody_else_sees_the_trail_or_runs_jobs(world: World, actor: ActorType) -> None:
    organisation = world.osl_organisation if actor is ActorType.BUSINESS_ADMINISTRATOR else world.organisation("SI")
    browser = signed_in(world.hub, world.gateway, add_account(world.hub, actor, organisation))
    for path in ("audit", "audit/verification", "jobs", "mails"):
        assert browser.get(f"/administration/{path}").status == 403
    assert browser.post("/administration/jobs/purge-files/run", {}).status == 403
    assert browser.post(f"/administration/mails/{uuid4()}/retry", {}).status == 403
