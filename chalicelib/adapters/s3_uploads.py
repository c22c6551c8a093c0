"""Multipart uploads in S3, whose parts carry their SHA-256: S3 refuses one whose bytes have another."""

from typing import Any

from botocore.exceptions import ClientError

from chalicelib.adapters.s3_attachments import latest_version, translated
from chalicelib.domain.uploads import Part

_GONE = "NoSuchUpload"


class S3Uploads:
    """Keeps the promises of the use cases' ``Uploads`` port; ``client`` is a boto3 S3 client."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def begin(self, key: str) -> str:
        """Begin one; answers the store's name for it."""
        with translated():
            answer = self._client.create_multipart_upload(Bucket=self._bucket, Key=key, ChecksumAlgorithm="SHA256")
        store_id: str = answer["UploadId"]
        return store_id

    def parts(self, key: str, store_id: str) -> tuple[Part, ...] | None:
        """The parts that have come, by number; None when it is no more: completed, aborted, or too old."""
        found = self._listed(key, store_id)
        if found is None:
            return None
        return tuple(Part(number=each["PartNumber"], size_bytes=each["Size"], sha256=each.get("ChecksumSHA256")) for each in found)

    def complete(self, key: str, store_id: str) -> str | None:
        """Make the object of all parts that have come, once however often asked; answers its version, None when it was aborted."""
        found = self._listed(key, store_id)
        if found is not None:
            try:
                with translated():
                    return self._completed(key, store_id, found)
            except _GoneError:
                pass  # somebody else completes it at the same time
        return latest_version(self._client, self._bucket, key)

    def _completed(self, key: str, store_id: str, found: list[dict[str, Any]]) -> str:
        names = ("PartNumber", "ETag", "ChecksumSHA256")
        parts = [{name: each[name] for name in names if name in each} for each in found]
        try:
            answer = self._client.complete_multipart_upload(Bucket=self._bucket, Key=key, UploadId=store_id, MultipartUpload={"Parts": parts})
        except ClientError as error:
            raise _gone_or(error) from error
        version: str = answer["VersionId"]
        return version

    def abort(self, key: str, store_id: str) -> None:
        """Forget it with its parts; one that is no more is no error."""
        with translated():
            try:
                self._client.abort_multipart_upload(Bucket=self._bucket, Key=key, UploadId=store_id)
            except ClientError as error:
                if _code(error) != _GONE:
                    raise

    def _listed(self, key: str, store_id: str) -> list[dict[str, Any]] | None:
        with translated():
            pages = self._client.get_paginator("list_parts").paginate(Bucket=self._bucket, Key=key, UploadId=store_id)
            try:
                return [each for page in pages for each in page.get("Parts", ())]
            except ClientError as error:
                if _code(error) == _GONE:
                    return None
                raise


class _GoneError(Exception):
    """The upload is no more."""


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code"))


def _gone_or(error: ClientError) -> Exception:
    return _GoneError() if _code(error) == _GONE else error
