"""The canary goes the whole way from outside, tells what it met, and leaves nothing that the next run does not bring to an end."""

from collections.abc import Iterator, Mapping

import pytest

import app
from chalicelib.composition import Composition
from chalicelib.domain.canary import Reply
from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.cases import Case
from chalicelib.domain.errors import Unavailable
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.notifications import osl_queue, si_queue
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
