"""A CloudFormation that keeps stacks in memory: as much of its promises as a deployment relies on."""

import json
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.exceptions import ClientError, WaiterError


class MemoryCloudFormation:
    """Stacks by name; a change set is known by its stack's."""

    def __init__(self) -> None:
        self.stacks: dict[str, dict[str, Any]] = {}
        self._prepared: dict[str, dict[str, Any]] = {}
        self.executed: list[str] = []
        self.bounds: list[dict[str, bool]] = []
        """What each execution was told to do when it fails."""
        self.looked_at: list[dict[str, Any]] = []
        """The parameters of the change sets that were made, whether they were executed or not."""
        self.change = {"Action": "Modify", "ResourceType": "AWS::DynamoDB::Table", "LogicalResourceId": "ExchangeRowTable", "Replacement": "True"}
        """What a change set says that it changes."""
        self.protected: set[str] = set()
        """Those that one call does not delete."""
        self.ends: list[str] = []
        """How the next executions end; well, when there is none left."""

    def describe_stacks(self, *, StackName: str) -> dict[str, Any]:  # noqa: N803
        if StackName not in self.stacks:
            told = {"Code": "ValidationError", "Message": f"Stack with id {StackName} does not exist"}
            raise ClientError({"Error": told}, "DescribeStacks")
        return {"Stacks": [self.stacks[StackName]]}

    def get_template_summary(self, *, TemplateBody: str = "", TemplateURL: str = "") -> dict[str, Any]:  # noqa: N803
        if TemplateURL:
            place = urlsplit(TemplateURL)
            bucket, _, _ = place.netloc.partition(".")
            TemplateBody = boto3.client("s3").get_object(Bucket=bucket, Key=place.path[1:])["Body"].read().decode()  # noqa: N806
        return {"Parameters": [{"ParameterKey": name} for name in json.loads(TemplateBody).get("Parameters", {})]}

    def create_change_set(self, *, StackName: str, ChangeSetType: str, Parameters: list[dict[str, Any]], **told: Any) -> dict[str, Any]:  # noqa: N803
        known = self.stacks.get(StackName)
        assert (ChangeSetType == "CREATE") == (known is None or known["StackStatus"] == "REVIEW_IN_PROGRESS")
        kept = {each["ParameterKey"]: each["ParameterValue"] for each in (known or {}).get("Parameters", ())}
        taken = {each["ParameterKey"] for each in self.get_template_summary(**_template(told))["Parameters"]}
        asked = {each["ParameterKey"] for each in Parameters}
        if asked - taken:
            message = f"Parameters: {sorted(asked - taken)} do not exist in the template"
            raise ClientError({"Error": {"Code": "ValidationError", "Message": message}}, "CreateChangeSet")
        values = {each["ParameterKey"]: each.get("ParameterValue", kept.get(each["ParameterKey"])) for each in Parameters}
        self._prepared[StackName] = {"content": (told.get("TemplateBody"), told.get("TemplateURL"), values), "values": values}
        self.looked_at.append(values)
        if known is None:
            self.stacks[StackName] = {"StackStatus": "REVIEW_IN_PROGRESS"}
        return {"Id": StackName}

    def describe_change_set(self, *, ChangeSetName: str) -> dict[str, Any]:  # noqa: ARG002, N803
        return {"StatusReason": "The submitted information didn't contain changes."}

    def execute_change_set(self, *, ChangeSetName: str, **bounds: bool) -> None:  # noqa: N803
        prepared = self._prepared.pop(ChangeSetName)
        parameters = [{"ParameterKey": name, "ParameterValue": value} for name, value in prepared["values"].items()]
        certificate = {} if prepared["values"].get("Domain") == "" else {"CertificateArn": "arn:certificate"}
        outputs = [{"OutputKey": name, "OutputValue": value} for name, value in {**OUTPUTS, **certificate, **prepared["values"]}.items()]
        self.bounds.append(bounds)
        was_there = self.stacks[ChangeSetName]["StackStatus"] != "REVIEW_IN_PROGRESS"
        self.stacks[ChangeSetName] = {
            "StackStatus": self.ends.pop(0) if self.ends else "UPDATE_COMPLETE" if was_there else "CREATE_COMPLETE",
            "Parameters": parameters,
            "Outputs": outputs,
            "content": prepared["content"],
        }
        self.executed.append(ChangeSetName)

    def delete_change_set(self, *, ChangeSetName: str) -> None:  # noqa: N803
        self._prepared.pop(ChangeSetName, None)

    def delete_stack(self, *, StackName: str) -> None:  # noqa: N803
        assert StackName not in self.protected
        del self.stacks[StackName]

    def update_termination_protection(self, *, StackName: str, EnableTerminationProtection: bool) -> None:  # noqa: N803
        (self.protected.add if EnableTerminationProtection else self.protected.discard)(StackName)

    def get_waiter(self, name: str) -> "Waiter":
        return Waiter(self, name)

    def is_unchanged(self, change_set: str) -> bool:
        known = self.stacks[change_set]
        return bool(known.get("content") == self._prepared[change_set]["content"] and known["StackStatus"].endswith("_COMPLETE"))

    def get_paginator(self, name: str) -> "MemoryCloudFormation":  # noqa: ARG002
        return self

    def paginate(self, *, ChangeSetName: str) -> list[dict[str, Any]]:  # noqa: ARG002, N803
        return [{"Changes": [{"ResourceChange": self.change}]}]


class Waiter:
    """Waits for a stack or a change set: here what was begun is over when somebody waits, as ``becomes`` says."""

    def __init__(self, cloud: MemoryCloudFormation, name: str) -> None:
        self._cloud, self._name = cloud, name

    def wait(self, *, WaiterConfig: dict[str, int], StackName: str = "", ChangeSetName: str = "") -> None:  # noqa: ARG002, N803
        if ChangeSetName:
            if self._cloud.is_unchanged(ChangeSetName):
                raise WaiterError(self._name, "Waiter encountered a terminal failure state", {})
            return
        stack = self._cloud.stacks[StackName]
        stack["StackStatus"] = stack.pop("becomes", stack["StackStatus"])
        if stack["StackStatus"] != {"stack_rollback_complete": "UPDATE_ROLLBACK_COMPLETE"}.get(self._name, f"{self._name.upper()[6:]}"):
            raise WaiterError(self._name, f"Waiter encountered a terminal failure state: {stack['StackStatus']}", {})


def _template(told: dict[str, Any]) -> dict[str, Any]:
    return {name: each for name, each in told.items() if name in ("TemplateBody", "TemplateURL")}


OUTPUTS = {
    "Bucket": "packages",
    "FirewallArn": "arn:firewall",
    "DistributionId": "E1",
    "DistributionDomain": "d1.cloudfront.net",
    "PortalBucketName": "portal",
    "BaseUrl": "https://recette.hubee.numerique.gouv.fr",
}
