"""Logs, metrics and traces. Log lines carry ids, never names, addresses, contents or secrets."""

import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from logging import StreamHandler
from typing import Any, TextIO

from aws_lambda_powertools import Logger

from chalicelib import invocation
from chalicelib.handlers.facts import Fact, Measure, facts_of
from chalicelib.handlers.log_lines import LogLines

_ID = re.compile(r"[0-9A-Fa-f-]{16,64}|[0-9A-HJKMNP-TV-Z]{26}")  # hexadecimal or ULID: no word, so nobody's name
_TRACE_PARENT = re.compile(r"[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?")


def service() -> str:
    """What the log and the metrics call this hub: its stage's name where there is one, so that stages of one account are told apart."""
    return os.environ.get("POWERTOOLS_SERVICE_NAME", "hubee")


@cache
def logger() -> Logger:
    """The structured log."""
    return Logger(service=service(), level=os.environ.get("HUB_LOG_LEVEL", "INFO"), logger_formatter=LogLines())


def write_to(stream: TextIO) -> None:
    """Write the log there, not to the standard output."""
    for handler in logger().handlers:
        if isinstance(handler, StreamHandler):
            handler.setStream(stream)


@cache
def _tracer() -> Any:
    from aws_lambda_powertools import Tracer

    return Tracer(service=service())


def on_lambda() -> bool:
    """Whether the code runs as a function: only there do traces have somewhere to go."""
    return "AWS_LAMBDA_FUNCTION_NAME" in os.environ


def _has_metrics() -> bool:
    """Whether somebody reads metrics: on AWS, or where ``HUB_METRICS`` asks for them."""
    return on_lambda() or "HUB_METRICS" in os.environ


@contextmanager
def begun(correlation_id: str) -> Iterator[None]:
    """Run what is inside as one invocation: every line carries its id, and its measures leave at its end."""
    with invocation.begun(correlation_id) as present:
        try:
            yield
        finally:
            if _has_metrics():
                _emit(present)


def _emit(present: invocation.Invocation) -> None:
    measures = [*facts_of(present.committed), *present.measures]
    if measures:
        from chalicelib.handlers.metrics import metric_lines  # here: most requests only read, and measure nothing

        stream = next((each.stream for each in logger().handlers if isinstance(each, StreamHandler)), sys.stdout)
        for line in metric_lines(measures, service=service(), correlation_id=present.correlation_id):
            print(line, file=stream, flush=True)


def measure(fact: Fact, value: float = 1, *, of: str | None = None) -> None:
    """Note a fact that no commit tells; it is measured when the invocation ends."""
    present = invocation.present()
    if present is not None:
        present.measures.append(Measure(fact, value, of))


def correlation_in(headers: Mapping[str, str], *, otherwise: str) -> str:
    """The id that a caller follows its request by, where it is one: ``X-Correlation-Id``, else that of a ``traceparent``.

    ``headers`` are in lower case. Whatever else a caller sends is not taken up: it could be anything, and would be logged.
    """
    asked = headers.get("x-correlation-id", "").strip()
    if _ID.fullmatch(asked):
        return asked
    trace = _TRACE_PARENT.fullmatch(headers.get("traceparent", "").strip())
    return trace[1] if trace else otherwise


@contextmanager
def traced(name: str, **ids: str) -> Iterator[None]:
    """Put a step and its ids on the present trace."""
    if not on_lambda():
        yield
        return
    with _tracer().provider.in_subsegment(name=f"## {name}") as step:
        for key, value in ids.items():
            step.put_annotation(key, value)
        yield


def record(event: str, *, is_routine: bool = False, **fields: Any) -> None:
    """Write one line; of what is routine only where somebody looks closely (``HUB_LOG_LEVEL=DEBUG``)."""
    (logger().debug if is_routine else logger().info)(event, **_present(fields))


def record_failure(event: str, error: BaseException, **fields: Any) -> None:
    """Write what went wrong, with where, never with the values at hand."""
    frames: list[str] = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{os.path.basename(code.co_filename)}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    cause = type(error.__cause__).__name__ if error.__cause__ is not None else None
    logger().error(event, **_present({"error": type(error).__name__, "cause": cause, "frames": frames[-6:], **fields}))


def _present(fields: Mapping[str, Any]) -> dict[str, Any]:
    told = {"correlation_id": invocation.correlation_id(), **fields}
    return {name: value for name, value in told.items() if value is not None}
