"""The demo, against a sandbox in a process of its own: what it tells, what it leaves behind, what it says when it fails."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from infra.sandbox.samples import person_of
from tests.e2e.remote import CASES, FOLDERS, Program, RemoteWorld
from tests.e2e.running import Sandbox, free_port, run_demo


@pytest.fixture(scope="module")
def demos(sandbox: Sandbox) -> list[subprocess.CompletedProcess[str]]:
    """The demo, run twice in a row."""
    return [run_demo(sandbox.home) for _ in range(2)]


@pytest.mark.rule("DEP-06", "CAS-06", "CAS-07", "CAS-08", "CAS-11", "DEP-10", "NOT-02")
def test_the_demo_passes_as_often_as_it_is_run(demos: list[subprocess.CompletedProcess[str]]) -> None:
    first, second = demos
    assert [(each.returncode, each.stderr) for each in demos] == [(0, ""), (0, "")]
    assert len(first.stdout.splitlines()) == len(second.stdout.splitlines()) > 80
    steps = [line for line in first.stdout.splitlines() if " ms " in line]
    assert all(line.split()[0].isdigit() for line in steps)
    for told in (
        "identique au fichier déposé",
        "ADD_AWAITING",
        "le complément demandé",
        "rouvre le télédossier",
        "clôt le télédossier",
        "voit un télédossier « Nouveau »",
    ):
        assert told in first.stdout
    assert first.stdout.splitlines()[-1].startswith("Tout s'est passé comme attendu, en ")


@pytest.mark.rule("OAU-02")
def test_the_demo_says_what_it_expected_and_what_came(sandbox: Sandbox, tmp_path: Path) -> None:
    credentials = sandbox.credentials
    next(each for each in credentials["clients"] if each["name"] == "DGS")["clientSecret"] = "wrong"
    (tmp_path / "credentials.json").write_text(json.dumps(credentials), encoding="utf-8")
    failed = run_demo(tmp_path)
    refusal = '401 {"error":"invalid_client","error_description":"client authentication failed"}'
    assert (failed.returncode, failed.stderr) == (1, f"✗ DGS obtient un jeton : attendu un jeton (200), reçu {refusal}\n")


@pytest.mark.rule("OAU-03")
def test_the_demo_stops_at_the_first_surprise(sandbox: Sandbox, tmp_path: Path) -> None:
    credentials = sandbox.credentials
    clients = {each["name"]: each for each in credentials["clients"]}
    clients["DGS"].update({key: clients["DILA"][key] for key in ("clientId", "clientSecret")})
    (tmp_path / "credentials.json").write_text(json.dumps(credentials), encoding="utf-8")
    failed = run_demo(tmp_path)
    assert (failed.returncode, failed.stderr.count("\n")) == (1, 1)
    assert failed.stderr.startswith("✗ DGS dépose le télédossier DEMO-")
    assert failed.stderr.endswith('attendu 201, reçu 403 {"errors": [{"code": 403, "message": "Unauthorized user"}]}\n')


def test_the_demo_says_that_no_sandbox_was_ever_started(tmp_path: Path) -> None:
    failed = run_demo(tmp_path)
    told = f"✗ Aucun bac à sable : {tmp_path / 'credentials.json'} n'existe pas. Lancez « make run » dans un autre terminal.\n"
    assert (failed.returncode, failed.stdout, failed.stderr) == (1, "", told)


def test_the_demo_says_that_no_sandbox_answers(sandbox: Sandbox, tmp_path: Path) -> None:
    shutil.copy(sandbox.home / "credentials.json", tmp_path)
    url = f"http://localhost:{free_port()}"
    failed = run_demo(tmp_path, HUB_URL=url)
    told = f"✗ Aucun bac à sable ne répond à {url}. Lancez « make run » dans un autre terminal.\n"
    assert (failed.returncode, failed.stdout, failed.stderr) == (1, "", told)


@pytest.mark.rule("OAU-05")
def test_the_log_of_a_whole_demo_holds_nothing_personal_and_no_secret(sandbox: Sandbox, demos: list[subprocess.CompletedProcess[str]]) -> None:
    log = sandbox.log
    assert log.count('"operation":"createFolder"') >= 4
    people = [person_of(code) for code in ("CERTDC", "recensementCitoyen", "JeChangeDeCoordonnees")]
    forbidden = {word for person in people for word in (person.last_name, person.first_name, person.born_in)}
    forbidden |= {"volet-administratif", "certificat.", "recepisse", "livret-de-famille", "FICTIF", "illisible", "%PDF", "mairie-vienne.test"}
    forbidden |= {each["clientSecret"] for each in sandbox.credentials["clients"]}
    forbidden |= {each[name] for each in sandbox.credentials["accounts"] for name in ("email", "password", "totpSecret") if each[name]}
    forbidden |= {"eyJ", "Bearer", "Basic "}
    assert [each for each in forbidden if each in log or json.dumps(each)[1:-1] in log] == []


@pytest.mark.rule("OAU-05")
def test_refusals_are_logged_without_what_was_refused(sandbox: Sandbox, world: RemoteWorld) -> None:
    osl, town = world.osl(), world.town()
    body = world.folder_body(town, applicant={"firstName": "Zéphyrine", "lastName": "QUATREMÈRE", "email": "zq@canari.test"})
    body["attachments"][0]["fileName"] = "canari.pdf"
    folder = osl.ask("POST", FOLDERS, 201, body).json()
    path = f"{FOLDERS}/{folder['id']}"
    osl.ask("PUT", f"{path}/attachments/{folder['attachments'][0]['id']}", 400, content=b"canari-contents")
    osl.ask("PATCH", path, 204, {"globalStatus": "HUBEE_COMPLETED"})
    town.ask("POST", f"{CASES}/{folder['cases'][0]['id']}/events", 400, {"actionType": "CANARI", "message": "canari-message"})
    osl.ask("POST", FOLDERS, 400, {**body, "processCode": "canari-process", "applicant": {"firstName": ["canari-shape"]}})
    osl.http.post("/token", data={"grant_type": "client_credentials", "client_id": osl.credentials["clientId"], "client_secret": "canari-secret"})
    world.subscription(world.organisation("SI"), email="canari@commune.test", notificationFrequency="Unitaire")
    log = sandbox.log
    assert folder["id"] in log
    words = ("Zéphyrine", "QUATREMÈRE", "canari", "CANARI", osl.token, osl.credentials["clientSecret"])
    assert [each for each in words if each in log or json.dumps(each)[1:-1] in log] == []


def test_the_sandbox_is_ready_soon_and_stays_small(sandbox: Sandbox, demos: list[subprocess.CompletedProcess[str]]) -> None:
    assert sandbox.seconds_to_ready < 15
    resident = next(line for line in Path(f"/proc/{sandbox.pid}/status").read_text().splitlines() if line.startswith("VmRSS:"))
    assert int(resident.split()[1]) < 500_000, "kB"


@pytest.mark.rule("DEP-03", "NOT-02")
def test_the_demo_leaves_no_notification_behind(sandbox: Sandbox, demos: list[subprocess.CompletedProcess[str]]) -> None:
    names = ("DGS", "DILA", "SI INSEE POF CERTDC", "SI Mairie de Vienne CERTDC", "SI Mairie de Vienne recensementCitoyen")
    waiting = {}
    for name in names:
        program = Program(sandbox, sandbox.client(name))
        waiting[name] = program.waiting()
        program.http.close()
    assert waiting == {name: [] for name in names}
