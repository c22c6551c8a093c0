"""What a function may do, in words, and the IAM statements that say so: nothing is granted that no word here names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from chalicelib.adapters.dynamo_every_table import TABLES
from chalicelib.adapters.dynamo_model import HubModel
from infra.keys import KEY_ARN
from infra.queues import FAILURES, RUNS
from infra.queues import logical_id as queue_id
from infra.tables import logical_id as table_id

_ROW_ACTIONS = {
    "r": ("BatchGetItem", "ConditionCheckItem", "GetItem", "Query"),
    "w": ("PutItem", "UpdateItem"),
    "d": ("DeleteItem",),
}
_MODEL: dict[str, type[HubModel]] = {model.base_name: model for model in TABLES}

WILDCARDS = {
    # statement: why it names no resource
    "Network": "EC2 knows no narrower one for the interfaces that Lambda makes for itself",
    "Traces": "X-Ray knows no resource to name",
}


class Files(StrEnum):
    """What may be done with stored bytes."""

    READ = "read"
    WRITE = "write"
    ERASE = "erase"
    ARCHIVE = "archive"


_FILE_STATEMENTS: dict[Files, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    # (statement, resource, actions). Without the right to list, S3 answers 403 where a file is gone: it could not be told from a failure.
    Files.READ: (
        ("ReadFiles", "${AttachmentsBucket.Arn}/*", ("s3:GetObject", "s3:GetObjectVersion")),
        ("TellWhatIsGone", "${AttachmentsBucket.Arn}", ("s3:ListBucket", "s3:ListBucketVersions")),
    ),
    Files.WRITE: (
        (
            "WriteFiles",
            "${AttachmentsBucket.Arn}/*",
            ("s3:AbortMultipartUpload", "s3:ListMultipartUploadParts", "s3:PutObject"),
        ),
    ),
    Files.ERASE: (
        ("EraseFiles", "${AttachmentsBucket.Arn}/*", ("s3:AbortMultipartUpload", "s3:DeleteObject", "s3:DeleteObjectVersion")),
        ("ListVersions", "${AttachmentsBucket.Arn}", ("s3:ListBucketMultipartUploads", "s3:ListBucketVersions")),
    ),
    Files.ARCHIVE: (
        ("PutAwayAudit", "${AuditBucket.Arn}/*", ("s3:GetObjectVersion", "s3:PutObject", "s3:PutObjectRetention")),
        ("ListAudit", "${AuditBucket.Arn}", ("s3:ListBucketVersions",)),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """A function's rights.

    ``rows``: "table:letters" separated by blanks; r reads and checks, w puts and updates, d deletes. ``sends``: queues.
    ``takes``: the queue whose messages it handles. ``secrets``: logical ids.
    """

    rows: str = ""
    files: frozenset[Files] = frozenset()
    sends: frozenset[str] = frozenset()
    takes: str | None = None
    mails: bool = False
    secrets: frozenset[str] = field(default_factory=frozenset)

    @property
    def letters_by_table(self) -> Mapping[str, str]:
        """Which letters for which table. Raises: KeyError for a table that is none."""
        pairs = (each.split(":") for each in self.rows.split())
        return {_MODEL[name].base_name: letters for name, letters in pairs}

    def statements(self, function: str) -> list[dict[str, Any]]:
        """The IAM statements; ``function`` is the logical id of its log group's function."""
        return [
            *self._row_statements(),
            *(_allow(sid, actions, _sub(arn)) for each in Files if each in self.files for sid, arn, actions in _FILE_STATEMENTS[each]),
            *self._queue_statements(),
            *([_allow("SendMails", ("ses:SendEmail", "ses:SendRawEmail"), *_SENDERS)] if self.mails else []),
            *([_allow("ReadSecrets", ("secretsmanager:GetSecretValue",), *({"Ref": each} for each in sorted(self.secrets)))] if self.secrets else []),
            _through_services(),
            _allow("Logs", ("logs:CreateLogStream", "logs:PutLogEvents"), _sub(f"${{{function}Logs.Arn}}")),
            _allow("LostEvents", ("sqs:SendMessage",), *(_arn(queue_id(each)) for each in (FAILURES, RUNS))),
            _allow("Traces", ("xray:PutTelemetryRecords", "xray:PutTraceSegments"), "*"),
        ]

    def _row_statements(self) -> list[dict[str, Any]]:
        """One statement for each set of letters, so that a role's policy stays within IAM's 10,240 characters."""
        tables_by_letters: dict[str, list[str]] = {}
        for name, letters in self.letters_by_table.items():
            tables_by_letters.setdefault(letters, []).append(name)
        return [
            _allow(
                f"Rows{letters.capitalize()}",
                tuple(f"dynamodb:{action}" for letter in letters for action in _ROW_ACTIONS[letter]),
                *(resource for name in names for resource in _table_arns(_MODEL[name], letters)),
            )
            for letters, names in tables_by_letters.items()
        ]

    def _queue_statements(self) -> Iterable[dict[str, Any]]:
        if self.sends:
            yield _allow("Announce", ("sqs:SendMessage",), *(_arn(queue_id(each)) for each in sorted(self.sends)))
        if self.takes is not None:
            yield _allow(
                "TakeMessages",
                ("sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"),
                _arn(queue_id(self.takes)),
            )


def _table_arns(model: type[HubModel], letters: str) -> list[dict[str, Any]]:
    has_indexes = bool(model._get_schema()["global_secondary_indexes"])
    return [_arn(table_id(model)), *([_sub(f"${{{table_id(model)}.Arn}}/index/*")] if has_indexes and "r" in letters else [])]


_SENDERS = (
    {"Fn::Sub": "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/${SenderIdentity}"},
    {"Fn::Sub": "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:configuration-set/${MailSettings}"},
)


def _through_services() -> dict[str, Any]:
    """The key is used by the services that store for the hub, never by a function itself."""
    services = ("dynamodb", "s3", "secretsmanager", "sqs")
    actions = ("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo")
    via = {"kms:ViaService": [_sub(f"{each}.${{AWS::Region}}.amazonaws.com") for each in services]}
    return {**_allow("UseKey", actions, KEY_ARN), "Condition": {"StringEquals": via}}


def _allow(sid: str, actions: tuple[str, ...], *resources: Any) -> dict[str, Any]:
    return {"Sid": sid, "Effect": "Allow", "Action": list(actions), "Resource": list(resources)}


def _sub(text: str) -> dict[str, str]:
    return {"Fn::Sub": text}


def _arn(logical: str) -> dict[str, list[str]]:
    return {"Fn::GetAtt": [logical, "Arn"]}
