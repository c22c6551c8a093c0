"""A download goes on where it was cut, and is not sent again to who has it. **Source:** CAS-11; RFC 9110, 13 and 14."""

import hashlib
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.domain.attachments import Verdict, digest_of
from chalicelib.domain.limits import LIMITS
from tests.builders import PDF, Answer, Partner, World

pytestmark = pytest.mark.rule("CAS-11")
TAG = f'"{hashlib.sha256(PDF).hexdigest()}"'
SIZE = len(PDF)


@pytest.fixture
def town(world: World) -> Partner:
    return world.town()


@pytest.fixture
def path(world: World, town: Partner) -> str:
    folder = world.delivered(town)
    return f"/teledossiers/v1/cases/{folder['cases'][0]['id']}/attachments/{folder['attachments'][0]['id']}"


def get(town: Partner, path: str, **headers: str) -> Answer:
    return town.call("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})


def test_a_file_tells_its_tag_and_that_it_comes_in_ranges(town: Partner, path: str) -> None:
    answer = get(town, path)
    assert (answer.status, answer.content) == (200, PDF)
    assert (answer.headers["etag"], answer.headers["accept-ranges"], answer.headers["digest"]) == (TAG, "bytes", digest_of(PDF))


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=5-", 5, SIZE - 1),
        ("bytes=5-9", 5, 9),
        ("bytes=-4", SIZE - 4, SIZE - 1),
        ("bytes=3-999999", 3, SIZE - 1),
        ("bytes=-999999", 0, SIZE - 1),
        ("Bytes = 1-2", 1, 2),
    ],
)
def test_a_range_is_answered_alone(town: Partner, path: str, asked: str, first: int, last: int) -> None:
    answer = get(town, path, Range=asked)
    assert (answer.status, answer.content) == (206, PDF[first : last + 1])
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{SIZE}"
    assert (answer.headers["etag"], answer.headers["digest"], answer.headers["content-type"]) == (TAG, digest_of(PDF), "application/pdf")


@pytest.mark.parametrize("asked", ["bytes=0-1,3-4", "lines=1-2", "bytes=", "bytes=-", "bytes=9-5", "bytes=a-b", ""])
def test_what_is_no_range_is_answered_whole(town: Partner, path: str, asked: str) -> None:
    answer = get(town, path, Range=asked)
    assert (answer.status, answer.content) == (200, PDF)


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", "bytes=999999-", "bytes=-0"])
def test_a_range_that_is_not_there_is_refused_with_the_size(town: Partner, path: str, asked: str) -> None:
    answer = get(town, path, Range=asked)
    assert (answer.status, answer.json) == (416, {"errors": [{"code": 416, "message": "Range Not Satisfiable"}]})
    assert answer.headers["content-range"] == f"bytes */{SIZE}"


@pytest.mark.parametrize(("tag", "status"), [(TAG, 206), ('"other"', 200), (f"W/{TAG}", 200)])
def test_a_range_of_another_file_is_answered_whole(town: Partner, path: str, tag: str, status: int) -> None:
    assert get(town, path, Range="bytes=0-3", If_Range=tag).status == status


@pytest.mark.parametrize(("known", "status"), [(TAG, 304), (f'"a", W/{TAG}', 304), ("*", 304), ('"other"', 200)])
def test_who_has_the_file_does_not_get_it_again(town: Partner, path: str, known: str, status: int) -> None:
    answer = get(town, path, If_None_Match=known)
    assert (answer.status, answer.content) == (status, b"" if status == 304 else PDF)
    assert answer.headers["etag"] == TAG


def test_who_may_not_see_a_file_learns_nothing_by_its_tag(world: World, path: str) -> None:
    stranger = world.town()
    assert get(stranger, path, If_None_Match=TAG).status == get(stranger, path, Range="bytes=0-0").status == 403


def test_a_file_too_large_for_an_answer_is_redirected_to(world: World, town: Partner) -> None:
    file = {"fileName": "é.pdf", "type": "10870-PDF", "size": LIMITS.answer_bytes + 1, "mimeType": "application/pdf", "recipients": ["EXT-01"]}
    folder = world.announced(town, attachments=[file])
    attachment: Any = world.hub.exchange.folder_attachment(folder["id"], folder["attachments"][0]["id"])[1]
    version = world.hub.files.put(attachment.prefix, b"large")
    world.hub.commit(attachment.checked(Verdict.CLEAN, sha256=digest_of(b"large"), object_version=version))
    assert world.osl.patch(f"/teledossiers/v1/folders/{folder['id']}", {"globalStatus": "HUBEE_COMPLETED"}).status == 204
    answer = town.get(f"/teledossiers/v1/cases/{folder['cases'][0]['id']}/attachments/{attachment.id}")
    assert (answer.status, answer.content, answer.headers["digest"]) == (307, b"", digest_of(b"large"))
    link, query = urlsplit(answer.headers["location"]), parse_qs(urlsplit(answer.headers["location"]).query)
    assert (link.netloc, link.path) == ("", f"/files/{attachment.prefix}")
    assert (query["versionId"], query["response-content-type"], query["X-Amz-Expires"]) == ([version], ["application/pdf"], ["3600"])
    assert query["response-content-disposition"] == ["attachment; filename=\"_.pdf\"; filename*=UTF-8''%C3%A9.pdf"]
