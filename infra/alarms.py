"""What wakes somebody: the alarms as data."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from infra.polls import POLLS_FUNCTION
from infra.queues import FAILURES, QUEUES, dead_id
from infra.queues import logical_id as queue_id
from infra.stages import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A bound that a metric crosses. ``statistic``: Sum, Maximum or a percentile such as p95; ``minutes``: one period; ``periods`` in a row.
    ``is_low_bad``: it rings below the bound, not above it; ``is_absence_bad``: also when nothing is measured.

    ``means``: what it tells; what to do is in the row of that name of docs/runbook.md, « Alarms ».
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
_API = (("ApiName", "{stack}"), ("Stage", "{name}"))
_HUB = (("service", "{stack}"),)
FIXED: tuple[Alarm, ...] = (
    Alarm(name="ApiErrors", means="The API answers 5xx", namespace="AWS/ApiGateway", metric="5XXError", dimensions=_API, bound=5),
    Alarm(
        name="ApiLatency",
        means="One request in twenty takes over two seconds",
        namespace="AWS/ApiGateway",
        metric="Latency",
        dimensions=_API,
        statistic="p95",
        bound=2_000,
        periods=3,
    ),
    Alarm(
        name="LateDeliveries",
        means="A télédossier was delivered more than ten minutes after its deposit",
        namespace="HubEE",
        metric="DeliveryDelay",
        dimensions=_HUB,
        statistic="Maximum",
        bound=_DELIVERY_MS,
    ),
    Alarm(
        name="UndeliveredFolders",
        means="A deposit has been complete for more than ten minutes and is not delivered, or nobody looks whether one is",
        namespace="HubEE",
        metric="OldestUndelivered",
        dimensions=_HUB,
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
        dimensions=(*_HUB, ("Reason", "invalid_client")),
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
        dimensions=(*_HUB, ("Reason", "Unforeseen")),
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
        dimensions=(("ses:configuration-set", "{prefix}mails"),),
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
)
"""The alarms that every stage has once; what is in braces is the stage's own."""
_CANARY = Alarm(
    name="CanarySilent",
    means="No exchange of the canary has succeeded for fifteen minutes",
    namespace="HubEE",
    metric="CanarySucceeded",
    dimensions=_HUB,
    bound=1,
    minutes=15,
    is_low_bad=True,
    is_absence_bad=True,
)
_CANARY_LARGE = replace(
    _CANARY,
    name="CanaryLargeSilent",
    means="No exchange of the canary with a large file has succeeded for two hours",
    metric="CanaryLargeSucceeded",
    minutes=120,
)


def alarms(stage: Stage, functions: Collection[str]) -> list[Alarm]:
    """Every alarm of a stage. ``functions``: logical ids of those that are deployed."""
    found = [
        *(of_stage(stage, each) for each in FIXED),
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
        found += [of_stage(stage, each) for each in (_CANARY, _CANARY_LARGE)]
    return found


def of_stage(stage: Stage, told: Alarm) -> Alarm:
    """An alarm with the names of a stage."""
    names = {"stack": stage.stack, "name": stage.name, "prefix": stage.prefix}
    dimensions = tuple((name, value.format(**names) if isinstance(value, str) else value) for name, value in told.dimensions)
    return replace(told, dimensions=dimensions)


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
