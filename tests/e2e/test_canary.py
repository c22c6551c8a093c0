"""The canary against a sandbox in a process of its own, over HTTP, as it runs against a stage."""

import httpx

from tests.e2e.running import Sandbox


def test_the_canary_goes_the_whole_way_over_http_as_often_as_it_is_run_with_a_large_file_too(sandbox: Sandbox) -> None:
    for size in ("", "?large=1", ""):
        answer = httpx.post(f"{sandbox.url}/sandbox/jobs/canary{size}", timeout=90, trust_env=False)
        assert (answer.status_code, answer.json()) == (200, {"job": "canary", "succeeded": True, "failedAt": None})
