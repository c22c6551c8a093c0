"""How long deliveries took is read off the cases of a period, and of nothing else; the promise is ten minutes."""

import re
from datetime import timedelta
from typing import Any

import pytest

import app
from chalicelib.domain.calendar import paris_date
from chalicelib.domain.delivery_delays import Delays, summary_of
from chalicelib.domain.uploads import upload_key
from chalicelib.handlers.jobs import run_job
from chalicelib.use_cases.deposit import set_folder_status
from infra.slo import delivery_report, main
from tests.builders import PDF, World
from tests.fakes.cuts import Cut, CutHub
from tests.logged import logged
from tests.scheduled import EVENT

FOLDERS = "/teledossiers/v1/folders"
FILE = {"fileName": "a.pdf", "type": "10870-PDF", "size": len(PDF), "mimeType": "application/pdf", "recipients": ["EXT-01", "EXT-02"]}


@pytest.mark.rule("DEP-09")
def test_percentiles_are_delays_that_occurred_and_ten_minutes_is_too_late() -> None:
    seconds = [*range(1, 99), 600, 700]
    assert summary_of(timedelta(seconds=each) for each in reversed(seconds)) == Delays(number=100, p50=50, p95=95, p99=600, longest=700, in_time=98)
    assert summary_of([timedelta(seconds=599.9)]) == Delays(number=1, p50=599.9, p95=599.9, p99=599.9, longest=599.9, in_time=1)
    empty = summary_of([])
    assert (empty, empty.share_in_time) == (Delays(number=0, p50=0, p95=0, p99=0, longest=0, in_time=0), 1.0)


@pytest.mark.rule("DEP-09")
def test_each_process_is_told_with_what_it_delivered_in_the_period(world: World) -> None:
    town = world.town()
    world.deposited(town)  # never completed: not delivered
    for _ in range(3):
        world.delivered(town, world.town())
    day = paris_date(world.clock.now())
    report = delivery_report(str(day), str(day))
    (told,) = [each for each in report["processes"] if each["code"] == world.process.code]
    assert (told["number"], told["in_time"], told["longest"], told["share"]) == (6, 6, 0.0, 1.0)
    assert report["all"]["number"] >= 6
    yesterday = str(day - timedelta(days=1))
    assert delivery_report(yesterday, yesterday)["processes"] == []


@pytest.mark.rule("DEP-09")
def test_a_delivery_that_was_cut_off_is_told_with_its_delay_and_breaks_the_promise(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    towns = [world.town() for _ in range(40)]  # past one transaction: completed first, delivered after
    folder = world.deposited(*towns, attachments=[])
    cut, now = CutHub(world.hub, 2, is_written=False), world.clock.now()
    osl = world.hub.states.caller(world.hub.tokens.verify(str(world.osl.token), now=now))
    assert osl is not None
    with pytest.raises(Cut):
        set_folder_status(
            folder["id"],
            "HUBEE_COMPLETED",
            closed_at=None,
            caller=osl,
            now=now,
            ids=cut.ids,
            exchange=cut.exchange,
            files=cut.files,
            commit=cut.commit,
        )
    try:
        world.clock.advance(timedelta(minutes=11))
        assert world.osl.patch(f"/teledossiers/v1/folders/{folder['id']}", {"globalStatus": "HUBEE_COMPLETED"}).status == 204
        day = str(paris_date(world.clock.now()))
        (told,) = [each for each in delivery_report(None, None)["processes"] if each["code"] == world.process.code]
        assert (told["number"], told["in_time"], told["share"]) == (40, 0, 0.0)
        assert 660 <= told["p50"] <= told["longest"] < 720
        monkeypatch.setenv("HUB_TABLE_PREFIX", "hubee-sandbox-")
        assert main(["--until", day]) == 1
        assert f"{world.process.code:<30}         40     66" in capsys.readouterr().out
    finally:
        world.clock.advance(-timedelta(minutes=11))


@pytest.mark.rule("DEP-09")
def test_a_delivery_that_is_never_made_is_measured_and_breaks_the_promise(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run_job("finish-deliveries", world.hub, world.clock.now())  # of the tests before
    folder = uploaded_and_complete(world)
    day, next_day = (str(paris_date(world.clock.now() + timedelta(days=each))) for each in (0, 1))  # it may be midnight meanwhile

    def told() -> tuple[list[tuple[int, int, float]], list[list[float]]]:
        report = delivery_report(day, next_day)
        with logged() as log:
            app.finish_deliveries(EVENT, None)
        measures = [each["OldestUndelivered"] for each in log.measures if "OldestUndelivered" in each]
        return [(each["number"], each["overdue"], each["share"]) for each in report["processes"] if each["code"] == world.process.code], measures

    monkeypatch.setenv("HUB_METRICS", "1")
    try:
        figures, ((oldest,),) = told()
        assert (figures, 0 <= oldest < 60_000) == ([], True)
        for minutes in (11, 5):  # again once the job has looked at it, and put it off
            world.clock.advance(timedelta(minutes=minutes))
            figures, ((oldest,),) = told()
            assert figures == [(0, 2, 0.0)]
        assert 960_000 <= oldest < 1_020_000
        monkeypatch.setenv("HUB_TABLE_PREFIX", "hubee-sandbox-")
        assert main(["--from", day, "--until", next_day]) == 1
        assert re.search(rf"{world.process.code} +0( +0\.0)+ +0\.000 % +2\n", capsys.readouterr().out)
        run_job("check-forgotten-files", world.hub, world.clock.now())
        assert world.osl.get(f"{FOLDERS}/{folder['id']}").json["globalStatus"] == "HUBEE_NOTIFIED"
        figures, measures = told()
        assert (figures, measures) == ([(2, 0, 0.0)], [[0.0]])
    finally:
        world.clock.advance(-timedelta(minutes=16))


def uploaded_and_complete(world: World) -> dict[str, Any]:
    """A folder for two whose file has come in one piece, by its link, and of which nobody has told."""
    made = world.announced(world.town(), world.town(), attachments=[FILE])
    path = f"{FOLDERS}/{made['id']}/attachments/{made['attachments'][0]['id']}"
    assert world.osl.post(f"{path}/upload/link", {"size": len(PDF)}).status == 200
    attachment = world.hub.exchange.folder_attachment(made["id"], made["attachments"][0]["id"])[1]
    assert attachment is not None
    assert attachment.upload is not None
    world.hub.files.put(upload_key(attachment.prefix, attachment.upload.id), PDF)
    assert world.osl.patch(f"{FOLDERS}/{made['id']}", {"globalStatus": "HUBEE_COMPLETED"}).status == 204
    return made


@pytest.mark.rule("DEP-09", "JOB-01")
def test_a_recipient_who_uses_the_portal_sees_a_case_from_its_ingestion_on(world: World) -> None:
    world.delivered(world.town(access_mode=None))
    world.clock.advance(timedelta(minutes=4))
    try:
        run_job("ingest", world.hub, world.clock.now())
        day = str(paris_date(world.clock.now()))
        (told,) = [each for each in delivery_report(day, day)["processes"] if each["code"] == world.process.code]
        assert (told["number"], told["in_time"]) == (1, 1)
        assert 240 <= told["longest"] < 300
    finally:
        world.clock.advance(-timedelta(minutes=4))
