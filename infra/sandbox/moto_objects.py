"""What moto's S3 leaves out: the SHA-256 of parts in their list, and somebody who is told of new objects.

Each request for an upload in parts is served whole before the next: moto's uploads are not safe between threads. And a list of versions costs what it
answers: moto copies every version of a bucket before it looks at a prefix.
"""

import copy
from base64 import b64encode
from collections.abc import Callable
from contextlib import nullcontext
from hashlib import sha256
from threading import RLock
from typing import Any

from moto.s3 import models, responses
from moto.s3.exceptions import NoSuchUpload

_send_event = models.notifications.send_event
_serialized = responses.S3Response.serialized
of_all_versions = models.S3Backend.list_object_versions
"""As moto has it."""
_key_response = responses.S3Response._key_response
_set_part, _complete = models.S3Backend.upload_part, models.S3Backend.complete_multipart_upload
_one_at_a_time = RLock()
_listeners: list[Callable[[str, str], None]] = []


def install() -> None:
    """Put it in place."""
    models.notifications.send_event = _told
    responses.S3Response.serialized = _with_checksums  # type: ignore[method-assign, assignment]
    responses.S3Response._key_response = _one_by_one  # type: ignore[method-assign]
    models.S3Backend.upload_part = _set_part_of_one_that_is  # type: ignore[method-assign]
    models.S3Backend.complete_multipart_upload = _complete_one_that_is  # type: ignore[method-assign]
    models.S3Backend.list_object_versions = _of_one_prefix  # type: ignore[assignment, method-assign]


def listen(listener: Callable[[str, str], None]) -> None:
    """Tell of every new object: its bucket's name and its key. It may be told of more than once, as on AWS."""
    _listeners.append(listener)


def _told(account_id: str, event_name: Any, bucket: Any, key: Any) -> None:
    _send_event(account_id, event_name, bucket, key)
    if event_name.value.startswith("s3:ObjectCreated:"):
        for listener in _listeners:
            listener(bucket.name, key.name)


def _one_by_one(self: responses.S3Response, request: Any, full_url: str) -> Any:
    with _one_at_a_time if "uploadId=" in full_url else nullcontext():
        return _key_response(self, request, full_url)


def _set_part_of_one_that_is(self: models.S3Backend, bucket_name: str, multipart_id: str, part_id: int, value: bytes) -> Any:
    _must_be(self, bucket_name, multipart_id)
    return _set_part(self, bucket_name, multipart_id, part_id, value)


def _complete_one_that_is(self: models.S3Backend, bucket_name: str, multipart_id: str, body: Any) -> Any:
    _must_be(self, bucket_name, multipart_id)
    return _complete(self, bucket_name, multipart_id, body)


def _must_be(store: models.S3Backend, bucket_name: str, multipart_id: str) -> None:
    """Raises: NoSuchUpload for an upload that is no more, which moto stumbles over."""
    if multipart_id not in store.get_bucket(bucket_name).multiparts:
        raise NoSuchUpload(upload_id=multipart_id)


def _of_one_prefix(self: models.S3Backend, bucket_name: str, *, prefix: str = "", **asked: Any) -> Any:
    """The list that moto has, of a bucket that holds nothing but the objects under the prefix that is asked for."""
    bucket = copy.copy(self.get_bucket(bucket_name))
    # The names first: another thread may bring an object meanwhile.
    named = {name: bucket.keys.getlist(name, []) for name in list(bucket.keys) if name.startswith(prefix)}
    bucket.keys = type(bucket.keys)()
    for name, versions in named.items():
        bucket.keys.setlist(name, versions)
    only = copy.copy(self)
    only.get_bucket = lambda *_: bucket  # type: ignore[method-assign]
    return of_all_versions(only, bucket_name, prefix=prefix, **asked)


def _with_checksums(self: Any, action: Any) -> Any:
    result = getattr(action, "result", None)
    if isinstance(result, dict) and "PartNumberMarker" in result:
        parts = self.backend.get_bucket(result["Bucket"]).multiparts[result["UploadId"]].parts
        for each in result["Parts"]:
            each["ChecksumSHA256"] = _checksum(parts[each["PartNumber"]])
    return _serialized(self, action)


def _checksum(part: Any) -> str:
    if not hasattr(part, "hub_checksum"):
        part.hub_checksum = b64encode(sha256(part.value).digest()).decode()
    found: str = part.hub_checksum
    return found
