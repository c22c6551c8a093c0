"""Our formatter writes what Powertools' own would, for whatever the hub logs."""

import json
import logging
from typing import Any

import pytest
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter

from chalicelib.handlers.log_lines import LogLines

TRACE = "_X_AMZN_TRACE_ID"


def record_of(message: str, *arguments: Any, exc_info: Any = None, **fields: Any) -> logging.LogRecord:
    made = logging.LogRecord("hubee", logging.INFO, "here.py", 1, message, arguments, exc_info)
    made.__dict__.update(fields)
    return made


def an_error() -> Any:
    try:
        raise ValueError("é")
    except ValueError as error:
        return (type(error), error, error.__traceback__)


RECORDS = {
    "a word": record_of("request"),
    "fields": record_of("request", operation="getCaseById", status=200, milliseconds=12.3, frames=["a:1 b"], label="Traitée", of=object),
    "arguments": record_of("%s of %d", "one", 2, operation="x"),
    "an exception": record_of("failure", exc_info=an_error(), operation="x"),
}


@pytest.mark.parametrize("trace", [None, "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"])
@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_a_line_is_what_powertools_writes(record: logging.LogRecord, trace: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TRACE, trace) if trace else monkeypatch.delenv(TRACE, raising=False)
    theirs = LambdaPowertoolsFormatter(use_rfc3339=True, utc=True, location=None)
    ours = LogLines()
    for each in (theirs, ours):
        each.append_keys(service="hubee")
    assert list(json.loads(ours.format(record)).items()) == list(json.loads(theirs.format(record)).items())
