"""A purge erases what it has marked, and nothing that people bring meanwhile or afterwards. **Source:** JOB-04, DEP-10, POR-07."""

from datetime import timedelta
from typing import cast

import pytest

from chalicelib.composition import Composition
from chalicelib.domain.attachments import Attachment
from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.values import replace
from chalicelib.handlers.jobs import run_job
from tests.fakes.cuts import Meanwhile
from tests.fakes.hub import Hub
from tests.portal_scene import PDF_DRAFT, PortalScene
from tests.use_cases.test_retention import must_have_what_is_offered

pytestmark = pytest.mark.rule("JOB-04", "DEP-10", "POR-07")
OTHER = replace(PDF_DRAFT, file_name="autre.pdf")


def with_a_forgotten_file() -> tuple[PortalScene, str, Attachment]:
    """A case « Traité » whose day has come, with a file that an agent has prepared and never sent."""
    scene = PortalScene(purge_status=CaseStatus.DONE)
    case_id = scene.case("IN_PROGRESS")
    [forgotten] = scene.prepare(case_id)
    scene.bring(case_id, forgotten)
    scene.choose(case_id, "DONE")
    scene.now += timedelta(days=31, minutes=5)
    return scene, case_id, forgotten


def run(name: str, scene: PortalScene, *, through: Hub | None = None) -> None:
    run_job(name, cast(Composition, through or scene.hub), scene.now)


def test_a_file_added_and_sent_within_the_hour_outlives_the_late_erasure() -> None:
    scene, case_id, forgotten = with_a_forgotten_file()
    run("purge-files", scene)
    scene.now += timedelta(minutes=5)
    [added] = scene.prepare(case_id, OTHER)  # joins the preparation that is there
    scene.take_back(case_id, forgotten.id)
    added = scene.bring(case_id, added)
    scene.confirm(case_id, added)
    scene.now += timedelta(hours=2)
    run("erase-leftovers", scene)
    must_have_what_is_offered(scene)
    assert [each.id for each in scene.hub.rows("file") if each.status == "RECEIVED"] == [added.id]
    assert [key for key, _ in scene.hub.files.snapshot()] == [added.prefix]
    assert scene.hub.rows("agenda", "erasure") == []


def test_a_file_added_while_the_purge_runs_outlives_it() -> None:
    scene, case_id, forgotten = with_a_forgotten_file()
    added: list[Attachment] = []

    def add() -> None:
        [announced] = scene.prepare(case_id, OTHER)
        added.append(scene.bring(case_id, announced))

    run("purge-files", scene, through=Meanwhile(scene.hub, [add]))
    scene.now += timedelta(hours=2)
    run("erase-leftovers", scene)
    must_have_what_is_offered(scene)
    assert {each.id: each.status.value for each in scene.hub.rows("file")} == {forgotten.id: "DELETED", added[0].id: "RECEIVED"}
    assert [key for key, _ in scene.hub.files.snapshot()] == [added[0].prefix]
