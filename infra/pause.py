"""``python -m infra.pause prod`` stops all that runs in a stage; ``--end`` lets it go on. Nothing is lost meanwhile: queues keep their messages.

Schedules and the takers of queues are stopped before the functions: a function that may not run would have each event of a
schedule put among the failures, and each message, received in vain, among the dead letters.
"""

import argparse
import sys
from collections.abc import Iterator
from typing import Any

import boto3

from infra.stages import REGION, STAGES, Stage


class Pause:
    """What calls functions in a stage, and the functions. ``functions``, ``events``: boto3 clients of Lambda and EventBridge."""

    def __init__(self, stage: Stage, *, functions: Any, events: Any) -> None:
        self._stage = stage
        self._functions = functions
        self._events = events

    def begin(self) -> int:
        """Stop everything; answers how many functions there are. What runs already goes on to its end, a quarter of an hour at the most."""
        for rule in self._rules():
            self._events.disable_rule(Name=rule)
        for source in self._sources():
            self._functions.update_event_source_mapping(UUID=source, Enabled=False)
        names = list(self._names())
        for name in names:
            self._functions.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
        return len(names)

    def end(self) -> int:
        """Let everything go on; answers how many functions there are."""
        names = list(self._names())
        for name in names:
            self._functions.delete_function_concurrency(FunctionName=name)
        for source in self._sources():
            self._functions.update_event_source_mapping(UUID=source, Enabled=True)
        for rule in self._rules():
            self._events.enable_rule(Name=rule)
        return len(names)

    def _names(self) -> Iterator[str]:
        for page in self._functions.get_paginator("list_functions").paginate():
            yield from (each["FunctionName"] for each in page["Functions"] if each["FunctionName"].startswith(self._stage.prefix))

    def _sources(self) -> Iterator[str]:
        for page in self._functions.get_paginator("list_event_source_mappings").paginate():
            yield from (each["UUID"] for each in page["EventSourceMappings"] if f":function:{self._stage.prefix}" in each["FunctionArn"])

    def _rules(self) -> Iterator[str]:
        for page in self._events.get_paginator("list_rules").paginate(NamePrefix=self._stage.prefix):
            yield from (each["Name"] for each in page["Rules"])


def main() -> None:
    """Stop a stage, or let it go on."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("stage", choices=sorted(STAGES))
    asked.add_argument("--end", action="store_true")
    told = asked.parse_args()
    functions, events = (boto3.client(service, region_name=REGION) for service in ("lambda", "events"))
    pause = Pause(STAGES[told.stage], functions=functions, events=events)
    number = pause.end() if told.end else pause.begin()
    sys.stdout.write(f"{number} functions {'run again' if told.end else 'are stopped'}\n")


if __name__ == "__main__":
    main()
