"""Where the alarms are told, and the month's budget."""

from collections.abc import Collection
from typing import Any

from infra.alarms import Alarm, alarms
from infra.stages import Stage


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
        **{f"{each.name}Alarm": alarm_resource(stage, each) for each in alarms(stage, functions)},
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


def alarm_resource(stage: Stage, told: Alarm) -> dict[str, Any]:
    """An alarm that tells the topic ``Alarms`` of its stack."""
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
