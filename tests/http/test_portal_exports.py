"""Lists leave the portal as CSV over HTTP: the list as it is filtered, to whom it is shown, traced."""

import csv
import io
from uuid import uuid4

import pytest

from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.inbox import InboxCriteria
from chalicelib.domain.preparations import PreparationKind, asked_for
from chalicelib.domain.roles import ActorType
from chalicelib.domain.values import replace
from infra.sandbox.ticker import Ticker
from tests.builders import Answer, World
from tests.downloads import as_user
from tests.http.test_portal_downloads import Desk


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def rows_of(answer: Answer) -> list[list[str]]:
    assert answer.status == 200, answer.content
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";", strict=True))


@pytest.mark.rule("POR-10", "AUT-10")
def test_the_list_as_it_is_filtered_leaves_as_a_file(desk: Desk) -> None:
    first, second = desk.case(number="A-1"), desk.case(number="=1+1")
    desk.change(first, status=CaseStatus.CLOSED)
    header, *listed = rows_of(desk.agent.post("/exports"))
    assert header[:4] == ["Numéro", "Dossier", "Code de la démarche", "Démarche"]
    assert [(row[0], row[2], row[4], row[5], row[7]) for row in listed] == [
        ("'=1+1", desk.world.process.code, "MARTIN", "Camille", "Nouveau"),
        ("A-1", desk.world.process.code, "MARTIN", "Camille", "Clos"),
    ]
    shown = desk.agent.get("/cases").json["rows"]
    assert [each["id"] for each in shown] == [second, first]
    assert [row[0] for row in rows_of(desk.agent.post("/exports", label="Clos"))[1:]] == ["A-1"]
    assert [row[0] for row in rows_of(desk.agent.post("/exports", text="a-1", direction="asc"))[1:]] == ["A-1"]
    facts = desk.facts("EXPORTED")
    assert [each.details for each in facts] == [{"export": "teledossiers", "rows": number} for number in ("2", "1", "1")]


@pytest.mark.rule("POR-10", "POR-11", "ORG-06")
def test_each_exports_what_he_sees(desk: Desk) -> None:
    desk.case(number="A-1")
    other = Desk(desk.world)
    other.case(number="B-1")
    _, operator = desk.person(ActorType.BUSINESS_ADMINISTRATOR, desk.world.osl_organisation)
    _, national = desk.person(ActorType.NATIONAL_ADMINISTRATOR, desk.hub.administration)
    _, nobody = desk.person(habilitations=[])
    assert {row[0] for row in rows_of(operator.post("/exports"))[1:]} == {"A-1", "B-1"}
    assert [row[0] for row in rows_of(national.post("/exports", organisation=str(other.town.organisation)))[1:]] == ["B-1"]
    assert rows_of(nobody.post("/exports"))[1:] == []
    _, admin = desk.person(ActorType.LOCAL_ADMINISTRATOR)
    assert admin.post("/exports").status == 403
    refused = desk.agent.post("/exports", organisation=str(other.town.organisation))
    assert (refused.status, refused.messages) == (403, ["Vous n'avez pas accès à cet élément."])


@pytest.mark.rule("POR-10", "AUT-10")
def test_a_long_list_is_written_by_the_function_as_its_person_sees_it(desk: Desk) -> None:
    """That it is one past a thousand rows is tested where rows cost nothing."""
    for number in ("A-1", "A-2", "B-1"):
        desk.case(number=number)
    Desk(desk.world).case(number="A-3")
    asked = asked_for(PreparationKind.EXPORT, preparation_id=str(uuid4()), user=as_user(desk.account), file_name="liste.csv", at=desk.hub.clock.now())
    desk.hub.commit(replace(asked, criteria=InboxCriteria(text="a", is_descending=False)))
    Ticker().build_preparations()
    told = desk.agent.get(f"/preparations/{asked.id}").json
    assert (told["kind"], told["status"], told["fileName"], told["message"]) == ("EXPORT", "READY", "liste.csv", None)
    listed = list(csv.reader(io.StringIO(desk.linked(told["link"]).decode("utf-8-sig"), newline=""), delimiter=";"))
    assert [row[0] for row in listed[1:]] == ["A-1", "A-2"]
    (fact,) = desk.facts("EXPORTED")
    assert (fact.subject, fact.details) == (asked.id, {"export": "teledossiers", "rows": "2"})


@pytest.mark.rule("POR-10", "AUT-09")
def test_an_export_needs_the_pages_own_token(desk: Desk) -> None:
    answer = desk.agent.post("/exports", headers={"x-csrf-token": "no"})
    assert answer.status == 403
    assert desk.agent.post("/exports", label="Inconnu").json["errors"][0]["field"] == "label"
