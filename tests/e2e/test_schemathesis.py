"""Whatever openapi.json allows, and much that it does not, is sent to a running hub; every answer is one that openapi.json announces."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.e2e.running import Sandbox, running_sandbox

pytestmark = pytest.mark.xdist_group("e2e")
CHECKS = ("not_a_server_error", "status_code_conformance", "response_schema_conformance", "content_type_conformance")
CLIENT_BY_SCOPE = {"ADMIN": "ADMIN", "OSL": "DILA", "SI": "SI Mairie de Vienne recensementCitoyen"}
_EXAMPLES = 20


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


@pytest.mark.rule("DEP-02", "OAU-04")
@pytest.mark.parametrize("scope", CLIENT_BY_SCOPE)
def test_every_answer_is_one_that_the_interface_announces(scope: str, fuzzed_sandbox: Sandbox, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    command = [
        *(str(Path(sys.executable).with_name("schemathesis")), "--no-color", "run", f"{fuzzed_sandbox.url}/openapi.json"),
        *("--checks", ",".join(CHECKS), "--phases", "examples,coverage,fuzzing", "--max-examples", str(_EXAMPLES)),
        *("--seed", "20261123", "--generation-deterministic", "--no-shrink", "--continue-on-failure"),
        *("--suppress-health-check", "all", "--warnings", "off", "--request-timeout", "30", "--workers", "1"),
        *("--header", f"Authorization: Bearer {_token(fuzzed_sandbox, scope)}", "--report", "json", "--report-json-path", str(report)),
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr
    assert json.loads(report.read_text(encoding="utf-8"))
