"""Signed links to objects in S3, on the hub's own origin: under /files, the distribution hands requests on to the bucket.

A link is signed for the bucket's host, as S3 gets to see the request; what its holder sees is the path. It ends with the
credentials it is signed with: a function's last some hours, so it is made anew whenever it is asked for.
"""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from chalicelib.domain.file_names import disposition_of
from chalicelib.domain.uploads import SignedRequest

ORIGIN_PATH = "/files"
"""Where the distribution serves the bucket; it takes this off before S3 sees the path (infra/edge/files.js)."""
_OCTETS = "application/octet-stream"


class S3Links:
    """Keeps the promises of the use cases' ``SignedLinks`` and ``UploadLinks``; ``client`` is a boto3 S3 client of the region's own endpoint."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def link(self, key: str, version: str, *, file_name: str, now: datetime, until: datetime, mime_type: str = _OCTETS) -> str:
        """An address that answers the object as a download of that name and type; nothing is asked of S3 for it."""
        answered = {"ResponseContentDisposition": disposition_of(file_name), "ResponseContentType": mime_type, "ResponseCacheControl": "no-store"}
        return self._signed("get_object", {"Key": key, "VersionId": version, **answered}, now, until)

    def part_link(self, key: str, store_id: str, number: int, *, sha256: str, now: datetime, until: datetime) -> SignedRequest:
        """A PUT of one part, whose bytes have that SHA-256 and no other."""
        named = {"Key": key, "UploadId": store_id, "PartNumber": number, "ChecksumSHA256": sha256}
        return SignedRequest(url=self._signed("upload_part", named, now, until), headers={"x-amz-checksum-sha256": sha256})

    def whole_link(self, key: str, *, size_bytes: int, sha256: str | None, now: datetime, until: datetime) -> SignedRequest:
        """A PUT of a whole object of that size, and of that SHA-256 when one is given."""
        checksum = {} if sha256 is None else {"ChecksumSHA256": sha256}
        url = self._signed("put_object", {"Key": key, "ContentLength": size_bytes, **checksum}, now, until)
        return SignedRequest(url=url, headers={} if sha256 is None else {"x-amz-checksum-sha256": sha256})

    def _signed(self, operation: str, named: dict[str, Any], now: datetime, until: datetime) -> str:
        seconds = max(1, int((until - now).total_seconds()))
        link = urlsplit(self._client.generate_presigned_url(operation, Params={"Bucket": self._bucket, **named}, ExpiresIn=seconds))
        return f"{ORIGIN_PATH}{link.path}?{link.query}"
