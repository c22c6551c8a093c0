"""One id follows what a request causes, from the caller through rows and queues to the log of whatever ends it."""

import pytest

from chalicelib.domain.subscriptions import Frequency
from chalicelib.handlers.jobs import run_job
from chalicelib.handlers.telemetry import correlation_in
from infra.sandbox.ticker import Ticker
from tests.builders import World
from tests.logged import logged

OURS = "4bf92f35-77b3-4da6-a3ce-929d0e0e4736"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
NOTIFICATIONS = "/teledossiers/v1/notifications"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"x-correlation-id": OURS}, OURS),
        ({"x-correlation-id": "01JD9WQ8ZK3V5N6M7P8Q9R0STV"}, "01JD9WQ8ZK3V5N6M7P8Q9R0STV"),
        ({"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}, TRACE),
        ({"x-correlation-id": OURS, "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}, OURS),
        ({"traceparent": f"00-{'0' * 32}-00f067aa0ba902b7-01"}, "request"),
        ({"traceparent": TRACE}, "request"),
        ({"x-correlation-id": "camille.martin@usager.test"}, "request"),
        ({"x-correlation-id": "Camille-MARTIN-de-Vienne"}, "request"),
        ({"x-correlation-id": f"{OURS}\n{OURS}"}, "request"),
        ({"x-correlation-id": "abc"}, "request"),
        ({"x-correlation-id": "a" * 65}, "request"),
        ({}, "request"),
    ],
)
def test_an_id_is_taken_up_when_it_is_one_and_nothing_else_is(headers: dict[str, str], expected: str) -> None:
    assert correlation_in(headers, otherwise="request") == expected


def test_every_answer_tells_the_id_that_it_is_followed_by(world: World) -> None:
    town = world.town()
    asked = town.call("GET", NOTIFICATIONS, headers={"X-Correlation-Id": OURS})
    assert (asked.status, asked.headers["x-correlation-id"]) == (200, OURS)
    refused = world.nobody().call("GET", NOTIFICATIONS, headers={"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"})
    assert (refused.status, refused.headers["x-correlation-id"]) == (401, TRACE)
    plain = town.get(NOTIFICATIONS)
    assert plain.headers["x-correlation-id"] == plain.headers["x-request-id"]


def test_one_id_is_found_in_every_line_that_a_delivery_causes(world: World) -> None:
    folder = world.deposited(world.town(email="mairie@commune.test", frequency=Frequency.EACH), world.town())
    with logged() as log:
        path = f"/teledossiers/v1/folders/{folder['id']}"
        completed = world.osl.call("PATCH", path, {"globalStatus": "HUBEE_COMPLETED"}, headers={"X-Correlation-Id": OURS})
        assert completed.status == 204
        Ticker().send_waiting_mails()
        told = [(each["message"], each["correlation_id"]) for each in log.lines]
    assert told == [("request", OURS), ("mail", OURS)]


def test_a_mail_whose_message_was_lost_is_still_followed_by_what_caused_it(world: World) -> None:
    folder = world.deposited(world.town(email="mairie@commune.test", frequency=Frequency.EACH))
    path = f"/teledossiers/v1/folders/{folder['id']}"
    queue = world.hub._mail_queue
    sent, queue.announce = queue.announce, lambda *_: None
    try:
        world.osl.call("PATCH", path, {"globalStatus": "HUBEE_COMPLETED"}, headers={"X-Correlation-Id": OURS})
    finally:
        queue.announce = sent
    with logged() as log:
        Ticker().send_waiting_mails()
        assert log.lines == []
        run_job("announce-forgotten-mails", world.hub, world.clock.now().replace(year=world.clock.now().year + 1))
        Ticker().send_waiting_mails()
        mailed = [each["correlation_id"] for each in log.lines if each["message"] == "mail"]
    assert mailed == [OURS]


def test_an_empty_poll_writes_no_line_and_one_that_finds_something_does(world: World) -> None:
    town = world.town()
    with logged() as log:
        assert town.notifications() == []
        assert log.text == ""
        world.case_of(town)
        before = len(log.lines)
        assert len(town.notifications()) == 1
        assert [each["operation"] for each in log.lines[before:]] == ["listNotification"]
