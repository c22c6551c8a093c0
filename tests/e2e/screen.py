"""A person before a real browser: Chromium on the sandbox's portal, watched for whatever a person would never be told.

Nothing may go wrong unseen: an error in the console, a violation of the content security policy, a request that fails or is refused
without the test having said so, ends the test.
"""

import os
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Response, expect

from tests.e2e.portal_browser import Browser as Person
from tests.e2e.portal_browser import Days
from tests.e2e.running import ROOT

expect.set_options(timeout=10_000)  # as the page waits: several may share a machine
_BROWSERS = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")  # the first draws pages and no windows of its own, which cost as much
CHROMIUM = next((each for each in _BROWSERS if Path(each).exists()), _BROWSERS[0])
WIDE, PHONE, NARROW = (1440, 900), (390, 844), (320, 640)
_AXE = ROOT / "portal" / "node_modules" / "axe-core" / "axe.min.js"
_ALL = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
_TOO_WIDE = """() => [...document.querySelectorAll('body *')]
  .filter((each) => each.getBoundingClientRect().right > document.scrollingElement.clientWidth)
  .map((each) => each.outerHTML.slice(0, 150)).slice(0, 10)"""
_ADDED = "window.added = [...document.styleSheets].find((sheet) => sheet.href)"
_STILL = f"""() => {{
  // Colours that are on their way to those of another scheme prove nothing: here they are there at once.
  {_ADDED}
  window.added.insertRule('@media all {{ *, *::before, *::after {{ transition: none !important }} }}', window.added.cssRules.length)
}}"""
_PLAIN = f"""() => {{
  // Where a background is an image axe cannot tell the contrast, and what it cannot tell proves nothing.
  // Cards out of sight are not laid out, and what is not laid out is not judged: here all are.
  // Messages stay in sight, above what scrolls under them, which is read once they are gone.
  {_ADDED}
  const every = '*, *::before, *::after {{ background-image: none !important; content-visibility: visible !important }}'
  const rules = every + ' .messages {{ position: static !important }}'
  window.added.insertRule(`@media all {{ ${{rules}} }}`, window.added.cssRules.length)
}}"""
_AS_IT_WAS = "window.added.deleteRule(window.added.cssRules.length - 1)"
_AT_REST = """async ([scheme, width]) => {
  document.documentElement.setAttribute('data-fr-scheme', scheme)  // as the display settings do
  const isThere = () => document.documentElement.getAttribute('data-fr-theme') === scheme && window.innerWidth === width
  const frame = () => new Promise(requestAnimationFrame)
  for (let frames = 0; frames < 600 && !isThere(); frames++) await frame()
  if (!isThere()) throw new Error(`not ${scheme}, ${width} px wide, after ten seconds`)
  await document.fonts.ready
  await frame()
  const wider = (each) => each.scrollWidth - each.clientWidth
  return Math.max(...[document.scrollingElement, ...document.querySelectorAll('.table-room')].map(wider))
}"""
_RUN_AXE = """async (only) => {
  const found = await axe.run(document, { runOnly: only, resultTypes: ['violations', 'incomplete'] })
  const why = (node) => node.html.slice(0, 200) + ' | ' + (node.failureSummary || '').slice(0, 300)
  const told = (each) => ({ id: each.id, nodes: each.nodes.map(why) })
  return { violations: found.violations.map(told), contrast: found.incomplete.filter((each) => each.id === 'color-contrast').map(told) }
}"""
_BACKGROUND = """async (control) => {
  await Promise.all(control.getAnimations().map((each) => each.finished))
  return getComputedStyle(control).backgroundColor
}"""
_CONTRAST = {"type": "rule", "values": ["color-contrast"]}  # the one rule that a colour scheme changes
_LOOKS: tuple[tuple[str, tuple[int, int], dict[str, Any] | None], ...] = (
    ("light", (1024, 768), None),
    ("light", (820, 1180), None),
    ("light", (1280, 800), None),
    ("light", WIDE, _ALL),
    ("dark", WIDE, _CONTRAST),
    ("dark", PHONE, _CONTRAST),
    ("light", PHONE, _ALL),
    ("light", NARROW, None),
)
"""Each way a screen is looked at, and what axe is asked then; one thing changes at a time, since each change draws the page again."""


class Screen:
    """One browser window. ``page`` is Playwright's; everything else is what a test of the portal does again and again."""

    def __init__(self, browser: Browser, days: Days, *, size: tuple[int, int] = WIDE) -> None:
        self.days = days
        self.context: BrowserContext = browser.new_context(
            base_url=days.sandbox.url,
            viewport={"width": size[0], "height": size[1]},
            locale="fr-FR",
            timezone_id="Europe/Paris",
            accept_downloads=True,
            permissions=["clipboard-read", "clipboard-write"],
        )
        self.faults: list[str] = []
        self._allowed: Counter[int] = Counter()
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self._watch(self.page)

    def another_tab(self) -> Page:
        """Another page of the same browser, watched too."""
        tab = self.context.new_page()
        tab.set_default_timeout(10_000)
        self._watch(tab)
        return tab

    def _watch(self, page: Page) -> None:
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("requestfailed", lambda request: self._on_failed(request.url, str(request.failure)))
        page.on("response", self._on_response)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):  # told by its response
            self.faults.append(f"console: {message.text}")

    def _on_failed(self, url: str, failure: str) -> None:
        if failure != "net::ERR_ABORTED":  # a download, or a page that was left
            self.faults.append(f"failed: {url} {failure}")

    def _on_response(self, response: Response) -> None:
        if response.status < 400:
            return
        if self._allowed[response.status] > 0:
            self._allowed[response.status] -= 1
        else:
            self.faults.append(f"refused: {response.request.method} {response.url} {response.status}")

    @contextmanager
    def refused(self, *statuses: int) -> Iterator[None]:
        """Within it the hub refuses exactly this, once each."""
        before = len(self.faults)
        self._allowed.update(statuses)
        yield
        missing = +self._allowed
        assert not missing, f"expected refusals that never came: {dict(missing)}; told meanwhile: {self.faults[before:]}"

    def open(self, path: str) -> None:
        """Go to an address, as by a bookmark or a mail's link."""
        self.page.goto(path)

    def heading(self, text: str) -> None:
        """Wait for a page by its heading; the heading has the focus where the page changed."""
        expect(self.page.get_by_role("heading", level=1, name=text, exact=True)).to_be_visible()

    def sign_in(self, email: str, *, path: str = "/") -> "Screen":
        """Sign in on the pages for it, as one of the sandbox's people, with the second factor where it is asked for."""
        person = self.days.person(email)
        self.open("/connexion" if path == "/" else path)
        self.give_password(email, person.password)
        button = self.page.get_by_role("button", name="Se déconnecter")
        code = self.page.get_by_label("Code")
        expect(button.or_(code).first).to_be_visible()
        if code.is_visible():
            code.fill(person.authenticator_code() if person.totp_secret else person.mailed_code())
            self.page.get_by_role("button", name="Valider", exact=True).click()
        expect(button).to_be_visible()
        return self

    def give_password(self, email: str, password: str) -> None:
        """Fill in the sign-in page and send it."""
        self.page.get_by_label("Adresse électronique").fill(email)
        self.page.get_by_label("Mot de passe", exact=False).first.fill(password)
        self.page.get_by_role("button", name="Se connecter", exact=True).click()

    def take_over(self, person: Person) -> "Screen":
        """Go on with a session that was opened over HTTP: quicker, where the signing in is not what is tested."""
        assert person.cookie
        self.context.add_cookies(
            [
                {
                    "name": "__Host-hubee-session",
                    "value": person.cookie,
                    "url": self.days.sandbox.url.replace("http:", "https:"),  # as a __Host- cookie must be set; localhost gets it in plain too
                    "secure": True,
                    "httpOnly": True,
                    "sameSite": "Strict",
                }
            ]
        )
        self.context.add_init_script("localStorage.setItem('hubee.session', 'open')")
        return self

    def check(self, name: str) -> None:
        """Look at what is shown: axe in light and dark, wide and on a phone; no scrolling sideways, down to 320 px; a picture of each."""
        self.page.mouse.move(-20, -20)  # what a pointer is over has colours of its own
        with self._added(_STILL):
            if os.environ.get("HUB_SHOTS"):
                for scheme, size, _ in _LOOKS:
                    self._overflow(scheme, size)
                    self.picture(f"{name}-{size[0]}-{scheme}")
            with self._added(_PLAIN):
                for scheme, size, asked in _LOOKS:
                    overflow = self._overflow(scheme, size)
                    assert overflow <= 0, f"{name}: {overflow} px too wide at {size[0]} px: {self.page.evaluate(_TOO_WIDE)}"
                    if asked:
                        self._run_axe(f"{name}, {scheme}, {size[0]}", asked)
        self.page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})

    @contextmanager
    def _added(self, rules: str) -> Iterator[None]:
        self.page.evaluate(rules)
        yield
        self.page.evaluate(_AS_IT_WAS)

    def _overflow(self, scheme: str, size: tuple[int, int]) -> int:
        """How many pixels the page is wider than its window, or a table than its room, once it is drawn as asked."""
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        overflow: int = self.page.evaluate(_AT_REST, [scheme, size[0]])
        return overflow

    def picture(self, name: str) -> None:
        """Leave a picture of the whole page, where HUB_SHOTS says."""
        shots = os.environ.get("HUB_SHOTS")
        if shots:
            Path(shots).mkdir(parents=True, exist_ok=True)
            path = Path(shots) / f"{re.sub(r'[^a-z0-9]+', '-', name.lower())}.png"
            self.page.screenshot(path=str(path), full_page=True, timeout=60_000)

    def check_axe(self, name: str) -> None:
        """No violation of WCAG 2.1 A and AA nor of axe's best practices, and no contrast left undecided."""
        with self._added(_PLAIN):
            self._run_axe(name, _ALL)

    def _run_axe(self, name: str, only: dict[str, Any]) -> None:
        if not self.page.evaluate("typeof axe !== 'undefined'"):
            self.page.evaluate(_AXE.read_text(encoding="utf-8"))
        found: dict[str, Any] = self.page.evaluate(_RUN_AXE, only)
        assert found == {"violations": [], "contrast": []}, f"{name}: {found}"

    def stays_as_it_is(self, control: Locator) -> None:
        """A control must not light up where one points at it, nor as it is pressed."""
        at_rest = control.evaluate(_BACKGROUND)
        control.hover()
        pointed = control.evaluate(_BACKGROUND)
        self.page.mouse.down()
        pressed = control.evaluate(_BACKGROUND)
        self.page.mouse.up()
        assert (pointed, pressed) == (at_rest, at_rest), f"{control}: {at_rest}, then {pointed}, then {pressed}"

    def close(self) -> None:
        """Close it; it must not have met a fault."""
        self.context.close()
        assert self.faults == [], self.faults
