"""Routes: who may call, what is read, what is answered. Everything that is so for every operation is decided here.

A handler gets a :class:`~chalicelib.handlers.requests.Call` and answers a value; it holds no rule. Deny by default: a
route without ``scopes`` does not exist, an open one says ``scopes=OPEN``.
"""

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import uuid4

from chalice import Blueprint, Response

from chalicelib import composition
from chalicelib.domain.callers import Caller, Scope
from chalicelib.domain.errors import HubError, StaleWrite, Unauthenticated, Unavailable
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.handlers import telemetry
from chalicelib.handlers.answers import Answer, finished
from chalicelib.handlers.errors import Refusal, ScopeLacking, error_body, refusal_of
from chalicelib.handlers.requests import PARTNER, Call, Parameter, RawRequest, inflated, partner_in, read_shape, uuid_in_path
from chalicelib.use_cases.issue_token import identify_caller

Scopes = frozenset[Scope]
OPEN: Scopes = frozenset()
_NOBODY = Caller(scope=Scope.DATAPASS, client_id="", organisation=OrganisationId(type="", company_register="", branch_code=""))
_ATTEMPTS = 8
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
    handle: Callable[[Call[Any]], "Answer"]


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

    def refuse_other_methods(self) -> None:
        """Answer 405 with Allow to every other method of a known path, on AWS as locally."""
        for path in dict.fromkeys(each.path for each in self.operations):
            known = {each.method for each in self.operations if each.path == path}
            refused = _refused(405, "Method Not Allowed", allow=self._allowed(path))

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


def serve(operation: Operation, request: Any, path_values: Mapping[str, str]) -> Response:
    """Serve one request: identify, read, act, answer; whatever happens, one answer in the contract's shape and one log line."""
    started = time.perf_counter()
    headers = {name.lower(): value for name, value in request.headers.items()}
    request_id = request.context.get("requestId") or str(uuid4())
    caller = _NOBODY
    ids: dict[str, str] = {}
    try:
        hub = composition.present()
        if operation.scopes:
            caller = _identified(operation, headers, hub)
        raw = _raw(operation, request, path_values, headers)
        values, body = read_shape(raw, operation.parameters, operation.body)
        ids = {name: values[name] for name in path_values}
        caller = caller.from_program(partner_in(values))
        call: Call[Any] = Call(hub=hub, now=hub.clock.now(), caller=caller, values=values, body=body, content=raw.content, headers=headers)
        with telemetry.traced(operation.operation_id, request_id=request_id, client_id=caller.client_id):
            answer: Answer | Refusal = judged_again(lambda: operation.handle(call))
    except HubError as error:
        if isinstance(error, Unavailable):
            telemetry.record_failure("unavailable", error, operation=operation.operation_id, request_id=request_id)
        answer = refusal_of(error)
    except Exception as error:
        telemetry.record_failure("failure", error, operation=operation.operation_id, request_id=request_id)
        answer = Refusal(status=500, body={**error_body(500, "Internal Server Error"), "requestId": request_id}, headers={})
    telemetry.record(
        "request",
        operation=operation.operation_id,
        status=answer.status,
        client_id=caller.client_id or None,
        request_id=request_id,
        milliseconds=round((time.perf_counter() - started) * 1000, 1),
        **ids,
    )
    response = finished(answer, headers)
    response.headers["X-Request-Id"] = request_id
    return response


def judged_again(action: Callable[[], Answer]) -> Answer:
    """Act; when what was read has changed meanwhile, read and judge again, a little later each time."""
    for attempt in range(_ATTEMPTS):
        try:
            return action()
        except StaleWrite:
            if attempt == _ATTEMPTS - 1:
                raise
            time.sleep(random.uniform(0, 0.01 * 2**attempt))
    raise AssertionError("unreachable")


def _identified(operation: Operation, headers: Mapping[str, str], hub: composition.Composition) -> Caller:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated("Invalid Credentials")
    caller = identify_caller(token.strip(), now=hub.clock.now(), tokens=hub.tokens, states=hub.states)
    if caller.scope not in operation.scopes:
        raise ScopeLacking("scope")
    caller.must_use_the_api()
    return caller


def _raw(operation: Operation, request: Any, path_values: Mapping[str, str], headers: Mapping[str, str]) -> RawRequest:
    path = operation.path
    for name, value in path_values.items():
        path = path.replace("{" + name + "}", value)
    query = request.query_params
    return RawRequest(
        method=operation.method,
        path=path,
        path_values=path_values,
        query={name: query.getlist(name) for name in query} if query else {},
        headers=headers,
        content=inflated(request.raw_body or b"", headers.get("content-encoding")),
    )
