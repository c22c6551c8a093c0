"""The hub is watched from outside: a télédossier goes the whole way, over HTTP, between two organisations kept for that.

It uses the interface that every partner uses, with credentials of its own, so that what fails for it fails for them.
Nothing is left behind but what retention removes. A run that is cut off anywhere leaves its notification in the queue, since
that goes last: the next run brings to an end what it finds there.
"""

import hashlib
import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any, Protocol
from urllib.parse import urlencode, urljoin

from msgspec import Struct

from chalicelib.domain.canary import Canary, ClientSecret, Reply
from chalicelib.domain.limits import LIMITS

_FOLDERS, _CASES, _NOTIFICATIONS = (f"/teledossiers/v1/{name}" for name in ("folders", "cases", "notifications"))
_LIFE = ("IN_PROGRESS", "DONE")
_LARGE_BYTES = max(LIMITS.request_body_bytes, LIMITS.answer_bytes) + 1
_LOOKS = 15


class Web(Protocol):
    """The way to a hub from outside."""

    def ask(self, method: str, url: str, *, headers: Mapping[str, str], content: bytes) -> Reply:
        """Send a request. Raises: Unavailable when nothing comes back."""


class CanaryFailed(Exception):
    """A step of the exchange did not go as it must; ``step`` names it."""

    def __init__(self, step: str, came: object) -> None:
        super().__init__(f"{step}: {came}")
        self.step = step


class _Program(Struct, frozen=True, kw_only=True):
    """One side of the exchange, signed in."""

    web: Web
    base_url: str
    correlation_id: str
    token: str = ""

    def call(self, step: str, method: str, path: str, *, expects: int, body: Any = None, content: bytes | None = None) -> Reply:
        headers = {"authorization": f"Bearer {self.token}", "content-type": "application/json" if content is None else "application/octet-stream"}
        sent = content if content is not None else json.dumps(body).encode() if body is not None else b""
        reply = self._ask(method, path, headers, sent)
        if reply.status != expects:
            raise CanaryFailed(step, reply.status)
        return reply

    def follow(self, step: str, reply: Reply) -> bytes:
        """What a link leads to, which is asked without a token."""
        linked = self.web.ask("GET", urljoin(self.base_url, reply.headers.get("location", "")), headers={}, content=b"")
        if linked.status != 200:
            raise CanaryFailed(step, linked.status)
        return linked.content

    def signed_in(self, client: ClientSecret) -> "_Program":
        form = urlencode(
            {"grant_type": "client_credentials", "client_id": client.client_id, "client_secret": client.client_secret, "scope": client.scope}
        )
        reply = self._ask("POST", "/token", {"content-type": "application/x-www-form-urlencoded"}, form.encode())
        if reply.status != 200:
            raise CanaryFailed("token", reply.status)
        token: str = json.loads(reply.content)["access_token"]
        return _Program(web=self.web, base_url=self.base_url, correlation_id=self.correlation_id, token=token)

    def _ask(self, method: str, path: str, headers: Mapping[str, str], content: bytes) -> Reply:
        told = {**headers, "accept": "*/*", "x-correlation-id": self.correlation_id, "applicationname": "canary"}
        return self.web.ask(method, self.base_url + path, headers=told, content=content)


def watch_exchange(
    canary: Canary, *, run_id: str, web: Web, ids: Callable[[], str], is_large: bool = False, pause: Callable[[], None] = lambda: None
) -> None:
    """Deposit, receive, verify, treat, close, acknowledge. Raises: CanaryFailed, Unavailable.

    ``run_id`` is hexadecimal: the log tells every request of the run by it. ``is_large``: with a file that no request carries, which
    goes past the functions both ways, and is checked between; ``pause`` is between two looks whether it has arrived.
    """
    nobody = _Program(web=web, base_url=canary.base_url, correlation_id=run_id)
    osl, si = nobody.signed_in(canary.osl), nobody.signed_in(canary.si)
    _finish_what_was_left(osl, si)
    content = f"%PDF-1.4\n% {ids()}\n%%EOF\n".encode().ljust(_LARGE_BYTES if is_large else 0)
    case_id, attachment_id = _deposit(canary, osl, content, external_id=f"CANARY-{ids()[:18]}")
    mine: list[dict[str, Any]] = []
    for look in range(_LOOKS if is_large else 1):
        if look:
            pause()
        mine = [each for each in _waiting(si) if each["caseId"] == case_id]
        if mine:
            break
    if len(mine) != 1:
        raise CanaryFailed("notification", len(mine))
    case = json.loads(si.call("case", "GET", f"{_CASES}/{case_id}", expects=200).content)
    if case["status"] != "HUBEE_NOTIFIED":
        raise CanaryFailed("case", case["status"])
    file = si.call("file", "GET", f"{_CASES}/{case_id}/attachments/{attachment_id}", expects=307 if is_large else 200)
    digest = b64encode(hashlib.sha256(content).digest()).decode()
    received = si.follow("link", file) if is_large else file.content
    if received != content or file.headers.get("digest") != digest:
        raise CanaryFailed("digest", file.headers.get("digest"))
    _finish(case_id, osl, si)
    for each in mine:
        si.call("acknowledgement", "DELETE", f"{_NOTIFICATIONS}/{each['id']}", expects=204)


def _deposit(canary: Canary, osl: _Program, content: bytes, *, external_id: str) -> tuple[str, str]:
    file = {
        "fileName": "canary.pdf",
        "type": canary.attachment_type,
        "mimeType": "application/pdf",
        "size": len(content),
        "recipients": [external_id],
    }
    asked = {
        "processCode": canary.process_code,
        "externalId": external_id,
        "applicant": {"firstName": "Canary", "lastName": "CANARY"},
        "cases": [{"externalId": external_id, "recipient": dict(canary.recipient)}],
        "attachments": [file],
    }
    made = json.loads(osl.call("deposit", "POST", _FOLDERS, expects=201, body=asked).content)
    folder, attachment = f"{_FOLDERS}/{made['id']}", made["attachments"][0]["id"]
    osl.call("upload", "PUT", f"{folder}/attachments/{attachment}", expects=204, content=content)
    osl.call("completion", "PATCH", folder, expects=204, body={"globalStatus": "HUBEE_COMPLETED"})
    return made["cases"][0]["id"], attachment


def _waiting(program: _Program) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(program.call("notifications", "GET", f"{_NOTIFICATIONS}?maxResult=1000", expects=200).content)
    return found


def _finish(case_id: str, osl: _Program, si: _Program) -> None:
    for status in _LIFE:
        si.call(status, "PATCH", f"{_CASES}/{case_id}", expects=204, body={"status": status})
    osl.call("CLOSED", "PATCH", f"{_CASES}/{case_id}", expects=204, body={"status": "CLOSED"})


def _finish_what_was_left(osl: _Program, si: _Program) -> None:
    """Bring to an end what earlier runs were cut off at; a step that they had taken already is refused, which is no fault."""
    for each in _waiting(si):
        for program, status in (*((si, status) for status in _LIFE), (osl, "CLOSED")):
            try:
                program.call(status, "PATCH", f"{_CASES}/{each['caseId']}", expects=204, body={"status": status})
            except CanaryFailed:
                continue
        si.call("leftover", "DELETE", f"{_NOTIFICATIONS}/{each['id']}", expects=204)
