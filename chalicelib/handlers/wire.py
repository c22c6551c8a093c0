"""What every JSON body that partners send or get has in common: camelCase names, strict types, unknown fields ignored, dates.

Each is a struct: what is :class:`Received` is read and checked by msgspec in one pass, and
:mod:`chalicelib.handlers.body_faults` tells all that is wrong with one that was refused; what is :class:`Written` is made and written
millions of times a day.
"""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.domain.calendar import PARIS
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.handlers.shape_faults import not_a_uuid

WORDS = "words"
"""The key, among what a format says of itself, of the function that says a text is not of it."""
UUID = "^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$(?!\n)"
FILE_NAME = r"^(?![\s\S]*[/\\\x00-\x1f\x7f-\x9f])"
MAILBOX = r"^(?![\s\S]*[\s\x00-\x1f])[\s\S]+@[^@]*\.[^@]*$"


def unsafe_name(text: str) -> str:
    """The words for a file's name that could be a path."""
    return "fileName must not hold a path separator or a control character"


def no_mailbox(text: str) -> str:
    """The words for what is no address."""
    return f'String "{text[:100]}" is not a valid email address'


Uuid = Annotated[str, Meta(extra_json_schema={"format": "uuid"})]
WrittenInstant = Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
Instant = Annotated[datetime, Meta(extra_json_schema={"format": "date-time"})]
ReceivedUuid = Annotated[str, Meta(pattern=UUID, extra_json_schema={"format": "uuid"}, extra={WORDS: not_a_uuid})]
FileName = Annotated[str, Meta(pattern=FILE_NAME, min_length=1, max_length=255, extra={WORDS: unsafe_name})]
Email = Annotated[str, Meta(pattern=MAILBOX, max_length=320, extra={WORDS: no_mailbox})]
Register = Annotated[str, Meta(max_length=14, pattern="[0-9]{14}")]
Word = Annotated[str, Meta(min_length=1)]
Int64 = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1, extra_json_schema={"format": "int64"})]


class Received(Struct, rename="camel"):
    """A body of a request, or a part of one."""


class Written(Struct, rename="camel"):
    """An answer, or a part of one."""


def in_utc(instant: datetime) -> datetime:
    """An instant as the hub keeps it; one without an offset is told in Paris. Raises: ValueError."""
    if not 1900 <= instant.year <= 2200:
        raise ValueError("date out of range (1900 to 2200)")
    return (instant if instant.tzinfo else instant.replace(tzinfo=PARIS)).astimezone(UTC)


def lower_or_none(identifier: str | None) -> str | None:
    """A UUID as the hub writes it, where one was given."""
    return None if identifier is None else identifier.lower()


def iso(instant: datetime) -> str:
    """An instant as answers carry it: milliseconds and offset."""
    return instant.isoformat(timespec="milliseconds")


def in_utc_or_none(instant: datetime | None) -> datetime | None:
    """An instant as the hub keeps it, where one was given. Raises: ValueError."""
    return None if instant is None else in_utc(instant)


def iso_or_none(instant: datetime | None) -> str | None:
    """An instant as answers carry it, where there is one."""
    return None if instant is None else iso(instant)


class OrganisationIdBody(Received, kw_only=True):
    """The three parts of an organisation's id, as they are asked for."""

    type: Annotated[str, Meta(min_length=1, max_length=20)]
    company_register: Register
    branch_code: Annotated[str, Meta(min_length=1, max_length=10)]

    def to_domain(self) -> OrganisationId:
        """Read the id."""
        return OrganisationId(type=self.type, company_register=self.company_register, branch_code=self.branch_code)


class OrganisationIdJson(Written, kw_only=True):
    """The three parts of an organisation's id, as they are answered."""

    type: str
    company_register: str
    branch_code: str

    @classmethod
    def of(cls, organisation: OrganisationId) -> "OrganisationIdJson":
        """Write the id; a list names the same few again and again."""
        return _written(organisation)


@lru_cache(maxsize=1_024)
def _written(organisation: OrganisationId) -> OrganisationIdJson:
    return OrganisationIdJson(type=organisation.type, company_register=organisation.company_register, branch_code=organisation.branch_code)
