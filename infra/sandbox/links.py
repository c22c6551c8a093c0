"""Signed links to stored files, and into the store, as S3 would give them, answered by the sandbox itself on its one port."""

import hmac
import secrets
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import urlencode

from botocore.exceptions import ClientError

from chalicelib import composition, environment
from chalicelib.adapters.aws_clients import aws_client
from chalicelib.domain.uploads import SignedRequest

PATH = "/files"
_OCTETS = "application/octet-stream"
_CHUNK_BYTES = 1024 * 1024
_IN_MEMORY_BYTES = 16 * 1024 * 1024
_CHECKSUM = "x-amz-checksum-sha256"


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """What a link answers: its status, its headers, its bytes as they are read."""

    status: int
    headers: list[tuple[str, str]]
    chunks: Iterator[bytes]


_REFUSALS = {412: "Precondition Failed", 416: "Range Not Satisfiable"}


class Refused(Exception):
    """A link that is not followed."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


class SandboxLinks:
    """Keeps the promises of the use cases' ``SignedLinks`` and ``UploadLinks``; a link is good for what it names, until its end."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def link(self, key: str, version: str, *, file_name: str, now: datetime, until: datetime, mime_type: str = _OCTETS) -> str:  # noqa: ARG002
        """An address of this sandbox that answers the object as a download of that name."""
        return self._signed("get", until, key=key, version=version, name=file_name, type=mime_type)

    def part_link(self, key: str, store_id: str, number: int, *, sha256: str, now: datetime, until: datetime) -> SignedRequest:  # noqa: ARG002
        """A PUT of one part, whose bytes have that SHA-256 and no other."""
        url = self._signed("part", until, key=key, store=store_id, number=str(number), sha256=sha256)
        return SignedRequest(url=url, headers={_CHECKSUM: sha256})

    def whole_link(self, key: str, *, size_bytes: int, sha256: str | None, now: datetime, until: datetime) -> SignedRequest:  # noqa: ARG002
        """A PUT of a whole object of that size, and of that SHA-256 when one is given."""
        url = self._signed("whole", until, key=key, size=str(size_bytes), sha256=sha256 or "")
        return SignedRequest(url=url, headers={_CHECKSUM: sha256} if sha256 else {})

    def _signed(self, act: str, until: datetime, **named: str) -> str:
        told = {"act": act, "until": str(int(until.timestamp())), **named}
        return f"{PATH}?{urlencode({**told, 'signature': self._signature(told)})}"

    def _signature(self, told: Mapping[str, str]) -> str:
        words = "\n".join(f"{len(word.encode())}:{word}" for pair in sorted(told.items()) for word in pair)
        return hmac.new(self._key, words.encode(), sha256).hexdigest()

    def must_be_good(self, query: Mapping[str, str], act: str, *, now: datetime) -> None:
        """Raises: Refused for a link that was altered, is over, or is for something else."""
        told = {name: value for name, value in query.items() if name != "signature"}
        is_signed = hmac.compare_digest(query.get("signature", "").encode(), self._signature(told).encode())
        if not is_signed or told.get("act") != act or datetime.fromtimestamp(int(told["until"]), UTC) <= now:
            raise Refused(403, "This link is not valid, or not any more")


def send(query: Mapping[str, str], headers: Mapping[str, str], disposition: str) -> Linked:
    """Answer the object that a good link names, or the range of it that is asked for. Raises: Refused."""
    asked = {"Range": headers["range"]} if "range" in headers else {}
    if "if-none-match" in headers:
        asked["IfNoneMatch"] = headers["if-none-match"]
    store = aws_client("s3", environment.region())
    named = {"Bucket": environment.attachment_bucket(), "Key": query["key"], "VersionId": query["version"]}
    try:
        if "if-range" in headers and store.head_object(**named)["ETag"] != headers["if-range"].strip():
            asked.pop("Range", None)  # of another file: all of this one
        found = store.get_object(**named, **asked)
    except ClientError as error:
        if _status(error) == 304:
            known = {"ETag": store.head_object(**named)["ETag"], "Cache-Control": "no-store"}
            return Linked(status=304, headers=list(known.items()), chunks=iter(()))
        raise Refused(status := _status(error), _REFUSALS.get(status, "The file store does not answer it")) from error
    names = {"ETag": found["ETag"], "Accept-Ranges": "bytes", "Content-Length": str(found["ContentLength"])}
    if "ContentRange" in found:
        names["Content-Range"] = found["ContentRange"]
    answered = {"Content-Type": query["type"], "Content-Disposition": disposition, "Cache-Control": "no-store", **names}
    return Linked(status=206 if "ContentRange" in found else 200, headers=list(answered.items()), chunks=found["Body"].iter_chunks(_CHUNK_BYTES))


def _status(error: ClientError) -> int:
    status: int = error.response["ResponseMetadata"]["HTTPStatusCode"]
    return status if status in (304, 416) else 403


def take(query: Mapping[str, str], headers: Mapping[str, str], incoming: IO[bytes], length: int) -> None:
    """Store the bytes that a good link takes, in bounded memory, if they are what it is for. Raises: Refused."""
    declared = query.get("sha256") or None
    if declared is not None and headers.get(_CHECKSUM) != declared:
        raise Refused(403, f"The request lacks its signed header {_CHECKSUM}")
    if query["act"] == "whole" and int(query["size"]) != length:
        raise Refused(403, "The request is not as long as it was signed for")
    with SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES) as file:
        digest = sha256()
        while chunk := incoming.read(_CHUNK_BYTES):
            digest.update(chunk)
            file.write(chunk)
        if file.tell() != length or (declared is not None and b64encode(digest.digest()).decode() != declared):
            raise Refused(400, "The bytes are not those that were declared")
        file.seek(0)
        _store(query, file)


def _store(query: Mapping[str, str], file: Any) -> None:
    if query["act"] == "whole":
        composition.present().files.put_stream(query["key"], iter(lambda: file.read(_CHUNK_BYTES), b""))
        return
    store = aws_client("s3", environment.region())
    named = {"Bucket": environment.attachment_bucket(), "Key": query["key"], "UploadId": query["store"]}
    try:
        store.upload_part(**named, PartNumber=int(query["number"]), Body=file.read(), ChecksumSHA256=query["sha256"])
    except ClientError as error:
        raise Refused(404, "The upload is no more") from error
