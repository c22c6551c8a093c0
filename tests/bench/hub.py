"""The hub that the bench measures: the real one, on moto, in this process, its log thrown away."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chalicelib import composition
from infra.sandbox import moto_aws
from infra.sandbox.clock import SandboxClock
from infra.sandbox.gateway import Gateway
from tests.builders import World


@contextmanager
def running() -> Iterator[World]:
    """A world on an empty hub, which goes with it."""
    from chalicelib.handlers import telemetry

    moto_aws.start("http://localhost:8000")
    clock = SandboxClock()
    composition.use(composition.Composition(clock=clock))
    from app import app

    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        telemetry.write_to(nowhere)
        yield World(composition.present(), Gateway(app), clock)
    composition.use(None)
    moto_aws.stop()
