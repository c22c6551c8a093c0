"""One CloudFormation stack: made, changed, or looked at, always through a change set."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from botocore.exceptions import ClientError, WaiterError

_CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
_UNCHANGED = ("didn't contain changes", "No updates are to be performed")
_WAIT = {"Delay": 15, "MaxAttempts": 480}
"""Two hours: a certificate waits for whoever keeps the zone."""
_UNFINISHED = (None, "CREATE_FAILED", "UPDATE_FAILED")
"""Of a stack that was never whole: what is made stays as it is when something fails, since tables, buckets and keys outlive a rollback under
names that the next try would find taken."""
_AT_AN_END = ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "UPDATE_ROLLBACK_FAILED", "DELETE_FAILED")
_WAITER_BY_START = {"CREATE": "stack_create_complete", "UPDATE": "stack_update_complete", "ROLLBACK": "stack_rollback_complete"}


class StackFailed(Exception):
    """CloudFormation did not do it; it says why."""


class Stack:
    """A stack by name. A template is given as its text, or as the address of one in S3 when it is longer than a call may be."""

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._name = name

    def put(self, template: str, parameters: Mapping[str, str]) -> None:
        """Make it, go on with making it, or change it, and wait; whole, it is not deleted by one call. Raises: StackFailed."""
        self._let_finish()
        self._change(self._status(), template, parameters)
        self._client.update_termination_protection(StackName=self._name, EnableTerminationProtection=True)

    def _change(self, status: str | None, template: str, parameters: Mapping[str, str]) -> None:
        if status in _AT_AN_END:
            raise StackFailed(f"{self._name} is {status}, from where nothing goes on by itself: docs/runbook.md, « A stack that failed »")
        change_set = self._prepare(template, parameters)
        if change_set is None:
            if status in _UNFINISHED:
                raise StackFailed(f"{self._name} is {status}, and CloudFormation finds nothing to change: docs/runbook.md, « A stack that failed »")
            return
        # New resources of a change that is undone go, even those that outlive a stack: the next try makes them again.
        bounds = {"DisableRollback": True} if status in _UNFINISHED else {"DisableRollback": False, "RetainExceptOnCreate": True}
        self._client.execute_change_set(ChangeSetName=change_set, **bounds)
        self._wait("stack_create_complete" if status is None else "stack_update_complete")

    def changes(self, template: str, parameters: Mapping[str, str]) -> list[str]:
        """What putting it would change, a line a resource; it is not put."""
        was_there = self.is_deployed
        change_set = self._prepare(template, parameters)
        if change_set is None:
            return []
        pages = self._client.get_paginator("describe_change_set").paginate(ChangeSetName=change_set)
        lines = [_line(self._name, each["ResourceChange"]) for page in pages for each in page["Changes"]]
        self._client.delete_change_set(ChangeSetName=change_set)
        if not was_there:  # a change set that was never executed leaves an empty stack
            self._client.delete_stack(StackName=self._name)
        return lines

    @property
    def is_deployed(self) -> bool:
        """Whether it is there, whatever became of it."""
        return self._found() is not None

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

    def _status(self) -> str | None:
        found = self._found()
        return None if found is None else found["StackStatus"]

    def _let_finish(self) -> None:
        """Wait for what a run before has begun. How that ends the status tells."""
        status = self._status() or ""
        if not status.endswith("_IN_PROGRESS"):
            return
        start = "ROLLBACK" if "ROLLBACK" in status else status.partition("_")[0]
        if start not in _WAITER_BY_START:
            raise StackFailed(f"{self._name} is {status}: wait until it is over")
        try:
            self._wait(_WAITER_BY_START[start])
        except StackFailed:
            if (self._status() or "").endswith("_IN_PROGRESS"):
                raise

    def _wait(self, waiter: str) -> None:
        try:
            self._client.get_waiter(waiter).wait(StackName=self._name, WaiterConfig=_WAIT)
        except WaiterError as error:
            raise StackFailed(f"{self._name}: {error}. The console's events say which resource, and why.") from error

    def _prepare(self, template: str, parameters: Mapping[str, str]) -> str | None:
        """A change set, ready; None when nothing would change. Raises: StackFailed."""
        found = self._found()
        told = {"TemplateURL": template} if template.startswith("https://") else {"TemplateBody": template}
        taken = {each["ParameterKey"] for each in self._client.get_template_summary(**told)["Parameters"]}
        known = {each["ParameterKey"] for each in (found or {}).get("Parameters", ())} & taken  # a version before may lack one
        kept = [{"ParameterKey": name, "UsePreviousValue": True} for name in sorted(known - parameters.keys())]
        given = [{"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()]
        made = self._client.create_change_set(
            StackName=self._name,
            ChangeSetName=f"deployment-{uuid4()}",  # one that a cut-off run has left is in nobody's way, and goes with the next that is executed
            ChangeSetType="CREATE" if found is None else "UPDATE",
            Parameters=[*given, *kept],
            Capabilities=_CAPABILITIES,
            **told,
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
