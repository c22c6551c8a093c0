"""Which files are due to be purged, and which a partner says it has purged on its side."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from chalicelib.domain.callers import Scope
from chalicelib.domain.case_status import CaseStatus
from infra.sandbox.clock import SandboxClock
from tests.builders import PDF, Partner, World

DUE = "/teledossiers/v1/attachmentsIdsForPurge"
PURGED = "/teledossiers/v1/idsPurged"
CASES = "/teledossiers/v1/cases"


@pytest.fixture
def moving_clock(clock: SandboxClock) -> Iterator[SandboxClock]:
    """The hub's clock, put back afterwards."""
    ahead = clock.now() - datetime.now(UTC)
    try:
        yield clock
    finally:
        clock.set_to(datetime.now(UTC) + ahead)


def due(partner: Partner, case_id: str | None = None) -> list[dict[str, Any]]:
    """What is listed, of one case or of all."""
    answer = partner.get(DUE)
    assert answer.status == 200, answer.content
    return [each for each in answer.json if case_id in (None, each["case_id"])]


def closed_case(world: World, *towns: Partner) -> tuple[list[str], list[str]]:
    """A folder whose cases were closed: their ids, and its attachments'."""
    folder = world.delivered(*towns)
    ids = [each["id"] for each in folder["cases"]]
    for case_id in ids:
        assert world.osl.patch(f"{CASES}/{case_id}", {"status": "CLOSED"}).status == 204
    return ids, [each["id"] for each in folder["attachments"]]


@pytest.mark.rule("JOB-04")
def test_files_are_due_a_day_after_the_delay_and_to_the_cases_two_sides_only(world: World, moving_clock: SandboxClock) -> None:
    town, neighbour = world.town(), world.town()
    (first, second), (pdf, xml) = closed_case(world, town, neighbour)
    assert due(town) == due(world.osl) == []
    moving_clock.advance(timedelta(days=30, hours=23))
    assert due(world.renewed(town)) == []
    moving_clock.advance(timedelta(hours=2))
    town, neighbour = world.renewed(town), world.renewed(neighbour)
    osl = world.renewed(world.osl)
    of_first = [{"folder_attachment_id": each, "case_id": first} for each in (pdf, xml)]
    of_second = [{"folder_attachment_id": pdf, "case_id": second}]
    assert (due(town), due(neighbour)) == (of_first, of_second)
    assert due(osl) == of_first + of_second
    admin = world.admin()
    assert due(admin, first) + due(admin, second) == of_first + of_second
    assert due(world.partner(Scope.OSL, world.osl_organisation, world.add_process())) == []


@pytest.mark.rule("JOB-04")
def test_what_is_reported_is_listed_no_more_and_its_bytes_stay(world: World, moving_clock: SandboxClock) -> None:
    town = world.town()
    (case_id,), (pdf, xml) = closed_case(world, town)
    moving_clock.advance(timedelta(days=32))
    town = world.renewed(town)
    report = [{"folder_attachment_id": pdf, "case_id": case_id}]
    for _ in range(2):
        answer = town.put(PURGED, report)
        assert (answer.status, answer.content) == (204, b"")
        assert due(town) == [{"folder_attachment_id": xml, "case_id": case_id}]
    assert town.put(PURGED, [{"folder_attachment_id": xml.upper(), "case_id": case_id.upper()}]).status == 204
    assert due(town) == []
    assert town.get(f"{CASES}/{case_id}/attachments/{pdf}").content == PDF


@pytest.mark.rule("JOB-04")
def test_what_one_side_has_purged_stays_on_the_other_s_list(world: World, moving_clock: SandboxClock) -> None:
    town = world.town()
    (case_id,), (pdf, xml) = closed_case(world, town)
    moving_clock.advance(timedelta(days=32))
    town, osl, admin = world.renewed(town), world.renewed(world.osl), world.admin()
    of_pdf, of_xml = ({"folder_attachment_id": each, "case_id": case_id} for each in (pdf, xml))
    assert osl.put(PURGED, [of_pdf, of_xml]).status == 204
    assert town.put(PURGED, [of_pdf]).status == 204
    assert (due(town), due(osl, case_id), due(admin, case_id)) == ([of_xml], [], [])


@pytest.mark.rule("JOB-04")
def test_a_reopened_case_starts_anew(world: World, moving_clock: SandboxClock) -> None:
    town = world.town()
    (case_id,), (pdf, _) = closed_case(world, town)
    moving_clock.advance(timedelta(days=32))
    town, osl = world.renewed(town), world.renewed(world.osl)
    assert town.put(PURGED, [{"folder_attachment_id": pdf, "case_id": case_id}]).status == 204
    for status in ("HUBEE_NOTIFIED", "CLOSED"):
        assert osl.patch(f"{CASES}/{case_id}", {"status": status}).status == 204
    assert due(town) == []
    moving_clock.advance(timedelta(days=32))
    assert len(due(world.renewed(town))) == 2


@pytest.mark.rule("JOB-04")
def test_the_purge_status_is_the_processes_own_and_counts_by_rank(world: World, moving_clock: SandboxClock) -> None:
    early = World(world.hub, world.gateway, world.clock, purge_status=CaseStatus.IN_PROGRESS, purge_days=2)
    town = early.town()
    reached, not_reached = early.case_of(town), early.case_of(town)
    assert town.patch(f"{CASES}/{reached}", {"status": "REFUSED"}).status == 204
    assert town.patch(f"{CASES}/{not_reached}", {"status": "SI_RECEIVED"}).status == 204
    moving_clock.advance(timedelta(days=3, minutes=1))
    assert {each["case_id"] for each in due(early.renewed(town))} == {reached}


@pytest.mark.rule("JOB-04", "OAU-03")
def test_nobody_reports_for_another_and_a_refused_report_notes_nothing(world: World, moving_clock: SandboxClock) -> None:
    town, neighbour = world.town(), world.town()
    (first, second), (pdf, _) = closed_case(world, town, neighbour)
    moving_clock.advance(timedelta(days=32))
    town, neighbour = world.renewed(town), world.renewed(neighbour)
    both = [{"folder_attachment_id": pdf, "case_id": each} for each in (first, second)]
    refused = town.put(PURGED, both)
    assert (refused.status, refused.json) == (403, {"errors": [{"code": 403, "message": "Unauthorized user"}]})
    unknown = town.put(PURGED, [both[0], {"folder_attachment_id": pdf, "case_id": str(uuid4())}])
    assert (unknown.status, unknown.json) == (404, {"errors": [{"code": 404, "message": "Case is not found"}]})
    absent = town.put(PURGED, [both[0], {"case_id": first}])
    assert (absent.status, absent.messages) == (400, ["Each entry needs a folder_attachment_id and a case_id"])
    assert (len(due(town)), len(due(neighbour))) == (2, 1)
    assert town.put(PURGED, []).status == 204
