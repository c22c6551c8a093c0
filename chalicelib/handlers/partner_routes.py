"""What programs that exchange télédossiers are served, and the interface's description."""

from chalicelib.handlers import cases, documentation, events, folders, health, notifications, tokens
from chalicelib.handlers.http import RouteTable

PARTNER_ROUTES: tuple[RouteTable, ...] = (
    tokens.routes,
    folders.routes,
    cases.routes,
    events.routes,
    notifications.routes,
    documentation.routes,
    health.routes,
)
