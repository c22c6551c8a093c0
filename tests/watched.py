"""A scene whose transactions are measured."""

from typing import Any

from chalicelib.domain.writes import Write, rows_of
from tests.fakes.hub import MemoryHub
from tests.scenes import MemoryScene, Scene


class Watched(MemoryHub):
    """A hub in memory that notes how many rows each of its transactions has."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[int] = []

    def commit(self, *writes: Write) -> None:
        super().commit(*writes)
        self.written.append(sum(map(rows_of, writes)))


class WatchedScene(MemoryScene):
    """A scene on such a hub."""

    hub: Watched

    def __init__(self, **process: Any) -> None:
        Scene.__init__(self, Watched(), **process)
