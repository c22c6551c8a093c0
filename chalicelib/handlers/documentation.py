"""GET /openapi.json: the interface's description, made when it is first asked for."""

from typing import Any

from chalicelib.handlers.answers import Answer, answer_plain_json
from chalicelib.handlers.http import Routes
from chalicelib.handlers.requests import Call

routes = Routes(__name__, tag="Documentation")


@routes.route(
    "GET",
    "/openapi.json",
    scopes=frozenset(),
    operation_id="openapi",
    summary="This document",
    answers={200: dict[str, Any]},
)
def read_document(call: Call[None]) -> Answer:
    from chalicelib.handlers.openapi import interface

    return answer_plain_json(interface(), headers={"Cache-Control": "public, max-age=300"})
