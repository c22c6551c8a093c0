"""The interface's OpenAPI 3.1 document, made from the routes and their models."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from msgspec.json import schema_components
from pydantic import BaseModel, TypeAdapter

from chalicelib.domain.callers import Scope
from chalicelib.handlers import wire
from chalicelib.handlers.answers import CsvFile
from chalicelib.handlers.http import Operation, RouteTable
from chalicelib.handlers.portal_http import COOKIE, OPEN
from chalicelib.handlers.requests import Parameter

VERSION = "1.0.0"
_TEMPLATE = "#/components/schemas/{model}"
_CHECKS = [("pattern", each) for each in (wire.UUID, wire.FILE_NAME, wire.MAILBOX)]
_DESCRIPTION = """HubEE, the State's exchange hub: operators of online services deposit folders (télédossiers), instructing services
receive their cases, and both tell each other what becomes of them."""
_MEANING = {
    200: "Done",
    201: "Created",
    202: "Taken up: ask how far it is",
    204: "Done, nothing to say",
    206: "The range that was asked for",
    304: "Not modified",
    307: "The file is too large for an answer: get it there, without a token",
    400: "The request breaks a rule; nothing was changed",
    401: "No valid token",
    403: "Not for this caller",
    404: "Does not exist",
    405: "Method not allowed",
    409: "Has to be confirmed, or is not as it was seen: reason tells which; nothing was changed",
    413: "The body is too large",
    416: "The file has no such range",
    500: "The hub failed",
    503: "Something the hub stands on does not answer: try again",
}
_ERROR = {
    "type": "object",
    "required": ["errors"],
    "properties": {
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "message"],
                "properties": {
                    "code": {"type": "number"},
                    "message": {"type": "string"},
                    "field": {"type": "string", "description": "On the portal: the field of the form that the message is about"},
                },
            },
        },
        "code": {"type": "string", "description": "WSO2's code, on 401"},
        "message": {"type": "string"},
        "reason": {"type": "string", "description": "On the portal: why there is no session, or that something has to be confirmed"},
        "description": {"type": "string"},
        "requestId": {"type": "string", "description": "Names this request in the hub's logs, on 500"},
    },
}


def _published(schema: Any) -> Any:
    """A schema without the patterns that check what the published interface only names: a UUID, a file's name, an address."""
    match schema:
        case dict():
            return {key: _published(value) for key, value in schema.items() if (key, value) not in _CHECKS}
        case list():
            return [_published(each) for each in schema]
    return schema


class _Schemas:
    """Collects the models' schemas under components."""

    def __init__(self) -> None:
        self.components: dict[str, Any] = {"Error": _ERROR}

    def of(self, model: Any, mode: Any) -> dict[str, Any]:
        """The schema of a struct or a portal's model, or of a list of one; its parts become components."""
        if isinstance(model, TypeAdapter):
            return self._without_parts(model.json_schema(ref_template=_TEMPLATE, mode=mode, by_alias=True))
        if isinstance(model, type) and issubclass(model, BaseModel):
            self._add(model.__name__, self._without_parts(model.model_json_schema(ref_template=_TEMPLATE, mode=mode, by_alias=True)))
            return {"$ref": _TEMPLATE.format(model=model.__name__)}
        (schema,), parts = schema_components([model], ref_template=_TEMPLATE.replace("{model}", "{name}"))
        for name, part in parts.items():
            self._add(name, _published(part))
        return schema

    def _without_parts(self, schema: dict[str, Any]) -> dict[str, Any]:
        for name, part in schema.pop("$defs", {}).items():
            self._add(name, part)
        return schema

    def _add(self, name: str, schema: dict[str, Any]) -> None:
        """One name, one schema: two models of a name would silently describe each other."""
        known = self.components.setdefault(name, schema)
        assert known == schema, f"two models are called {name}"


def document_of(every: Sequence[RouteTable]) -> dict[str, Any]:
    """The document of some resources' routes."""
    schemas = _Schemas()
    paths: dict[str, dict[str, Any]] = {}
    for routes in every:
        for operation in routes.operations:
            paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "HubEE", "version": VERSION, "description": _DESCRIPTION},
        "tags": [{"name": tag} for tag in dict.fromkeys(operation.tag for routes in every for operation in routes.operations)],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": dict(sorted(schemas.components.items())),
            "securitySchemes": {
                "oauth2": {
                    "type": "oauth2",
                    "flows": {"clientCredentials": {"tokenUrl": "/token", "scopes": {str(scope): scope.name for scope in Scope}}},
                },
                "portalSession": {"type": "apiKey", "in": "cookie", "name": COOKIE},
                "portalCsrf": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token"},
            },
        },
    }


def _operation(operation: Operation, schemas: _Schemas) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.operation_id,
        "tags": [operation.tag],
        "summary": operation.summary,
        "security": _security(operation),
        "parameters": [_parameter(each) for each in operation.parameters],
        "responses": _responses(operation, schemas),
    }
    if operation.body is not None:
        content = {"application/json": {"schema": schemas.of(operation.body, "validation")}}
        described["requestBody"] = {"required": not operation.is_body_optional, "content": content}
    elif operation.binary_body:
        binary = {"schema": {"type": "string", "format": "binary"}}
        described["requestBody"] = {"required": True, "content": {"application/octet-stream": binary}}
    elif operation.tag == "OAuth" and operation.method == "POST":
        described["requestBody"] = {"required": True, "content": _token_request()}
    return described


def _security(operation: Operation) -> list[dict[str, Any]]:
    """What a caller shows: a token of one of the scopes, a session (and with a change the session's CSRF token), or nothing."""
    if operation.scopes:
        return [{"oauth2": sorted(operation.scopes)}]
    if operation.access is None or operation.access is OPEN:
        return []
    return [{"portalSession": []} if operation.method == "GET" else {"portalSession": [], "portalCsrf": []}]


def _token_request() -> dict[str, Any]:
    fields = {name: {"type": "string"} for name in ("grant_type", "scope", "client_id", "client_secret")}
    schema = {"type": "object", "required": ["grant_type"], "properties": fields}
    return {"application/x-www-form-urlencoded": {"schema": schema}, "application/json": {"schema": schema}}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": parameter.name,
        "in": parameter.place,
        "required": parameter.place == "path" or parameter.name == "X-HTTP-Method-Override",
        "schema": dict(parameter.schema),
    }
    if parameter.description:
        described["description"] = parameter.description
    return described


def _responses(operation: Operation, schemas: _Schemas) -> dict[str, Any]:
    statuses: dict[int, Any] = dict(operation.answers)
    if operation.parameters or operation.body is not None:
        statuses.setdefault(400, None)
    if _security(operation):
        statuses |= {401: None, 403: None}
    statuses |= {413: None, 500: None, 503: None}
    return {str(status): _response(status, model, operation, schemas) for status, model in sorted(statuses.items())}


def _response(status: int, model: Any, operation: Operation, schemas: _Schemas) -> dict[str, Any]:
    described: dict[str, Any] = {"description": _MEANING[status]}
    if isinstance(model, type) and issubclass(model, bytes):
        media_type = "text/csv" if model is CsvFile else "application/octet-stream"
        described["content"] = {media_type: {"schema": {"type": "string", "format": "binary"}}}
    elif model is not None:
        described["content"] = {"application/json": {"schema": schemas.of(model, "serialization")}}
    elif status >= 400:
        described["content"] = {"application/json": {"schema": {"$ref": _TEMPLATE.format(model="Error")}}}
    if status < 400 and operation.answer_headers:
        described["headers"] = {name: {"schema": {"type": "string"}} for name in operation.answer_headers}
    return described


@cache
def interface() -> Mapping[str, Any]:
    """The whole document."""
    from chalicelib.handlers.every_route import ROUTES

    return document_of(ROUTES)
