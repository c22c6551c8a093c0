"""What programs that keep organisations, processes, subscriptions and clients are served: few, and rarely."""

from chalicelib.handlers import clients, referential, subscriptions
from chalicelib.handlers.http import RouteTable

REFERENTIAL_ROUTES: tuple[RouteTable, ...] = (
    referential.routes,
    referential.process_routes,
    subscriptions.routes,
    clients.routes,
)
