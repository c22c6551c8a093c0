"""A file's SHA-256, as the interface carries it: base64 in a ``digest`` header."""

import base64
import binascii
import hashlib
from pathlib import Path

from hubee_client.disk import disk_faults

PIECE_BYTES = 1 << 20


def sha256_of(path: Path) -> bytes:
    """Read a file through. Raises: DiskFault."""
    with disk_faults(path), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def written(digest: bytes) -> str:
    """As a header carries it."""
    return base64.b64encode(digest).decode()


def read(header: str | None) -> bytes | None:
    """The SHA-256 of a ``digest`` header, with or without its algorithm's name before it; None for anything else."""
    value = (header or "").strip()
    if value.lower().startswith("sha-256="):
        value = value[8:]
    try:
        digest = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return None
    return digest if len(digest) == 32 else None
