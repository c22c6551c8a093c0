"""The side door of polls and tokens: a function's own address for what is asked without a body, an HTTP API for the rest.

See docs/adr/0026. Origin access control signs in Authorization, and wants the digest of a body in the caller's own request.
"""

from typing import Any

from infra.origins import ENCRYPTED_ORIGIN, origin_access
from infra.stages import Stage

POLLS_FUNCTION = "AnswerPolls"
"""Its logical id."""
POLLS_PATH = "/teledossiers/v1/notifications"
TOKEN_PATHS = ("/token", "/oauth2/token")


def polls_origin(_: Stage) -> dict[str, Any]:
    """The function's own address, closed to all but the distribution."""
    return {
        "Id": "polls",
        "DomainName": {"Fn::Select": [2, {"Fn::Split": ["/", {"Fn::GetAtt": [f"{POLLS_FUNCTION}Url", "FunctionUrl"]}]}]},
        "OriginAccessControlId": {"Fn::GetAtt": ["PollsAccess", "Id"]},
        "CustomOriginConfig": ENCRYPTED_ORIGIN,
    }


def tokens_origin(_: Stage) -> dict[str, Any]:
    """The HTTP API before the same function."""
    return {
        "Id": "tokens",
        "DomainName": {"Fn::Sub": "${TokensApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}"},
        "CustomOriginConfig": ENCRYPTED_ORIGIN,
    }


def polls_resources(stage: Stage) -> dict[str, Any]:
    """Both ways to the function, and who may take them."""
    source = {"Fn::Sub": "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${Distribution}"}
    distribution = {"FunctionName": {"Ref": POLLS_FUNCTION}, "Principal": "cloudfront.amazonaws.com", "SourceArn": source}
    gateway = {"Fn::Sub": "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${TokensApi}/*"}
    return {
        "PollsAccess": origin_access(stage, "polls", "lambda"),
        "PollsUrlPermission": _permission(**distribution, Action="lambda:InvokeFunctionUrl", FunctionUrlAuthType="AWS_IAM"),
        "PollsPermission": _permission(**distribution, Action="lambda:InvokeFunction"),
        "TokensApi": {"Type": "AWS::ApiGatewayV2::Api", "Properties": {"Name": f"{stage.prefix}tokens", "ProtocolType": "HTTP"}},
        "TokensIntegration": {
            "Type": "AWS::ApiGatewayV2::Integration",
            "Properties": {
                "ApiId": {"Ref": "TokensApi"},
                "IntegrationType": "AWS_PROXY",
                "IntegrationUri": {"Fn::GetAtt": [POLLS_FUNCTION, "Arn"]},
                "PayloadFormatVersion": "2.0",
            },
        },
        **{f"TokensRoute{number}": _route(path) for number, path in enumerate(TOKEN_PATHS)},
        "TokensStage": {
            "Type": "AWS::ApiGatewayV2::Stage",
            "Metadata": {"checkov": {"skip": [{"id": "CKV_AWS_95", "comment": "The function tells of each token, by ids only"}]}},
            "Properties": {
                "ApiId": {"Ref": "TokensApi"},
                "StageName": "$default",
                "AutoDeploy": True,
                "DefaultRouteSettings": {"ThrottlingRateLimit": stage.requests_per_second, "ThrottlingBurstLimit": stage.burst},
            },
        },
        "TokensPermission": _permission(
            FunctionName={"Ref": POLLS_FUNCTION}, Principal="apigateway.amazonaws.com", SourceArn=gateway, Action="lambda:InvokeFunction"
        ),
    }


def _permission(**properties: Any) -> dict[str, Any]:
    return {"Type": "AWS::Lambda::Permission", "Properties": properties}


def _route(path: str) -> dict[str, Any]:
    return {
        "Type": "AWS::ApiGatewayV2::Route",
        "Metadata": {"checkov": {"skip": [{"id": "CKV_AWS_309", "comment": "Who asks a token proves himself to the function"}]}},
        "Properties": {
            "ApiId": {"Ref": "TokensApi"},
            "RouteKey": f"ANY {path}",
            "AuthorizationType": "NONE",
            "Target": {"Fn::Sub": "integrations/${TokensIntegration}"},
        },
    }
