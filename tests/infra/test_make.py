"""What a person types to deploy is handed on as it was meant: what was not given stays as the stack has it."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def typed(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """``make``, with what it builds first taken for built."""
    there = ("-o", ".venv/.installed", "-o", "portal/dist/index.html")
    kept = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "STAGE", "DOMAIN")}
    return subprocess.run(["make", *there, *words], cwd=ROOT, env=kept | environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("target", ["package", "diff", "deploy"])
def test_a_stage_that_is_not_told_is_asked_for(target: str) -> None:
    told = typed(target)
    assert (told.returncode, told.stdout, told.stderr.splitlines()[0]) == (2, "", "STAGE=recette, preprod or prod")


@pytest.mark.parametrize(
    ("given", "handed_on"),
    [
        ([], []),
        (["DOMAIN="], ["--domain", '""']),
        (["DOMAIN=hubee.test"], ["--domain", '"hubee.test"']),
        (["CLAMD=clamd:3310"], ["--clamd", '"clamd:3310"']),
        (["SUBNETS=subnet-0a"], ["--clamd-subnets", '"subnet-0a"']),
        (["GROUPS=sg-0a"], ["--clamd-groups", '"sg-0a"']),
    ],
)
def test_only_what_was_typed_is_handed_on(given: list[str], handed_on: list[str]) -> None:
    told = typed("-n", "deploy", "STAGE=recette", *given, DOMAIN="of-somebody-else.test")
    assert told.stdout.splitlines()[-1].split() == [".venv/bin/python", "-m", "infra.deploy", "recette", *handed_on]
