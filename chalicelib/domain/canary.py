"""What is kept for watching the hub from outside, and what it answers."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from msgspec import Struct


class ClientSecret(Struct, frozen=True, kw_only=True):
    """One OAuth client, and how it proves itself."""

    client_id: str
    client_secret: str
    scope: str


class Canary(Struct, frozen=True, kw_only=True):
    """What is kept for watching: a hub's address, a process, its operator's client, a recipient and its client."""

    base_url: str
    process_code: str
    attachment_type: str
    recipient: Mapping[str, str]
    osl: ClientSecret
    si: ClientSecret


def read_canary(kept: Mapping[str, Any]) -> Canary:
    """Read what is kept as JSON."""

    def client(side: str, scope: str) -> ClientSecret:
        return ClientSecret(client_id=kept[side]["clientId"], client_secret=kept[side]["clientSecret"], scope=scope)

    return Canary(
        base_url=kept["baseUrl"],
        process_code=kept["processCode"],
        attachment_type=kept["attachmentType"],
        recipient=kept["recipient"],
        osl=client("osl", "OSL"),
        si=client("si", "SI"),
    )


class Reply(NamedTuple):
    """What came back; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes
