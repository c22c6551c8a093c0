"""A body may come compressed; whatever it claims, it costs no more than its limit."""

import gzip
import json
from typing import Any

import pytest

from chalicelib.domain.limits import LIMITS
from tests.builders import PDF, Answer, World

FOLDERS = "/teledossiers/v1/folders"
LIMIT = LIMITS.request_body_bytes
TOO_LARGE = (413, {"errors": [{"code": 413, "message": "Request body is too large"}]})
TOO_LARGE_COMPRESSED = (
    413,
    {"errors": [{"code": 413, "message": "Request body is too large compressed: send a file without Content-Encoding"}]},
)


def upload(world: World, content: bytes, encoding: str | None = None) -> tuple[Answer, str]:
    """Send bytes for a PDF that was announced; answers what came of it."""
    folder = world.announced(world.town())
    headers = {} if encoding is None else {"Content-Encoding": encoding}
    answer = world.osl.put(f"{FOLDERS}/{folder['id']}/attachments/{folder['attachments'][0]['id']}", content=content, headers=headers)
    status: str = world.osl.get(f"{FOLDERS}/{folder['id']}").json["attachments"][0]["status"]
    return answer, status


def bomb(plain_bytes: int) -> bytes:
    return gzip.compress(b"\x00" * plain_bytes)


@pytest.mark.rule("DEP-04", "DEP-10")
@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "x-gzip"])
def test_bytes_sent_compressed_are_taken_as_they_were(world: World, encoding: str) -> None:
    answer, status = upload(world, gzip.compress(PDF, mtime=0), encoding)
    assert (answer.status, status) == (204, "RECEIVED")


@pytest.mark.rule("DEP-04")
def test_a_folder_sent_compressed_is_created(world: World) -> None:
    content = gzip.compress(json.dumps(world.folder_body(world.town())).encode())
    answer = world.osl.post(FOLDERS, content=content, headers={"Content-Encoding": "gzip", "Content-Type": "application/json"})
    assert (answer.status, answer.json["globalStatus"]) == (201, "HUBEE_RECEIVED")


@pytest.mark.rule("DEP-04")
@pytest.mark.parametrize(
    "content", [PDF, gzip.compress(PDF, mtime=0)[:-9], gzip.compress(PDF, mtime=0)[:12] + b"\xff" * 40], ids=["plain", "cut", "garbage"]
)
def test_a_body_that_is_not_the_gzip_it_claims_to_be_is_refused(world: World, content: bytes) -> None:
    answer, status = upload(world, content, "gzip")
    assert (answer.status, answer.json) == (400, {"errors": [{"code": 400, "message": "Request body is not valid gzip"}]})
    assert status == "PENDING"


@pytest.mark.rule("DEP-04")
def test_another_encoding_is_refused(world: World) -> None:
    answer, status = upload(world, PDF, "br")
    assert (answer.status, answer.json) == (400, {"errors": [{"code": 400, "message": "Content-Encoding br is not supported, gzip is"}]})
    assert status == "PENDING"


@pytest.mark.rule("DEP-04")
def test_a_gzip_bomb_is_too_large(world: World) -> None:
    answer, status = upload(world, bomb(500_000_000), "gzip")
    assert ((answer.status, answer.json), status) == (TOO_LARGE_COMPRESSED, "PENDING")
    posted: Any = world.osl.post(FOLDERS, content=bomb(LIMITS.inflated_body_bytes + 1), headers={"Content-Encoding": "gzip"})
    assert (posted.status, posted.json) == TOO_LARGE_COMPRESSED


@pytest.mark.rule("DEP-04")
def test_a_body_over_the_limit_is_too_large_and_one_at_the_limit_is_not(world: World) -> None:
    assert world.osl.post(FOLDERS, content=b" " * LIMIT).status == 400
    for method, path in (("POST", FOLDERS), ("PUT", FOLDERS + "/x/attachments/y"), ("POST", "/token"), ("GET", "/nowhere")):
        answer = world.osl.call(method, path, content=b" " * (LIMIT + 1))
        assert (answer.status, answer.json) == TOO_LARGE


@pytest.mark.rule("DEP-04")
def test_an_answer_is_compressed_for_whoever_takes_it(world: World) -> None:
    folder = world.announced(*[world.town() for _ in range(6)])
    path = f"{FOLDERS}/{folder['id']}"
    plain, packed = world.osl.get(path), world.osl.call("GET", path, headers={"Accept-Encoding": "br, GZIP;q=0.5, *;q=0"})
    assert "content-encoding" not in plain.headers
    assert (packed.headers["content-encoding"], packed.headers["vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(packed.content) == plain.content
    for refused in ("gzip;q=0", "deflate, gzip; q=0.000", "*;q=0", "identity", "gzip;Q=0, *", ""):
        answer = world.osl.call("GET", path, headers={"Accept-Encoding": refused})
        assert ("content-encoding" in answer.headers, answer.content) == (False, plain.content), refused
    for taken in ("gzip", "x-gzip", "gzip;q=0.001", "gzip;q=1.0, identity;q=0"):
        assert world.osl.call("GET", path, headers={"Accept-Encoding": taken}).content == packed.content, taken
