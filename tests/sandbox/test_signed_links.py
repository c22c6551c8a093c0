"""The sandbox's links answer one stored file, as S3's would: not once they are over, not when they were altered, not another's."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from chalicelib import composition
from infra.sandbox.clock import SandboxClock
from infra.sandbox.front import Front, build
from infra.sandbox.links import SandboxLinks
from infra.sandbox.portal import Portal, built_portal
from infra.sandbox.ticker import Ticker

pytestmark = pytest.mark.rule("POR-04")
CONTENT = bytes(range(256)) * 20_000


@pytest.fixture
def front(hub: composition.Composition, clock: SandboxClock) -> Iterator[Front]:
    """The sandbox's front over a hub with the sandbox's links."""
    present = composition.Composition(clock=clock, links=SandboxLinks())
    composition.use(present)
    yield build(clock, Ticker(), Portal(built_portal()))
    composition.use(hub)


def follow(front: Front, link: str, method: str = "GET", **headers: str) -> tuple[str, dict[str, str], bytes]:
    """What a browser gets; ``headers`` as WSGI names them."""
    parts, started = urlsplit(link), []

    def start(status: str, headers: list[tuple[str, str]]) -> None:
        started.append((status, {name.lower(): value for name, value in headers}))

    environ: dict[str, Any] = {"REQUEST_METHOD": method, "PATH_INFO": parts.path, "QUERY_STRING": parts.query, "wsgi.input": BytesIO()}
    environ |= {"REQUEST_URI": link, **{f"HTTP_{name}": value for name, value in headers.items()}}
    content = b"".join(front(environ, start))
    return *started[0], content


def made(front: Front, clock: SandboxClock, name: str = 'é "1".zip', content: bytes = CONTENT) -> str:
    """A link to a stored file that lives an hour."""
    hub = composition.present()
    version, _ = hub.files.put_stream("preparations/1", [content])
    now = clock.now()
    return hub.links.link("preparations/1", version, file_name=name, now=now, until=now + timedelta(hours=1))


def test_a_link_answers_its_file_as_a_download(front: Front, clock: SandboxClock) -> None:
    link = made(front, clock)
    assert link.startswith("/files?")
    status, headers, content = follow(front, link)
    assert (status, content) == ("200 OK", CONTENT)
    assert headers["content-disposition"] == "attachment; filename=\"_ _1_.zip\"; filename*=UTF-8''%C3%A9%20%221%22.zip"
    assert (headers["content-type"], headers["x-content-type-options"]) == ("application/octet-stream", "nosniff")
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert follow(front, link, "HEAD")[::2] == ("200 OK", b"")


@pytest.mark.rule("CAS-11")
def test_a_download_goes_on_where_it_was_cut_unless_it_was_of_another_file(front: Front, clock: SandboxClock) -> None:
    link = made(front, clock)
    tag = follow(front, link)[1]["etag"]
    half = len(CONTENT) // 2
    for same in ({}, {"IF_RANGE": tag}):
        status, headers, content = follow(front, link, RANGE=f"bytes={half}-", **same)
        assert (status, headers["content-range"]) == ("206 Partial Content", f"bytes {half}-{len(CONTENT) - 1}/{len(CONTENT)}")
        assert content == CONTENT[half:]
    for other in ('"0123456789abcdef0123456789abcdef"', f"W/{tag}", "Wed, 25 Nov 2026 10:00:00 GMT"):
        for asked in (f"bytes={half}-", f"bytes={len(CONTENT)}-"):
            status, headers, content = follow(front, link, RANGE=asked, IF_RANGE=other)
            assert (status, "content-range" in headers, content == CONTENT) == ("200 OK", False, True)
    assert follow(front, link, RANGE=f"bytes={len(CONTENT)}-", IF_RANGE=tag)[0].startswith("416 ")


@pytest.mark.rule("CAS-11")
def test_a_file_that_is_known_already_is_told_by_its_tag_alone(front: Front, clock: SandboxClock) -> None:
    link = made(front, clock)
    tag = follow(front, link)[1]["etag"]
    status, headers, content = follow(front, link, IF_NONE_MATCH=tag)
    assert (status, headers["etag"], "content-type" in headers, content) == ("304 Not Modified", tag, False, b"")
    assert follow(front, link, IF_NONE_MATCH='"0123456789abcdef0123456789abcdef"')[::2] == ("200 OK", CONTENT)


def test_a_link_that_is_over_answers_nothing(front: Front, clock: SandboxClock) -> None:
    link = made(front, clock)
    clock.advance(timedelta(hours=1))
    try:
        status, _, content = follow(front, link)
    finally:
        clock.advance(-timedelta(hours=1))
    assert status == "403 Forbidden"
    assert CONTENT not in content


def test_a_link_that_was_altered_answers_nothing(front: Front, clock: SandboxClock) -> None:
    hub = composition.present()
    other, _ = hub.files.put_stream("folders/other/file", [b"secret"])
    link = made(front, clock)
    query = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
    forged = [
        {**query, "key": "folders/other/file", "version": other},
        {**query, "name": "autre.zip"},
        {**query, "until": str(int(query["until"]) + 1)},
        {**query, "until": "x"},
        {**query, "signature": "0" * 64},
        {**query, "signature": "é"},
        {name: value for name, value in query.items() if name != "signature"},
        {},
    ]
    for each in forged:
        assert follow(front, f"/files?{urlencode(each)}")[0] == "403 Forbidden", each
    assert (
        follow(front, SandboxLinks().link("preparations/1", query["version"], file_name="a", now=clock.now(), until=clock.now()))[0]
        == "403 Forbidden"
    )


def test_a_link_to_what_was_removed_answers_nothing(front: Front, clock: SandboxClock) -> None:
    link = made(front, clock)
    composition.present().files.erase("preparations/1")
    assert follow(front, link)[0] == "403 Forbidden"
