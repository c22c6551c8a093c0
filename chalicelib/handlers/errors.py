"""Refusals turned into answers: one table from kind to status, one shape for all."""

from typing import Any, NamedTuple

from chalicelib.domain import errors

STATUS_BY_KIND: dict[type[Exception], int] = {
    errors.Invalid: 400,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.ConfirmationNeeded: 409,
    errors.Changed: 409,
    errors.TooLarge: 413,
    errors.StaleWrite: 503,
    errors.Unavailable: 503,
}

_INVALID_CREDENTIALS = {
    "code": "900901",
    "message": "Invalid Credentials",
    "description": "Invalid Credentials. Make sure you have provided the correct security credentials",
}
_SCOPE_LACKING = {
    "code": "900910",
    "message": "The access token does not allow you to access the requested resource",
    "description": "User is NOT authorized to access the Resource. Scope validation failed.",
}


class ScopeLacking(errors.Forbidden):
    """The token is good, its scope is not the operation's."""


class Refusal(NamedTuple):
    """A refusal as it is answered."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str]


def status_of(error: Exception) -> int:
    """The HTTP status of an error, read along its MRO; 500 for what is no refusal."""
    return next((STATUS_BY_KIND[kind] for kind in type(error).__mro__ if kind in STATUS_BY_KIND), 500)


def error_body(status: int, *messages: str) -> dict[str, Any]:
    """The contract's shape: one entry per message, each with the status as its code."""
    return {"errors": [{"code": status, "message": message} for message in messages]}


def refusal_of(error: Exception) -> Refusal:
    """The answer to a refusal, or to a failure of the hub."""
    status = status_of(error)
    if not isinstance(error, errors.HubError):
        return Refusal(status=500, body=error_body(500, "Internal Server Error"), headers={})
    match error:
        case errors.Unauthenticated():
            body = {**_INVALID_CREDENTIALS, **error_body(401, "Invalid Credentials")}
            return Refusal(status=401, body=body, headers={"WWW-Authenticate": 'Bearer realm="HubEE", error="invalid_token"'})
        case ScopeLacking():
            return Refusal(status=403, body={**_SCOPE_LACKING, **error_body(403, _SCOPE_LACKING["message"])}, headers={})
        case errors.StaleWrite() | errors.Unavailable():
            return Refusal(status=status, body=error_body(status, "Service Unavailable"), headers={"Retry-After": "1"})
        case _:
            return Refusal(status=status, body=error_body(status, *error.messages), headers={})
