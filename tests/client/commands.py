"""The ``hubee`` command, run as people run it: a process of its own, which may be killed; and folders for it to deposit."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hubee_client.hub import Hub
from hubee_client.profiles import Profile
from hubee_client.retry import Patience

from tests.e2e.remote import Program
from tests.e2e.running import ROOT

CLIENT = ROOT / "client"
LONGEST_RUN = 600.0
"""Seconds after which a command will not end any more."""
QUICK = {"HUBEE_TRIES": "12", "HUBEE_WAIT": "0.01", "HUBEE_SETTLE": "2"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a command ended; ``document`` is what it wrote for programs, None when it was killed."""

    code: int
    document: dict[str, Any] | None
    errors: str


def quick_disk() -> Path | None:
    """A place in memory where the machine has one: the client flushes the disk a dozen times a delivery."""
    memory = Path("/dev/shm")  # noqa: S108
    return memory if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 1_000_000_000 else None


def environment_of(program: Program, url: str, home: Path) -> dict[str, str]:
    """A partner program's credentials, as the client takes them from its environment."""
    return {
        "HUBEE_HOME": str(home),
        "HUBEE_URL": url,
        "HUBEE_CLIENT_ID": program.credentials["clientId"],
        "HUBEE_CLIENT_SECRET": program.credentials["clientSecret"],
        "HUBEE_SCOPE": program.credentials["scope"],
        **QUICK,
    }


def start(environment: Mapping[str, str], *arguments: str | Path) -> "subprocess.Popen[str]":
    """Start a command that answers in JSON."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("HUBEE_")}
    settings = inherited | {"PYTHONPATH": str(CLIENT), "COLUMNS": "200"} | dict(environment)
    command = [sys.executable, "-m", "hubee_client", *map(str, arguments), "--json"]
    return subprocess.Popen(
        command, env=settings, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )


def finish(process: "subprocess.Popen[str]", *, killed_after: float | None = None, patience: float = LONGEST_RUN) -> Ended:
    """Wait for a command's end, ``patience`` seconds at the most; or kill it after some seconds, as a power cut would."""
    try:
        out, errors = process.communicate(timeout=killed_after if killed_after is not None else patience)
    except subprocess.TimeoutExpired:
        process.kill()
        out, errors = process.communicate()
        assert killed_after is not None, f"never ended: {errors}"
        return Ended(code=process.returncode, document=None, errors=errors)
    return Ended(code=process.returncode, document=json.loads(out) if out else None, errors=errors)


def run(environment: Mapping[str, str], *arguments: str | Path) -> Ended:
    """Run a command to its end."""
    return finish(start(environment, *arguments))


def make_folder(directory: Path, process_code: str, external_id: str, recipient: Mapping[str, str], files: Mapping[str, bytes]) -> Path:
    """A folder to deposit, for one recipient, of PDF files by name."""
    directory.mkdir(parents=True)
    for name, content in files.items():
        (directory / name).write_bytes(content)
    manifest = {
        "processCode": process_code,
        "externalId": external_id,
        "applicant": {"firstName": "Camille", "lastName": "MARTIN"},
        "cases": [{"externalId": f"{external_id}-1", "recipient": dict(recipient)}],
        "attachments": [{"file": name, "type": "10870-PDF"} for name in files],
    }
    (directory / "teledossier.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")
    return directory


def hub_of(program: Program, url: str, **patience: float) -> Hub:
    """A hub as a command opens it, for a partner program, in this process."""
    given = program.credentials
    profile = Profile(name="test", base_url=url, client_id=given["clientId"], client_secret=given["clientSecret"], scope=given["scope"])
    return Hub(profile, Patience(**{"tries": 8, "first_wait": 0.01, "settle": 2.0, **patience}))  # type: ignore[arg-type]
