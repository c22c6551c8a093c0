"""A CloudFormation that keeps stacks in memory: as much of its promises as a deployment relies on."""

from typing import Any

from botocore.exceptions import ClientError, WaiterError


class MemoryCloudFormation:
    """Stacks by name; a change set is known by its stack's."""

    def __init__(self) -> None:
        self.stacks: dict[str, dict[str, Any]] = {}
        self._prepared: dict[str, dict[str, Any]] = {}
        self.executed: list[str] = []

    def describe_stacks(self, *, StackName: str) -> dict[str, Any]:  # noqa: N803
        if StackName not in self.stacks:
            told = {"Code": "ValidationError", "Message": f"Stack with id {StackName} does not exist"}
            raise ClientError({"Error": told}, "DescribeStacks")
        return {"Stacks": [self.stacks[StackName]]}

    def create_change_set(self, *, StackName: str, ChangeSetType: str, Parameters: list[dict[str, Any]], **told: Any) -> dict[str, Any]:  # noqa: N803
        known = self.stacks.get(StackName)
        assert (ChangeSetType == "CREATE") == (known is None or known["StackStatus"] == "REVIEW_IN_PROGRESS")
        kept = {each["ParameterKey"]: each["ParameterValue"] for each in (known or {}).get("Parameters", ())}
        values = {each["ParameterKey"]: each.get("ParameterValue", kept.get(each["ParameterKey"])) for each in Parameters}
        self._prepared[StackName] = {"content": (told.get("TemplateBody"), told.get("TemplateURL"), values), "values": values}
        if known is None:
            self.stacks[StackName] = {"StackStatus": "REVIEW_IN_PROGRESS"}
        return {"Id": StackName}

    def describe_change_set(self, *, ChangeSetName: str) -> dict[str, Any]:  # noqa: ARG002, N803
        return {"StatusReason": "The submitted information didn't contain changes."}

    def execute_change_set(self, *, ChangeSetName: str) -> None:  # noqa: N803
        prepared = self._prepared.pop(ChangeSetName)
        parameters = [{"ParameterKey": name, "ParameterValue": value} for name, value in prepared["values"].items()]
        certificate = "" if prepared["values"].get("Domain") == "" else "arn:certificate"
        outputs = [
            {"OutputKey": name, "OutputValue": value} for name, value in {**OUTPUTS, "CertificateArn": certificate, **prepared["values"]}.items()
        ]
        self.stacks[ChangeSetName] = {
            "StackStatus": "UPDATE_COMPLETE",
            "Parameters": parameters,
            "Outputs": outputs,
            "content": prepared["content"],
        }
        self.executed.append(ChangeSetName)

    def delete_change_set(self, *, ChangeSetName: str) -> None:  # noqa: N803
        self._prepared.pop(ChangeSetName, None)

    def delete_stack(self, *, StackName: str) -> None:  # noqa: N803
        del self.stacks[StackName]

    def get_waiter(self, name: str) -> "MemoryCloudFormation":  # noqa: ARG002
        return self

    def wait(self, *, WaiterConfig: dict[str, int], StackName: str = "", ChangeSetName: str = "") -> None:  # noqa: ARG002, N803
        if ChangeSetName and self.stacks[ChangeSetName].get("content") == self._prepared[ChangeSetName]["content"]:
            raise WaiterError("ChangeSetCreateComplete", "Waiter encountered a terminal failure state", {})

    def get_paginator(self, name: str) -> "MemoryCloudFormation":  # noqa: ARG002
        return self

    def paginate(self, *, ChangeSetName: str) -> list[dict[str, Any]]:  # noqa: ARG002, N803
        change = {"Action": "Modify", "ResourceType": "AWS::DynamoDB::Table", "LogicalResourceId": "ExchangeRowTable", "Replacement": "True"}
        return [{"Changes": [{"ResourceChange": change}]}]


OUTPUTS = {
    "Bucket": "packages",
    "FirewallArn": "arn:firewall",
    "DistributionDomain": "d1.cloudfront.net",
    "PortalBucketName": "portal",
    "BaseUrl": "https://recette.hubee.numerique.gouv.fr",
}
