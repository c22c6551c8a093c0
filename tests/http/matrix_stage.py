"""One of everything for the authorisation matrix: its objects, who calls, and what each operation is asked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import boto3

from chalicelib import environment
from chalicelib.composition import Composition
from chalicelib.domain.attachments import Attachment, digest_of
from chalicelib.domain.callers import Scope, Side
from chalicelib.domain.deliveries import Delivery, DeliveryState, Lane
from chalicelib.domain.notifications import osl_queue, si_queue
from chalicelib.domain.subscriptions import AccessMode
from chalicelib.domain.uploads import upload_key
from chalicelib.domain.values import replace
from chalicelib.domain.webhooks import SealedSecret, Webhook
from chalicelib.handlers.uploads import EVENT_UPLOAD, FOLDER_UPLOAD
from infra.sandbox.clock import SandboxClock
from infra.sandbox.gateway import Gateway
from tests.builders import PDF, Partner, World, wire_id

API, REFERENTIAL = "/teledossiers/v1", "/referential/v1"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request of one operation: values of its path, its body, its bytes, its headers, its query."""

    path: dict[str, str]
    body: Any = None
    content: bytes | None = None
    headers: dict[str, str] | None = None


class Stage:
    """A world with one of everything; ``mode`` is how its town receives."""

    def __init__(self, hub: Composition, gateway: Gateway, clock: SandboxClock, mode: AccessMode = AccessMode.API) -> None:
        self.world = world = World(hub, gateway, clock)
        self.admin = world.admin()
        self.organisation = world.organisation("SI")
        self.subscription = world.subscription(self.organisation, access_mode=mode)
        self.town = world.partner(Scope.SI, self.organisation, world.process, subscription_id=self.subscription.id)
        self.delivered = world.delivered(self.town)
        self.opened = world.announced(self.town)
        self.case_id: str = self.delivered["cases"][0]["id"]
        self.sent = self.event(is_sent=True)
        self.waiting = self.event(is_sent=False)
        queue = si_queue(self.organisation, world.process.code)
        self.notification_id = hub.notifications.waiting([queue], limit=1)[0].id
        self.letter_id = self._webhook()
        self.client_id = world.partner(Scope.DATAPASS).client_id
        other_process, self.free_process = world.add_process(), world.add_process()
        elsewhere = world.subscription(self.organisation, other_process)
        other_town, other_osl = world.town(), world.organisation("OSL")
        foreign_process = world.add_process(osl=other_osl)
        expired = world.token(world.osl.client_id, at=clock.now() - timedelta(hours=2))
        self.callers: dict[str, Partner] = {
            "none": world.nobody(),
            "expired": replace(world.osl, token=expired),
            "osl": world.osl,
            "other_osl": world.partner(Scope.OSL, foreign_process.osl),
            "bound_osl": world.partner(Scope.OSL, world.osl_organisation, self.free_process),
            "si": self.town,
            "si_other_process": world.partner(Scope.SI, self.organisation, other_process, subscription_id=elsewhere.id),
            "other_si": other_town,
            "datapass": world.datapass(),
            "admin": self.admin,
        }

    def event(self, *, is_sent: bool) -> dict[str, Any]:
        """A file from the operator on the delivered case, handed over or still waiting to be."""
        file = {"fileName": "complément.pdf", "type": "10870-PDF", "size": len(PDF), "mimeType": "application/pdf"}
        path = f"{API}/cases/{self.case_id}/events"
        event: dict[str, Any] = self.world.osl.post(path, {"actionType": "ATTACH_DEPOSIT", "attachments": [file]}).json
        if is_sent:
            assert self.world.osl.put(f"{path}/{event['id']}/attachments/{event['attachments'][0]['id']}", content=PDF).status == 204
            assert self.world.osl.patch(f"{path}/{event['id']}", {"status": "SENT"}).status == 204
        return event

    def _webhook(self) -> str:
        """The town's webhook, with a dead letter; answers that one's id."""
        hub, now, owner = self.world.hub, self.world.clock.now(), self.subscription.id
        sealed = SealedSecret(sealed=hub.seals.seal("secret", webhook_id=owner))
        webhook = Webhook(id=owner, side=Side.SI, organisation=self.organisation, url="https://a.fr/", secrets=(sealed,), created_at=now)
        told = hub.notifications.waiting([si_queue(self.organisation, self.world.process.code)], limit=1)[0]
        letter = Delivery(
            id=told.id, lane=Lane(owner, self.case_id), notification=told, state=DeliveryState.DEAD, attempts=13, due_at=now, created_at=now
        )
        hub.commit(webhook, letter)
        return letter.id

    def state(self) -> dict[str, Any]:
        """All that a refused call could have changed or made."""
        world, admin, hub = self.world, self.admin, self.world.hub
        code = world.process.code
        queues = [si_queue(self.organisation, code), osl_queue(code)]
        listed = admin.get(f"{REFERENTIAL}/subscriptions", processCode=code)
        return {
            "folders": [admin.get(f"{API}/folders/{each['id']}").content for each in (self.delivered, self.opened)],
            "case": admin.get(f"{API}/cases/{self.case_id}").content,
            "cases": [case.id for case in hub.exchange.cases_of(self.organisation, limit=100)],
            "events": [hub.exchange.event(self.case_id, each["id"]) for each in (self.sent, self.waiting)],
            "files": hub.exchange.event_attachment(self.case_id, self.waiting["id"], self.waiting["attachments"][0]["id"])[2],
            "notifications": hub.notifications.waiting(queues, limit=100),
            "subscriptions": (listed.content, listed.headers["content-range"]),
            "organisation": admin.get(f"{REFERENTIAL}/organizations/{self.organisation}").content,
            "organisations": admin.get(f"{REFERENTIAL}/organizations").headers["content-range"],
            "processes": admin.get(f"{REFERENTIAL}/processes").content,
            "webhook": hub.webhooks.webhook(self.subscription.id),
            "letters": hub.webhooks.listed(self.subscription.id, DeliveryState.DEAD, limit=10),
            "client": hub.clients.client(self.client_id),
        }

    def marks(self) -> list[bytes]:
        """Words that only this stage's objects carry: none may reach whoever is not concerned."""
        words = [self.delivered["id"], self.case_id, self.notification_id, self.subscription.id, self.organisation.company_register]
        return [word.encode() for word in (*words, self.delivered["attachments"][0]["id"], "Camille", "MARTIN")]


def _folder(stage: Stage, **more: Any) -> Asked:
    return Asked(path={"folderId": stage.opened["id"]}, **more)


def _case(stage: Stage, **more: Any) -> Asked:
    return Asked(path={"caseId": stage.case_id}, **more)


def _event(stage: Stage, event: dict[str, Any], **more: Any) -> Asked:
    path = {"caseId": stage.case_id, "eventId": event["id"], "attachmentId": event["attachments"][0]["id"]}
    return Asked(path=path, **more)


def _of(folder: dict[str, Any], **path: str) -> dict[str, str]:
    return {**path, "attachmentId": folder["attachments"][0]["id"]}


def _webhook(stage: Stage) -> Asked:
    return Asked(path={"webhookId": stage.subscription.id})


def _sent_back(stage: Stage, path: str) -> Any:
    return stage.admin.get(f"{REFERENTIAL}/{path}").json


def _subscription_body(stage: Stage, code: str) -> dict[str, Any]:
    who = {"email": "maire@commune.test", "firstName": "Ana", "lastName": "Lopez"}
    return {
        "datapassId": 1,
        "processCode": code,
        "subscriber": wire_id(stage.organisation),
        "notificationFrequency": "Aucune",
        "localAdministrator": who,
    }


def _new_organisation(stage: Stage) -> dict[str, Any]:
    register = f"9{int(stage.organisation.company_register) % 10**13:013d}"
    return {"type": "SI", "companyRegister": register, "branchCode": "38544", "name": "X", "postalCode": "38200", "territory": "Isère"}


def _purged(stage: Stage) -> list[dict[str, str]]:
    return [{"folder_attachment_id": stage.delivered["attachments"][0]["id"], "case_id": stage.case_id}]


def _migration(stage: Stage) -> dict[str, Any]:
    return {"organizationSource": wire_id(stage.organisation), "organizationTarget": wire_id(stage.world.osl_organisation)}


def _digest_of_pdf(_: Stage) -> Any:
    return {"parts": [{"number": 1, "sha256": digest_of(PDF)}]}


def _all_sent(stage: Stage, asked: Asked, base: str) -> Asked:
    """A completion, of an upload whose part was sent; where no file came before, nothing is changed to ask for it."""
    path = base.format(**asked.path)
    attachment = _attachment_at(stage, asked.path)
    if attachment.status == "RECEIVED":
        assert stage.world.osl.post(path).status == 201
        upload = _attachment_at(stage, asked.path).upload
        assert upload is not None
        key = {"Bucket": environment.attachment_bucket(), "Key": upload_key(attachment.prefix, upload.id), "UploadId": upload.store_id}
        boto3.client("s3", region_name=environment.region()).upload_part(**key, PartNumber=1, Body=PDF)
    return asked


def _attachment_at(stage: Stage, path: dict[str, str]) -> Attachment:
    exchange = stage.world.hub.exchange
    if "folderId" in path:
        found = exchange.folder_attachment(path["folderId"], path["attachmentId"])[1]
    else:
        found = exchange.event_attachment(path["caseId"], path["eventId"], path["attachmentId"])[2]
    assert found is not None
    return found


_PATCH = {"X-HTTP-Method-Override": "PATCH"}


def _nothing(_: Stage) -> Asked:
    return Asked(path={})


ASKED: dict[str, Callable[[Stage], Asked]] = {
    "token": _nothing,
    "oauth2Token": _nothing,
    "jwks": _nothing,
    "openapi": _nothing,
    "health": _nothing,
    "createFolder": lambda stage: Asked(path={}, body=stage.world.folder_body(stage.town)),
    "getFolderById": lambda stage: Asked(path={"folderId": stage.delivered["id"]}),
    "updateFolder": lambda stage: Asked(path={"folderId": stage.delivered["id"]}, body={"globalStatus": "CLOSED"}),
    "updateFolderWithPost": lambda stage: Asked(path={"folderId": stage.delivered["id"]}, body={"globalStatus": "CLOSED"}, headers=_PATCH),
    "deleteFolder": _folder,
    "uploadFolderAttachment": lambda stage: Asked(path=_of(stage.opened, folderId=stage.opened["id"]), content=PDF),
    "openFolderAttachmentUpload": lambda stage: Asked(path=_of(stage.opened, folderId=stage.opened["id"])),
    "getFolderAttachmentUpload": lambda stage: Asked(path=_of(stage.opened, folderId=stage.opened["id"])),
    "linkFolderAttachmentUploadParts": lambda stage: Asked(path=_of(stage.opened, folderId=stage.opened["id"]), body=_digest_of_pdf(stage)),
    "abortFolderAttachmentUpload": lambda stage: Asked(path=_of(stage.opened, folderId=stage.opened["id"])),
    "completeFolderAttachmentUpload": lambda stage: _all_sent(
        stage, Asked(path=_of(stage.opened, folderId=stage.opened["id"]), body=_digest_of_pdf(stage)), FOLDER_UPLOAD
    ),
    "linkFolderAttachmentUpload": lambda stage: Asked(path=_of(stage.opened, folderId=stage.opened["id"]), body={"size": len(PDF)}),
    "openEventAttachmentUpload": lambda stage: _event(stage, stage.waiting),
    "getEventAttachmentUpload": lambda stage: _event(stage, stage.waiting),
    "linkEventAttachmentUploadParts": lambda stage: _event(stage, stage.waiting, body=_digest_of_pdf(stage)),
    "abortEventAttachmentUpload": lambda stage: _event(stage, stage.waiting),
    "completeEventAttachmentUpload": lambda stage: _all_sent(stage, _event(stage, stage.waiting, body=_digest_of_pdf(stage)), EVENT_UPLOAD),
    "linkEventAttachmentUpload": lambda stage: _event(stage, stage.waiting, body={"size": len(PDF)}),
    "migrateCases": lambda stage: Asked(path={}, body=_migration(stage)),
    "getCaseById": _case,
    "updateCase": lambda stage: _case(stage, body={"status": "IN_PROGRESS"}),
    "updateCaseWithPost": lambda stage: _case(stage, body={"status": "IN_PROGRESS"}, headers=_PATCH),
    "downloadCaseAttachmentById": lambda stage: Asked(path=_of(stage.delivered, caseId=stage.case_id)),
    "getListIdCaseForPurge": _nothing,
    "updateCaseAttachmentPortalBinary": lambda stage: Asked(path={}, body=_purged(stage)),
    "createEvent": lambda stage: _case(stage, body={"actionType": "COM_ADD", "notification": True, "message": "Bonjour"}),
    "getEventById": lambda stage: _event(stage, stage.sent),
    "updateEvent": lambda stage: _event(stage, stage.sent, body={"status": "RECEIVED"}),
    "updateEventWithPost": lambda stage: _event(stage, stage.sent, body={"status": "RECEIVED"}, headers=_PATCH),
    "deleteEvent": lambda stage: _event(stage, stage.waiting),
    "uploadEventAttachment": lambda stage: _event(stage, stage.waiting, content=PDF),
    "downloadEventAttachmentById": lambda stage: _event(stage, stage.sent),
    "listNotification": _nothing,
    "replayNotifications": lambda stage: Asked(path={}, body={"since": stage.world.clock.now().isoformat()}),
    "deleteNotification": lambda stage: Asked(path={"notificationId": stage.notification_id}),
    "registerWebhook": lambda stage: Asked(path={}, body={"url": "https://b.fr/", "subscriptionId": stage.subscription.id}),
    "listWebhooks": _nothing,
    "getWebhook": _webhook,
    "rotateWebhookSecret": _webhook,
    "pingWebhook": _webhook,
    "resumeWebhook": _webhook,
    "listDeadLetters": _webhook,
    "replayDeadLetter": lambda stage: Asked(path={"webhookId": stage.subscription.id, "deliveryId": stage.letter_id}),
    "replayDeadLetters": _webhook,
    "removeWebhook": _webhook,
    "getOrganizations": _nothing,
    "createOrganization": lambda stage: Asked(path={}, body=_new_organisation(stage)),
    "updateOrganization": lambda stage: Asked(
        path={"id": str(stage.organisation)}, body={**_sent_back(stage, f"organizations/{stage.organisation}"), "name": "Autre"}
    ),
    "getOrganization": lambda stage: Asked(path={"id": str(stage.organisation)}),
    "createProcess": lambda stage: Asked(
        path={}, body={**_sent_back(stage, f"processes/{stage.world.process.code}"), "code": f"N{stage.world.process.code}"}
    ),
    "listProcess": _nothing,
    "updateProcess": lambda stage: Asked(
        path={"code": stage.world.process.code}, body={**_sent_back(stage, f"processes/{stage.world.process.code}"), "name": "Autre"}
    ),
    "getProcessById": lambda stage: Asked(path={"code": stage.world.process.code}),
    "createSubscription": lambda stage: Asked(path={}, body=_subscription_body(stage, stage.free_process.code)),
    "listSubscription": _nothing,
    "updateSubscription": lambda stage: Asked(
        path={"subscriptionId": stage.subscription.id}, body=_subscription_body(stage, stage.world.process.code)
    ),
    "getSubscriptionById": lambda stage: Asked(path={"subscriptionId": stage.subscription.id}),
    "createClient": lambda _: Asked(path={}, body={"scope": "DATAPASS"}),
    "listClients": _nothing,
    "rotateClientSecret": lambda stage: Asked(path={"clientId": stage.client_id}),
    "revokeClient": lambda stage: Asked(path={"clientId": stage.client_id}),
}
