"""Worlds for tests: an operator with a process of its own, recipients, and the programs that speak for them.

Every world has its own ids, so that tests share one hub without meeting.
"""

import itertools
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

from msgspec import Struct

from chalicelib.composition import Composition
from chalicelib.domain.callers import Scope
from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.oauth_clients import OAuthClient, secret_digest
from chalicelib.domain.organisations import Organisation, organisation_tally
from chalicelib.domain.pages import Tally
from chalicelib.domain.processes import Process
from chalicelib.domain.subscriptions import AccessMode, Person, Subscription, tallies
from chalicelib.domain.values import replace
from infra.sandbox.clock import SandboxClock
from infra.sandbox.gateway import Gateway

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
XML = b'<?xml version="1.0" encoding="UTF-8"?>\n<acte><numero>1</numero></acte>\n'
_registers = itertools.count(secrets.randbelow(10**12))


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        """The body, as JSON."""
        return json.loads(self.content)

    @property
    def messages(self) -> list[str]:
        """The refusals of an error body."""
        return [each["message"] for each in self.json["errors"]]


class Partner(Struct, frozen=True):
    """A partner's program with its token; ``organisation`` is whom it speaks for."""

    gateway: Gateway
    token: str | None
    organisation: OrganisationId
    client_id: str = ""
    client_secret: str = ""

    def call(
        self, method: str, path: str, body: Any = None, *, content: bytes | None = None, headers: dict[str, str] | None = None, **query: Any
    ) -> Answer:
        """Send a request: ``body`` as JSON, or ``content`` as it is; ``query`` values may be lists."""
        target = quote(path, safe="/%-._~") + (f"?{urlencode(query, doseq=True)}" if query else "")
        sent = {"authorization": f"Bearer {self.token}"} if self.token is not None else {}
        if content is None and body is not None:
            content, sent["content-type"] = json.dumps(body).encode(), "application/json"
        sent |= {name.lower(): value for name, value in (headers or {}).items()}
        status, names, answered = self.gateway.handle(method, target, sent, content or b"")
        return Answer(status, {name.lower(): value for name, value in names}, answered)

    def get(self, path: str, **query: Any) -> Answer:
        """GET."""
        return self.call("GET", path, **query)

    def post(self, path: str, body: Any = None, **settings: Any) -> Answer:
        """POST."""
        return self.call("POST", path, body, **settings)

    def put(self, path: str, body: Any = None, **settings: Any) -> Answer:
        """PUT."""
        return self.call("PUT", path, body, **settings)

    def patch(self, path: str, body: Any = None, **settings: Any) -> Answer:
        """PATCH."""
        return self.call("PATCH", path, body, **settings)

    def delete(self, path: str) -> Answer:
        """DELETE."""
        return self.call("DELETE", path)

    def notifications(self, **query: Any) -> list[dict[str, Any]]:
        """What waits for it."""
        answer = self.get("/teledossiers/v1/notifications", **query)
        assert answer.status == 200, answer.content
        found: list[dict[str, Any]] = answer.json
        return found


def wire_id(organisation: OrganisationId) -> dict[str, str]:
    """An organisation's id as JSON bodies carry it."""
    return {"type": organisation.type, "companyRegister": organisation.company_register, "branchCode": organisation.branch_code}


class World:
    """An operator (``osl``) that owns one process, with what a test adds to it."""

    def __init__(self, hub: Composition, gateway: Gateway, clock: SandboxClock, **process: Any) -> None:
        self.hub, self.gateway, self.clock = hub, gateway, clock
        self.osl_organisation = self.organisation("OSL")
        self.process = self.add_process(**process)
        self.osl = self.partner(Scope.OSL, self.osl_organisation)

    def organisation(self, kind: str = "SI") -> OrganisationId:
        """A new organisation."""
        register = f"{next(_registers) % 10**14:014d}"
        identity = OrganisationId(type=kind, company_register=register, branch_code="38544")
        row = Organisation(id=identity, name=f"Commune {register}", postal_code="38200", territory="Isère", created_at=self.clock.now())
        self.hub.commit(row, Tally(name=organisation_tally(kind), delta=1))
        return identity

    def add_process(self, *, osl: OrganisationId | None = None, **overrides: Any) -> Process:
        """A new process: like recensementCitoyen (messages, PDF answers, complements) unless overridden."""
        usual = Process(
            code=f"P{uuid4().hex[:12]}",
            name="Recensement",
            osl=osl or self.osl_organisation,
            osl_formats=("application/pdf", "application/xml"),
            si_formats=("application/pdf",),
            attachment_types=("10870-XML", "10870-PDF"),
            max_attachment_bytes=10_000_000,
            purge_status=CaseStatus.CLOSED,
            purge_days=30,
            archive_days=60,
            deletion_days=365,
            allows_messages=True,
            validation="Manual",
            allows_awaiting=True,
            created_at=self.clock.now(),
        )
        process = replace(usual, **overrides)
        self.hub.commit(process)
        return process

    def subscription(self, subscriber: OrganisationId, process: Process | None = None, **overrides: Any) -> Subscription:
        """An active subscription in API mode unless overridden."""
        now = self.clock.now()
        usual = Subscription(
            id=str(uuid4()),
            datapass_id=1,
            process_code=(process or self.process).code,
            subscriber=subscriber,
            access_mode=AccessMode.API,
            local_administrator=Person(email="admin@commune.test"),
            activate_at=now,
            validated_at=now,
            created_at=now,
        )
        made = replace(usual, **overrides).labelled(now)
        self.hub.commit(made, *tallies(None, made))
        return replace(made, version=1)

    def town(self, process: Process | None = None, **overrides: Any) -> Partner:
        """A new instructing service with a subscription (active, API unless overridden) and its program."""
        organisation = self.organisation("SI")
        subscription = self.subscription(organisation, process, **overrides)
        return self.partner(Scope.SI, organisation, process or self.process, subscription_id=subscription.id)

    def partner(
        self,
        scope: Scope,
        organisation: OrganisationId | None = None,
        *processes: Process,
        subscription_id: str | None = None,
    ) -> Partner:
        """A new OAuth client with a live token; OSL processes given bind it to them."""
        owner = organisation or self.hub.administration
        secret = secrets.token_urlsafe(32)
        client = OAuthClient(
            id=str(uuid4()),
            scope=scope,
            organisation=owner,
            process_codes=tuple(each.code for each in processes),
            subscription_id=subscription_id,
            secret_digest=secret_digest(secret),
            created_at=self.clock.now(),
        )
        self.hub.commit(client)
        return Partner(self.gateway, self.token(client.id), owner, client.id, secret)

    def token(self, client_id: str, *, at: datetime | None = None) -> str:
        """A token for a client, issued now or at another time."""
        client = self.hub.clients.client(client_id)
        assert client is not None
        return self.hub.tokens.sign(client.bearer, now=at or self.clock.now())

    def renewed(self, partner: Partner) -> Partner:
        """The same program once the clock was moved on: with a new token."""
        return replace(partner, token=self.token(partner.client_id))

    def admin(self) -> Partner:
        """A program of the administration."""
        return self.partner(Scope.ADMIN)

    def datapass(self) -> Partner:
        """DataPass."""
        return self.partner(Scope.DATAPASS)

    def nobody(self) -> Partner:
        """A program without a token."""
        return Partner(self.gateway, None, self.hub.administration)

    def folder_body(self, *towns: Partner, **overrides: Any) -> dict[str, Any]:
        """A deposit for some towns: one PDF for all, one XML for the first."""
        names = [f"EXT-{index:02d}" for index in range(1, len(towns) + 1)]
        body = {
            "processCode": self.process.code,
            "externalId": "EXT",
            "applicant": {"firstName": "Camille", "lastName": "MARTIN", "email": "camille.martin@usager.test"},
            "cases": [{"externalId": name, "recipient": wire_id(town.organisation)} for name, town in zip(names, towns, strict=True)],
            "attachments": [
                {"fileName": "récapitulatif.pdf", "type": "10870-PDF", "size": len(PDF), "mimeType": "application/pdf", "recipients": names},
                {"fileName": "données.xml", "type": "10870-XML", "size": len(XML), "mimeType": "application/xml", "recipients": names[:1]},
            ],
        }
        return {**body, **overrides}

    def announced(self, *towns: Partner, **overrides: Any) -> dict[str, Any]:
        """A folder that was created; its files have not come."""
        answer = self.osl.post("/teledossiers/v1/folders", self.folder_body(*towns, **overrides))
        assert answer.status == 201, answer.content
        folder: dict[str, Any] = answer.json
        return folder

    def deposited(self, *towns: Partner, **overrides: Any) -> dict[str, Any]:
        """A folder whose files have all come."""
        folder = self.announced(*towns, **overrides)
        for attachment in folder["attachments"]:
            content = PDF if attachment["mimeType"] == "application/pdf" else XML
            answer = self.osl.put(f"/teledossiers/v1/folders/{folder['id']}/attachments/{attachment['id']}", content=content)
            assert answer.status == 204, answer.content
        return folder

    def delivered(self, *towns: Partner, **overrides: Any) -> dict[str, Any]:
        """A folder that was completed: every recipient has its notification."""
        folder = self.deposited(*towns, **overrides)
        answer = self.osl.patch(f"/teledossiers/v1/folders/{folder['id']}", {"globalStatus": "HUBEE_COMPLETED"})
        assert answer.status == 204, answer.content
        return folder

    def case_of(self, town: Partner) -> str:
        """The id of a case delivered to a town of its own."""
        case: str = self.delivered(town)["cases"][0]["id"]
        return case
