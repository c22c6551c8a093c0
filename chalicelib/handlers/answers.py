"""What handlers answer: models, files, nothing, refusals; and how each leaves through the gateway."""

import gzip
import json
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from chalice import Response
from msgspec import Raw, Struct
from msgspec.json import encode

from chalicelib.domain.file_names import disposition_of
from chalicelib.handlers.errors import Refusal

if TYPE_CHECKING:
    from pydantic import BaseModel

    Json = Struct | BaseModel

_GZIP_FROM_BYTES = 1_024
_NO_WEIGHT = re.compile(r"q\s*=\s*0(\.0*)?")


class Answer(NamedTuple):
    """What a handler answers: a model, bytes, or nothing. ``is_routine``: nobody will look for it in the log."""

    status: int
    content: bytes = b""
    headers: Mapping[str, str] = MappingProxyType({})
    is_routine: bool = False


class CsvFile(bytes):
    """What an operation says it answers when that is a CSV file."""


def answer_json(value: "Json | Sequence[Json]", *, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """Answer a value or a list of them, nulls written out; a field that was not given at all is left out."""
    content = encode(value, enc_hook=_of_portal)
    return Answer(status=status, content=content, headers={"Content-Type": "application/json", **(headers or {})})


def answer_plain_json(value: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """Answer plain values."""
    content = json.dumps(value, ensure_ascii=False).encode()
    return Answer(status=status, content=content, headers={"Content-Type": "application/json", **(headers or {})})


def no_content() -> Answer:
    """204."""
    return Answer(status=204)


def answer_file(content: bytes, *, file_name: str, mime_type: str, sha256: str) -> Answer:
    """Answer a file: a download, never shown in place; its name encoded as RFC 6266 has it."""
    is_plain = all(each.isascii() and each.isprintable() for each in mime_type) and mime_type
    headers = {
        "Content-Type": mime_type if is_plain else "application/octet-stream",
        "Content-Disposition": disposition_of(file_name),
        "digest": sha256,
    }
    return Answer(status=200, content=content, headers=headers)


def finished(answer: Answer | Refusal, headers: Mapping[str, str]) -> Response:
    """The answer as the gateway takes it; always bytes, since every type is binary to the gateway."""
    content = json.dumps(answer.body, ensure_ascii=False).encode() if isinstance(answer, Refusal) else answer.content
    sent: dict[str, str | list[str]] = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", **answer.headers}
    if isinstance(answer, Refusal):
        sent["Content-Type"] = "application/json"
    if len(content) >= _GZIP_FROM_BYTES and _takes_gzip(headers.get("accept-encoding", "")) and "Content-Disposition" not in sent:
        content = gzip.compress(content, compresslevel=6, mtime=0)
        sent |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(body=content, headers=sent, status_code=answer.status)


def _takes_gzip(accepted: str) -> bool:
    """Whether a caller names gzip, with a weight if any that is more than nothing (RFC 9110, 12.5.3); ``*`` alone may mean anything."""
    for each in accepted.lower().split(","):
        name, *parameters = (part.strip() for part in each.split(";"))
        if name in ("gzip", "x-gzip"):
            return not any(_NO_WEIGHT.fullmatch(parameter) for parameter in parameters)
    return False


def _of_portal(model: "BaseModel") -> Raw:
    """A model of the portal's, which pydantic writes."""
    return Raw(model.model_dump_json(by_alias=True, exclude_unset=True))
