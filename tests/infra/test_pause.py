"""A stage is stopped whole, and goes on as it was; no other stage notices."""

import io
import json
from collections.abc import Iterator
from typing import Any
from zipfile import ZipFile

import boto3
import pytest
from moto import mock_aws

from infra.pause import Pause
from infra.stages import REGION, STAGES

ROLE = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}


class Account:
    """Two stages, each with a function that a schedule calls and one that takes a queue."""

    def __init__(self) -> None:
        self.functions, self.events, self._queues = (boto3.client(each, region_name=REGION) for each in ("lambda", "events", "sqs"))
        self._role = boto3.client("iam").create_role(RoleName="r", AssumeRolePolicyDocument=json.dumps(ROLE))["Role"]["Arn"]
        for prefix in (STAGES["recette"].prefix, STAGES["prod"].prefix):
            self._function(f"{prefix}ingest")
            self.events.put_rule(Name=f"{prefix}IngestEvent", ScheduleExpression="rate(5 minutes)")
            self._function(f"{prefix}send-mails")
            queue = self._queues.create_queue(QueueName=f"{prefix}mails")["QueueUrl"]
            arn = self._queues.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
            self.functions.create_event_source_mapping(FunctionName=f"{prefix}send-mails", EventSourceArn=arn)

    def _function(self, name: str) -> None:
        code = io.BytesIO()
        with ZipFile(code, "w") as archive:
            archive.writestr("app.py", "")
        self.functions.create_function(FunctionName=name, Runtime="python3.11", Role=self._role, Handler="app.f", Code={"ZipFile": code.getvalue()})

    def state(self) -> dict[str, Any]:
        """How each thing is, by its name: a function's own bound, whether a queue is taken, whether a rule holds."""
        functions = [each["FunctionName"] for each in self.functions.list_functions()["Functions"]]
        bounds = {name: self.functions.get_function_concurrency(FunctionName=name).get("ReservedConcurrentExecutions") for name in functions}
        taken = {
            each["EventSourceArn"].rpartition(":")[2]: each["State"] for each in self.functions.list_event_source_mappings()["EventSourceMappings"]
        }
        return {**bounds, **taken, **{each["Name"]: each["State"] for each in self.events.list_rules()["Rules"]}}


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "none")
    with mock_aws():
        yield Account()


def test_a_stage_is_stopped_whole_and_goes_on_as_it_was(account: Account) -> None:
    before = account.state()
    pause = Pause(STAGES["prod"], functions=account.functions, events=account.events)
    assert pause.begin() == 2
    stopped = account.state()
    assert {name: value for name, value in stopped.items() if name.startswith("hubee-prod-")} == {
        "hubee-prod-ingest": 0,
        "hubee-prod-send-mails": 0,
        "hubee-prod-mails": "Disabled",
        "hubee-prod-IngestEvent": "DISABLED",
    }
    assert {name: value for name, value in stopped.items() if name in before and value == before[name]}.keys() == {
        name for name in before if name.startswith("hubee-recette-")
    }
    assert pause.begin() == 2
    assert pause.end() == 2
    assert account.state() == before
