"""What the client's tests share: a sandbox of their own, worlds in it, and a disk that is quick to flush."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import sandbox, world

__all__ = ["sandbox", "world"]


@pytest.fixture
def tmp_path(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A directory in memory where the machine has such: the client flushes the disk a dozen times a delivery."""
    memory = Path("/dev/shm")  # noqa: S108
    if not os.access(memory, os.W_OK) or shutil.disk_usage(memory).free < 200_000_000:
        yield tmp_path_factory.mktemp("client")
        return
    made = Path(tempfile.mkdtemp(dir=memory, prefix="hubee-client-"))
    yield made
    shutil.rmtree(made)
