"""What the demo's stories are told with: partners' programs over HTTP, and steps that are told once they went well."""

import base64
import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from infra.sandbox.home import sandbox_home

NOTIFICATIONS, CASES, FOLDERS = (f"/teledossiers/v1/{name}" for name in ("notifications", "cases", "folders"))


class Surprise(Exception):
    """What came is not what was expected."""

    def __init__(self, *, expected: object, came: object) -> None:
        super().__init__(f"attendu {expected}, reçu {came}")


@contextmanager
def step(who: str, does: str) -> Iterator[None]:
    """Tell one step on one line, with its time, once it has gone well. Raises: Surprise, which then names the step."""
    started = time.perf_counter()
    try:
        yield
    except Surprise as surprise:
        surprise.args = (f"{who} {does} : {surprise}",)
        raise
    print(f"  {(time.perf_counter() - started) * 1000:6.0f} ms  {who:<18} {does}", flush=True)


def must_be(came: object, expected: object) -> None:
    """Go on only with what was expected. Raises: Surprise."""
    if came != expected:
        raise Surprise(expected=expected, came=came)


def digest_of(content: bytes) -> str:
    """What the ``digest`` header carries: the SHA-256, in base64."""
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


class Partner:
    """A partner's program: it signs in once, then speaks for its organisation."""

    def __init__(self, name: str, client: dict[str, Any], base_url: str) -> None:
        self.name = name
        self._client = client
        self._http = httpx.Client(base_url=base_url, timeout=30, trust_env=False, headers={"editorName": "HubEE", "applicationName": "demo"})

    @property
    def organisation(self) -> dict[str, str]:
        """Whom it speaks for, as bodies carry it."""
        return dict(zip(("type", "companyRegister", "branchCode"), self._client["organization"].split("-"), strict=True))

    def sign_in(self) -> None:
        """Get a token by Basic authentication; later calls carry it."""
        form = {"grant_type": "client_credentials", "scope": self._client["scope"]}
        answer = self._http.post("/token", data=form, auth=(self._client["clientId"], self._client["clientSecret"]))
        if answer.status_code != 200:
            raise Surprise(expected="un jeton (200)", came=f"{answer.status_code} {answer.text}")
        self._http.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

    def ask(self, method: str, path: str, status: int, body: Any = None, **settings: Any) -> httpx.Response:
        """Call the hub. Raises: Surprise for another status than the one expected."""
        answer = self._http.request(method, path, json=body, **settings)
        if answer.status_code != status:
            raise Surprise(expected=status, came=f"{answer.status_code} {answer.text}")
        return answer

    def waiting(self, case_id: str) -> list[dict[str, Any]]:
        """Its notifications of one case, oldest first; other cases' are not the demo's."""
        queue = self.ask("GET", NOTIFICATIONS, 200, params={"maxResult": 1000, "eventDetails": "true"}).json()
        return [each for each in queue if each["caseId"] == case_id]

    def fetch(self, path: str, expected: bytes) -> None:
        """Fetch a file and compare it, byte for byte and with its digest. Raises: Surprise."""
        answer = self.ask("GET", path, 200)
        must_be(answer.headers.get("digest"), digest_of(expected))
        if answer.content != expected:
            raise Surprise(expected=f"les {len(expected)} octets déposés", came=f"{len(answer.content)} octets différents")

    def send(self, case_id: str, action: str, **fields: Any) -> dict[str, Any]:
        """Send an event that notifies the other side."""
        event: dict[str, Any] = self.ask("POST", f"{CASES}/{case_id}/events", 201, {"actionType": action, "notification": True, **fields}).json()
        return event

    def status_of(self, case_id: str) -> str:
        """The case's status now."""
        status: str = self.ask("GET", f"{CASES}/{case_id}", 200, params={"lite": "true"}).json()["status"]
        return status

    def delete_all(self, notifications: list[dict[str, Any]]) -> None:
        """Take notifications out of the queue."""
        for each in notifications:
            self.ask("DELETE", f"{NOTIFICATIONS}/{each['id']}", 204)


def only(found: list[Any], what: str) -> Any:
    """The one that must be there. Raises: Surprise for none or several."""
    if len(found) != 1:
        raise Surprise(expected=f"exactement {what}", came=len(found))
    return found[0]


class Cast:
    """Every partner of the sandbox, by the name of its client, and every person of the portal, by his address."""

    def __init__(self, base_url: str, clients: list[dict[str, Any]], accounts: list[dict[str, Any]]) -> None:
        self.base_url = base_url
        self.account_by_email = {each["email"]: each for each in accounts}
        self._client_by_name = {each["name"]: each for each in clients}

    def partner(self, name: str, client: str) -> Partner:
        """A partner, signed in. Raises: Surprise."""
        with step(name, "obtient un jeton"):
            if client not in self._client_by_name:
                raise Surprise(expected=f"le client « {client} »", came=f"un fichier {sandbox_home() / 'credentials.json'} sans lui")
            partner = Partner(name, self._client_by_name[client], self.base_url)
            partner.sign_in()
        return partner
