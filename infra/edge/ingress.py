"""Lambda@Edge, origin request and origin response of the attachments' paths: a plain PUT of a file that no function takes goes to the bucket.

The body never comes here: CloudFront streams it to the origin that this function chooses. The hub is asked first, with the caller's own
token; it refuses what it would refuse, or answers a signed PUT of exactly that many bytes. Everything else goes to the API as it came.
Deployed by itself, without the hub's code: it imports nothing but the standard library. See ADR 24.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

REQUEST_BODY_BYTES = 4_500_000
"""What the hub takes in a request (LIMITS.request_body_bytes; a test compares the two)."""
_ATTACHMENT = re.compile(r"/teledossiers/v1/(folders/[^/]+|cases/[^/]+/events/[^/]+)/attachments/[^/]+/?")
_FOLLOWED_BY = "x-correlation-id"
_PASSED_ON = ("authorization", "editorname", "applicationname", "softwareversion", _FOLLOWED_BY, "traceparent")
_MARK = "x-hubee-ingress"
"""What tells a request to the bucket from one to the API; its value is the id that the hub follows it by."""
_TOO_LARGE_COMPRESSED = "Request body is too large compressed: send a file without Content-Encoding"
_READ_ONLY = frozenset(
    {
        "accept-encoding",
        "content-length",
        *("if-modified-since", "if-none-match", "if-range", "if-unmodified-since"),
        "transfer-encoding",
        "via",
    }
)
"""Headers that CloudFront does not let a function take away."""
_READ_ONLY_OF_AN_ANSWER = frozenset({"transfer-encoding", "via"})
"""The same, of what an origin answers."""
_SECONDS = 20
Reply = tuple[int, str, bytes]
"""A status, the id that the hub follows the request by ("" where nothing came from it), a body."""
Ask = Callable[[str, Mapping[str, str], bytes], Reply]
"""Sends a POST."""


def ask(url: str, headers: Mapping[str, str], body: bytes) -> Reply:
    """Ask the hub."""
    try:
        with urlopen(Request(url, data=body, headers=dict(headers), method="POST"), timeout=_SECONDS) as answer:  # noqa: S310 - the API's own address
            return answer.status, answer.headers.get(_FOLLOWED_BY, ""), answer.read()
    except HTTPError as error:
        return error.code, error.headers.get(_FOLLOWED_BY, ""), error.read()
    except (URLError, TimeoutError):
        return 503, "", json.dumps(_refusal(503, "Service Unavailable")).encode()


def on_request(event: Mapping[str, Any], _context: object = None, *, ask_hub: Ask = ask) -> dict[str, Any]:
    """The request as it goes on, to the API or to the bucket, or the hub's refusal."""
    request: dict[str, Any] = event["Records"][0]["cf"]["request"]
    headers = {name: each[0]["value"] for name, each in request["headers"].items()}
    if request["method"] != "PUT" or not _ATTACHMENT.fullmatch(request["uri"]):
        return request
    if "content-length" not in headers:
        return _answer(411, "Length Required") if "transfer-encoding" in headers else request
    size = int(headers["content-length"])
    if size <= REQUEST_BODY_BYTES:
        return request
    if headers.get("content-encoding", "identity").lower() not in ("", "identity"):
        return _answer(413, _TOO_LARGE_COMPRESSED)
    api = request["origin"]["custom"]
    key = api["customHeaders"]["x-api-key"][0]["value"]  # which the gateway asks of whoever comes by the distribution
    passed_on = {name: headers[name] for name in _PASSED_ON if name in headers} | {"content-type": "application/json", "x-api-key": key}
    asked = json.dumps({"size": size, "digest": headers.get("digest")}).encode()
    place = request["uri"].removesuffix("/")  # as for every other request
    status, followed_by, body = ask_hub(f"https://{api['domainName']}{api['path']}{place}/upload/link", passed_on, asked)
    if status != 200:
        return _told(status, body, followed_by)
    return _to_bucket(request, api["customHeaders"], json.loads(body), followed_by)


def on_response(event: Mapping[str, Any], _context: object = None) -> dict[str, Any]:
    """The answer to the caller: what the bucket says of a PUT, in the hub's words."""
    changed: dict[str, Any] = event["Records"][0]["cf"]
    response: dict[str, Any] = changed["response"]
    if _MARK not in changed["request"]["headers"]:
        return response
    status = int(response["status"])
    followed_by = changed["request"]["headers"][_MARK][0]["value"]
    if status == 200:
        told = {"Cache-Control": "no-store", "X-Correlation-Id": followed_by}
        answer: dict[str, Any] = {"status": "204", "statusDescription": "No Content", "headers": _headers(told)}
    elif status == 400:
        answer = _answer(400, "The bytes are not those that were declared", followed_by)
    else:
        answer = _answer(503, "Service Unavailable", followed_by)
    kept = {name: each for name, each in response["headers"].items() if name in _READ_ONLY_OF_AN_ANSWER}
    return {**answer, "headers": {**answer["headers"], **kept}}


def _to_bucket(request: dict[str, Any], api_headers: Mapping[str, Any], signed: Mapping[str, Any], followed_by: str) -> dict[str, Any]:
    """The same request, its body untouched, to the bucket whose name the API's origin carries as a header of its own."""
    bucket = api_headers["x-hubee-bucket"][0]["value"]
    place = urlsplit(signed["url"])
    kept = {name: each for name, each in request["headers"].items() if name in _READ_ONLY}
    sent = {"Host": bucket, _MARK: followed_by or "unknown", **signed["headers"]}
    return {
        **request,
        "uri": place.path.removeprefix("/files"),
        "querystring": place.query,
        "headers": {**_headers(sent), **kept},
        "origin": {
            "custom": {
                "domainName": bucket,
                "port": 443,
                "protocol": "https",
                "path": "",
                "sslProtocols": ["TLSv1.2"],
                "readTimeout": 60,
                "keepaliveTimeout": 5,
                "customHeaders": {},
            }
        },
    }


def _headers(value_by_name: Mapping[str, str]) -> dict[str, list[dict[str, str]]]:
    return {name.lower(): [{"key": name, "value": value}] for name, value in value_by_name.items()}


def _refusal(status: int, message: str) -> dict[str, Any]:
    return {"errors": [{"code": status, "message": message}]}


def _answer(status: int, message: str, followed_by: str = "") -> dict[str, Any]:
    return _told(status, json.dumps(_refusal(status, message)).encode(), followed_by)


def _told(status: int, body: bytes, followed_by: str) -> dict[str, Any]:
    headers = {"Content-Type": "application/json", "Cache-Control": "no-store", **({"X-Correlation-Id": followed_by} if followed_by else {})}
    return {"status": str(status), "statusDescription": "", "headers": _headers(headers), "body": body.decode(), "bodyEncoding": "text"}
