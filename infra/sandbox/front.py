"""One port for everything: the portal, the API, its documentation page, and the sandbox's own routes."""

import json
import mimetypes
from collections.abc import Callable, Iterable
from datetime import date, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from chalicelib import composition, environment
from chalicelib.domain.file_names import disposition_of
from chalicelib.domain.limits import LIMITS
from chalicelib.handlers import canary
from chalicelib.handlers.errors import error_body
from chalicelib.handlers.jobs import JOBS
from chalicelib.handlers.wire import in_utc
from infra.canary import install, keep
from infra.sandbox import ingress, links
from infra.sandbox.clock import SandboxClock, parse_duration
from infra.sandbox.gateway import Answer, Gateway, reason_of, shaped
from infra.sandbox.mailbox import mails
from infra.sandbox.portal import Portal
from infra.sandbox.ticker import Ticker
from infra.slo import delivery_report
from infra.verify_audit import audit_report

_PAGES = Path(__file__).parent / "pages"
_HEADERS: dict[str, dict[str, str]] = json.loads((Path(__file__).parents[1] / "security_headers.json").read_text())


def _swagger_files() -> Path:
    spec = find_spec("flask_swagger_ui")
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "dist"


_SWAGGER = _swagger_files()
_FILES = {
    # path: (file, which security headers)
    "/": (_PAGES / "without_portal.html", "pages"),
    "/sandbox/": (_PAGES / "home.html", "pages"),
    "/sandbox/mailbox": (_PAGES / "mailbox.html", "pages"),
    "/sandbox/pages/mailbox.js": (_PAGES / "mailbox.js", "pages"),
    "/sandbox/pages/sandbox.css": (_PAGES / "sandbox.css", "pages"),
    "/docs": (_PAGES / "docs.html", "docs"),
    "/docs/start.js": (_PAGES / "docs.js", "docs"),
    "/docs/swagger-ui.css": (_SWAGGER / "swagger-ui.css", "docs"),
    "/docs/swagger-ui-bundle.js": (_SWAGGER / "swagger-ui-bundle.js", "docs"),
}


def _json(status: int, value: Any) -> Answer:
    return status, [("Content-Type", "application/json"), ("Cache-Control", "no-store")], json.dumps(value, ensure_ascii=False).encode()


def headers_in(environ: dict[str, Any]) -> dict[str, str]:
    """A request's headers, their names in lower case."""
    headers = {name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name.startswith("HTTP_")}
    return {**headers, "content-type": environ["CONTENT_TYPE"]} if environ.get("CONTENT_TYPE") else headers


class Front:
    """The WSGI application of the sandbox."""

    def __init__(self, gateway: Gateway, clock: SandboxClock, ticker: Ticker, portal: Portal) -> None:
        self._gateway = gateway
        self._portal = portal
        self._clock = clock
        self._ticker = ticker

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Serve one request."""
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        policy = "default"
        if path == links.PATH and method in ("GET", "HEAD", "PUT"):
            return self._linked_file(method, environ, start_response)
        if path not in _FILES.keys() - {"/"} and not path.startswith("/sandbox/") and self._portal.has(method, path, environ):
            policy = "portal"
            status, headers, content = self._portal.answer(path, environ)
        elif path in _FILES:
            policy = _FILES[path][1]
            status, headers, content = self._file(method, path)
        elif path.startswith("/sandbox/"):
            status, headers, content = self._sandbox(method, path, environ)
        else:
            status, headers, content = self._api(method, environ)
        given = {name.lower() for name, _ in headers}
        security = {**_HEADERS["default"], **_HEADERS.get(policy, {})}
        headers = headers + [(name, value) for name, value in security.items() if name.lower() not in given]
        if status != 204:
            headers.append(("Content-Length", str(len(content))))
        start_response(reason_of(status), headers)
        return [] if status == 204 or method == "HEAD" else [content]

    def _api(self, method: str, environ: dict[str, Any]) -> Answer:
        length, headers = int(environ.get("CONTENT_LENGTH") or 0), headers_in(environ)
        if length > LIMITS.request_body_bytes:
            if method == "PUT" and ingress.takes(environ["PATH_INFO"]):
                return ingress.receive(self._gateway, environ["REQUEST_URI"], headers, environ["wsgi.input"], length)
            return shaped(413, "Request body is too large")
        body = environ["wsgi.input"].read(LIMITS.request_body_bytes + 1)
        return self._gateway.handle(method, environ["REQUEST_URI"], headers, body)

    def _linked_file(self, method: str, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """A stored file by its signed link, or bytes for the store, in chunks: they may be more than what one would hold."""
        query = {name: values[-1] for name, values in parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True).items()}
        try:
            status, headers, chunks = self._followed(method, query, environ)
        except links.Refused as refused:
            status, headers, content = shaped(refused.status, refused.message)
            chunks = [content]
        given = {name.lower() for name, _ in headers}
        start_response(reason_of(status), headers + [(name, value) for name, value in _HEADERS["default"].items() if name.lower() not in given])
        return [] if method == "HEAD" else chunks

    def _followed(self, method: str, query: dict[str, str], environ: dict[str, Any]) -> tuple[int, list[tuple[str, str]], Iterable[bytes]]:
        signer, now, headers = composition.present().links, self._clock.now(), headers_in(environ)
        if not isinstance(signer, links.SandboxLinks):
            raise links.Refused(403, "There are no links here")
        if method == "PUT":
            act = "whole" if query.get("act") == "whole" else "part"
            signer.must_be_good(query, act, now=now)
            links.take(query, headers, environ["wsgi.input"], int(environ.get("CONTENT_LENGTH") or 0))
            return 200, [("Content-Length", "0")], []
        signer.must_be_good(query, "get", now=now)
        found = links.send(query, headers, disposition_of(query["name"]))
        return found.status, found.headers, found.chunks

    def _file(self, method: str, path: str) -> Answer:
        if method not in ("GET", "HEAD"):
            status, headers, content = shaped(405, "Method Not Allowed")
            return status, [*headers, ("Allow", "GET, HEAD")], content
        file, _ = _FILES[path]
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        return 200, [("Content-Type", f"{kind}; charset=utf-8"), ("Cache-Control", "no-cache")], file.read_bytes()

    def _sandbox(self, method: str, path: str, environ: dict[str, Any]) -> Answer:
        query = parse_qs(environ.get("QUERY_STRING", ""))
        try:
            match method, path.split("/")[2:]:
                case "GET", ["mails"]:
                    self._ticker.send_waiting_mails()
                    return _json(200, mails(to=query.get("to", [None])[0], now=self._clock.now()))
                case "GET", ["clock"]:
                    return self._now()
                case "POST", ["clock"]:
                    self._move_clock(json.loads(environ["wsgi.input"].read() or b"{}"))
                    return self._now()
                case "POST", ["jobs", "canary"]:
                    return _json(200, self._run_canary(is_large="large" in query))
                case "POST", ["jobs", name] if name in JOBS:
                    asked = json.loads(environ["wsgi.input"].read() or b"{}")
                    at = in_utc(datetime.fromisoformat(asked["at"])) if "at" in asked else None
                    return _json(200, {"job": name, "lookedAt": self._ticker.run(name, at=at)})
                case "GET", ["audit"]:
                    return _json(200, audit_report(*_days(query)))
                case "GET", ["slo"]:
                    return _json(200, delivery_report(*_days(query)))
                case "GET", ["jobs"]:
                    return _json(200, sorted(JOBS))
        except (ValueError, TypeError, KeyError, OverflowError) as error:
            return _json(400, error_body(400, str(error)))
        return shaped(404, "Not Found")

    def _run_canary(self, *, is_large: bool) -> dict[str, Any]:
        """Its process, organisations and credentials are made with its first run: a sandbox that it does not watch has none of them."""
        hub = composition.present()
        keep(install(hub, environment.portal_url()))
        return canary.run(hub, is_large=is_large)

    def _now(self) -> Answer:
        return _json(200, {"now": self._clock.now().isoformat(timespec="milliseconds")})

    def _move_clock(self, asked: dict[str, str]) -> None:
        if "advance" in asked:
            target = self._clock.now() + parse_duration(asked["advance"])
        elif "now" in asked:
            target = datetime.fromisoformat(asked["now"])
        else:
            raise ValueError('Give {"now": "2026-11-23T08:00:00Z"} or {"advance": "P1D"}')
        self._ticker.move(self._clock, in_utc(target))  # which refuses to leave the calendar: nothing would answer any more


def _days(query: dict[str, list[str]]) -> tuple[str | None, str | None]:
    """The first and the last day that are asked for. Raises: ValueError."""
    told = query.get("from", [None])[0], query.get("until", [None])[0]
    for name, day in zip(("from", "until"), told, strict=True):
        try:
            date.fromisoformat(day or "2026-11-23")
        except ValueError:
            raise ValueError(f"{name} must be a day like 2026-11-23, not {day}") from None
    return told


def build(clock: SandboxClock, ticker: Ticker, portal: Portal) -> Front:
    """The front over the real application."""
    from app import app

    assert composition.present().clock is clock
    return Front(Gateway(app), clock, ticker, portal)
