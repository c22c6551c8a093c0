"""One origin for people and programs: the portal's files, the API, stored files by signed links, behind one distribution."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.stages import Stage

_HERE = Path(__file__).parent
API_PATHS: list[str] = json.loads((_HERE / "origins.json").read_text())["api"]
SECURITY_HEADERS: dict[str, dict[str, str]] = json.loads((_HERE / "security_headers.json").read_text())
POLLS_PATH = "/teledossiers/v1/notifications"
_POLLS_FUNCTION = "AnswerPolls"

# Policies that AWS manages: their ids are the same in every account.
_CACHED = "658327ea-f89d-4fab-a63d-7e88639e58f6"  # CachingOptimized
_NEVER_CACHED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"  # CachingDisabled
_ALL_BUT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"  # AllViewerExceptHostHeader: the gateway and S3 know themselves by their own names
_READS = ["GET", "HEAD"]
_EVERYTHING = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """Where the requests for a path go. ``edge``: the file of infra/edge that a request passes first; ``headers``: which security headers."""

    path: str
    origin: str
    headers: str
    methods: tuple[str, ...] = tuple(_EVERYTHING)
    edge: str | None = None
    is_cached: bool = False


PORTAL = Behaviour(path="*", origin="portal", headers="portal", methods=tuple(_READS), edge="page", is_cached=True)
"""Whatever is no other's."""


def behaviours(functions: Collection[str]) -> list[Behaviour]:
    """The paths, the first that fits first. ``functions``: logical ids of those that are deployed."""
    polls = [Behaviour(path=POLLS_PATH, origin="polls", headers="default", edge="carry_authorization")] if _POLLS_FUNCTION in functions else []
    api = [Behaviour(path=path, origin="api", headers="default") for path in API_PATHS]
    return [*polls, *api, Behaviour(path="/files*", origin="files", headers="default", edge="files")]


def distribution_resources(stage: Stage, functions: Collection[str]) -> dict[str, Any]:
    """The distribution, what it passes requests through, and the headers it adds."""
    every = behaviours(functions)
    edges = sorted({each.edge for each in (*every, PORTAL) if each.edge is not None})
    kinds = sorted({each.headers for each in (*every, PORTAL)})
    origins = sorted({each.origin for each in (*every, PORTAL)})
    return {
        **{_headers_id(kind): _headers_policy(stage, kind) for kind in kinds},
        **{_edge_id(name): _edge_function(stage, name) for name in edges},
        "PortalAccess": _access(stage, "portal", "s3"),
        **(_polls_access(stage) if "polls" in origins else {}),
        "Distribution": {
            "Type": "AWS::CloudFront::Distribution",
            "Properties": {
                "DistributionConfig": {
                    "Comment": f"HubEE {stage.name}",
                    "Enabled": True,
                    "HttpVersion": "http2and3",
                    "IPV6Enabled": True,
                    "PriceClass": "PriceClass_100",
                    "DefaultRootObject": "index.html",
                    "WebACLId": {"Ref": "FirewallArn"},
                    "Aliases": {"Fn::If": ["HasDomain", [{"Ref": "Domain"}], {"Ref": "AWS::NoValue"}]},
                    "ViewerCertificate": {
                        "Fn::If": [
                            "HasDomain",
                            {
                                "AcmCertificateArn": {"Ref": "CertificateArn"},
                                "MinimumProtocolVersion": "TLSv1.2_2021",
                                "SslSupportMethod": "sni-only",
                            },
                            {"CloudFrontDefaultCertificate": True},
                        ]
                    },
                    "Origins": [_ORIGINS[name](stage) for name in origins],
                    "DefaultCacheBehavior": _behaviour(PORTAL),
                    "CacheBehaviors": [{"PathPattern": each.path, **_behaviour(each)} for each in every],
                }
            },
        },
    }


def _behaviour(told: Behaviour) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "TargetOriginId": told.origin,
        "ViewerProtocolPolicy": "https-only" if told.origin != "portal" else "redirect-to-https",  # a token sent in clear is not answered
        "AllowedMethods": list(told.methods),
        "CachedMethods": _READS,
        "Compress": told.is_cached,  # the API compresses by itself
        "CachePolicyId": _CACHED if told.is_cached else _NEVER_CACHED,
        "ResponseHeadersPolicyId": {"Ref": _headers_id(told.headers)},
    }
    if not told.is_cached:
        answer["OriginRequestPolicyId"] = _ALL_BUT_HOST
    if told.edge is not None:
        answer["FunctionAssociations"] = [
            {"EventType": "viewer-request", "FunctionARN": {"Fn::GetAtt": [_edge_id(told.edge), "FunctionMetadata.FunctionARN"]}}
        ]
    return answer


def _portal_origin(_: Stage) -> dict[str, Any]:
    return {
        "Id": "portal",
        "DomainName": {"Fn::GetAtt": ["PortalBucket", "RegionalDomainName"]},
        "OriginAccessControlId": {"Fn::GetAtt": ["PortalAccess", "Id"]},
        "S3OriginConfig": {"OriginAccessIdentity": ""},
    }


def _api_origin(stage: Stage) -> dict[str, Any]:
    return {
        "Id": "api",
        "DomainName": {"Fn::Sub": "${RestAPI}.execute-api.${AWS::Region}.${AWS::URLSuffix}"},
        "OriginPath": f"/{stage.name}",
        "OriginCustomHeaders": [{"HeaderName": "x-api-key", "HeaderValue": {"Fn::Sub": "{{resolve:secretsmanager:${OriginSecret}}}"}}],
        "CustomOriginConfig": _ENCRYPTED_ORIGIN,
    }


def _files_origin(_: Stage) -> dict[str, Any]:
    """Without access control: a signed link is its own proof, and nothing else opens the bucket."""
    return {
        "Id": "files",
        "DomainName": {"Fn::GetAtt": ["AttachmentsBucket", "RegionalDomainName"]},
        "CustomOriginConfig": _ENCRYPTED_ORIGIN,
    }


def _polls_origin(_: Stage) -> dict[str, Any]:
    return {
        "Id": "polls",
        "DomainName": {"Fn::Select": [2, {"Fn::Split": ["/", {"Fn::GetAtt": [f"{_POLLS_FUNCTION}Url", "FunctionUrl"]}]}]},
        "OriginAccessControlId": {"Fn::GetAtt": ["PollsAccess", "Id"]},
        "CustomOriginConfig": _ENCRYPTED_ORIGIN,
    }


_ENCRYPTED_ORIGIN = {"OriginProtocolPolicy": "https-only", "OriginSSLProtocols": ["TLSv1.2"], "OriginReadTimeout": 30, "OriginKeepaliveTimeout": 60}
_ORIGINS = {"portal": _portal_origin, "api": _api_origin, "files": _files_origin, "polls": _polls_origin}


def _access(stage: Stage, name: str, kind: str) -> dict[str, Any]:
    signing = {"SigningBehavior": "always", "SigningProtocol": "sigv4", "OriginAccessControlOriginType": kind}
    return {
        "Type": "AWS::CloudFront::OriginAccessControl",
        "Properties": {"OriginAccessControlConfig": {"Name": f"{stage.prefix}{name}", **signing}},
    }


def _polls_access(stage: Stage) -> dict[str, Any]:
    source = {"Fn::Sub": "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${Distribution}"}
    told = {"FunctionName": {"Ref": _POLLS_FUNCTION}, "Principal": "cloudfront.amazonaws.com", "SourceArn": source}
    return {
        "PollsAccess": _access(stage, "polls", "lambda"),
        "PollsUrlPermission": {
            "Type": "AWS::Lambda::Permission",
            "Properties": {**told, "Action": "lambda:InvokeFunctionUrl", "FunctionUrlAuthType": "AWS_IAM"},
        },
        "PollsPermission": {"Type": "AWS::Lambda::Permission", "Properties": {**told, "Action": "lambda:InvokeFunction"}},
    }


def _headers_policy(stage: Stage, kind: str) -> dict[str, Any]:
    """The security headers of infra/security_headers.json; the API's own answers keep what they say themselves, as in the sandbox."""
    told = {**SECURITY_HEADERS["default"], **SECURITY_HEADERS[kind]}
    age, *options = (each.strip() for each in told.pop("Strict-Transport-Security").split(";"))
    override = {"Override": kind == "portal"}
    assert told.pop("X-Content-Type-Options") == "nosniff"
    config: dict[str, Any] = {
        "StrictTransportSecurity": {
            "AccessControlMaxAgeSec": int(age.removeprefix("max-age=")),
            "IncludeSubdomains": "includeSubDomains" in options,
            **override,
        },
        "ContentTypeOptions": override,
        "FrameOptions": {"FrameOption": told.pop("X-Frame-Options"), **override},
        "ReferrerPolicy": {"ReferrerPolicy": told.pop("Referrer-Policy"), **override},
        "ContentSecurityPolicy": {"ContentSecurityPolicy": told.pop("Content-Security-Policy"), **override},
    }
    rest = [{"Header": name, "Value": value, **override} for name, value in told.items()]
    return {
        "Type": "AWS::CloudFront::ResponseHeadersPolicy",
        "Properties": {
            "ResponseHeadersPolicyConfig": {
                "Name": f"{stage.prefix}{kind}",
                "SecurityHeadersConfig": config,
                "CustomHeadersConfig": {"Items": rest},
            }
        },
    }


def _edge_function(stage: Stage, name: str) -> dict[str, Any]:
    return {
        "Type": "AWS::CloudFront::Function",
        "Properties": {
            "Name": f"{stage.prefix}{name.replace('_', '-')}",
            "AutoPublish": True,
            "FunctionCode": (_HERE / "edge" / f"{name}.js").read_text(encoding="utf-8"),
            "FunctionConfig": {"Comment": f"infra/edge/{name}.js", "Runtime": "cloudfront-js-2.0"},
        },
    }


def _headers_id(kind: str) -> str:
    return f"{kind.capitalize()}Headers"


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def _edge_id(name: str) -> str:
    return f"{_camel(name)}Edge"
