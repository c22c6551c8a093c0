"""What the runbook tells to type is there: names, targets, tools with their options, and calls of AWS with their parameters."""

import importlib.util
import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore import xform_name

from chalicelib.handlers.job_schedules import SCHEDULES
from infra.keys import SECRETS
from infra.stages import STAGES, Stage

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8").replace("\\\n", " ")
NAMES = ("TableName", "QueueName", "FunctionName", "TopicName", "DashboardName", "LogGroupName", "AliasName", "Name")
SERVICES = {"s3api": "s3"}
OF_THE_CLIENT = {"query", "output", "region"}


def _typed() -> list[str]:
    """All that is set as code: fences and spans."""
    fences = re.findall(r"^ *```sh\n(.*?)^ *```", TEXT, re.DOTALL | re.MULTILINE)
    without = re.sub(r"^ *```.*?^ *```", "", TEXT, flags=re.DOTALL | re.MULTILINE)
    return [*fences, *re.findall(r"`([^`\n]+)`", without)]


def _named(stage: Stage) -> set[str]:
    """The names in the runbook that begin as the stage's do."""
    code = "\n".join(_typed()).replace("$STAGE", stage.name).replace("STAGE", stage.name)
    whole = re.findall(rf"(?:/aws/lambda/|alias/)?hubee-{stage.name}[-/][a-z][a-z0-9-]*(?:\$ACCOUNT)?", code)
    return {each.replace("$ACCOUNT", "") for each in whole}


def _names_in(template: dict[str, Any]) -> set[str]:
    told = [each.get("Properties", {}).get(name) for each in template["Resources"].values() for name in NAMES]
    buckets = [each["Properties"]["BucketName"]["Fn::Sub"] for each in template["Resources"].values() if each["Type"] == "AWS::S3::Bucket"]
    return {each for each in told if isinstance(each, str)} | {each.replace("${AWS::AccountId}", "") for each in buckets}


def test_every_name_of_a_stage_is_in_its_template(template: dict[str, Any], edge: dict[str, Any], stage: Stage) -> None:
    named = _named(stage)
    of_stacks = {f"{stage.stack}-packages", f"{stage.stack}-edge"}
    assert {f"{stage.stack}/{told}" for told, _, _ in SECRETS.values()} <= named
    assert {f"{stage.prefix}failures", f"{stage.prefix}mails-dead", f"{stage.prefix}attachments-", f"alias/{stage.prefix}data"} <= named
    assert named - of_stacks - _names_in(template) - _names_in(edge) == set()


def test_what_outlives_a_stack_can_be_taken_in_by_itself(template: dict[str, Any]) -> None:
    assert 'select(.value.DeletionPolicy == "Retain")' in TEXT  # of a stack that was deleted
    assert "del(.Resources[].Properties.LoggingConfiguration)" in TEXT
    kept = {name: each for name, each in template["Resources"].items() if each.get("DeletionPolicy") == "Retain"}
    told = json.dumps([{name: what for name, what in each["Properties"].items() if name != "LoggingConfiguration"} for each in kept.values()])
    named = re.findall(r'"(?:Ref|Fn::GetAtt)": \[?"([^"]+)"', told) + re.findall(r"\$\{([\w:]+)", told)
    assert {each for each in named if not each.startswith("AWS::")} <= kept.keys()
    assert {each["Type"] for each in kept.values()} >= {"AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::SQS::Queue", "AWS::KMS::Key"}


def test_every_queue_and_its_log_can_be_put_in_the_commands(properties: dict[str, Any], stage: Stage) -> None:
    (told,) = re.findall(r"Queues are (.*?); their functions (.*?)\.\n", TEXT)
    queues, functions = (re.findall(r"`([a-z-]+)`", each) for each in told)
    there = {name for each in properties.values() for name in (each.get("QueueName"), each.get("LogGroupName")) if isinstance(name, str)}
    assert len(queues) == len(functions) == 3
    assert {f"{stage.prefix}{name}-dead" for name in queues} | {f"/aws/lambda/{stage.prefix}{name}" for name in functions} <= there


def test_every_table_that_is_named_is_there_and_says_when_its_rows_pass(properties: dict[str, Any], stage: Stage) -> None:
    (told,) = re.findall(r"`expires` only for ((?:`[a-z]+`(?:, )?)+)", TEXT)
    expiring = {each["TableName"] for each in properties.values() if "TimeToLiveSpecification" in each}
    assert {f"{stage.prefix}{name}" for name in re.findall(r"`([a-z]+)`", told)} == expiring
    tables = {each["TableName"] for each in properties.values() if "TableName" in each}
    assert {f"{stage.prefix}{name}" for name in re.findall(r"--table ([a-z]+)", TEXT)} <= tables


def test_every_job_that_is_named_runs() -> None:
    words = {each for each in _typed() if re.fullmatch(r"[a-z]+-[a-z]+(-[a-z]+)?", each)}
    named = {each for each in words if each.split("-")[0] in {name.split("-")[0] for name in SCHEDULES}}
    assert {"finish-deliveries", "announce-forgotten-mails", "tend-webhooks", "check-forgotten-files"} <= named
    assert named - {"send-mails", "check-attachments"} <= SCHEDULES.keys()


def test_every_make_target_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z./-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)) | {".venv/.installed"}
    asked = [word for line in _typed() for told in re.findall(r"(?:^|\s)make ([^\n#`]*)", line) for word in told.split() if "=" not in word]
    assert {"package", "deploy", "verify-audit"} <= set(asked)
    assert [word for word in asked if word not in targets] == []


def test_every_tool_is_there_with_its_options() -> None:
    tools = [each for line in _typed() for each in re.findall(r"(\S*python) -m (infra\.[a-z_]+)([^\n#]*)", line)]
    assert {"infra.restore", "infra.pause", "infra.key_rings", "infra.first_steps", "infra.canary"} == {module for _, module, _ in tools}
    for python, module, rest in tools:
        assert python == ".venv/bin/python"
        found = importlib.util.find_spec(f"{module}.__main__") if (ROOT / module.replace(".", "/")).is_dir() else importlib.util.find_spec(module)
        assert found is not None
        assert found.origin is not None
        source = Path(found.origin).read_text(encoding="utf-8")
        options = [each.removeprefix("--") for each in re.findall(r"--[a-z-]+", rest)]
        assert [each for each in options if f'"--{each}"' not in source and f'"{each}"' not in source] == [], module


def _calls() -> Iterator[tuple[str, str, set[str]]]:
    """Each call of the AWS command line: service, operation, the names of its options."""
    for code in _typed():
        for told in re.findall(r"\baws ([a-z0-9]+ [a-z0-9-]+[^\n|;)]*)", code):
            service, operation, *rest = shlex.split(told.replace('"$(', "").replace("'", "").replace('"', ""))
            yield service, operation, {each.removeprefix("--") for each in rest if each.startswith("--")}


@pytest.mark.parametrize(("service", "operation", "options"), sorted(_calls(), key=str), ids=lambda each: each if isinstance(each, str) else "")
def test_every_call_of_aws_knows_its_parameters(service: str, operation: str, options: set[str]) -> None:
    model = boto3.client(SERVICES.get(service, service), region_name="eu-west-3").meta.service_model
    found = {xform_name(each, "-"): each for each in model.operation_names}
    assert operation in found
    shape = model.operation_model(found[operation]).input_shape
    members = {xform_name(each, "-"): each for each in (shape.members if shape else {})}
    flags = {f"no-{each}" for each, told in members.items() if shape.members[told].type_name == "boolean"}
    assert options - OF_THE_CLIENT - members.keys() - flags == set()
    assert {xform_name(each, "-") for each in (shape.required_members if shape else ())} <= options


def test_no_stage_is_written_into_a_command_but_the_first_ones() -> None:
    after = TEXT.partition("## Secrets")[2]
    assert re.findall(r"hubee-(?:" + "|".join(STAGES) + r")\b", after) == []
