"""On AWS, a function imports the portal, the referential, webhooks and uploads when it is asked for them, and serves them all the same."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
_AS_A_FUNCTION = """
import json, sys
from chalicelib.handlers import telemetry
telemetry.write_to(sys.stderr)
from app import app

def portal():
    return sorted(name for name in sys.modules if name.startswith("chalicelib.handlers.portal_"))

def referential():
    return sorted(name for name in sys.modules if name.startswith("chalicelib.handlers.referential"))

def asked(method, path, **parts):
    context = {"resourcePath": path, "httpMethod": method, "requestId": "r", "path": path, "identity": {}}
    event = dict.fromkeys(("queryStringParameters", "multiValueQueryStringParameters", "body"))
    event |= {"requestContext": context, "headers": {}, "multiValueHeaders": {}, "pathParameters": parts, "stageVariables": {}}
    event |= {"isBase64Encoded": False, "path": path, "httpMethod": method}
    return app(event, None)["statusCode"]

def webhooks():
    return sorted(name for name in sys.modules if name in ("chalicelib.handlers.webhooks", "chalicelib.handlers.webhooks_json"))

def uploads():
    return sorted(name for name in sys.modules if name in ("chalicelib.handlers.uploads", "chalicelib.handlers.uploads_json"))

def people():
    return sorted(name for name in sys.modules if name.startswith(("chalicelib.adapters.dynamo_people", "chalicelib.adapters.dynamo_webhook")))

def of_forms():
    return sorted(name for name in sys.modules if name == "pydantic" or name == "chalicelib.handlers.body_faults")

told = {"routes": len(app.routes), "before": portal() + referential() + webhooks() + uploads() + people() + of_forms()}
told["partner"], told["still"] = asked("PUT", "/teledossiers/v1/notifications"), portal() + referential() + webhooks()
told["kept"] = [asked("GET", "/referential/v1/processes"), asked("DELETE", "/referential/v1/processes"), bool(referential()), portal()]
told["portal"], told["other method"] = asked("GET", "/portal/v1/me"), asked("PUT", "/portal/v1/me")
told["after"] = "chalicelib.handlers.portal_me" in portal()
told["webhooks"], told["came"] = asked("GET", "/teledossiers/v1/webhooks"), bool(webhooks())
one = "/teledossiers/v1/folders/{folderId}/attachments/{attachmentId}/upload"
told["uploads"], told["sent"] = asked("POST", one, folderId="1", attachmentId="2"), bool(uploads())
told["again"], told["paths"] = asked("GET", "/portal/v1/me"), sorted(app.routes)
print(json.dumps(told))
"""


def _told() -> dict[str, Any]:
    settings = {
        **os.environ,
        "AWS_LAMBDA_FUNCTION_NAME": "api",
        "AWS_DEFAULT_REGION": "eu-west-3",
        "HUB_TABLE_PREFIX": "none",
        "AWS_XRAY_SDK_ENABLED": "false",
    }
    done = subprocess.run([sys.executable, "-c", _AS_A_FUNCTION], capture_output=True, text=True, cwd=ROOT, env=settings, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def test_a_function_imports_what_few_ask_for_when_it_is_first_asked_for() -> None:
    from app import app

    told = _told()
    assert (told["before"], told["partner"], told["still"]) == ([], 405, [])
    assert told["kept"] == [401, 405, True, []]
    assert (told["portal"], told["other method"], told["after"], told["again"]) == (401, 405, True, 401)
    assert (told["webhooks"], told["came"]) == (401, True)
    assert (told["uploads"], told["sent"]) == (401, True)
    assert told["routes"] < len(told["paths"])
    assert told["paths"] == sorted(app.routes)
