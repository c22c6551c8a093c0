"""Our CPU per request, over that of the same botocore calls in one plain function; and the same for the import."""

import gc
import json
import os
import statistics
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import boto3
from botocore import xform_name
from chalice.local import LambdaEventConverter, RouteMatcher

from chalicelib import environment
from chalicelib.adapters.dynamo_tables import connection
from chalicelib.composition import Composition
from tests.bench.canned import CannedNetwork, network
from tests.bench.counting import Calls, counted, s3_client
from tests.bench.operations import Operation, Request, warmed
from tests.builders import World

CPU_BOUND = 2.0
IMPORT_BOUND = 1.5
_ROUNDS = 41
_REQUESTS_A_ROUND = 15
_IMPORTS = 9
_OURS = "import app"  # as a function on AWS does, which leaves the portal until it is asked for
_THEIRS = "import chalice, pynamodb.models, boto3, joserfc.jwt"


def lambda_event(app: Any, request: Request) -> dict[str, Any]:
    """The request as API Gateway hands it to the function."""
    content = request.content
    headers = {name.lower(): value for name, value in request.headers.items()}
    if content is None and request.body is not None:
        content, headers["content-type"] = json.dumps(request.body).encode(), "application/json"
    if request.partner.token is not None:
        headers["authorization"] = f"Bearer {request.partner.token}"
    target = request.path + (f"?{urlencode(dict(request.query), doseq=True)}" if request.query else "")
    converter = LambdaEventConverter(RouteMatcher(list(app.routes)))
    event: dict[str, Any] = converter.create_lambda_event(request.method, target, headers)
    event["requestContext"]["requestId"] = "3b0f3c1e-5a0d-4b7e-8c64-2f6c5f0d9a11"
    return event | {"body": b64encode(content).decode() if content is not None else None, "isBase64Encoded": content is not None}


def plain_function(calls: Calls, dynamo: Any, s3: Any) -> Callable[[], None]:
    """The same calls, with the same parameters, made by hand."""
    made = [(getattr({"dynamodb": dynamo, "s3": s3}[service], xform_name(name)), given) for service, name, given in calls.made]

    def run() -> None:
        for call, given in made:
            answer = call(**given)
            if "Body" in answer:
                answer["Body"].read()

    return run


def cpu_ratio(operation: Operation, world: World, app: Any) -> tuple[float, float, float]:
    """(ratio, our microseconds, the plain function's) of one operation: the median of rounds that alternate."""
    hub: Composition = world.hub
    request = warmed(world, operation.prepare(world))
    event = lambda_event(app, request)
    ours, canned = (connection().client, s3_client(hub)), CannedNetwork()
    with counted(hub) as calls, network(canned.record, *ours):
        answer = app(event, None)
    assert answer["statusCode"] == operation.status, answer
    theirs = boto3.client("dynamodb", region_name=environment.region()), boto3.client("s3", region_name=environment.region())
    plain = plain_function(calls, *theirs)
    gc.collect()
    gc.freeze()  # a function's memory does not hold moto and its tables: the collector must walk them on neither side
    with network(canned.play, *ours, *theirs):
        pairs = []
        for _ in range(_ROUNDS + 1):
            canned.rewind()
            mine = _cpu(lambda: app(event, None))
            canned.rewind()
            pairs.append((mine, _cpu(plain)))
        canned.rewind()
        answer = app(event, None)
        assert answer["statusCode"] == operation.status, answer
    gc.unfreeze()
    pairs = pairs[1:]  # the first round warms both
    median_ratio = statistics.median(mine / other for mine, other in pairs) if calls.made else float("nan")
    return median_ratio, *(1e6 * statistics.median(each[side] for each in pairs) for side in (0, 1))  # type: ignore[return-value]


def _cpu(action: Callable[[], Any]) -> float:
    """Seconds of this process's CPU, every thread's, for one run of an action."""
    started = time.process_time()
    for _ in range(_REQUESTS_A_ROUND):
        action()
    return (time.process_time() - started) / _REQUESTS_A_ROUND


def import_ratio() -> tuple[float, float, float]:
    """(ratio, our milliseconds, theirs) of importing the API function, compiled already; runs alternate."""
    pairs = [(_seconds(_OURS), _seconds(_THEIRS)) for _ in range(_IMPORTS + 1)][1:]
    ours, theirs = (1e3 * statistics.median(each[side] for each in pairs) for side in (0, 1))
    return statistics.median(mine / other for mine, other in pairs), ours, theirs


def _seconds(statement: str) -> float:
    """The CPU time of an import, as the new process itself counts it: what else the machine does is not in it."""
    code = f"import time; started = time.process_time(); {statement}; print(time.process_time() - started)"
    settings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {"AWS_LAMBDA_FUNCTION_NAME": "api"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2], env=settings)
    return float(done.stdout)
