"""Whether functions keep within the rights that the template gives them: each AWS call of a job or a queue's function is looked up."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from botocore.client import BaseClient

from chalicelib.handlers import jobs, queue_messages, uploaded_files, webhook_messages
from infra.functions import FUNCTIONS
from infra.keys import SECRETS
from infra.queues import QUEUES
from infra.rights import Files, Rights
from infra.stages import SANDBOX

_LETTER_BY_OPERATION = {
    **dict.fromkeys(("BatchGetItem", "ConditionCheck", "GetItem", "Query", "Get"), "r"),
    **dict.fromkeys(("PutItem", "UpdateItem", "Put", "Update"), "w"),
    **dict.fromkeys(("DeleteItem", "Delete"), "d"),
}
_FILES_BY_OPERATION = {
    "GetObject": Files.READ,
    "HeadObject": Files.READ,
    **dict.fromkeys(
        ("PutObject", "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload", "AbortMultipartUpload", "ListParts"), Files.WRITE
    ),
    **dict.fromkeys(("DeleteObjects", "DeleteObject", "ListObjectVersions", "ListMultipartUploads"), Files.ERASE),
}
_DEEDS: dict[tuple[ModuleType, str], str] = {
    # what the functions that are no jobs do: by whom
    (queue_messages, "send"): "send_mails",
    (queue_messages, "prepare"): "prepare",
    (webhook_messages, "deliver"): "deliver_webhooks",
    (uploaded_files, "check_told"): "check_attachments",
}
_at_work = threading.local()


def uses(service: str, operation: str, told: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The rights that a call needs, as pairs: ("table", "letter"), ("files", kind), ("sends", queue), ("secrets", name) or (service, operation)."""
    if service == "dynamodb":
        if operation in ("TransactWriteItems", "TransactGetItems"):
            for item in told["TransactItems"]:
                ((deed, what),) = item.items()
                yield _table(what["TableName"]), _LETTER_BY_OPERATION[deed]
        elif operation == "BatchGetItem":
            for name in told["RequestItems"]:
                yield _table(name), "r"
        else:
            yield _table(told["TableName"]), _LETTER_BY_OPERATION[operation]
    elif service == "s3":
        yield "files", Files.ARCHIVE if f"{SANDBOX.prefix}audit" in told["Bucket"] else _FILES_BY_OPERATION[operation]
    elif service == "sqs" and operation.startswith("SendMessage"):
        yield "sends", told["QueueUrl"].rpartition("/")[2].removeprefix(SANDBOX.prefix)
    elif operation == "GetSecretValue":
        yield "secrets", told["SecretId"].rpartition("/")[2]
    else:
        yield service, operation


def may(rights: Rights, subject: str, deed: str) -> bool:
    """Whether rights hold one that is needed."""
    match subject:
        case "files":
            return Files(deed) in rights.files
        case "sends":
            return deed in rights.sends and deed in QUEUES
        case "secrets":
            return deed in {SECRETS[each][0] for each in rights.secrets}
        case "sesv2":
            return rights.mails and deed == "SendEmail"
        case _:
            return deed in rights.letters_by_table.get(subject, "")


def _table(name: str) -> str:
    return name.removeprefix(SANDBOX.prefix)


@contextmanager
def working(function: str) -> Iterator[None]:
    """What is done within it is done by a function, and looked up in its rights."""
    before = getattr(_at_work, "function", None)
    _at_work.function = function
    try:
        yield
    finally:
        _at_work.function = before


def _watched(function: str, act: Callable[..., Any]) -> Callable[..., Any]:
    def acting(*args: Any, **kwargs: Any) -> Any:
        with working(function):
            return act(*args, **kwargs)

    return acting


@contextmanager
def watched() -> Iterator[set[str]]:
    """While it lasts, what a job or a queue's function does beyond its rights is noted in the set."""
    beyond: set[str] = set()
    call = BaseClient._make_api_call
    kept_jobs, kept = dict(jobs.JOBS), {place: getattr(*place) for place in _DEEDS}

    def calling(self: Any, operation: str, told: dict[str, Any]) -> Any:
        function = getattr(_at_work, "function", None)
        if function is not None:
            for subject, deed in uses(self.meta.service_model.service_name, operation, told):
                if not may(FUNCTIONS[function].rights, subject, deed):
                    beyond.add(f"{function}: {subject} {deed}")
        return call(self, operation, told)

    BaseClient._make_api_call = calling
    for name, job in kept_jobs.items():
        jobs.JOBS[name] = _watched(name.replace("-", "_"), job)
    for (module, name), function in _DEEDS.items():
        setattr(module, name, _watched(function, kept[module, name]))
    try:
        yield beyond
    finally:
        BaseClient._make_api_call = call
        jobs.JOBS.update(kept_jobs)
        for (module, name), deed in kept.items():
            setattr(module, name, deed)
