"""What each operation of the portal is asked in its authorisation matrix, on objects of the town that nobody has used."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import boto3

from chalicelib import environment
from chalicelib.domain.accounts import Deactivation
from chalicelib.domain.attachments import digest_of
from chalicelib.domain.mails import mail
from chalicelib.domain.requests import RequestStatus, SubscriptionRequest
from chalicelib.domain.roles import ActorType
from chalicelib.domain.subscriptions import AccessMode, Person
from chalicelib.domain.uploads import upload_key
from chalicelib.domain.values import replace
from chalicelib.use_cases.file_at_hand import FileAtHand
from chalicelib.use_cases.upload_files import open_upload
from tests.builders import PDF, wire_id
from tests.http.portal_stage import Asked, PortalStage
from tests.portal import PASSWORD, add_account

FILE = {"fileName": "attestation.pdf", "size": len(PDF), "mimeType": "application/pdf"}
PERSON = {"email": "nouvelle@commune.test", "firstName": "Lou", "lastName": "PETIT"}


def on_case(path: str, body: object = None, *, open_it: bool = True) -> Callable[[PortalStage], Asked]:
    """A request on a télédossier of its own."""
    return lambda stage: Asked(path=f"/cases/{stage.case(open_it=open_it)}{path}", body=body)


def plain(path: str, body: object = None) -> Callable[[PortalStage], Asked]:
    """A request that names nothing."""
    return lambda _: Asked(path=path, body=body)


def on_subscription(path: str, body: object = None, **overrides: Any) -> Callable[[PortalStage], Asked]:
    """A request on a subscription of the town."""
    return lambda stage: Asked(path=f"/subscriptions/{stage.new_subscription(**overrides)}{path}", body=body)


def on_account(path: str, body: object = None) -> Callable[[PortalStage], Asked]:
    """A request on an account of the town."""
    return lambda stage: Asked(path=f"/accounts/{stage.new_account()}{path}", body=body)


def on_delegate(stage: PortalStage) -> Asked:
    """To drop the town from those a delegate acts for."""
    two = add_account(stage.hub, ActorType.TECHNICAL_DELEGATE, stage.town, stage.elsewhere)
    return Asked(path=f"/accounts/{two.id}/organisations/{stage.town}")


def comment(stage: PortalStage) -> Asked:
    """To edit a comment."""
    case_id = stage.case(open_it=True)
    made = stage.browsers["agent"].post(f"/cases/{case_id}/comments", {"comment": "Vu."})
    assert made.status < 300, made.content
    return Asked(path=f"/cases/{case_id}/comments/{made.json['eventId']}", body={"comment": "Revu."})


def pending(stage: PortalStage, *, is_received: bool) -> tuple[str, str]:
    """A file for the person, announced and perhaps brought: its case and its id."""
    case_id = stage.case(open_it=True)
    agent = stage.browsers["agent"]
    made = agent.post(f"/cases/{case_id}/attachments", {"attachments": [FILE]})
    assert made.status < 300, made.content
    detail = agent.get(f"/cases/{case_id}").json
    file_id: str = detail["pendingAttachments"][0]["id"]
    if is_received:
        assert agent.put(f"/cases/{case_id}/attachments/{file_id}", content=PDF).status < 300
    return case_id, file_id


def upload(stage: PortalStage) -> Asked:
    """To bring a file's bytes."""
    case_id, file_id = pending(stage, is_received=False)
    return Asked(path=f"/cases/{case_id}/attachments/{file_id}", content=PDF)


def upload_in_parts(path: str, *, is_open: bool = True, is_sent: bool = False, body: Any = None) -> Callable[[PortalStage], Asked]:
    """To do something with an upload of a file."""

    def asked(stage: PortalStage) -> Asked:
        case_id, file_id = pending(stage, is_received=False)
        if is_open:
            begin(stage, case_id, file_id, is_sent=is_sent)
        return Asked(path=f"/cases/{case_id}/attachments/{file_id}/upload{path}", body=body)

    return asked


def begin(stage: PortalStage, case_id: str, file_id: str, *, is_sent: bool) -> None:
    """Begin an upload of a file, and send its part."""
    hub = stage.hub
    dossier = hub.exchange.dossier(case_id)
    assert dossier is not None
    event = next(each for each in dossier.events if any(file.id == file_id for file in dossier.files.get(each.id, ())))
    file = next(each for each in dossier.files[event.id] if each.id == file_id)
    at_hand = FileAtHand(holder=event, attachment=file, is_open=True)
    opened = open_upload(at_hand, now=hub.clock.now(), ids=hub.ids, uploads=hub.uploads, commit=hub.commit)
    if is_sent:
        key = upload_key(file.prefix, opened.upload.id)
        store = boto3.client("s3", region_name=environment.region())
        store.upload_part(Bucket=environment.attachment_bucket(), Key=key, UploadId=opened.upload.store_id, PartNumber=1, Body=PDF)


def remove(stage: PortalStage) -> Asked:
    """To take a file back."""
    case_id, file_id = pending(stage, is_received=True)
    return Asked(path=f"/cases/{case_id}/attachments/{file_id}")


def confirm(stage: PortalStage) -> Asked:
    """To send a file."""
    case_id, file_id = pending(stage, is_received=True)
    return Asked(path=f"/cases/{case_id}/attachments/confirm", body={"attachmentIds": [file_id]})


def attachment(stage: PortalStage) -> Asked:
    """To download a file of the operator's."""
    case_id = stage.case(open_it=True)
    case = stage.hub.exchange.case(case_id)
    assert case is not None
    return Asked(path=f"/cases/{case_id}/attachments/{case.attachments[0].id}")


def event_attachment(stage: PortalStage) -> Asked:
    """To download a file of an operator's complement."""
    case_id = stage.case(open_it=True)
    path = f"/teledossiers/v1/cases/{case_id}/events"
    osl = stage.world.osl
    event = osl.post(path, {"actionType": "ATTACH_DEPOSIT", "attachments": [{**FILE, "type": "10870-PDF"}]}).json
    file_id = event["attachments"][0]["id"]
    assert osl.put(f"{path}/{event['id']}/attachments/{file_id}", content=PDF).status == 204
    assert osl.patch(f"{path}/{event['id']}", {"status": "SENT"}).status == 204
    return Asked(path=f"/cases/{case_id}/events/{event['id']}/attachments/{file_id}")


def statuses(stage: PortalStage) -> Asked:
    """To change the status of several."""
    return Asked(path="/cases/status", body={"ids": [stage.case(open_it=True)], "status": "REFUSED", "reason": "Hors délai.", "confirm": True})


def archive(stage: PortalStage) -> Asked:
    """To download several."""
    return Asked(path="/archives", body={"caseIds": [stage.case(open_it=True)]})


def form(stage: PortalStage) -> Asked:
    """To change a subscription, as it stands."""
    path = f"/subscriptions/{stage.new_subscription(activate_at=None)}"
    version = stage.browsers["delegate"].get(path).json["version"]
    return Asked(path=path, body={"accessMode": "PORTAIL", "notificationFrequency": "Aucune", "version": version})


def minted(stage: PortalStage) -> Asked:
    """To renew a secret."""
    path = f"/subscriptions/{stage.new_subscription(mode=AccessMode.API)}/credentials"
    assert stage.browsers["delegate"].post(f"{path}/secret").status == 201
    return Asked(path=f"{path}/regenerate")


def on_request(path: str, body: object = None) -> Callable[[PortalStage], Asked]:
    """A request that waits for the operator."""

    def ask(stage: PortalStage) -> Asked:
        now = stage.world.clock.now()
        waiting = SubscriptionRequest(
            id=str(uuid4()),
            reference=str(uuid4()),
            process_code=stage.world.add_process().code,
            osl=stage.world.osl_organisation,
            organisation=stage.town,
            organisation_name="Vienne",
            postal_code="38200",
            territory="Isère",
            requester="lou.petit@commune.test",
            local_administrator=Person(email="lou.petit@commune.test", first_name="Lou", last_name="PETIT"),
            status=RequestStatus.WAITING,
            created_at=now,
            confirmed_at=now,
        )
        stage.hub.commit(waiting)
        return Asked(path=f"/requests/{waiting.id}{path}", body=body)

    return ask


def dead_mail(stage: PortalStage) -> Asked:
    """To send a mail that was given up."""
    given_up = replace(
        mail("compte_bloque", "x@commune.test", cause=str(uuid4()), at=stage.world.clock.now(), words={"reason": "."}),
        dead_since=stage.world.clock.now(),
    )
    stage.hub.commit(given_up)
    return Asked(path=f"/administration/mails/{given_up.id}/retry", body={"confirm": True})


def preparation(stage: PortalStage) -> Asked:
    """To look at what is prepared for the agent."""
    made = stage.browsers["agent"].post("/archives", {"caseIds": [stage.case(open_it=True)]})
    assert made.status == 202, made.content
    return Asked(path=f"/preparations/{made.json['id']}")


def suspended(stage: PortalStage) -> Asked:
    """To reactivate a suspended subscription."""
    ended = stage.world.clock.now() - timedelta(days=2)
    return Asked(path=f"/subscriptions/{stage.new_subscription(end_at=ended)}/reactivate")


def closed_account(stage: PortalStage) -> Asked:
    """To reopen an account."""
    now = stage.world.clock.now()
    account = add_account(stage.hub, ActorType.AGENT, stage.town, deactivation=Deactivation.BY_ADMINISTRATOR, deactivated_at=now)
    return Asked(path=f"/accounts/{account.id}/reactivate")


def with_authenticator(stage: PortalStage) -> Asked:
    """To take a lost second factor off an account."""
    return Asked(path=f"/accounts/{add_account(stage.hub, ActorType.LOCAL_ADMINISTRATOR, stage.town).id}/second-factor")


def new_organisation(stage: PortalStage) -> Asked:
    """To create an organisation."""
    register = f"{uuid4().int % 10**14:014d}"
    body = {**wire_id(stage.town), "companyRegister": register, "name": "Vienne", "postalCode": "38200", "territory": "Isère"}
    return Asked(path="/administration/organisations", body=body)


def a_process(stage: PortalStage, code: str) -> dict[str, object]:
    """The rules of a process."""
    return {
        "code": code,
        "name": "Démarche",
        "isActivated": True,
        "osl": wire_id(stage.world.osl_organisation),
        "attachmentFormatsEnabled": ["application/pdf"],
        "attachmentTypesEnabled": ["PDF"],
        "attachmentMaxSizeEnabled": 1_000,
        "statusBeforeFileDeletion": "CLOSED",
        "timeBeforeFileDeletion": 30,
        "timeBeforeArchiving": 60,
        "timeBeforeFolderDeletion": 365,
        "messageToTransmitter": True,
        "subscriptionValidation": "Manual",
    }


def new_process(stage: PortalStage) -> Asked:
    """To create a process."""
    return Asked(path="/administration/processes", body=a_process(stage, f"P{uuid4().hex[:12]}"))


REFUSED = {"status": "REFUSED", "reason": "Hors délai.", "confirm": True}
ASKED: dict[str, Callable[[PortalStage], Asked]] = {
    "portalSignIn": plain("/session", {"email": "inconnue@commune.test", "password": PASSWORD}),
    "portalGiveCode": plain("/session/code", {"code": "000000"}),
    "portalSendCodeAgain": plain("/session/code/resend"),
    "portalRenewPassword": plain("/session/password", {"password": PASSWORD}),
    "portalForgottenPassword": plain("/password/forgotten", {"email": "inconnue@commune.test"}),
    "portalCheckLink": plain("/password/link", {"token": "a.b", "purpose": "RESET"}),
    "portalSetPassword": plain("/password", {"token": "a.b", "purpose": "RESET", "password": PASSWORD}),
    "portalMe": plain("/me"),
    "portalChangeProfile": plain("/me", {"function": "Officier d'état civil"}),
    "portalChangePassword": plain("/me/password", {"currentPassword": PASSWORD, "password": "faible"}),
    "portalBeginAuthenticator": plain("/me/authenticator", {"currentPassword": "faux"}),
    "portalConfirmAuthenticator": plain("/me/authenticator/confirmation", {"code": "000000"}),
    "portalRemoveAuthenticator": plain("/me/authenticator", {}),
    "portalRenewRecoveryCodes": plain("/me/recovery-codes", {}),
    "portalMySessions": plain("/me/sessions"),
    "portalCloseOtherSessions": plain("/me/sessions"),
    "portalCloseSession": plain(f"/me/sessions/{'0' * 64}"),
    "portalActFor": lambda stage: Asked(path="/session/organisation", body={"organisation": str(stage.town)}),
    "portalListAccounts": plain("/accounts"),
    "portalAccountOptions": plain("/accounts/options"),
    "portalReadAccount": on_account(""),
    "portalCreateAccount": lambda stage: Asked(
        path="/accounts", body={**PERSON, "email": f"{uuid4().hex}@commune.test", "actorType": "AGENT", "organisation": str(stage.town)}
    ),
    "portalChangeAccount": on_account("", {"function": "Adjointe"}),
    "portalDeactivateAccount": on_account("/deactivate", {"confirm": True}),
    "portalReactivateAccount": closed_account,
    "portalResendActivation": lambda stage: Asked(
        path=f"/accounts/{add_account(stage.hub, ActorType.AGENT, stage.town, password=None).id}/activation"
    ),
    "portalResetSecondFactor": with_authenticator,
    "portalDropDelegatedOrganisation": on_delegate,
    "portalListSubscriptions": plain("/subscriptions"),
    "portalReadSubscription": on_subscription(""),
    "portalChangeSubscription": form,
    "portalReadCredentials": on_subscription("/credentials", mode=AccessMode.API),
    "portalCopyClientId": on_subscription("/credentials/client-id", mode=AccessMode.API),
    "portalCopySecret": on_subscription("/credentials/secret", mode=AccessMode.API),
    "portalRegenerateSecret": minted,
    "portalListRequestOptions": plain("/requests/options"),
    "portalRequestSubscription": plain("/requests", {}),
    "portalConfirmRequest": plain("/requests/confirm", {"token": "a.b"}),
    "portalRequestOwnSubscription": plain("/requests/mine", {"processCodes": ["AUCUNE"]}),
    "portalFollowRequest": plain(f"/requests/{uuid4()}"),
    "portalListRequests": plain("/requests"),
    "portalAcceptRequest": on_request("/accept"),
    "portalRefuseRequest": on_request("/refuse", {"reason": "Hors périmètre."}),
    "portalReadCase": on_case(""),
    "portalOpenCase": on_case("/open", open_it=False),
    "portalChangeCaseStatus": on_case("/status", REFUSED),
    "portalForceCaseStatus": on_case("/force-status", {**REFUSED, "reason": "Erreur de saisie."}),
    "portalChangeCaseStatuses": statuses,
    "portalSendMessage": on_case("/messages", {"message": "Il manque une pièce."}),
    "portalAddComment": on_case("/comments", {"comment": "Vu."}),
    "portalEditComment": comment,
    "portalAnnounceFiles": on_case("/attachments", {"attachments": [FILE]}),
    "portalUploadFile": upload,
    "openPortalFileUpload": upload_in_parts("", is_open=False),
    "getPortalFileUpload": upload_in_parts(""),
    "linkPortalFileUploadParts": upload_in_parts("/parts", body={"parts": [{"number": 1, "sha256": digest_of(PDF)}]}),
    "completePortalFileUpload": upload_in_parts("/complete", is_sent=True, body={}),
    "abortPortalFileUpload": upload_in_parts(""),
    "portalRemoveFile": remove,
    "portalConfirmFiles": confirm,
    "portalListCases": plain("/cases"),
    "portalCaseNeighbours": on_case("/neighbours"),
    "portalDownloadAttachment": attachment,
    "portalDownloadEventAttachment": event_attachment,
    "portalDownloadCase": on_case("/archive"),
    "portalPrepareArchive": archive,
    "portalExportCases": plain("/exports"),
    "portalReadPreparation": preparation,
    "portalStatistics": plain("/statistics"),
    "portalStatisticsFile": plain("/statistics.csv"),
    "portalListProcesses": plain("/processes"),
    "portalListOrganisations": plain("/administration/organisations"),
    "portalCreateOrganisation": new_organisation,
    "portalReplaceOrganisation": lambda stage: Asked(
        path=f"/administration/organisations/{stage.town}",
        body={**wire_id(stage.town), "name": "Vienne", "postalCode": "38200", "territory": "Isère", "version": None},
    ),
    "portalListAllProcesses": plain("/administration/processes"),
    "portalCreateProcess": new_process,
    "portalReplaceProcess": lambda stage: Asked(
        path=f"/administration/processes/{stage.second_process.code}", body={**a_process(stage, stage.second_process.code), "version": None}
    ),
    "portalListClients": plain("/administration/clients"),
    "portalCreateClient": plain("/administration/clients", {"scope": "DATAPASS"}),
    "portalRotateClientSecret": lambda stage: Asked(path=f"/administration/clients/{stage.client()}/rotate"),
    "portalRevokeClient": lambda stage: Asked(path=f"/administration/clients/{stage.client()}"),
    "portalSuspendSubscription": on_subscription("/suspend", {"confirm": True}),
    "portalReactivateSubscription": suspended,
    "portalReadAudit": plain("/administration/audit"),
    "portalVerifyAudit": plain("/administration/audit/verification"),
    "portalListJobs": plain("/administration/jobs"),
    "portalRunJob": plain("/administration/jobs/count-cases/run", {}),
    "portalListUnsentMails": plain("/administration/mails"),
    "portalRetryMail": dead_mail,
    "portalSignOut": plain("/session"),
}
