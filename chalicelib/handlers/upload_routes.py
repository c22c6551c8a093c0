"""The operations of an upload: the same for every attachment, whoever brings it and whatever holds it."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, TypeAlias

from chalicelib.handlers.answers import Answer, answer_json, no_content
from chalicelib.handlers.http import Bind
from chalicelib.handlers.requests import Call
from chalicelib.handlers.uploads_json import CompletionBody, PartRequestsJson, PartsBody, UploadJson
from chalicelib.use_cases import upload_files
from chalicelib.use_cases.file_at_hand import FileAtHand

AtHand: TypeAlias = Callable[[Call[Any]], FileAtHand]
Refusing: TypeAlias = Callable[[FileAtHand], AbstractContextManager[None]]
"""What turns an upload's refusals into the words of who is served."""


def bind_uploads(route: Callable[..., Bind], path: str, name: str, at_hand: AtHand, refusing: Refusing = lambda _: nullcontext()) -> None:
    """Bind the operations of an upload in parts under ``path``; their ids are ``open…Upload`` and so on, for ``name``."""

    @route(
        "POST",
        path,
        operation_id=f"open{name}Upload",
        summary="Begin an upload in parts, or go on with the one that is open",
        answers={201: UploadJson, 400: None, 404: None},
    )
    def open_upload(call: Call[None]) -> Answer:
        file = at_hand(call)
        with refusing(file):
            found = upload_files.open_upload(file, now=call.now, ids=call.hub.ids, uploads=call.hub.uploads, commit=call.hub.commit)
        return answer_json(UploadJson.of(found), status=201)

    @route(
        "GET",
        path,
        operation_id=f"get{name}Upload",
        summary="How far an upload is: the parts received, what became of the attachment",
        answers={200: UploadJson, 400: None, 404: None},
    )
    def read_upload(call: Call[None]) -> Answer:
        file = at_hand(call)
        with refusing(file):
            return answer_json(UploadJson.of(upload_files.read_upload(file, uploads=call.hub.uploads)))

    @route(
        "POST",
        f"{path}/parts",
        operation_id=f"link{name}UploadParts",
        summary="Where to send some parts, each with its SHA-256: a PUT each, with the headers told and no authorisation",
        body=PartsBody,
        answers={200: PartRequestsJson, 400: None, 404: None},
    )
    def link_parts(call: Call[PartsBody]) -> Answer:
        file = at_hand(call)
        with refusing(file):
            requests = upload_files.link_parts(file, [each.to_domain() for each in call.body.parts], now=call.now, links=call.hub.links)
        return answer_json(PartRequestsJson.of(*requests))

    @route(
        "POST",
        f"{path}/complete",
        operation_id=f"complete{name}Upload",
        summary="Say that all parts were sent; they are checked from then on. Said again, it changes nothing",
        body=CompletionBody,
        is_body_optional=True,
        answers={200: UploadJson, 400: None, 404: None},
    )
    def complete_upload(call: Call[CompletionBody]) -> Answer:
        file = at_hand(call)
        with refusing(file):
            found = upload_files.complete_upload(
                file,
                digest=call.body.digest,
                declared=[each.to_domain() for each in call.body.parts],
                now=call.now,
                uploads=call.hub.uploads,
                commit=call.hub.commit,
            )
        return answer_json(UploadJson.of(found))

    @route(
        "DELETE",
        path,
        operation_id=f"abort{name}Upload",
        summary="Give an open upload up: the attachment is as it was before",
        answers={204: None, 400: None, 404: None},
    )
    def abort_upload(call: Call[None]) -> Answer:
        file = at_hand(call)
        with refusing(file):
            upload_files.abort_upload(file, uploads=call.hub.uploads, commit=call.hub.commit)
        return no_content()
