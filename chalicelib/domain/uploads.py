"""Uploads of files that do not fit in a request: their parts, where they lie, and how far they are.

Each upload has an object of its own in the file store: what another upload left can neither replace it nor be taken for it.

**Source:** DEP-05.
"""

import base64
import binascii
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from chalicelib.domain.agenda import AgendaEntry, Topic
from chalicelib.domain.limits import LIMITS

SUFFIX = ".upload"
"""How the keys of uploaded objects end: what tells the checks which new objects are theirs."""


class UploadStatus(StrEnum):
    """How far an upload is: taking bytes, all in but not checked, checked."""

    OPEN = "OPEN"
    COMPLETE = "COMPLETE"
    CHECKED = "CHECKED"


class Upload(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An upload of one attachment. ``store_id`` is the file store's name for it, told to nobody; None: it comes in one piece.

    ``digest`` is the SHA-256 of the whole file as its sender declared it, if he did; as it came.
    """

    id: str
    store_id: str | None = None
    status: UploadStatus = UploadStatus.OPEN
    opened_at: datetime
    completed_at: datetime | None = None
    digest: str | None = None

    @property
    def expires_at(self) -> datetime:
        """Until when it takes bytes."""
        return self.opened_at + (LIMITS.upload_life if self.store_id else LIMITS.upload_link_life)

    def is_live(self, *, at: datetime) -> bool:
        """Whether it is not over: it still takes bytes, or they wait to be checked."""
        return self.status is UploadStatus.COMPLETE or (self.status is UploadStatus.OPEN and at < self.expires_at)

    def is_awaited(self, *, at: datetime) -> bool:
        """Whether it may still have to be checked: a slow request may end long after its link did."""
        return self.status is not UploadStatus.CHECKED and at < self.opened_at + LIMITS.upload_life


class Part(Struct, frozen=True, kw_only=True):
    """A part that has come; ``sha256`` in base64."""

    number: int
    size_bytes: int
    sha256: str | None = None


class DeclaredPart(Struct, frozen=True, kw_only=True):
    """A part as its sender has it; ``sha256`` in base64."""

    number: int
    sha256: str


class SignedRequest(Struct, frozen=True, kw_only=True):
    """A PUT that whoever has it may send until its end, with exactly these headers; ``url`` is relative to the hub's origin."""

    url: str
    headers: dict[str, str]


class UploadPlace(Struct, frozen=True, kw_only=True):
    """What a key says: whose attachment it is of, and which upload."""

    container: str
    attachment_id: str
    upload_id: str

    @property
    def key(self) -> str:
        """The key."""
        return upload_key(f"{self.container}/{self.attachment_id}", self.upload_id)


def upload_key(prefix: str, upload_id: str) -> str:
    """Where an upload's object lies, under its attachment's prefix."""
    return f"{prefix}/{upload_id}{SUFFIX}"


def place_of(key: str) -> UploadPlace | None:
    """What a key says; None when it is no upload's."""
    match key.removesuffix(SUFFIX).split("/"):
        case [*container, attachment_id, upload_id] if key.endswith(SUFFIX) and container and container[0] in ("folders", "cases"):
            return UploadPlace(container="/".join(container), attachment_id=attachment_id, upload_id=upload_id)
        case _:
            return None


def part_count(size_bytes: int) -> int:
    """How many parts a file comes in; an empty one comes in one."""
    return max(1, -(-size_bytes // LIMITS.upload_part_bytes))


def faults_of_numbers(parts: Iterable[DeclaredPart], size_bytes: int) -> Iterator[str]:
    """Say which parts do not exist in a file of that size."""
    last = part_count(size_bytes)
    yield from (f"Upload part {each.number} does not exist, there are {last}" for each in parts if not 1 <= each.number <= last)


def faults_of_parts(received: Sequence[Part], declared: Iterable[DeclaredPart], size_bytes: int) -> Iterator[str]:
    """Say which parts have not come, and which are not as their sender has them."""
    by_number = {each.number: each for each in received}
    yield from (f"Upload part {number} has not been received" for number in range(1, part_count(size_bytes) + 1) if number not in by_number)
    for each in declared:
        part = by_number.get(each.number)
        if part is not None and part.sha256 != each.sha256:
            yield f"Upload part {each.number} digest is {part.sha256}, {each.sha256} was declared"


def is_sha256(text: str) -> bool:
    """Whether a text is 32 bytes in base64."""
    try:
        return len(base64.b64decode(text, validate=True)) == 32
    except (binascii.Error, ValueError):
        return False


def check_reminder(key: str, *, at: datetime) -> AgendaEntry:
    """Look at an uploaded object, should nobody have told of its arrival, a while from an instant on."""
    return AgendaEntry(topic=Topic.UNCHECKED_FILE, due_at=at + LIMITS.check_grace, subject=key)


def next_reminder(key: str, upload: Upload | None, *, at: datetime) -> AgendaEntry:
    """Look again, the later the longer ago the upload began."""
    waited = at - upload.opened_at if upload else LIMITS.check_grace
    return check_reminder(key, at=at + max(waited, LIMITS.check_grace) / 4)
