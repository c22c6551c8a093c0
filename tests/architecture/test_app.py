"""The application binds every event function, answers every method of its paths, and takes every body as bytes."""

import pytest

import app
from chalicelib.handlers.every_route import ROUTES
from chalicelib.handlers.jobs import JOBS

METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}


@pytest.mark.rule("JOB-06")
def test_every_job_and_the_queue_functions_are_bound_to_the_application() -> None:
    deployed = {source.name for source in app.app.event_sources}
    assert deployed == {name.replace("-", "_") for name in JOBS} | {"send_mails", "prepare", "check_attachments", "canary"}
    assert {name for name in deployed if not callable(getattr(app, name, None))} == set()


@pytest.mark.rule("JOB-06")
def test_a_bound_function_runs_as_lambda_would_call_it(hub: object) -> None:
    event = {"version": "0", "account": "1", "region": "eu-west-3", "detail": {}, "detail-type": "Scheduled Event", "source": "aws.events"}
    event |= {"time": "2026-11-24T00:00:00Z", "id": "1", "resources": []}
    for name in JOBS:
        assert getattr(app, name.replace("-", "_"))(event, None) == {"job": name, "lookedAt": 0}
    for function in (app.send_mails, app.prepare):
        assert function({"Records": [{"messageId": "m", "body": "unknown"}]}, None) == {"batchItemFailures": []}
    key = "folders/f/a/u.upload"
    assert app.check_attachments({**event, "detail": {"object": {"key": key}}}, None) == {"key": key, "isDone": True}


def test_every_path_answers_every_method() -> None:
    paths = {operation.path for routes in ROUTES for operation in routes.operations}
    assert {path: set(methods) for path, methods in app.app.routes.items()} == dict.fromkeys(paths, METHODS)


def test_every_body_travels_as_bytes() -> None:
    assert app.app.api.binary_types == ["*/*"]
