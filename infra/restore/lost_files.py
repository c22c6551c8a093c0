"""Which files that a row of the exchange tells of are not there: the hub erases every version, and nothing brings those back."""

from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.adapters.dynamo_codec import decode
from chalicelib.domain.attachments import Attachment
from chalicelib.domain.cases import Case
from infra.restore.rules import Row


def lost_files(row: Row, *, files: Any, bucket: str) -> list[str]:
    """The keys of those that are gone in the version that was checked. ``files``: a boto3 S3 client."""
    return [each.object_key for each in _attachments(row) if each.object_version and not _is_there(each, files, bucket)]


def _attachments(row: Row) -> Iterator[Attachment]:
    sort, document = row["sort"]["S"], row["document"]["S"]
    if sort == "case":
        yield from decode(Case, document).attachments
    elif sort == "attachment" or "#file#" in sort:
        yield decode(Attachment, document)


def _is_there(attachment: Attachment, files: Any, bucket: str) -> bool:
    try:
        files.head_object(Bucket=bucket, Key=attachment.object_key, VersionId=attachment.object_version)
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("404", "NoSuchVersion", "NoSuchKey"):
            raise
        return False
    return True
