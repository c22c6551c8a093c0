"""The shape of the code: arrows, data that stays data, errors with a status, tables in one list, no secret."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib.adapters import dynamo_every_table
from chalicelib.adapters.dynamo_model import HubModel
from chalicelib.domain import errors
from chalicelib.handlers.errors import STATUS_BY_KIND, status_of
from infra.stages import SANDBOX
from infra.tables import table_resources

ROOT = Path(__file__).parents[2]
CODE = sorted((ROOT / "chalicelib").rglob("*.py"))
PROJECT = [*CODE, ROOT / "app.py", *sorted((ROOT / "infra").rglob("*.py")), *sorted((ROOT / "tests").rglob("*.py"))]
MAXIMUM_LINES = 250
SECRETS = re.compile(
    "|".join(
        [
            r"\bA(?:KIA|SIA)[0-9A-Z]{16}\b",  # AWS access keys
            r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
            r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}",  # a signed token
            r"\"d\"\s*:\s*\"[A-Za-z0-9_-]{40,}\"",  # the private part of a JWK
            r"(?i:secret|password|api_?key)\w*\s*[:=]\s*[\"'](?=[^\"']*[0-9])[A-Za-z0-9+/=_-]{20,}[\"']",
        ]
    )
)


def _kinds(kind: type[Exception]) -> Iterator[type[Exception]]:
    for each in kind.__subclasses__():
        yield each
        yield from _kinds(each)


def test_every_arrow_points_down() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"Contracts: [1-9]\d* kept, 0 broken", done.stdout)


@pytest.mark.rule("ORG-04")
def test_no_demarche_is_named_in_the_code() -> None:
    processes = json.loads((ROOT / "infra" / "seed" / "processes.json").read_text(encoding="utf-8"))
    codes = {each["code"] for each in processes}
    named = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(codes))) + r")(?!\w)", re.IGNORECASE)
    assert len(codes) > 10
    assert [str(file.relative_to(ROOT)) for file in CODE if named.search(file.read_text(encoding="utf-8"))] == []


def test_every_kind_of_error_has_its_status() -> None:
    kinds = [each for each in _kinds(errors.HubError) if each.__module__ == errors.__name__]
    assert len(kinds) >= len(STATUS_BY_KIND)
    assert [each.__name__ for each in kinds if status_of(each.__new__(each)) == 500] == []
    assert {each for each in STATUS_BY_KIND if each not in kinds} == set()


def test_an_error_that_is_no_refusal_is_a_failure_of_the_hub() -> None:
    assert status_of(ValueError("unforeseen")) == 500


def test_every_table_is_in_the_one_list() -> None:
    models = {each for each in HubModel.__subclasses__() if each.__module__.startswith("chalicelib.")}
    assert set(dynamo_every_table.TABLES) == models
    assert len({each.base_name for each in dynamo_every_table.TABLES}) == len(dynamo_every_table.TABLES) == len(table_resources(SANDBOX))


def test_a_model_never_leaves_the_files_of_its_technology() -> None:
    users = {file.name for file in CODE if re.search(r"dynamo_\w*tables? import", file.read_text(encoding="utf-8"))}
    assert {name for name in users if not name.startswith("dynamo_")} - {"composition.py"} == set()


def test_no_file_outgrows_250_lines() -> None:
    sizes = {str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines()) for file in CODE}
    assert {name: size for name, size in sizes.items() if size > MAXIMUM_LINES} == {}


def test_every_module_says_in_a_sentence_what_it_is() -> None:
    silent = [str(file.relative_to(ROOT)) for file in PROJECT if not ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))]
    assert silent == []


def test_the_environment_is_read_in_one_place() -> None:
    """Settings are read when they are needed, by ``environment``; the log alone also knows whether it runs as a function."""
    readers = {file.name for file in CODE if re.search(r"os\.(?:environ|getenv)", file.read_text(encoding="utf-8"))}
    assert readers == {"environment.py", "telemetry.py"}


@pytest.mark.rule("OAU-05")
def test_no_secret_lies_in_the_code() -> None:
    files = [*PROJECT, *sorted((ROOT / "infra" / "seed").glob("*.json")), ROOT / "openapi.json", ROOT / "Makefile", ROOT / "pyproject.toml"]
    assert [str(file.relative_to(ROOT)) for file in files if SECRETS.search(file.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    "text",
    [
        "AKIA" + "IOSFODNN7EXAMPLE",
        "-----BEGIN " + "EC PRIVATE KEY-----",
        "eyJhbGciOiJFUzI1NiJ9." + "eyJzdWIiOiJhYmMifQ." + "a" * 43,
        'client_secret = "' + "0123456789abcdef" * 2 + '"',
    ],
)
def test_a_secret_in_the_code_would_be_seen(text: str) -> None:
    assert SECRETS.search(text)
