"""The templates of every stage, as chalice makes and merges them, once a session."""

from typing import Any

import pytest

from app import app
from infra.edge_template import edge_template
from infra.merge_template import merged
from infra.stages import STAGES, Stage

Template = dict[str, Any]


@pytest.fixture(scope="session", params=sorted(STAGES))
def stage(request: pytest.FixtureRequest) -> Stage:
    """Each stage."""
    return STAGES[request.param]


@pytest.fixture(scope="session")
def template(stage: Stage) -> Template:
    """What is deployed of the stage, but the edge."""
    return merged(app, stage)


@pytest.fixture(scope="session")
def edge(stage: Stage) -> Template:
    """What is deployed of it in us-east-1."""
    return edge_template(stage)


@pytest.fixture(scope="session")
def properties(template: Template) -> dict[str, dict[str, Any]]:
    """The properties of every resource, by logical id."""
    return {name: resource.get("Properties", {}) for name, resource in template["Resources"].items()}


@pytest.fixture(scope="session")
def functions(template: Template) -> dict[str, dict[str, Any]]:
    """The properties of every function, by logical id."""
    return {name: each["Properties"] for name, each in template["Resources"].items() if each["Type"] == "AWS::Serverless::Function"}
