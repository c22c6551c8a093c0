"""The credentials that a sandbox writes for tools, and that stay the same from one start to the next."""

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.remote import Program
from tests.e2e.running import ROOT, Sandbox, running_sandbox

SEEDED, PEOPLE, SUBSCRIPTIONS = (
    json.loads((ROOT / "infra" / "seed" / f"{name}.json").read_text(encoding="utf-8")) for name in ("clients", "accounts", "subscriptions")
)


@pytest.mark.rule("OAU-08")
def test_the_credentials_file_names_every_client_for_its_owner_only(sandbox: Sandbox) -> None:
    path = sandbox.home / "credentials.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(sandbox.credentials) == ["baseUrl", "clients", "accounts"]
    assert sandbox.credentials["baseUrl"] == sandbox.url
    clients = sandbox.credentials["clients"]
    assert [(each["name"], each["scope"], each["organization"]) for each in clients] == [
        (each["name"], each["scope"], each["organization"]) for each in SEEDED
    ]
    for each, seeded in zip(clients, SEEDED, strict=True):
        assert sorted(each) == ["clientId", "clientSecret", "name", "organization", "processCode", "scope"]
        codes = [seeded["subscription"]["process_code"]] if seeded["subscription"] else seeded["process_codes"]
        assert each["processCode"] == (codes[0] if len(codes) == 1 else None)
        assert re.fullmatch(r"[0-9a-f-]{36}", each["clientId"])
    assert len({each["clientId"] for each in clients}) == len({each["clientSecret"] for each in clients}) == len(SEEDED)


@pytest.mark.rule("AUT-01", "AUT-06", "ACC-01")
def test_the_credentials_file_names_every_person_with_what_he_signs_in_with(sandbox: Sandbox) -> None:
    accounts = sandbox.credentials["accounts"]
    named = {each["local_administrator"]["email"] for each in SUBSCRIPTIONS} | {each["email"] for each in PEOPLE}
    assert {each["email"] for each in accounts} == named
    assert len(accounts) == len(named) == len({each["password"] for each in accounts})
    told = {each["email"]: (each["actorType"], each["organizations"]) for each in accounts}
    assert {each["email"]: (each["actor_type"], each["organisations"]) for each in PEOPLE}.items() <= told.items()
    for each in accounts:
        assert sorted(each) == ["actorType", "email", "organization", "organizations", "password", "totpSecret"]
        assert each["organization"] == (None if each["actorType"] == "DELEGUE_TECHNIQUE" else each["organizations"][0])
        assert re.fullmatch(r"(?=.*\d)(?=.*[A-Z])(?=.*[!@#$%&*()]).{8,}", each["password"])
        assert (each["totpSecret"] is None) == (each["actorType"] == "AGENT")
        assert each["totpSecret"] is None or re.fullmatch("[A-Z2-7]{32}", each["totpSecret"])


@pytest.mark.rule("OAU-01", "OAU-03")
def test_every_client_of_the_file_gets_a_token(sandbox: Sandbox) -> None:
    for each in sandbox.credentials["clients"]:
        program = Program(sandbox, each)
        assert program.token.count(".") == 2
        program.http.close()


@pytest.mark.rule("OAU-05")
def test_the_same_seed_makes_the_same_clients_and_another_makes_others(sandbox: Sandbox, tmp_path: Path) -> None:
    with running_sandbox(tmp_path / "same") as again, running_sandbox(tmp_path / "other", SEED="another") as other:
        assert again.credentials["clients"] == sandbox.credentials["clients"]
        assert again.credentials["accounts"] == sandbox.credentials["accounts"]
        known = {each[name] for each in sandbox.credentials["clients"] for name in ("clientId", "clientSecret")}
        assert not {each[name] for each in other.credentials["clients"] for name in ("clientId", "clientSecret")} & known
        program = Program(other, other.client("DGS"))
        refused = other.client("DGS") | {"clientSecret": sandbox.client("DGS")["clientSecret"]}
        form = {"grant_type": "client_credentials", "client_id": refused["clientId"], "client_secret": refused["clientSecret"]}
        assert program.http.post("/token", data=form).status_code == 401
        program.http.close()


def test_a_second_sandbox_on_the_same_port_says_so_and_leaves_the_first_alone(sandbox: Sandbox) -> None:
    log, written = sandbox.log, (sandbox.home / "credentials.json").stat().st_mtime_ns
    settings = {**os.environ, "PORT": str(sandbox.port), "HUB_SANDBOX_HOME": str(sandbox.home)}
    second = subprocess.run([sys.executable, "-m", "infra.sandbox"], cwd=ROOT, env=settings, capture_output=True, text=True, timeout=30, check=False)
    assert (second.returncode, second.stdout) == (1, "")
    assert second.stderr.startswith(f"Le port {sandbox.port} n'est pas libre (")
    assert second.stderr.endswith(f"Un autre : make run PORT={sandbox.port + 1}\n")
    assert sandbox.log.startswith(log)
    assert (sandbox.home / "credentials.json").stat().st_mtime_ns == written
