"""The side door of what programs ask most, and mostly for nothing: their queue, and a token to ask with (see docs/adr/0026).

The requests come from a function's own address or from an HTTP API, both in payload 2.0; they are turned into those of
the REST gateway and served by the same application, so that there is one code of every rule.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from chalice import Blueprint

from chalicelib.handlers.answers import finished
from chalicelib.handlers.errors import Refusal, error_body
from chalicelib.handlers.notifications import NOTIFICATIONS
from chalicelib.handlers.tokens import TOKEN_PATHS

blueprint = Blueprint(__name__)
PATHS = frozenset({NOTIFICATIONS, *TOKEN_PATHS})
CARRIED = "x-hub-authorization"
"""Where the edge puts a caller's Authorization: it signs its own requests in the header of that name."""
_SIGNED_BY_THE_EDGE = "AWS4-HMAC-SHA256"


@blueprint.lambda_function()
def answer_polls(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer a request for one of ``PATHS``; 404 for any other."""
    if event["rawPath"] not in PATHS:
        refused = Refusal(status=404, body=error_body(404, "Not Found"), headers={})
        return _in_payload_2(finished(refused, {}).to_dict(binary_types=["*/*"]))
    return _in_payload_2(blueprint.current_app(rest_event(event), context))


def rest_event(event: Mapping[str, Any]) -> dict[str, Any]:
    """A request of payload 2.0 as the REST gateway hands it over."""
    asked, headers = event["requestContext"], dict(event["headers"])
    own = headers.pop(CARRIED, None)
    if own is not None:
        headers["authorization"] = own
    elif headers.get("authorization", "").startswith(_SIGNED_BY_THE_EDGE):
        del headers["authorization"]
    query = parse_qs(event.get("rawQueryString") or "", keep_blank_values=True)
    return {
        "requestContext": {
            "resourcePath": event["rawPath"],
            "path": event["rawPath"],
            "httpMethod": asked["http"]["method"],
            "requestId": asked["requestId"],
            "identity": {"sourceIp": asked["http"].get("sourceIp")},
        },
        "path": event["rawPath"],
        "httpMethod": asked["http"]["method"],
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
        "multiValueQueryStringParameters": query or None,
        "pathParameters": None,
        "stageVariables": None,
        "body": event.get("body"),
        "isBase64Encoded": event.get("isBase64Encoded", False),
    }


def _in_payload_2(answer: Mapping[str, Any]) -> dict[str, Any]:
    several = {name: ", ".join(values) for name, values in answer.get("multiValueHeaders", {}).items()}
    return {
        "statusCode": answer["statusCode"],
        "headers": {**several, **answer["headers"]},
        "body": answer["body"],
        "isBase64Encoded": answer.get("isBase64Encoded", False),
    }
