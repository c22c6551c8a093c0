"""Every route of the interface, partners' first: for its description, and for tests that walk it whole."""

from chalicelib.handlers import uploads, webhooks
from chalicelib.handlers.http import RouteTable
from chalicelib.handlers.partner_routes import PARTNER_ROUTES
from chalicelib.handlers.portal_routes import PORTAL_ROUTES
from chalicelib.handlers.referential_routes import REFERENTIAL_ROUTES

ROUTES: tuple[RouteTable, ...] = (*PARTNER_ROUTES, uploads.routes, webhooks.routes, *REFERENTIAL_ROUTES, *PORTAL_ROUTES)
