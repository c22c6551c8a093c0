"""At the edge a large PUT goes to the bucket once the hub has agreed; everything else goes to the API as it came. **Source:** DEP-05."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.limits import LIMITS
from chalicelib.handlers.errors import error_body
from chalicelib.handlers.requests import TOO_LARGE_COMPRESSED
from infra.edge import ingress

pytestmark = pytest.mark.rule("DEP-05")
PATH = "/teledossiers/v1/folders/f/attachments/a"
LARGE = LIMITS.request_body_bytes + 1
ID = "0b9e7f1c-3c8a-4c55-9d34-6f1f0a1f7f3e"
BUCKET = "files.s3.eu-west-3.amazonaws.com"
SIGNED = {"url": "/files/folders/f/a/u.upload?X-Amz-Signature=s", "headers": {"x-amz-checksum-sha256": "d"}, "expireDateTime": "later"}


class Hub:
    """A hub that answers one thing."""

    def __init__(self, status: int = 200, body: Mapping[str, Any] = SIGNED) -> None:
        self.status, self.body = status, json.dumps(body).encode()
        self.asked: list[tuple[str, Mapping[str, str], Any]] = []

    def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> tuple[int, str, bytes]:
        self.asked.append((url, headers, json.loads(body)))
        return self.status, headers.get("x-correlation-id", "hub"), self.body


def event(method: str = "PUT", uri: str = PATH, **headers: str) -> dict[str, Any]:
    sent = {"host": "api", "authorization": "Bearer t", **{name.replace("_", "-"): value for name, value in headers.items()}}
    own = {"x-hubee-bucket": BUCKET, "x-api-key": "k"}
    origin = {"domainName": "api.test", "path": "/api", "customHeaders": {name: [{"key": name, "value": value}] for name, value in own.items()}}
    request = {
        "method": method,
        "uri": uri,
        "querystring": "",
        "clientIp": "1.2.3.4",
        "headers": {name: [{"key": name, "value": value}] for name, value in sent.items()},
        "origin": {"custom": origin},
    }
    return {"Records": [{"cf": {"request": request}}]}


def test_the_edge_and_the_hub_agree_on_what_is_large() -> None:
    assert LIMITS.request_body_bytes == ingress.REQUEST_BODY_BYTES


@pytest.mark.parametrize(
    "given",
    [
        event("GET"),
        event("PUT", content_length=str(LARGE - 1)),
        event("PUT", "/teledossiers/v1/folders/f", content_length=str(LARGE)),
        event("POST", content_length=str(LARGE)),
        event("PUT", PATH + "/upload", content_length=str(LARGE)),
        event("PUT"),
    ],
    ids=["get", "small", "no attachment", "post", "below an attachment", "no body"],
)
def test_whatever_is_no_large_put_of_an_attachment_goes_to_the_api_as_it_came(given: dict[str, Any]) -> None:
    hub = Hub()
    assert ingress.on_request(given, ask_hub=hub) is given["Records"][0]["cf"]["request"]
    assert hub.asked == []


@pytest.mark.parametrize("end", ["", "/"])
def test_a_large_put_goes_to_the_bucket_without_its_token_once_the_hub_agreed(end: str) -> None:
    hub = Hub()
    followed = {"x-correlation-id": ID, "traceparent": "t"}
    told = {"editorname": "E", "cookie": "c", "via": "1.1 edge", "x_correlation_id": ID, "traceparent": "t"}
    sent = ingress.on_request(event(uri=PATH + end, content_length=str(LARGE), digest="SHA-256=d", **told), ask_hub=hub)
    asked = {"authorization": "Bearer t", "editorname": "E", "content-type": "application/json", "x-api-key": "k", **followed}
    assert hub.asked == [(f"https://api.test/api{PATH}/upload/link", asked, {"size": LARGE, "digest": "SHA-256=d"})]
    assert (sent["method"], sent["uri"], sent["querystring"]) == ("PUT", "/folders/f/a/u.upload", "X-Amz-Signature=s")
    assert {name: each[0]["value"] for name, each in sent["headers"].items()} == {
        "host": BUCKET,
        "x-hubee-ingress": ID,
        "x-amz-checksum-sha256": "d",
        "content-length": str(LARGE),
        "via": "1.1 edge",
    }
    assert sent["origin"]["custom"]["domainName"] == BUCKET


def test_what_the_hub_refuses_is_refused_in_its_words() -> None:
    refusal = {"errors": [{"code": 403, "message": "Unauthorized user"}]}
    answer = ingress.on_request(event(content_length=str(LARGE), x_correlation_id=ID), ask_hub=Hub(403, refusal))
    assert (answer["status"], json.loads(answer["body"]), answer["headers"]["x-correlation-id"][0]["value"]) == ("403", refusal, ID)


def test_a_length_that_is_not_told_and_an_encoding_are_refused() -> None:
    assert ingress.on_request(event(transfer_encoding="chunked"), ask_hub=Hub())["status"] == "411"
    compressed = ingress.on_request(event(content_length=str(LARGE), content_encoding="gzip"), ask_hub=Hub())
    assert (compressed["status"], json.loads(compressed["body"])) == ("413", error_body(413, TOO_LARGE_COMPRESSED))


@pytest.mark.parametrize(("status", "answered"), [("200", "204"), ("400", "400"), ("403", "503"), ("500", "503")])
def test_the_buckets_answer_is_told_as_the_hubs(status: str, answered: str) -> None:
    given = event(x_hubee_ingress=ID)
    read_only = {"transfer-encoding": [{"key": "Transfer-Encoding", "value": "chunked"}], "via": [{"key": "Via", "value": "1.1 S3"}]}
    given["Records"][0]["cf"]["response"] = {"status": status, "headers": {"x-amz-version-id": [{"value": "v"}], **read_only}}
    answer = ingress.on_response(given)
    told = {"cache-control": [{"key": "Cache-Control", "value": "no-store"}], "x-correlation-id": [{"key": "X-Correlation-Id", "value": ID}]}
    typed = {} if answered == "204" else {"content-type": [{"key": "Content-Type", "value": "application/json"}]}
    # CloudFront answers 502 where a read-only header is taken away
    assert (answer["status"], answer["headers"]) == (answered, {**told, **typed, **read_only})


def test_an_answer_of_the_api_is_left_alone() -> None:
    given = event()
    given["Records"][0]["cf"]["response"] = {"status": "204", "headers": {}}
    assert ingress.on_response(given) is given["Records"][0]["cf"]["response"]


@pytest.mark.skipif(shutil.which("node") is None, reason="no Node on this machine")
def test_the_path_of_a_link_loses_its_prefix_and_every_other_authorisation() -> None:
    source = (Path(ingress.__file__).parent / "files.js").read_text(encoding="utf-8")
    request = {"uri": "/files/folders/f", "headers": {"authorization": {"value": "Bearer t"}, "cookie": {"value": "c"}, "range": {"value": "r"}}}
    program = f"{source};console.log(JSON.stringify(handler({{request:{json.dumps(request)}}})))"
    node = shutil.which("node")
    assert node is not None
    found = subprocess.run([node, "-e", program], capture_output=True, text=True, check=True)
    assert json.loads(found.stdout) == {"uri": "/folders/f", "headers": {"range": {"value": "r"}}}
