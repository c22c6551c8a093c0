"""A number kept of many things of one kind, added to in the transaction that changes them (POR-12)."""

from msgspec import Struct


class Increment(Struct, frozen=True, kw_only=True):
    """Add ``delta`` to the number ``name`` of ``scope``: an organisation's or a process's book of numbers."""

    scope: str
    name: str
    delta: int
