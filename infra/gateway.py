"""The gateway: who may call it, how often, and its own answers in the contract's shape."""

import json
from typing import Any

from chalicelib.handlers.errors import error_body
from infra.keys import ORIGIN_KEY
from infra.stages import Stage

ANSWERS = {
    # what API Gateway calls it: (status, what is said)
    "ACCESS_DENIED": (403, "Forbidden"),
    "API_CONFIGURATION_ERROR": (500, "Internal Server Error"),
    "AUTHORIZER_CONFIGURATION_ERROR": (500, "Internal Server Error"),
    "AUTHORIZER_FAILURE": (500, "Internal Server Error"),
    "BAD_REQUEST_BODY": (400, "Bad Request"),
    "BAD_REQUEST_PARAMETERS": (400, "Bad Request"),
    "DEFAULT_4XX": (400, "Bad Request"),
    "DEFAULT_5XX": (500, "Internal Server Error"),
    "EXPIRED_TOKEN": (403, "Forbidden"),
    "INTEGRATION_FAILURE": (504, "Gateway Timeout"),
    "INTEGRATION_TIMEOUT": (504, "Gateway Timeout"),
    "INVALID_API_KEY": (403, "Forbidden"),
    "INVALID_SIGNATURE": (403, "Forbidden"),
    "MISSING_AUTHENTICATION_TOKEN": (404, "Not Found"),  # what API Gateway answers to a path it does not know
    "QUOTA_EXCEEDED": (429, "Too Many Requests"),
    "REQUEST_TOO_LARGE": (413, "Request body is too large"),
    "RESOURCE_NOT_FOUND": (404, "Not Found"),
    "THROTTLED": (429, "Too Many Requests"),
    "UNAUTHORIZED": (401, "Invalid Credentials"),
    "UNSUPPORTED_MEDIA_TYPE": (415, "Unsupported Media Type"),
    "WAF_FILTERED": (403, "Forbidden"),
}
_TRY_AGAIN = {429: "1", 504: "1"}
"""Seconds, for Retry-After."""


def gateway_responses() -> dict[str, Any]:
    """Every answer that no function gives, as the functions would."""
    return {
        kind: {
            "StatusCode": status,
            "ResponseTemplates": {"application/json": json.dumps(error_body(status, message))},
            "ResponseParameters": {
                "Headers": {"Cache-Control": "'no-store'", **({"Retry-After": f"'{_TRY_AGAIN[status]}'"} if status in _TRY_AGAIN else {})}
            },
        }
        for kind, (status, message) in ANSWERS.items()
    }


def gateway_properties(stage: Stage) -> dict[str, Any]:
    """What is added to the REST API that chalice describes."""
    return {
        "Name": stage.stack,
        "DefinitionBody": {"info": {"title": stage.stack}},
        "EndpointConfiguration": {"Type": "REGIONAL"},  # the distribution stands before it
        "OpenApiVersion": "2.0",  # without it SAM deploys a second stage, named Stage
        "Auth": {"ApiKeyRequired": True, "AddApiKeyRequiredToCorsPreflight": True},
        "GatewayResponses": gateway_responses(),
        "TracingEnabled": True,
        "MethodSettings": [
            {
                "HttpMethod": "*",
                "ResourcePath": "/*",
                "MetricsEnabled": False,  # of each method by itself, which is paid for each; the stage's own are there all the same
                "LoggingLevel": "OFF",  # the functions tell of each request, by ids only
                "DataTraceEnabled": False,
                "ThrottlingRateLimit": stage.requests_per_second,
                "ThrottlingBurstLimit": stage.burst,
            }
        ],
    }


def gateway_resources(stage: Stage) -> dict[str, Any]:
    """What lets in the distribution, and nobody who goes around it and its firewall."""
    bounds = {"RateLimit": stage.requests_per_second, "BurstLimit": stage.burst}
    return {
        "OriginKey": {
            "Type": "AWS::ApiGateway::ApiKey",
            "DependsOn": ["RestAPI"],
            "Properties": {
                # A key's value never changes: another name makes another key, which is in the plan before the distribution shows it.
                "Name": {"Fn::Sub": f"{stage.prefix}origin-${{OriginTurn}}"},
                "Enabled": True,
                "Value": ORIGIN_KEY,
            },
        },
        "OriginPlan": {
            "Type": "AWS::ApiGateway::UsagePlan",
            "Properties": {
                "UsagePlanName": f"{stage.prefix}origin",
                "ApiStages": [{"ApiId": {"Ref": "RestAPI"}, "Stage": {"Ref": "RestAPI.Stage"}}],
                "Throttle": bounds,
            },
        },
        "OriginPlanKey": {
            "Type": "AWS::ApiGateway::UsagePlanKey",
            "Properties": {"KeyId": {"Ref": "OriginKey"}, "KeyType": "API_KEY", "UsagePlanId": {"Ref": "OriginPlan"}},
        },
    }
