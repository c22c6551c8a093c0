"""What docs/cost.md tells is worked out from what the code asks of AWS, and is fresh."""

import pytest

from app import app
from infra import cost
from infra.cost import EXCHANGE, UNITS, page
from infra.cost_flat import flat_counts
from infra.edge_template import edge_template
from infra.merge_template import merged
from infra.stages import STAGES
from tests.bench.counting import counted
from tests.bench.operations import OPERATIONS, warmed
from tests.bench.units import units_of
from tests.builders import World

OPERATION_BY_NAME = {each.name: each for each in OPERATIONS}


@pytest.mark.parametrize("name", UNITS)
def test_the_units_of_an_operation_are_those_that_it_takes(world: World, name: str) -> None:
    operation = OPERATION_BY_NAME[name]
    request = warmed(world, operation.prepare(world))
    with counted(world.hub) as calls:
        assert request.send() == operation.status
    (reads, writes), (told_reads, told_writes) = units_of(calls), UNITS[name]
    assert reads == told_reads
    assert writes <= told_writes <= 1.5 * writes  # a row near a whole number of KB is told as it is at its dearest


def test_every_step_of_an_exchange_has_its_units() -> None:
    assert set(EXCHANGE) <= set(UNITS)


def test_the_page_is_fresh_and_no_place_in_it_is_empty() -> None:
    assert "{{" not in page()
    assert cost._PAGE.read_text(encoding="utf-8") == page()


def test_the_side_door_costs_less_than_half_of_what_polls_did() -> None:
    assert cost._total(cost.polls_now()) < 0.5 * cost._total(cost.polls_before())
    assert cost._total(cost.tokens_now()) < 0.65 * cost._total(cost.tokens_before())


def test_lines_are_multiplied_out() -> None:
    (line,) = [each for each in cost.polls_now() if each.price == "WAF request"]
    assert (round(line.number), round(line.dollars, 2)) == (87_600_000, 52.56)


def test_what_is_paid_whatever_the_volume_is_counted_off_the_templates() -> None:
    stage = STAGES["prod"]
    resources = [*merged(app, stage)["Resources"].values(), *edge_template(stage)["Resources"].values()]
    alarms = sum(each["Type"] == "AWS::CloudWatch::Alarm" for each in resources)
    (rules,) = (len(each["Properties"]["Rules"]) for each in resources if each["Type"] == "AWS::WAFv2::WebACL")
    counted = flat_counts()
    assert (counted["alarms"], counted["rules"]) == (str(alarms), str(rules))
    assert f"{alarms} alarms {counted['alarms_dollars']}," in page()
