"""Routes: who may call, what is read, what is answered. Everything that is so for every operation is decided here.

A handler gets a :class:`~chalicelib.handlers.requests.Call` and answers a value; it holds no rule. Deny by default: a
route without ``scopes`` does not exist, an open one says ``scopes=OPEN``.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from chalice import Blueprint, Response

from chalicelib.domain.callers import Scope
from chalicelib.handlers.answers import Answer, finished
from chalicelib.handlers.doors import PARTNERS, Door, serve
from chalicelib.handlers.errors import Refusal, error_body
from chalicelib.handlers.requests import PARTNER, Call, Parameter, uuid_in_path

Scopes = frozenset[Scope]
OPEN: Scopes = frozenset()
PORTAL = "/portal/v1"
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")


class Operation(NamedTuple):
    """One operation of the interface, as it is routed and as OpenAPI describes it."""

    method: str
    path: str
    operation_id: str
    tag: str
    summary: str
    scopes: Scopes
    parameters: tuple[Parameter, ...]
    body: Any
    binary_body: bool
    answers: Mapping[int, Any]
    answer_headers: tuple[str, ...]
    handle: Callable[[Call[Any]], Answer]
    door: Door
    access: Any = None


class Routes:
    """The routes of one resource."""

    def __init__(self, name: str, *, tag: str) -> None:
        self.blueprint = Blueprint(name)
        self.operations: list[Operation] = []
        self._tag = tag

    def route(
        self,
        method: str,
        path: str,
        *,
        scopes: Scopes | set[Scope],
        operation_id: str,
        summary: str,
        parameters: Sequence[Parameter] = (),
        body: Any = None,
        binary_body: bool = False,
        answers: Mapping[int, Any],
        answer_headers: Sequence[str] = (),
        override: str | None = None,
        door: Door | None = None,
        access: Any = None,
    ) -> Callable[[Callable[[Call[Any]], Answer]], Callable[[Call[Any]], Answer]]:
        """Bind a handler to an operation; ``override`` is the X-HTTP-Method-Override a POST must then carry."""

        def bind(handle: Callable[[Call[Any]], Answer]) -> Callable[[Call[Any]], Answer]:
            ids = tuple(uuid_in_path(name) for name in _names_in(path) if name not in {each.name for each in parameters})
            operation = Operation(
                method=method,
                path=path,
                operation_id=operation_id,
                tag=self._tag,
                summary=summary,
                scopes=frozenset(scopes),
                parameters=(*ids, *parameters, *(PARTNER if scopes else ()), *((_override(override),) if override else ())),
                body=body,
                binary_body=binary_body,
                answers=answers,
                answer_headers=tuple(answer_headers),
                handle=handle,
                door=door or PARTNERS,
                access=access,
            )
            self.operations.append(operation)

            def view(**path_values: str) -> Response:
                request = self.blueprint.current_request
                if override and request.headers.get("x-http-method-override", "").upper() != override:
                    return finished(_refused(405, "Method Not Allowed", allow=self._allowed(path)), {})
                return serve(operation, request, path_values)

            register = self.blueprint.route(path, methods=[method], content_types=["*/*"], name=operation_id)
            register(view)
            return handle

        return bind

    def patch(self, path: str, *, operation_id: str, **settings: Any) -> Callable[[Callable[[Call[Any]], Answer]], Callable[[Call[Any]], Answer]]:
        """Bind a handler to PATCH, and to POST with X-HTTP-Method-Override for clients that cannot send one (CAS-10)."""

        def bind(handle: Callable[[Call[Any]], Answer]) -> Callable[[Call[Any]], Answer]:
            with_post = {**settings, "answers": {**settings["answers"], 405: None}}
            self.route("POST", path, operation_id=f"{operation_id}WithPost", override="PATCH", **with_post)(handle)
            return self.route("PATCH", path, operation_id=operation_id, **settings)(handle)

        return bind

    def _allowed(self, path: str) -> str:
        return ", ".join(sorted({each.method for each in self.operations if each.path == path}))

    def refuse_other_methods(self, every: "Sequence[Routes]") -> None:
        """Answer 405 with Allow to every other method of a known path, on AWS as locally.

        A path may have its methods in several of ``every``; the last of them refuses the others.
        """
        later = {each.path for routes in every[every.index(self) + 1 :] for each in routes.operations}
        for path in dict.fromkeys(each.path for each in self.operations):
            if path in later:
                continue
            known = {each.method for routes in every for each in routes.operations if each.path == path}
            refused = _refused(405, "Method Not Allowed", allow=", ".join(sorted(known)))

            def view(refused: Refusal = refused, **_: str) -> Response:
                return finished(refused, {})

            others = [method for method in _METHODS if method not in known]
            self.blueprint.route(path, methods=others, content_types=["*/*"], name=f"refuse {path}")(view)


def _override(method: str) -> Parameter:
    return Parameter(name="X-HTTP-Method-Override", read=lambda value: (value, None), schema={"type": "string", "enum": [method]}, place="header")


def _names_in(path: str) -> Iterator[str]:
    return (part[1:-1] for part in path.split("/") if part.startswith("{"))


def _refused(status: int, message: str, *, allow: str) -> Refusal:
    return Refusal(status=status, body=error_body(status, message), headers={"Allow": allow})
