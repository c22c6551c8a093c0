"""Partners' programs over HTTP, and worlds of their own for them: process, organisations, subscriptions, clients."""

import base64
import hashlib
import itertools
import json
import secrets
from typing import Any

import httpx

from tests.e2e.running import Sandbox

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
XML = b'<?xml version="1.0" encoding="UTF-8"?>\n<acte><numero>1</numero></acte>\n'
FOLDERS, CASES, NOTIFICATIONS = (f"/teledossiers/v1/{name}" for name in ("folders", "cases", "notifications"))
ORGANISATIONS, PROCESSES, SUBSCRIPTIONS, CLIENTS = (f"/referential/v1/{name}" for name in ("organizations", "processes", "subscriptions", "clients"))
_registers = itertools.count(10**13 + secrets.randbelow(10**13))


def digest_of(content: bytes) -> str:
    """What the ``digest`` header carries."""
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


class Program:
    """A partner's program; subclasses have the habits of those in the field."""

    maximum = 1000

    def __init__(self, sandbox: Sandbox, credentials: dict[str, Any], organisation: dict[str, str] | None = None) -> None:
        self.credentials = credentials
        self.organisation = organisation or _parsed(credentials["organization"])
        self.http = httpx.Client(base_url=sandbox.url, timeout=60, trust_env=False)
        self.token = self.sign_in()

    def sign_in(self) -> str:
        """Get a token."""
        form = {
            "grant_type": "client_credentials",
            "client_id": self.credentials["clientId"],
            "client_secret": self.credentials["clientSecret"],
            "scope": self.credentials["scope"],
        }
        answer = self.http.post("/token", data=form)
        assert answer.status_code == 200, answer.text
        token: str = answer.json()["access_token"]
        return token

    def send(self, method: str, path: str, *, content: bytes | None, headers: dict[str, str], params: dict[str, Any] | None = None) -> httpx.Response:
        """Put a request on the wire."""
        return self.http.request(method, path, content=content, headers=headers, params=params)

    def call(
        self, method: str, path: str, body: Any = None, *, content: bytes | None = None, headers: dict[str, str] | None = None, **params: Any
    ) -> httpx.Response:
        """Send ``body`` as JSON, or ``content`` as it is."""
        sent = {"Authorization": f"Bearer {self.token}"}
        if content is None and body is not None:
            content, sent["Content-Type"] = json.dumps(body).encode(), "application/json"
        elif content is not None:
            sent["Content-Type"] = "application/octet-stream"
        return self.send(method, path, content=content, headers=sent | (headers or {}), params=params or None)

    def ask(self, method: str, path: str, status: int, body: Any = None, **settings: Any) -> httpx.Response:
        """Call, and get the status that was expected."""
        answer = self.call(method, path, body, **settings)
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer

    def waiting(self) -> list[dict[str, Any]]:
        """Its queue."""
        found: list[dict[str, Any]] = self.ask("GET", NOTIFICATIONS, 200, maxResult=self.maximum, eventDetails="true").json()
        return found

    def take(self) -> list[tuple[str | None, str | None]]:
        """Empty the queue; answers (event type, event status) of each, oldest first."""
        found = self.waiting()
        for each in found:
            self.ask("DELETE", f"{NOTIFICATIONS}/{each['id']}", 204)
        return [(each["eventActionType"], each["eventStatus"]) for each in found]

    def status_event(self, case_id: str, status: str, **fields: Any) -> dict[str, Any]:
        """Tell the other side of a status."""
        body = {"actionType": "STATUS_UPDATE", "caseNewStatus": status, "notification": True, **fields}
        event: dict[str, Any] = self.ask("POST", f"{CASES}/{case_id}/events", 201, body).json()
        return event

    def move(self, case_id: str, status: str) -> None:
        """Move a case without telling anybody."""
        self.ask("PATCH", f"{CASES}/{case_id}", 204, {"status": status})

    def case(self, case_id: str) -> dict[str, Any]:
        """A case, whole."""
        found: dict[str, Any] = self.ask("GET", f"{CASES}/{case_id}", 200).json()
        return found


def _parsed(identity: str) -> dict[str, str]:
    return dict(zip(("type", "companyRegister", "branchCode"), identity.split("-"), strict=True))


class RemoteWorld:
    """An operator with one process, made by the administration through the interface."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self._programs: list[Program] = []
        self.admin = self.keep(Program(sandbox, sandbox.client("ADMIN")))
        self.operator = self.organisation("OSL")
        self.process = f"E{secrets.token_hex(6)}"
        self.admin.ask("POST", PROCESSES, 201, self._process_body())

    def _process_body(self) -> dict[str, Any]:
        return {
            "code": self.process,
            "name": "Recensement",
            "isActivated": True,
            "osl": self.operator,
            "attachmentFormatsEnabled": ["application/pdf", "application/xml"],
            "siAttachmentFormatsEnabled": ["application/pdf"],
            "attachmentTypesEnabled": ["10870-PDF", "10870-XML"],
            "attachmentMaxSizeEnabled": 10_000_000,
            "statusBeforeFileDeletion": "CLOSED",
            "timeBeforeFileDeletion": 30,
            "timeBeforeArchiving": 60,
            "timeBeforeFolderDeletion": 365,
            "messageToTransmitter": True,
            "subscriptionValidation": "Manual",
        }

    def keep(self, program: Program) -> Program:
        """Close its connections at the end."""
        self._programs.append(program)
        return program

    def close(self) -> None:
        """Close every connection."""
        for each in self._programs:
            each.http.close()

    def organisation(self, kind: str) -> dict[str, str]:
        """A new organisation."""
        identity = {"type": kind, "companyRegister": f"{next(_registers):014d}", "branchCode": "38544"}
        self.admin.ask("POST", ORGANISATIONS, 201, {**identity, "name": "Commune", "postalCode": "38200", "territory": "Isère"})
        return identity

    def subscription(self, subscriber: dict[str, str], **overrides: Any) -> dict[str, Any]:
        """An active subscription in API mode unless overridden."""
        body = {
            "datapassId": 1,
            "processCode": self.process,
            "subscriber": subscriber,
            "accessMode": "API",
            "notificationFrequency": "Aucune",
            "localAdministrator": {"email": "admin@commune.test"},
            **overrides,
        }
        made = self.admin.ask("POST", SUBSCRIPTIONS, 201, body).json()
        changed = {**body, "status": "Actif", "activateDateTime": "2024-01-01T00:00:00Z"}
        active: dict[str, Any] = self.admin.ask("PUT", f"{SUBSCRIPTIONS}/{made['id']}", 200, changed).json()
        assert active["status"] == "Actif"
        return active

    def osl(self, kind: type[Program] = Program) -> Program:
        """A program of the operator."""
        credentials = self.admin.ask("POST", CLIENTS, 201, {"scope": "OSL", "organization": self.operator}).json()
        return self.keep(kind(self.sandbox, credentials, self.operator))

    def town(self, kind: type[Program] = Program, **overrides: Any) -> Program:
        """A new instructing service with an active subscription, and its program."""
        organisation = self.organisation("SI")
        return self.program_of(organisation, self.subscription(organisation, **overrides), kind)

    def program_of(self, organisation: dict[str, str], subscription: dict[str, Any], kind: type[Program] = Program) -> Program:
        """A program of a subscription."""
        credentials = self.admin.ask("POST", CLIENTS, 201, {"scope": "SI", "subscriptionId": subscription["id"]}).json()
        return self.keep(kind(self.sandbox, credentials, organisation))

    def folder_body(self, *towns: Program, **overrides: Any) -> dict[str, Any]:
        """A deposit of a PDF for some towns."""
        names = [f"EXT-{index}" for index, _ in enumerate(towns, start=1)]
        file = {"fileName": "récapitulatif.pdf", "type": "10870-PDF", "size": len(PDF), "mimeType": "application/pdf", "recipients": names}
        body = {
            "processCode": self.process,
            "externalId": "EXT",
            "applicant": {"firstName": "Camille", "lastName": "MARTIN", "email": "camille.martin@usager.test"},
            "cases": [{"externalId": name, "recipient": town.organisation} for name, town in zip(names, towns, strict=True)],
            "attachments": [file],
        }
        return {**body, **overrides}

    def deliver(self, osl: Program, *towns: Program, **overrides: Any) -> dict[str, Any]:
        """A deposit as programs in the field do it; answers the folder as it was created."""
        folder: dict[str, Any] = osl.ask("POST", FOLDERS, 201, self.folder_body(*towns, **overrides)).json()
        for each in folder["attachments"]:
            osl.ask("PUT", f"{FOLDERS}/{folder['id']}/attachments/{each['id']}", 204, content=PDF)
        osl.ask("PATCH", f"{FOLDERS}/{folder['id']}", 204, {"globalStatus": "HUBEE_COMPLETED"})
        return folder
