"""The hub's log as a test reads it: each line as what it tells."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any, cast

from chalicelib.handlers import telemetry

Lines = list[dict[str, Any]]


class Log:
    """What has been logged since the test began to listen."""

    def __init__(self) -> None:
        self.stream = StringIO()

    @property
    def text(self) -> str:
        """All of it, as it was written."""
        return self.stream.getvalue()

    @property
    def lines(self) -> Lines:
        """What people read."""
        return [each for each in self._all() if "_aws" not in each]

    @property
    def measures(self) -> Lines:
        """What CloudWatch reads as metrics, without the time of each."""
        return [{**each, "_aws": each["_aws"]["CloudWatchMetrics"]} for each in self._all() if "_aws" in each]

    def _all(self) -> Lines:
        return [json.loads(each) for each in self.text.splitlines()]


@contextmanager
def logged() -> Iterator[Log]:
    """Listen to the log."""
    log = Log()
    handlers = [cast("Any", each) for each in telemetry.logger().handlers]
    before = [each.stream for each in handlers]
    telemetry.write_to(log.stream)
    try:
        yield log
    finally:
        for handler, stream in zip(handlers, before, strict=True):
            handler.setStream(stream)
