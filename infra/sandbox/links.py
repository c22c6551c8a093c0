"""Signed links to stored files, as S3 would give them, answered by the sandbox itself on its one port."""

import hmac
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import urlencode

from chalicelib.domain.errors import NotFound
from chalicelib.domain.file_names import disposition_of
from chalicelib.use_cases.ports import Files

PATH = "/sandbox/files"


class SandboxLinks:
    """Keeps the promises of the use cases' ``SignedLinks`` port; a link names one stored version, and is good until its end."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def link(self, key: str, version: str, *, file_name: str, now: datetime, until: datetime) -> str:  # noqa: ARG002 - S3 counts from now
        """An address of this sandbox that answers the object as a download of that name."""
        named = {"key": key, "version": version, "name": file_name, "until": str(int(until.timestamp()))}
        return f"{PATH}?{urlencode({**named, 'signature': self._signature(named)})}"

    def _signature(self, named: dict[str, str]) -> str:
        told = "\n".join(f"{len(value.encode())}:{value}" for value in (named["key"], named["version"], named["name"], named["until"]))
        return hmac.new(self._key, told.encode(), sha256).hexdigest()

    def follow(self, query: dict[str, str], *, now: datetime, files: Files) -> tuple[list[tuple[str, str]], Iterator[bytes]] | None:
        """The headers and the bytes of a link; None for one that was altered, or is over, or whose file is gone."""
        named = {name: query.get(name, "") for name in ("key", "version", "name", "until")}
        if not hmac.compare_digest(query.get("signature", "").encode(), self._signature(named).encode()):
            return None
        if datetime.fromtimestamp(int(named["until"]), UTC) <= now:
            return None
        try:
            chunks = files.stream(named["key"], named["version"])
        except NotFound:
            return None
        headers = [
            ("Content-Type", "application/octet-stream"),
            ("Content-Disposition", disposition_of(named["name"])),
            ("Cache-Control", "no-store"),
        ]
        return headers, chunks
