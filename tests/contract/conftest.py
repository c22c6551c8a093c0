"""One promise, two stores: each test of this directory runs on the fake and on AWS."""

import pytest

from tests.fakes.hub import Hub, MemoryHub
from tests.scenes import Scene


@pytest.fixture(params=["memory", "dynamo"])
def store(request: pytest.FixtureRequest) -> Hub:
    """A hub whose stores promise what the ports say."""
    if request.param == "memory":
        return MemoryHub()
    real: Hub = request.getfixturevalue("hub")
    return real


@pytest.fixture
def scene(store: Hub) -> Scene:
    """An operator with a process of its own on that hub."""
    return Scene(store)
