"""How things are named: organisations, queues, notifications."""

import re
import zlib
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from chalicelib.domain.errors import Invalid

_ORGANISATION = re.compile(r"(\w{1,20})-([0-9]{14})-(\w{1,10})", re.ASCII)


class OrganisationId(Struct, frozen=True, kw_only=True, order=True, omit_defaults=True):
    """``TYPE-SIRET-BRANCH``, for example ``SI-21380544300016-38544``."""

    type: str
    company_register: str
    branch_code: str

    def __str__(self) -> str:
        return f"{self.type}-{self.company_register}-{self.branch_code}"

    @classmethod
    def parse(cls, text: str) -> "OrganisationId":
        """Read the API's form of the id. Raises: Invalid."""
        match = _ORGANISATION.fullmatch(text)
        if match is None:
            raise Invalid(f"{text} is not an organization id (TYPE-SIRET-BRANCH)")
        kind, register, branch = match.groups()
        return cls(type=kind, company_register=register, branch_code=branch)


def notification_id(process_code: str, at: datetime, seed: str) -> str:
    """Name a notification so that its id alone tells where it lies and when it came.

    The id is a UUID whose first 48 bits are the time in milliseconds (ids sort by age) and whose bits 52 to 63
    are a tag of the process: an operator's delete, which names no process, finds the row without a search.
    The rest is taken from ``seed``, a random UUID. It carries a version 4 nibble: strict clients look for one.
    """
    milliseconds = int(at.timestamp() * 1000)
    high = (milliseconds << 16) | (0x4 << 12) | process_tag(process_code)
    low = (0b10 << 62) | (UUID(seed).int & ((1 << 62) - 1))
    return str(UUID(int=(high << 64) | low))


def process_tag(process_code: str) -> int:
    """The 12 bits of a process code that its notifications carry."""
    return zlib.crc32(process_code.encode()) & 0xFFF


def tag_of(notification: str) -> int:
    """The process tag inside a notification id."""
    return (UUID(notification).int >> 64) & 0xFFF
