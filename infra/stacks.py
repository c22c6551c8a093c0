"""One CloudFormation stack: made, changed, or looked at, always through a change set."""

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError, WaiterError

_CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
_UNCHANGED = ("didn't contain changes", "No updates are to be performed")
_WAIT = {"Delay": 15, "MaxAttempts": 480}
"""Two hours: a certificate waits for whoever keeps the zone."""


class StackFailed(Exception):
    """CloudFormation did not do it; it says why."""


class Stack:
    """A stack by name. A template is given as its text, or as the address of one in S3 when it is longer than a call may be."""

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._name = name

    def put(self, template: str, parameters: Mapping[str, str]) -> None:
        """Make or change it, and wait. Raises: StackFailed."""
        is_new = self._found() is None
        change_set = self._prepare(template, parameters)
        if change_set is None:
            return
        self._client.execute_change_set(ChangeSetName=change_set)
        waiter = self._client.get_waiter("stack_create_complete" if is_new else "stack_update_complete")
        try:
            waiter.wait(StackName=self._name, WaiterConfig=_WAIT)
        except WaiterError as error:
            raise StackFailed(f"{self._name}: {error}. The console's events say which resource, and why.") from error

    def changes(self, template: str, parameters: Mapping[str, str]) -> list[str]:
        """What putting it would change, a line a resource; it is not put."""
        was_there = self._found() is not None
        change_set = self._prepare(template, parameters)
        if change_set is None:
            return []
        pages = self._client.get_paginator("describe_change_set").paginate(ChangeSetName=change_set)
        lines = [_line(self._name, each["ResourceChange"]) for page in pages for each in page["Changes"]]
        self._client.delete_change_set(ChangeSetName=change_set)
        if not was_there:  # a change set that was never executed leaves an empty stack
            self._client.delete_stack(StackName=self._name)
        return lines

    def outputs(self) -> dict[str, str]:
        """Its outputs. Raises: StackFailed when it is not there."""
        found = self._found()
        if found is None:
            raise StackFailed(f"{self._name} is not deployed")
        return {each["OutputKey"]: each["OutputValue"] for each in found.get("Outputs", ())}

    def _found(self) -> Any:
        """Its description; None when it is not there, or was only looked at."""
        try:
            found = self._client.describe_stacks(StackName=self._name)["Stacks"][0]
        except ClientError as error:
            if "does not exist" not in str(error):
                raise
            return None
        return None if found["StackStatus"] == "REVIEW_IN_PROGRESS" else found

    def _prepare(self, template: str, parameters: Mapping[str, str]) -> str | None:
        """A change set, ready; None when nothing would change. Raises: StackFailed."""
        found = self._found()
        known = {each["ParameterKey"] for each in (found or {}).get("Parameters", ())}
        kept = [{"ParameterKey": name, "UsePreviousValue": True} for name in sorted(known - parameters.keys())]
        given = [{"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()]
        made = self._client.create_change_set(
            StackName=self._name,
            ChangeSetName="deployment",
            ChangeSetType="CREATE" if found is None else "UPDATE",
            Parameters=[*given, *kept],
            Capabilities=_CAPABILITIES,
            **({"TemplateURL": template} if template.startswith("https://") else {"TemplateBody": template}),
        )
        name: str = made["Id"]
        try:
            self._client.get_waiter("change_set_create_complete").wait(ChangeSetName=name, WaiterConfig={"Delay": 3, "MaxAttempts": 200})
        except WaiterError as error:
            reason = self._client.describe_change_set(ChangeSetName=name).get("StatusReason", "")
            self._client.delete_change_set(ChangeSetName=name)
            if any(each in reason for each in _UNCHANGED):
                return None
            raise StackFailed(f"{self._name}: {reason}") from error
        return name


def _line(stack: str, change: Mapping[str, Any]) -> str:
    replaced = "" if change.get("Replacement", "False") == "False" else f" (replaced: {change['Replacement']})"
    return f"{stack}  {change['Action']:<8}{change['ResourceType']:<40}{change['LogicalResourceId']}{replaced}"
