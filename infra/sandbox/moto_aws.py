"""AWS on this machine: moto in the process, with the hub's tables, bucket, queues, secret and sender."""

import json
import os
from threading import RLock
from typing import Any

import boto3
from moto import mock_aws
from moto.core.config import default_user_config
from moto.dynamodb import responses as dynamo_responses

from chalicelib.adapters.dynamo_tables import TABLES
from chalicelib.adapters.jwt_tokens import new_signing_key
from infra.buckets import attachment_lifecycle
from infra.sandbox import moto_objects, moto_transactions
from infra.tables import table_properties

REGION = "eu-west-3"
PREFIX = "hubee-sandbox-"
BUCKET = "hubee-sandbox-attachments"
AUDIT_BUCKET = "hubee-sandbox-audit"
ADMINISTRATION = "Admin-13002526500013-75107"
SENDER = "ne-pas-repondre@hubee.test"
_SIGNING_SECRET = "hubee-sandbox/signing-keys"  # noqa: S105 - a name, not a secret
_CANARY_SECRET = "hubee-sandbox/canary"  # noqa: S105 - a name, too
_mock = mock_aws()
_one_at_a_time = RLock()
_unlocked = dynamo_responses.DynamoHandler.call_action


def _locked(self: Any) -> Any:
    """Moto's DynamoDB has no lock of its own: without one, transactions lose each other's writes."""
    with _one_at_a_time:
        return _unlocked(self)


def start(base_url: str) -> None:
    """Start AWS in this process and tell the hub where everything is; nothing of it reaches the network."""
    os.environ.update(
        AWS_ACCESS_KEY_ID="sandbox",
        AWS_SECRET_ACCESS_KEY="sandbox",  # noqa: S106 - moto takes any
        AWS_DEFAULT_REGION=REGION,
        HUB_TABLE_PREFIX=PREFIX,
        HUB_ATTACHMENT_BUCKET=BUCKET,
        HUB_AUDIT_BUCKET=AUDIT_BUCKET,
        HUB_MAIL_SENDER=SENDER,
        HUB_PORTAL_URL=base_url,
        HUB_TOKEN_ISSUER=base_url,
        HUB_SIGNING_KEYS_SECRET=_SIGNING_SECRET,
        HUB_ADMINISTRATION=ADMINISTRATION,
        HUB_CANARY_SECRET=_CANARY_SECRET,
        POWERTOOLS_TRACE_DISABLED="true",
    )
    dynamo_responses.DynamoHandler.call_action = _locked  # type: ignore[method-assign]
    default_user_config["core"]["reset_boto3_session"] = False
    moto_transactions.install()
    moto_objects.install()
    _mock.start()
    create_resources()


def stop() -> None:
    """Stop it; everything in it is gone."""
    _mock.stop()


def _queue(name: str, *, attempts: int) -> str:
    """Create a queue and, beside it, the one of what failed so many times; answers its address."""
    queues = boto3.client("sqs", region_name=REGION)
    dead = queues.create_queue(QueueName=f"{name}-dead")["QueueUrl"]
    dead_arn = queues.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    redrive = json.dumps({"deadLetterTargetArn": dead_arn, "maxReceiveCount": str(attempts)})
    url: str = queues.create_queue(QueueName=name, Attributes={"RedrivePolicy": redrive, "VisibilityTimeout": "2"})["QueueUrl"]
    return url


def create_resources() -> None:
    """Create what the hub stands on."""
    dynamo = boto3.client("dynamodb", region_name=REGION)
    for model in TABLES:
        properties = table_properties(model, f"{PREFIX}{model.base_name}")
        expiry = properties.pop("TimeToLiveSpecification", None)
        for beyond_creation in ("PointInTimeRecoverySpecification", "SSESpecification", "DeletionProtectionEnabled"):
            properties.pop(beyond_creation)
        dynamo.create_table(**properties)
        if expiry is not None:
            dynamo.update_time_to_live(TableName=properties["TableName"], TimeToLiveSpecification=expiry)
    files = boto3.client("s3", region_name=REGION)
    files.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    files.create_bucket(Bucket=AUDIT_BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION}, ObjectLockEnabledForBucket=True)
    files.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    files.put_bucket_lifecycle_configuration(Bucket=BUCKET, LifecycleConfiguration=attachment_lifecycle())
    os.environ["HUB_MAIL_QUEUE_URL"] = _queue("hubee-mails", attempts=5)
    os.environ["HUB_PREPARATION_QUEUE_URL"] = _queue("hubee-preparations", attempts=3)
    boto3.client("secretsmanager", region_name=REGION).create_secret(Name=_SIGNING_SECRET, SecretString=json.dumps([json.loads(new_signing_key())]))
    boto3.client("secretsmanager", region_name=REGION).create_secret(Name=_CANARY_SECRET, SecretString="{}")
    boto3.client("sesv2", region_name=REGION).create_email_identity(EmailIdentity=SENDER)
