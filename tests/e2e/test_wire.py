"""What partners see on the wire itself: status lines, connections, odd requests, the gateway's own answers."""

import gzip
import json
from random import Random
from typing import Any

import httpx
import pytest

from chalicelib.domain.limits import LIMITS
from tests.e2e.raw_http import Wire, request
from tests.e2e.remote import CASES, FOLDERS, NOTIFICATIONS, ORGANISATIONS, RemoteWorld
from tests.e2e.running import Sandbox

LIMIT = LIMITS.request_body_bytes
UNKNOWN = "00000000-0000-4000-8000-000000000000"


def bearer(token: str) -> dict[str, Any]:
    return {"Authorization": f"Bearer {token}"}


def refusal(status: int, message: str) -> dict[str, object]:
    return {"errors": [{"code": status, "message": message}]}


@pytest.mark.rule("DEP-01", "DEP-06", "NOT-02")
def test_the_status_line_carries_the_standard_reason_phrase(sandbox: Sandbox, world: RemoteWorld) -> None:
    osl, town = world.osl(), world.town()
    body = json.dumps(world.folder_body(town, attachments=[])).encode()
    with Wire(sandbox.connect()) as wire:
        created = wire.ask("POST", FOLDERS, body, **bearer(osl.token))
        folder = f"{FOLDERS}/{json.loads(created.body)['id']}"
        completed = wire.ask("PATCH", folder, b'{"globalStatus": "HUBEE_COMPLETED"}', **bearer(osl.token))
        read = wire.ask("GET", folder, **bearer(osl.token))
        refused = wire.ask("PATCH", folder, b"{}", **bearer(osl.token))
        nobody = wire.ask("GET", folder)
        foreign = wire.ask("GET", folder, **bearer(town.token))
        missing = wire.ask("GET", f"{FOLDERS}/{UNKNOWN}", **bearer(osl.token))
        wrong = wire.ask("PUT", folder, **bearer(osl.token))
    answers = (created, completed, read, refused, nobody, foreign, missing, wrong)
    assert [each.status_line for each in answers] == [
        "HTTP/1.1 201 Created",
        "HTTP/1.1 204 No Content",
        "HTTP/1.1 200 OK",
        "HTTP/1.1 400 Bad Request",
        "HTTP/1.1 401 Unauthorized",
        "HTTP/1.1 403 Forbidden",
        "HTTP/1.1 404 Not Found",
        "HTTP/1.1 405 Method Not Allowed",
    ]
    assert (completed.body, "content-length" in completed.headers, "connection" in completed.headers) == (b"", False, False)


@pytest.mark.rule("NOT-01", "OAU-04")
def test_one_connection_serves_many_requests(sandbox: Sandbox, world: RemoteWorld) -> None:
    town = world.town()
    with Wire(sandbox.connect()) as wire:
        for _ in range(5):
            answer = wire.ask("GET", NOTIFICATIONS, **bearer(town.token))
            assert (answer.status_line, answer.body) == ("HTTP/1.1 200 OK", b"[]")
            assert wire.ask("GET", NOTIFICATIONS).status_line == "HTTP/1.1 401 Unauthorized"
        wire.write(request("GET", NOTIFICATIONS, **bearer(town.token)) + request("GET", "/nowhere"))
        assert [wire.read().status_line for _ in range(2)] == ["HTTP/1.1 200 OK", "HTTP/1.1 404 Not Found"]


@pytest.mark.rule("CAS-11")
@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/teledossiers/v1",
        "/teledossiers/v2/notifications",
        "//teledossiers/v1/notifications",
        "/teledossiers/v1/../v1/notifications",
        "/teledossiers%2Fv1%2Fnotifications",
        "/%",
        "/%zz",
        "/%00",
        "/%ff%fe",
        "/a b".replace(" ", "%20"),
        "/" + "a" * 4_000,
        "/sandbox/nothing",
        "/sandbox/jobs/../clock",
        "/docs/../../../../etc/passwd",
    ],
)
def test_an_unknown_path_is_not_found_in_the_contracts_shape(sandbox: Sandbox, path: str) -> None:
    with Wire(sandbox.connect()) as wire:
        answer = wire.ask("GET", path)
        assert (answer.status_line, answer.headers["content-type"]) == ("HTTP/1.1 404 Not Found", "application/json")
        assert json.loads(answer.body) == refusal(404, "Not Found")
        assert wire.ask("GET", "/sandbox/clock").status_line == "HTTP/1.1 200 OK"


@pytest.mark.rule("CAS-10")
@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", NOTIFICATIONS, "GET"),
        ("PATCH", FOLDERS, "POST"),
        ("GET", "/token", "POST"),
        ("OPTIONS", f"{CASES}/{UNKNOWN}", "GET, PATCH, POST"),
        ("POST", f"{CASES}/{UNKNOWN}", "GET, PATCH, POST"),
        ("HEAD", NOTIFICATIONS, "GET"),
        ("TRACE", NOTIFICATIONS, "GET"),
        ("CONNECT", FOLDERS, "POST"),
        ("PROPFIND", f"{CASES}/{UNKNOWN}", "GET, PATCH, POST"),
        ("HEAD", f"{FOLDERS}/{UNKNOWN}", "DELETE, GET, PATCH, POST"),
    ],
)
def test_a_known_path_with_another_method_is_refused_with_allow(sandbox: Sandbox, method: str, path: str, allowed: str) -> None:
    with Wire(sandbox.connect()) as wire:
        answer = wire.ask(method, path, b"{}" if method in ("POST", "PUT", "PATCH") else b"")
        assert (answer.status_line, answer.headers["allow"]) == ("HTTP/1.1 405 Method Not Allowed", allowed)
        assert answer.body == b"" if method == "HEAD" else json.loads(answer.body) == refusal(405, "Method Not Allowed")
        assert wire.ask("GET", "/sandbox/clock").status_line == "HTTP/1.1 200 OK"


@pytest.mark.rule("ORG-02")
def test_a_percent_encoded_id_is_the_id(sandbox: Sandbox, world: RemoteWorld) -> None:
    organisation = world.organisation("SI")
    identity = "-".join(organisation.values())
    with Wire(sandbox.connect()) as wire:
        plain = wire.ask("GET", f"{ORGANISATIONS}/{identity}", **bearer(world.admin.token))
        encoded = wire.ask("GET", f"{ORGANISATIONS}/{identity.replace('-', '%2D')}", **bearer(world.admin.token))
        upper = wire.ask("GET", f"{FOLDERS}/{UNKNOWN.upper()}", **bearer(world.admin.token))
        odd = wire.ask("GET", f"{FOLDERS}/%64ddd", **bearer(world.admin.token))
    assert (plain.status_line, encoded.status_line, plain.body) == ("HTTP/1.1 200 OK", "HTTP/1.1 200 OK", encoded.body)
    assert json.loads(upper.body) == refusal(404, "Folder is not found")
    assert odd.status_line == "HTTP/1.1 400 Bad Request"
    assert 'Input string "dddd" is not a valid UUID' in json.loads(odd.body)["errors"][0]["message"]


@pytest.mark.rule("NOT-01")
def test_a_target_written_as_a_whole_address_is_its_path(sandbox: Sandbox, world: RemoteWorld) -> None:
    town = world.town()
    with Wire(sandbox.connect()) as wire:
        answer = wire.ask("GET", f"{sandbox.url}{NOTIFICATIONS}?maxResult=5", **bearer(town.token))
    assert (answer.status_line, answer.body) == ("HTTP/1.1 200 OK", b"[]")


@pytest.mark.rule("DEP-04")
def test_a_body_over_the_limit_is_too_large_in_the_contracts_shape(world: RemoteWorld) -> None:
    osl, town = world.osl(), world.town()
    for too_large in (osl.call("POST", FOLDERS, content=b" " * (LIMIT + 1)), osl.call("POST", FOLDERS, content=b" " * (LIMIT * 15))):
        assert (too_large.status_code, too_large.json()) == (413, refusal(413, "Request body is too large"))
    folder = osl.ask("POST", FOLDERS, 201, world.folder_body(town)).json()
    path = f"{FOLDERS}/{folder['id']}/attachments/{folder['attachments'][0]['id']}"
    for compressed in (Random(1).randbytes(LIMIT + 1), gzip.compress(b"x" * 11_000_000)):
        refused = osl.call("PUT", path, content=compressed, headers={"Content-Encoding": "gzip"})
        words = "Request body is too large compressed: send a file without Content-Encoding"
        assert (refused.status_code, refused.json()) == (413, refusal(413, words))
    just_fits = osl.call("PUT", path, content=b"x" * LIMIT)
    assert just_fits.status_code == 400
    assert osl.ask("GET", f"{FOLDERS}/{folder['id']}", 200).json()["attachments"][0]["status"] == "REJECTED"


@pytest.mark.rule("DEP-02")
@pytest.mark.parametrize(
    ("written", "status", "reason"),
    [
        ("GET /\xe9 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "Bad Request"),
        ("NONSENSE\r\n\r\n", 400, "Bad Request"),
        ("POST /token HTTP/1.1\r\nHost: localhost\r\nContent-Length: many\r\n\r\n", 400, "Bad Request"),
        ("POST /token HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: zip\r\n\r\n", 501, "Not Implemented"),
        (f"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: {'a' * 300_000}\r\n\r\n", 431, "Request Header Fields Too Large"),
    ],
    ids=["path", "line", "length", "encoding", "headers"],
)
def test_what_is_no_http_is_refused_in_the_contracts_shape(sandbox: Sandbox, written: str, status: int, reason: str) -> None:
    with Wire(sandbox.connect()) as wire:
        wire.write(written.encode("latin-1"))
        answer = wire.read()
    assert answer.status_line.removeprefix("HTTP/1.1 ").removeprefix("HTTP/1.0 ") == f"{status} {reason}"
    assert (answer.headers["content-type"], json.loads(answer.body)) == ("application/json", refusal(status, reason))


@pytest.mark.rule("OAU-02", "OAU-04")
def test_an_odd_header_or_body_is_refused_and_never_a_failure(sandbox: Sandbox, world: RemoteWorld) -> None:
    town = world.town()
    with Wire(sandbox.connect()) as wire:
        assert wire.ask("GET", NOTIFICATIONS, Authorization="Bearer \xe9\xff").status_line == "HTTP/1.1 401 Unauthorized"
        assert wire.ask("GET", NOTIFICATIONS, Authorization="Basic \xe9").status_line == "HTTP/1.1 401 Unauthorized"
        assert wire.ask("POST", "/token", b"\xff\xfe", Authorization="Basic \xe9").status_line == "HTTP/1.1 400 Bad Request"
        assert wire.ask("POST", FOLDERS, b"\xff{", **bearer(world.admin.token)).status_line == "HTTP/1.1 400 Bad Request"
        assert wire.ask("POST", FOLDERS, b"", **bearer(world.admin.token)).status_line == "HTTP/1.1 400 Bad Request"
        assert wire.ask("GET", f"{NOTIFICATIONS}?maxResult=%ff", **bearer(town.token)).status_line == "HTTP/1.1 400 Bad Request"
        assert wire.ask("GET", f"{NOTIFICATIONS}?&&=&maxResult", **bearer(town.token)).status_line == "HTTP/1.1 200 OK"
        broken = wire.ask("POST", FOLDERS, b"not gzip", Content_Encoding="gzip", **bearer(world.admin.token))
        assert json.loads(broken.body) == refusal(400, "Request body is not valid gzip")
    assert "Traceback" not in sandbox.log


@pytest.mark.rule("NOT-01")
def test_a_chunked_body_is_a_body(sandbox: Sandbox, world: RemoteWorld) -> None:
    osl, town = world.osl(), world.town()
    content = json.dumps(world.folder_body(town, attachments=[])).encode()
    answer = httpx.post(sandbox.url + FOLDERS, content=iter([content[:50], content[50:]]), headers=bearer(osl.token), trust_env=False)
    assert (answer.request.headers["transfer-encoding"], answer.status_code) == ("chunked", 201)
