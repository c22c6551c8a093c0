"""The application: programs' routes at once; on AWS, people's with the first request for one of them.

The portal is more than half of the hub's code. A function that has only programs to serve starts without it, and one
that is asked for it takes it up then. Everywhere else, where the routes are looked at as a whole, they are all there.
"""

from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Any

from chalice import Chalice

from chalicelib.handlers import telemetry
from chalicelib.handlers.http import PORTAL, RouteTable
from chalicelib.handlers.partner_routes import PARTNER_ROUTES
from chalicelib.importing import importing


class Hub(Chalice):
    """The hub as Chalice calls it."""

    def __init__(self) -> None:
        super().__init__(app_name="hubee", configure_logs=False)
        self.api.binary_types = ["*/*"]  # every body travels as bytes: a file is never altered
        self._lock = Lock()
        self._has_portal = False
        self._serve(PARTNER_ROUTES)
        if not telemetry.on_lambda():
            self._serve_portal()

    def __call__(self, event: dict[str, Any], context: Any) -> Any:
        """Answer a request that API Gateway hands over."""
        if not self._has_portal and str(event.get("requestContext", {}).get("resourcePath")).startswith(PORTAL):
            self._serve_portal()
        return super().__call__(_with_accept(event), context)

    def _serve_portal(self) -> None:
        with self._lock:
            if self._has_portal:
                return
            with importing():
                from chalicelib.handlers.portal_routes import PORTAL_ROUTES
            self._serve(PORTAL_ROUTES)
            self._has_portal = True

    def _serve(self, every: Sequence[RouteTable]) -> None:
        for routes in every:
            routes.refuse_other_methods(every)
            self.register_blueprint(routes.blueprint)


def _with_accept(event: dict[str, Any]) -> dict[str, Any]:
    """Chalice answers 400, once all is done, to who does not say that he takes bytes; a program that says nothing takes anything."""
    headers: Mapping[str, str] = event.get("headers") or {}
    return event if any(name.lower() == "accept" for name in headers) else {**event, "headers": {**headers, "accept": "*/*"}}
