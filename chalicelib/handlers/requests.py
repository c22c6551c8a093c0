"""A request read into what a handler works with; every fault of its shape is told at once."""

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar
from urllib.parse import unquote
from uuid import UUID

from msgspec import DecodeError, Struct, field
from msgspec.json import Decoder

from chalicelib.composition import Composition
from chalicelib.domain.callers import Caller
from chalicelib.domain.errors import Invalid, TooLarge
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.partners import PartnerInfo
from chalicelib.domain.portal_users import PortalUser
from chalicelib.handlers import shape_faults

if TYPE_CHECKING:
    from chalicelib.handlers.body_faults import Fault

B = TypeVar("B")
Read = Callable[[str], tuple[Any, str | None]]
"""Turns a text into a value, or into the words of its fault."""

_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_ORGANISATION = r"^\w{1,20}-[0-9]{14}-\w{1,10}$"


class Parameter(NamedTuple):
    """A path, query or header parameter: how it is read, and how OpenAPI describes it.

    ``is_logged``: False for one in the path that opens something to whoever knows it.
    """

    name: str
    read: Read
    schema: Mapping[str, Any]
    place: str = "query"
    is_list: bool = False
    default: Any = None
    description: str = ""
    is_logged: bool = True


class Call(Struct, Generic[B], frozen=True, kw_only=True):
    """A request, read: ``values`` by parameter name, ``body`` as its model, ``content`` as raw bytes."""

    hub: Composition
    now: datetime
    caller: Caller
    values: Mapping[str, Any]
    body: B
    content: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    signed_in: PortalUser | None = None
    token: str | None = None

    @property
    def user(self) -> PortalUser:
        """Who is signed in to the portal: always somebody on a route that is not open."""
        assert self.signed_in is not None
        return self.signed_in


def text(maximum: int, pattern: str | None = None) -> Read:
    """Read a text of at most ``maximum`` characters."""

    def read(value: str) -> tuple[Any, str | None]:
        if len(value) > maximum:
            return None, shape_faults.too_long(value, maximum)
        if pattern is not None and not re.search(pattern, value, re.ASCII):
            return None, shape_faults.no_match(value, pattern)
        return value, None

    return read


def uuid(value: str) -> tuple[Any, str | None]:
    """Read a UUID, in lower case as the hub writes it."""
    if not _UUID.fullmatch(value):
        return None, shape_faults.not_a_uuid(value)
    return str(UUID(value)), None


def whole_number(minimum: int) -> Read:
    """Read a whole number."""

    def read(value: str) -> tuple[Any, str | None]:
        try:
            number = float(value)
            whole = int(number)
        except (ValueError, OverflowError):
            return None, shape_faults.wrong_type(value, ["integer", "number"])
        if whole < minimum:
            return None, shape_faults.below(number, minimum)
        return whole, None

    return read


def boolean(value: str) -> tuple[Any, str | None]:
    """Read true or false, in any case."""
    word = value.lower()
    return (word == "true", None) if word in ("true", "false") else (None, shape_faults.wrong_type(value, ["boolean"]))


def one_of(values: Sequence[str]) -> Read:
    """Read one of some words, in any case; answers the word as the hub writes it."""
    known = {each.casefold(): each for each in values}

    def read(value: str) -> tuple[Any, str | None]:
        word = known.get(value.casefold())
        return (word, None) if word is not None else (None, shape_faults.not_in(value, values))

    return read


def uuid_in_path(name: str) -> Parameter:
    """An id in the path."""
    return Parameter(name=name, read=uuid, schema={"type": "string", "format": "uuid"}, place="path")


ORGANISATION_IN_PATH = Parameter(name="id", read=text(42, _ORGANISATION), schema={"type": "string", "pattern": _ORGANISATION}, place="path")
CODE_IN_PATH = Parameter(name="code", read=text(100), schema={"type": "string"}, place="path")
OFFSET = Parameter(name="offSet", read=whole_number(0), schema={"type": "integer", "minimum": 0}, default=0, description="Rows to skip")
MAX_RESULT = Parameter(
    name="maxResult", read=whole_number(1), schema={"type": "integer", "minimum": 1}, default=25, description="Rows to answer, bounded by the hub"
)
_SHORT = {"type": "string", "maxLength": 50}
TOO_LARGE_COMPRESSED = "Request body is too large compressed: send a file without Content-Encoding"
"""A larger file may come as it is: it goes past the functions, which compressed bytes do not (docs/large-files.md)."""
PARTNER = tuple(Parameter(name=name, read=text(50), schema=_SHORT, place="header") for name in ("editorName", "applicationName", "softwareVersion"))


def partner_in(values: Mapping[str, Any]) -> PartnerInfo:
    """What the program says of itself."""
    return PartnerInfo(
        editor_name=values.get("editorName"), application_name=values.get("applicationName"), software_version=values.get("softwareVersion")
    )


def inflated(content: bytes, encoding: str | None) -> bytes:
    """The body as it was before its transport; within bounds, whatever it claims. Raises: Invalid, TooLarge."""
    if len(content) > LIMITS.request_body_bytes:
        raise TooLarge("Request body is too large")
    if encoding is None or encoding.strip().lower() in ("", "identity"):
        return content
    if encoding.strip().lower() not in ("gzip", "x-gzip"):
        raise Invalid(f"Content-Encoding {encoding} is not supported, gzip is")
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as stream:
            plain = stream.read(LIMITS.inflated_body_bytes + 1)
    except (OSError, EOFError, zlib.error):
        raise Invalid("Request body is not valid gzip") from None
    if len(plain) > LIMITS.inflated_body_bytes:
        raise TooLarge(TOO_LARGE_COMPRESSED)
    return plain


class RawRequest(NamedTuple):
    """A request as the gateway gives it; header names are in lower case."""

    method: str
    path: str
    path_values: Mapping[str, str]
    query: Mapping[str, Sequence[str]]
    headers: Mapping[str, str]
    content: bytes


def read_shape(raw: RawRequest, parameters: Sequence[Parameter], model: Any) -> tuple[dict[str, Any], Any]:
    """Read the parameters and the body. Raises: Invalid with one message that tells every fault."""
    faults: list[str] = []
    values: dict[str, Any] = {}
    for parameter in parameters:
        texts = texts_of(parameter, raw)
        if not texts:
            values[parameter.name] = parameter.default
            continue
        found = []
        for each in texts:
            value, fault = parameter.read(each)
            found.append(value)
            if fault is not None:
                faults.append(shape_faults.at(raw.method, raw.path, f"@{parameter.place}.{parameter.name}", fault))
        values[parameter.name] = found if parameter.is_list else found[-1]
    body = None
    if model is not None:
        body, found_in_body = read_body(model, raw.content)
        faults += [shape_faults.at(raw.method, raw.path, "@body", fault) for fault in shape_faults.of_body(found_in_body)]
    if faults:
        raise Invalid("\n".join([shape_faults.HEAD, *faults]))
    return values, body


def read_body(kind: Any, content: bytes) -> "tuple[Any, Sequence[Fault]]":
    """A body of a kind of struct, or of a list of one, or else everything that is wrong with it."""
    content = content.removeprefix(codecs.BOM_UTF8)  # which some writers put before their JSON
    try:
        return _decoder(kind).decode(content), []
    except (DecodeError, UnicodeDecodeError, RecursionError):  # msgspec lets the second through where the bytes of a text are none
        from chalicelib.handlers.body_faults import faults_of

        return None, faults_of(kind, content)


@cache
def _decoder(kind: Any) -> Decoder[Any]:
    return Decoder(kind)


def texts_of(parameter: Parameter, raw: RawRequest) -> list[str]:
    match parameter.place:
        case "path":
            return [unquote(raw.path_values[parameter.name])]
        case "header":
            value = raw.headers.get(parameter.name.lower())
            return [] if value is None else [_header_text(value)]
    given = [value for name, every in raw.query.items() if name.lower() == parameter.name.lower() for value in every if value != ""]
    return [part for value in given for part in value.split(",") if part] if parameter.is_list else given


def _header_text(value: str) -> str:
    """A header as its sender wrote it: HTTP carries bytes, which servers read as Latin-1, and most programs write UTF-8.

    What is no UTF-8 under that reading was Latin-1, or was read as UTF-8 already, and stays.
    """
    if value.isascii():
        return value
    try:
        return value.encode("latin-1").decode()
    except UnicodeError:
        return value
