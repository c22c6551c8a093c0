"""Routes: who may call, what is read, what is answered. Everything that is so for every operation is decided here.

A handler gets a :class:`~chalicelib.handlers.requests.Call` and answers a value; it holds no rule. Deny by default: a
route without ``scopes`` does not exist, an open one says ``scopes=OPEN``.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Required, TypeAlias, TypedDict, Unpack

from chalice import Blueprint, Response

from chalicelib.domain.callers import Scope
from chalicelib.handlers.answers import Answer, finished
from chalicelib.handlers.doors import PARTNERS, Door, serve
from chalicelib.handlers.errors import Refusal, error_body
from chalicelib.handlers.requests import PARTNER, Call, Parameter, uuid_in_path

Scopes = frozenset[Scope]
Handle: TypeAlias = Callable[[Call[Any]], Answer]
Bind: TypeAlias = Callable[[Handle], Handle]
OPEN: Scopes = frozenset()
PORTAL, REFERENTIAL, WEBHOOKS, UPLOADS = "/portal/v1", "/referential/v1", "/teledossiers/v1/webhooks", "/attachments/{attachmentId}/upload"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
"""Those that a gateway passes on."""


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
    is_body_optional: bool
    binary_body: bool
    answers: Mapping[int, Any]
    answer_headers: tuple[str, ...]
    handle: Handle
    door: Door
    access: Any = None


class Settings(TypedDict, total=False):
    """What a route says of its operation, whoever it is for. ``is_body_optional``: no body at all stands for ``{}``."""

    operation_id: Required[str]
    summary: Required[str]
    answers: Required[Mapping[int, Any]]
    parameters: Sequence[Parameter]
    body: Any
    is_body_optional: bool
    binary_body: bool
    answer_headers: Sequence[str]


class RouteTable:
    """The routes of one resource, behind one door; how a route says who may come in is its kind's."""

    _method_refused = "Method Not Allowed"

    def __init__(self, name: str, *, tag: str) -> None:
        self.blueprint = Blueprint(name)
        self.operations: list[Operation] = []
        self._tag = tag

    def _bound(
        self,
        method: str,
        path: str,
        *,
        door: Door,
        scopes: Scopes = frozenset(),
        access: Any = None,
        operation_id: str,
        summary: str,
        parameters: Sequence[Parameter] = (),
        body: Any = None,
        is_body_optional: bool = False,
        binary_body: bool = False,
        answers: Mapping[int, Any],
        answer_headers: Sequence[str] = (),
        override: str | None = None,
    ) -> Bind:
        """What binds a handler to an operation; ``override`` is the X-HTTP-Method-Override a POST must then carry."""

        def bind(handle: Handle) -> Handle:
            ids = tuple(uuid_in_path(name) for name in _names_in(path) if name not in {each.name for each in parameters})
            operation = Operation(
                method=method,
                path=path,
                operation_id=operation_id,
                tag=self._tag,
                summary=summary,
                scopes=scopes,
                parameters=(*ids, *parameters, *(PARTNER if scopes else ()), *((_override(override),) if override else ())),
                body=body,
                is_body_optional=is_body_optional,
                binary_body=binary_body,
                answers=answers,
                answer_headers=tuple(answer_headers),
                handle=handle,
                door=door,
                access=access,
            )
            self.operations.append(operation)

            def view(**path_values: str) -> Response:
                request = self.blueprint.current_request
                if override and request.headers.get("x-http-method-override", "").upper() != override:
                    return finished(self._refused(allow=self._allowed(path)), {})
                return serve(operation, request, path_values)

            register = self.blueprint.route(path, methods=[method], content_types=["*/*"], name=operation_id)
            register(view)
            return handle

        return bind

    def _allowed(self, path: str) -> str:
        return ", ".join(sorted({each.method for each in self.operations if each.path == path}))

    def refuse_other_methods(self, every: "Sequence[RouteTable]") -> None:
        """Answer 405 with Allow to every other method of a known path, on AWS as locally.

        A path may have its methods in several of ``every``; the last of them refuses the others.
        """
        later = {each.path for routes in every[every.index(self) + 1 :] for each in routes.operations}
        for path in dict.fromkeys(each.path for each in self.operations):
            if path in later:
                continue
            known = {each.method for routes in every for each in routes.operations if each.path == path}
            refused = self._refused(allow=", ".join(sorted(known)))

            def view(refused: Refusal = refused, **_: str) -> Response:
                return finished(refused, {})

            others = [method for method in METHODS if method not in known]
            self.blueprint.route(path, methods=others, content_types=["*/*"], name=f"refuse {path}")(view)

    def _refused(self, *, allow: str) -> Refusal:
        return Refusal(status=405, body=error_body(405, self._method_refused), headers={"Allow": allow})


class Routes(RouteTable):
    """The routes of one resource of the partners' interface; each says which scopes open it."""

    def route(self, method: str, path: str, *, scopes: Scopes | set[Scope], override: str | None = None, **settings: Unpack[Settings]) -> Bind:
        """Bind a handler to an operation; ``override`` is the X-HTTP-Method-Override a POST must then carry."""
        return self._bound(method, path, door=PARTNERS, scopes=frozenset(scopes), override=override, **settings)

    def patch(self, path: str, *, scopes: Scopes | set[Scope], **settings: Unpack[Settings]) -> Bind:
        """Bind a handler to PATCH, and to POST with X-HTTP-Method-Override for clients that cannot send one (CAS-10)."""

        def bind(handle: Handle) -> Handle:
            name, answers = f"{settings['operation_id']}WithPost", {**settings["answers"], 405: None}
            with_post: Settings = {**settings, "operation_id": name, "answers": answers}
            self.route("POST", path, scopes=scopes, override="PATCH", **with_post)(handle)
            return self.route("PATCH", path, scopes=scopes, **settings)(handle)

        return bind


def _override(method: str) -> Parameter:
    return Parameter(name="X-HTTP-Method-Override", read=lambda value: (value, None), schema={"type": "string", "enum": [method]}, place="header")


def _names_in(path: str) -> Iterator[str]:
    return (part[1:-1] for part in path.split("/") if part.startswith("{"))
