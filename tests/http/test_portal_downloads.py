"""Files leave the portal over HTTP: one, all, several, as they were deposited, to whom they may, and told in the history and the trail."""

import hashlib
import io
from base64 import b64encode
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import uuid4
from zipfile import ZipFile

import pytest

import app
from chalicelib.domain.accounts import Account
from chalicelib.domain.audit import AuditFact
from chalicelib.domain.calendar import paris_date
from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.history import HistoryEntry
from chalicelib.domain.inbox import words_of
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.roles import ActorType, Role
from chalicelib.domain.subscriptions import AccessMode
from chalicelib.domain.values import replace
from infra.sandbox.ticker import Ticker
from tests.builders import PDF, XML, Answer, Partner, World
from tests.portal import Browser, add_account, signed_in

FOLDERS = "/teledossiers/v1/folders"


class Desk:
    """A town on the portal with an agent; télédossiers that have entered its inbox."""

    def __init__(self, world: World) -> None:
        self.world, self.hub = world, world.hub
        organisation = world.organisation("SI")
        world.subscription(organisation, access_mode=AccessMode.PORTAL)
        self.town = Partner(world.gateway, None, organisation)
        self.account, self.agent = self.person()

    def person(self, actor: ActorType = ActorType.AGENT, organisation: Any = None, **settings: Any) -> tuple[Account, Browser]:
        """Somebody who is signed in."""
        usual = {"habilitations": [self.world.process.code]}
        account = add_account(self.hub, actor, organisation or self.town.organisation, **{**usual, **settings})
        return account, signed_in(self.hub, self.world.gateway, account)

    def case(self, *files: tuple[str, bytes], number: str = "EXT-01") -> str:
        """A télédossier with files of these names and bytes; the usual two unless given."""
        changes: dict[str, Any] = {}
        if files:
            common = {"type": "10870-PDF", "mimeType": "application/pdf", "recipients": [number]}
            changes["attachments"] = [{"fileName": name, "size": len(content), **common} for name, content in files]
        else:
            usual = self.world.folder_body(self.town)["attachments"]
            changes["attachments"] = [{**each, "recipients": [number]} for each in usual]
        body = self.world.folder_body(self.town)
        folder = self.world.announced(self.town, cases=[{**body["cases"][0], "externalId": number}], **changes)
        for position, each in enumerate(folder["attachments"]):
            content = files[position][1] if files else (PDF if each["mimeType"] == "application/pdf" else XML)
            assert self.world.osl.put(f"{FOLDERS}/{folder['id']}/attachments/{each['id']}", content=content).status == 204
        assert self.world.osl.patch(f"{FOLDERS}/{folder['id']}", {"globalStatus": "HUBEE_COMPLETED"}).status == 204
        case_id: str = folder["cases"][0]["id"]
        self.change(case_id, ingested_at=self.hub.clock.now())
        case = self.hub.exchange.case(case_id)
        assert case is not None
        self.hub.commit(*words_of(case))
        return case_id

    def change(self, case_id: str, **changes: Any) -> None:
        """Put a case where a test needs it."""
        case = self.hub.exchange.case(case_id)
        assert case is not None
        self.hub.commit(replace(case, **changes))

    def files(self, case_id: str) -> list[str]:
        """The ids of its files."""
        case = self.hub.exchange.case(case_id)
        assert case is not None
        return [each.id for each in case.attachments]

    def status(self, case_id: str) -> str:
        """As its operator reads it."""
        status: str = self.world.osl.get(f"/teledossiers/v1/cases/{case_id}").json["status"]
        return status

    def history(self, case_id: str) -> list[HistoryEntry]:
        """What people did on it."""
        return [each for each in self.hub.histories.history(case_id) if each.deed == "DOWNLOADED"]

    def facts(self, *facts: str) -> list[AuditFact]:
        """What the trail tells of its agent."""
        every = self.hub.audit.waiting(limit=1_000)
        return [each for each in every if each.fact in facts and each.actor == self.account.id]

    def result(self, answer: Answer) -> tuple[dict[str, Any], bytes]:
        """What is told of a preparation once its function has run, and the bytes its link is to."""
        assert answer.status == 202, answer.content
        assert answer.json["status"] == "WAITING"
        Ticker().build_preparations()
        place = f"/preparations/{answer.json['id']}"
        assert answer.headers["location"] == f"/portal/v1{place}"
        told = self.agent.get(place)
        assert told.status == 200
        content = self.linked(told.json["link"])
        assert told.json["sizeBytes"] == len(content)
        return told.json, content

    def linked(self, link: str) -> bytes:
        """What a link is to."""
        parts = urlsplit(link)
        return self.hub.files.get(unquote(parts.path).removeprefix("/files/"), parse_qs(parts.query)["versionId"][0])


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def unzipped(content: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.rule("POR-04", "POR-03", "POR-08", "AUT-10", "CAS-11", "DEP-10")
def test_a_file_is_downloaded_as_it_was_deposited_and_told(desk: Desk) -> None:
    case_id = desk.case()
    file_id = desk.files(case_id)[0]
    answer = desk.agent.get(f"/cases/{case_id}/attachments/{file_id}")
    assert (answer.status, answer.content) == (200, PDF)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == "attachment; filename=\"r_capitulatif.pdf\"; filename*=UTF-8''r%C3%A9capitulatif.pdf"
    assert answer.headers["digest"] == b64encode(hashlib.sha256(PDF).digest()).decode()
    assert (answer.headers["x-content-type-options"], answer.headers["cache-control"]) == ("nosniff", "no-store")
    assert desk.status(case_id) == "IN_PROGRESS"
    (line,) = desk.history(case_id)
    assert (line.account_id, line.author, line.detail) == (desk.account.id, "Dominique BERNARD", "récapitulatif.pdf")
    (fact,) = desk.facts("DOWNLOADED")
    assert (fact.subject, fact.details, fact.chain) == (case_id, {"attachment": file_id}, str(desk.town.organisation))
    (event,) = desk.world.osl.get(f"/teledossiers/v1/cases/{case_id}").json["events"]
    assert (event["actionType"], event["caseNewStatus"], event["notification"]) == ("ATTACH_DL", "IN_PROGRESS", True)
    assert [each["eventId"] for each in desk.world.osl.notifications() if each["caseId"] == case_id] == [event["id"]]


@pytest.mark.rule("POR-04")
@pytest.mark.parametrize("name", ['un "nom".pdf', "a%0d%0aSet-Cookie: x=1.pdf", "semi; filename=autre.pdf", "\u202efdp.exe", "\u2028"], ids=ascii)
def test_a_name_breaks_out_of_no_header(desk: Desk, name: str) -> None:
    case_id = desk.case((name, PDF))
    answer = desk.agent.get(f"/cases/{case_id}/attachments/{desk.files(case_id)[0]}")
    assert answer.status == 200
    assert unquote(answer.headers["content-disposition"].partition("UTF-8''")[2]) == name
    assert "set-cookie" not in answer.headers
    assert "\r" not in answer.headers["content-disposition"]


@pytest.mark.rule("POR-04", "POR-03")
def test_all_files_of_one_are_an_archive_with_names_made_unique(desk: Desk) -> None:
    case_id = desk.case(("acte.pdf", PDF), ("ACTE.pdf", PDF + b"2"), ("acte.pdf", PDF + b"3"), ("aux.pdf", PDF))
    answer = desk.agent.get(f"/cases/{case_id}/archive")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/zip")
    assert answer.headers["content-disposition"].startswith('attachment; filename="teledossier-EXT-01.zip"')
    assert unzipped(answer.content) == {"acte.pdf": PDF, "ACTE (2).pdf": PDF + b"2", "acte (3).pdf": PDF + b"3", "_aux.pdf": PDF}
    assert desk.agent.get(f"/cases/{case_id}/archive").content == answer.content
    assert desk.status(case_id) == "IN_PROGRESS"
    assert len(desk.history(case_id)) == 2


@pytest.mark.rule("POR-04")
def test_an_archive_too_large_for_an_answer_is_prepared(desk: Desk) -> None:
    large = b"%PDF" + bytes(range(256)) * (LIMITS.answer_bytes // 512)
    case_id = desk.case(("un.pdf", large), ("deux.pdf", large))
    told, content = desk.result(desk.agent.get(f"/cases/{case_id}/archive"))
    assert (told["status"], told["kind"], told["fileName"], told["omitted"]) == ("READY", "ARCHIVE", "teledossier-EXT-01.zip", 0)
    assert unzipped(content) == {"un.pdf": large, "deux.pdf": large}
    assert (desk.status(case_id), len(desk.history(case_id)), len(desk.facts("DOWNLOADED"))) == ("IN_PROGRESS", 1, 1)


@pytest.mark.rule("POR-04")
def test_a_file_too_large_for_an_answer_has_a_link_to_where_it_lies(desk: Desk) -> None:
    large = b"%PDF" + b"x" * LIMITS.answer_bytes
    case_id = desk.case(("un.pdf", large))
    answer = desk.agent.get(f"/cases/{case_id}/attachments/{desk.files(case_id)[0]}")
    assert (answer.status, answer.json["status"], answer.json["kind"], answer.json["sizeBytes"]) == (202, "READY", "FILE", len(large))
    link = urlsplit(answer.json["link"])
    assert desk.hub.files.get(link.path.removeprefix("/files/"), parse_qs(link.query)["versionId"][0]) == large
    assert parse_qs(link.query)["response-content-disposition"] == ["attachment; filename=\"un.pdf\"; filename*=UTF-8''un.pdf"]
    assert (desk.status(case_id), len(desk.history(case_id))) == ("IN_PROGRESS", 1)


@pytest.mark.rule("POR-04", "POR-03", "POR-08", "AUT-10")
def test_several_are_one_archive_and_those_that_may_not_be_are_told_with_the_reason(desk: Desk) -> None:
    first, second, third = desk.case(number="A"), desk.case(("é.pdf", PDF), number="A"), desk.case(number="B")
    desk.change(third, status=CaseStatus.CLOSED)
    elsewhere = Desk(desk.world).case()
    unknown = str(uuid4())
    answer = desk.agent.post("/archives", {"caseIds": [first, second, third, elsewhere, unknown]})
    assert answer.status == 202, answer.content
    closed = "Ce télédossier est « Clos » : ses pièces jointes ne peuvent plus être téléchargées. L'historique indique qui l'a déjà fait."
    assert answer.json["leftOut"] == [
        {"caseId": third, "number": "B", "reason": closed},
        {"caseId": elsewhere, "number": None, "reason": "Vous n'avez pas accès à cet élément."},
        {"caseId": unknown, "number": None, "reason": "Ce télédossier n'existe pas ou n'existe plus."},
    ]
    told, content = desk.result(answer)
    assert unzipped(content) == {"A/récapitulatif.pdf": PDF, "A/données.xml": XML, "A (2)/é.pdf": PDF}
    assert (told["omitted"], told["fileName"]) == (0, f"teledossiers-{paris_date(desk.hub.clock.now())}.zip")
    assert [desk.status(each) for each in (first, second, third)] == ["IN_PROGRESS", "IN_PROGRESS", "CLOSED"]
    assert [len(desk.history(each)) for each in (first, second, third)] == [1, 1, 0]
    assert {each.subject for each in desk.facts("DOWNLOADED")} == {first, second}


@pytest.mark.rule("POR-04")
@pytest.mark.parametrize("ids", [[], [str(uuid4())] * 501, ["x"], None], ids=["none", "501", "no id", "null"])
def test_what_is_asked_for_is_checked_beside_its_field(desk: Desk, ids: Any) -> None:
    answer = desk.agent.post("/archives", {"caseIds": ids})
    assert answer.status == 400
    assert answer.json["errors"][0]["field"].startswith("caseIds")


@pytest.mark.rule("POR-04")
def test_when_none_may_be_downloaded_nothing_is_prepared(desk: Desk) -> None:
    case_id = desk.case()
    desk.change(case_id, status=CaseStatus.REFUSED)
    answer = desk.agent.post("/archives", {"caseIds": [case_id]})
    assert answer.status == 400
    assert answer.messages[0] == "Aucun des télédossiers choisis ne peut être téléchargé."
    assert "« Refusé »" in answer.messages[1]


@pytest.mark.rule("POR-04", "POR-11", "POR-01", "ACC-02", "ACC-03")
def test_who_may_not_download_is_told_why_and_nothing_moves(desk: Desk) -> None:
    case_id = desk.case()
    file_id = desk.files(case_id)[0]
    refused = {
        "reader": desk.person(roles=[Role.CASES_READ]),
        "not entitled": desk.person(habilitations=[]),
        "other town": Desk(desk.world).person(),
        "operator": desk.person(ActorType.BUSINESS_ADMINISTRATOR, desk.world.osl_organisation),
        "national": desk.person(ActorType.NATIONAL_ADMINISTRATOR, desk.hub.administration),
    }
    reasons = {}
    for name, (_, browser) in refused.items():
        answers = [browser.get(f"/cases/{case_id}/attachments/{file_id}"), browser.get(f"/cases/{case_id}/archive")]
        assert [each.status for each in answers] == [403, 403], name
        (reasons[name],) = {each.messages[0] for each in answers}
        assert browser.post("/archives", {"caseIds": [case_id]}).status == 400
    name = desk.world.process.name
    assert reasons == {
        "reader": "Vous ne disposez pas du rôle « Gestion des télédossiers ». Contactez l'administrateur local de votre organisation.",
        "not entitled": (
            f"Vous n'êtes pas habilité à consulter les télédossiers de la démarche « {name} ». "
            "Contactez l'administrateur local de votre organisation."
        ),
        "other town": "Vous n'avez pas accès à cet élément.",
        "operator": "Le profil administrateur métier permet de suivre les télédossiers sans en télécharger les pièces jointes.",
        "national": "Le profil administrateur national permet de consulter les télédossiers sans en télécharger les pièces jointes.",
    }
    assert Browser(desk.world.gateway).get(f"/cases/{case_id}/archive").status == 401
    assert (desk.status(case_id), desk.history(case_id)) == ("HUBEE_NOTIFIED", [])


@pytest.mark.rule("POR-04")
def test_unknown_things_are_not_found_in_french(desk: Desk) -> None:
    case_id = desk.case()
    gone = "Ce télédossier n'existe pas ou n'existe plus."
    for path, message in (
        (f"/cases/{uuid4()}/archive", gone),
        (f"/cases/{uuid4()}/attachments/{uuid4()}", gone),
        (f"/cases/{case_id}/attachments/{uuid4()}", "Cette pièce jointe n'est pas disponible."),
        (f"/cases/{case_id}/events/{uuid4()}/attachments/{uuid4()}", "Cette pièce jointe n'est pas disponible."),
        (f"/preparations/{uuid4()}", "Ce fichier n'est plus disponible : demandez-le à nouveau."),
    ):
        answer = desk.agent.get(path)
        assert (answer.status, answer.messages) == (404, [message]), path


@pytest.mark.rule("POR-04")
def test_a_preparation_is_seen_by_its_person_alone_and_only_while_his_rights_cover_it(desk: Desk) -> None:
    answer = desk.agent.post("/archives", {"caseIds": [desk.case()]})
    path = f"/preparations/{answer.json['id']}"
    desk.result(answer)
    _, colleague = desk.person()
    assert (colleague.get(path).status, desk.agent.get(path).status) == (404, 200)
    account = desk.hub.accounts.account(desk.account.id)
    assert account is not None
    desk.hub.commit(replace(account, habilitations=frozenset()))
    assert desk.agent.get(path).status == 404


@pytest.mark.rule("POR-04", "MAI-01")
def test_a_message_of_nothing_is_done_with_and_one_that_fails_comes_back_until_it_has_failed(desk: Desk) -> None:
    assert app.prepare({"Records": [{"messageId": "m", "body": str(uuid4())}]}, None) == {"batchItemFailures": []}
    case_id = desk.case()
    made = desk.agent.post("/archives", {"caseIds": [case_id]}).json
    file = desk.hub.exchange.case(case_id)
    assert file is not None
    event = {"Records": [{"messageId": "m", "body": made["id"]}]}

    class Broken:
        """A store that answers nothing."""

        def dossier(self, _: str) -> None:
            raise RuntimeError("broken")

    whole, desk.hub.__dict__["exchange"] = desk.hub.exchange, Broken()
    try:
        for _ in range(3):
            assert app.prepare(event, None) == {"batchItemFailures": [{"itemIdentifier": "m"}]}
        assert app.prepare(event, None) == {"batchItemFailures": []}
    finally:
        desk.hub.__dict__["exchange"] = whole
    told = desk.agent.get(f"/preparations/{made['id']}").json
    assert (told["status"], told["link"], told["sizeBytes"]) == ("FAILED", None, None)
    assert told["message"].startswith("Le fichier n'a pas pu être préparé.")
    Ticker().build_preparations()
    assert desk.history(case_id) == []
