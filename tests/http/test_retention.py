"""What partners see of files purged, cases archived, cases deleted; and that queues and logs forget in time."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import boto3
import pytest

from chalicelib.handlers.jobs import run_job
from infra.sandbox.clock import SandboxClock
from infra.sandbox.moto_aws import BUCKET, REGION
from tests.bench.counting import counted
from tests.builders import PDF, Partner, World

CASES = "/teledossiers/v1/cases"
FOLDERS = "/teledossiers/v1/folders"
NOTIFICATIONS = "/teledossiers/v1/notifications"
NO_FILE = {"errors": [{"code": 404, "message": "File is not found"}]}


@pytest.fixture
def moving_clock(clock: SandboxClock) -> Iterator[SandboxClock]:
    """The hub's clock, put back afterwards."""
    ahead = clock.now() - datetime.now(UTC)
    try:
        yield clock
    finally:
        clock.set_to(datetime.now(UTC) + ahead)


def later(world: World, *partners: Partner) -> list[Partner]:
    """The same programs once the clock was moved on."""
    return [world.renewed(each) for each in partners]


def stored_versions(prefix: str) -> int:
    """How many versions lie under a prefix, delete markers included."""
    answer = boto3.client("s3", region_name=REGION).list_object_versions(Bucket=BUCKET, Prefix=prefix)
    return len(answer.get("Versions", [])) + len(answer.get("DeleteMarkers", []))


def with_an_answer(partner: Partner, case_id: str) -> tuple[str, str]:
    """A file sent on a case: its event and its id."""
    file = {"fileName": "réponse.pdf", "type": "10870-PDF", "size": len(PDF), "mimeType": "application/pdf"}
    made = partner.post(f"{CASES}/{case_id}/events", {"actionType": "ATTACH_DEPOSIT", "notification": True, "attachments": [file]})
    assert made.status == 201, made.content
    event = made.json
    path = f"{CASES}/{case_id}/events/{event['id']}"
    assert partner.put(f"{path}/attachments/{event['attachments'][0]['id']}", content=PDF).status == 204
    assert partner.patch(path, {"status": "SENT"}).status == 204
    return event["id"], event["attachments"][0]["id"]


@pytest.mark.rule("JOB-04", "CAS-11")
def test_a_purged_file_is_deleted_in_every_list_and_serves_nobody(world: World, moving_clock: SandboxClock) -> None:
    town, neighbour = world.town(), world.town()
    folder = world.delivered(town, neighbour)
    first, second = (each["id"] for each in folder["cases"])
    pdf, xml = (each["id"] for each in folder["attachments"])
    event, answer = with_an_answer(town, first)
    assert world.osl.patch(f"{CASES}/{first}", {"status": "CLOSED"}).status == 204
    moving_clock.advance(timedelta(days=32))
    town, neighbour, osl = later(world, town, neighbour, world.osl)
    run_job("purge-files", world.hub, world.clock.now())
    # The neighbour's case is not closed: what it shares stays, for both.
    assert (town.get(f"{CASES}/{first}/attachments/{xml}").status, town.get(f"{CASES}/{first}/attachments/{pdf}").content) == (404, PDF)
    assert town.get(f"{CASES}/{first}/events/{event}/attachments/{answer}").json == NO_FILE
    assert neighbour.get(f"{CASES}/{second}/attachments/{pdf}").content == PDF
    assert osl.patch(f"{CASES}/{second}", {"status": "CLOSED"}).status == 204
    moving_clock.advance(timedelta(days=32))
    town, neighbour, osl = later(world, town, neighbour, world.osl)
    run_job("purge-files", world.hub, world.clock.now())
    for partner, case_id, files in ((town, first, (pdf, xml)), (neighbour, second, (pdf,))):
        assert [(each["id"], each["status"]) for each in partner.get(f"{CASES}/{case_id}").json["attachments"]] == [
            (each, "DELETED") for each in files
        ]
        for each in files:
            refused = partner.get(f"{CASES}/{case_id}/attachments/{each}")
            assert (refused.status, refused.json) == (404, NO_FILE)
    assert [each["status"] for each in osl.get(f"{FOLDERS}/{folder['id']}").json["attachments"]] == ["DELETED"] * 2
    assert (stored_versions(f"folders/{folder['id']}/"), stored_versions(f"cases/{first}/")) == (0, 0)
    assert town.get("/teledossiers/v1/attachmentsIdsForPurge").json == []
    # A case reopened after that has its life again, but no file.
    assert osl.patch(f"{CASES}/{first}", {"status": "HUBEE_NOTIFIED"}).status == 204
    assert town.get(f"{CASES}/{first}/attachments/{pdf}").json == NO_FILE


@pytest.mark.rule("JOB-04")
def test_what_a_town_reports_as_purged_is_erased_by_the_rule_all_the_same(world: World, moving_clock: SandboxClock) -> None:
    town = world.town()
    folder = world.delivered(town)
    case_id = folder["cases"][0]["id"]
    assert world.osl.patch(f"{CASES}/{case_id}", {"status": "CLOSED"}).status == 204
    report = [{"folder_attachment_id": each["id"], "case_id": case_id} for each in folder["attachments"]]
    assert town.put("/teledossiers/v1/idsPurged", report).status == 204
    run_job("purge-files", world.hub, world.clock.now())
    assert stored_versions(f"folders/{folder['id']}/") == 2
    moving_clock.advance(timedelta(days=32))
    run_job("purge-files", world.hub, world.clock.now())
    assert stored_versions(f"folders/{folder['id']}/") == 0


@pytest.mark.rule("JOB-05", "CAS-01", "NOT-06")
def test_an_archived_case_reads_archived_takes_nothing_and_is_gone_in_the_end(world: World, moving_clock: SandboxClock) -> None:
    town, neighbour = world.town(), world.town()
    folder = world.delivered(town, neighbour)
    first, second = (each["id"] for each in folder["cases"])
    event, answer = with_an_answer(town, first)
    assert world.osl.patch(f"{CASES}/{first}", {"status": "CLOSED"}).status == 204
    moving_clock.advance(timedelta(days=61))
    town, osl, admin = later(world, town, world.osl, world.admin())
    assert [each["caseId"] for each in town.notifications()] == [first]
    assert town.delete(f"{NOTIFICATIONS}/{town.notifications()[0]['id']}").status == 204
    run_job("archive-cases", world.hub, world.clock.now())
    for partner in (town, osl, admin):
        read = partner.get(f"{CASES}/{first}").json
        assert (read["status"], {each["status"] for each in read["attachments"]}) == ("ARCHIVED", {"DELETED"})
        assert [each["status"] for each in read["events"][0]["attachments"]] == ["DELETED"]
    archived = {"errors": [{"code": 400, "message": "Case is archived"}]}
    for refused in (
        osl.patch(f"{CASES}/{first}", {"status": "HUBEE_NOTIFIED"}),
        admin.patch(f"{CASES}/{first}", {"status": "CLOSED"}),
        town.post(f"{CASES}/{first}/events", {"actionType": "SENDING_MESSAGE", "message": "Bonjour", "notification": True}),
        town.put(f"{CASES}/{first}/events/{event}/attachments/{answer}", content=PDF),
    ):
        assert (refused.status, refused.json) == (400, archived)
    before = osl.get(f"{CASES}/{first}", lite="true").json
    for _ in range(2):  # so that its notification can be done with
        assert osl.patch(f"{CASES}/{first}/events/{event}", {"status": "RECEIVED"}).status == 204
    assert [(each["eventId"], each["eventStatus"]) for each in town.notifications(eventDetails="true")] == [(event, "RECEIVED")]
    assert osl.get(f"{CASES}/{first}", lite="true").json == before
    since = (world.clock.now() - timedelta(days=1)).isoformat()
    assert town.post(f"{NOTIFICATIONS}/replay", {"since": since}).json == {"notificationReplayed": 0}
    moving_clock.advance(timedelta(days=366))
    town, neighbour, osl = later(world, town, neighbour, world.osl)
    assert [each["caseId"] for each in osl.notifications()] == [first]
    for _ in range(2):
        run_job("delete-archived", world.hub, world.clock.now())
        gone = town.get(f"{CASES}/{first}")
        assert (gone.status, gone.json) == (404, {"errors": [{"code": 404, "message": "Case is not found"}]})
        assert osl.notifications() == town.notifications() == []
        read = osl.get(f"{FOLDERS}/{folder['id']}")
        assert (read.status, [each["id"] for each in read.json["cases"]]) == (200, [second])
    assert neighbour.get(f"{CASES}/{second}/attachments/{folder['attachments'][0]['id']}").content == PDF
    assert osl.patch(f"{CASES}/{second}", {"status": "CLOSED"}).status == 204
    for days, name in ((61, "archive-cases"), (366, "delete-archived")):
        moving_clock.advance(timedelta(days=days))
        run_job(name, world.hub, world.clock.now())
    (osl,) = later(world, world.osl)
    assert osl.get(f"{FOLDERS}/{folder['id']}").status == 404
    assert stored_versions(f"folders/{folder['id']}/") == 0


@pytest.mark.rule("NOT-06", "NOT-02")
def test_what_was_acknowledged_comes_back_for_30_days_even_if_its_row_is_still_there(world: World, moving_clock: SandboxClock) -> None:
    town = world.town()
    world.delivered(town)
    (waiting,) = town.notifications()
    assert town.delete(f"{NOTIFICATIONS}/{waiting['id']}").status == 204
    moving_clock.advance(timedelta(days=30, minutes=1))
    (town,) = later(world, town)
    since = (world.clock.now() - timedelta(days=30) + timedelta(seconds=1)).isoformat()
    assert town.post(f"{NOTIFICATIONS}/replay", {"since": since}).json == {"notificationReplayed": 0}
    assert (town.notifications(), town.delete(f"{NOTIFICATIONS}/{waiting['id']}").status) == ([], 404)


@pytest.mark.rule("JOB-06")
def test_cases_that_are_due_are_purged_archived_and_deleted_with_calls_that_are_bounded_by_the_case(world: World, moving_clock: SandboxClock) -> None:
    town = world.town()
    folders = [world.delivered(town) for _ in range(20)]
    for folder in folders:
        assert world.osl.patch(f"{CASES}/{folder['cases'][0]['id']}", {"status": "CLOSED"}).status == 204
    for name, days, calls_a_case in (("purge-files", 32, 8), ("archive-cases", 30, 8), ("delete-archived", 366, 16)):
        moving_clock.advance(timedelta(days=days))
        with counted(world.hub) as calls:
            run_job(name, world.hub, world.clock.now())
        processes = len(world.hub.referential.processes())
        assert "Scan" not in calls.by_operation
        assert sum(calls.by_operation.values()) <= 20 * calls_a_case + 3 * processes + 10
    assert [world.hub.exchange.folder(each["id"]) for each in folders] == [None] * 20
