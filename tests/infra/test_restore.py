"""What was lost is put back from restored tables, equal row by row; nothing happens a second time, and all of it can be taken back."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest

from chalicelib.adapters.dynamo_every_table import TABLES
from chalicelib.composition import Composition
from chalicelib.domain.agenda import AgendaEntry, Topic
from chalicelib.domain.audit import AuditFact, Fact
from chalicelib.domain.calendar import paris_date
from chalicelib.domain.callers import Scope
from chalicelib.domain.cases import Case
from chalicelib.domain.history import Deed, HistoryEntry
from chalicelib.domain.inbox import words_of
from chalicelib.domain.mails import mail
from chalicelib.domain.sessions import Session, Stage
from chalicelib.domain.subscriptions import AccessMode
from chalicelib.domain.writes import Remove
from chalicelib.handlers.jobs import run_job
from chalicelib.use_cases.verify_audit import verify_day
from infra.restore.__main__ import main, report
from infra.restore.journal import Journal
from infra.restore.lost_files import lost_files
from infra.restore.rules import KEPT_OUT, Rules
from infra.restore.tables import BEFORE, Restored, key_names
from infra.sandbox.moto_aws import BUCKET, PREFIX
from infra.stages import REGION
from tests.builders import Partner, World
from tests.http.test_migration import moved_until_nothing_is_left

MODELS = {model.base_name: model for model in TABLES}
PUT_BACK = sorted(MODELS.keys() - KEPT_OUT.keys())


class Tables:
    """The tables of the hub; ``restore`` makes a second one of each, as it is now."""

    def __init__(self, folder: Path) -> None:
        self.dynamo = boto3.client("dynamodb", region_name=REGION)
        self.files = boto3.client("s3", region_name=REGION)
        self.journal = Journal(folder / "out" / "journal.jsonl")

    def restore(self) -> None:
        for name in MODELS:
            source = f"{PREFIX}{name}"
            self.dynamo.restore_table_to_point_in_time(SourceTableName=source, TargetTableName=f"{BEFORE}{source}", UseLatestRestorableTime=True)

    def forget(self) -> None:
        for name in MODELS:
            self.dynamo.delete_table(TableName=f"{BEFORE}{PREFIX}{name}")

    def rows(self, table: str, before: str = "") -> list[Any]:
        rows = self.dynamo.get_paginator("scan").paginate(TableName=f"{before}{PREFIX}{table}").build_full_result()["Items"]
        return sorted(rows, key=lambda row: [str(row[name]) for name in key_names(MODELS[table])])

    def empty(self, table: str) -> None:
        for row in self.rows(table):
            self.dynamo.delete_item(TableName=f"{PREFIX}{table}", Key={name: row[name] for name in key_names(MODELS[table])})

    def restored(self, now: datetime | None = None) -> Restored:
        return Restored(PREFIX, dynamo=self.dynamo, rules=Rules(self.dynamo, PREFIX, now or datetime.now(UTC)))

    def report(self, *tables: str, only: tuple[str, ...] = (), put: str = "") -> list[str]:
        journal = self.journal if put else None
        lines: list[str] = []
        for table in tables:
            lines += report(self.restored(), table, only, journal=journal, overwrites=put == "all", lost=self.lost)
        return lines

    def lost(self, row: Any) -> list[str]:
        return lost_files(row, files=self.files, bucket=BUCKET)

    def undo(self) -> tuple[int, int]:
        return self.journal.undo(self.dynamo, {f"{PREFIX}{name}": key_names(model) for name, model in MODELS.items()})


@pytest.fixture
def tables(hub: Composition, tmp_path: Path) -> Iterator[Tables]:
    made = Tables(tmp_path)
    yield made
    made.forget()


@pytest.fixture
def town(world: World) -> Partner:
    """A town with a télédossier that it has not fetched."""
    town = world.town()
    world.case_of(town)
    return town


def _fact(world: World, chain: str) -> AuditFact:
    return AuditFact(id=next(world.hub.ids), chain=chain, at=world.clock.now(), fact=Fact.EXPORTED, actor="a")


def test_what_was_lost_is_put_back_row_by_row(tables: Tables, town: Partner, world: World) -> None:
    world.osl.post("/teledossiers/v1/folders", world.folder_body(town), headers={"Idempotency-Key": "once"})
    world.hub.commit(_fact(world, "SI-lost"))
    run_job("link-audit", world.hub, world.clock.now())
    before = {name: tables.rows(name) for name in PUT_BACK}
    tables.restore()
    for name in PUT_BACK:
        tables.empty(name)
    tables.report(*PUT_BACK, put="missing")
    assert {name: tables.rows(name) for name in PUT_BACK} == before
    assert tables.report(*PUT_BACK) == [f"{name}: as it was" for name in PUT_BACK]
    assert {"exchange", "receipts", "notifications", "agenda", "audit"} <= {name for name, rows in before.items() if rows}
    now = world.clock.now()
    assert [each.fault for each in verify_day(str(paris_date(now)), now=now, audit=world.hub.audit, archive=world.hub.audit_archive)] == [None]


def test_a_row_that_lives_is_written_over_only_when_asked(tables: Tables, world: World) -> None:
    town = world.town()
    case_id = world.case_of(town)
    tables.restore()
    town.patch(f"/teledossiers/v1/cases/{case_id}", {"status": "IN_PROGRESS"})
    changed = tables.rows("exchange")
    (told,) = [line for line in tables.report("exchange", only=(case_id,), put="missing") if case_id in line]
    assert told.split("\t") == ["changed", "exchange", f"{case_id} case", ""]
    assert tables.rows("exchange") == changed
    tables.report("exchange", only=(case_id,), put="all")
    assert tables.rows("exchange") == tables.rows("exchange", BEFORE) != changed


def test_a_row_that_was_written_meanwhile_stays(tables: Tables, world: World) -> None:
    town = world.town()
    case_id = world.case_of(town)
    tables.restore()
    town.patch(f"/teledossiers/v1/cases/{case_id}", {"status": "IN_PROGRESS"})
    restored = tables.restored()
    (found,) = [each for each in restored.differences("exchange", [case_id]) if each.restored["sort"]["S"] == "case"]
    town.patch(f"/teledossiers/v1/cases/{case_id}", {"status": "DONE"})
    done = tables.rows("exchange")
    assert not restored.put("exchange", found, tables.journal)
    assert not restored.put("exchange", found._replace(living=None), tables.journal)
    assert tables.rows("exchange") == done
    assert tables.undo() == (0, 2)


def test_what_was_put_back_is_taken_back(tables: Tables, world: World) -> None:
    town = world.town()
    case_id = world.case_of(town)
    world.osl.post("/teledossiers/v1/folders", world.folder_body(town), headers={"Idempotency-Key": "again"})
    tables.restore()
    town.patch(f"/teledossiers/v1/cases/{case_id}", {"status": "IN_PROGRESS"})
    tables.empty("receipts")
    before = tables.rows("exchange")
    tables.report("exchange", "receipts", put="all")
    assert tables.journal.path.stat().st_mode & 0o077 == 0
    undone, changed = tables.undo()
    assert (undone > 1, changed) == (True, 0)
    assert (tables.rows("exchange"), tables.rows("receipts")) == (before, [])
    assert tables.undo() == (0, undone)


def test_a_notification_that_was_fetched_since_does_not_come_back(tables: Tables, town: Partner) -> None:
    (notification,) = town.notifications()
    tables.restore()
    assert town.delete(f"/teledossiers/v1/notifications/{notification['id']}").status == 204
    lines = tables.report("notifications", put="all")
    assert lines[-1] == "notifications: 1 changed, acknowledged since, 1 missing, acknowledged since"
    assert town.notifications() == []


@pytest.mark.rule("NOT-03")
def test_a_notification_that_was_fetched_since_does_not_come_back_once_its_ledger_is_gone(tables: Tables, town: Partner) -> None:
    """Tables go back 35 days, the ledger of what was fetched 30."""
    (notification,) = town.notifications()
    tables.restore()
    assert town.delete(f"/teledossiers/v1/notifications/{notification['id']}").status == 204
    tables.empty("notifications")  # as DynamoDB does once its 30 days have passed
    for days, refusals in [(29, [None, None]), (31, ["nothing tells whether it was acknowledged since"] * 2)]:
        restored = tables.restored(datetime.now(UTC) + timedelta(days=days))
        gone = [found for found in restored.differences("notifications") if found.restored["id"]["S"] == notification["id"]]
        assert [restored.refusal("notifications", found) for found in gone] == refusals


@pytest.mark.rule("NOT-03")
def test_a_notification_that_was_moved_since_does_not_come_back_to_the_former_organisation(tables: Tables, town: Partner, world: World) -> None:
    target = world.town()
    tables.restore()
    moved_until_nothing_is_left(world, town, target)
    lines = tables.report("notifications", put="missing")
    assert lines[-1] == "notifications: 2 missing, its case is archived, or another's now"
    assert (town.notifications(), len(target.notifications())) == ([], 1)


def test_a_notification_comes_back_after_its_case(tables: Tables, town: Partner) -> None:
    (notification,) = town.notifications()
    tables.restore()
    for name in ("exchange", "notifications"):
        tables.empty(name)
    assert tables.report("notifications", put="missing")[-1] == "notifications: 4 missing, its case is not there"
    tables.report("exchange", "notifications", put="missing")
    assert town.notifications() == [notification]


@pytest.fixture
def read_case(world: World) -> Case:
    """A télédossier on the portal of a town, found under its words, that somebody has read."""
    case_id = world.case_of(world.town(access_mode=AccessMode.PORTAL))
    run_job("ingest", world.hub, world.clock.now())
    case = world.hub.exchange.case(case_id)
    assert case is not None
    assert case.ingested_at is not None
    consulted = HistoryEntry(id="read", case_id=case_id, deed=Deed.CONSULTED, at=case.ingested_at, organisation=case.recipient, author="Alix PETIT")
    world.hub.commit(consulted)
    return case


def _of(case: Case, tables: Tables) -> list[str]:
    """The words and the lines of history of a case that are in the living tables."""
    words = [row["word"]["S"] for row in tables.rows("words") if row["word"]["S"].endswith(f"#{case.id}")]
    return words + [row["moment"]["S"] for row in tables.rows("history") if row["case"]["S"] == case.id]


@pytest.mark.rule("JOB-05")
def test_words_and_history_of_a_case_that_retention_has_deleted_do_not_come_back(tables: Tables, read_case: Case, world: World) -> None:
    tables.restore()
    assert len(_of(read_case, tables)) == len(words_of(read_case)) + 1
    assert world.osl.patch(f"/teledossiers/v1/cases/{read_case.id}", {"status": "CLOSED"}).status == 204
    for days in (61, 61 + 366):
        for job in ("purge-files", "archive-cases", "delete-archived", "erase-leftovers"):
            run_job(job, world.hub, world.clock.now() + timedelta(days=days))
    assert (world.hub.exchange.case(read_case.id), _of(read_case, tables)) == (None, [])
    told = tables.report("words", "history", put="all")
    assert [line.split("\t")[-1] for line in told if read_case.id in line] == ["its case is not there"] * (len(words_of(read_case)) + 1)
    assert _of(read_case, tables) == []


@pytest.mark.rule("JOB-05", "POR-10")
def test_words_and_history_come_back_after_their_case(tables: Tables, read_case: Case) -> None:
    tables.restore()
    before = _of(read_case, tables)
    for name in ("exchange", "words", "history"):
        tables.empty(name)
    tables.report("words", "history", put="missing")
    assert _of(read_case, tables) == []
    tables.report("exchange", "words", "history", put="missing")
    assert _of(read_case, tables) == before != []


@pytest.mark.rule("CAS-12")
def test_words_of_a_case_that_was_moved_since_do_not_come_back_to_the_former_organisation(tables: Tables, read_case: Case, world: World) -> None:
    target = world.town(access_mode=AccessMode.PORTAL)
    source = world.partner(Scope.SI, read_case.recipient)
    tables.restore()
    moved_until_nothing_is_left(world, source, target)
    before = tables.rows("words")
    lines = tables.report("words", put="missing")
    assert lines[-1] == f"words: {len(words_of(read_case))} missing, its case is not in the portal, or another's now"
    assert tables.rows("words") == before != []


def test_a_word_is_told_by_its_case_alone(tables: Tables, read_case: Case) -> None:
    tables.restore()
    tables.empty("words")
    told = [line for line in tables.report("words") if read_case.id in line]
    assert told == [f"missing\twords\t{read_case.recipient}|{read_case.process_code} {read_case.id}\t"] * len(words_of(read_case))


def test_a_fact_that_was_linked_since_is_linked_once(tables: Tables, world: World) -> None:
    fact, later = _fact(world, "SI-linked"), _fact(world, "SI-later")
    world.hub.commit(fact, later)
    tables.restore()
    world.hub.commit(Remove(later))  # lost
    run_job("link-audit", world.hub, world.clock.now())
    tables.report("audit", put="all")
    run_job("link-audit", world.hub, world.clock.now())
    day = str(paris_date(world.clock.now()))
    assert [each.fact.id for chain in (fact.chain, later.chain) for each in world.hub.audit.records(chain, day)] == [fact.id, later.id]
    assert [each.fault for each in verify_day(day, now=world.clock.now(), audit=world.hub.audit, archive=world.hub.audit_archive) if each.fault] == []


def test_no_mail_no_session_and_no_digest_comes_back(tables: Tables, world: World) -> None:
    now = world.clock.now()
    letter = mail("activation", "a@commune.test", cause="once", at=now)
    session = Session(id="s", account_id="a", stage=Stage.OPEN, opened_at=now, seen_at=now, expires_at=now + timedelta(hours=1))
    entries = [AgendaEntry(topic=topic, due_at=now, subject="s") for topic in (Topic.DIGEST, Topic.PURGE)]
    world.hub.commit(letter, session, *entries)
    tables.restore()
    for name in ("outbox", "sessions", "agenda"):
        tables.empty(name)
    tables.report("outbox", "sessions", "agenda", put="all")
    assert (tables.rows("outbox"), tables.rows("sessions")) == ([], [])
    assert {row["topic"]["S"] for row in tables.rows("agenda")} >= {"purge"}
    assert "digest" not in {row["topic"]["S"] for row in tables.rows("agenda")}


def test_what_would_have_passed_does_not_come_back(tables: Tables, town: Partner, world: World) -> None:
    world.osl.post("/teledossiers/v1/folders", world.folder_body(town), headers={"Idempotency-Key": "passed"})
    tables.restore()
    tables.empty("receipts")
    in_two_days = tables.restored(datetime.now(UTC) + timedelta(days=2))
    lines = list(report(in_two_days, "receipts", (), journal=tables.journal, overwrites=False, lost=tables.lost))
    assert [line.split("\t")[-1] for line in lines[:-1]] == ["its time has passed"] * (len(lines) - 1) != []
    assert tables.rows("receipts") == []


def test_a_file_that_no_row_can_bring_back_is_told(tables: Tables, town: Partner, world: World) -> None:
    case_id = world.case_of(town)
    tables.restore()
    tables.empty("exchange")
    assert [line for line in tables.report("exchange", only=(case_id,)) if line.startswith("no file")] == []
    world.hub.files.erase("folders/")
    gone = [line for line in tables.report("exchange", only=(case_id,), put="missing") if line.startswith("no file")]
    assert len(gone) == 2
    answer = town.get(f"/teledossiers/v1/cases/{case_id}")
    files = [each["id"] for each in answer.json["attachments"]]
    assert [town.get(f"/teledossiers/v1/cases/{case_id}/attachments/{each}").status for each in files] == [404] * len(files)


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        (["--put", "missing"], "--put wants each --table to be named"),
        *((["--put", "missing", "--table", name], f"{name}: {reason}") for name, reason in KEPT_OUT.items()),
        (["--put", "missing", "--table", "audit"], "restored-hubee-prod-audit is not there"),
        ([], "restored-hubee-prod-… is not there"),
    ],
)
def test_nothing_is_put_back_that_was_not_asked_for(hub: Composition, arguments: list[str], refusal: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        main(["prod", *arguments])
    assert refusal in f"{refused.value}{capsys.readouterr().err}"
    assert KEPT_OUT.keys() < MODELS.keys()
