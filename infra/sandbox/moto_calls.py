"""Hands operations on DynamoDB's rows to moto without a request in between.

botocore signs a request, moto takes it apart again and finds out by its address whom it is for: three quarters of the time a row is read in.
What is asked still goes through both parsers, and what is answered through both serializers: it stays the same.
"""

from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.endpoint import Endpoint
from moto.core import DEFAULT_ACCOUNT_ID
from moto.core.models import botocore_stubber
from moto.core.parse import JSONParser
from moto.dynamodb.responses import DynamoHandler

OF_ROWS = frozenset(
    {"BatchGetItem", "BatchWriteItem", "DeleteItem", "GetItem", "PutItem", "Query", "Scan", "TransactGetItems", "TransactWriteItems", "UpdateItem"}
)
over_the_wire = Endpoint.make_request
"""As botocore does it: signed, sent, and taken apart by moto."""


def install() -> None:
    """Put it in place."""
    Endpoint.make_request = _make_request


def _make_request(self: Endpoint, operation_model: Any, request_dict: dict[str, Any]) -> tuple[AWSResponse, dict[str, Any]]:
    # While moto stands still something else answers, and whatever is no operation on rows is rare.
    if not botocore_stubber.enabled or self._endpoint_prefix != "dynamodb" or operation_model.name not in OF_ROWS:
        answer: tuple[AWSResponse, dict[str, Any]] = over_the_wire(self, operation_model, request_dict)
        return answer
    status, headers, body = _handler_of(operation_model, request_dict).call_action()
    response: dict[str, Any] = {"status_code": status, "headers": headers, "body": body.encode(), "context": {"operation_name": operation_model.name}}
    parser = self._response_parser_factory.create_parser("json")
    parsed = parser.parse(response, operation_model.output_shape)
    if status >= 300:
        self._add_modeled_error_fields(response, parsed, operation_model, parser)
    return AWSResponse(request_dict["url"], status, headers, None), parsed


def _handler_of(operation_model: Any, request_dict: dict[str, Any]) -> DynamoHandler:
    """The handler of one request, with what moto would have found out by its address."""
    handler = DynamoHandler()
    handler.headers = request_dict["headers"]
    handler.response_headers, handler.querystring = {}, {}
    handler.region, handler.current_account = request_dict["context"]["client_region"], DEFAULT_ACCOUNT_ID
    asked = {"body": request_dict["body"], "headers": {}, "method": "POST", "url_params": {}, "url_path": "/", "values": {}}
    handler.params = JSONParser(operation_model).parse(asked)  # type: ignore[arg-type]
    return handler
