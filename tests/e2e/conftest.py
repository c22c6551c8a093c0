"""What the end-to-end tests share: one sandbox in a process of its own, and worlds of their own in it."""

from collections.abc import Iterator

import pytest

from tests.e2e.portal_browser import Days
from tests.e2e.remote import RemoteWorld
from tests.e2e.running import Sandbox, running_sandbox


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A sandbox as ``make run`` starts it."""
    with running_sandbox(tmp_path_factory.mktemp("sandbox")) as running:
        yield running


@pytest.fixture
def world(sandbox: Sandbox) -> Iterator[RemoteWorld]:
    """A process of the test's own, made through the interface, with its operator."""
    made = RemoteWorld(sandbox)
    yield made
    made.close()


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Days]:
    """A sandbox of a module's own, whose clock is moved."""
    with running_sandbox(tmp_path_factory.mktemp("days")) as running:
        made = Days(running)
        yield made
        made.close()
