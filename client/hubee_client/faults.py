"""What can go wrong, and with which exit code the command then ends."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Any


class ExitCode(IntEnum):
    """How a command ended; a shell or a scheduler decides by it."""

    OK = 0
    FAILED = 1
    USAGE = 2
    UNAUTHENTICATED = 3
    REFUSED = 4
    NOT_FOUND = 5
    UNREACHABLE = 6
    PARTIAL = 7
    LOCKED = 8
    DISK = 9
    INTERRUPTED = 130


class Fault(Exception):
    """A command cannot do what it was asked. ``message`` is for people; ``details`` are one line each.

    ``document`` is what was done all the same, for programs.
    """

    code = ExitCode.FAILED
    document: Mapping[str, Any] = {}

    def __init__(self, message: str, *details: str) -> None:
        super().__init__(message, *details)
        self.message = message
        self.details = details


class Misused(Fault):
    """The command, a manifest or a settings file does not say something that can be done."""

    code = ExitCode.USAGE


class NotAuthenticated(Fault):
    """The hub does not take the client's credentials."""

    code = ExitCode.UNAUTHENTICATED


class Refused(Fault):
    """The hub understood and refused; ``details`` are its own words. ``status`` is the HTTP status, 0 for a refusal of the content."""

    code = ExitCode.REFUSED

    def __init__(self, message: str, *details: str, status: int = 0) -> None:
        super().__init__(message, *details)
        self.status = status


class NotFound(Refused):
    """The hub knows no such thing."""

    code = ExitCode.NOT_FOUND


class Unreachable(Fault):
    """The hub, or the network, did not answer however often it was asked."""

    code = ExitCode.UNREACHABLE


class Unanswered(Unreachable):
    """A request that must not be repeated blindly went out, and nobody knows what became of it."""


class NotYet(Fault):
    """The hub is not ready to hand something out."""

    code = ExitCode.UNREACHABLE


class Corrupted(Fault):
    """What came is not what the hub says it keeps; trying later may help."""

    code = ExitCode.UNREACHABLE


class Partial(Fault):
    """Some were treated, others were not."""

    code = ExitCode.PARTIAL


class Locked(Fault):
    """Another command is at work on the same thing."""

    code = ExitCode.LOCKED


class DiskFault(Fault):
    """The machine cannot keep what it was given."""

    code = ExitCode.DISK


class Interrupted(Fault):
    """A person stopped the command."""

    code = ExitCode.INTERRUPTED

    def __init__(self) -> None:
        super().__init__("Interrompu : la même commande reprendra où elle en était.")
