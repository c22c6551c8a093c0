"""What a stage costs whatever its volume: how many alarms, rules of the firewall and metrics it has, as its templates make them."""

from collections.abc import Mapping

from chalicelib.domain import errors
from chalicelib.handlers.facts import Fact
from chalicelib.handlers.job_schedules import SCHEDULES
from infra.alarms import alarms
from infra.firewall import firewall_resources
from infra.front_alarm import FRONT_ERRORS
from infra.functions import FUNCTIONS
from infra.stages import STAGES

_STAGE = STAGES["prod"]
_ALARM, _METRIC, _LIST, _RULE = 0.10, 0.30, 5.0, 1.0
"""Dollars a month, as those of ``infra.cost.PRICES``."""
_KINDS = sum(isinstance(each, type) and issubclass(each, errors.HubError) for each in vars(errors).values())
_VALUES: Mapping[str | None, int] = {None: 1, "Verdict": 3, "Reason": _KINDS, "Job": len(SCHEDULES)}
"""How many values a dimension has at most: each is a metric of its own."""


def flat_counts() -> dict[str, str]:
    """The numbers and their dollars, by their places in the text of the page."""
    named = [name.replace("_", " ").title().replace(" ", "") for name in FUNCTIONS]
    rings = len([*alarms(_STAGE, named), FRONT_ERRORS])
    rules = len(firewall_resources(_STAGE)["Firewall"]["Properties"]["Rules"])
    metrics = sum(_VALUES[fact.dimension] for fact in Fact)
    return {
        "alarms": str(rings),
        "alarms_dollars": f"{rings * _ALARM:.0f}",
        "rules": str(rules),
        "rules_dollars": f"{_LIST + rules * _RULE:.0f}",
        "metrics": str(metrics),
        "metrics_dollars": f"{metrics * _METRIC:.0f}",
    }
