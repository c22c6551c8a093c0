"""/portal/v1/cases/{caseId}/attachments: the files an agent prepares for the person concerned."""

from chalicelib.domain.roles import Role
from chalicelib.handlers.answers import Answer, answer_json, no_content
from chalicelib.handlers.portal_case_actions_json import ConfirmFilesBody, NewFilesBody
from chalicelib.handlers.portal_cases import CASE, REFUSALS
from chalicelib.handlers.portal_cases_json import FileJson, FilesJson
from chalicelib.handlers.portal_http import PortalRoutes
from chalicelib.handlers.requests import Call
from chalicelib.use_cases import attach_from_portal

routes = PortalRoutes(__name__)
FILES = CASE + "/attachments"
MANAGERS = {Role.CASES_MANAGE}


@routes.route(
    "POST",
    FILES,
    roles=MANAGERS,
    operation_id="portalAnnounceFiles",
    summary="Announce files for the person concerned; only the organisation sees them until they are confirmed",
    body=NewFilesBody,
    answers={201: FilesJson, **REFUSALS},
)
def announce_files(call: Call[NewFilesBody]) -> Answer:
    made = attach_from_portal.announce_files(
        call.values["caseId"],
        [each.to_draft() for each in call.body.attachments],
        user=call.user,
        now=call.now,
        ids=call.hub.ids,
        exchange=call.hub.exchange,
        commit=call.hub.commit,
    )
    files = [FileJson.of(each, refusal=None, event_id=each.container.rpartition("/")[2], is_removable=True) for each in made]
    return answer_json(FilesJson.model_construct(attachments=files), status=201)


@routes.route(
    "PUT",
    FILES + "/{attachmentId}",
    roles=MANAGERS,
    operation_id="portalUploadFile",
    summary="Bring the bytes of an announced file",
    binary_body=True,
    answers={200: FileJson, **REFUSALS, 413: None},
)
def upload_file(call: Call[None]) -> Answer:
    received = attach_from_portal.receive_file(
        attach_from_portal.portal_file(call.values["caseId"], call.values["attachmentId"], user=call.user, exchange=call.hub.exchange),
        call.content,
        files=call.hub.files,
        scanner=call.hub.scanner,
        commit=call.hub.commit,
    )
    return answer_json(FileJson.of(received, refusal=None, event_id=received.container.rpartition("/")[2], is_removable=True))


@routes.route(
    "DELETE",
    FILES + "/{attachmentId}",
    roles=MANAGERS,
    operation_id="portalRemoveFile",
    summary="Remove a file that was not confirmed",
    answers={204: None, **REFUSALS},
)
def remove_file(call: Call[None]) -> Answer:
    attach_from_portal.remove_file(
        call.values["caseId"],
        call.values["attachmentId"],
        user=call.user,
        now=call.now,
        exchange=call.hub.exchange,
        files=call.hub.files,
        commit=call.hub.commit,
    )
    return no_content()


@routes.route(
    "POST",
    FILES + "/confirm",
    roles=MANAGERS,
    operation_id="portalConfirmFiles",
    summary="Send the prepared files to the person concerned, exactly those that were seen; they can not be removed any more",
    body=ConfirmFilesBody,
    answers={204: None, **REFUSALS, 409: None},
)
def confirm_files(call: Call[ConfirmFilesBody]) -> Answer:
    attach_from_portal.confirm_files(
        call.values["caseId"],
        call.body.attachment_ids,
        user=call.user,
        now=call.now,
        ids=call.hub.ids,
        exchange=call.hub.exchange,
        commit=call.hub.commit,
    )
    return no_content()
