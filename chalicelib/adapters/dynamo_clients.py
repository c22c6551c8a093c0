"""OAuth clients in DynamoDB."""

from chalicelib.adapters.dynamo_codec import decode
from chalicelib.adapters.dynamo_reads import Key, batch_get, document_of, rows
from chalicelib.adapters.dynamo_tables import ClientRow
from chalicelib.domain.oauth_clients import OAuthClient
from chalicelib.domain.pages import Window


class DynamoClients:
    """Keeps the promises of the use cases' ``Clients`` port."""

    def client(self, client_id: str) -> OAuthClient | None:
        """One client."""
        key: Key = (ClientRow, client_id, None)
        item = batch_get([key]).get(key)
        return None if item is None else decode(OAuthClient, document_of(item))

    def of_subscription(self, subscription_id: str) -> tuple[OAuthClient, ...]:
        """The clients of a subscription, oldest first, as an index has them (it may lag behind)."""
        return tuple(decode(OAuthClient, row.document) for row in rows(ClientRow.by_subscription.query(subscription_id)))

    def clients(self, window: Window) -> tuple[OAuthClient, ...]:
        """A page of the clients, oldest first, as an index has them (it may lag behind)."""
        found = list(rows(ClientRow.by_all.query("all", limit=window.offset + window.limit)))
        return tuple(decode(OAuthClient, row.document) for row in found[window.offset :])
