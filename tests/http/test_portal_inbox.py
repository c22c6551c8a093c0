"""Lists of télédossiers over HTTP: who sees which, how they are walked, what a page costs. **Source:** POR-01, POR-02, POR-10, POR-11, POR-13."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.adapters.dynamo_reads import rows
from chalicelib.adapters.dynamo_tables import ExchangeRow
from chalicelib.domain.calendar import paris_midnight
from chalicelib.domain.callers import Side
from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.inbox import LABELS
from chalicelib.domain.roles import ActorType, Role
from chalicelib.handlers.jobs import run_job
from chalicelib.handlers.wire import iso
from infra.sandbox.clock import SandboxClock
from tests.bench.counting import counted
from tests.builders import Partner, World
from tests.portal import Browser, add_account, signed_in

ASK = "Contactez l'administrateur local de votre organisation."
ASK_ANOTHER = (
    "Contactez un autre administrateur local de votre organisation ; "
    "si vous êtes seul, créez le compte d'un second administrateur local, qui pourra le faire."
)
ALLOWED = {"isAllowed": True, "reason": None}


def browser_of(world: World, actor: ActorType, *organisations: OrganisationId, **settings: Any) -> Browser:
    return signed_in(world.hub, world.gateway, add_account(world.hub, actor, *organisations, **settings))


def agent_of(world: World, town: Partner, **settings: Any) -> Browser:
    return browser_of(world, ActorType.AGENT, town.organisation, **{"habilitations": [world.process.code], **settings})


def portal_town(world: World) -> Partner:
    return world.town(access_mode=None)


def taken_in(world: World, *towns: Partner, **overrides: Any) -> list[str]:
    """The ids of the cases of one folder, once they are in the portal."""
    folder = world.delivered(*towns, **overrides)
    run_job("ingest", world.hub, world.clock.now())
    return [case["id"] for case in folder["cases"]]


def ids(browser: Browser, **query: Any) -> list[str]:
    answer = browser.get("/cases", **query)
    assert answer.status == 200, answer.content
    return [row["id"] for row in answer.json["rows"]]


@pytest.fixture
def moving_clock(clock: SandboxClock) -> Iterator[SandboxClock]:
    """A clock that a test moves, put back after it."""
    ahead = clock.now() - datetime.now(UTC)
    yield clock
    clock.set_to(datetime.now(UTC) + ahead)


@pytest.mark.rule("POR-01", "POR-02", "POR-09", "JOB-01")
def test_an_agent_finds_what_his_town_got_with_what_he_may_do_with_it(world: World) -> None:
    town = portal_town(world)
    agent = agent_of(world, town)
    folder = world.delivered(town, world.town())
    assert agent.get("/cases").json["rows"] == []  # until it is taken in
    run_job("ingest", world.hub, world.clock.now())
    answer = agent.get("/cases")
    (case_id,) = (case["id"] for case in folder["cases"] if case["recipient"]["companyRegister"] == town.organisation.company_register)
    case = world.hub.exchange.case(case_id)
    assert case is not None
    assert case.notified_at is not None
    page = answer.json
    assert page.pop("refreshedAt")
    assert page == {
        "rows": [
            {
                "id": case_id,
                "number": "EXT-01",
                "folderNumber": "EXT",
                "processCode": world.process.code,
                "processName": "Recensement",
                "personLabel": "Personne concernée",
                "firstName": "Camille",
                "lastName": "MARTIN",
                "recipient": str(town.organisation),
                "recipientName": None,
                "receivedAt": iso(case.notified_at),
                "status": "SENT",
                "label": "Nouveau",
                "isUnread": False,
                "open": ALLOWED,
                "download": ALLOWED,
                "manage": ALLOWED,
                "targets": [],
            }
        ],
        "next": None,
        "reasons": [],
    }


@pytest.mark.rule("POR-01", "ACC-02")
def test_who_sees_no_télédossier_is_told_why_and_whom_to_ask(world: World) -> None:
    town = portal_town(world)
    taken_in(world, town)
    code = world.process.code
    without_role = browser_of(world, ActorType.LOCAL_ADMINISTRATOR, town.organisation, habilitations=[code]).get("/cases")
    lacking = f"Vous ne disposez pas du rôle « Consultation des télédossiers » ou « Gestion des télédossiers ». {ASK_ANOTHER}"
    assert (without_role.status, without_role.json["errors"]) == (403, [{"code": 403, "message": lacking}])
    not_habilitated = agent_of(world, town, habilitations=[]).get("/cases").json
    reason = f"Vous n'êtes habilité à aucune des démarches auxquelles votre organisation est abonnée : « {world.process.name} ». {ASK}"
    assert (not_habilitated["rows"], not_habilitated["reasons"]) == ([], [reason])
    stranger = browser_of(world, ActorType.AGENT, world.organisation(), habilitations=[code]).get("/cases").json
    assert (stranger["rows"], stranger["reasons"]) == ([], [f"Votre organisation n'est abonnée à aucune démarche. {ASK}"])
    by_program = agent_of(world, world.town()).get("/cases").json
    assert by_program["reasons"] == [
        f"L'abonnement à la démarche « {world.process.name} » est en modalité d'accès « API » : "
        f"ses télédossiers sont dans votre logiciel métier. {ASK}"
    ]


@pytest.mark.rule("ACC-02", "POR-01")
def test_a_technical_delegate_never_sees_a_list(world: World) -> None:
    town = portal_town(world)
    taken_in(world, town)
    delegate = browser_of(world, ActorType.TECHNICAL_DELEGATE, town.organisation, roles=list(Role), habilitations=[world.process.code])
    refused = delegate.get("/cases")
    assert (refused.status, refused.messages) == (403, ["Le profil délégué technique ne donne pas accès aux télédossiers."])


@pytest.mark.rule("POR-04")
def test_downloading_is_greyed_with_its_reason(world: World) -> None:
    town = portal_town(world)
    closed, refused = taken_in(world, town) + taken_in(world, town)
    for case_id, side, status in ((closed, Side.OSL, CaseStatus.CLOSED), (refused, Side.SI, CaseStatus.REFUSED)):
        case = world.hub.exchange.case(case_id)
        assert case is not None
        world.hub.commit(case.moved_to(status, side=side, process=world.process, at=world.clock.now()))
    rows_by_id = {row["id"]: row for row in agent_of(world, town).get("/cases").json["rows"]}
    end = "ses pièces jointes ne peuvent plus être téléchargées. L'historique indique qui l'a"
    assert rows_by_id[closed]["download"] == {"isAllowed": False, "reason": f"Ce télédossier est « Clos » : {end} déjà fait."}
    assert rows_by_id[refused]["download"] == {"isAllowed": False, "reason": f"Ce télédossier est « Refusé » : {end} refusé."}
    assert rows_by_id[closed]["open"] == ALLOWED
    reader = agent_of(world, town, roles=[Role.CASES_READ]).get("/cases").json["rows"][0]
    lacking = f"Vous ne disposez pas du rôle « Gestion des télédossiers ». {ASK}"
    assert reader["download"] == {"isAllowed": False, "reason": lacking}


@pytest.mark.rule("POR-10", "POR-13")
def test_pages_follow_one_another_by_a_cursor_that_fits_its_filters_alone(world: World) -> None:
    town = portal_town(world)
    made = [taken_in(world, town)[0] for _ in range(5)]
    agent = agent_of(world, town)
    for order in ({}, {"order": "person"}, {"text": "mart"}):
        whole = ids(agent, **order)
        assert sorted(whole) == sorted(made)
        first = agent.get("/cases", limit=2, **order).json
        second = agent.get("/cases", limit=2, cursor=first["next"], **order).json
        third = agent.get("/cases", limit=2, cursor=second["next"], **order).json
        assert [row["id"] for page in (first, second, third) for row in page["rows"]] == whole
        assert third["next"] is None
    mixed = agent.get("/cases", limit=2, cursor=first["next"], label="Nouveau")
    assert mixed.status == 400
    message = "Cette page de la liste n'existe pas, ou ne correspond plus aux filtres choisis : revenez à la première page."
    assert mixed.json["errors"] == [{"code": 400, "message": message}]


@pytest.mark.rule("POR-10")
@pytest.mark.parametrize(
    "forged",
    ["x", "é", "bnVsbA", "WzFd", "====", "[]", "a" * 299, *(f"change {place}" for place in range(4))],
)
def test_a_forged_cursor_is_refused(world: World, forged: str) -> None:
    town = portal_town(world)
    for _ in range(2):
        taken_in(world, town)
    agent = agent_of(world, town)
    cursor = agent.get("/cases", limit=1).json["next"]
    parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    if forged.startswith("change"):
        parts[int(forged[-1])] = ["\ud800", [], 1e300, -1][int(forged[-1])]
        forged = base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")
    refused = agent.get("/cases", limit=1, cursor=forged)
    sentence = "Cette page de la liste n'existe pas, ou ne correspond plus aux filtres choisis : revenez à la première page."
    assert (refused.status, refused.messages) == (400, [sentence])


@pytest.mark.rule("POR-10")
def test_a_faulty_filter_is_told_beside_its_field(world: World) -> None:
    agent = agent_of(world, portal_town(world))
    faulty = agent.get("/cases", label="Perdu", until="hier", order="size", limit=0, **{"from": "9999-12-31"})
    assert faulty.status == 400
    assert sorted(entry["field"] for entry in faulty.json["errors"]) == ["from", "label", "limit", "order", "until"]
    swapped = agent.get("/cases", until="2026-01-01", **{"from": "2026-01-02"})
    assert (swapped.status, swapped.json["errors"][0]["message"]) == (400, "La date de début doit précéder la date de fin.")
    assert agent.get("/cases", limit=100_000).status == 200


@pytest.mark.rule("POR-10")
def test_days_are_those_of_paris(world: World, moving_clock: SandboxClock) -> None:
    today = date(2030, 7, 14)
    moving_clock.set_to(paris_midnight(today) - timedelta(minutes=2))
    then = World(world.hub, world.gateway, moving_clock)
    town = portal_town(then)
    (late,) = taken_in(then, town)
    moving_clock.set_to(paris_midnight(today))
    (early,) = taken_in(then, town)
    agent = agent_of(then, town)
    assert ids(agent, **{"from": today}) == [early]
    assert ids(agent, until=today - timedelta(days=1)) == [late]
    assert ids(agent, until=today) == [early, late]


@pytest.mark.rule("POR-02", "POR-10")
def test_labels_filter_in_the_portals_words(world: World) -> None:
    assert LABELS == ("Nouveau", "Reçu", "En cours", "En attente de complément", "Refusé", "Traité", "Erreur d'intégration", "Clos", "Archivé")
    town = portal_town(world)
    new, closed = taken_in(world, town) + taken_in(world, town)
    assert world.osl.patch(f"/teledossiers/v1/cases/{closed}", {"status": "CLOSED"}).status == 204
    agent = agent_of(world, town)
    assert ids(agent, label="Nouveau") == [new]
    assert ids(agent, label=["Clos", "Traité"]) == [closed]
    assert ids(agent, label="Clos,Nouveau", direction="asc") == [new, closed]


@pytest.mark.rule("POR-13")
def test_previous_and_next_follow_the_address_of_the_list(world: World) -> None:
    town = portal_town(world)
    made = [taken_in(world, town)[0] for _ in range(3)]
    agent = agent_of(world, town)
    newest_first = agent.get(f"/cases/{made[1]}/neighbours").json
    assert newest_first == {"previous": made[2], "next": made[0]}
    assert agent.get(f"/cases/{made[1]}/neighbours", direction="asc", text="mart").json == {"previous": made[0], "next": made[2]}
    assert agent.get(f"/cases/{made[0]}/neighbours").json == {"previous": made[1], "next": None}
    assert agent_of(world, portal_town(world)).get(f"/cases/{made[1]}/neighbours").status == 403


@pytest.mark.rule("POR-11", "ORG-06", "ACC-02")
def test_an_operator_and_the_national_administration_see_what_is_theirs_to_supervise(world: World) -> None:
    on_portal, by_program = portal_town(world), world.town()
    made = taken_in(world, on_portal, by_program)
    operator = browser_of(world, ActorType.BUSINESS_ADMINISTRATOR, world.osl_organisation)
    page = operator.get("/cases").json["rows"]
    assert sorted(row["id"] for row in page) == sorted(made)
    assert {row["download"]["reason"] for row in page} == {
        "Le profil administrateur métier permet de suivre les télédossiers sans en télécharger les pièces jointes."
    }
    names = {str(each): world.hub.referential.organisations_of([each])[each].name for each in (on_portal.organisation, by_program.organisation)}
    assert {row["recipient"]: row["recipientName"] for row in page} == names
    assert [row["targets"] for row in page] == [[], []]
    assert ids(browser_of(world, ActorType.BUSINESS_ADMINISTRATOR, world.organisation("OSL"))) == []
    national = browser_of(world, ActorType.NATIONAL_ADMINISTRATOR, world.hub.administration)
    assert national.get("/cases").status == 400
    assert sorted(ids(national, process=world.process.code)) == sorted(made)
    assert ids(national, organisation=on_portal.organisation) == made[:1]
    (row,) = national.get("/cases", organisation=on_portal.organisation).json["rows"]
    assert row["manage"]["reason"].startswith("Le profil administrateur national ne traite pas les télédossiers")  # as the actions say it
    assert agent_of(world, on_portal).get("/cases", organisation=by_program.organisation).status == 403


@pytest.mark.rule("POR-05", "POR-13")
def test_a_row_says_which_statuses_its_télédossier_may_be_given(world: World) -> None:
    town = portal_town(world)
    (case_id,) = taken_in(world, town)
    agent = agent_of(world, town)
    agent.post(f"/cases/{case_id}/open")
    (row,) = agent.get("/cases").json["rows"]
    offered = agent.get(f"/cases/{case_id}").json["actions"]["status"]["targets"]
    assert row["targets"] == [{"status": each["status"], "needs": each["needs"]} for each in offered] != []
    reader = agent_of(world, town, roles=[Role.CASES_READ])
    assert [each["targets"] for each in reader.get("/cases").json["rows"]] == [[]]


def fill(case_id: str, numbers: range) -> None:
    """Put copies of a case straight into the table of moto: its transactions would take hours."""
    from moto.core import DEFAULT_ACCOUNT_ID
    from moto.dynamodb.models import dynamodb_backends
    from moto.dynamodb.models.dynamo_type import DynamoType, Item

    from chalicelib import environment
    from infra.sandbox import moto_indexes

    (row,) = rows(ExchangeRow.query(case_id, ExchangeRow.sort == "case"))
    table = dynamodb_backends[DEFAULT_ACCOUNT_ID][environment.region()].tables[ExchangeRow.table_name()]
    plain = row.serialize()
    for number in numbers:
        copy = f"ffffffff-ffff-4fff-8fff-{number:012d}"
        document = plain["document"]["S"].replace(case_id, copy)
        received = f"2020-01-01T00:00:00.{number:06d}Z"
        document = document.replace(str(json.loads(document)["notified_at"]), received)
        attributes: Any = {**plain, "partition": {"S": copy}, "received": {"S": f"{received}#{copy}"}, "document": {"S": document}}
        partition, sort = DynamoType(attributes["partition"]), DynamoType(attributes["sort"])
        table.items[partition][sort] = Item(partition, sort, attributes)
    moto_indexes.forget()


@pytest.mark.rule("POR-10")
def test_any_page_of_ten_thousand_costs_the_calls_and_rows_of_a_page_of_fifty(world: World) -> None:
    town = portal_town(world)
    (case_id,) = taken_in(world, town)
    agent = agent_of(world, town)
    costs = []
    for numbers in (range(50), range(50, 10_000)):
        fill(case_id, numbers)
        cursor = None
        for _ in range(2):
            with counted(world.hub) as calls:
                page = agent.get("/cases", limit=20, cursor=cursor or "").json
            assert len(page["rows"]) == 20
            cursor = page["next"]
            costs.append((len(calls.made), calls.rows, calls.scanned))
    assert len(set(costs)) == 1, costs
    assert costs[0][0] == 4  # the session, the processes, the subscriptions, the list
