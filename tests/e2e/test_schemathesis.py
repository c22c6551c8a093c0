"""Whatever openapi.json allows, and much that it does not, is sent to a running hub; every answer is one that openapi.json announces."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyotp
import pytest

from tests.e2e.running import Sandbox, running_sandbox

pytestmark = pytest.mark.xdist_group("fuzzed")
CHECKS = ("not_a_server_error", "status_code_conformance", "response_schema_conformance", "content_type_conformance")
CLIENT_BY_SCOPE = {"ADMIN": "ADMIN", "OSL": "DILA", "SI": "SI Mairie de Vienne recensementCitoyen"}
PEOPLE = ("AGENT", "ADMINISTRATEUR_LOCAL", "ADMINISTRATEUR_NATIONAL")
PORTAL = "^/portal/"
LASTING = "^/portal/v1/(session|me/sessions|me/password)"
"""What would end the session that the others are sent with."""


@pytest.fixture(scope="module")
def fuzzed_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A sandbox of this test's own: what is sent leaves nothing in order."""
    with running_sandbox(tmp_path_factory.mktemp("fuzzed")) as running:
        yield running


def _token(sandbox: Sandbox, scope: str) -> str:
    client = sandbox.client(CLIENT_BY_SCOPE[scope])
    form = {"grant_type": "client_credentials", "scope": scope, "client_id": client["clientId"], "client_secret": client["clientSecret"]}
    answer = httpx.post(f"{sandbox.url}/token", data=form, trust_env=False)
    token: str = answer.json()["access_token"]
    return token


def _session(sandbox: Sandbox, actor: str) -> list[str]:
    """The headers of somebody signed in."""
    person = next(each for each in sandbox.credentials["accounts"] if each["actorType"] == actor)
    portal = f"{sandbox.url}/portal/v1"
    answer = httpx.post(f"{portal}/session", json={"email": person["email"], "password": person["password"]}, trust_env=False)
    if answer.json()["stage"] == "SECOND_FACTOR":
        headers = {"Cookie": _cookie(answer), "X-CSRF-Token": answer.json()["csrfToken"]}
        code = pyotp.TOTP(person["totpSecret"]).now()
        answer = httpx.post(f"{portal}/session/code", json={"code": code}, headers=headers, trust_env=False)
    assert answer.json()["stage"] == "OPEN", answer.text
    return ["--header", f"Cookie: {_cookie(answer)}", "--header", f"X-CSRF-Token: {answer.json()['csrfToken']}"]


def _cookie(answer: httpx.Response) -> str:
    return answer.headers["set-cookie"].partition(";")[0]


def _must_conform(sandbox: Sandbox, folder: Path, *, examples: int, settings: list[str]) -> None:
    report = folder / "report.json"
    command = [
        *(str(Path(sys.executable).with_name("schemathesis")), "--no-color", "run", f"{sandbox.url}/openapi.json"),
        *("--checks", ",".join(CHECKS), "--phases", "examples,coverage,fuzzing", "--max-examples", str(examples)),
        *("--seed", "20261123", "--generation-deterministic", "--no-shrink", "--continue-on-failure"),
        *("--suppress-health-check", "all", "--warnings", "off", "--request-timeout", "30", "--workers", "1"),
        *(*settings, "--report", "json", "--report-json-path", str(report)),
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr
    assert json.loads(report.read_text(encoding="utf-8"))


@pytest.mark.rule("DEP-02", "OAU-04")
@pytest.mark.parametrize("scope", CLIENT_BY_SCOPE)
def test_every_answer_is_one_that_the_interface_announces(scope: str, fuzzed_sandbox: Sandbox, tmp_path: Path) -> None:
    settings = ["--header", f"Authorization: Bearer {_token(fuzzed_sandbox, scope)}", "--exclude-path-regex", PORTAL]
    _must_conform(fuzzed_sandbox, tmp_path, examples=20, settings=settings)


@pytest.mark.rule("ACC-10", "AUT-09")
@pytest.mark.parametrize("actor", PEOPLE)
def test_every_answer_of_the_portal_is_one_that_it_announces(actor: str, fuzzed_sandbox: Sandbox, tmp_path: Path) -> None:
    settings = [*_session(fuzzed_sandbox, actor), "--include-path-regex", PORTAL, "--exclude-path-regex", LASTING]
    _must_conform(fuzzed_sandbox, tmp_path, examples=5, settings=settings)
