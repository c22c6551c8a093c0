"""A plain PUT of a file that no request carries, as the distribution takes it on AWS (infra/edge/ingress.py): refused, or streamed to the store.

The hub is asked first, with the caller's own token: it refuses what it would refuse, and says where the bytes are to go.
"""

import json
import re
from collections.abc import Mapping
from typing import IO
from urllib.parse import parse_qsl, urlsplit

from chalicelib.handlers.errors import error_body
from chalicelib.handlers.requests import TOO_LARGE_COMPRESSED
from infra.sandbox import links
from infra.sandbox.gateway import Answer, Gateway, shaped

_ATTACHMENT = re.compile(r"/teledossiers/v1/(folders/[^/]+|cases/[^/]+/events/[^/]+)/attachments/[^/]+/?")
_PASSED_ON = ("authorization", "editorname", "applicationname", "softwareversion", "x-correlation-id", "traceparent")


def takes(path: str) -> bool:
    """Whether a PUT is of an attachment's bytes."""
    return _ATTACHMENT.fullmatch(path) is not None


def receive(gateway: Gateway, target: str, headers: Mapping[str, str], incoming: IO[bytes], length: int) -> Answer:
    """Ask the hub, then stream; answers the hub's refusal, or 204 once the bytes are in. Bytes that are compressed are refused."""
    if headers.get("content-encoding", "identity").lower() not in ("", "identity"):
        return shaped(413, TOO_LARGE_COMPRESSED)
    asked = {"size": length, "digest": headers.get("digest")}
    passed_on = {name: headers[name] for name in _PASSED_ON if name in headers} | {"content-type": "application/json"}
    answer = gateway.handle("POST", f"{urlsplit(target).path.removesuffix('/')}/upload/link", passed_on, json.dumps(asked).encode())
    if answer[0] != 200:
        return answer
    request = json.loads(answer[2])
    told = [("Cache-Control", "no-store"), *(each for each in answer[1] if each[0].lower() == "x-correlation-id")]
    try:
        links.take(dict(parse_qsl(urlsplit(request["url"]).query, keep_blank_values=True)), request["headers"], incoming, length)
    except links.Refused as refused:
        body = json.dumps(error_body(refused.status, refused.message)).encode()
        return refused.status, [("Content-Type", "application/json"), *told], body
    return 204, told, b""
