"""The bytes of attachments in one versioned S3 bucket."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.errors import NotFound, Unavailable

_GONE = {"NoSuchKey", "NoSuchVersion", "404"}
_CHUNK_BYTES = 1024 * 1024
_PART_BYTES = 8 * 1024 * 1024
"""S3 takes parts of 5 MB or more, 10,000 at most: 80 GB so; one part is what a function holds of a file."""


@contextmanager
def translated() -> Iterator[None]:
    """Turn what S3 refuses into the errors the use cases know."""
    try:
        yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in _GONE:
            raise NotFound("File is not found") from error
        raise Unavailable("The file store does not answer") from error
    except BotoCoreError as error:
        raise Unavailable("The file store does not answer") from error


def latest_version(client: Any, bucket: str, key: str) -> str | None:
    """The latest version of an object; None when there is none."""
    try:
        with translated():
            version: str = client.head_object(Bucket=bucket, Key=key)["VersionId"]
    except NotFound:
        return None
    return version


class S3Attachments:
    """Keeps the promises of the use cases' ``Files`` port; ``client`` is a boto3 S3 client."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, key: str, content: bytes) -> str:
        """Store bytes; answers the version that names exactly them."""
        with translated():
            answer = self._client.put_object(Bucket=self._bucket, Key=key, Body=content, ChecksumAlgorithm="SHA256")
        version: str = answer["VersionId"]
        return version

    def get(self, key: str, version: str) -> bytes:
        """The bytes of one stored version. Raises: NotFound once they are erased."""
        with translated():
            content: bytes = self._client.get_object(Bucket=self._bucket, Key=key, VersionId=version)["Body"].read()
        return content

    def stream(self, key: str, version: str) -> Iterator[bytes]:
        """The same bytes in chunks, read as they are asked for. Raises: NotFound at once, Unavailable also on the way."""
        with translated():
            body = self._client.get_object(Bucket=self._bucket, Key=key, VersionId=version)["Body"]
        return _chunks_of(body)

    def put_stream(self, key: str, chunks: Iterable[bytes]) -> tuple[str, int]:
        """Store bytes as they come, in bounded memory; answers the version and how many. Nothing is stored unless all came."""
        with translated():
            upload = self._client.create_multipart_upload(Bucket=self._bucket, Key=key, ChecksumAlgorithm="SHA256")["UploadId"]
        try:
            parts, size = self._put_parts(key, upload, chunks)
            with translated():
                answer = self._client.complete_multipart_upload(Bucket=self._bucket, Key=key, UploadId=upload, MultipartUpload={"Parts": parts})
        except BaseException:
            with suppress(ClientError, BotoCoreError):  # the bucket's lifecycle collects what this leaves
                self._client.abort_multipart_upload(Bucket=self._bucket, Key=key, UploadId=upload)
            raise
        version: str = answer["VersionId"]
        return version, size

    def _put_parts(self, key: str, upload: str, chunks: Iterable[bytes]) -> tuple[list[dict[str, Any]], int]:
        parts: list[dict[str, Any]] = []
        size = 0
        for number, part in enumerate(_parts_of(chunks), start=1):
            with translated():
                answer = self._client.upload_part(
                    Bucket=self._bucket, Key=key, UploadId=upload, PartNumber=number, Body=part, ChecksumAlgorithm="SHA256"
                )
            checksum = {"ChecksumSHA256": answer["ChecksumSHA256"]} if "ChecksumSHA256" in answer else {}
            parts.append({"PartNumber": number, "ETag": answer["ETag"], **checksum})
            size += len(part)
        return parts, size

    def version_of(self, key: str) -> str | None:
        """The latest version of an object; None when there is none."""
        return latest_version(self._client, self._bucket, key)

    def erase(self, prefix: str) -> None:
        """Delete everything that lies under a prefix, in every version, and what is being uploaded there; nothing there is no error."""
        with translated():
            for page in self._client.get_paginator("list_multipart_uploads").paginate(Bucket=self._bucket, Prefix=prefix):
                for each in page.get("Uploads", ()):
                    with suppress(self._client.exceptions.NoSuchUpload):  # somebody else erases the same
                        self._client.abort_multipart_upload(Bucket=self._bucket, Key=each["Key"], UploadId=each["UploadId"])
            for page in self._client.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=prefix):
                found = [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
                objects = [{"Key": each["Key"], "VersionId": each["VersionId"]} for each in found]
                if not objects:
                    continue
                answer = self._client.delete_objects(Bucket=self._bucket, Delete={"Objects": objects, "Quiet": True})
                if answer.get("Errors"):
                    raise Unavailable("The file store did not erase everything")


def _chunks_of(body: Any) -> Iterator[bytes]:
    with translated():
        try:
            yield from body.iter_chunks(_CHUNK_BYTES)
        finally:
            body.close()


def _parts_of(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in parts of the size S3 wants; one, empty, of nothing."""
    gathered, is_first = bytearray(), True
    for chunk in chunks:
        gathered += chunk
        while len(gathered) >= _PART_BYTES:
            yield bytes(gathered[:_PART_BYTES])
            del gathered[:_PART_BYTES]
            is_first = False
    if gathered or is_first:
        yield bytes(gathered)
