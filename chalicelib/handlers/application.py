"""The application: the exchange's routes at once; on AWS, the others with the first request for one of them.

The portal is more than half of the hub's code; the referential, webhooks and uploads are a part of what is left. A function
that has only télédossiers to serve starts without them, and one that is asked for them takes them up then. Everywhere else, where the
routes are looked at as a whole, they are all there.
"""

from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import Any

from chalice import Chalice

from chalicelib.handlers import telemetry
from chalicelib.handlers.http import PORTAL, REFERENTIAL, UPLOADS, WEBHOOKS, RouteTable
from chalicelib.handlers.partner_routes import PARTNER_ROUTES
from chalicelib.importing import importing


def _portal() -> Sequence[RouteTable]:
    from chalicelib.handlers.portal_routes import PORTAL_ROUTES

    return PORTAL_ROUTES


def _referential() -> Sequence[RouteTable]:
    from chalicelib.handlers.referential_routes import REFERENTIAL_ROUTES

    return REFERENTIAL_ROUTES


def _webhooks() -> Sequence[RouteTable]:
    from chalicelib.handlers import webhooks

    return (webhooks.routes,)


def _uploads() -> Sequence[RouteTable]:
    from chalicelib.handlers import uploads

    return (uploads.routes,)


LATER: Mapping[str, Callable[[], Sequence[RouteTable]]] = {
    UPLOADS: _uploads,
    REFERENTIAL: _referential,
    WEBHOOKS: _webhooks,
    PORTAL: _portal,
}
"""By what their paths hold: the routes that wait until they are asked for. A path that holds two of these takes up both."""


class Hub(Chalice):
    """The hub as Chalice calls it."""

    def __init__(self) -> None:
        super().__init__(app_name="hubee", configure_logs=False)
        self.api.binary_types = ["*/*"]  # every body travels as bytes: a file is never altered
        self._lock = Lock()
        self._later = dict(LATER)
        self._serve(PARTNER_ROUTES)
        if not telemetry.on_lambda():
            for part in LATER:
                self._take_up(part)

    def __call__(self, event: dict[str, Any], context: Any) -> Any:
        """Answer a request that API Gateway hands over."""
        path = str(event.get("requestContext", {}).get("resourcePath"))
        for part in [each for each in self._later if each in path]:
            self._take_up(part)
        return super().__call__(_with_accept(event), context)

    def _take_up(self, part: str) -> None:
        with self._lock:
            if part not in self._later:
                return
            with importing():
                routes = self._later[part]()
            self._serve(routes)
            del self._later[part]  # last: whoever comes meanwhile waits until they are there

    def _serve(self, every: Sequence[RouteTable]) -> None:
        for routes in every:
            routes.refuse_other_methods(every)
            self.register_blueprint(routes.blueprint)


def _with_accept(event: dict[str, Any]) -> dict[str, Any]:
    """Chalice answers 400, once all is done, to who does not say that he takes bytes; a program that says nothing takes anything."""
    headers: Mapping[str, str] = event.get("headers") or {}
    return event if any(name.lower() == "accept" for name in headers) else {**event, "headers": {**headers, "accept": "*/*"}}
