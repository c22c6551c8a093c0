"""The edge's function that sends a plain PUT of a large file past the functions, to the bucket (docs/adr/0024).

It runs in us-east-1 and has no environment: what it needs to know comes as headers of its origin, which callers never see.
"""

import json
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
    """Its functions, each with a version of what it is now: CloudFront wants one that never changes."""
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
    for event in HANDLERS:
        name, function = _name(event), _function(stage, event)
        resources[name] = {"Type": "AWS::Lambda::Function", "Properties": function}
        resources[f"{name}Logs"] = {
            "Type": "AWS::Logs::LogGroup",
            "DeletionPolicy": "Retain",
            "UpdateReplacePolicy": "Retain",
            "Metadata": {
                "checkov": {"skip": [{"id": "CKV_AWS_158", "comment": "The key is the other region's; the function logs its own faults alone"}]}
            },
            # of this region; the runbook bounds those that the edge makes in others
            "Properties": {"LogGroupName": f"/aws/lambda/us-east-1.{function['FunctionName']}", "RetentionInDays": stage.log_days},
        }
        resources[_version(stage, event)] = {
            "Type": "AWS::Lambda::Version",
            "DeletionPolicy": "Retain",  # copies of it live at the edge for hours
            "UpdateReplacePolicy": "Retain",
            "Properties": {"FunctionName": {"Ref": name}},
        }
    return resources


def ingress_outputs(stage: Stage) -> dict[str, Any]:
    """The versions that the distribution runs."""
    return {output(event): {"Value": {"Ref": _version(stage, event)}} for event in HANDLERS}


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


def _name(event: str) -> str:
    return output(event).removesuffix("Arn")


def _function(stage: Stage, event: str) -> dict[str, Any]:
    return {
        "FunctionName": f"{stage.prefix}ingress-{event}",
        "Runtime": "python3.11",
        "Handler": f"index.{HANDLERS[event]}",
        "Code": {"ZipFile": _CODE.read_text(encoding="utf-8")},
        "MemorySize": 128,
        "Timeout": 30 if event == "origin-request" else 5,
        "Role": {"Fn::GetAtt": ["IngressRole", "Arn"]},
    }


def _version(stage: Stage, event: str) -> str:
    """Its logical id: another one for whatever changes of the function, its time-out or its runtime as well as its code."""
    return f"{_name(event)}Version{sha256(json.dumps(_function(stage, event), sort_keys=True).encode()).hexdigest()[:12]}"
