"""A folder of up to 100 cases and 100 attachments is deposited, read and delivered as a small one; one more is refused."""

from typing import Any

import pytest

from chalicelib.domain.agenda import Topic
from chalicelib.domain.limits import LIMITS
from tests.builders import PDF, Partner, World, wire_id

FOLDERS = "/teledossiers/v1/folders"


def large_body(world: World, towns: list[Partner], files: int, *, case_name: str = "EXT-{:03d}", file_name: str = "pièce {:03d}.pdf") -> dict[str, Any]:
    names = [case_name.format(index) for index in range(len(towns))]
    file = {"type": "10870-PDF", "size": len(PDF), "mimeType": "application/pdf", "recipients": names}
    return world.folder_body(
        cases=[{"externalId": name, "recipient": wire_id(town.organisation)} for name, town in zip(names, towns, strict=True)],
        attachments=[{**file, "fileName": file_name.format(index)} for index in range(files)],
    )


def bring_all(world: World, folder: dict[str, Any]) -> None:
    """The bytes of every attachment."""
    path = f"{FOLDERS}/{folder['id']}/attachments/"
    assert {world.osl.put(path + each["id"], content=PDF).status for each in folder["attachments"]} == {204}


def complete(world: World, folder: dict[str, Any]) -> int:
    return world.osl.patch(f"{FOLDERS}/{folder['id']}", {"globalStatus": "HUBEE_COMPLETED"}).status


@pytest.mark.rule("DEP-01", "DEP-03")
def test_a_hundred_cases_and_a_hundred_attachments_read_back_in_order(world: World) -> None:
    towns = [world.town() for _ in range(100)]
    body = large_body(world, towns, 100)
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
    assert [case.id for case in world.hub.exchange.cases_of(towns[-1].organisation, limit=9)] == []


@pytest.mark.rule("DEP-03")
def test_a_hundred_and_one_cases_or_attachments_are_refused(world: World) -> None:
    town = world.town()
    names = [f"EXT-{index}" for index in range(101)]
    body = large_body(world, [town], 101, case_name="EXT-0")
    body["cases"] = [{"externalId": name, "recipient": wire_id(town.organisation)} for name in names]
    answer = world.osl.post(FOLDERS, body)
    assert (answer.status, answer.messages[:2]) == (400, ["A folder has at most 100 cases", "A folder has at most 100 attachments"])
    assert world.hub.exchange.cases_of(town.organisation, limit=9) == ()


@pytest.mark.rule("DEP-06", "NOT-03")
def test_forty_recipients_are_each_notified_once(world: World) -> None:
    towns = [world.town() for _ in range(40)]
    folder = world.osl.post(FOLDERS, large_body(world, towns, 2)).json
    bring_all(world, folder)
    assert [complete(world, folder) for _ in range(2)] == [204, 204]
    read = world.osl.get(f"{FOLDERS}/{folder['id']}").json
    assert (read["globalStatus"], {case["status"] for case in read["cases"]}) == ("HUBEE_NOTIFIED", {"HUBEE_NOTIFIED"})
    told = [[each["caseId"] for each in town.notifications()] for town in towns]
    assert told == [[case["id"]] for case in folder["cases"]]
    left = world.hub.agenda.due(Topic.UNFINISHED_DELIVERY, at=world.clock.now(), limit=LIMITS.page_max)
    assert folder["id"] not in {entry.subject for entry in left}


@pytest.mark.rule("DEP-06", "DEP-10")
def test_the_longest_names_on_many_files_for_many_cases_are_delivered(world: World) -> None:
    towns = [world.town() for _ in range(40)]
    body = large_body(world, towns, 60, case_name="É" * 96 + "-{:03d}", file_name="\U0001f5c2" * 248 + "{:03d}.pdf")
    answer = world.osl.post(FOLDERS, body)
    assert answer.status == 201, answer.content
    folder = answer.json
    bring_all(world, folder)
    assert complete(world, folder) == 204
    (notification,) = towns[39].notifications()
    case = towns[39].get(f"/teledossiers/v1/cases/{notification['caseId']}").json
    assert [each["fileName"] for each in case["attachments"]] == [each["fileName"] for each in body["attachments"]]
