"""What moto's S3 leaves out: the SHA-256 of parts in their list, and somebody who is told of new objects."""

from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from moto.s3 import models, responses

_send_event = models.notifications.send_event
_serialized = responses.S3Response.serialized
_listeners: list[Callable[[str, str], None]] = []


def install() -> None:
    """Put it in place."""
    models.notifications.send_event = _told
    responses.S3Response.serialized = _with_checksums  # type: ignore[method-assign, assignment]


def listen(listener: Callable[[str, str], None]) -> None:
    """Tell of every new object: its bucket's name and its key. It may be told of more than once, as on AWS."""
    _listeners.append(listener)


def _told(account_id: str, event_name: Any, bucket: Any, key: Any) -> None:
    _send_event(account_id, event_name, bucket, key)
    if event_name.value.startswith("s3:ObjectCreated:"):
        for listener in _listeners:
            listener(bucket.name, key.name)


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
