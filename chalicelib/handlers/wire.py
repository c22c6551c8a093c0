"""What every JSON body of the interface has in common: camelCase names, strict types, unknown fields ignored, dates.

What is read is a :class:`Wire` model: it tells every fault at once. What the exchange answers is a :class:`Written` struct: it is
made and written millions of times a day, in a tenth of the time.
"""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta, Struct
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema
from pydantic.alias_generators import to_camel

from chalicelib.domain.calendar import PARIS
from chalicelib.domain.identifiers import OrganisationId

_FORBIDDEN_IN_NAMES = frozenset("/\\")


class Written(Struct, rename="camel"):
    """An answer of the exchange, or a part of one."""


class Wire(BaseModel):
    """A body or a part of one."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore", strict=True, defer_build=True)


def in_utc(instant: datetime) -> datetime:
    """An instant as the hub keeps it; one without an offset is told in Paris. Raises: ValueError."""
    if not 1900 <= instant.year <= 2200:
        raise ValueError("date out of range (1900 to 2200)")
    return (instant if instant.tzinfo else instant.replace(tzinfo=PARIS)).astimezone(UTC)


def iso(instant: datetime) -> str:
    """An instant as answers carry it: milliseconds and offset."""
    return instant.isoformat(timespec="milliseconds")


def _text_only(value: Any) -> Any:
    if not isinstance(value, str | datetime):
        raise ValueError("is not a date-time")
    return value


def _safe_name(name: str) -> str:
    if any(each in _FORBIDDEN_IN_NAMES or ord(each) < 32 or ord(each) == 127 for each in name):
        raise ValueError("fileName must not hold a path separator or a control character")
    return name


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise ValueError(f'Input string "{text[:100]}" is not a valid UUID') from None


def _mailbox(text: str) -> str:
    local, at, domain = text.rpartition("@")
    if not (local and at and "." in domain) or any(each.isspace() or ord(each) < 32 for each in text):
        raise ValueError(f'String "{text[:100]}" is not a valid email address')
    return text


_DATE_TIME = WithJsonSchema({"type": "string", "format": "date-time"})
Instant = Annotated[
    datetime, Field(strict=False), BeforeValidator(_text_only), AfterValidator(in_utc), PlainSerializer(iso, return_type=str), _DATE_TIME
]
Uuid = Annotated[str, WithJsonSchema({"type": "string", "format": "uuid"}), Meta(extra_json_schema={"format": "uuid"})]
WrittenInstant = Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
ReadUuid = Annotated[str, AfterValidator(_uuid), WithJsonSchema({"type": "string", "format": "uuid"})]
FileName = Annotated[str, Field(min_length=1, max_length=255), AfterValidator(_safe_name)]
Email = Annotated[str, Field(max_length=320), AfterValidator(_mailbox)]
Register = Annotated[str, Field(max_length=14, pattern="[0-9]{14}")]
Word = Annotated[str, Field(min_length=1), Meta(min_length=1)]


class OrganisationJson(Wire):
    """The three parts of an organisation's id."""

    type: Annotated[str, Field(min_length=1, max_length=20)]
    company_register: Register
    branch_code: Annotated[str, Field(min_length=1, max_length=10)]

    def to_domain(self) -> OrganisationId:
        """Read the id."""
        return OrganisationId(type=self.type, company_register=self.company_register, branch_code=self.branch_code)

    @classmethod
    def of(cls, organisation: OrganisationId) -> "OrganisationJson":
        """Write the id; a list names the same few again and again."""
        return _written(organisation)


class OrganisationIdJson(Written, kw_only=True):
    """The three parts of an organisation's id, as the exchange answers them."""

    type: str
    company_register: str
    branch_code: str

    @classmethod
    def of(cls, organisation: OrganisationId) -> "OrganisationIdJson":
        """Write the id."""
        return cls(type=organisation.type, company_register=organisation.company_register, branch_code=organisation.branch_code)


def iso_or_none(instant: datetime | None) -> str | None:
    """An instant as answers carry it, where there is one."""
    return None if instant is None else iso(instant)


@lru_cache(maxsize=1_024)
def _written(identity: OrganisationId) -> OrganisationJson:
    return OrganisationJson.model_construct(type=identity.type, company_register=identity.company_register, branch_code=identity.branch_code)
