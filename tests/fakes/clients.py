"""OAuth clients in memory."""

from chalicelib.domain.oauth_clients import OAuthClient
from chalicelib.domain.pages import Window
from chalicelib.use_cases.ports import Clients
from tests.fakes.rows import MemoryRows


class MemoryClients(Clients):
    """Keeps the promises of the ``Clients`` port."""

    def __init__(self, rows: MemoryRows) -> None:
        self._rows = rows

    def client(self, client_id: str) -> OAuthClient | None:
        found: OAuthClient | None = self._rows.get("client", client_id)
        return found

    def of_subscription(self, subscription_id: str) -> tuple[OAuthClient, ...]:
        own = [each for each in self._rows.under("client") if each.subscription_id == subscription_id]
        return tuple(sorted(own, key=lambda each: (each.created_at, each.id)))

    def clients(self, window: Window) -> tuple[OAuthClient, ...]:
        every = sorted(self._rows.under("client"), key=lambda each: (each.created_at, each.id))
        return tuple(every[window.offset : window.offset + window.limit])
