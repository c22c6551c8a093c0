"""The edge: URLs, queues and schedules turned into use-case calls, values turned into answers."""

from chalicelib.handlers import cases, clients, events, folders, notifications, openapi, referential, subscriptions, tokens
from chalicelib.handlers.http import Routes

ROUTES: tuple[Routes, ...] = (
    tokens.routes,
    folders.routes,
    cases.routes,
    events.routes,
    notifications.routes,
    referential.routes,
    referential.process_routes,
    subscriptions.routes,
    clients.routes,
    openapi.routes,
)
