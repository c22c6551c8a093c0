"""The ``hubee`` command as a person or a scheduler meets it: exit codes, JSON on stdout, French on stderr, two at once."""

import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hubee_client.command import main
from hubee_client.locks import lock

from tests.client.bad_network import Mishap, bad_network
from tests.client.commands import CLIENT, Ended, environment_of, finish, make_folder, start
from tests.e2e.portal_browser import Days
from tests.e2e.remote import CASES, FOLDERS, NOTIFICATIONS, PDF, Program, RemoteWorld
from tests.e2e.running import free_port, running_sandbox

Hubee = Callable[..., tuple[int, Any, str]]
NO_ID = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def hubee(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Hubee:
    """Runs a command in this process; answers its code, its document and what it said."""
    for name in [each for each in os.environ if each.startswith("HUBEE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HUBEE_HOME", str(tmp_path / "home"))

    def run(*arguments: str | Path, program: Program | None = None, url: str | None = None, **variables: str) -> tuple[int, Any, str]:
        given = environment_of(program, url or str(program.http.base_url), tmp_path / "home") if program else {}
        with pytest.MonkeyPatch.context() as patch:
            for name, value in {**given, **variables}.items():
                patch.setenv(name, value)
            capsys.readouterr()
            code = main([*map(str, arguments), "--json"])
        said = capsys.readouterr()
        return code, json.loads(said.out), said.err

    return run


def error_of(answer: tuple[int, Any, str]) -> tuple[int, int, str]:
    """The exit code, the code and the kind that the document tells."""
    code, document, errors = answer
    assert errors.startswith("✗ ") or "\n✗ " in errors
    return code, document["error"]["code"], document["error"]["kind"]


def test_a_whole_exchange_by_commands(hubee: Hubee, tmp_path: Path, world: RemoteWorld) -> None:
    osl, town = world.osl(), world.town()
    directory = make_folder(tmp_path / "d", world.process, "EXT-1", town.organisation, {"pièce.pdf": PDF})

    code, document, errors = hubee("deposit", directory, program=osl)
    (deposit,) = document["deposits"]
    assert (code, deposit["externalId"], deposit["isNew"], errors) == (0, "EXT-1", True, "")
    assert hubee("deposit", directory, program=osl)[1]["deposits"] == [deposit | {"isNew": False}]
    (case_id,) = deposit["caseIds"]

    code, document, _ = hubee("inbox", tmp_path / "in", "--status", "SI_RECEIVED", program=town)
    (delivery,) = document["deliveries"]
    assert (code, delivery["caseId"], delivery["isNew"], delivery["isAcknowledged"]) == (0, case_id, True, True)
    assert document["counts"] == {"deliveries": 1}
    assert (Path(delivery["directory"]) / "files" / "pièce.pdf").read_bytes() == PDF
    assert hubee("inbox", tmp_path / "in", program=town)[:2] == (0, {"deliveries": [], "failures": [], "counts": {}})

    (tmp_path / "réponse.pdf").write_bytes(PDF)
    assert hubee("send", case_id, "-f", tmp_path / "réponse.pdf", "-m", "Voici", "--status", "DONE", program=town)[1]["status"] == "SENT"
    assert hubee("status", case_id, program=osl)[1] == {"id": case_id, "status": "DONE", "externalId": "EXT-1-1", "processCode": world.process}

    _, document, _ = hubee("inbox", tmp_path / "answers", program=osl)
    assert [json.loads((Path(each["directory"]) / "event.json").read_text())["caseNewStatus"] for each in document["deliveries"]] == [
        "SI_RECEIVED",
        "DONE",
    ]
    assert hubee("inbox", tmp_path / "in", program=town)[1]["counts"] == {"receipts": 2}
    code, document, _ = hubee("download", "--case", case_id, "--to", tmp_path / "again", program=town)
    assert (code, Path(document["files"][0]["path"]).read_bytes()) == (0, PDF)
    assert hubee("status", case_id, "--set", "CLOSED", program=osl)[1]["status"] == "CLOSED"
    assert hubee("status", deposit["folderId"], "--folder", "--set", "CLOSED", program=osl)[1]["status"] == "CLOSED"


@pytest.mark.rule("CAS-03")
def test_a_status_that_was_not_set_ends_with_4(hubee: Hubee, world: RemoteWorld) -> None:
    osl, town = world.osl(), world.town()
    case_id = world.deliver(osl, town)["cases"][0]["id"]
    town.move(case_id, "DONE")
    for how in ([], ["--silent"], ["--key", "k"]):
        assert error_of(hubee("status", case_id, "--set", "IN_PROGRESS", *how, program=town)) == (4, 4, "REFUSED")
    assert (town.case(case_id)["status"], town.case(case_id)["events"], osl.waiting()) == ("DONE", [], [])


def test_a_download_leaves_what_is_there_as_it_is(hubee: Hubee, tmp_path: Path, world: RemoteWorld) -> None:
    osl, town = world.osl(), world.town()
    case_id = world.deliver(osl, town)["cases"][0]["id"]
    to = tmp_path / "files"
    to.mkdir()
    (to / "récapitulatif.pdf").write_bytes(b"annotated here")
    (to / "récapitulatif (2).pdf").symlink_to("nowhere")
    (to / "récapitulatif (3).pdf").mkdir()

    def download() -> tuple[int, str, list[str]]:
        code, document, errors = hubee("download", "--case", case_id, "--to", to, program=town)
        return code, Path(document["files"][0]["path"]).name, errors.splitlines()

    kept = [f"« {to / f'récapitulatif{number}.pdf'} » est là, avec un autre contenu : il reste tel quel." for number in ("", " (2)", " (3)")]
    for _ in range(2):
        assert download() == (0, "récapitulatif (4).pdf", kept)
    contents = {each.name: each.read_bytes() if each.is_file() else None for each in to.iterdir()}
    assert contents == {
        ".hubee-download.lock": b"",
        "récapitulatif.pdf": b"annotated here",
        "récapitulatif (2).pdf": None,
        "récapitulatif (3).pdf": None,
        "récapitulatif (4).pdf": PDF,
    }


def test_a_download_takes_up_its_own_file_and_no_other_of_its_name(hubee: Hubee, tmp_path: Path, world: RemoteWorld) -> None:
    osl, town = world.osl(), world.town()
    case_id = world.deliver(osl, town)["cases"][0]["id"]
    (tmp_path / ".récapitulatif.pdf.part").write_bytes(b"kept by another")
    for _ in range(2):
        code, document, errors = hubee("download", "--case", case_id, "--to", tmp_path, program=town)
        assert (code, document["files"][0]["path"], errors) == (0, str(tmp_path / "récapitulatif.pdf"), "")
    contents = {each.name: each.read_bytes() for each in tmp_path.iterdir() if each.is_file()}
    assert contents == {".hubee-download.lock": b"", ".récapitulatif.pdf.part": b"kept by another", "récapitulatif.pdf": PDF}


def test_upload_brings_an_announced_file(hubee: Hubee, tmp_path: Path, world: RemoteWorld) -> None:
    osl, town = world.osl(), world.town()
    folder = osl.ask("POST", "/teledossiers/v1/folders", 201, world.folder_body(town)).json()
    (tmp_path / "f.pdf").write_bytes(PDF)
    code, document, _ = hubee("upload", tmp_path / "f.pdf", "--folder", folder["id"], "--attachment", folder["attachments"][0]["id"], program=osl)
    assert (code, document["size"]) == (0, len(PDF))
    assert osl.ask("GET", f"/teledossiers/v1/folders/{folder['id']}", 200).json()["attachments"][0]["status"] == "RECEIVED"


@pytest.mark.parametrize(
    "arguments", [["nope"], ["deposit"], ["inbox", "x", "--nope"], ["status", "x"], ["send", NO_ID], ["upload", "x", "--attachment"]]
)
def test_a_misused_command_ends_with_2(hubee: Hubee, arguments: list[str]) -> None:
    assert error_of(hubee(*arguments, HUBEE_CLIENT_ID="i", HUBEE_CLIENT_SECRET="s", HUBEE_SCOPE="SI", HUBEE_URL="http://localhost:1")) == (
        2,
        2,
        "USAGE",
    )


def test_a_command_that_is_interrupted_says_so_in_its_document(tmp_path: Path, world: RemoteWorld) -> None:
    town = world.town()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(60)
        process = start(environment_of(town, f"http://localhost:{silent.getsockname()[1]}", tmp_path), "inbox", tmp_path / "in")
        connection, _ = silent.accept()
        with connection:  # which never answers
            process.send_signal(signal.SIGINT)
            ended = finish(process, patience=60)
    message = "Interrompu : la même commande reprendra où elle en était."
    error = {"code": 130, "kind": "INTERRUPTED", "message": message, "details": []}
    done: dict[str, Any] = {"deliveries": [], "failures": [], "counts": {}}
    assert ended == Ended(code=130, document=done | {"error": error}, errors=f"✗ {message}\n")


def test_without_a_command_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    said = capsys.readouterr()
    assert "Usage: hubee [OPTIONS] COMMAND [ARGS]..." in said.out
    assert said.err == "✗ Il manque une commande.\n  Voir « hubee --help ».\n"


def test_each_failure_has_its_exit_code(hubee: Hubee, tmp_path: Path, world: RemoteWorld) -> None:
    osl, town = world.osl(), world.town()
    good = make_folder(tmp_path / "good", world.process, "G", town.organisation, {"a.pdf": PDF})
    refused = make_folder(tmp_path / "refused", world.process, "R", osl.organisation, {"a.pdf": PDF})
    nowhere = f"http://localhost:{free_port()}"
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "in" / ".hubee").mkdir(parents=True)
    assert error_of(hubee("inbox", tmp_path / "in")) == (3, 3, "UNAUTHENTICATED")
    assert error_of(hubee("inbox", tmp_path / "in", program=osl, HUBEE_CLIENT_SECRET="wrong")) == (3, 3, "UNAUTHENTICATED")
    assert error_of(hubee("deposit", refused, program=osl)) == (4, 4, "REFUSED")
    assert error_of(hubee("status", NO_ID, program=osl)) == (5, 5, "NOT_FOUND")
    assert error_of(hubee("status", NO_ID, program=osl, url=nowhere, HUBEE_TRIES="2")) == (6, 6, "UNREACHABLE")
    assert error_of(hubee("deposit", good, refused, program=osl)) == (7, 7, "PARTIAL")
    with lock(tmp_path / "in" / ".hubee" / "lock", "la boîte"):
        assert error_of(hubee("inbox", tmp_path / "in", program=town)) == (8, 8, "LOCKED")
    assert error_of(hubee("inbox", tmp_path / "file", program=town)) == (9, 9, "DISK")


def test_a_folder_that_changed_since_its_deposit_began_is_not_deposited_otherwise(hubee: Hubee, tmp_path: Path, world: RemoteWorld) -> None:
    osl, town = world.osl(), world.town()
    directory = make_folder(tmp_path / "d", world.process, "EXT-1", town.organisation, {"a.pdf": PDF})
    nowhere = f"http://localhost:{free_port()}"
    assert hubee("deposit", directory, program=osl, url=nowhere, HUBEE_TRIES="1")[0] == 6
    assert error_of(hubee("deposit", directory, program=osl)) == (2, 2, "USAGE")  # begun on another hub
    (directory / ".hubee-deposit.json").unlink()
    (directory / "a.pdf").write_bytes(b"no PDF")
    assert error_of(hubee("deposit", directory, program=osl)) == (4, 4, "REFUSED")
    (directory / "a.pdf").write_bytes(PDF)
    assert error_of(hubee("deposit", directory, program=osl)) == (2, 2, "USAGE")
    assert hubee("deposit", directory, "--restart", program=osl)[0] == 0
    assert error_of(hubee("deposit", directory, "--restart", program=osl)) == (2, 2, "USAGE")
    assert len(town.take()) == 1


def test_a_delivery_that_fails_is_told_and_stays_in_the_queue_while_others_come(hubee: Hubee, tmp_path: Path, world: RemoteWorld) -> None:
    osl, town = world.osl(), world.town()
    cases = [world.deliver(osl, town)["cases"][0]["id"] for _ in range(2)]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "hubee-inbox.toml").write_text(f'[process.{world.process}]\nstatus = "IN_PROGRESS"\ntells = false\n')
    with bad_network(world.sandbox.port, seed="", chosen={f"GET {CASES}/*/attachments/*": Mishap.LOST_ANSWER}) as (_, url):
        code, document, _ = hubee("inbox", tmp_path / "in", program=town, url=url, HUBEE_TRIES="1")
    assert (code, document["error"]["kind"]) == (7, "PARTIAL")
    assert [each["caseId"] for each in document["failures"]] == cases[:1]
    assert [each["caseId"] for each in document["deliveries"]] == cases[1:]
    assert [each["caseId"] for each in town.waiting()] == cases[:1]
    assert [town.case(each)["status"] for each in cases] == ["HUBEE_NOTIFIED", "IN_PROGRESS"]


def test_a_run_goes_on_while_the_hub_answers_in_between(hubee: Hubee, tmp_path: Path, world: RemoteWorld) -> None:
    osl, town = world.osl(), world.town()
    known = world.deliver(osl, town)["cases"][0]["id"]
    town.take()
    cases = [*(world.deliver(osl, town)["cases"][0]["id"] for _ in range(4)), known]
    town.move(cases[2], "DONE")
    hubee("send", known, "-m", "Bonjour", program=osl)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "hubee-inbox.toml").write_text('[default]\nstatus = "IN_PROGRESS"\ntells = false\n')
    lost = (f"GET {CASES}/*", f"DELETE {NOTIFICATIONS}/*", f"GET {CASES}/*/events/*")  # of the first, the third and the fifth
    refused = {f"PATCH {CASES}/*": "Not today"}  # to the others
    with bad_network(world.sandbox.port, seed="", chosen=dict.fromkeys(lost, Mishap.LOST_REQUEST), refused=refused) as (_, url):
        code, document, _ = hubee("inbox", tmp_path / "in", program=town, url=url, HUBEE_TRIES="1")
    told = [(each["caseId"], each["details"]) for each in document["failures"]]
    assert (code, document["error"]["kind"]) == (7, "PARTIAL")
    assert told == list(zip(cases, [[], ["Not today"], [], ["Not today"], []], strict=True))


def test_a_run_that_ends_early_tells_what_it_did(hubee: Hubee, tmp_path: Path, world: RemoteWorld) -> None:
    osl, town = world.osl(), world.town()
    cases = [world.deliver(osl, town)["cases"][0]["id"] for _ in range(2)]
    staging = tmp_path / "in" / ".hubee" / "staging"
    staging.mkdir(parents=True)
    (staging / town.waiting()[1]["id"]).write_bytes(b"no directory")
    code, document, _ = hubee("inbox", tmp_path / "in", program=town)
    assert (code, document["error"]["kind"], document["counts"], document["failures"]) == (9, "DISK", {"deliveries": 1}, [])
    assert [each["caseId"] for each in document["deliveries"]] == cases[:1]

    good, bad = (make_folder(tmp_path / name, world.process, name, town.organisation, {"a.pdf": PDF}) for name in ("good", "bad"))
    (bad / ".hubee-deposit.lock").mkdir()
    code, document, _ = hubee("deposit", good, bad, program=osl)
    assert (code, document["error"]["kind"], document["failures"]) == (9, "DISK", [])
    assert [(each["externalId"], each["isNew"]) for each in document["deposits"]] == [("good", True)]


@pytest.mark.rule("CAS-03")
@pytest.mark.parametrize("tells", ["true", "false"])
@pytest.mark.parametrize(("mover", "now"), [("osl", "CLOSED"), ("town", "DONE"), ("town", "REFUSED"), ("town", "IN_PROGRESS")])
def test_a_case_that_others_brought_as_far_is_left_alone_and_nobody_is_told(
    hubee: Hubee, tmp_path: Path, world: RemoteWorld, tells: str, mover: str, now: str
) -> None:
    programs = {"osl": world.osl(), "town": world.town()}
    osl, town = programs.values()
    case_id = world.deliver(osl, town)["cases"][0]["id"]
    programs[mover].move(case_id, now)
    hubee("send", case_id, "-m", "Bonjour", program=osl)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "hubee-inbox.toml").write_text(f'[default]\nstatus = "{"DONE" if now == "REFUSED" else "IN_PROGRESS"}"\ntells = {tells}\n')
    code, document, errors = hubee("inbox", tmp_path / "in", program=town)
    assert (code, document["failures"], document["counts"], errors) == (0, [], {"deliveries": 2}, "")
    assert (town.waiting(), town.case(case_id)["status"]) == ([], now)
    assert osl.take() == [("SENDING_MESSAGE", "RECEIVED")]  # what it sent itself was read


@pytest.mark.rule("CAS-03", "JOB-05")
def test_a_case_that_was_archived_unread_leaves_the_queue_with_its_events(hubee: Hubee, tmp_path: Path) -> None:
    with ExitStack() as stack:
        sandbox = stack.enter_context(running_sandbox(tmp_path / "sandbox"))
        days = Days(sandbox)
        stack.callback(days.close)
        world = RemoteWorld(sandbox)
        stack.callback(world.close)
        osl, town = world.osl(), world.town()
        folder = world.deliver(osl, town)
        case_id = folder["cases"][0]["id"]
        hubee("send", case_id, "-m", "Bonjour", program=osl)
        osl.move(case_id, "CLOSED")
        osl.ask("PATCH", f"{FOLDERS}/{folder['id']}", 204, {"globalStatus": "CLOSED"})
        days.pass_("P62D")
        town.token = town.sign_in()
        assert town.case(case_id)["status"] == "ARCHIVED"
        # This hub may take the receipt; another says that the case is archived.
        refused = {f"PATCH {CASES}/*/events/*": "Case is archived"}
        _, url = stack.enter_context(bad_network(sandbox.port, seed="", refused=refused))
        code, document, errors = hubee("inbox", tmp_path / "in", "--status", "IN_PROGRESS", program=town, url=url)
        assert (code, document["failures"], document["counts"]) == (0, [], {"deliveries": 2})
        assert errors == "« récapitulatif.pdf » n'est pas à récupérer : le hub le dit DELETED.\n"
        assert town.waiting() == []
        assert list((tmp_path / "in" / ".hubee").glob("*/*")) == []


@pytest.mark.rule("NOT-03")
def test_a_receipt_that_the_hub_refuses_of_a_living_case_stays_in_the_queue(hubee: Hubee, tmp_path: Path, world: RemoteWorld) -> None:
    osl, town = world.osl(), world.town()
    case_id = world.deliver(osl, town)["cases"][0]["id"]
    hubee("send", case_id, "-m", "Bonjour", program=osl)
    with bad_network(world.sandbox.port, seed="", refused={f"PATCH {CASES}/*/events/*": "Not today"}) as (_, url):
        code, document, _ = hubee("inbox", tmp_path / "in", program=town, url=url)
    assert (code, [each["details"] for each in document["failures"]]) == (7, [["Not today"]])
    assert town.take() == [("SENDING_MESSAGE", "SENT")]


def test_what_is_not_to_be_acknowledged_is_fetched_once_and_stays_in_the_queue(hubee: Hubee, tmp_path: Path, world: RemoteWorld) -> None:
    osl, town = world.osl(), world.town()
    world.deliver(osl, town)
    arguments = ("inbox", tmp_path / "in", "--status", "SI_RECEIVED")
    assert hubee(*arguments, "--no-acknowledge", program=town)[1]["counts"] == {"deliveries": 1}
    assert hubee(*arguments, "--no-acknowledge", program=town)[1]["counts"] == {"kept": 1}
    (notification,) = town.waiting()
    assert len(town.case(notification["caseId"])["events"]) == 1
    assert hubee(*arguments, program=town)[1]["counts"] == {"finished": 1}
    assert town.waiting() == []


@pytest.mark.rule("NOT-06")
@pytest.mark.rule("NOT-03")
def test_an_inbox_that_was_lost_comes_back_by_a_replay_with_what_the_operator_sent(hubee: Hubee, tmp_path: Path, world: RemoteWorld) -> None:
    osl, town = world.osl(), world.town()
    case_id = world.deliver(osl, town)["cases"][0]["id"]
    (tmp_path / "complément.pdf").write_bytes(PDF)
    hubee("send", case_id, "-f", tmp_path / "complément.pdf", "-m", "Le complément", program=osl)
    first = hubee("inbox", tmp_path / "in", program=town)[1]
    assert [bool(each["eventId"]) for each in first["deliveries"]] == [False, True]
    hubee("status", case_id, "--set", "IN_PROGRESS", program=town)
    assert hubee("inbox", tmp_path / "answers", program=osl)[1]["counts"] == {"deliveries": 1, "receipts": 1}
    assert hubee("inbox", tmp_path / "in", program=town)[1]["counts"] == {"receipts": 1}
    shutil.rmtree(tmp_path / "in")
    town.ask("POST", f"{NOTIFICATIONS}/replay", 200, {"since": (datetime.now(UTC) - timedelta(hours=1)).isoformat()})
    again = hubee("inbox", tmp_path / "in", program=town)[1]
    assert again == first | {"counts": {"deliveries": 2, "receipts": 1}}
    assert [each.read_bytes() for each in (tmp_path / "in").rglob("complément.pdf")] == [PDF]
    assert town.waiting() == []


@pytest.mark.rule("NOT-03")
def test_what_is_fetched_again_lies_beside_what_is_left_of_it_unless_all_is_left(hubee: Hubee, tmp_path: Path, world: RemoteWorld) -> None:
    osl, town = world.osl(), world.town()
    world.deliver(osl, town)

    def again() -> tuple[str, bool]:
        town.ask("POST", f"{NOTIFICATIONS}/replay", 200, {"since": (datetime.now(UTC) - timedelta(hours=1)).isoformat()})
        code, document, _ = hubee("inbox", tmp_path / "in", program=town)
        assert (code, document["counts"], town.waiting()) == (0, {"deliveries": 1}, [])
        directory = Path(document["deliveries"][0]["directory"])
        return directory.name, (directory / "files" / "récapitulatif.pdf").read_bytes() == PDF

    first = Path(hubee("inbox", tmp_path / "in", program=town)[1]["deliveries"][0]["directory"])
    assert again() == (first.name, True)
    for spoil in ((first / "files" / "récapitulatif.pdf").unlink, (first / "delivery.json").unlink):
        spoil()
        assert again() == (f"{first.name} (2)", True)
    (first.parent / f"{first.name} (2)" / "files" / "récapitulatif.pdf").write_bytes(b"annotated here")
    assert again() == (f"{first.name} (3)", True)
    assert sorted(each.name for each in first.parent.iterdir()) == [first.name, f"{first.name} (2)", f"{first.name} (3)"]
    assert list((tmp_path / "in" / ".hubee").glob("*/*")) == []


@pytest.mark.rule("NOT-03")
def test_a_directory_s_name_has_its_ids_however_long_the_sender_s_own(hubee: Hubee, tmp_path: Path, world: RemoteWorld) -> None:
    osl, town = world.osl(), world.town()
    cases = [{"externalId": "😀" * 50, "recipient": town.organisation}]
    attachments = [each | {"recipients": ["😀" * 50]} for each in world.folder_body(town)["attachments"]]
    case_id = world.deliver(osl, town, cases=cases, attachments=attachments)["cases"][0]["id"]
    event_id = hubee("send", case_id, "-m", "Bonjour", program=osl)[1]["eventId"]
    names = [Path(each["directory"]).name for each in hubee("inbox", tmp_path / "in", program=town)[1]["deliveries"]]
    assert [name.partition("_")[2] for name in names] == [f"{'😀' * 20}_{case_id}", f"{'😀' * 20}_{case_id}_event-{event_id}"]


def test_login_keeps_a_secret_that_the_hub_takes_and_nothing_else(tmp_path: Path, world: RemoteWorld) -> None:
    osl = world.osl()
    home = tmp_path / "home"

    def login(secret: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "hubee_client", "login", "--url", world.sandbox.url, "--client-id", osl.credentials["clientId"]]
        settings = {**os.environ, "PYTHONPATH": str(CLIENT), "HUBEE_HOME": str(home)}
        return subprocess.run([*command, "--scope", "osl", "--secret-stdin"], env=settings, input=secret, capture_output=True, text=True, check=False)

    refused = login("wrong\n")
    assert (refused.returncode, list(home.rglob("*.json"))) == (3, [])
    taken = login(osl.credentials["clientSecret"] + "\n")
    assert (taken.returncode, taken.stderr) == (0, "")
    assert osl.credentials["clientSecret"] not in taken.stdout
    assert [(each.name, stat.S_IMODE(each.stat().st_mode)) for each in home.rglob("*.json")] == [("default.json", 0o600)]


def test_a_token_is_kept_between_commands_and_renewed_when_it_is_no_longer_taken(hubee: Hubee, tmp_path: Path, world: RemoteWorld) -> None:
    town = world.town()
    given = environment_of(town, world.sandbox.url, tmp_path)
    login = {name: given[name] for name in ("HUBEE_URL", "HUBEE_CLIENT_ID", "HUBEE_CLIENT_SECRET", "HUBEE_SCOPE")}
    assert hubee("login", **login)[0] == 0
    assert hubee("inbox", tmp_path / "in")[0] == 0
    path = tmp_path / "home" / "tokens" / "default.json"
    kept = json.loads(path.read_text())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert hubee("inbox", tmp_path / "in")[0] == 0
    assert json.loads(path.read_text()) == kept
    spoiled_ones: list[Any] = [kept | {"value": "x"}, kept | {"expires_at": 0}, [], {"value": 1}]
    for spoiled in spoiled_ones:
        path.write_text(json.dumps(spoiled))
        assert hubee("inbox", tmp_path / "in")[0] == 0
        assert json.loads(path.read_text())["value"] not in ("x", 1)


@pytest.mark.rule("NOT-03")
def test_two_inboxes_at_once_deliver_once_and_the_second_says_that_it_is_not_alone(tmp_path: Path, world: RemoteWorld) -> None:
    osl, town = world.osl(), world.town()
    cases = {world.deliver(osl, town)["cases"][0]["id"] for _ in range(8)}
    environment = environment_of(town, world.sandbox.url, tmp_path / "home")
    both = [start(environment, "inbox", tmp_path / "in") for _ in range(2)]
    ended = [finish(each) for each in both]
    assert sorted(each.code for each in ended) in ([0, 0], [0, 8])
    delivered = [each["caseId"] for one in ended if one.document for each in one.document.get("deliveries", [])]
    assert sorted(delivered) == sorted(cases)
    assert len(list((tmp_path / "in").glob("[!.]*/*"))) == 8
    assert town.waiting() == []


def test_the_client_knows_nothing_of_how_the_hub_is_made() -> None:
    lines = [line.split() for each in CLIENT.rglob("*.py") for line in each.read_text(encoding="utf-8").splitlines()]
    imported = {line[1].partition(".")[0] for line in lines if line[:1] in (["import"], ["from"])}
    assert imported - sys.stdlib_module_names == {"hubee_client", "httpx", "rich", "typer"}
