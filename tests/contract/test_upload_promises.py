"""What the store of files promises of uploads in parts: nothing is there before it is completed, and it is completed once. **Source:** DEP-05."""

from typing import Any

import boto3
import pytest

from chalicelib import environment
from chalicelib.domain.attachments import digest_of
from chalicelib.domain.uploads import Part
from tests.fakes.hub import Hub
from tests.scenes import Scene

pytestmark = pytest.mark.rule("DEP-05")
FIRST, LAST = bytes(5 * 1024 * 1024), b"the end"


def send(store: Hub, key: str, store_id: str, number: int, content: bytes) -> None:
    """What a sender does by a link."""
    uploads: Any = store.uploads
    if hasattr(uploads, "put"):
        uploads.put(key, number, content)
        return
    files = boto3.client("s3", region_name=environment.region())
    files.upload_part(
        Bucket=environment.attachment_bucket(), Key=key, UploadId=store_id, PartNumber=number, Body=content, ChecksumSHA256=digest_of(content)
    )


@pytest.fixture
def key(scene: Scene) -> str:
    return f"folders/{scene.new_id()}/{scene.new_id()}/{scene.new_id()}.upload"


def test_parts_come_in_any_order_and_again_and_make_one_object(store: Hub, key: str) -> None:
    store_id = store.uploads.begin(key)
    assert store.uploads.parts(key, store_id) == ()
    for number, content in ((2, b"another end"), (1, FIRST), (2, LAST)):
        send(store, key, store_id, number, content)
    assert store.uploads.parts(key, store_id) == (
        Part(number=1, size_bytes=len(FIRST), sha256=digest_of(FIRST)),
        Part(number=2, size_bytes=len(LAST), sha256=digest_of(LAST)),
    )
    assert store.files.version_of(key) is None
    version = store.uploads.complete(key, store_id)
    assert version is not None
    assert b"".join(store.files.stream(key, version)) == FIRST + LAST
    assert (store.uploads.complete(key, store_id), store.files.version_of(key)) == (version, version)
    assert store.uploads.parts(key, store_id) is None


def test_what_is_given_up_makes_no_object(store: Hub, key: str) -> None:
    store_id = store.uploads.begin(key)
    send(store, key, store_id, 1, LAST)
    for _ in range(2):
        store.uploads.abort(key, store_id)
    assert (store.uploads.parts(key, store_id), store.uploads.complete(key, store_id), store.files.version_of(key)) == (None, None, None)


def test_what_is_erased_takes_uploads_under_way_with_it(store: Hub, key: str) -> None:
    store_id = store.uploads.begin(key)
    send(store, key, store_id, 1, LAST)
    store.files.erase(key.rpartition("/")[0])
    assert store.uploads.parts(key, store_id) is None
