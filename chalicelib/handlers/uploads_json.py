"""Uploads on the wire."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from msgspec import Meta

from chalicelib.domain.limits import LIMITS
from chalicelib.domain.uploads import DeclaredPart, SignedRequest, part_count
from chalicelib.handlers.wire import Received, Uuid, Written, WrittenInstant, iso
from chalicelib.use_cases.upload_files import PartRequest, Uploading

Digest = Annotated[str, Meta(max_length=255)]


class PartBody(Received, kw_only=True):
    """A part: its number, from 1 on, and its SHA-256 in base64."""

    number: int
    sha256: Annotated[str, Meta(max_length=44)]

    def to_domain(self) -> DeclaredPart:
        """Read it."""
        return DeclaredPart(number=self.number, sha256=self.sha256)


class PartsBody(Received, kw_only=True):
    """The parts that are to be sent."""

    parts: Annotated[list[PartBody], Meta(min_length=1, max_length=LIMITS.upload_links_at_once)]


class CompletionBody(Received, kw_only=True):
    """What a sender knows of the file it has sent: its SHA-256 in base64, and those of its parts; what is given is compared."""

    digest: Digest | None = None
    parts: list[PartBody] = []


class WholeBody(Received, kw_only=True):
    """A file that is to be sent in one piece: how long it is, and its SHA-256 in base64, where they are known."""

    size: Annotated[int, Meta(ge=0)] | None = None
    digest: Digest | None = None


class PartJson(Written, kw_only=True):
    """A part that has come."""

    number: int
    size: int
    sha256: str | None


class UploadJson(Written, kw_only=True):
    """An upload as it is, and what has become of its attachment; ``parts`` are those received, while it is open."""

    upload_id: Uuid
    status: str
    attachment_status: str
    size: int
    part_size: int
    part_count: int
    expire_date_time: WrittenInstant
    parts: list[PartJson]

    @classmethod
    def of(cls, uploading: Uploading) -> "UploadJson":
        """Write it."""
        attachment, upload = uploading.attachment, uploading.upload
        return cls(
            upload_id=upload.id,
            status=str(upload.status),
            attachment_status=str(attachment.status),
            size=attachment.size_bytes,
            part_size=LIMITS.upload_part_bytes,
            part_count=part_count(attachment.size_bytes),
            expire_date_time=iso(upload.expires_at),
            parts=[PartJson(number=each.number, size=each.size_bytes, sha256=each.sha256) for each in uploading.parts],
        )


class SignedRequestJson(Written, kw_only=True):
    """A PUT to send: where, relative to the hub's origin, and with which headers; no other authorisation."""

    url: str
    headers: dict[str, str]
    expire_date_time: WrittenInstant

    @classmethod
    def of(cls, request: SignedRequest, until: datetime) -> "SignedRequestJson":
        """Write it."""
        return cls(url=request.url, headers=request.headers, expire_date_time=iso(until))


class PartRequestJson(Written, kw_only=True):
    """The PUT of one part."""

    number: int
    url: str
    headers: dict[str, str]


class PartRequestsJson(Written, kw_only=True):
    """The PUTs of some parts."""

    parts: list[PartRequestJson]
    expire_date_time: WrittenInstant

    @classmethod
    def of(cls, requests: Sequence[PartRequest], until: datetime) -> "PartRequestsJson":
        """Write them."""
        parts = [PartRequestJson(number=each.number, url=each.request.url, headers=each.request.headers) for each in requests]
        return cls(parts=parts, expire_date_time=iso(until))
