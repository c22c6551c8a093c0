"""What is kept of an index is as the table is, whoever wrote to it."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from uuid import uuid4

import boto3
import pytest
from botocore.exceptions import ClientError

from infra.sandbox.moto_aws import REGION


@pytest.fixture
def table(hub: object) -> Iterator[tuple[Any, str]]:
    """A client and a table of the test's own, with an index."""
    client, name = boto3.client("dynamodb", region_name=REGION), f"indexed-{uuid4()}"
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "key", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": each, "AttributeType": "S"} for each in ("key", "town")],
        GlobalSecondaryIndexes=[
            {"IndexName": "by-town", "KeySchema": [{"AttributeName": "town", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}
        ],
    )
    yield client, name
    client.delete_table(TableName=name)


def test_each_write_shows_in_the_next_query_of_an_index(table: tuple[Any, str]) -> None:
    client, name = table

    def row(key: str, town: str) -> dict[str, Any]:
        return {"key": {"S": key}, "town": {"S": town}}

    def of(town: str) -> list[str]:
        asked = {"KeyConditionExpression": "town = :town", "ExpressionAttributeValues": {":town": {"S": town}}}
        return [each["key"]["S"] for each in client.query(TableName=name, IndexName="by-town", **asked)["Items"]]

    def update(key: str, town: str) -> dict[str, Any]:
        change = {"UpdateExpression": "SET town = :town", "ExpressionAttributeValues": {":town": {"S": town}}}
        return {"TableName": name, "Key": {"key": {"S": key}}, **change}

    refused = {"Put": {"TableName": name, "Item": row("a", "vienne"), "ConditionExpression": "attribute_not_exists(town)"}}

    def write_in_vain() -> None:
        with suppress(ClientError):
            client.transact_write_items(TransactItems=[{"Update": update("b", "lyon")}, refused])

    writes: list[tuple[Callable[[], Any], list[str]]] = [
        (lambda: client.put_item(TableName=name, Item=row("a", "vienne")), ["a"]),
        (lambda: client.update_item(**update("b", "vienne")), ["a", "b"]),
        (lambda: client.update_item(**update("a", "lyon")), ["b"]),
        (write_in_vain, ["b"]),
        (lambda: client.transact_write_items(TransactItems=[{"Update": update("a", "vienne")}]), ["b", "a"]),
        (lambda: client.batch_write_item(RequestItems={name: [{"PutRequest": {"Item": row("c", "vienne")}}]}), ["b", "a", "c"]),
        (lambda: client.delete_item(TableName=name, Key={"key": {"S": "b"}}), ["a", "c"]),
        (lambda: client.transact_write_items(TransactItems=[{"Delete": {"TableName": name, "Key": {"key": {"S": "a"}}}}]), ["c"]),
        (lambda: client.batch_write_item(RequestItems={name: [{"DeleteRequest": {"Key": {"key": {"S": "c"}}}}]}), []),
    ]
    assert of("vienne") == []
    for write, left in writes:
        write()
        assert sorted(of("vienne")) == sorted(left)
        assert sorted(of("vienne")) == sorted(left)
