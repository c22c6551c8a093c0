"""A thousand télédossiers by the command-line client, through a network that drops, delays, doubles and cuts, both commands killed now and then."""

import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.client.commands import quick_disk
from tests.client.exchange import exchange, faults_of
from tests.e2e.remote import RemoteWorld
from tests.e2e.running import running_sandbox

COUNT = 1_000


class Crossing(NamedTuple):
    """How it went: what was lost, doubled or altered, how often the network misbehaved and a command was killed, and how long it took."""

    faults: list[str]
    mishaps: int
    requests: int
    kills: int
    seconds: float


def crossing(count: int = COUNT, *, seed: str = "thousand") -> Crossing:
    """Deposit and fetch them, then compare the hub's own state with both disks."""
    with tempfile.TemporaryDirectory(dir=quick_disk()) as directory, running_sandbox(Path(directory) / "sandbox") as sandbox:
        world = RemoteWorld(sandbox)
        started = time.monotonic()
        field, networks = exchange(Path(directory), world, count=count, seed=seed)
        seconds = time.monotonic() - started
        faults = faults_of(field)
        world.close()
    return Crossing(
        faults=faults,
        mishaps=sum(each.happened.total() for each in networks),
        requests=sum(each.requests for each in networks),
        kills=field.kills.total(),
        seconds=seconds,
    )
