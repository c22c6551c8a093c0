"""Whatever openapi.json allows, and much that it does not, is sent to a running hub; every answer is one that openapi.json announces.

``HUB_FUZZ_EXAMPLES`` is how many made-up requests each operation gets beside those that its schema's corners give; `make bench` sends more.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.e2e.portal_browser import COOKIE, Browser, Days
from tests.e2e.running import Sandbox, running_sandbox

CHECKS = ("not_a_server_error", "status_code_conformance", "response_schema_conformance", "content_type_conformance")
CLIENT_BY_SCOPE = {"ADMIN": "ADMIN", "OSL": "DILA", "SI": "SI Mairie de Vienne recensementCitoyen"}
EXAMPLES = int(os.environ.get("HUB_FUZZ_EXAMPLES", "5"))
IS_THOROUGH = EXAMPLES > 5
_SECONDS = 3600 if IS_THOROUGH else 300
EVERY_PHASE, QUICK_PHASES = "examples,coverage,fuzzing", "examples,fuzzing"
PORTAL = "^/portal/"
PATHS_BY_PERSON = {
    # Each operation is asked by somebody whom it lets in.
    "AGENT": r"^/portal/v1/(cases|archives|exports|preparations|processes|statistics)",
    "ADMINISTRATEUR_LOCAL": r"^/portal/v1/(accounts|subscriptions|me)",
    "ADMINISTRATEUR_NATIONAL": r"^/portal/v1/(administration|requests)",
}
LASTING = r"^/portal/v1/(session|me/sessions|me/password|password)"
"""What would end the session that the others are sent with, or needs none."""


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


def _session(browser: Browser) -> list[str]:
    """The headers of somebody signed in."""
    return ["--header", f"Cookie: {COOKIE}={browser.cookie}", "--header", f"X-CSRF-Token: {browser.csrf}"]


def _must_conform(sandbox: Sandbox, folder: Path, *, settings: list[str], phases: str = EVERY_PHASE) -> None:
    report = folder / "report.json"
    command = [
        *(str(Path(sys.executable).with_name("schemathesis")), "--no-color", "run", f"{sandbox.url}/openapi.json"),
        *("--checks", ",".join(CHECKS), "--phases", phases, "--max-examples", str(EXAMPLES)),
        *("--seed", "20261123", "--generation-deterministic", "--no-shrink", "--continue-on-failure"),
        *("--suppress-health-check", "all", "--warnings", "off", "--request-timeout", "30", "--workers", "1"),
        *(*settings, "--report", "json", "--report-json-path", str(report)),
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=_SECONDS, check=False)
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr
    assert json.loads(report.read_text(encoding="utf-8"))


@pytest.mark.rule("DEP-02", "OAU-04")
@pytest.mark.parametrize("scope", CLIENT_BY_SCOPE)
def test_every_answer_is_one_that_the_interface_announces(scope: str, fuzzed_sandbox: Sandbox, tmp_path: Path) -> None:
    settings = ["--header", f"Authorization: Bearer {_token(fuzzed_sandbox, scope)}", "--exclude-path-regex", PORTAL]
    # The corners of a schema are the same for each scope: in the tests one of them tries them all.
    phases = EVERY_PHASE if IS_THOROUGH or scope == "ADMIN" else QUICK_PHASES
    _must_conform(fuzzed_sandbox, tmp_path, settings=settings, phases=phases)


@pytest.mark.rule("ACC-10", "AUT-09")
@pytest.mark.parametrize("actor", PATHS_BY_PERSON)
def test_every_answer_of_the_portal_is_one_that_it_announces(actor: str, fuzzed_sandbox: Sandbox, tmp_path: Path) -> None:
    days = Days(fuzzed_sandbox)
    person = next(each for each in fuzzed_sandbox.credentials["accounts"] if each["actorType"] == actor)
    browser = days.signed_in(person["email"])
    settings = [*_session(browser), "--include-path-regex", PATHS_BY_PERSON[actor], "--exclude-path-regex", LASTING]
    _must_conform(fuzzed_sandbox, tmp_path, settings=settings)
    assert browser.ask("GET", "/me", 200)["actorType"] == actor  # signed in to the end: all was judged, not turned away
    days.close()


@pytest.mark.rule("AUT-12", "AUT-09")
def test_every_answer_to_whoever_is_not_signed_in_is_one_that_the_portal_announces(fuzzed_sandbox: Sandbox, tmp_path: Path) -> None:
    _must_conform(fuzzed_sandbox, tmp_path, settings=["--include-path-regex", LASTING])


def test_each_operation_of_the_portal_is_asked(fuzzed_sandbox: Sandbox) -> None:
    paths = httpx.get(f"{fuzzed_sandbox.url}/openapi.json", trust_env=False).json()["paths"]
    asked = "|".join([*PATHS_BY_PERSON.values(), LASTING])
    assert [each for each in paths if re.search(PORTAL, each) and not re.search(asked, each)] == []
