"""Logs, metrics and traces. Log lines carry ids, never names, addresses, contents or secrets."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from logging import StreamHandler
from typing import Any, TextIO

from aws_lambda_powertools import Logger

SERVICE = "hubee"


@cache
def logger() -> Logger:
    """The structured log."""
    return Logger(service=SERVICE, level=os.environ.get("HUB_LOG_LEVEL", "INFO"), use_rfc3339=True, location=None)


def write_to(stream: TextIO) -> None:
    """Write the log there, not to the standard output."""
    for handler in logger().handlers:
        if isinstance(handler, StreamHandler):
            handler.setStream(stream)


@cache
def _metrics() -> Any:
    from aws_lambda_powertools import Metrics

    return Metrics(namespace="HubEE", service=SERVICE)


@cache
def _tracer() -> Any:
    from aws_lambda_powertools import Tracer

    return Tracer(service=SERVICE)


def on_lambda() -> bool:
    """Whether the code runs as a function: only there do metrics and traces have somewhere to go."""
    return "AWS_LAMBDA_FUNCTION_NAME" in os.environ


def count(fact: str, number: int = 1) -> None:
    """Count a business fact: deposited, delivered, refused…"""
    if on_lambda():
        metrics = _metrics()
        metrics.add_metric(name=fact, unit="Count", value=number)
        metrics.flush_metrics()


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


def record(event: str, **fields: Any) -> None:
    """Write one line."""
    logger().info(event, **{name: value for name, value in fields.items() if value is not None})


def record_failure(event: str, error: BaseException, **fields: Any) -> None:
    """Write what went wrong, with where, never with the values at hand."""
    frames: list[str] = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{os.path.basename(code.co_filename)}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    cause = type(error.__cause__).__name__ if error.__cause__ is not None else None
    logger().error(event, error=type(error).__name__, cause=cause, frames=frames[-6:], **_present(fields))


def _present(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
