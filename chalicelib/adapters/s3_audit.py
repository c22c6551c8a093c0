"""Finished audit chains in an S3 bucket with Object Lock: in compliance mode, nobody erases or replaces them before their time.

The lock keeps a version, and forbids no other one over it: what was put first counts, and anything beside it is told.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import quote, unquote

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.audit_exports import Export, ExportTaken
from chalicelib.domain.errors import Unavailable

_IN_MEMORY_BYTES = 4 * 1024 * 1024
_CHUNK_BYTES = 64 * 1024
_TAKEN = {"PreconditionFailed", "412"}
_ENDING = ".jsonl"


class S3AuditArchive:
    """Keeps the promises of the use cases' ``AuditArchive`` port; ``client`` is a boto3 S3 client."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, chain: str, day: str, lines: Iterable[str], *, until: datetime) -> None:
        """Put a chain's day away once, kept until an instant; the same lines that lie there already stay.

        Raises: ExportTaken when others do; Unavailable.
        """
        with SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES) as file:  # a long day goes by the disk: memory stays bounded
            for line in lines:
                file.write(f"{line}\n".encode())
            file.seek(0)
            with _translated():
                try:
                    self._client.put_object(
                        Bucket=self._bucket,
                        Key=_key(chain, day),
                        Body=file,
                        IfNoneMatch="*",
                        ContentType="application/jsonl",
                        ChecksumAlgorithm="SHA256",
                        ObjectLockMode="COMPLIANCE",
                        ObjectLockRetainUntilDate=until,
                    )
                except ClientError as error:
                    if _code(error) not in _TAKEN:
                        raise
                    if not self._holds(_key(chain, day), file):
                        raise ExportTaken(f"Other lines lie in the audit archive for {chain} on {day}") from error

    def export(self, chain: str, day: str) -> Export | None:
        """What was first put there of a chain's day, whatever came over it; None when nothing is there. Raises: Unavailable."""
        with _translated():
            first = self._first(_key(chain, day))
        return None if first is None else Export(lines=_decoded(first[0]), is_alone=first[1])

    def chains(self, day: str) -> Iterator[str]:
        """The chains of a day that lie there, by name; those that something was laid over too. Raises: Unavailable."""
        with _translated():
            keys = {each["Key"] for each in self._listed(f"{day}/") if _is_version(each)}
        return iter(sorted(unquote(each.removeprefix(f"{day}/").removesuffix(_ENDING)) for each in keys))

    def _first(self, key: str) -> tuple[Any, bool] | None:
        """The bytes that were first put under a key, and whether nothing came over them."""
        listed = [each for each in self._listed(key) if each["Key"] == key]
        versions = [each["VersionId"] for each in listed if _is_version(each)]
        if not versions:
            return None
        return self._client.get_object(Bucket=self._bucket, Key=key, VersionId=versions[-1])["Body"], len(listed) == 1

    def _holds(self, key: str, file: IO[bytes]) -> bool:
        """Whether the bytes that were first put under a key are those of a file."""
        first = self._first(key)
        file.seek(0)
        parts = () if first is None else first[0].iter_chunks(_CHUNK_BYTES)
        return all(part == file.read(len(part)) for part in parts) and not file.read(1)

    def _listed(self, prefix: str) -> Iterator[dict[str, Any]]:
        """Versions and delete markers of the keys that begin so; the versions of a key stand together, the newest first."""
        for page in self._client.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=prefix):
            yield from page.get("Versions", ())
            yield from page.get("DeleteMarkers", ())


def _is_version(listed: dict[str, Any]) -> bool:
    return "ETag" in listed  # a delete marker has no bytes


def _key(chain: str, day: str) -> str:
    return f"{day}/{quote(chain, safe='')}{_ENDING}"


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code"))


def _decoded(body: Any) -> Iterator[str]:
    with _translated():
        for line in body.iter_lines():
            yield line.decode(errors="replace")


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        raise Unavailable("The audit archive does not answer") from error
