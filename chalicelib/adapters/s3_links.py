"""Signed links to one version of an object in S3.

The link ends with the credentials it is signed with: a function's last some hours, so it is made anew whenever it is asked for.
"""

from datetime import datetime
from typing import Any

from chalicelib.domain.file_names import disposition_of


class S3Links:
    """Keeps the promises of the use cases' ``SignedLinks`` port; ``client`` is a boto3 S3 client of the region's own endpoint."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def link(self, key: str, version: str, *, file_name: str, now: datetime, until: datetime) -> str:
        """An address that answers the object as a download of that name; nothing is asked of S3 for it."""
        named = {"Bucket": self._bucket, "Key": key, "VersionId": version}
        answered = {"ResponseContentDisposition": disposition_of(file_name), "ResponseContentType": "application/octet-stream"}
        seconds = max(1, int((until - now).total_seconds()))
        link: str = self._client.generate_presigned_url("get_object", Params={**named, **answered}, ExpiresIn=seconds)
        return link
