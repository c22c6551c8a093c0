"""``python -m infra.package recette``: what is deployed of a stage, made into ``out/recette``: ``deployment.zip``, ``sam.json``, ``edge.json``.

chalice packs; what it packs for its own command line, and what of AWS the hub does not call, is then left out, and the
archive made the same for the same content, so that a deployment changes no function whose code did not.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from infra.chalice_template import ROOT
from infra.edge_template import edge_template
from infra.merge_template import merge_template
from infra.stages import REGION, STAGES, Stage

RUNTIME = (3, 11)
MAXIMUM_BYTES = 60_000_000
"""Unpacked: 50 MB and a fifth."""
SERVICES = ("dynamodb", "s3", "secretsmanager", "sesv2", "sqs", "xray")
"""What of AWS the hub calls, and its tracer. The runtime's own boto3 is not used: it changes without notice, and is 20 MB slower to search."""
_OF_THE_COMMAND_LINE = (
    "_distutils_hack",
    "_yaml",
    "bin",
    "blessed",
    "click",
    "editor",
    "inquirer",
    "jinxed",
    "pip",
    "pkg_resources",
    "readchar",
    "runs",
    "setuptools",
    "wcwidth",
    "wheel",
    "xmod",
    "yaml",
)
"""What chalice needs to pack and deploy, never to answer."""
_NEVER_RUN = (".pyc", ".pyi", ".c", ".h", ".pyx", ".pxd")
_MADE_ON = (1980, 1, 1, 0, 0, 0)


def is_deployed(name: str) -> bool:
    """Whether a member of chalice's archive goes to AWS. Descriptions of packages stay: what looks for known faults reads them."""
    top, *rest = name.split("/")
    package = top.split("-")[0].lower() if top.endswith((".dist-info", ".data")) else top.removesuffix(".py")
    if package in _OF_THE_COMMAND_LINE or name.endswith(_NEVER_RUN) or "__pycache__" in rest or "tests" in rest:
        return False
    if top == "boto3" and rest and rest[0] in ("data", "examples"):  # of its object layer, which the hub does not use
        return False
    is_of_a_service = top == "botocore" and len(rest) > 2 and rest[0] == "data"
    return not is_of_a_service or rest[1] in SERVICES


def trim(archive: Path) -> int:
    """Leave out of an archive what is not deployed; answers how many bytes are left, unpacked."""
    kept = archive.with_suffix(".trimmed")
    with ZipFile(archive) as full, ZipFile(kept, "w", ZIP_DEFLATED, compresslevel=9) as small:
        size = 0
        for member in sorted(full.infolist(), key=lambda each: each.filename):
            if member.is_dir() or not is_deployed(member.filename):
                continue
            told = ZipInfo(member.filename, date_time=_MADE_ON)
            told.external_attr = 0o644 << 16
            small.writestr(told, full.read(member), compress_type=ZIP_DEFLATED)
            size += member.file_size
    kept.replace(archive)
    return size


def package(stage: Stage, folder: Path) -> int:
    """Make a stage's package; answers its size unpacked. Raises: CalledProcessError when chalice does not pack, ValueError when it is too large,
    or not made by the Python that the functions run on.
    """
    from app import app

    if sys.version_info[:2] != RUNTIME:  # chalice deploys functions of the Python it runs on
        raise ValueError(f"Python {'.'.join(map(str, RUNTIME))} is what the hub is tested on and runs on, not {sys.version.split()[0]}")
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "merge.json", merge_template(app, stage))
    _write(folder / "edge.json", edge_template(stage))
    options = ["--stage", stage.name, "--template-format", "json", "--merge-template", str(folder / "merge.json"), str(folder)]
    chalice = Path(sys.executable).with_name("chalice")
    region = {**os.environ, "AWS_DEFAULT_REGION": REGION}  # the stage's, whatever the machine is set to
    told = subprocess.run([chalice, "package", *options], cwd=ROOT, env=region, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603
    if "Could not install" in told:
        raise ValueError(told)
    size = trim(folder / "deployment.zip")
    if size > MAXIMUM_BYTES:
        raise ValueError(f"The package is {size:,} bytes unpacked, {MAXIMUM_BYTES:,} are allowed")
    _write(folder / "sam.json", json.loads((folder / "sam.json").read_text(encoding="utf-8")))  # without blanks: CloudFormation takes 1 MB
    return size


def _write(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def main() -> None:
    """Package the stage that is named."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("stage", choices=sorted(STAGES))
    stage = STAGES[asked.parse_args().stage]
    folder = ROOT / "out" / stage.name
    size = package(stage, folder)
    sys.stdout.write(f"{folder}: {size / 1e6:.0f} MB unpacked, {(folder / 'deployment.zip').stat().st_size / 1e6:.0f} MB packed\n")


if __name__ == "__main__":
    main()
