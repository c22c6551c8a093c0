"""A poll by the side door is the same request to the same rules; an empty one costs its reads, and no line."""

import base64
import json
import subprocess
from typing import Any
from urllib.parse import urlencode

import pytest

import app
from chalicelib.domain.callers import Scope
from tests.bench.counting import counted
from tests.builders import Partner, World
from tests.logged import logged
from tests.rights import working

NOTIFICATIONS = "/teledossiers/v1/notifications"
SIGNED = "AWS4-HMAC-SHA256 Credential=ASIA/20261126/eu-west-3/lambda/aws4_request, SignedHeaders=host, Signature=fe5f80"
SCRIPT = "infra/edge/carry_authorization.js"


def poll(path: str = NOTIFICATIONS, method: str = "GET", *, query: str = "", body: bytes | None = None, **headers: str) -> dict[str, Any]:
    """A request as a function's address hands it over, behind CloudFront with origin access control."""
    sent = {
        "host": "abcdefghijklmnopqrstuvwxyz.lambda-url.eu-west-3.on.aws",
        "x-amzn-trace-id": "Root=1-6745f0a2-0123456789abcdef01234567",
        "x-forwarded-for": "192.0.2.7",
        "authorization": SIGNED,
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    http = {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.7", "userAgent": "SI/1.0"}
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": sent,
        "requestContext": {
            "accountId": "anonymous",
            "apiId": "abcdefghijklmnopqrstuvwxyz",
            "domainName": "abcdefghijklmnopqrstuvwxyz.lambda-url.eu-west-3.on.aws",
            "http": http,
            "requestId": "e1506fd5-9e7b-434f-bd42-4f8fa224b599",
            "routeKey": "$default",
            "stage": "$default",
            "time": "26/Nov/2026:08:00:00 +0000",
            "timeEpoch": 1795680000000,
        },
        "isBase64Encoded": body is not None,
    }
    return event if body is None else {**event, "body": base64.b64encode(body).decode()}


def answered(event: dict[str, Any]) -> tuple[int, dict[str, str], Any]:
    """What the function answers: status, headers, body; all of it is what Lambda takes."""
    with working("answer_polls"):
        answer = json.loads(json.dumps(app.answer_polls(event, None)))
    assert set(answer) == {"statusCode", "headers", "body", "isBase64Encoded"}
    content = base64.b64decode(answer["body"]) if answer["isBase64Encoded"] else answer["body"].encode()
    headers = {name.lower(): value for name, value in answer["headers"].items()}
    return answer["statusCode"], headers, json.loads(content) if content else None


def bearer(partner: Partner) -> str:
    return f"Bearer {partner.token}"


@pytest.mark.rule("NOT-01")
def test_a_queue_read_by_the_side_door_is_the_one_read_by_the_gateway(world: World) -> None:
    town = world.town()
    for _ in range(3):
        world.case_of(town)
    by_gateway = town.get(NOTIFICATIONS, eventDetails="true", maxResult=2)
    query = urlencode({"eventDetails": "true", "maxResult": 2})
    status, headers, body = answered(poll(query=query, x_hub_authorization=bearer(town)))
    assert (status, body) == (200, by_gateway.json)
    assert len(body) == 2
    own = {"x-request-id", "x-correlation-id"}
    assert {name: value for name, value in headers.items() if name not in own} == {
        name: value for name, value in by_gateway.headers.items() if name not in own
    }
    assert headers["x-request-id"] == headers["x-correlation-id"] == "e1506fd5-9e7b-434f-bd42-4f8fa224b599"


@pytest.mark.rule("OAU-03", "OAU-04")
def test_the_side_door_lets_nobody_in_that_the_gateway_would_not(world: World) -> None:
    town, other = world.town(), world.town()
    world.case_of(town)
    assert answered(poll(x_hub_authorization=bearer(other)))[::2] == (200, [])
    refusals = [
        poll(),  # nobody's: the edge's own signature is no caller's
        poll(x_hub_authorization="Bearer forged"),
        poll(x_hub_authorization=bearer(world.nobody())),
    ]
    for event in refusals:
        status, headers, body = answered(event)
        assert (status, body["code"], headers["www-authenticate"]) == (401, "900901", 'Bearer realm="HubEE", error="invalid_token"')
    assert answered(poll(x_hub_authorization=bearer(world.datapass())))[0] == 403


def test_what_comes_through_an_http_api_carries_its_own_authorization(world: World) -> None:
    town = world.town()
    world.case_of(town)
    status, _, body = answered(poll(authorization=bearer(town)))
    assert (status, len(body)) == (200, 1)


@pytest.mark.rule("OAU-01", "OAU-02")
@pytest.mark.parametrize("path", ["/token", "/oauth2/token"])
def test_a_token_got_by_the_side_door_opens_the_gateway(world: World, path: str) -> None:
    town = world.town()
    form = urlencode({"grant_type": "client_credentials", "scope": "SI"}).encode()
    basic = "Basic " + base64.b64encode(f"{town.client_id}:{town.client_secret}".encode()).decode()
    kind = "application/x-www-form-urlencoded"
    status, headers, body = answered(poll(path, "POST", body=form, authorization=basic, content_type=kind))
    assert (status, body["token_type"], body["expires_in"], headers["cache-control"]) == (200, "Bearer", 3600, "no-store")
    assert Partner(world.gateway, body["access_token"], town.organisation).notifications() == []
    wrong = urlencode({"grant_type": "client_credentials", "client_id": town.client_id, "client_secret": "guessed"}).encode()
    status, headers, body = answered(poll(path, "POST", body=wrong, content_type=kind))
    assert (status, body["error"], headers["www-authenticate"]) == (401, "invalid_client", 'Basic realm="HubEE"')


def test_other_methods_and_other_paths_are_refused_in_the_contracts_shape(world: World) -> None:
    status, headers, body = answered(poll(method="PUT"))
    assert (status, headers["allow"], body) == (405, "GET", {"errors": [{"code": 405, "message": "Method Not Allowed"}]})
    for path in ("/teledossiers/v1/cases", NOTIFICATIONS + "/", "/portal/v1/me", "/"):
        status, headers, body = answered(poll(path, x_hub_authorization=bearer(world.admin())))
        assert (status, body) == (404, {"errors": [{"code": 404, "message": "Not Found"}]})
        assert headers["content-type"] == "application/json"


@pytest.mark.rule("NOT-01", "OAU-05")
def test_an_empty_poll_reads_its_queue_in_one_call_and_its_caller_in_two_once_a_minute_and_writes_nothing(world: World) -> None:
    town = world.town()
    event = poll(x_hub_authorization=bearer(town))
    world.hub.states.forget()
    with logged() as log, counted(world.hub) as first:
        assert answered(event)[::2] == (200, [])
    with logged() as again, counted(world.hub) as second:
        assert answered(event)[::2] == (200, [])
    assert (first.by_operation, second.by_operation) == ({"BatchGetItem": 2, "Query": 1}, {"Query": 1})
    assert (first.consistencies, second.consistencies) == ([True] * 3, [True])
    assert (log.text, again.text) == ("", "")


def test_a_program_of_several_processes_reads_one_queue_for_each(world: World) -> None:
    world.add_process()
    osl = world.partner(Scope.OSL, world.osl_organisation)
    event = poll(x_hub_authorization=bearer(osl))
    assert answered(event)[::2] == (200, [])
    with counted(world.hub) as calls:
        assert answered(event)[::2] == (200, [])
    assert calls.by_operation == {"Query": 2}


@pytest.mark.skipif(subprocess.run(["which", "node"], capture_output=True, check=False).returncode != 0, reason="no Node on this machine")
@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"authorization": "Bearer a"}, {"x-hub-authorization": "Bearer a"}),
        ({"authorization": "Bearer a", "x-hub-authorization": "Bearer b"}, {"x-hub-authorization": "Bearer a"}),
        ({"x-hub-authorization": "Bearer b", "accept": "*/*"}, {"accept": "*/*"}),
    ],
)
def test_the_edge_carries_a_callers_own_authorization_and_nothing_put_beside_it(given: dict[str, str], expected: dict[str, str]) -> None:
    headers = {name: {"value": value} for name, value in given.items()}
    call = f"console.log(JSON.stringify(handler({json.dumps({'request': {'headers': headers}})}).headers))"
    with open(SCRIPT, encoding="utf-8") as script:
        done = subprocess.run(["node", "-e", script.read() + call], capture_output=True, text=True, check=True)
    assert {name: each["value"] for name, each in json.loads(done.stdout).items()} == expected
