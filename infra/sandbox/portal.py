"""The portal's static site, as CloudFront would serve it: its files compressed, and its one page under every address that is a page's."""

import gzip
import json
import mimetypes
import os
from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path

from infra.sandbox.gateway import Answer

_API: list[str] = json.loads((Path(__file__).parents[1] / "origins.json").read_text())["api"]
_TEXT = {".html", ".js", ".css", ".svg", ".json", ".txt"}


def built_portal() -> Path:
    """Where the built portal lies, if it was built: ``portal/dist`` of the checkout, or HUB_PORTAL."""
    return Path(os.environ.get("HUB_PORTAL") or Path(__file__).parents[2] / "portal" / "dist")


class Portal:
    """What ``npm run build`` left in a folder, read once; nothing where it has not been built."""

    def __init__(self, folder: Path) -> None:
        self._files = {f"/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
        self._compressed = {name: gzip.compress(content, 9) for name, content in self._files.items() if Path(name).suffix in _TEXT}

    @property
    def is_built(self) -> bool:
        """Whether there is a portal to serve."""
        return "/index.html" in self._files

    def has(self, method: str, path: str, headers: Mapping[str, str]) -> bool:
        """Whether a request is for the portal: one of its files, or a page that a browser navigates to and the API does not answer."""
        if not self.is_built or method not in ("GET", "HEAD"):
            return False
        is_page = "text/html" in headers.get("HTTP_ACCEPT", "") and not any(fnmatchcase(path, each) for each in _API)
        return path in self._files or path == "/" or is_page

    def answer(self, path: str, headers: Mapping[str, str]) -> Answer:
        """The file, or the page that draws every address."""
        name = path if path in self._files else "/index.html"
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        is_named_by_content = name.startswith("/assets/")
        given = [
            ("Content-Type", f"{kind}; charset=utf-8" if Path(name).suffix in _TEXT else kind),
            ("Cache-Control", "public, max-age=31536000, immutable" if is_named_by_content else "no-cache"),
            ("Vary", "Accept-Encoding"),
        ]
        if name in self._compressed and "gzip" in headers.get("HTTP_ACCEPT_ENCODING", ""):
            return 200, [*given, ("Content-Encoding", "gzip")], self._compressed[name]
        return 200, given, self._files[name]
