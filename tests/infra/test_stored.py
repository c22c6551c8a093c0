"""What is stored is what the code thinks it is, encrypted, kept, and nobody else's."""

from typing import Any

import pytest

from chalicelib.adapters.dynamo_every_table import TABLES
from chalicelib.domain.limits import LIMITS
from infra.buckets import BUCKETS
from infra.stages import Stage
from infra.tables import logical_id

Properties = dict[str, dict[str, Any]]
KEY = {"Fn::GetAtt": ["DataKey", "Arn"]}


def test_every_table_is_its_model(properties: Properties, template: dict[str, Any], stage: Stage) -> None:
    made = {name for name, each in template["Resources"].items() if each["Type"] == "AWS::DynamoDB::Table"}
    assert made == {logical_id(model) for model in TABLES}
    for model in TABLES:
        table = properties[logical_id(model)]
        assert table["TableName"] == f"{stage.prefix}{model.base_name}"
        keys = [each for each in model.get_attributes().values() if each.is_hash_key or each.is_range_key]
        told = {each.attr_name: "HASH" if each.is_hash_key else "RANGE" for each in keys}
        assert {each["AttributeName"]: each["KeyType"] for each in table["KeySchema"]} == told
        assert {each["IndexName"] for each in table.get("GlobalSecondaryIndexes", ())} == {each.Meta.index_name for each in model._indexes.values()}


def test_every_key_is_told_in_the_order_that_dynamodb_wants(properties: Properties) -> None:
    for model in TABLES:
        table = properties[logical_id(model)]
        for schema in (table["KeySchema"], *(each["KeySchema"] for each in table.get("GlobalSecondaryIndexes", ()))):
            assert [each["KeyType"] for each in schema] == ["HASH", "RANGE"][: len(schema)]


def test_every_table_can_be_brought_back_and_is_not_deleted_by_mistake(properties: Properties, template: dict[str, Any]) -> None:
    for model in TABLES:
        table = properties[logical_id(model)]
        assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
        assert table["DeletionProtectionEnabled"] is True
        assert table["BillingMode"] == "PAY_PER_REQUEST"
        assert table["SSESpecification"] == {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": KEY}
        assert template["Resources"][logical_id(model)]["DeletionPolicy"] == "Retain"


def test_rows_that_pass_expire_by_themselves(properties: Properties) -> None:
    expiring = {model.base_name: model.expires_with for model in TABLES if model.expires_with is not None}
    told = {
        model.base_name: properties[logical_id(model)]["TimeToLiveSpecification"]
        for model in TABLES
        if "TimeToLiveSpecification" in properties[logical_id(model)]
    }
    assert told == {name: {"AttributeName": attribute, "Enabled": True} for name, attribute in expiring.items()}
    assert {"sessions", "proofs", "receipts"} <= told.keys()


@pytest.mark.parametrize("name", sorted(BUCKETS))
def test_every_bucket_is_closed_encrypted_and_versioned(properties: Properties, name: str) -> None:
    bucket = properties[name]
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(bucket["PublicAccessBlockConfiguration"]) == 4
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert bucket["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    first = properties[f"{name}Policy"]["PolicyDocument"]["Statement"][0]
    assert (first["Effect"], first["Principal"], first["Condition"]) == ("Deny", "*", {"Bool": {"aws:SecureTransport": "false"}})


def test_attachments_outlive_everything_and_tell_of_their_arrival(properties: Properties, template: dict[str, Any]) -> None:
    bucket = properties["AttachmentsBucket"]
    assert bucket["NotificationConfiguration"] == {"EventBridgeConfiguration": {"EventBridgeEnabled": True}}
    assert template["Resources"]["AttachmentsBucket"]["DeletionPolicy"] == "Retain"


def test_no_version_of_an_attachment_goes_but_by_the_hub_itself(properties: Properties) -> None:
    rules = properties["AttachmentsBucket"]["LifecycleConfiguration"]["Rules"]
    removing = [each for each in rules if "ExpirationInDays" in each or "NoncurrentVersionExpiration" in each]
    assert [each["Prefix"] for each in removing] == ["preparations/"]
    (unfinished,) = (each["AbortIncompleteMultipartUpload"] for each in rules if "AbortIncompleteMultipartUpload" in each)
    assert unfinished["DaysAfterInitiation"] > LIMITS.upload_life.days


@pytest.mark.rule("AUT-10")
def test_the_audit_trail_is_put_away_where_nobody_can_change_it(properties: Properties) -> None:
    bucket = properties["AuditBucket"]
    assert bucket["ObjectLockEnabled"] is True
    retention = bucket["ObjectLockConfiguration"]["Rule"]["DefaultRetention"]
    assert retention == {"Mode": "COMPLIANCE", "Days": LIMITS.audit_retention.days}
    (over,) = (each for each in properties["AuditBucketPolicy"]["PolicyDocument"]["Statement"] if each["Action"] == "s3:PutObject")
    assert (over["Effect"], over["Principal"], over["Condition"]) == ("Deny", "*", {"Null": {"s3:if-none-match": "true"}})
    assert over["Resource"] == {"Fn::Sub": "${AuditBucket.Arn}/*"}


def test_the_key_turns_and_outlives_its_stack(properties: Properties, template: dict[str, Any]) -> None:
    assert properties["DataKey"]["EnableKeyRotation"] is True
    assert template["Resources"]["DataKey"]["DeletionPolicy"] == "Retain"


def test_no_secret_has_its_value_in_the_template(template: dict[str, Any]) -> None:
    secrets = {name: each["Properties"] for name, each in template["Resources"].items() if each["Type"] == "AWS::SecretsManager::Secret"}
    assert {name for name, told in secrets.items() if "SecretString" in told} == set()
    assert {name for name, told in secrets.items() if "GenerateSecretString" in told} == {"OriginSecret"}


def test_stages_share_nothing_by_name(template: dict[str, Any], stage: Stage) -> None:
    names = ("TableName", "BucketName", "QueueName", "FunctionName", "AlarmName", "TopicName", "DashboardName", "LogGroupName", "UsagePlanName")
    told = [
        each["Properties"][name]
        for each in template["Resources"].values()
        for name in names
        if name in each.get("Properties", {}) and "Ref" not in each["Properties"][name]
    ]
    assert len(told) > 90
    assert [name for name in map(str, told) if f"hubee-{stage.name}" not in name] == []
