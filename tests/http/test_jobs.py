"""Jobs seen from the interface: abandoned deposits go after 30 days, and a case keeps its times."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import boto3
import pytest

from chalicelib.handlers.jobs import run_job
from infra.sandbox.clock import SandboxClock
from infra.sandbox.moto_aws import BUCKET, REGION
from tests.builders import World

CASES = "/teledossiers/v1/cases"
FOLDERS = "/teledossiers/v1/folders"


@pytest.fixture
def moving_clock(clock: SandboxClock) -> Iterator[SandboxClock]:
    """The hub's clock, put back afterwards."""
    ahead = clock.now() - datetime.now(UTC)
    try:
        yield clock
    finally:
        clock.set_to(datetime.now(UTC) + ahead)


def stored_versions(folder_id: str) -> int:
    """How many versions lie under a folder, deleted or not."""
    answer = boto3.client("s3", region_name=REGION).list_object_versions(Bucket=BUCKET, Prefix=f"folders/{folder_id}/")
    return len(answer.get("Versions", [])) + len(answer.get("DeleteMarkers", []))


@pytest.mark.rule("DEP-13", "JOB-06")
def test_a_deposit_never_completed_is_removed_with_its_files_after_30_days(world: World, moving_clock: SandboxClock) -> None:
    town = world.town()
    abandoned, delivered, empty = world.deposited(town), world.delivered(town), world.announced(town)
    moving_clock.advance(timedelta(days=29, hours=23))
    osl = world.renewed(world.osl)
    run_job("remove-abandoned-deposits", world.hub, world.clock.now())
    assert osl.get(f"{FOLDERS}/{abandoned['id']}").status == 200
    assert stored_versions(abandoned["id"]) == 2
    moving_clock.advance(timedelta(hours=2))
    osl, town = world.renewed(world.osl), world.renewed(town)
    for _ in range(2):
        run_job("remove-abandoned-deposits", world.hub, world.clock.now())
        for folder in (abandoned, empty):
            gone = osl.get(f"{FOLDERS}/{folder['id']}")
            assert (gone.status, gone.json) == (404, {"errors": [{"code": 404, "message": "Folder is not found"}]})
            assert osl.get(f"{CASES}/{folder['cases'][0]['id']}").status == 404
            assert world.hub.exchange.leftovers([folder["cases"][0]["id"]], [each["id"] for each in folder["attachments"]]) == ((), ())
            assert stored_versions(folder["id"]) == 0
        assert osl.get(f"{FOLDERS}/{delivered['id']}").json["globalStatus"] == "HUBEE_NOTIFIED"
        assert (stored_versions(delivered["id"]), len(town.notifications())) == (2, 1)
    assert run_job("remove-abandoned-deposits", world.hub, world.clock.now()) == 0


@pytest.mark.rule("DEP-12")
def test_a_case_keeps_when_it_was_deposited_notified_fetched_and_finished(world: World, moving_clock: SandboxClock) -> None:
    town = world.town()
    folder = world.deposited(town)
    case_id = folder["cases"][0]["id"]

    def times() -> list[datetime | None]:
        case = world.hub.exchange.case(case_id)
        assert case is not None
        return [case.created_at, case.notified_at, case.fetched_at, case.finished_at]

    deposited = times()[0]
    assert times() == [deposited, None, None, None]
    moving_clock.advance(timedelta(minutes=5))
    assert world.osl.patch(f"{FOLDERS}/{folder['id']}", {"globalStatus": "HUBEE_COMPLETED"}).status == 204
    assert world.osl.get(f"{CASES}/{case_id}").status == 200
    notified = times()[1]
    assert times() == [deposited, notified, None, None]
    moving_clock.advance(timedelta(minutes=5))
    assert town.get(f"{CASES}/{case_id}").status == 200
    fetched = times()[2]
    moving_clock.advance(timedelta(minutes=5))
    assert town.get(f"{CASES}/{case_id}").status == 200
    assert town.patch(f"{CASES}/{case_id}", {"status": "DONE"}).status == 204
    finished = times()[3]
    every = [deposited, notified, fetched, finished]
    assert times() == every
    instants = [each for each in every if each is not None]
    assert all(timedelta(minutes=5) <= later - earlier < timedelta(minutes=6) for earlier, later in pairwise(instants))


@pytest.mark.rule("DEP-12", "DEP-08")
def test_a_case_closed_by_its_operator_without_an_outcome_was_never_finished(world: World) -> None:
    town = world.town()
    case_id = world.case_of(town)
    assert world.osl.patch(f"{CASES}/{case_id}", {"status": "CLOSED"}).status == 204
    case = world.hub.exchange.case(case_id)
    assert case is not None
    assert (case.finished_at, case.fetched_at) == (None, None)
    assert world.osl.get(f"{CASES}/{case_id}").json["closeDateTime"] is not None
