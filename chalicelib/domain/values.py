"""Values: the domain is made of ``msgspec`` structs, which never change; a change makes another."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import replace  # the same, and mypy knows each keyword of it
else:
    from msgspec.structs import replace

__all__ = ["replace"]
