"""The queues, each with the one of its dead letters; and those of the events that no function could take, and of runs that failed."""

from dataclasses import dataclass
from typing import Any

from chalicelib.domain.limits import LIMITS
from infra.keys import KEY_ARN
from infra.stages import Stage

_A_DAY = 24 * 3600
_TWO_WEEKS = 14 * _A_DAY
FAILURES = "failures"
RUNS = "failed-runs"
"""Runs of jobs that failed: the next run takes up what they left, so they only tell, for a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A queue: after how many attempts a message is dead, and how long one attempt hides it from others (longer than its function may run).

    ``variable`` is the environment variable that tells the code its address.
    """

    attempts: int
    hidden_seconds: int
    variable: str


QUEUES: dict[str, Queue] = {
    # by the name that the handlers' decorators give
    "mails": Queue(attempts=LIMITS.mail_attempts, hidden_seconds=180, variable="HUB_MAIL_QUEUE_URL"),
    "preparations": Queue(attempts=LIMITS.preparation_attempts, hidden_seconds=960, variable="HUB_PREPARATION_QUEUE_URL"),
    "webhooks": Queue(attempts=5, hidden_seconds=360, variable="HUB_WEBHOOK_QUEUE_URL"),
}


def queue_resources(stage: Stage) -> dict[str, Any]:
    """Every queue, with its redrive."""
    resources: dict[str, Any] = {}
    for name, queue in QUEUES.items():
        resources[logical_id(name)] = _queue(
            stage,
            name,
            VisibilityTimeout=queue.hidden_seconds,
            MessageRetentionPeriod=_TWO_WEEKS,
            RedrivePolicy={"deadLetterTargetArn": {"Fn::GetAtt": [dead_id(name), "Arn"]}, "maxReceiveCount": queue.attempts},
        )
        resources[dead_id(name)] = _queue(
            stage,
            f"{name}-dead",
            MessageRetentionPeriod=_TWO_WEEKS,
            RedriveAllowPolicy={"redrivePermission": "byQueue", "sourceQueueArns": [_arn(stage, name)]},
        )
    resources[logical_id(FAILURES)] = _queue(stage, FAILURES, MessageRetentionPeriod=_TWO_WEEKS)
    resources[logical_id(RUNS)] = _queue(stage, RUNS, MessageRetentionPeriod=_A_DAY)
    resources["FailuresQueuePolicy"] = {
        "Type": "AWS::SQS::QueuePolicy",
        "Properties": {
            "Queues": [{"Ref": logical_id(FAILURES)}],
            "PolicyDocument": {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Sid": "LostEvents",
                        "Effect": "Allow",
                        "Principal": {"Service": "events.amazonaws.com"},
                        "Action": "sqs:SendMessage",
                        "Resource": {"Fn::GetAtt": [logical_id(FAILURES), "Arn"]},
                        "Condition": {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}},
                    }
                ],
            },
        },
    }
    return resources


def logical_id(name: str) -> str:
    """What the template calls a queue."""
    return f"{name.title().replace('-', '')}Queue"


def dead_id(name: str) -> str:
    """What the template calls the queue of another's dead letters."""
    return f"{name.capitalize()}DeadQueue"


def _arn(stage: Stage, name: str) -> dict[str, str]:
    return {"Fn::Sub": f"arn:${{AWS::Partition}}:sqs:${{AWS::Region}}:${{AWS::AccountId}}:{stage.prefix}{name}"}


def _queue(stage: Stage, name: str, **own: Any) -> dict[str, Any]:
    return {
        "Type": "AWS::SQS::Queue",
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
        "Properties": {"QueueName": f"{stage.prefix}{name}", "KmsMasterKeyId": KEY_ARN, "KmsDataKeyReusePeriodSeconds": 3600, **own},
    }
