"""The sandbox's quicker list of versions is moto's own, and its uploads in parts are safe between threads."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
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


@pytest.mark.rule("DEP-05")
def test_an_upload_completed_by_many_at_once_and_sent_the_same_part_at_once_never_stumbles(hub: object) -> None:
    client = boto3.client("s3", region_name=REGION)
    content = bytes(5 * 1024 * 1024)
    for number in range(8):
        named = {"Bucket": BUCKET, "Key": f"together/{number}"}
        named["UploadId"] = client.create_multipart_upload(**named, ChecksumAlgorithm="SHA256")["UploadId"]

        def at_once(turn: int, named: dict[str, str] = named) -> str:
            try:
                if turn % 2:
                    part = {"PartNumber": 1, "ETag": client.upload_part(**named, PartNumber=1, Body=content)["ETag"]}
                    client.complete_multipart_upload(**named, MultipartUpload={"Parts": [part]})
                else:
                    client.list_parts(**named)
            except ClientError as error:
                return str(error.response["Error"]["Code"])
            return "done"

        with ThreadPoolExecutor(8) as threads:
            told = Counter(threads.map(at_once, range(8)))
        assert told.keys() <= {"done", "NoSuchUpload"}
        assert len(client.list_object_versions(Bucket=BUCKET, Prefix=named["Key"])["Versions"]) == 1
