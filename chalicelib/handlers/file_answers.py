"""A file as it is answered: whole, a range of it, nothing new, or where it is when no answer carries it (CAS-11; RFC 9110, 13 and 14)."""

import re
from base64 import b64decode
from typing import Any

from chalicelib.handlers.answers import Answer, answer_file, answer_plain_json
from chalicelib.handlers.errors import error_body
from chalicelib.handlers.requests import Call, Parameter, text
from chalicelib.use_cases.instruct import Download

FILE_ANSWERS: dict[int, Any] = {200: bytes, 206: bytes, 304: None, 307: None, 400: None, 404: None, 416: None}
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def _condition(name: str, description: str) -> Parameter:
    return Parameter(name=name, read=text(1_000), schema={"type": "string"}, place="header", description=description)


FILE_CONDITIONS = [
    _condition("Range", "One range of bytes; any other is answered whole"),
    _condition("If-Range", "The range, if the file still has this ETag; else the whole"),
    _condition("If-None-Match", "Nothing, if the file still has this ETag"),
]


def handed_out(found: Download, call: Call[None]) -> Answer:
    """Answer a file as its caller asks for it. A redirect keeps the method and, on the link's answer, name and type."""
    attachment, sha256 = found.attachment, found.attachment.sha256 or ""
    if found.content is None:
        return Answer(status=307, headers={"Location": found.link or "", "digest": sha256})
    tag = f'"{b64decode(sha256).hex()}"'
    whole = answer_file(found.content, file_name=attachment.file_name, mime_type=attachment.served_type, sha256=sha256)
    whole = whole._replace(headers={**whole.headers, "ETag": tag, "Accept-Ranges": "bytes"})
    known = call.values["If-None-Match"]
    if known is not None and (known.strip() == "*" or tag in re.findall(r'"[^"]*"', known)):
        return Answer(status=304, headers={"ETag": tag, "digest": sha256})
    asked = call.values["Range"]
    if asked is None or call.values["If-Range"] not in (None, tag):
        return whole
    return _ranged(whole, asked)


def _ranged(whole: Answer, asked: str) -> Answer:
    """The range that is asked for; several, or what is no range, are answered whole, as the standard allows."""
    match, size = _RANGE.fullmatch(asked.replace(" ", "").lower()), len(whole.content)
    if match is None or match.groups() == ("", ""):
        return whole
    first, last = match.groups()
    start, end = (int(first), min(int(last or size), size - 1)) if first else (max(0, size - int(last)), size - 1)
    if first and last and int(last) < int(first):
        return whole
    if start >= size or (not first and int(last) == 0):
        return answer_plain_json(error_body(416, "Range Not Satisfiable"), status=416, headers={"Content-Range": f"bytes */{size}"})
    headers = {**whole.headers, "Content-Range": f"bytes {start}-{end}/{size}"}
    return whole._replace(status=206, content=whole.content[start : end + 1], headers=headers)
