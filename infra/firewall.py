"""The firewall before the distribution: known attacks, and how often one address or one program may call.

It lives in us-east-1, as all that CloudFront uses does, in the stack of the edge.
"""

import json
from typing import Any

from chalicelib.handlers.errors import error_body
from infra.stages import Stage

_WINDOW_SECONDS = 300
_AS_IT_IS = {"Priority": 0, "Type": "NONE"}
_IN_LOWER_CASE = {"Priority": 0, "Type": "LOWERCASE"}
_SETS = ("IPV4", "IPV6")
_COMMON = "AWSManagedRulesCommonRuleSet"
_MANAGED = {
    # rules of AWS: those that only count. Files and texts of people are in the bodies, and some programs name no software.
    "AWSManagedRulesAmazonIpReputationList": (),
    "AWSManagedRulesKnownBadInputsRuleSet": (),
    _COMMON: (
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
        {"Name": "Blocked", "Action": {"Block": {}}, "Statement": _either(*map(_in_set, _SETS)), "VisibilityConfig": _seen("Blocked")},
        *(_managed(name, counted) for name, counted in _MANAGED.items()),
        _rate("Addresses", stage.calls_per_address, {"AggregateKeyType": "IP"}),
        # A token is one client's for an hour: what is counted per token is counted per client.
        _rate(
            "Programs",
            stage.calls_per_client,
            {
                "AggregateKeyType": "CUSTOM_KEYS",
                "CustomKeys": [{"Header": {"Name": "authorization", "TextTransformations": [_IN_LOWER_CASE]}}],
                "ScopeDownStatement": _starts_with("bearer ", {"SingleHeader": {"Name": "authorization"}}, _IN_LOWER_CASE),  # as the hub reads it
            },
        ),
        _rate("Tokens", _TOKENS, {"AggregateKeyType": "IP", "ScopeDownStatement": _either(_at("/token"), _at("/oauth2/token"))}),
        _rate("SignIns", _SIGN_INS, {"AggregateKeyType": "IP", "ScopeDownStatement": _at("/portal/v1/session")}),
    ]
    return {
        **{
            f"Blocked{version}": {
                "Type": "AWS::WAFv2::IPSet",
                # Empty for CloudFormation, which looks at it no more: the runbook fills it.
                "Properties": {
                    "Name": f"{stage.prefix}blocked-{version.lower()}",
                    "Scope": "CLOUDFRONT",
                    "IPAddressVersion": version,
                    "Addresses": [],
                },
            }
            for version in _SETS
        },
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
            "Metadata": {
                "checkov": {
                    "skip": [{"id": "CKV_AWS_158", "comment": "The key is the other region's; of who was blocked the address is kept, for a month"}]
                }
            },
            "Properties": {"LogGroupName": f"aws-waf-logs-{stage.stack}", "RetentionInDays": 30},
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
                "RedactedFields": [
                    {"QueryString": {}},  # what people look for: names
                    *({"SingleHeader": {"Name": name}} for name in ("authorization", "cookie", "x-csrf-token")),
                ],
            },
        },
    }


def _managed(name: str, counted: tuple[str, ...]) -> dict[str, Any]:
    group: dict[str, Any] = {"VendorName": "AWS", "Name": name}
    if name == _COMMON:
        group["ScopeDownStatement"] = {"NotStatement": {"Statement": _at("/files")}}  # a link's query holds its file's name, such as « journal.log »
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


def _in_set(version: str) -> dict[str, Any]:
    return {"IPSetReferenceStatement": {"Arn": {"Fn::GetAtt": [f"Blocked{version}", "Arn"]}}}


def _starts_with(text: str, field: dict[str, Any], transformed: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "ByteMatchStatement": {
            "FieldToMatch": field,
            "PositionalConstraint": "STARTS_WITH",
            "SearchString": text,
            "TextTransformations": [transformed or _AS_IT_IS],
        }
    }


def _seen(name: str) -> dict[str, Any]:
    return {"CloudWatchMetricsEnabled": True, "MetricName": name, "SampledRequestsEnabled": False}
