"""The edge's function that sends a plain PUT of a large file past the functions, to the bucket (docs/adr/0024).

It runs in us-east-1 and has no environment: what it needs to know comes as headers of its origin, which callers never see.
"""

from hashlib import sha256
from pathlib import Path
from typing import Any

from infra.keys import ORIGIN_KEY
from infra.origins import ENCRYPTED_ORIGIN
from infra.stages import Stage

_CODE = Path(__file__).parent / "edge" / "ingress.py"
PATHS = ("/teledossiers/v1/folders/*/attachments/*", "/teledossiers/v1/cases/*/events/*/attachments/*")
HANDLERS = {"origin-request": "on_request", "origin-response": "on_response"}
BUCKET_HEADER = "x-hubee-bucket"


def output(event: str) -> str:
    """Which output of the edge's stack, and parameter of the hub's, names the function of an event."""
    return "Ingress" + "".join(part.capitalize() for part in event.split("-")) + "Arn"


def ingress_resources(stage: Stage) -> dict[str, Any]:
    """Its functions, with a version for each content of the code: CloudFront wants one that never changes."""
    code = _CODE.read_text(encoding="utf-8")
    # in whichever region it runs
    logs = f"arn:${{AWS::Partition}}:logs:*:${{AWS::AccountId}}:log-group:/aws/lambda/us-east-1.{stage.prefix}ingress-*"
    trusted = {"Effect": "Allow", "Principal": {"Service": ["lambda.amazonaws.com", "edgelambda.amazonaws.com"]}, "Action": "sts:AssumeRole"}
    writes = {"Effect": "Allow", "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], "Resource": {"Fn::Sub": logs}}
    resources: dict[str, Any] = {
        "IngressRole": {
            "Type": "AWS::IAM::Role",
            "Properties": {
                "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trusted]},
                "Policies": [{"PolicyName": "Logs", "PolicyDocument": {"Version": "2012-10-17", "Statement": [writes]}}],
            },
        }
    }
    for event, handler in HANDLERS.items():
        name = output(event).removesuffix("Arn")
        resources[name] = {
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "FunctionName": f"{stage.prefix}ingress-{event}",
                "Description": sha256(code.encode()).hexdigest()[:12],  # a change of the code alone makes no version
                "Runtime": "python3.11",
                "Handler": f"index.{handler}",
                "Code": {"ZipFile": code},
                "MemorySize": 128,
                "Timeout": 30 if event == "origin-request" else 5,
                "Role": {"Fn::GetAtt": ["IngressRole", "Arn"]},
            },
        }
        resources[_version(event, code)] = {
            "Type": "AWS::Lambda::Version",
            "DeletionPolicy": "Retain",  # copies of it live at the edge for hours
            "UpdateReplacePolicy": "Retain",
            "Properties": {"FunctionName": {"Ref": name}},
        }
    return resources


def ingress_outputs() -> dict[str, Any]:
    """The versions that the distribution runs."""
    code = _CODE.read_text(encoding="utf-8")
    return {output(event): {"Value": {"Ref": _version(event, code)}} for event in HANDLERS}


def ingress_origin(stage: Stage) -> dict[str, Any]:
    """The API, with what the function must know: where the bucket is, and the gateway's key to ask it with."""
    return {
        "Id": "ingress",
        "DomainName": {"Fn::Sub": "${RestAPI}.execute-api.${AWS::Region}.${AWS::URLSuffix}"},
        "OriginPath": f"/{stage.name}",
        "OriginCustomHeaders": [
            {"HeaderName": "x-api-key", "HeaderValue": ORIGIN_KEY},
            {"HeaderName": BUCKET_HEADER, "HeaderValue": {"Fn::GetAtt": ["AttachmentsBucket", "RegionalDomainName"]}},
        ],
        "CustomOriginConfig": ENCRYPTED_ORIGIN,
    }


def ingress_functions() -> list[dict[str, Any]]:
    """What the distribution runs on its paths; the body stays out of it."""
    return [{"EventType": event, "LambdaFunctionARN": {"Ref": output(event)}, "IncludeBody": False} for event in HANDLERS]


def _version(event: str, code: str) -> str:
    return f"{output(event).removesuffix('Arn')}Version{sha256(code.encode()).hexdigest()[:12]}"
