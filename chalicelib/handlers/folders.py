"""/teledossiers/v1/folders: the operator's side of a deposit."""

from chalicelib.domain.attachments import digest_of
from chalicelib.domain.callers import Scope
from chalicelib.handlers.answers import Answer, answer_json, no_content
from chalicelib.handlers.folders_json import FolderBody, FolderJson, FolderStatusBody
from chalicelib.handlers.http import Routes
from chalicelib.handlers.requests import Call, Parameter, text
from chalicelib.use_cases import deposit, discard, file_at_hand, receive_files

routes = Routes(__name__, tag="Folder")
OPERATORS = {Scope.ADMIN, Scope.OSL}
FOLDERS = "/teledossiers/v1/folders"
IDEMPOTENCY_KEY = Parameter(
    name="Idempotency-Key",
    read=text(255),
    schema={"type": "string", "maxLength": 255},
    place="header",
    description="The same key within 24 hours answers the first result and creates nothing",
)
DIGEST = Parameter(name="digest", read=text(255), schema={"type": "string"}, place="header", description="SHA-256 of the bytes, in base64")


@routes.route(
    "POST",
    FOLDERS,
    scopes=OPERATORS,
    operation_id="createFolder",
    summary="Deposit a folder: its cases and the announcement of its attachments",
    parameters=[IDEMPOTENCY_KEY],
    body=FolderBody,
    answers={201: FolderJson, 400: None},
)
def create_folder(call: Call[FolderBody]) -> Answer:
    made = deposit.deposit_folder(
        call.body.to_draft(),
        caller=call.caller,
        idempotency_key=call.values["Idempotency-Key"],
        body_digest=digest_of(call.content),
        now=call.now,
        ids=call.hub.ids,
        exchange=call.hub.exchange,
        referential=call.hub.referential,
        commit=call.hub.commit,
    )
    return answer_json(FolderJson.of(made), status=201)


@routes.route(
    "GET",
    FOLDERS + "/{folderId}",
    scopes=OPERATORS,
    operation_id="getFolderById",
    summary="Read a folder as it is now",
    answers={200: FolderJson, 400: None, 404: None},
)
def read_folder(call: Call[None]) -> Answer:
    return answer_json(FolderJson.of(deposit.read_folder(call.values["folderId"], caller=call.caller, exchange=call.hub.exchange)))


@routes.patch(
    FOLDERS + "/{folderId}",
    scopes=OPERATORS,
    operation_id="updateFolder",
    summary="Complete a deposit, or report how far the folder is",
    body=FolderStatusBody,
    answers={204: None, 400: None, 404: None},
)
def update_folder(call: Call[FolderStatusBody]) -> Answer:
    deposit.set_folder_status(
        call.values["folderId"],
        call.body.global_status,
        closed_at=call.body.close_date_time,
        caller=call.caller,
        now=call.now,
        ids=call.hub.ids,
        exchange=call.hub.exchange,
        files=call.hub.files,
        commit=call.hub.commit,
    )
    return no_content()


@routes.route(
    "DELETE",
    FOLDERS + "/{folderId}",
    scopes=OPERATORS,
    operation_id="deleteFolder",
    summary="Delete a folder that was never completed",
    answers={204: None, 400: None, 404: None},
)
def delete_folder(call: Call[None]) -> Answer:
    discard.delete_folder(
        call.values["folderId"], caller=call.caller, now=call.now, exchange=call.hub.exchange, files=call.hub.files, commit=call.hub.commit
    )
    return no_content()


@routes.route(
    "PUT",
    FOLDERS + "/{folderId}/attachments/{attachmentId}",
    scopes=OPERATORS,
    operation_id="uploadFolderAttachment",
    summary="Bring the bytes of an announced attachment; what no request carries comes by an upload",
    parameters=[DIGEST],
    binary_body=True,
    answers={204: None, 400: None, 404: None},
)
def upload_attachment(call: Call[None]) -> Answer:
    receive_files.receive_file(
        file_at_hand.folder_file(call.values["folderId"], call.values["attachmentId"], caller=call.caller, exchange=call.hub.exchange),
        call.content,
        digest_header=call.values["digest"],
        files=call.hub.files,
        scanner=call.hub.scanner,
        commit=call.hub.commit,
    )
    return no_content()
