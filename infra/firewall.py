"""The firewall before the distribution: known attacks, and how often one address or one program may call.

It lives in us-east-1, as all that CloudFront uses does, in the stack of the edge.
"""

import json
from typing import Any

from chalicelib.handlers.errors import error_body
from infra.stages import Stage

_WINDOW_SECONDS = 300
_MANAGED = {
    # rules of AWS: those that only count. Files and texts of people are in the bodies, and some programs name no software.
    "AWSManagedRulesAmazonIpReputationList": (),
    "AWSManagedRulesKnownBadInputsRuleSet": (),
    "AWSManagedRulesCommonRuleSet": (
        "SizeRestrictions_BODY",
        "SizeRestrictions_QUERYSTRING",  # a signed link is longer
        "CrossSiteScripting_BODY",
        "GenericLFI_BODY",
        "GenericRFI_BODY",
        "EC2MetaDataSSRF_BODY",
        "NoUserAgent_HEADER",
    ),
}
_SIGN_INS = 300
"""Of one address in five minutes: a large town hall at nine o'clock; the hub itself blocks an account after five wrong ones."""
_TOKENS = 3_000
"""Of one address in five minutes: an editor's platform that asks a token for each of its town halls."""


def firewall_resources(stage: Stage) -> dict[str, Any]:
    """The web ACL of a stage."""
    rules = [
        *(_managed(name, counted) for name, counted in _MANAGED.items()),
        _rate("Addresses", stage.calls_per_address, {"AggregateKeyType": "IP"}),
        # A token is one client's for an hour: what is counted per token is counted per client.
        _rate(
            "Programs",
            stage.calls_per_client,
            {
                "AggregateKeyType": "CUSTOM_KEYS",
                "CustomKeys": [{"Header": {"Name": "authorization", "TextTransformations": [_AS_IT_IS]}}],
                "ScopeDownStatement": _starts_with("Bearer ", {"SingleHeader": {"Name": "authorization"}}),
            },
        ),
        _rate("Tokens", _TOKENS, {"AggregateKeyType": "IP", "ScopeDownStatement": _either(_at("/token"), _at("/oauth2/token"))}),
        _rate("SignIns", _SIGN_INS, {"AggregateKeyType": "IP", "ScopeDownStatement": _at("/portal/v1/session")}),
    ]
    return {
        "Firewall": {
            "Type": "AWS::WAFv2::WebACL",
            "Properties": {
                "Name": stage.stack,
                "Scope": "CLOUDFRONT",
                "DefaultAction": {"Allow": {}},
                "VisibilityConfig": _seen("all"),
                "CustomResponseBodies": {
                    "too-many": {"ContentType": "APPLICATION_JSON", "Content": json.dumps(error_body(429, "Too Many Requests"))}
                },
                "Rules": [{**rule, "Priority": number} for number, rule in enumerate(rules)],
            },
        },
        "FirewallLogs": {
            "Type": "AWS::Logs::LogGroup",
            "DeletionPolicy": "Delete",
            "UpdateReplacePolicy": "Delete",
            "Metadata": {"checkov": {"skip": [{"id": "CKV_AWS_158", "comment": "The key is the other region's; what is logged names no person"}]}},
            "Properties": {"LogGroupName": f"aws-waf-logs-{stage.stack}", "RetentionInDays": min(stage.log_days, 90)},
        },
        "FirewallLogging": {
            "Type": "AWS::WAFv2::LoggingConfiguration",
            "Properties": {
                "ResourceArn": {"Fn::GetAtt": ["Firewall", "Arn"]},
                # without the ":*" that ends the ARN of a log group
                "LogDestinationConfigs": [{"Fn::Sub": "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${FirewallLogs}"}],
                "LoggingFilter": {
                    "DefaultBehavior": "DROP",
                    "Filters": [{"Behavior": "KEEP", "Requirement": "MEETS_ANY", "Conditions": [{"ActionCondition": {"Action": "BLOCK"}}]}],
                },
                "RedactedFields": [{"SingleHeader": {"Name": name}} for name in ("authorization", "cookie", "x-csrf-token")],
            },
        },
    }


_AS_IT_IS = {"Priority": 0, "Type": "NONE"}


def _managed(name: str, counted: tuple[str, ...]) -> dict[str, Any]:
    group: dict[str, Any] = {"VendorName": "AWS", "Name": name}
    if counted:
        group["RuleActionOverrides"] = [{"Name": each, "ActionToUse": {"Count": {}}} for each in counted]
    return {
        "Name": name,
        "OverrideAction": {"None": {}},
        "Statement": {"ManagedRuleGroupStatement": group},
        "VisibilityConfig": _seen(name),
    }


def _rate(name: str, limit: int, keyed: dict[str, Any]) -> dict[str, Any]:
    answer = {"ResponseCode": 429, "CustomResponseBodyKey": "too-many", "ResponseHeaders": [{"Name": "Retry-After", "Value": "60"}]}
    return {
        "Name": name,
        "Action": {"Block": {"CustomResponse": answer}},
        "Statement": {"RateBasedStatement": {"Limit": limit, "EvaluationWindowSec": _WINDOW_SECONDS, **keyed}},
        "VisibilityConfig": _seen(name),
    }


def _at(path: str) -> dict[str, Any]:
    return _starts_with(path, {"UriPath": {}})


def _either(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"OrStatement": {"Statements": list(statements)}}


def _starts_with(text: str, field: dict[str, Any]) -> dict[str, Any]:
    return {
        "ByteMatchStatement": {
            "FieldToMatch": field,
            "PositionalConstraint": "STARTS_WITH",
            "SearchString": text,
            "TextTransformations": [_AS_IT_IS],
        }
    }


def _seen(name: str) -> dict[str, Any]:
    return {"CloudWatchMetricsEnabled": True, "MetricName": name, "SampledRequestsEnabled": False}
