"""A sandbox of the tests' own: a real process on a free port, in a folder of its own."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """A running sandbox: where it answers, where it writes, how long it took to be ready."""

    port: int
    home: Path
    pid: int
    seconds_to_ready: float

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://localhost:{self.port}"

    @property
    def log(self) -> str:
        """Everything it has logged."""
        return (self.home / "hub.log").read_text(encoding="utf-8")

    @property
    def credentials(self) -> dict[str, Any]:
        """What it wrote for tools."""
        read: dict[str, Any] = json.loads((self.home / "credentials.json").read_text(encoding="utf-8"))
        return read

    def client(self, name: str) -> dict[str, Any]:
        """The credentials of one of its clients."""
        found: dict[str, Any] = next(each for each in self.credentials["clients"] if each["name"] == name)
        return found

    def connect(self) -> socket.socket:
        """A raw connection."""
        return socket.create_connection(("localhost", self.port), timeout=30)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running_sandbox(home: Path, **environment: str) -> Iterator[Sandbox]:
    """Start a sandbox, wait until it answers, stop it at the end; it must not have complained on its way."""
    port = free_port()
    settings = {**os.environ, "PORT": str(port), "HUB_SANDBOX_HOME": str(home), "PYTHONUNBUFFERED": "1", **environment}
    home.mkdir(parents=True, exist_ok=True)
    complaints = home / "stderr"
    started = time.monotonic()
    with complaints.open("w", encoding="utf-8") as stderr:
        process = subprocess.Popen([sys.executable, "-m", "infra.sandbox"], cwd=ROOT, env=settings, stdout=subprocess.PIPE, stderr=stderr, text=True)
    assert process.stdout is not None
    try:
        for line in process.stdout:  # blocks until the sandbox says so, or ends
            if "bac à sable HubEE est prêt" in line:
                break
        else:
            raise AssertionError(f"the sandbox ended with {process.wait()}: {complaints.read_text(encoding='utf-8')}")
        yield Sandbox(port=port, home=home, pid=process.pid, seconds_to_ready=time.monotonic() - started)
    finally:
        process.terminate()
        process.wait(timeout=30)
        process.stdout.close()
    assert complaints.read_text(encoding="utf-8") == ""


def run_demo(home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run ``make demo``'s command against the sandbox of a folder."""
    settings = {name: value for name, value in os.environ.items() if name != "HUB_URL"} | {"HUB_SANDBOX_HOME": str(home), **environment}
    command = [sys.executable, "-m", "infra.sandbox.demo"]
    return subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, timeout=120, check=False)
