"""Zip archives that any tool reads, made in bounded memory; links that S3 takes."""

import io
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from chalicelib.adapters.s3_attachments import S3Attachments
from chalicelib.adapters.zip_archives import ZipArchives
from chalicelib.composition import Composition
from chalicelib.domain.archives import ArchiveMember
from chalicelib.domain.attachments import digest_of

pytestmark = pytest.mark.rule("POR-04")
AT = datetime(2026, 11, 23, 9, 30, 13, tzinfo=UTC)
MEGABYTE = 1024 * 1024


def member(path: str, content: bytes = b"x", at: datetime = AT) -> ArchiveMember:
    return ArchiveMember(path=path, at=at, size_bytes=len(content), read=lambda: iter([content]))


def test_an_archive_is_the_same_bytes_every_time_with_the_hour_of_paris() -> None:
    members = [member("T-1/é.pdf", b"a" * 3_000_000), member("T-1/vide.xml", b""), member("b", b"b")]
    content = b"".join(ZipArchives().pack(members))
    assert b"".join(ZipArchives().pack(members)) == content
    with ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert [each.filename for each in archive.infolist()] == ["T-1/é.pdf", "T-1/vide.xml", "b"]
        assert {each.date_time for each in archive.infolist()} == {(2026, 11, 23, 10, 30, 12)}
        assert {each.compress_type for each in archive.infolist()} == {ZIP_DEFLATED}
        assert {oct(each.external_attr >> 16) for each in archive.infolist()} == {"0o100644"}
        assert archive.read("T-1/é.pdf") == b"a" * 3_000_000


def test_an_archive_of_nothing_and_of_long_ago_is_one() -> None:
    with ZipFile(io.BytesIO(b"".join(ZipArchives().pack([])))) as archive:
        assert archive.namelist() == []
    with ZipFile(io.BytesIO(b"".join(ZipArchives().pack([member("a", at=datetime(1970, 1, 1, tzinfo=UTC))])))) as archive:
        assert archive.infolist()[0].date_time[0] == 1980


class Bucket:
    """Takes parts, and keeps how many bytes there were only."""

    def __init__(self) -> None:
        self.taken, self.longest = 0, 0

    def create_multipart_upload(self, **_: Any) -> dict[str, str]:
        return {"UploadId": "u"}

    def upload_part(self, *, Body: bytes, **_: Any) -> dict[str, str]:  # noqa: N803 - boto3's name
        self.taken += len(Body)
        self.longest = max(self.longest, len(Body))
        return {"ETag": "e"}

    def complete_multipart_upload(self, **_: Any) -> dict[str, str]:
        return {"VersionId": "v"}


def test_an_archive_of_any_size_takes_the_memory_of_a_few_parts() -> None:
    noise = Random(1).randbytes(MEGABYTE)

    def read(megabytes: int) -> Iterator[bytes]:
        return (noise for _ in range(megabytes))

    members = (ArchiveMember(path=f"{number}.pdf", at=AT, size_bytes=16 * MEGABYTE, read=_reader(read, 16)) for number in range(5))
    bucket = Bucket()
    tracemalloc.start()
    try:
        _, size = S3Attachments(bucket, "b").put_stream("k", ZipArchives().pack(members))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert size == bucket.taken > 80 * MEGABYTE
    assert bucket.longest == 8 * MEGABYTE
    assert peak < 40 * MEGABYTE, peak


def _reader(read: Callable[[int], Iterator[bytes]], megabytes: int) -> Callable[[], Iterator[bytes]]:
    return partial(read, megabytes)


def test_a_link_is_signed_for_one_version_under_its_name_until_its_end(hub: Composition) -> None:
    now = datetime.now(UTC)
    link = hub.links.link("preparations/1", "v/1", file_name="é.zip", now=now, until=now + timedelta(days=1))
    place, query = urlsplit(link), parse_qs(urlsplit(link).query)
    assert (place.scheme, place.netloc, place.path) == ("", "", "/files/preparations/1")  # on the hub's own origin
    assert query["versionId"] == ["v/1"]
    assert query["X-Amz-Expires"] == ["86400"]
    assert query["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
    assert query["response-content-disposition"] == ["attachment; filename=\"_.zip\"; filename*=UTF-8''%C3%A9.zip"]
    assert query["response-content-type"] == ["application/octet-stream"]


@pytest.mark.rule("DEP-05")
def test_a_request_that_brings_bytes_is_signed_for_them_alone(hub: Composition) -> None:
    now = datetime.now(UTC)
    digest = digest_of(b"part")
    part = hub.links.part_link("folders/f/a/u.upload", "store", 3, sha256=digest, now=now, until=now + timedelta(hours=1))
    whole = hub.links.whole_link("folders/f/a/u.upload", size_bytes=5, sha256=digest, now=now, until=now + timedelta(hours=1))
    for request, signed, named in (
        (part, "host;x-amz-checksum-sha256", {"partNumber": ["3"], "uploadId": ["store"]}),
        (whole, "content-length;host;x-amz-checksum-sha256", {}),
    ):
        place, query = urlsplit(request.url), parse_qs(urlsplit(request.url).query)
        assert (place.netloc, place.path, request.headers) == ("", "/files/folders/f/a/u.upload", {"x-amz-checksum-sha256": digest})
        assert (query["X-Amz-SignedHeaders"], query["X-Amz-Expires"]) == ([signed], ["3600"])
        assert named.items() <= query.items()
