"""Statistics over HTTP: whose numbers each person reads, and that they are right. **Source:** POR-12, ORG-06, DEP-12."""

import csv
import io
from datetime import timedelta

import pytest

from chalicelib.domain.calendar import paris_date
from chalicelib.domain.roles import ActorType, Role
from chalicelib.handlers.jobs import run_job
from tests.builders import Partner, World
from tests.portal import Browser, add_account, signed_in


def browser_of(world: World, actor: ActorType, *organisations: object, **settings: object) -> Browser:
    account = add_account(world.hub, actor, *organisations, **settings)  # type: ignore[arg-type]
    return signed_in(world.hub, world.gateway, account)


def treated(world: World, town: Partner) -> list[str]:
    """One case treated, one refused, whose ids are answered; and one new."""
    finished = [world.case_of(town) for _ in range(2)]
    for case_id, status in zip(finished, ("DONE", "REFUSED"), strict=True):
        assert town.patch(f"/teledossiers/v1/cases/{case_id}", {"status": status}).status == 204
    world.case_of(town)
    run_job("count-cases", world.hub, world.clock.now())
    return finished


@pytest.mark.rule("POR-12", "DEP-12")
def test_a_town_reads_its_own_numbers(world: World) -> None:
    town, other = world.town(), world.town()
    treated(world, town)
    treated(world, other)
    admin = browser_of(world, ActorType.LOCAL_ADMINISTRATOR, town.organisation)
    answer = admin.get("/statistics")
    assert answer.status == 200, answer.content
    (numbers,) = answer.json["processes"]
    assert answer.json["total"] == {name: value for name, value in numbers.items() if name not in ("code", "name")}
    days = numbers.pop("days")
    assert numbers == {
        "code": world.process.code,
        "name": "Recensement",
        "byStatus": [
            {"key": "Nouveau", "label": "Nouveau", "number": 1},
            {"key": "Refusé", "label": "Refusé", "number": 1},
            {"key": "Traité", "label": "Traité", "number": 1},
        ],
        "open": 1,
        "openByAge": [1, 0, 0, 0],
        "received": 3,
        "finished": [{"key": "DONE", "label": "Traité", "number": 1}, {"key": "REFUSED", "label": "Refusé", "number": 1}],
        "fetchedMinutes": 0.0,
        "finishedMinutes": 0.0,
        "quickShare": 1.0,
    }
    today = paris_date(world.clock.now()).isoformat()
    assert days[-1] == {"day": today, "received": 3, "finished": 2}
    assert len(days) == 31
    assert (answer.json["recipients"], answer.json["isCut"]) == ([], False)


@pytest.mark.rule("POR-12", "DEP-12")
def test_what_was_treated_or_refused_stays_so_once_its_operator_has_closed_it(world: World) -> None:
    town = world.town()
    admin = browser_of(world, ActorType.LOCAL_ADMINISTRATOR, town.organisation)
    counted_first, closed_first = treated(world, town), [world.case_of(town)]
    before = admin.get("/statistics").json["total"]
    assert town.patch(f"/teledossiers/v1/cases/{closed_first[0]}", {"status": "DONE"}).status == 204
    for case_id in (*counted_first, *closed_first):
        assert world.osl.patch(f"/teledossiers/v1/cases/{case_id}", {"status": "CLOSED"}).status == 204
    run_job("count-cases", world.hub, world.clock.now())
    after = admin.get("/statistics").json["total"]
    assert after["finished"] == [{"key": "DONE", "label": "Traité", "number": 2}, {"key": "REFUSED", "label": "Refusé", "number": 1}]
    assert after["byStatus"] == [{"key": "Nouveau", "label": "Nouveau", "number": 1}, {"key": "Clos", "label": "Clos", "number": 3}]
    assert [each["finished"] for each in (before["days"][-1], after["days"][-1])] == [2, 3]
    (row,) = csv.DictReader(io.StringIO(admin.get("/statistics.csv").content.decode("utf-8-sig")), delimiter=";")
    assert (row["Traités"], row["Refusés"], row["Autres issues"]) == ("2", "1", "0")


@pytest.mark.rule("POR-12", "DEP-12")
def test_the_total_is_of_all_the_processes_together(world: World) -> None:
    town = world.town()
    treated(world, town)
    second = world.add_process()
    world.subscription(town.organisation, second)
    world.clock.advance(timedelta(days=1))
    admin = browser_of(world, ActorType.LOCAL_ADMINISTRATOR, town.organisation)
    told = admin.get("/statistics").json
    assert len(told["processes"]) == 2
    total = told["total"]
    assert (total["received"], total["open"], sum(each["number"] for each in total["finished"]), total["quickShare"]) == (3, 1, 2, 1.0)
    assert [each["received"] for each in total["days"][-2:]] == [3, 0]


@pytest.mark.rule("POR-12")
def test_a_period_may_be_told_as_so_many_days_up_to_now(world: World) -> None:
    admin = browser_of(world, ActorType.LOCAL_ADMINISTRATOR, world.town().organisation)
    today = paris_date(world.clock.now())
    told = admin.get("/statistics", days="7").json
    assert (told["firstDay"], told["lastDay"]) == (str(today - timedelta(days=6)), str(today))
    assert admin.get("/statistics", days="367").json["errors"][0]["field"] == "until"
    assert admin.get("/statistics", days="1000000000").status == 400


@pytest.mark.rule("POR-12", "ACC-03")
def test_an_agent_with_the_role_reads_the_processes_he_is_entitled_to(world: World) -> None:
    town = world.town()
    second = world.add_process()
    world.subscription(town.organisation, second)
    roles = [Role.STATISTICS]
    agent = browser_of(world, ActorType.AGENT, town.organisation, roles=roles, habilitations=[second.code])
    assert [each["code"] for each in agent.get("/statistics").json["processes"]] == [second.code]
    assert agent.get("/statistics", process=world.process.code).status == 403
    assert [each["code"] for each in agent.get("/processes").json] == [second.code]


@pytest.mark.rule("POR-12", "ORG-06")
def test_an_operator_reads_his_own_processes_by_recipient(world: World) -> None:
    town = world.town()
    treated(world, town)
    foreign = world.add_process(osl=world.organisation("OSL"))
    operator = browser_of(world, ActorType.BUSINESS_ADMINISTRATOR, world.osl_organisation)
    answer = operator.get("/statistics", process=world.process.code)
    name = world.hub.referential.organisation(town.organisation).name  # type: ignore[union-attr]
    assert answer.json["recipients"] == [{"organisation": str(town.organisation), "name": name, "received": 3, "open": 1}]
    assert [each["code"] for each in operator.get("/statistics").json["processes"]] == [world.process.code]
    assert operator.get("/statistics", process=foreign.code).status == 403
    assert operator.get("/statistics", organisation=str(town.organisation)).status == 403


@pytest.mark.rule("POR-12")
def test_the_national_administration_reads_everything_or_one_organisation(world: World) -> None:
    town = world.town()
    treated(world, town)
    national = browser_of(world, ActorType.NATIONAL_ADMINISTRATOR, world.hub.administration)
    assert world.process.code in [each["code"] for each in national.get("/statistics").json["processes"]]
    (numbers,) = national.get("/statistics", organisation=str(town.organisation)).json["processes"]
    assert (numbers["code"], numbers["received"]) == (world.process.code, 3)


@pytest.mark.rule("POR-12", "AUT-10")
def test_the_numbers_leave_as_a_file_and_that_is_traced(world: World) -> None:
    town = world.town()
    treated(world, town)
    admin = browser_of(world, ActorType.LOCAL_ADMINISTRATOR, town.organisation)
    answer = admin.get("/statistics.csv")
    assert (answer.status, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    header, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";")
    assert row[:2] == [world.process.code, "Recensement"]
    assert dict(zip(header, row, strict=True))["Reçus"] == "3"
    assert dict(zip(header, row, strict=True))["Mis à disposition en moins de 10 minutes (%)"] == "100"


@pytest.mark.rule("POR-12")
def test_a_period_that_is_none_or_too_long_is_refused_beside_its_field(world: World) -> None:
    admin = browser_of(world, ActorType.LOCAL_ADMINISTRATOR, world.town().organisation)
    today = paris_date(world.clock.now())
    period = {"from": str(today), "until": str(today - timedelta(days=1))}
    for query in (period, {"from": str(today - timedelta(days=400))}):
        answer = admin.get("/statistics", **query)
        assert (answer.status, answer.json["errors"][0]["field"]) == (400, "until")
    assert admin.get("/statistics", until="hier").json["errors"][0]["field"] == "until"


@pytest.mark.rule("POR-12", "ACC-02")
def test_statistics_are_for_those_who_hold_the_role(world: World) -> None:
    agent = browser_of(world, ActorType.AGENT, world.town().organisation)
    answer = agent.get("/statistics")
    message = "Vous ne disposez pas du rôle « Statistiques et supervision ». Contactez l'administrateur local de votre organisation."
    assert (answer.status, answer.json) == (403, {"errors": [{"code": 403, "message": message}]})
