"""One page that tells how a stage is: what is exchanged, how fast, what waits, what failed."""

import json
from collections.abc import Collection
from typing import Any

from infra.polls import POLLS_FUNCTION
from infra.queues import FAILURES, QUEUES
from infra.stages import REGION, Stage

_WIDTH, _HEIGHT, _COLUMNS = 8, 6, 3


def dashboard_resources(stage: Stage, functions: Collection[str]) -> dict[str, Any]:
    """The dashboard, drawn row by row from the list of its graphs."""
    widgets = [
        {
            "type": "metric",
            "x": number % _COLUMNS * _WIDTH,
            "y": number // _COLUMNS * _HEIGHT,
            "width": _WIDTH,
            "height": _HEIGHT,
            "properties": {"title": title, "region": REGION, "stat": stat, "period": 300, "metrics": metrics},
        }
        for number, (title, stat, metrics) in enumerate(_graphs(stage, functions))
    ]
    names = {function: {"Ref": function} for function in functions}
    body = {"Fn::Sub": [json.dumps({"widgets": widgets}), names]} if names else json.dumps({"widgets": widgets})
    return {"Dashboard": {"Type": "AWS::CloudWatch::Dashboard", "Properties": {"DashboardName": stage.stack, "DashboardBody": body}}}


def _graphs(stage: Stage, functions: Collection[str]) -> list[tuple[str, str, list[list[str]]]]:
    api = ["ApiName", stage.stack, "Stage", stage.name]
    hub = ["service", stage.stack]
    queues = [f"{stage.prefix}{name}" for name in QUEUES]
    dead = [f"{stage.prefix}{name}-dead" for name in QUEUES] + [f"{stage.prefix}{FAILURES}"]
    return [
        ("Déposés, transmis, acquittés", "Sum", [["HubEE", name, *hub] for name in ("Deposited", "Delivered", "NotificationsAcknowledged")]),
        ("Délai de transmission (ms, 95 %)", "p95", [["HubEE", "DeliveryDelay", *hub]]),
        ("Plus ancien dépôt complet non transmis (ms)", "Maximum", [["HubEE", "OldestUndelivered", *hub]]),
        (
            "Mails envoyés, en échec, refusés",
            "Sum",
            [
                *(["HubEE", name, *hub] for name in ("MailsSent", "MailsFailed")),
                ["AWS/SES", "Bounce", "ses:configuration-set", f"{stage.prefix}mails"],
            ],
        ),
        ("Requêtes", "Sum", [["AWS/ApiGateway", name, *api] for name in ("Count", "4XXError", "5XXError")]),
        (
            "Interrogations, jetons",
            "Sum",
            [
                *(["AWS/Lambda", name, "FunctionName", f"${{{POLLS_FUNCTION}}}"] for name in ("UrlRequestCount", "Url4xxCount", "Url5xxCount")),
                *(["AWS/ApiGateway", name, "ApiId", "${TokensApi}"] for name in ("Count", "4xx", "5xx")),
            ],
        ),
        ("Durée d'une requête (ms, 95 %)", "p95", [["AWS/ApiGateway", "Latency", *api]]),
        ("Fonctions en échec", "Sum", [["AWS/Lambda", "Errors", "FunctionName", f"${{{name}}}"] for name in sorted(functions)]),
        ("Attente des files (s)", "Maximum", [["AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", name] for name in queues]),
        ("Messages en échec", "Maximum", [["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", name] for name in dead]),
        ("Fonctions en même temps", "Maximum", [["AWS/Lambda", "ConcurrentExecutions"], ["AWS/Lambda", "Throttles"]]),
    ]
