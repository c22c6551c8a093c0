"""The bytes of attachments in one versioned S3 bucket."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.errors import NotFound, Unavailable

_GONE = {"NoSuchKey", "NoSuchVersion", "404"}


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in _GONE:
            raise NotFound("File is not found") from error
        raise Unavailable("The file store does not answer") from error
    except BotoCoreError as error:
        raise Unavailable("The file store does not answer") from error


class S3Attachments:
    """Keeps the promises of the use cases' ``Files`` port; ``client`` is a boto3 S3 client."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, key: str, content: bytes) -> str:
        """Store bytes; answers the version that names exactly them."""
        with _translated():
            answer = self._client.put_object(Bucket=self._bucket, Key=key, Body=content, ChecksumAlgorithm="SHA256")
        version: str = answer["VersionId"]
        return version

    def get(self, key: str, version: str) -> bytes:
        """The bytes of one stored version. Raises: NotFound once they are erased."""
        with _translated():
            content: bytes = self._client.get_object(Bucket=self._bucket, Key=key, VersionId=version)["Body"].read()
        return content

    def erase(self, prefix: str) -> None:
        """Delete everything that lies under a prefix, in every version; nothing there is no error."""
        with _translated():
            for page in self._client.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=prefix):
                found = [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
                objects = [{"Key": each["Key"], "VersionId": each["VersionId"]} for each in found]
                if not objects:
                    continue
                answer = self._client.delete_objects(Bucket=self._bucket, Delete={"Objects": objects, "Quiet": True})
                if answer.get("Errors"):
                    raise Unavailable("The file store did not erase everything")
