"""What tests share: a hub on moto for each file, since moto's transactions copy whole tables, and a world of its own in it for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib import composition
from infra.sandbox import moto_aws
from infra.sandbox.clock import SandboxClock
from infra.sandbox.gateway import Gateway
from tests.builders import World
from tests.rights import watched

BASE_URL = "http://localhost:8000"


@pytest.fixture(autouse=True, scope="session")
def within_rights() -> Iterator[None]:
    """In every test, each job and each queue's function keeps within the rights that the template gives it."""
    with watched() as beyond:
        yield
    assert beyond == set()


@pytest.fixture(scope="module")
def clock() -> SandboxClock:
    """The hub's clock; a test that moves it puts it back, for those of its module."""
    return SandboxClock()


@pytest.fixture(scope="module")
def hub(clock: SandboxClock, tmp_path_factory: pytest.TempPathFactory) -> Iterator[composition.Composition]:
    """The real hub over moto, empty: tables, bucket, queues, signing key."""
    from chalicelib.handlers import telemetry

    log = tmp_path_factory.mktemp("log") / "hub.log"
    moto_aws.start(BASE_URL)
    telemetry.write_to(Path(log).open("w", encoding="utf-8"))  # noqa: SIM115
    present = composition.Composition(clock=clock)
    composition.use(present)
    yield present
    composition.use(None)
    moto_aws.stop()


@pytest.fixture(scope="module")
def gateway(hub: composition.Composition) -> Gateway:
    """The application behind the sandbox's gateway, in this process."""
    from app import app

    return Gateway(app)


@pytest.fixture
def world(hub: composition.Composition, gateway: Gateway, clock: SandboxClock) -> World:
    """A process of the test's own, with its operator; recipients and programs are made as the test needs them."""
    return World(hub, gateway, clock)
