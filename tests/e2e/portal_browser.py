"""People at their browsers over HTTP: the cookie, the CSRF token, the mails they read, the authenticator they look at."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
import pyotp

from tests.e2e.running import Sandbox

COOKIE = "__Host-hubee-session"
PASSWORD = "Vienne&2026!"


class Days:
    """A sandbox whose clock is moved: the time it is there, the mails that left, the people it was made with."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.http = httpx.Client(base_url=sandbox.url, timeout=300, trust_env=False)
        self.last_steps: dict[str, int] = {}

    def now(self) -> datetime:
        """The time there."""
        return datetime.fromisoformat(self.http.get("/sandbox/clock").json()["now"])

    def pass_(self, duration: str) -> datetime:
        """Let an ISO 8601 duration pass, with all that happens on the way; answers the time it is then."""
        answer = self.http.post("/sandbox/clock", json={"advance": duration})
        assert answer.status_code == 200, answer.text
        return datetime.fromisoformat(answer.json()["now"])

    def mails(self, address: str) -> list[dict[str, Any]]:
        """What was mailed to an address, the oldest first."""
        found: list[dict[str, Any]] = self.http.get("/sandbox/mails", params={"to": address}).json()
        return found

    def subjects(self, address: str) -> list[str]:
        """The subjects of what was mailed to an address."""
        return [each["subject"] for each in self.mails(address)]

    def mailed_token(self, address: str, page: str) -> str:
        """The secret of the last link to a page that an address was mailed."""
        found = [match[1] for each in self.mails(address) if (match := re.search(rf"{re.escape(page)}#(\S+)", each["text"]))]
        assert found, f"no link to {page} was mailed to {address}"
        return found[-1]

    def person(self, email: str) -> "Browser":
        """The browser of one of the people of ``credentials.json``, not signed in yet."""
        found = next(each for each in self.sandbox.credentials["accounts"] if each["email"] == email)
        return Browser(self, email=email, password=found["password"], totp_secret=found["totpSecret"])

    def signed_in(self, email: str) -> "Browser":
        """The browser of one of them, signed in."""
        return self.person(email).enter()

    def close(self) -> None:
        """Close its connections."""
        self.http.close()


@dataclass(slots=True)
class Browser:
    """A browser: it keeps the cookie it is given, as for an address in https, and sends the CSRF token that pages are told."""

    days: Days
    email: str = ""
    password: str = PASSWORD
    totp_secret: str | None = None
    cookie: str | None = None
    csrf: str | None = None

    def call(self, method: str, path: str, body: Any = None, *, content: bytes | None = None, **query: Any) -> httpx.Response:
        """Send a request to a path under ``/portal/v1``."""
        headers = {"Sec-Fetch-Site": "same-origin", "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}
        if self.cookie:
            headers["Cookie"] = f"{COOKIE}={self.cookie}"
        if self.csrf and method != "GET":
            headers["X-CSRF-Token"] = self.csrf
        if content is not None:
            headers["Content-Type"] = "application/octet-stream"
        sent = {"json": body} if body is not None else {"content": content}
        answer = self.days.http.request(method, f"/portal/v1{path}", headers=headers, params=query or None, **sent)
        self.days.http.cookies.clear()
        if given := answer.headers.get("set-cookie"):
            assert given.split("; ")[1:5] == ["Path=/", "Secure", "HttpOnly", "SameSite=Strict"]
            self.cookie = given.partition("=")[2].partition(";")[0] or None
        return answer

    def ask(self, method: str, path: str, status: int, body: Any = None, **settings: Any) -> Any:
        """Call, get the status that was expected, and the JSON if there is any."""
        answer = self.call(method, path, body, **settings)
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.headers.get("content-type") == "application/json" else answer

    def refused(self, method: str, path: str, status: int, body: Any = None, **settings: Any) -> list[str]:
        """Call, be refused with a status; what is told."""
        return [each["message"] for each in self.ask(method, path, status, body, **settings)["errors"]]

    def begin(self, password: str | None = None) -> httpx.Response:
        """Give one's address and password."""
        answer = self.call("POST", "/session", {"email": self.email, "password": password or self.password})
        if answer.status_code == 200:
            self.csrf = answer.json()["csrfToken"]
        return answer

    def enter(self) -> "Browser":
        """Sign in, whatever is asked for."""
        answer = self.begin()
        assert answer.status_code == 200, answer.text
        told = answer.json()
        if told["stage"] == "SECOND_FACTOR":
            code = self.authenticator_code() if told["method"] == "AUTHENTICATOR" else self.mailed_code()
            told = self.ask("POST", "/session/code", 200, {"code": code})
            self.csrf = told["csrfToken"]
        assert told["stage"] == "OPEN", told
        return self

    def authenticator_code(self) -> str:
        """The authenticator's code of now, or the next one: none serves twice, and the one before and after are taken too."""
        assert self.totp_secret
        step, last = int(self.days.now().timestamp()) // 30, self.days.last_steps.get(self.email, 0)
        if last > step:  # the next one was given already: this person waits until it is over
            step = int(self.days.pass_("PT1M").timestamp()) // 30
        self.days.last_steps[self.email] = max(step, last + 1)
        return pyotp.TOTP(self.totp_secret).at(self.days.last_steps[self.email] * 30)

    def mailed_code(self) -> str:
        """The code of the last mail."""
        last = self.days.mails(self.email)[-1]
        match = re.search(r"\b(\d{6})\b", last["text"])
        assert match, last
        return match[1]


def activated(days: Days, email: str) -> Browser:
    """The browser of somebody who has followed the link that a new account is mailed, and has signed in."""
    browser = Browser(days, email=email)
    token = days.mailed_token(email, "/activation")
    browser.ask("POST", "/password/link", 204, {"token": token, "purpose": "ACTIVATION"})
    browser.ask("POST", "/password", 204, {"token": token, "purpose": "ACTIVATION", "password": PASSWORD})
    return browser.enter()
