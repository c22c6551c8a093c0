"""An operator reports how far its folder is; nobody takes it back to its beginning."""

import re
from typing import Any

import pytest

from tests.builders import Partner, World

FOLDERS = "/teledossiers/v1/folders"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00")
CLOSED_ON = "2026-01-05T10:00:00.000+00:00"


def report(world: World, folder: dict[str, Any], status: str, **more: Any) -> tuple[int, Any]:
    answer = world.osl.patch(f"{FOLDERS}/{folder['id']}", {"globalStatus": status, **more})
    return answer.status, answer.content and answer.json


def read(world: World, folder: dict[str, Any]) -> dict[str, Any]:
    answer = world.osl.get(f"{FOLDERS}/{folder['id']}")
    assert answer.status == 200
    found: dict[str, Any] = answer.json
    return found


@pytest.mark.rule("DEP-07")
@pytest.mark.parametrize("caller", ["osl", "admin"])
@pytest.mark.parametrize("stage", ["deposited", "delivered"])
def test_nobody_sets_hubee_received(world: World, caller: str, stage: str) -> None:
    folder = getattr(world, stage)(world.town())
    before = read(world, folder)
    partner: Partner = world.admin() if caller == "admin" else world.osl
    answer = partner.patch(f"{FOLDERS}/{folder['id']}", {"globalStatus": "HUBEE_RECEIVED"})
    refusal = f"Folder status can not be changed from {before['globalStatus']} to HUBEE_RECEIVED"
    assert (answer.status, answer.messages) == (400, [refusal])
    assert read(world, folder) == before


@pytest.mark.rule("DEP-08")
@pytest.mark.parametrize(
    "status", ["SENT", "SI_RECEIVED", "IN_PROGRESS", "ADD_AWAITING", "REFUSED", "DONE", "SI_INTG_ERROR", "CLOSED", "HUBEE_NOTIFIED"]
)
def test_an_operator_reports_how_far_a_notified_folder_is_and_moves_no_case(world: World, status: str) -> None:
    folder = world.delivered(world.town())
    before = read(world, folder)["cases"]
    assert report(world, folder, status) == (204, b"")
    after = read(world, folder)
    assert (after["globalStatus"], after["cases"]) == (status, before)


@pytest.mark.rule("DEP-08")
@pytest.mark.parametrize("status", ["ARCHIVED", "OPEN", "closed", ""])
def test_no_other_status_is_reported(world: World, status: str) -> None:
    folder = world.delivered(world.town())
    assert report(world, folder, status)[0] == 400
    assert read(world, folder)["globalStatus"] == "HUBEE_NOTIFIED"


@pytest.mark.rule("DEP-08")
@pytest.mark.parametrize("status", ["CLOSED", "HUBEE_NOTIFIED", "DONE"])
def test_nothing_is_reported_before_the_folder_is_notified(world: World, status: str) -> None:
    town = world.town()
    folder = world.deposited(town)
    refusal = f"Folder status can not be changed from HUBEE_RECEIVED to {status}"
    assert report(world, folder, status) == (400, {"errors": [{"code": 400, "message": refusal}]})
    assert read(world, folder)["globalStatus"] == "HUBEE_RECEIVED"
    assert town.notifications() == []


@pytest.mark.rule("DEP-08")
def test_closing_sets_the_closing_date_and_reopening_clears_it(world: World) -> None:
    folder = world.delivered(world.town())
    assert report(world, folder, "CLOSED") == (204, b"")
    assert INSTANT.fullmatch(read(world, folder)["closeDateTime"])
    assert report(world, folder, "HUBEE_NOTIFIED") == (204, b"")
    assert read(world, folder)["closeDateTime"] is None
    assert report(world, folder, "CLOSED", closeDateTime="2026-01-05T11:00:00+01:00") == (204, b"")
    assert read(world, folder)["closeDateTime"] == CLOSED_ON
    assert report(world, folder, "CLOSED") == (204, b"")
    assert read(world, folder)["closeDateTime"] == CLOSED_ON
