"""Many partners at once: nothing lost, nothing doubled, nobody slowed."""

import json
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier, Event
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.e2e.raw_http import Wire, request
from tests.e2e.remote import CASES, FOLDERS, NOTIFICATIONS, PDF, Program, RemoteWorld, digest_of
from tests.e2e.running import Sandbox

DEPOSITORS, RECIPIENTS, FOLDERS_EACH = 8, 4, 10


class Reader:
    """One of two programs of a recipient: it reads the common queue until everything is deposited and the queue is empty."""

    def __init__(self, town: Program, all_deposited: Event) -> None:
        self.town = town
        self.taken: list[str] = []
        self._all_deposited = all_deposited

    def run(self) -> None:
        """Treat what waits, until nothing more can come."""
        while True:
            was_last = self._all_deposited.is_set()
            waiting = [each for each in self.town.waiting() if each["eventId"] is None]
            if not waiting and was_last:
                return
            for each in waiting:
                self._treat(each)

    def _treat(self, notification: dict[str, Any]) -> None:
        case = self.town.case(notification["caseId"])
        file = self.town.ask("GET", f"{CASES}/{case['id']}/attachments/{case['attachments'][0]['id']}", 200)
        assert (file.content, file.headers["digest"]) == (PDF, digest_of(PDF))
        taken = self.town.call("DELETE", f"{NOTIFICATIONS}/{notification['id']}")
        if taken.status_code == 404:  # the other program was first
            return
        assert taken.status_code == 204, taken.text
        self.taken.append(case["id"])
        self.town.status_event(case["id"], "DONE")


def deposit_folders(world: RemoteWorld, osl: Program, towns: list[Program]) -> list[str]:
    folders = [world.deliver(osl, towns[number % len(towns)]) for number in range(FOLDERS_EACH)]
    return [each["cases"][0]["id"] for each in folders]


def acknowledge(osl: Program, case_id_of_event: dict[str, str]) -> int:
    """Acknowledge every event and delete its notification; answers how many."""
    waiting = osl.waiting()
    for each in waiting:
        assert each["eventId"] not in case_id_of_event
        case_id_of_event[each["eventId"]] = each["caseId"]
        osl.ask("PATCH", f"{CASES}/{each['caseId']}/events/{each['eventId']}", 204, {"status": "RECEIVED"})
        osl.ask("DELETE", f"{NOTIFICATIONS}/{each['id']}", 204)
    return len(waiting)


@pytest.mark.rule("NOT-02", "NOT-03", "DEP-06", "DEP-10", "CAS-07", "CAS-08", "CAS-13")
def test_sixteen_partners_at_once_lose_nothing_and_double_nothing(world: RemoteWorld) -> None:
    organisations = [world.organisation("SI") for _ in range(RECIPIENTS)]
    subscriptions = [world.subscription(each) for each in organisations]
    pairs = [(world.program_of(who, what), world.program_of(who, what)) for who, what in zip(organisations, subscriptions, strict=True)]
    towns = [first for first, _ in pairs]
    operators = [world.osl() for _ in range(DEPOSITORS)]
    turns = [index % RECIPIENTS for index in range(DEPOSITORS)]
    all_deposited = Event()
    readers = [Reader(town, all_deposited) for pair in pairs for town in pair]

    with ThreadPoolExecutor(DEPOSITORS + len(readers)) as pool:
        reading = [pool.submit(reader.run) for reader in readers]
        depositing = [pool.submit(deposit_folders, world, osl, towns[first:] + towns[:first]) for osl, first in zip(operators, turns, strict=True)]
        try:
            deposited = [case_id for each in depositing for case_id in each.result()]
        finally:
            all_deposited.set()
        for each in reading:
            each.result()

    assert len(deposited) == len(set(deposited)) == DEPOSITORS * FOLDERS_EACH
    assert Counter(case_id for reader in readers for case_id in reader.taken) == Counter(deposited)

    told: dict[str, str] = {}
    assert acknowledge(operators[0], told) == len(deposited)
    assert Counter(told.values()) == Counter(deposited)
    for town in towns:
        receipts = [(each["eventActionType"], each["eventStatus"], each["eventId"] in told) for each in town.waiting()]
        assert receipts == [("STATUS_UPDATE", "RECEIVED", True)] * (len(deposited) // RECIPIENTS)
        town.take()
    assert [each.waiting() for each in [*towns, *operators]] == [[]] * (RECIPIENTS + DEPOSITORS)
    for case_id in deposited[::7]:
        case = world.admin.case(case_id)
        assert (case["status"], [(each["caseNewStatus"], each["status"]) for each in case["events"]]) == ("DONE", [("DONE", "RECEIVED")])


@pytest.mark.rule("CAS-01", "CAS-13", "NOT-03")
def test_of_two_programs_that_move_one_case_at_once_one_wins(world: RemoteWorld) -> None:
    osl = world.osl()
    organisation = world.organisation("SI")
    subscription = world.subscription(organisation)
    programs = [world.program_of(organisation, subscription) for _ in range(2)]
    outcomes = ["DONE", "REFUSED"]
    with ThreadPoolExecutor(2) as pool:
        for _ in range(10):
            case_id = world.deliver(osl, programs[0])["cases"][0]["id"]
            programs[0].take()
            start = Barrier(2)

            def move(index: int, case_id: str = case_id, start: Barrier = start) -> httpx.Response:
                start.wait(timeout=30)
                body = {"actionType": "STATUS_UPDATE", "caseNewStatus": outcomes[index], "notification": True}
                return programs[index].call("POST", f"{CASES}/{case_id}/events", body)

            answers = list(pool.map(move, range(2)))
            case = world.admin.case(case_id)
            winner = outcomes.index(case["status"])
            won, lost = outcomes[winner], outcomes[1 - winner]
            message = f"Case status can not be changed from {won} to {lost}"
            assert (answers[winner].status_code, answers[1 - winner].status_code) == (201, 400)
            assert answers[1 - winner].json() == {"errors": [{"code": 400, "message": message}]}
            assert [each["caseNewStatus"] for each in case["events"]] == [won]
            assert osl.take() == [("STATUS_UPDATE", "SENT")]


@pytest.mark.rule("CAS-08", "NOT-03")
def test_an_event_acknowledged_twice_at_once_is_told_once(world: RemoteWorld) -> None:
    osl, town = world.osl(), world.town()
    twin = world.osl()
    with ThreadPoolExecutor(2) as pool:
        for _ in range(5):
            case_id = world.deliver(osl, town)["cases"][0]["id"]
            event = town.status_event(case_id, "IN_PROGRESS")
            town.take()
            path, start = f"{CASES}/{case_id}/events/{event['id']}", Barrier(2)

            def receive(program: Program, path: str = path, start: Barrier = start) -> int:
                start.wait(timeout=30)
                return program.call("PATCH", path, {"status": "RECEIVED"}).status_code

            assert list(pool.map(receive, (osl, twin))) == [204, 204]
            assert town.take() == [("STATUS_UPDATE", "RECEIVED")]


def only_case_of(world: RemoteWorld, town: Program) -> int:
    """How many cases a town has, delivered or not: moving them all to another organisation counts them."""
    body = {"organizationSource": town.organisation, "organizationTarget": world.organisation("SI")}
    moved: int = world.admin.ask("PUT", f"{CASES}/migrate", 200, body).json()["caseUpdated"]
    return moved


@pytest.mark.rule("DEP-11")
def test_a_deposit_whose_answer_was_lost_is_made_once(sandbox: Sandbox, world: RemoteWorld) -> None:
    osl, town = world.osl(), world.town()
    body, key = world.folder_body(town), f"key-{uuid4()}"
    content = json.dumps(body).encode()
    with Wire(sandbox.connect()) as wire:
        wire.write(request("POST", FOLDERS, content, Authorization=f"Bearer {osl.token}", Content_Type="application/json", Idempotency_Key=key))
    answers = [osl.ask("POST", FOLDERS, 201, content=content, headers={"Idempotency-Key": key}).json() for _ in range(2)]
    assert answers[0] == answers[1]
    other = osl.call("POST", FOLDERS, {**body, "externalId": "OTHER"}, headers={"Idempotency-Key": key})
    assert (other.status_code, other.json()["errors"][0]["message"]) == (400, f"Idempotency-Key {key} was already used with another body")
    assert only_case_of(world, town) == 1


@pytest.mark.rule("DEP-11")
def test_one_deposit_sent_many_times_at_once_is_made_once(world: RemoteWorld) -> None:
    osl, town = world.osl(), world.town()
    body, key, start = world.folder_body(town), f"key-{uuid4()}", Barrier(6)

    def deposit(_: int) -> httpx.Response:
        start.wait(timeout=30)
        return osl.call("POST", FOLDERS, body, headers={"Idempotency-Key": key})

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(deposit, range(6)))
    assert [each.status_code for each in answers] == [201] * 6
    assert [each.json() for each in answers] == [answers[0].json()] * 6
    assert only_case_of(world, town) == 1


@pytest.mark.rule("NOT-04", "DEP-04")
def test_nobody_is_slowed_by_anothers_upload(sandbox: Sandbox, world: RemoteWorld) -> None:
    osl, town = world.osl(), world.town()
    content = PDF + b"x" * 4_000_000
    body = world.folder_body(town)
    body["attachments"][0]["size"] = len(content)
    folder = osl.ask("POST", FOLDERS, 201, body).json()
    path = f"{FOLDERS}/{folder['id']}/attachments/{folder['attachments'][0]['id']}"
    piece = len(content) // 50
    slowest = 0.0
    with Wire(sandbox.connect()) as wire:
        wire.write(request("PUT", path, length=len(content), Authorization=f"Bearer {osl.token}"))
        for number in range(50):  # the upload cannot end before all of these are answered: its last piece comes after them
            wire.write(content[number * piece : (number + 1) * piece])
            started = time.perf_counter()
            assert town.waiting() == []
            slowest = max(slowest, time.perf_counter() - started)
        wire.write(content[50 * piece :])
        assert wire.read().status_line == "HTTP/1.1 204 No Content"
    assert slowest < 5, "seconds, on a busy machine; whoever waited for the upload would wait for ever"
    assert osl.ask("GET", f"{FOLDERS}/{folder['id']}", 200).json()["attachments"][0]["status"] == "RECEIVED"


@pytest.mark.rule("NOT-04")
def test_unfinished_requests_hold_nobody_up(sandbox: Sandbox, world: RemoteWorld) -> None:
    town = world.town()
    with ExitStack() as stalled:
        for _ in range(60):  # more than the server has threads
            wire = stalled.enter_context(Wire(sandbox.connect()))
            wire.write(request("POST", "/token", b"grant_type=", length=500))
        assert town.waiting() == []
