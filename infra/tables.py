"""The tables as CloudFormation resources, derived from the models: keys and indexes are never typed twice."""

from typing import Any

from chalicelib.adapters.dynamo_every_table import TABLES
from chalicelib.adapters.dynamo_model import HubModel
from infra.keys import KEY_ARN
from infra.stages import Stage


def table_properties(model: type[HubModel], name: str) -> dict[str, Any]:
    """The ``AWS::DynamoDB::Table`` properties of a model's table."""
    schema = model._get_schema()
    properties: dict[str, Any] = {
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [_capitalised(each) for each in schema["attribute_definitions"]],
        "KeySchema": _hash_first(schema["key_schema"]),
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
        "SSESpecification": {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": KEY_ARN},
        "DeletionProtectionEnabled": True,
    }
    if schema["global_secondary_indexes"]:
        properties["GlobalSecondaryIndexes"] = [
            {
                "IndexName": each["index_name"],
                "KeySchema": _hash_first(each["key_schema"]),
                "Projection": {"ProjectionType": each["projection"]["ProjectionType"]},
            }
            for each in schema["global_secondary_indexes"]
        ]
    if model.expires_with is not None:
        properties["TimeToLiveSpecification"] = {"AttributeName": model.expires_with, "Enabled": True}
    return properties


def table_resources(stage: Stage) -> dict[str, Any]:
    """Every table as a CloudFormation resource; names carry the stage's prefix."""
    return {
        logical_id(model): {
            "Type": "AWS::DynamoDB::Table",
            "DeletionPolicy": "Retain",
            "UpdateReplacePolicy": "Retain",
            "Properties": table_properties(model, f"{stage.prefix}{model.base_name}"),
        }
        for model in TABLES
    }


def logical_id(model: type[HubModel]) -> str:
    """What the template calls a model's table."""
    return f"{model.__name__}Table"


def _hash_first(keys: list[Any]) -> list[dict[str, Any]]:
    """In the order that DynamoDB wants; pynamodb has that of the attributes' names."""
    return sorted((_capitalised(each) for each in keys), key=lambda each: each["KeyType"] != "HASH")


def _capitalised(pair: Any) -> dict[str, Any]:
    names = {"attribute_name": "AttributeName", "attribute_type": "AttributeType", "key_type": "KeyType"}
    return {names.get(name, name): value for name, value in pair.items()}
