"""The sandbox's quicker rows are moto's own: the same answers, the same limit of size."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import boto3
import pytest
from botocore.endpoint import Endpoint
from botocore.exceptions import ClientError
from moto.core.responses import ActionResult
from moto.dynamodb.models.table import Table
from moto.dynamodb.responses import DynamoResult

from infra.sandbox import moto_calls, moto_rows
from infra.sandbox.moto_aws import REGION

_EVERY_TYPE: dict[str, Any] = {
    "text": {"S": "Saint-Étienne « d'été »"},
    "number": {"N": "-12.50"},
    "bytes": {"B": b"\x00\xff{}"},
    "yes": {"BOOL": True},
    "nothing": {"NULL": True},
    "list": {"L": [{"S": "a"}, {"N": "1"}, {"M": {"deep": {"B": b"\x01"}}}]},
    "map": {"M": {"inner": {"S": "b"}, "empty": {"M": {}}, "bytes": {"B": b"\x02"}}},
    "texts": {"SS": ["x", "y"]},
    "numbers": {"NS": ["1", "2"]},
    "blobs": {"BS": [b"\x03", b"\x04"]},
}


@pytest.fixture(scope="module")
def table(hub: object) -> Iterator[tuple[Any, str]]:
    """A client and a table of the test's own."""
    client, name = boto3.client("dynamodb", region_name=REGION), f"rows-{uuid4()}"
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "key", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "key", "AttributeType": "S"}],
    )
    yield client, name
    client.delete_table(TableName=name)


def everything_said(client: Any, name: str) -> list[dict[str, Any]]:
    """What each operation on rows answers, but for the ids of requests."""
    key = {"key": {"S": "1"}}
    where: dict[str, Any] = {"KeyConditionExpression": "#key = :key", "ExpressionAttributeNames": {"#key": "key"}}
    with pytest.raises(ClientError) as refused:
        client.put_item(TableName=name, Item=key, ConditionExpression="attribute_exists(missing)")
    with pytest.raises(ClientError) as wrong:
        client.put_item(TableName=name, Item={"key": {"N": "1"}})
    with pytest.raises(ClientError) as nowhere:
        client.query(TableName="nowhere", **where, ExpressionAttributeValues={":key": {"S": "1"}})
    answers = [
        client.put_item(TableName=name, Item={**key, **_EVERY_TYPE}, ReturnConsumedCapacity="TOTAL"),
        client.put_item(TableName=name, Item={**key, **_EVERY_TYPE}, ReturnValues="ALL_OLD"),
        client.update_item(
            TableName=name,
            Key=key,
            UpdateExpression="SET added = :one",
            ExpressionAttributeValues={":one": {"N": "1"}},
            ReturnValues="ALL_NEW",
        ),
        client.get_item(TableName=name, Key=key, ReturnConsumedCapacity="TOTAL"),
        client.get_item(TableName=name, Key={"key": {"S": "nobody"}}),
        client.query(TableName=name, **where, ExpressionAttributeValues={":key": {"S": "1"}}, Limit=1),
        client.query(TableName=name, **where, ExpressionAttributeValues={":key": {"S": "1"}}, Select="COUNT"),
        client.scan(TableName=name),
        client.batch_get_item(RequestItems={name: {"Keys": [key]}}),
        client.transact_get_items(TransactItems=[{"Get": {"TableName": name, "Key": key}}]),
        client.transact_write_items(TransactItems=[{"Delete": {"TableName": name, "Key": key}}]),
        client.batch_write_item(RequestItems={name: [{"PutRequest": {"Item": {**key, **_EVERY_TYPE}}}]}),
        client.delete_item(TableName=name, Key=key, ReturnValues="ALL_OLD"),
        refused.value.response,
        wrong.value.response,
        nowhere.value.response,
        cancelled(client, name, key),
    ]
    assert all(each["ResponseMetadata"]["RequestId"] for each in answers)
    return [without_sets_order({**each, "ResponseMetadata": each["ResponseMetadata"]["HTTPStatusCode"]}) for each in answers]


def cancelled(client: Any, name: str, key: dict[str, Any]) -> dict[str, Any]:
    """What a transaction is answered of which one write holds and the other does not, with the row that is in its way."""
    client.put_item(TableName=name, Item={**key, **_EVERY_TYPE})
    condition = {"ConditionExpression": "attribute_not_exists(#key)", "ExpressionAttributeNames": {"#key": "key"}}
    refused = {"TableName": name, "Item": key, **condition, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
    with pytest.raises(ClientError) as caught:
        client.transact_write_items(TransactItems=[{"Put": {"TableName": name, "Item": {"key": {"S": "other"}}}}, {"Put": refused}])
    told: dict[str, Any] = caught.value.response
    return told


def without_sets_order(value: Any) -> Any:
    """Sets come in any order."""
    if isinstance(value, dict):
        return {name: sorted(each) if name in ("SS", "NS", "BS") else without_sets_order(each) for name, each in value.items()}
    return [without_sets_order(each) for each in value] if isinstance(value, list) else value


def test_rows_are_told_as_moto_tells_them(table: tuple[Any, str], monkeypatch: pytest.MonkeyPatch) -> None:
    quick = everything_said(*table)
    monkeypatch.setattr(DynamoResult, "execute_result", ActionResult.execute_result)
    assert quick == everything_said(*table)


def test_what_goes_straight_to_moto_is_answered_as_what_is_sent(table: tuple[Any, str], monkeypatch: pytest.MonkeyPatch) -> None:
    straight = everything_said(*table)
    monkeypatch.setattr(Endpoint, "make_request", moto_calls.over_the_wire)
    assert straight == everything_said(*table)


@pytest.fixture(scope="module")
def many_rows(hub: object) -> Iterator[tuple[Any, str]]:
    """A client and a table of the test's own: a sort key, indexes by a text and by a number that not every row has, rows in no order."""
    client, name = boto3.client("dynamodb", region_name=REGION), f"rows-{uuid4()}"
    keys = {"key": "S", "sort": "N", "town": "S", "year": "N"}
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=_schema("key", "sort"),
        AttributeDefinitions=[{"AttributeName": each, "AttributeType": kind} for each, kind in keys.items()],
        GlobalSecondaryIndexes=[
            {"IndexName": "by-town", "KeySchema": _schema("town", "sort"), "Projection": {"ProjectionType": "ALL"}},
            {"IndexName": "by-year", "KeySchema": _schema("year"), "Projection": {"ProjectionType": "KEYS_ONLY"}},
        ],
    )
    for number in (each * 17 % 40 for each in range(40)):
        item = {"key": {"S": f"key{number % 3}"}, "sort": {"N": str(number % 20)}, "more": {"S": "x" * number}}
        town = {"town": {"S": f"town{number % 4}"}} if number % 5 else {}
        year = {"year": {"N": "2026" if number % 2 else "2026.0"}} if number % 7 else {}
        client.put_item(TableName=name, Item=item | town | year)
    yield client, name
    client.delete_table(TableName=name)


def _schema(*keys: str) -> list[dict[str, str]]:
    return [{"AttributeName": each, "KeyType": kind} for each, kind in zip(keys, ("HASH", "RANGE"), strict=False)]


def every_page(client: Any, name: str) -> list[dict[str, Any]]:
    """What queries of each key and index answer, page by page, either way."""
    answers: list[dict[str, Any]] = []
    for index, key, wanted in ((None, "key", {"S": "key1"}), ("by-town", "town", {"S": "town2"}), ("by-year", "year", {"N": "2026"})):
        for value in (wanted, {next(iter(wanted)): "0"}):
            for sort in ("", " AND sort BETWEEN :low AND :high") if index != "by-year" else ("",):
                asked: dict[str, Any] = {
                    "TableName": name,
                    **({"IndexName": index} if index else {}),
                    "KeyConditionExpression": f"#key = :key{sort}",
                    "ExpressionAttributeNames": {"#key": key},
                    "ExpressionAttributeValues": {":key": value, **({":low": {"N": "3"}, ":high": {"N": "17"}} if sort else {})},
                }
                for way in (True, False):
                    pages = client.get_paginator("query").paginate(**asked, ScanIndexForward=way, PaginationConfig={"PageSize": 4})
                    answers.extend({each: page.get(each) for each in ("Items", "Count", "ScannedCount", "LastEvaluatedKey")} for page in pages)
    return answers


def test_a_query_is_answered_as_moto_answers_it(many_rows: tuple[Any, str], monkeypatch: pytest.MonkeyPatch) -> None:
    quick = every_page(*many_rows)
    monkeypatch.setattr(Table, "query", moto_rows.of_all_rows)
    assert quick == every_page(*many_rows)
    assert sum(each["Count"] for each in quick) > 100


@pytest.mark.parametrize(("length", "is_taken"), [(404_000, True), (406_000, False)])
def test_a_row_is_weighed_as_a_whole(table: tuple[Any, str], length: int, is_taken: bool) -> None:
    client, name = table
    item = {"key": {"S": "big"}, **{f"part{number}": {"S": "é" * (length // 20)} for number in range(10)}}
    if is_taken:
        client.put_item(TableName=name, Item=item)
    else:
        with pytest.raises(ClientError, match="Item size has exceeded"):
            client.put_item(TableName=name, Item=item)
