"""OAuth clients on the wire."""

from typing import Annotated, Any

from pydantic import Field

from chalicelib.domain.oauth_clients import OAuthClient
from chalicelib.handlers.wire import Instant, OrganisationJson, ReadUuid, Uuid, Wire


class ClientBody(Wire):
    """A client as it is asked for."""

    scope: Annotated[str, Field(max_length=10)]
    organization: OrganisationJson | None = None
    process_codes: list[Annotated[str, Field(max_length=30)]] | None = None
    subscription_id: ReadUuid | None = None


class ClientJson(Wire):
    """A client, without its secret."""

    client_id: str
    scope: str
    organization: OrganisationJson
    process_codes: list[str]
    subscription_id: Uuid | None
    create_date_time: Instant
    rotate_date_time: Instant | None


class ClientSecretJson(ClientJson):
    """A client with its secret: answered once."""

    client_secret: str


def client_json(client: OAuthClient, secret: str | None = None) -> ClientJson:
    """Write a client; with its secret when it was just made."""
    common: dict[str, Any] = {
        "client_id": client.id,
        "scope": str(client.scope),
        "organization": OrganisationJson.of(client.organisation),
        "process_codes": list(client.process_codes),
        "subscription_id": client.subscription_id,
        "create_date_time": client.created_at,
        "rotate_date_time": client.rotated_at,
    }
    if secret is None:
        return ClientJson.model_construct(**common)
    return ClientSecretJson.model_construct(**common, client_secret=secret)
