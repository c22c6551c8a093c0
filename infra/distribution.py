"""One origin for people and programs: the portal's files, the API, stored files by signed links, behind one distribution."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.ingress import PATHS as INGRESS_PATHS
from infra.ingress import ingress_functions, ingress_origin
from infra.keys import ORIGIN_KEY
from infra.origins import ENCRYPTED_ORIGIN, origin_access
from infra.polls import POLLS_PATH, TOKEN_PATHS, polls_origin, polls_resources, tokens_origin
from infra.stages import Stage

_HERE = Path(__file__).parent
API_PATHS: list[str] = json.loads((_HERE / "origins.json").read_text())["api"]
SECURITY_HEADERS: dict[str, dict[str, str]] = json.loads((_HERE / "security_headers.json").read_text())

# Policies that AWS manages: their ids are the same in every account.
_CACHED = "658327ea-f89d-4fab-a63d-7e88639e58f6"  # CachingOptimized
_NEVER_CACHED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"  # CachingDisabled
_ALL_BUT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"  # AllViewerExceptHostHeader: the gateway and S3 know themselves by their own names
_READS = ["GET", "HEAD"]
_KEPT_ERRORS = (400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504)
"""The statuses whose answers CloudFront would keep."""
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


def behaviours() -> list[Behaviour]:
    """The paths, the first that fits first."""
    carried: dict[str, Any] = {"headers": "default", "edge": "carry_authorization"}
    polls = [Behaviour(path=POLLS_PATH, origin="polls", **carried), *(Behaviour(path=each, origin="tokens", **carried) for each in TOKEN_PATHS)]
    taken = {each.path for each in polls}
    api = [Behaviour(path=path, origin="api", headers="default") for path in API_PATHS if path not in taken]
    ingress = [Behaviour(path=path, origin="ingress", headers="default") for path in INGRESS_PATHS]
    return [*polls, *ingress, *api, Behaviour(path="/files*", origin="files", headers="default", edge="files")]


def distribution_resources(stage: Stage) -> dict[str, Any]:
    """The distribution, what it passes requests through, and the headers it adds."""
    every = behaviours()
    edges = sorted({each.edge for each in (*every, PORTAL) if each.edge is not None})
    kinds = sorted({each.headers for each in (*every, PORTAL)})
    origins = sorted({each.origin for each in (*every, PORTAL)})
    return {
        **{_headers_id(kind): _headers_policy(stage, kind) for kind in kinds},
        **{_edge_id(name): _edge_function(stage, name) for name in edges},
        "PortalAccess": origin_access(stage, "portal", "s3"),
        **polls_resources(stage),
        "Distribution": {
            "Type": "AWS::CloudFront::Distribution",
            "DependsOn": ["OriginPlanKey"],  # the gateway knows a new key before it is shown it
            "Properties": {
                "DistributionConfig": {
                    "Comment": f"HubEE {stage.name}",
                    "Enabled": True,
                    "HttpVersion": "http2and3",
                    "IPV6Enabled": True,
                    "PriceClass": "PriceClass_100",
                    "DefaultRootObject": "index.html",
                    # CloudFront keeps an error for ten seconds, whatever a cache policy says, and tells it to whoever asks next.
                    "CustomErrorResponses": [{"ErrorCode": code, "ErrorCachingMinTTL": 0} for code in _KEPT_ERRORS],
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
    if told.origin == "ingress":
        answer["LambdaFunctionAssociations"] = ingress_functions()
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
        "OriginCustomHeaders": [{"HeaderName": "x-api-key", "HeaderValue": ORIGIN_KEY}],
        "CustomOriginConfig": ENCRYPTED_ORIGIN,
    }


def _files_origin(_: Stage) -> dict[str, Any]:
    """Without access control: a signed link is its own proof, and nothing else opens the bucket."""
    return {
        "Id": "files",
        "DomainName": {"Fn::GetAtt": ["AttachmentsBucket", "RegionalDomainName"]},
        "CustomOriginConfig": ENCRYPTED_ORIGIN,
    }


_ORIGINS = {
    "portal": _portal_origin,
    "api": _api_origin,
    "files": _files_origin,
    "polls": polls_origin,
    "tokens": tokens_origin,
    "ingress": ingress_origin,
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
