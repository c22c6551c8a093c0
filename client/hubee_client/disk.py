"""Writing that a cut cannot leave half done: to a temporary name, flushed, renamed, and the directory flushed too."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hubee_client.faults import DiskFault, Misused

PRIVATE = 0o600


@contextmanager
def disk_faults(path: Path) -> Iterator[None]:
    """Tell what the disk refused. Raises: DiskFault."""
    try:
        yield
    except OSError as error:
        raise DiskFault(f"Impossible d'écrire ou de lire {error.filename or path} : {error.strerror or error}.") from error


def flush_directory(directory: Path) -> None:
    """Make the names in a directory outlive a power cut, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_directory(directory: Path) -> None:
    """Make a directory with its parents, each name flushed. Raises: DiskFault."""
    with disk_faults(directory):
        if directory.is_dir():
            return
        if directory.parent != directory:
            make_directory(directory.parent)
        directory.mkdir(exist_ok=True)
        flush_directory(directory.parent)


def write_atomically(path: Path, content: bytes, *, mode: int = 0o666) -> None:
    """Replace a file by a whole new one; ``mode`` holds from its first byte, but for the process's umask. Raises: DiskFault."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with disk_faults(path):
        temporary.unlink(missing_ok=True)  # of a command that was cut; its mode could be another
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        flush_directory(path.parent)


def write_new(path: Path, content: bytes) -> None:
    """Write a file that nobody reads before its directory is flushed and moved to its place. Raises: DiskFault."""
    with disk_faults(path), path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def as_json(value: Any) -> bytes:
    """A JSON document as it is kept, for programs and people."""
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"


def write_json(path: Path, value: Any, *, mode: int = 0o666) -> None:
    """Write a JSON document atomically. Raises: DiskFault."""
    write_atomically(path, as_json(value), mode=mode)


def read_json(path: Path) -> Any:
    """Read a JSON document; None where there is no file. Raises: DiskFault, Misused where it is not JSON."""
    try:
        with disk_faults(path):
            return json.loads(path.read_text(encoding="utf-8"))
    except DiskFault as fault:
        if isinstance(fault.__cause__, FileNotFoundError):
            return None
        raise
    except ValueError as error:
        raise Misused(f"{path} n'est pas un document JSON lisible : {error}.") from error


def move_directory(staged: Path, target: Path) -> None:
    """Move a whole directory to its place, where nothing is, in one step. Raises: DiskFault."""
    make_directory(target.parent)
    with disk_faults(target):
        staged.rename(target)
        flush_directory(target.parent)
        flush_directory(staged.parent)
