"""The command-line client through a network that drops, delays, doubles and cuts: none lost, none doubled."""

from pathlib import Path

import pytest

from tests.client.exchange import exchange, faults_of
from tests.e2e.remote import RemoteWorld


@pytest.mark.rule("DEP-10", "DEP-11", "NOT-02", "NOT-03")
def test_fifty_teledossiers_cross_a_bad_network_and_kills_none_lost_none_doubled(tmp_path: Path, world: RemoteWorld) -> None:
    field, networks = exchange(tmp_path, world, count=50, seed="fifty")
    assert faults_of(field) == []
    assert all(each.happened.total() > 10 for each in networks), "the network behaved"
    assert field.kills.total() > 0, "nobody was killed"
