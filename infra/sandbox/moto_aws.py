"""AWS on this machine: moto in the process, with what the template says the hub stands on."""

import json
import os
from threading import RLock
from typing import Any

import boto3
from moto import mock_aws
from moto.core.config import default_user_config
from moto.dynamodb import responses as dynamo_responses

from chalicelib.adapters.jwe_seals import new_sealing_key
from chalicelib.adapters.jwt_tokens import new_signing_key
from infra import stages
from infra.queues import QUEUES
from infra.queues import logical_id as queue_id
from infra.sandbox import aws_models, moto_calls, moto_objects, moto_rows, moto_transactions
from infra.sandbox.moto_resources import ACCOUNT, create
from infra.stored import stored_resources

REGION = stages.REGION
PREFIX = stages.SANDBOX.prefix
BUCKET = f"{PREFIX}attachments-{ACCOUNT}"
AUDIT_BUCKET = f"{PREFIX}audit-{ACCOUNT}"
ADMINISTRATION = "Admin-13002526500013-75107"
SENDER = stages.SANDBOX.sender
_SIGNING_SECRET = f"hubee-{stages.SANDBOX.name}/signing-keys"
_CANARY_SECRET = f"hubee-{stages.SANDBOX.name}/canary"
_SEALING_SECRET = f"hubee-{stages.SANDBOX.name}/webhook-keys"
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
        HUB_WEBHOOK_KEYS_SECRET=_SEALING_SECRET,
        HUB_CANARY_SECRET=_CANARY_SECRET,
        HUB_ADMINISTRATION=ADMINISTRATION,
        POWERTOOLS_TRACE_DISABLED="true",
    )
    dynamo_responses.DynamoHandler.call_action = _locked  # type: ignore[method-assign]
    default_user_config["core"]["reset_boto3_session"] = False
    aws_models.install()
    moto_calls.install()
    moto_rows.install()
    moto_transactions.install()
    moto_objects.install()
    _mock.start()
    create_resources()


def stop() -> None:
    """Stop it; everything in it is gone."""
    _mock.stop()


def create_resources() -> None:
    """Create what the hub stands on, and fill what an administrator fills once."""
    made = create(stored_resources(stages.SANDBOX))
    os.environ.update({queue.variable: made[queue_id(name)] for name, queue in QUEUES.items()})
    secrets = boto3.client("secretsmanager", region_name=REGION)
    secrets.put_secret_value(SecretId=_SIGNING_SECRET, SecretString=json.dumps([json.loads(new_signing_key())]))
    secrets.put_secret_value(SecretId=_CANARY_SECRET, SecretString="{}")
    secrets.put_secret_value(SecretId=_SEALING_SECRET, SecretString=json.dumps([json.loads(new_sealing_key())]))
