"""/teledossiers/v1/…/attachments/{attachmentId}/upload: files that no request carries come in parts, or in one piece (DEP-05)."""

from functools import partial
from typing import Any

from chalicelib.handlers.answers import Answer, answer_json
from chalicelib.handlers.cases import PARTNERS
from chalicelib.handlers.events import EVENT
from chalicelib.handlers.folders import FOLDERS, OPERATORS
from chalicelib.handlers.http import UPLOADS, Routes
from chalicelib.handlers.requests import Call
from chalicelib.handlers.upload_routes import AtHand, bind_uploads
from chalicelib.handlers.uploads_json import SignedRequestJson, WholeBody
from chalicelib.use_cases import upload_files
from chalicelib.use_cases.file_at_hand import FileAtHand, event_file, folder_file

routes = Routes(__name__, tag="Folder")
FOLDER_UPLOAD = FOLDERS + "/{folderId}" + UPLOADS
EVENT_UPLOAD = EVENT + UPLOADS


def _of_folder(call: Call[Any]) -> FileAtHand:
    return folder_file(call.values["folderId"], call.values["attachmentId"], caller=call.caller, exchange=call.hub.exchange)


def _of_event(call: Call[Any]) -> FileAtHand:
    values = call.values
    return event_file(values["caseId"], values["eventId"], values["attachmentId"], caller=call.caller, exchange=call.hub.exchange)


def _bind_whole(path: str, name: str, at_hand: AtHand, scopes: Any) -> None:
    @routes.route(
        "POST",
        f"{path}/link",
        scopes=scopes,
        operation_id=f"link{name}Upload",
        summary="Where to send a file in one piece, in place of an upload in parts: one PUT, with the headers told and no authorisation",
        body=WholeBody,
        is_body_optional=True,
        answers={200: SignedRequestJson, 400: None, 404: None},
    )
    def link_whole(call: Call[WholeBody]) -> Answer:
        request = upload_files.link_whole(
            at_hand(call),
            size_bytes=call.body.size,
            digest=call.body.digest,
            now=call.now,
            ids=call.hub.ids,
            uploads=call.hub.uploads,
            links=call.hub.links,
            commit=call.hub.commit,
        )
        return answer_json(SignedRequestJson.of(*request))


bind_uploads(partial(routes.route, scopes=OPERATORS), FOLDER_UPLOAD, "FolderAttachment", _of_folder)
_bind_whole(FOLDER_UPLOAD, "FolderAttachment", _of_folder, OPERATORS)
bind_uploads(partial(routes.route, scopes=PARTNERS), EVENT_UPLOAD, "EventAttachment", _of_event)
_bind_whole(EVENT_UPLOAD, "EventAttachment", _of_event, PARTNERS)
