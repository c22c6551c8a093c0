"""What wakes somebody: the alarms as data, where they are told, and the month's budget."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from infra.polls import POLLS_FUNCTION
from infra.queues import FAILURES, QUEUES, dead_id
from infra.queues import logical_id as queue_id
from infra.stages import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A bound that a metric crosses. ``statistic``: Sum, Maximum or a percentile such as p95; ``minutes``: one period; ``periods`` in a row.
    ``is_low_bad``: it rings below the bound, not above it; ``is_absence_bad``: also when nothing is measured.

    ``means``: what it tells, and the section of docs/runbook.md that says what to do is named after the alarm.
    """

    name: str
    means: str
    namespace: str
    metric: str
    bound: float
    dimensions: tuple[tuple[str, Any], ...] = ()
    statistic: str = "Sum"
    minutes: int = 5
    periods: int = 1
    is_low_bad: bool = False
    is_absence_bad: bool = False


_QUEUE_AGE_SECONDS = 600
_DELIVERY_MS = 600_000


def alarms(stage: Stage, functions: Collection[str]) -> list[Alarm]:
    """Every alarm of a stage. ``functions``: logical ids of those that are deployed."""
    api = (("ApiName", stage.stack), ("Stage", stage.name))
    hub = (("service", stage.stack),)
    found = [
        Alarm(name="ApiErrors", means="The API answers 5xx", namespace="AWS/ApiGateway", metric="5XXError", dimensions=api, bound=5),
        Alarm(
            name="ApiLatency",
            means="One request in twenty takes over two seconds",
            namespace="AWS/ApiGateway",
            metric="Latency",
            dimensions=api,
            statistic="p95",
            bound=2_000,
            periods=3,
        ),
        Alarm(
            name="LateDeliveries",
            means="A télédossier was delivered more than ten minutes after its deposit",
            namespace="HubEE",
            metric="DeliveryDelay",
            dimensions=hub,
            statistic="Maximum",
            bound=_DELIVERY_MS,
        ),
        Alarm(
            name="UndeliveredFolders",
            means="A deposit has been complete for more than ten minutes and is not delivered, or nobody looks whether one is",
            namespace="HubEE",
            metric="OldestUndelivered",
            dimensions=hub,
            statistic="Maximum",
            bound=_DELIVERY_MS,
            minutes=10,
            is_absence_bad=True,
        ),
        Alarm(
            name="TokenFailures",
            means="Many clients are refused a token: a secret is wrong, or somebody guesses",
            namespace="HubEE",
            metric="TokensRefused",
            dimensions=(*hub, ("Reason", "invalid_client")),
            bound=100,
            periods=3,
        ),
        Alarm(
            name="PollErrors",
            means="Polls are answered 5xx: they pass no gateway that would tell",
            namespace="AWS/Lambda",
            metric="Url5xxCount",
            dimensions=(("FunctionName", {"Ref": POLLS_FUNCTION}),),
            bound=5,
        ),
        Alarm(
            name="TokenErrors",
            means="Requests for tokens are answered 5xx",
            namespace="AWS/ApiGateway",
            metric="5xx",
            dimensions=(("ApiId", {"Ref": "TokensApi"}),),
            bound=5,
        ),
        Alarm(
            name="Unforeseen",
            means="A request failed in a way that nobody thought of",
            namespace="HubEE",
            metric="Failed",
            dimensions=(*hub, ("Reason", "Unforeseen")),
            bound=0,
        ),
        Alarm(
            name="Throttled",
            means="Functions are refused to run: the account's bound of concurrent ones is reached",
            namespace="AWS/Lambda",
            metric="Throttles",
            bound=10,
        ),
        Alarm(
            name="MailsBounced",
            means="Many addresses refuse mails, and SES sends them no more",
            namespace="AWS/SES",
            metric="Bounce",
            dimensions=(("ses:configuration-set", f"{stage.prefix}mails"),),
            bound=20,
            minutes=60,
        ),
        Alarm(
            name="MailReputation",
            means="One mail in twenty is refused: at one in ten SES stops sending",
            namespace="AWS/SES",
            metric="Reputation.BounceRate",
            statistic="Maximum",
            bound=0.05,
            minutes=60,
        ),
        _queue_alarm(queue_id(FAILURES), stage, FAILURES, name="LostEvents", means="A function failed on an event for good"),
    ]
    for name in QUEUES:
        found.append(_queue_alarm(dead_id(name), stage, f"{name}-dead", name=f"{name.capitalize()}Dead", means=f"Dead letters of {name}"))
        found.append(
            Alarm(
                name=f"{name.capitalize()}Late",
                means=f"The oldest message of {name} has waited for ten minutes",
                namespace="AWS/SQS",
                metric="ApproximateAgeOfOldestMessage",
                dimensions=(("QueueName", {"Fn::GetAtt": [queue_id(name), "QueueName"]}),),
                statistic="Maximum",
                bound=_QUEUE_AGE_SECONDS,
            )
        )
    found += [
        Alarm(
            name=f"{function}Errors",
            means=f"{function} fails",
            namespace="AWS/Lambda",
            metric="Errors",
            dimensions=(("FunctionName", {"Ref": function}),),
            bound=0,
            minutes=15,
        )
        for function in sorted(functions)
    ]
    if "Canary" in functions:
        found.append(
            Alarm(
                name="CanarySilent",
                means="No exchange of the canary has succeeded for fifteen minutes",
                namespace="HubEE",
                metric="CanarySucceeded",
                dimensions=hub,
                bound=1,
                minutes=15,
                is_low_bad=True,
                is_absence_bad=True,
            )
        )
    return found


def _queue_alarm(logical: str, stage: Stage, queue: str, *, name: str, means: str) -> Alarm:
    return Alarm(
        name=name,
        means=f"{means} ({stage.prefix}{queue})",
        namespace="AWS/SQS",
        metric="ApproximateNumberOfMessagesVisible",
        dimensions=(("QueueName", {"Fn::GetAtt": [logical, "QueueName"]}),),
        statistic="Maximum",
        bound=0,
    )


def alarm_resources(stage: Stage, functions: Collection[str]) -> dict[str, Any]:
    """The alarms, their topic, and the budget."""
    return {
        "Alarms": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": f"{stage.prefix}alarms", "KmsMasterKeyId": {"Ref": "DataKey"}}},
        "AlarmsPolicy": {
            "Type": "AWS::SNS::TopicPolicy",
            "Properties": {
                "Topics": [{"Ref": "Alarms"}],
                "PolicyDocument": {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Sid": "AlarmsAndBudgets",
                            "Effect": "Allow",
                            "Principal": {"Service": ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"]},
                            "Action": "sns:Publish",
                            "Resource": {"Ref": "Alarms"},
                            "Condition": {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}},
                        }
                    ],
                },
            },
        },
        "AlarmsByMail": {
            "Type": "AWS::SNS::Subscription",
            "Properties": {"TopicArn": {"Ref": "Alarms"}, "Protocol": "email", "Endpoint": {"Ref": "AlarmAddress"}},
        },
        **{f"{each.name}Alarm": _alarm(stage, each) for each in alarms(stage, functions)},
        "Budget": {
            "Type": "AWS::Budgets::Budget",
            "DependsOn": ["AlarmsPolicy"],
            "Properties": {
                "Budget": {
                    "BudgetName": stage.stack,
                    "BudgetType": "COST",
                    "TimeUnit": "MONTHLY",
                    "BudgetLimit": {"Amount": stage.budget_dollars, "Unit": "USD"},
                },
                "NotificationsWithSubscribers": [
                    {
                        "Notification": {"NotificationType": kind, "ComparisonOperator": "GREATER_THAN", "Threshold": share},
                        "Subscribers": [{"SubscriptionType": "SNS", "Address": {"Ref": "Alarms"}}],
                    }
                    for kind, share in (("ACTUAL", 80), ("FORECASTED", 100))
                ],
            },
        },
    }


def _alarm(stage: Stage, told: Alarm) -> dict[str, Any]:
    is_percentile = told.statistic.startswith("p")
    return {
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": {
            "AlarmName": f"{stage.prefix}{told.name}",
            "AlarmDescription": f"{told.means}. What to do: docs/runbook.md",
            "Namespace": told.namespace,
            "MetricName": told.metric,
            "Dimensions": [{"Name": name, "Value": value} for name, value in told.dimensions],
            **({"ExtendedStatistic": told.statistic} if is_percentile else {"Statistic": told.statistic}),
            "Period": told.minutes * 60,
            "EvaluationPeriods": told.periods,
            "Threshold": told.bound,
            "ComparisonOperator": "LessThanThreshold" if told.is_low_bad else "GreaterThanThreshold",
            "TreatMissingData": "breaching" if told.is_absence_bad else "notBreaching",
            "AlarmActions": [{"Ref": "Alarms"}],
            "OKActions": [{"Ref": "Alarms"}],
        },
    }
