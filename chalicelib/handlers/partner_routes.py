"""What partners' programs are served, and the interface's description."""

from chalicelib.handlers import cases, clients, documentation, events, folders, notifications, referential, subscriptions, tokens, uploads
from chalicelib.handlers.http import RouteTable

PARTNER_ROUTES: tuple[RouteTable, ...] = (
    tokens.routes,
    folders.routes,
    cases.routes,
    events.routes,
    uploads.routes,
    notifications.routes,
    referential.routes,
    referential.process_routes,
    subscriptions.routes,
    clients.routes,
    documentation.routes,
)
