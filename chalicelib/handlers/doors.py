"""Serving: who is let in through which door, what is read, and the one answer and log line that come of it."""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from uuid import uuid4

from chalice import Response

from chalicelib import composition
from chalicelib.domain.callers import Caller, Scope
from chalicelib.domain.errors import HubError, StaleWrite, Unauthenticated, Unavailable
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.portal_users import PortalUser
from chalicelib.handlers import telemetry
from chalicelib.handlers.answers import Answer, finished
from chalicelib.handlers.errors import Refusal, ScopeLacking, refusal_of, status_of
from chalicelib.handlers.facts import Fact
from chalicelib.handlers.requests import Call, Parameter, RawRequest, inflated, partner_in, read_shape
from chalicelib.use_cases.issue_token import identify_caller

if TYPE_CHECKING:
    from chalicelib.handlers.http import Operation

_NOBODY = Caller(scope=Scope.DATAPASS, client_id="", organisation=OrganisationId(type="", company_register="", branch_code=""))
T = TypeVar("T")


class Visitor(NamedTuple):
    """Who came in: a partner's program, or a person through the portal; ``headers`` go out with every answer he gets."""

    caller: Caller = _NOBODY
    user: PortalUser | None = None
    token: str | None = None
    headers: Mapping[str, str] = MappingProxyType({})

    @property
    def name(self) -> str:
        """The id that logs tell him by."""
        return self.user.account.id if self.user else self.caller.client_id


class Door(NamedTuple):
    """How one kind of visitor is let in, read and refused."""

    identify: Callable[["Operation", Mapping[str, str], composition.Composition], Visitor]
    read: Callable[[RawRequest, Sequence[Parameter], Any], tuple[dict[str, Any], Any]]
    refusal_of: Callable[[Exception], Refusal]


def serve(operation: "Operation", request: Any, path_values: Mapping[str, str]) -> Response:
    """Serve one request: identify, read, act, answer; whatever happens, one answer in the door's shape and one log line."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    request_id = request.context.get("requestId") or str(uuid4())
    correlation_id = telemetry.correlation_in(headers, otherwise=request_id)
    with telemetry.begun(correlation_id):
        response = _served(operation, request, path_values, headers, request_id)
    response.headers |= {"X-Request-Id": request_id, "X-Correlation-Id": correlation_id}
    return response


def _served(operation: "Operation", request: Any, path_values: Mapping[str, str], headers: Mapping[str, str], request_id: str) -> Response:
    started = time.perf_counter()
    door = operation.door
    visitor = Visitor()
    ids: dict[str, str] = {}
    try:
        hub = composition.present()
        visitor = door.identify(operation, headers, hub)
        raw = _raw(operation, request, path_values, headers)
        values, body = door.read(raw, operation.parameters, operation.body)
        ids = {each.name: values[each.name] for each in operation.parameters if each.place == "path" and each.is_logged}
        call: Call[Any] = Call(
            hub=hub,
            now=hub.clock.now(),
            caller=visitor.caller.from_program(partner_in(values)),
            signed_in=visitor.user,
            token=visitor.token,
            values=values,
            body=body,
            content=raw.content,
            headers=headers,
        )
        with telemetry.traced(operation.operation_id, request_id=request_id, client_id=visitor.name):
            answer: Answer | Refusal = judged_again(lambda: operation.handle(call))
    except HubError as error:
        if isinstance(error, Unavailable):
            telemetry.record_failure("unavailable", error, operation=operation.operation_id, request_id=request_id)
        telemetry.measure(Fact.FAILED if status_of(error) >= 500 else Fact.REFUSED, of=type(error).__name__)
        answer = door.refusal_of(error)
    except Exception as error:
        telemetry.record_failure("failure", error, operation=operation.operation_id, request_id=request_id)
        answer = door.refusal_of(error)
        answer.body["requestId"] = request_id
        telemetry.measure(Fact.FAILED, of="Unforeseen")
    telemetry.record(
        "request",
        is_routine=isinstance(answer, Answer) and answer.is_routine,
        operation=operation.operation_id,
        status=answer.status,
        client_id=visitor.name or None,
        request_id=request_id,
        milliseconds=round((time.perf_counter() - started) * 1000, 1),
        **ids,
    )
    response = finished(answer, headers)
    response.headers.update(visitor.headers)
    return response


def judged_again(action: Callable[[], T]) -> T:
    """Act; when what was read has changed meanwhile, read and judge again, a little later each time."""
    for attempt in range(LIMITS.tries):
        try:
            return action()
        except StaleWrite:
            if attempt == LIMITS.tries - 1:
                raise
            time.sleep(random.uniform(0, 0.01 * 2**attempt))
    raise AssertionError("unreachable")


def _identified(operation: "Operation", headers: Mapping[str, str], hub: composition.Composition) -> Visitor:
    if not operation.scopes:
        return Visitor()
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated("Invalid Credentials")
    caller = identify_caller(token.strip(), now=hub.clock.now(), tokens=hub.tokens, states=hub.states)
    if caller.scope not in operation.scopes:
        raise ScopeLacking("scope")
    caller.must_use_the_api()
    return Visitor(caller=caller)


PARTNERS = Door(identify=_identified, read=read_shape, refusal_of=refusal_of)


def _raw(operation: "Operation", request: Any, path_values: Mapping[str, str], headers: Mapping[str, str]) -> RawRequest:
    path = operation.path
    for name, value in path_values.items():
        path = path.replace("{" + name + "}", value)
    query = request.query_params
    content = inflated(request.raw_body or b"", headers.get("content-encoding"))
    return RawRequest(
        method=operation.method,
        path=path,
        path_values=path_values,
        query={name: query.getlist(name) for name in query} if query else {},
        headers=headers,
        content=b"{}" if not content and operation.is_body_optional else content,
    )
