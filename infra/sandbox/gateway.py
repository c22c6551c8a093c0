"""The gateway of the sandbox: what API Gateway does before and after a function, on this machine."""

import json
from base64 import b64decode
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from chalice.config import Config
from chalice.local import LocalChalice, LocalGateway, LocalGatewayException

from chalicelib.domain.limits import LIMITS
from chalicelib.handlers.errors import error_body
from chalicelib.handlers.http import METHODS

Answer = tuple[int, list[tuple[str, str]], bytes]


def reason_of(status: int) -> str:
    """The status line: the standard reason phrase, which partners' test suites compare."""
    return f"{status} {HTTPStatus(status).phrase}"


class Gateway:
    """Serves the Chalice application in this process, many requests at once."""

    def __init__(self, app: Any) -> None:
        if not isinstance(app, LocalChalice):
            app.__class__ = type("LocalHub", (LocalChalice, app.__class__), {})  # one current request per thread
        self._gateway = LocalGateway(app, Config(chalice_stage="sandbox", config_from_disk={"app_name": app.app_name}))

    def handle(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer a request; ``target`` is the raw path with its query, header names are in lower case."""
        if len(body) > LIMITS.request_body_bytes:
            return shaped(413, "Request body is too large")
        method = method if method in METHODS else "HEAD"  # which no path takes: refused in the contract's shape, with what the path does take
        given = dict(headers)
        given.setdefault("content-type", "application/octet-stream")
        try:
            answer = self._gateway.handle_request(method=method, path=target, headers=given, body=body)
        except (LocalGatewayException, UnicodeEncodeError):  # no such path; chalice stumbles over odd credentials there
            return shaped(404, "Not Found")
        json.dumps(answer)  # raises what Lambda would refuse
        content = b64decode(answer["body"]) if answer.get("isBase64Encoded") else answer["body"].encode()
        names = [(name, value) for name, value in answer["headers"].items() if name.lower() != "content-length"]
        return answer["statusCode"], names, content


def shaped(status: int, message: str) -> Answer:
    """The gateway's own answers, in the contract's shape."""
    return status, [("Content-Type", "application/json"), ("Cache-Control", "no-store")], json.dumps(error_body(status, message)).encode()
