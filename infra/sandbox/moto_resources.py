"""Resources of the template, created on moto: its CloudFormation would say that all is done, and leave out half."""

import json
from collections.abc import Callable
from typing import Any

import boto3

from infra.stages import REGION

Clients = dict[str, Any]
"""The boto3 client of each service."""

ACCOUNT = "123456789012"
"""The account that moto is."""
_PSEUDO = {"AWS::AccountId": ACCOUNT, "AWS::Region": REGION, "AWS::Partition": "aws"}
_HIDDEN_SECONDS = "2"
"""In the sandbox a message that failed is tried again at once."""
_BEYOND_CREATION = ("PointInTimeRecoverySpecification", "SSESpecification", "DeletionProtectionEnabled", "TimeToLiveSpecification")


def create(resources: dict[str, Any]) -> dict[str, str]:
    """Create those resources that moto has a use for; answers what ``Ref`` would be, by logical id. Keys and policies it does not need."""
    clients = {service: boto3.client(service, region_name=REGION) for service in ("dynamodb", "s3", "sqs", "secretsmanager", "sesv2")}
    made: dict[str, str] = {}
    for logical, resource in _in_order(resources):
        maker = _MAKERS.get(resource["Type"])
        if maker is not None:
            made[logical] = maker(resource["Properties"], made, clients)
    return made


def _in_order(resources: dict[str, Any]) -> list[tuple[str, Any]]:
    """Queues of dead letters before those that name them; all else as it comes."""
    return sorted(resources.items(), key=lambda each: "RedrivePolicy" in each[1].get("Properties", {}))


def _text(value: Any) -> str:
    """A name, with the account's number in it where the template wants it."""
    if isinstance(value, str):
        return value
    text: str = value["Fn::Sub"]
    for name, known in _PSEUDO.items():
        text = text.replace(f"${{{name}}}", known)
    return text


def _table(told: dict[str, Any], _: dict[str, str], clients: Clients) -> str:
    dynamo = clients["dynamodb"]
    dynamo.create_table(**{name: value for name, value in told.items() if name not in _BEYOND_CREATION})
    if "TimeToLiveSpecification" in told:
        dynamo.update_time_to_live(TableName=told["TableName"], TimeToLiveSpecification=told["TimeToLiveSpecification"])
    return str(told["TableName"])


def _bucket(told: dict[str, Any], _: dict[str, str], clients: Clients) -> str:
    files = clients["s3"]
    name = _text(told["BucketName"])
    files.create_bucket(
        Bucket=name,
        CreateBucketConfiguration={"LocationConstraint": REGION},
        ObjectLockEnabledForBucket=told.get("ObjectLockEnabled", False),
    )
    if not told.get("ObjectLockEnabled"):
        files.put_bucket_versioning(Bucket=name, VersioningConfiguration=told["VersioningConfiguration"])
    return name


def _queue(told: dict[str, Any], made: dict[str, str], clients: Clients) -> str:
    attributes = {}
    if "RedrivePolicy" in told:
        dead, _ = told["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"]
        name = made[dead].rpartition("/")[2]
        redrive = {"deadLetterTargetArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}", "maxReceiveCount": str(told["RedrivePolicy"]["maxReceiveCount"])}
        attributes = {"RedrivePolicy": json.dumps(redrive), "VisibilityTimeout": _HIDDEN_SECONDS}
    url: str = clients["sqs"].create_queue(QueueName=told["QueueName"], Attributes=attributes)["QueueUrl"]
    return url


def _secret(told: dict[str, Any], _: dict[str, str], clients: Clients) -> str:
    arn: str = clients["secretsmanager"].create_secret(Name=told["Name"], Description=told["Description"])["ARN"]
    return arn


def _sender(told: dict[str, Any], _: dict[str, str], clients: Clients) -> str:
    clients["sesv2"].create_email_identity(EmailIdentity=told["EmailIdentity"])
    return str(told["EmailIdentity"])


_MAKERS: dict[str, Callable[[dict[str, Any], dict[str, str], Clients], str]] = {
    "AWS::DynamoDB::Table": _table,
    "AWS::S3::Bucket": _bucket,
    "AWS::SQS::Queue": _queue,
    "AWS::SecretsManager::Secret": _secret,
    "AWS::SES::EmailIdentity": _sender,
}
