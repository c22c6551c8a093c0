"""What goes to AWS fits, and answers by itself: made here of the packages that are installed, as chalice would of those it downloads."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from infra.package import MAXIMUM_BYTES, SERVICES, is_deployed, trim

ROOT = Path(__file__).parents[2]
_ALONE = f"""
import json, os, sys
sys.path = [each for each in sys.path if "site-packages" not in each]
sys.path.insert(0, sys.argv[1])
import app, boto3
from aws_lambda_powertools import Metrics, Tracer
from chalicelib.adapters import argon2_passwords, s3_links, ses_mail, yara_scanner, zip_archives
from chalicelib.handlers import job_runs, queue_messages
for service in {SERVICES!r}:
    boto3.client(service, region_name="eu-west-3")
Tracer(service="hubee"), Metrics(namespace="HubEE", service="hubee"), yara_scanner.YaraScanner()
context = {{"resourcePath": "/portal/v1/me", "httpMethod": "GET", "requestId": "r", "path": "/portal/v1/me", "identity": {{}}}}
event = dict.fromkeys(("queryStringParameters", "multiValueQueryStringParameters", "body"))
event |= {{"requestContext": context, "headers": {{}}, "multiValueHeaders": {{}}, "pathParameters": {{}}, "stageVariables": {{}}}}
event |= {{"isBase64Encoded": False, "path": "/portal/v1/me", "httpMethod": "GET"}}
status = app.app(event, None)["statusCode"]
elsewhere = [name for name, each in sys.modules.items() if "site-packages" in (getattr(each, "__file__", None) or "") and name != "_distutils_hack"]
print(json.dumps([status, elsewhere]))
"""


def _needed() -> Iterator[Distribution]:
    """The packages of requirements.txt, and what they need."""
    lines = [line for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    waiting, known = [Requirement(line) for line in lines], set()
    while waiting:
        requirement = waiting.pop()
        if requirement.name.lower() in known or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        known.add(requirement.name.lower())
        found = distribution(requirement.name)
        yield found
        waiting += [Requirement(each) for each in found.requires or ()]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package's members, as links to what is installed."""
    folder = tmp_path_factory.mktemp("package")
    members: dict[str, Path] = {"app.py": ROOT / "app.py"}
    members |= {path.relative_to(ROOT).as_posix(): path for path in (ROOT / "chalicelib").rglob("*") if path.is_file()}
    for found in _needed():
        members |= {str(file): Path(str(found.locate_file(file))) for file in found.files or () if ".." not in file.parts}
    chalice = {"chalice/app.py", "chalice/__init__.py"}  # all that chalice puts of itself
    for name, source in members.items():
        if is_deployed(name) and (not name.startswith("chalice/") or name in chalice):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).symlink_to(source.resolve())
    return folder


def test_the_package_fits(package: Path) -> None:
    size = sum(path.stat().st_size for path in package.rglob("*") if path.is_file())
    assert 20_000_000 < size < MAXIMUM_BYTES


def test_what_is_left_answers_by_itself(package: Path) -> None:
    settings = {"AWS_LAMBDA_FUNCTION_NAME": "api", "AWS_DEFAULT_REGION": "eu-west-3", "HUB_TABLE_PREFIX": "none", "AWS_XRAY_SDK_ENABLED": "false"}
    settings |= {"AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none"}
    command = [sys.executable, "-I", "-c", _ALONE, str(package)]
    done = subprocess.run(command, capture_output=True, text=True, env={"PATH": os.environ["PATH"], **settings}, cwd=package, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == [401, []]


def test_the_same_content_makes_the_same_archive(tmp_path: Path) -> None:
    from zipfile import ZipFile

    told: list[Any] = []
    for number, order in enumerate((["app.py", "pip/x.py", "a/b.py"], ["a/b.py", "app.py", "pip/x.py"])):
        path = tmp_path / f"{number}.zip"
        with ZipFile(path, "w") as archive:
            for name in order:
                archive.writestr(name, f"# {name}")
        told.append((trim(path), path.read_bytes()))
    assert told[0] == told[1]
    with ZipFile(tmp_path / "0.zip") as archive:
        assert archive.namelist() == ["a/b.py", "app.py"]


@pytest.mark.parametrize(
    ("name", "stays"),
    [
        ("botocore/data/dynamodb/2012-08-10/service-2.json.gz", True),
        ("botocore/data/ec2/2016-11-15/service-2.json.gz", False),
        ("botocore/data/endpoints.json", True),
        ("setuptools-84.2.1.dist-info/METADATA", False),
        ("pydantic-2.14.3.dist-info/METADATA", True),
        ("pydantic/__pycache__/main.cpython-311.pyc", False),
        ("boto3/session.py", True),
        ("boto3/data/s3/2006-03-01/resources-1.json", False),
        ("chalicelib/adapters/signatures.yar", True),
    ],
)
def test_only_what_runs_is_deployed(name: str, stays: bool) -> None:
    assert is_deployed(name) is stays
