"""Finished audit chains in an S3 bucket with Object Lock: in compliance mode, nobody erases or replaces them before their time."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import Any
from urllib.parse import quote, unquote

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.errors import Unavailable

_IN_MEMORY_BYTES = 4 * 1024 * 1024
_GONE = {"NoSuchKey", "404"}
_TAKEN = {"PreconditionFailed", "412"}
_ENDING = ".jsonl"


class S3AuditArchive:
    """Keeps the promises of the use cases' ``AuditArchive`` port; ``client`` is a boto3 S3 client."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, chain: str, day: str, lines: Iterable[str], *, until: datetime) -> None:
        """Put a chain's day away once, kept until an instant; one that lies there already stays as it is. Raises: Unavailable."""
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

    def lines(self, chain: str, day: str) -> Iterator[str] | None:
        """The lines of a chain's day, read as they are asked for; None when it is not there. Raises: Unavailable."""
        with _translated():
            try:
                body = self._client.get_object(Bucket=self._bucket, Key=_key(chain, day))["Body"]
            except ClientError as error:
                if _code(error) in _GONE:
                    return None
                raise
        return _decoded(body)

    def chains(self, day: str) -> Iterator[str]:
        """The chains of a day that lie there, by name. Raises: Unavailable."""
        with _translated():
            for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=f"{day}/"):
                for each in page.get("Contents", ()):
                    yield unquote(each["Key"].removeprefix(f"{day}/").removesuffix(_ENDING))


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
