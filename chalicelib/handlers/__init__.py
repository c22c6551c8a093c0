"""The edge: URLs, queues and schedules turned into use-case calls, values turned into answers."""

from chalicelib.handlers import (
    cases,
    clients,
    events,
    folders,
    notifications,
    openapi,
    portal_administration,
    portal_me,
    portal_sign_in,
    portal_statistics,
    referential,
    subscriptions,
    tokens,
)
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
    portal_sign_in.routes,
    portal_me.routes,
    portal_statistics.routes,
    portal_administration.routes,
    openapi.routes,
)
