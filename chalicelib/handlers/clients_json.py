"""OAuth clients on the wire."""

from typing import Annotated, Any

from msgspec import Meta

from chalicelib.domain.oauth_clients import OAuthClient
from chalicelib.handlers.wire import (
    OrganisationIdBody,
    OrganisationIdJson,
    Received,
    ReceivedUuid,
    Uuid,
    Written,
    WrittenInstant,
    iso,
    iso_or_none,
    lower_or_none,
)


class ClientBody(Received, kw_only=True):
    """A client as it is asked for."""

    scope: Annotated[str, Meta(max_length=10)]
    organization: OrganisationIdBody | None = None
    process_codes: list[Annotated[str, Meta(max_length=30)]] | None = None
    subscription_id: ReceivedUuid | None = None

    def __post_init__(self) -> None:
        self.subscription_id = lower_or_none(self.subscription_id)


class ClientJson(Written, kw_only=True):
    """A client, without its secret."""

    client_id: str
    scope: str
    organization: OrganisationIdJson
    process_codes: list[str]
    subscription_id: Uuid | None
    create_date_time: WrittenInstant
    rotate_date_time: WrittenInstant | None


class ClientSecretJson(ClientJson, kw_only=True):
    """A client with its secret: answered once."""

    client_secret: str


def client_json(client: OAuthClient, secret: str | None = None) -> ClientJson:
    """Write a client; with its secret when it was just made."""
    common: dict[str, Any] = {
        "client_id": client.id,
        "scope": str(client.scope),
        "organization": OrganisationIdJson.of(client.organisation),
        "process_codes": list(client.process_codes),
        "subscription_id": client.subscription_id,
        "create_date_time": iso(client.created_at),
        "rotate_date_time": iso_or_none(client.rotated_at),
    }
    if secret is None:
        return ClientJson(**common)
    return ClientSecretJson(**common, client_secret=secret)
