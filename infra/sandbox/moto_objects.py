"""What moto's S3 leaves out: the SHA-256 of parts in their list, and somebody who is told of new objects.

And a list of versions that costs what it answers: moto copies every version of a bucket before it looks at a prefix.
"""

import copy
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from moto.s3 import models, responses

_send_event = models.notifications.send_event
_serialized = responses.S3Response.serialized
of_all_versions = models.S3Backend.list_object_versions
"""As moto has it."""
_listeners: list[Callable[[str, str], None]] = []


def install() -> None:
    """Put it in place."""
    models.notifications.send_event = _told
    responses.S3Response.serialized = _with_checksums  # type: ignore[method-assign, assignment]
    models.S3Backend.list_object_versions = _of_one_prefix  # type: ignore[assignment, method-assign]


def listen(listener: Callable[[str, str], None]) -> None:
    """Tell of every new object: its bucket's name and its key. It may be told of more than once, as on AWS."""
    _listeners.append(listener)


def _told(account_id: str, event_name: Any, bucket: Any, key: Any) -> None:
    _send_event(account_id, event_name, bucket, key)
    if event_name.value.startswith("s3:ObjectCreated:"):
        for listener in _listeners:
            listener(bucket.name, key.name)


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
