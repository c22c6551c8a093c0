"""A folder of up to 100 cases and 100 attachments is deposited, read and delivered as a small one; one more is refused."""

from typing import Any
from uuid import uuid4

import pytest

from chalicelib.domain.agenda import Topic
from chalicelib.domain.attachments import Verdict, digest_of
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.notifications import si_queue
from chalicelib.domain.organisations import Organisation, organisation_tally
from chalicelib.domain.pages import Tally
from chalicelib.domain.subscriptions import AccessMode, Person, Subscription, SubscriptionStatus, tally_name
from tests.builders import PDF, World, wire_id

FOLDERS = "/teledossiers/v1/folders"
_AT_ONCE = 20


def recipients(world: World, number: int) -> list[OrganisationId]:
    """Many subscribed organisations, written together: a transaction for each would take as long as the test itself."""
    now, first = world.clock.now(), int(world.organisation().company_register)
    made = [OrganisationId(type="SI", company_register=f"{first:014d}", branch_code=f"G{index:03d}") for index in range(number)]
    for start in range(0, number, _AT_ONCE):
        group = made[start : start + _AT_ONCE]
        rows = [Organisation(id=each, name="Commune", postal_code="38200", territory="Isère", created_at=now) for each in group]
        subscriptions = [
            Subscription(
                id=str(uuid4()),
                datapass_id=1,
                process_code=world.process.code,
                subscriber=each,
                access_mode=AccessMode.API,
                local_administrator=Person(email="admin@commune.test"),
                activate_at=now,
                created_at=now,
            ).labelled(now)
            for each in group
        ]
        tallies = [organisation_tally("SI"), tally_name(world.process.code, SubscriptionStatus.ACTIVE)]
        world.hub.commit(*rows, *subscriptions, *(Tally(name=name, delta=len(group)) for name in tallies))
    return made


def large_body(
    world: World, subscribers: list[OrganisationId], files: int, *, case_name: str = "EXT-{:03d}", file_name: str = "pièce {:03d}.pdf"
) -> dict[str, Any]:
    names = [case_name.format(index) for index in range(len(subscribers))]
    file = {"type": "10870-PDF", "size": len(PDF), "mimeType": "application/pdf", "recipients": names}
    return world.folder_body(
        cases=[{"externalId": name, "recipient": wire_id(each)} for name, each in zip(names, subscribers, strict=True)],
        attachments=[{**file, "fileName": file_name.format(index)} for index in range(files)],
    )


def delivered(world: World, body: dict[str, Any]) -> dict[str, Any]:
    """Deposit a folder, bring its files, complete it twice."""
    answer = world.osl.post(FOLDERS, body)
    assert answer.status == 201, answer.content
    folder: dict[str, Any] = answer.json
    path = f"{FOLDERS}/{folder['id']}"
    assert {world.osl.put(f"{path}/attachments/{each['id']}", content=PDF).status for each in folder["attachments"]} == {204}
    assert [world.osl.patch(path, {"globalStatus": "HUBEE_COMPLETED"}).status for _ in range(2)] == [204, 204]
    return folder


@pytest.mark.rule("DEP-01", "DEP-03", "DEP-07")
def test_a_hundred_cases_and_a_hundred_attachments_read_back_in_order_and_are_deleted(world: World) -> None:
    subscribers = recipients(world, 100)
    body = large_body(world, subscribers, 100)
    answer = world.osl.post(FOLDERS, body)
    assert answer.status == 201, answer.content
    read = world.osl.get(f"{FOLDERS}/{answer.json['id']}")
    assert (read.status, read.json) == (200, answer.json)
    assert [(each["externalId"], each["recipient"], each["status"]) for each in read.json["cases"]] == [
        (each["externalId"], each["recipient"], "HUBEE_RECEIVED") for each in body["cases"]
    ]
    assert [(each["fileName"], each["recipients"], each["status"]) for each in read.json["attachments"]] == [
        (each["fileName"], each["recipients"], "PENDING") for each in body["attachments"]
    ]
    assert world.osl.delete(f"{FOLDERS}/{answer.json['id']}").status == 204
    assert world.hub.exchange.leftovers([each["id"] for each in read.json["cases"]], [each["id"] for each in read.json["attachments"]]) == ((), ())


@pytest.mark.rule("DEP-03")
def test_a_hundred_and_one_cases_or_attachments_are_refused(world: World) -> None:
    subscribers = recipients(world, 101)
    many_cases = world.osl.post(FOLDERS, large_body(world, subscribers, 1))
    many_files = world.osl.post(FOLDERS, large_body(world, subscribers[:1], 101))
    for answer, message in ((many_cases, "A folder has at most 100 cases"), (many_files, "A folder has at most 100 attachments")):
        assert (answer.status, answer.json) == (400, {"errors": [{"code": 400, "message": message}]})
    assert world.hub.exchange.cases_of(subscribers[0], limit=9) == ()


@pytest.mark.rule("DEP-06", "NOT-03")
def test_forty_recipients_are_each_notified_once(world: World) -> None:
    subscribers = recipients(world, 40)
    folder = delivered(world, large_body(world, subscribers, 2))
    read = world.osl.get(f"{FOLDERS}/{folder['id']}").json
    assert (read["globalStatus"], {case["status"] for case in read["cases"]}) == ("HUBEE_NOTIFIED", {"HUBEE_NOTIFIED"})
    queues = [si_queue(each, world.process.code) for each in subscribers]
    told = [[each.case_id for each in world.hub.notifications.waiting([queue], limit=9)] for queue in queues]
    assert told == [[case["id"]] for case in folder["cases"]]
    left = world.hub.agenda.due(Topic.UNFINISHED_DELIVERY, at=world.clock.now(), limit=LIMITS.page_max)
    assert folder["id"] not in {entry.subject for entry in left}


@pytest.mark.rule("DEP-06", "DEP-10")
def test_a_hundred_files_with_the_longest_names_are_delivered(world: World) -> None:
    subscribers = recipients(world, 16)
    body = large_body(world, subscribers, 100, case_name="É" * 96 + "-{:03d}", file_name="\U0001f5c2" * 248 + "{:03d}.pdf")
    answer = world.osl.post(FOLDERS, body)
    assert answer.status == 201, answer.content
    folder = answer.json
    _, attachments = world.hub.exchange.leftovers([], [each["id"] for each in folder["attachments"]])
    world.hub.commit(*(each.checked(Verdict.CLEAN, sha256=digest_of(PDF), object_version="1") for each in attachments))  # as 100 uploads would
    assert world.osl.patch(f"{FOLDERS}/{folder['id']}", {"globalStatus": "HUBEE_COMPLETED"}).status == 204
    case = world.osl.get(f"/teledossiers/v1/cases/{folder['cases'][15]['id']}").json
    assert (case["status"], case["externalId"]) == ("HUBEE_NOTIFIED", body["cases"][15]["externalId"])
    assert [each["fileName"] for each in case["attachments"]] == [each["fileName"] for each in body["attachments"]]
