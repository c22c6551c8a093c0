"""What watches the front. CloudFront tells its metrics in us-east-1 alone, and an alarm tells topics of its own region alone."""

from typing import Any

from infra.alarms import Alarm
from infra.alerting import alarm_resource
from infra.stages import Stage

FRONT_ERRORS = Alarm(
    name="FrontErrors",
    means="One request in twenty that comes to the front is answered 5xx, by whatever is behind it or by itself",
    namespace="AWS/CloudFront",
    metric="5xxErrorRate",
    dimensions=(("DistributionId", {"Ref": "DistributionId"}), ("Region", "Global")),
    statistic="Average",
    bound=5,
    periods=3,
)
IS_WATCHED = "IsWatched"
_OF_NOBODY = "An alarm's name and a rate: nothing of anybody. A key for it would be a second one, of this region"


def front_alarm_parameters() -> dict[str, Any]:
    """What the edge is told of the hub: the distribution is made after it, and who is mailed."""
    return {"DistributionId": {"Type": "String", "Default": ""}, "AlarmAddress": {"Type": "String", "Default": ""}}


def front_alarm_conditions() -> dict[str, Any]:
    """Whether both are known."""
    unknown = [{"Fn::Equals": [{"Ref": name}, ""]} for name in front_alarm_parameters()]
    return {IS_WATCHED: {"Fn::Not": [{"Fn::Or": unknown}]}}


def front_alarm_resources(stage: Stage) -> dict[str, Any]:
    """The alarm, and a topic of its own."""
    resources: dict[str, Any] = {
        "Alarms": {
            "Type": "AWS::SNS::Topic",
            "Metadata": {"checkov": {"skip": [{"id": "CKV_AWS_26", "comment": _OF_NOBODY}]}},
            "Properties": {"TopicName": f"{stage.prefix}alarms"},
        },
        "AlarmsByMail": {
            "Type": "AWS::SNS::Subscription",
            "Properties": {"TopicArn": {"Ref": "Alarms"}, "Protocol": "email", "Endpoint": {"Ref": "AlarmAddress"}},
        },
        f"{FRONT_ERRORS.name}Alarm": alarm_resource(stage, FRONT_ERRORS),
    }
    return {name: {**each, "Condition": IS_WATCHED} for name, each in resources.items()}
