"""What the end-to-end tests share: one sandbox in a process of its own, and worlds of their own in it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.e2e.portal_browser import Days
from tests.e2e.remote import RemoteWorld
from tests.e2e.running import Sandbox, running_sandbox
from tests.e2e.screen import CHROMIUM, Screen


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


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A headless Chromium; where the machine has none the portal is not tested, which CI does not accept."""
    if not Path(CHROMIUM).exists():
        reason = f"THE PORTAL WAS NOT TESTED: no browser at {CHROMIUM} (apt-get install chromium-headless-shell)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@pytest.fixture
def screens(chromium: Browser, days: Days) -> Iterator[Callable[..., Screen]]:
    """Opens browser windows on the module's sandbox; each is closed at the end, and must have met no fault."""
    opened: list[Screen] = []

    def open_one(**settings: object) -> Screen:
        opened.append(Screen(chromium, days, **settings))  # type: ignore[arg-type]
        return opened[-1]

    yield open_one
    for each in opened:
        each.close()


@pytest.fixture
def screen(screens: Callable[..., Screen]) -> Screen:
    """One of them."""
    return screens()
