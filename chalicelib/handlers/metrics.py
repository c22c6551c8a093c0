"""Measures leave as lines of the log that CloudWatch reads as metrics (EMF): once, at the end of an invocation."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator

from aws_lambda_powertools.metrics import EphemeralMetrics

from chalicelib.handlers.facts import Fact, Measure

NAMESPACE = "HubEE"
_VALUES = 50  # of one metric in a line, which takes a hundred


def metric_lines(measures: Iterable[Measure], *, service: str, correlation_id: str) -> Iterator[str]:
    """The lines of some measures: one for all that have no dimension, and one for each value of one.

    Counts of one kind are added up; durations stay each its own, since percentiles are wanted of them.
    """
    values: dict[tuple[str, str], dict[Fact, list[float]]] = defaultdict(dict)
    for each in measures:
        kind = (each.fact.dimension or "", each.of or "")
        known = values[kind].setdefault(each.fact, [])
        if each.fact.unit == "Count" and known:
            known[0] += each.value
        else:
            known.append(each.value)
    for (dimension, of), values_by_fact in values.items():
        longest = max(map(len, values_by_fact.values()))
        for start in range(0, longest, _VALUES):
            metrics = EphemeralMetrics(namespace=NAMESPACE, service=service)
            if dimension:
                metrics.add_dimension(name=dimension, value=of)
            metrics.add_metadata(key="correlation_id", value=correlation_id)
            for fact, found in values_by_fact.items():
                for value in found[start : start + _VALUES]:
                    metrics.add_metric(name=fact.title, unit=fact.unit, value=value)
            yield json.dumps(metrics.serialize_metric_set())
