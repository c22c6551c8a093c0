"""What is merged into chalice's template: everything that a stage is beside its functions, and what chalice leaves out of those.

``python -m infra.merge_template recette`` prints it, for ``chalice package --merge-template``.
"""

import json
import sys
from collections.abc import Iterator
from typing import Any

from infra.alerting import alarm_resources
from infra.antivirus import ADDRESS, antivirus_conditions, antivirus_parameters, network, network_statement
from infra.chalice_template import chalice_template
from infra.dashboard import dashboard_resources
from infra.distribution import distribution_resources
from infra.functions import API, FUNCTIONS, Function
from infra.gateway import gateway_properties, gateway_resources
from infra.ingress import HANDLERS, output
from infra.keys import KEY_ARN, SECRETS
from infra.mail import mail_outputs
from infra.queues import FAILURES, QUEUES, RUNS
from infra.queues import logical_id as queue_id
from infra.stages import STAGES, Stage
from infra.stored import stored_resources

_API_ID = "APIHandler"
_FAILURES_ARN, _RUNS_ARN = ({"Fn::GetAtt": [queue_id(each), "Arn"]} for each in (FAILURES, RUNS))


def merge_template(app: Any, stage: Stage) -> dict[str, Any]:
    """The merge template of a stage. Raises: KeyError for a function of the application that infra/functions.py does not know."""
    functions = dict(_functions(app, stage))
    return {
        "Description": f"HubEE {stage.name}",
        "Parameters": {
            "FirewallArn": {"Type": "String", "Description": "An output of the edge's stack"},
            **{output(event): {"Type": "String", "Description": "An output of the edge's stack"} for event in HANDLERS},
            "CertificateArn": {"Type": "String", "Default": "", "Description": "An output of the edge's stack; empty: no domain of its own"},
            "Domain": {"Type": "String", "Default": stage.domain},
            "BaseUrl": {"Type": "String", "Default": f"https://{stage.domain}", "Description": "Where people and programs find the hub"},
            "Turn": {"Type": "String", "Default": "1", "Description": "Another word: every function starts anew, every secret is read again"},
            "OriginTurn": {
                "Type": "String",
                "Default": "",
                "AllowedPattern": "([A-Za-z0-9-]{32,64})?",
                "Description": "The version of the origin's secret that the distribution shows the gateway; empty: the first",
            },
            **antivirus_parameters(stage),
            "AlarmAddress": {"Type": "String", "Description": "Who is mailed when an alarm rings"},
        },
        "Conditions": {"HasDomain": {"Fn::Not": [{"Fn::Equals": [{"Ref": "CertificateArn"}, ""]}]}, **antivirus_conditions()},
        "Resources": {
            **stored_resources(stage),
            **{logical: resource for logical, (resource, _) in functions.items()},
            **{role: _role(name, logical) for logical, (_, name) in functions.items() for role in [_role_id(logical)]},
            **{f"{logical}Logs": _logs(stage, name) for logical, (_, name) in functions.items()},
            "RestAPI": {"Properties": gateway_properties(stage)},
            **gateway_resources(stage),
            **distribution_resources(stage),
            **alarm_resources(stage, functions),
            **dashboard_resources(stage, functions),
        },
        "Outputs": {
            "DistributionId": {"Value": {"Ref": "Distribution"}},
            "DistributionDomain": {"Value": {"Fn::GetAtt": ["Distribution", "DomainName"]}},
            "PortalBucketName": {"Value": {"Ref": "PortalBucket"}},
            "BaseUrl": {"Value": {"Ref": "BaseUrl"}},
            **mail_outputs(),
        },
    }


def merged(app: Any, stage: Stage) -> dict[str, Any]:
    """The whole template of a stage, as ``chalice package`` writes it with the merge template of this module."""
    from chalice.package import TemplateDeepMerger

    whole: dict[str, Any] = TemplateDeepMerger().merge(merge_template(app, stage), chalice_template(app, stage.name))
    return whole


def _functions(app: Any, stage: Stage) -> Iterator[tuple[str, tuple[dict[str, Any], str]]]:
    """What is added to each function of chalice's template, by logical id, with its name in the code."""
    made = chalice_template(app, stage.name)["Resources"]
    queue_by_function = {source.name: source.queue for source in app.event_sources if hasattr(source, "queue")}
    for logical, resource in made.items():
        if resource["Type"] != "AWS::Serverless::Function":
            continue
        name = API if logical == _API_ID else resource["Properties"]["Handler"].rpartition(".")[2]
        function = FUNCTIONS[name]
        events = resource["Properties"].get("Events", {})
        own = _properties(stage, name, logical, function)
        own["Events"] = {event: _event(told, queue_by_function.get(name), function) for event, told in events.items()}
        if any(each["Type"] != "SQS" for each in events.values()):
            own["EventInvokeConfig"] = _when_it_fails(function, is_job=all(each["Type"] == "Schedule" for each in events.values()))
        yield logical, ({"Properties": own}, name)


def _properties(stage: Stage, name: str, logical: str, function: Function) -> dict[str, Any]:
    told: dict[str, Any] = {
        "FunctionName": f"{stage.prefix}{name.replace('_', '-')}",
        # A blueprint's function is deployed under its own module, which leaves app.py and its middleware out.
        "Handler": "app.app" if name == API else f"app.{name}",
        "Timeout": function.seconds,
        "MemorySize": function.megabytes,
        "EphemeralStorage": {"Size": function.disk_megabytes},
        "Tracing": "Active" if function.is_traced else "PassThrough",
        "LoggingConfig": {"LogFormat": "JSON", "SystemLogLevel": "WARN", "LogGroup": {"Ref": f"{logical}Logs"}},
        "Environment": {"Variables": _environment(stage)},
    }
    if function.scans:
        told["VpcConfig"] = network()
        told["Environment"]["Variables"]["HUB_CLAMD_ADDRESS"] = {"Ref": ADDRESS}
    if function.calls_itself:
        told["RecursiveLoop"] = "Allow"
    if function.has_url:
        told["FunctionUrlConfig"] = {"AuthType": "AWS_IAM", "InvokeMode": "BUFFERED"}
    return told


def _when_it_fails(function: Function, *, is_job: bool) -> dict[str, Any]:
    return {
        "MaximumRetryAttempts": function.retries,
        "DestinationConfig": {"OnFailure": {"Type": "SQS", "Destination": _RUNS_ARN if is_job else _FAILURES_ARN}},
    }


def _event(made: dict[str, Any], queue: str | None, function: Function) -> dict[str, Any]:
    """What is added to what calls a function. Raises: KeyError for a queue that infra/queues.py does not know."""
    match made["Type"]:
        case "SQS":
            assert queue is not None
            assert queue in QUEUES, queue
            arn = {"Fn::Sub": f"${{{queue_id(queue)}.Arn}}"}  # by Fn::Sub, as chalice has it: the merge would keep both
            bound = {"ScalingConfig": {"MaximumConcurrency": function.at_once}}
            return {"Properties": {"Queue": arn, "FunctionResponseTypes": ["ReportBatchItemFailures"], **bound}}
        case "CloudWatchEvent":
            is_of_files = made["Properties"]["Pattern"].get("source") == ["aws.s3"]
            ours = {"detail": {"bucket": {"name": [{"Ref": "AttachmentsBucket"}]}}} if is_of_files else {}
            return {"Properties": {"DeadLetterConfig": {"Arn": _FAILURES_ARN}, "Pattern": ours}}
        case _:
            return {"Properties": {"DeadLetterConfig": {"Arn": _FAILURES_ARN}}}


def _environment(stage: Stage) -> dict[str, Any]:
    return {
        "POWERTOOLS_SERVICE_NAME": stage.stack,
        "HUB_TURN": {"Ref": "Turn"},
        "HUB_TABLE_PREFIX": stage.prefix,
        "HUB_ATTACHMENT_BUCKET": {"Ref": "AttachmentsBucket"},
        "HUB_AUDIT_BUCKET": {"Ref": "AuditBucket"},
        "HUB_MAIL_SENDER": stage.sender,
        "HUB_PORTAL_URL": {"Ref": "BaseUrl"},
        "HUB_TOKEN_ISSUER": {"Ref": "BaseUrl"},
        **{variable: {"Ref": name} for name, (_, variable, _) in SECRETS.items()},
        **{queue.variable: {"Ref": queue_id(name)} for name, queue in QUEUES.items()},
    }


def _role_id(logical: str) -> str:
    return "ApiHandlerRole" if logical == _API_ID else f"{logical}Role"


def _role(name: str, logical: str) -> dict[str, Any]:
    function = FUNCTIONS[name]
    document = {"Version": "2012-10-17", "Statement": [*function.rights.statements(logical), *([network_statement()] if function.scans else [])]}
    return {"Properties": {"Policies": [{"PolicyName": "Rights", "PolicyDocument": document}]}}


def _logs(stage: Stage, name: str) -> dict[str, Any]:
    return {
        "Type": "AWS::Logs::LogGroup",
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
        "Properties": {
            "LogGroupName": f"/aws/lambda/{stage.prefix}{name.replace('_', '-')}",
            "RetentionInDays": stage.log_days,
            "KmsKeyId": KEY_ARN,
        },
    }


if __name__ == "__main__":
    from app import app as _app

    json.dump(merge_template(_app, STAGES[sys.argv[1]]), sys.stdout, ensure_ascii=False)
