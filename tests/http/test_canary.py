"""The canary goes the whole way from outside, tells what it met, and leaves nothing that the next run does not bring to an end."""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

import app
from chalicelib import composition
from chalicelib.composition import Composition
from chalicelib.domain.canary import Reply
from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.cases import Case
from chalicelib.domain.errors import Unavailable
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.notifications import osl_queue, si_queue
from chalicelib.domain.values import replace
from chalicelib.handlers import canary
from chalicelib.handlers.jobs import run_job
from chalicelib.use_cases.request_subscription import open_processes
from infra.canary import install, keep
from infra.sandbox.gateway import Gateway
from tests.logged import Log, logged
from tests.scheduled import EVENT

BASE = "http://hub.test"
RECIPIENT = OrganisationId(type="SI", company_register="00000000000002", branch_code="00000")
REQUESTS = 13


class WebInProcess:
    """The way to the hub without a network; ``cut_after`` requests nothing comes back; ``spoils`` what a path answers."""

    def __init__(self, gateway: Gateway, *, cut_after: int = 1_000, spoils: str = "never") -> None:
        self.asked: list[str] = []
        self._gateway, self._cut_after, self._spoils = gateway, cut_after, spoils

    def ask(self, method: str, url: str, *, headers: Mapping[str, str], content: bytes) -> Reply:
        if len(self.asked) == self._cut_after:
            raise Unavailable("cut off")
        path = url.removeprefix(BASE)
        self.asked.append(f"{method} {path}")
        status, names, body = self._gateway.handle(method, path, headers, content)
        return Reply(status, {name.lower(): value for name, value in names}, body + b"!" if self._spoils in f"{method} {path}" else body)


@pytest.fixture
def watched(hub: Composition, gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> Iterator[Composition]:
    monkeypatch.setenv("HUB_METRICS", "1")
    keep(install(hub, BASE))
    hub.web = WebInProcess(gateway)
    yield hub
    del hub.__dict__["web"]


@pytest.fixture
def log(hub: Composition) -> Iterator[Log]:
    with logged() as log:
        yield log


class WebPastTheFunctions(WebInProcess):
    """The same for a file that no request carries: streamed to the store on its way, and fetched by a link."""

    def ask(self, method: str, url: str, *, headers: Mapping[str, str], content: bytes) -> Reply:
        path = url.removeprefix(BASE)
        files = composition.present().files
        if len(content) > LIMITS.request_body_bytes:
            told = {**headers, "content-type": "application/json"}
            status, names, body = self._gateway.handle("POST", f"{path}/upload/link", told, json.dumps({"size": len(content)}).encode())
            files.put(urlsplit(json.loads(body)["url"]).path.removeprefix("/files/"), content)
            status, body = 204, b""
            self.asked.append("PUT, streamed")
        elif path.startswith("/files/"):
            assert headers == {}
            link = urlsplit(path)
            status, names, body = 200, [], files.get(link.path.removeprefix("/files/"), dict(parse_qsl(link.query))["versionId"])
            self.asked.append("GET, by a link")
        else:
            return super().ask(method, url, headers=headers, content=content)
        return Reply(status, {name.lower(): value for name, value in names}, body + b"!" if self._spoils in self.asked[-1] else body)


def cases(hub: Composition) -> list[Case]:
    return list(hub.exchange.cases_of(RECIPIENT, limit=1_000))


def waiting(hub: Composition) -> int:
    code = hub.canary.process_code
    return len(hub.notifications.waiting([si_queue(RECIPIENT, code), osl_queue(code)], limit=100))


def told(log: Log) -> list[dict[str, object]]:
    """What the canary measured: nothing else has its names."""
    return [{name: each[name] for name in each if name.startswith("Canary")} for each in log.measures if "CanarySucceeded" in each]


def test_a_teledossier_goes_the_whole_way_and_is_closed(watched: Composition, log: Log) -> None:
    assert app.canary(EVENT, None) == {"job": "canary", "succeeded": True, "failedAt": None}
    assert isinstance(watched.web, WebInProcess)
    assert len(watched.web.asked) == REQUESTS
    assert cases(watched)[-1].status is CaseStatus.CLOSED
    assert waiting(watched) == 0
    ((measured),) = told(log)
    assert measured["CanarySucceeded"] == [1.0]
    assert 0 < measured["CanaryDuration"][0] < 60_000  # type: ignore[index]
    ids = {each["correlation_id"] for each in log.lines}
    assert len(ids) == 1  # the run's own id is the one of every request that it made
    assert [each["message"] for each in log.lines].count("request") == REQUESTS - 1  # the queue was empty at first: no line for that


@pytest.mark.parametrize("number", range(REQUESTS))
def test_a_run_cut_off_anywhere_tells_so_and_the_next_one_clears_up(watched: Composition, gateway: Gateway, log: Log, number: int) -> None:
    watched.web = WebInProcess(gateway, cut_after=number)
    assert canary.run(watched) == {"job": "canary", "succeeded": False, "failedAt": "Unavailable"}
    watched.web = WebInProcess(gateway)
    assert canary.run(watched)["succeeded"]
    assert told(log)[0] == {"CanarySucceeded": [0.0]}
    assert waiting(watched) == 0
    assert {each.status for each in cases(watched) if each.is_delivered} == {CaseStatus.CLOSED}


def test_bytes_other_than_those_deposited_are_a_failure(watched: Composition, gateway: Gateway) -> None:
    watched.web = WebInProcess(gateway, spoils="GET /teledossiers/v1/cases/")
    assert canary.run(watched)["failedAt"] == "JSONDecodeError"
    watched.web = WebInProcess(gateway, spoils="/attachments/")
    assert canary.run(watched)["failedAt"] == "digest"


def test_a_revoked_client_fails_at_the_token_and_renewed_credentials_are_taken_up(watched: Composition) -> None:
    renewed = install(watched, BASE)  # the secret is not renewed yet: what it tells is not good any more
    assert canary.run(watched)["failedAt"] == "token"
    keep(renewed)
    assert canary.run(watched)["succeeded"]


def test_no_statistics_count_it_and_nobody_is_offered_its_process(watched: Composition) -> None:
    assert canary.run(watched)["succeeded"]
    run_job("count-cases", watched, watched.clock.now())
    assert all(each.counted is None for each in cases(watched))
    assert watched.counts.numbers(f"process|{watched.canary.process_code}", "0", "~", limit=10) == {}
    assert watched.canary.process_code not in {each.process.code for each in open_processes(referential=watched.referential)}


@pytest.mark.rule("DEP-05")
def test_a_large_file_goes_past_the_functions_both_ways_and_is_cleared_up_all_the_same(watched: Composition, gateway: Gateway) -> None:
    def checked_meanwhile() -> None:
        run_job("check-forgotten-files", watched, watched.clock.now() + timedelta(minutes=4))

    watched.web = web = WebPastTheFunctions(gateway)
    with logged() as log:
        assert canary.run(watched, is_large=True, pause=checked_meanwhile)["succeeded"]
    assert told(log) == [{"CanarySucceeded": [1.0], "CanaryLargeSucceeded": [1.0]}]
    assert [each for each in web.asked if "," in each] == ["PUT, streamed", "GET, by a link"]
    assert (cases(watched)[-1].status, waiting(watched)) == (CaseStatus.CLOSED, 0)
    watched.web = WebPastTheFunctions(gateway, spoils="by a link")
    assert canary.run(watched, is_large=True, pause=checked_meanwhile)["failedAt"] == "digest"
    watched.web = WebPastTheFunctions(gateway)
    assert canary.run(watched, is_large=True, pause=lambda: None)["failedAt"] == "notification"  # nobody checks it
    checked_meanwhile()
    assert canary.run(watched)["succeeded"]
    assert (waiting(watched), {each.status for each in cases(watched) if each.is_delivered}) == (0, {CaseStatus.CLOSED})


def test_the_first_run_of_each_hour_sends_a_large_file(watched: Composition, gateway: Gateway) -> None:
    for minute, is_streamed in (("04", True), ("05", False), ("59", False)):
        watched.web = web = WebPastTheFunctions(gateway, cut_after=4)
        assert app.canary({**EVENT, "time": f"2026-11-24T07:{minute}:00Z"}, None)["succeeded"] is False
        assert ("PUT, streamed" in web.asked) is is_streamed


def test_a_process_of_before_takes_large_files_once_it_is_installed_again(watched: Composition) -> None:
    code = watched.canary.process_code
    known = watched.referential.process(code)
    assert known is not None
    watched.commit(replace(known, max_attachment_bytes=100_000))
    keep(install(watched, BASE))
    again = watched.referential.process(code)
    assert again is not None
    assert again.max_attachment_bytes > LIMITS.request_body_bytes
