"""The sandbox's quicker list of versions is moto's own."""

from typing import Any

import boto3
import pytest
from moto.s3.models import S3Backend

from infra.sandbox import moto_objects
from infra.sandbox.moto_aws import BUCKET, REGION


def every_page(client: Any, prefix: str) -> list[dict[str, Any]]:
    """What the versions under a prefix are answered as, two by two; but for the ids of requests."""
    pages = client.get_paginator("list_object_versions").paginate(Bucket=BUCKET, Prefix=prefix, PaginationConfig={"PageSize": 2})
    return [{name: value for name, value in page.items() if name != "ResponseMetadata"} for page in pages]


def test_versions_are_listed_as_moto_lists_them(hub: object, monkeypatch: pytest.MonkeyPatch) -> None:
    client = boto3.client("s3", region_name=REGION)
    for key in ("listed/a", "listed/b", "listed/b", "listed/c", "listed-not/a", "elsewhere"):
        client.put_object(Bucket=BUCKET, Key=key, Body=key.encode())
    client.delete_object(Bucket=BUCKET, Key="listed/c")
    quick = [every_page(client, prefix) for prefix in ("listed/", "listed/b", "nothing/")]
    monkeypatch.setattr(S3Backend, "list_object_versions", moto_objects.of_all_versions)
    assert quick == [every_page(client, prefix) for prefix in ("listed/", "listed/b", "nothing/")]
    assert [[len(page.get("Versions", [])) + len(page.get("DeleteMarkers", [])) for page in pages] for pages in quick] == [[2, 2, 1], [2], [0]]
