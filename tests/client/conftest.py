"""What the client's tests share: a sandbox of their own, worlds in it, and a disk that is quick to flush."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.client.commands import quick_disk
from tests.e2e.conftest import sandbox, world

__all__ = ["sandbox", "world"]


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A directory in memory where the machine has such."""
    with tempfile.TemporaryDirectory(dir=quick_disk(), prefix="hubee-client-") as made:
        yield Path(made)
