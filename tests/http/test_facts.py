"""What an exchange is measured by: each fact once, whichever way it came about, and nothing of anybody in it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain import errors
from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.subscriptions import Frequency
from chalicelib.domain.values import replace
from chalicelib.handlers.facts import Fact, Measure, facts_of
from chalicelib.handlers.job_runs import run_noted
from chalicelib.handlers.jobs import JOBS
from chalicelib.handlers.metrics import metric_lines
from infra.sandbox.ticker import Ticker
from tests.builders import PDF, Partner, World
from tests.logged import Log, logged

FOLDERS, CASES, NOTIFICATIONS = "/teledossiers/v1/folders", "/teledossiers/v1/cases", "/teledossiers/v1/notifications"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
Told = list[dict[str, Any]]


@pytest.fixture
def log(hub: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[Log]:
    """The log of a place that asks for metrics."""
    monkeypatch.setenv("HUB_METRICS", "1")
    with logged() as log:
        yield log


def line(correlation_id: str, *metrics: tuple[str, str, list[float]], **dimension: str) -> dict[str, Any]:
    """A line of metrics as CloudWatch takes it."""
    named = [{"Name": name, "Unit": unit} for name, unit, _ in metrics]
    told = [{"Namespace": "HubEE", "Dimensions": [[*dimension, "service"]], "Metrics": named}]
    return {"_aws": told, **dimension, "service": "hubee", "correlation_id": correlation_id, **{name: values for name, _, values in metrics}}


def new(log: Log, before: Told) -> Told:
    return log.measures[len(before) :]


def test_each_fact_of_an_exchange_is_measured_once(world: World, log: Log) -> None:
    seen: Told = []

    def told(answer: Any, status: int, *expected: Any) -> Any:
        assert answer.status == status, answer.content
        found = new(log, seen)
        assert found == [line(answer.headers["x-correlation-id"], *metrics, **dimension) for metrics, dimension in expected]
        seen.extend(found)
        return answer

    def count(name: str, number: float = 1, **dimension: str) -> Any:
        return [(name, "Count", [number])], dimension

    town, other = world.town(email="mairie@commune.test", frequency=Frequency.EACH), world.town()
    seen.extend(log.measures)
    body = world.folder_body(town, other)
    made = told(world.osl.post(FOLDERS, body), 201, count("Deposited")).json
    pdf, xml = made["attachments"]
    told(world.osl.put(f"{FOLDERS}/{made['id']}/attachments/{pdf['id']}", content=PDF), 204, count("Scanned", Verdict="Received"))
    wrong = world.osl.put(f"{FOLDERS}/{made['id']}/attachments/{xml['id']}", content=PDF)
    told(wrong, 400, count("Scanned", Verdict="Rejected"), count("Refused", Reason="Invalid"))

    answer = world.osl.patch(f"{FOLDERS}/{made['id']}", {"globalStatus": "HUBEE_COMPLETED"})
    found = new(log, seen)
    delays = found[0].pop("DeliveryDelay")
    assert len(delays) == 2
    assert all(0 <= each < 5_000 for each in delays)
    delivered = line(answer.headers["x-correlation-id"], ("Delivered", "Count", [2.0]), ("DeliveryDelay", "Milliseconds", []))
    del delivered["DeliveryDelay"]
    assert found == [delivered]
    seen.extend(log.measures[len(seen) :])
    told(world.osl.patch(f"{FOLDERS}/{made['id']}", {"globalStatus": "HUBEE_COMPLETED"}), 204)

    (waiting,) = town.notifications()
    told(town.get(f"{CASES}/{waiting['caseId']}"), 200)  # the first reading is noted on the case: it is not delivered again
    told(town.get(f"{CASES}/{waiting['caseId']}/attachments/{pdf['id']}"), 200)
    told(town.patch(f"{CASES}/{waiting['caseId']}", {"status": "IN_PROGRESS"}), 204)
    told(town.patch(f"{CASES}/{waiting['caseId']}", {"status": "HUBEE_COMPLETED"}), 400, count("Refused", Reason="TransitionRefused"))
    told(other.get(f"{CASES}/{waiting['caseId']}"), 403, count("Refused", Reason="Forbidden"))
    told(town.delete(f"{NOTIFICATIONS}/{waiting['id']}"), 204, count("NotificationsAcknowledged"))
    told(town.delete(f"{NOTIFICATIONS}/{waiting['id']}"), 404, count("Refused", Reason="NotFound"))
    told(world.nobody().get(NOTIFICATIONS), 401, count("Refused", Reason="Unauthenticated"))
    fields = {"grant_type": "client_credentials", "client_id": town.client_id, "client_secret": "guessed"}
    told(world.nobody().post("/token", fields), 401, count("TokensRefused", Reason="invalid_client"))
    for word in ("Camille", "MARTIN", "camille.martin", "mairie@commune.test", "guessed", town.organisation.company_register, "récapitulatif"):
        assert word not in log.text


def test_a_virus_is_a_verdict(world: World, log: Log) -> None:
    world.process = world.add_process(osl_formats=("application/octet-stream",))
    world.osl = world.partner(world.hub.clients.client(world.osl.client_id).scope, world.osl_organisation)  # type: ignore[union-attr]
    file = {"fileName": "a.bin", "type": "10870-PDF", "size": len(EICAR), "mimeType": "application/octet-stream", "recipients": ["EXT-01"]}
    made = world.announced(world.town(), attachments=[file])
    before = log.measures
    answer = world.osl.put(f"{FOLDERS}/{made['id']}/attachments/{made['attachments'][0]['id']}", content=EICAR)
    assert new(log, before) == [line(answer.headers["x-correlation-id"], ("Scanned", "Count", [1.0]), Verdict="Corrupted")]


def test_a_mail_that_leaves_and_files_that_go_are_measured(world: World, log: Log) -> None:
    town = world.town(email="mairie@commune.test", frequency=Frequency.EACH)
    Ticker().send_waiting_mails()  # of the tests before
    folder = world.delivered(town)
    before = log.measures
    Ticker().send_waiting_mails()
    (mailed,) = new(log, before)
    assert mailed == line(mailed["correlation_id"], ("MailsSent", "Count", [1.0]))
    close(world, folder, town)
    before = log.measures
    run_noted("purge-files", world.hub, world.clock.now() + timedelta(days=31))
    (purged,) = new(log, before)
    assert purged == line(purged["correlation_id"], ("Purged", "Count", [2.0]))


def close(world: World, folder: dict[str, Any], town: Partner) -> None:
    case_id = folder["cases"][0]["id"]
    for status in ("IN_PROGRESS", "DONE"):
        assert town.patch(f"{CASES}/{case_id}", {"status": status}).status == 204
    assert world.osl.patch(f"{CASES}/{case_id}", {"status": CaseStatus.CLOSED}).status == 204


def test_the_delay_runs_from_the_completion_even_where_the_delivery_was_cut_off(world: World) -> None:
    case = world.hub.exchange.case(world.case_of(world.town()))
    (waiting,) = world.hub.notifications.waiting([f"{case.recipient}|{case.process_code}"], limit=2)  # type: ignore[union-attr]
    assert case is not None
    assert case.notified_at is not None
    late = replace(case, completed_at=case.notified_at - timedelta(minutes=11))
    assert list(facts_of([(case.notified_at, late), (case.notified_at, waiting)])) == [
        Measure(Fact.DELIVERED),
        Measure(Fact.DELIVERY_DELAY, 660_000),
    ]


@pytest.mark.rule("DEP-09", "JOB-01")
def test_the_delay_to_the_portal_runs_to_the_ingestion_and_is_told_once(world: World, log: Log) -> None:
    town = world.town(access_mode=None)
    before = log.measures
    folder = world.delivered(town)
    (case,) = folder["cases"]
    assert [each for each in new(log, before) if "DeliveryDelay" in each] == []
    event = world.osl.post(f"{CASES}/{case['id']}/events", {"actionType": "SENDING_MESSAGE", "message": "Bonjour", "notification": True})
    assert event.status == 201, event.content
    world.clock.advance(timedelta(minutes=4))
    try:
        before = log.measures
        run_noted("ingest", world.hub, world.clock.now())  # the case and the comment at once
        run_noted("ingest", world.hub, world.clock.now())
        ((delay,),) = [each["DeliveryDelay"] for each in new(log, before) if "DeliveryDelay" in each]
        assert 240_000 <= delay < 300_000
    finally:
        world.clock.advance(-timedelta(minutes=4))


def test_nothing_is_measured_where_nobody_asks_for_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HUB_METRICS", raising=False)
    with logged() as log:
        world.delivered(world.town())
    assert log.measures == []


def test_counts_are_added_up_and_durations_stay_each_its_own_beyond_what_a_line_takes() -> None:
    delays = [Measure(Fact.DELIVERY_DELAY, number) for number in range(120)]
    lines = list(metric_lines([*delays, *[Measure(Fact.DELIVERED)] * 120], service="hubee", correlation_id="c"))
    told = Log()
    told.stream.write("\n".join(lines))
    assert [each["DeliveryDelay"] for each in told.measures] == [
        [float(number) for number in range(start, min(start + 50, 120))] for start in (0, 50, 100)
    ]
    assert [each.get("Delivered") for each in told.measures] == [[120.0], None, None]


def test_dimensions_are_few_and_facts_have_names_of_their_own() -> None:
    kinds = {name for name, each in vars(errors).items() if isinstance(each, type) and issubclass(each, errors.HubError)}
    assert len(kinds) < 20
    assert len(JOBS) < 30
    assert len({fact.title for fact in Fact}) == len(Fact)
    assert {fact.unit for fact in Fact} == {"Count", "Milliseconds"}
