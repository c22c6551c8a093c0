"""The portal's files, put where the distribution finds them."""

import mimetypes
from pathlib import Path
from typing import Any

_NAMED_BY_CONTENT = "assets/"
_TEXT = {".html", ".js", ".css", ".svg", ".json", ".txt", ".webmanifest"}


def upload_site(folder: Path, *, bucket: str, files: Any) -> list[str]:
    """Put every file; the page that names the others last, so that it never names one that is not there. Answers their names, as put.

    What an earlier page named stays: somebody may have it open. ``files``: a boto3 S3 client. Raises: FileNotFoundError when
    the portal is not built.
    """
    if not (folder / "index.html").is_file():
        raise FileNotFoundError(f"{folder} holds no portal: make portal/dist/index.html")
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    names.sort(key=lambda name: (not name.startswith(_NAMED_BY_CONTENT), name.endswith(".html")))
    for name in names:
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        files.put_object(
            Bucket=bucket,
            Key=name,
            Body=(folder / name).read_bytes(),
            ContentType=f"{kind}; charset=utf-8" if Path(name).suffix in _TEXT else kind,
            CacheControl="public, max-age=31536000, immutable" if name.startswith(_NAMED_BY_CONTENT) else "no-cache",
        )
    return names
