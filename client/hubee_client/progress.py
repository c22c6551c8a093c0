"""Who is told how a transfer gets on."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

At = Callable[[int], None]
"""Told how many bytes are there now; fewer than before where something starts over."""


class Watch(Protocol):
    """Watches files travel, and hears what people should know meanwhile."""

    def file(self, name: str, size_bytes: int) -> AbstractContextManager[At]:
        """One file is about to travel."""
        ...

    def say(self, message: str) -> None:
        """One line for people."""
        ...


class Silent:
    """Nobody watches."""

    @contextmanager
    def file(self, name: str, size_bytes: int) -> Iterator[At]:  # noqa: ARG002 - as the protocol has it
        """Tell nobody."""
        yield lambda _: None

    def say(self, message: str) -> None:
        """Tell nobody."""
