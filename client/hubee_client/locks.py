"""One command at a time on one thing; the lock falls with the process that holds it, however it ends."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from hubee_client.disk import disk_faults
from hubee_client.faults import Locked

if sys.platform == "win32":
    import msvcrt

    def _take(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def lock(path: Path, what: str) -> Iterator[None]:
    """Hold a lock file, which stays: deleting it would let two commands lock two files of one name. Raises: Locked, DiskFault."""
    with disk_faults(path):
        file = path.open("ab")
    with file:
        try:
            _take(file)
        except OSError as error:
            raise Locked(f"Une autre commande travaille déjà sur {what}.") from error
        yield
