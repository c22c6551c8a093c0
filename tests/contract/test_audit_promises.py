"""What the audit trail, its archive and the jobs' last runs promise. **Source:** AUT-10, JOB-06."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import boto3
import pytest
from botocore.exceptions import ClientError

from chalicelib.composition import Composition
from chalicelib.domain.audit import AuditFact, ChainHead, ChainReport, Fact, linked
from chalicelib.domain.audit_exports import ExportTaken, lines_of
from chalicelib.domain.errors import StaleRow
from chalicelib.domain.job_runs import JobRun
from chalicelib.domain.mails import MailState, mail
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Remove
from chalicelib.use_cases.keep_audit import export_audit, link_audit
from chalicelib.use_cases.people_ports import AuditArchive
from chalicelib.use_cases.verify_audit import verify_day
from infra.sandbox.moto_aws import AUDIT_BUCKET, REGION
from tests.fakes.hub import Hub

NOW = datetime(2031, 3, 5, 9, 0, tzinfo=UTC)


def a_chain() -> str:
    return f"SI-{uuid4().hex}"


def facts_of(chain: str, number: int, at: datetime = NOW) -> list[AuditFact]:
    return [
        AuditFact(id=str(uuid4()), chain=chain, at=at + timedelta(seconds=each), fact=Fact.EXPORTED, actor="é", details={"a": "b"})
        for each in range(number)
    ]


def lying(archive: AuditArchive, chain: str, day: str) -> tuple[list[str], bool]:
    """The lines of an export, and whether it is alone."""
    found = archive.export(chain, day)
    assert found is not None
    return list(found.lines), found.is_alone


@pytest.mark.rule("AUT-10")
def test_facts_wait_the_oldest_first_and_are_taken_once(store: Hub) -> None:
    first, second, third = facts_of(a_chain(), 3, NOW - timedelta(days=20_000))
    store.commit(third, first, second)
    assert store.audit.waiting(limit=2) == (first, second)
    store.commit(Remove(first))
    assert store.audit.waiting(limit=1) == (second,)
    with pytest.raises(StaleRow):
        store.commit(Remove(first))
    store.commit(Remove(second), Remove(third))


@pytest.mark.rule("AUT-10")
def test_a_chain_reads_as_it_was_written_and_no_record_is_written_over(store: Hub) -> None:
    chain, day = a_chain(), f"day {uuid4()}"
    begun = store.audit.head(chain, day)
    assert begun == ChainHead(chain=chain, day=day)
    head, records = linked(begun, facts_of(chain, 30))
    store.commit(head, *records)
    assert store.audit.head(chain, day) == replace(head, version=1)
    assert list(store.audit.records(chain, day)) == list(records)
    with pytest.raises(StaleRow):
        store.commit(records[3])
    with pytest.raises(StaleRow):
        store.commit(head)


@pytest.mark.rule("AUT-10", "JOB-06")
def test_a_full_batch_is_one_transaction_and_a_finished_chain_is_put_away(store: Hub) -> None:
    chain, at = a_chain(), datetime(1999, 1, 1, 9, tzinfo=UTC)  # older than what other tests left waiting
    facts = facts_of(chain, 60, at)
    store.commit(*facts)
    link_audit(now=at, limit=60, audit=store.audit, commit=store.commit)
    assert [each.fact for each in store.audit.records(chain, "1999-01-01")] == facts
    until = datetime.now(UTC) + timedelta(days=1)
    exported = export_audit(now=until, limit=1, agenda=store.agenda, audit=store.audit, archive=store.audit_archive, commit=store.commit)
    found = list(verify_day("1999-01-01", now=until, audit=store.audit, archive=store.audit_archive))
    assert (exported, found) == (1, [ChainReport(chain=chain, day="1999-01-01", records=60, is_exported=True, fault=None)])


@pytest.mark.rule("AUT-10")
def test_the_latest_records_are_read_first_of_a_chain_and_of_a_day(store: Hub) -> None:
    day = f"day {uuid4()}"
    here, there = a_chain(), a_chain()
    mine, other = facts_of(here, 5), facts_of(there, 5, NOW + timedelta(milliseconds=500))
    for chain, facts in ((here, mine), (there, other)):
        head, records = linked(ChainHead(chain=chain, day=day), facts)
        store.commit(head, *records)
    assert [each.sequence for each in store.audit.latest_of_chain(here, day, before=None, limit=2)] == [5, 4]
    assert [each.sequence for each in store.audit.latest_of_chain(here, day, before=4, limit=9)] == [3, 2, 1]
    latest = store.audit.latest_of_day(day, before=None, limit=3)
    assert [each.fact.id for each in latest] == [other[4].id, mine[4].id, other[3].id]
    last = latest[-1].fact
    assert [each.fact.id for each in store.audit.latest_of_day(day, before=(last.at, last.id), limit=2)] == [mine[3].id, other[2].id]
    names = sorted((here, there))
    assert [each.chain for each in store.audit.heads(day)] == names
    assert [each.chain for each in store.audit.heads(day, after=names[0])] == names[1:]
    assert [each.chain for each in store.audit.heads(day, limit=1)] == names[:1]


@pytest.mark.rule("AUT-10")
def test_an_archive_takes_a_chain_once_and_gives_its_lines_back(store: Hub) -> None:
    day, chain = f"day {uuid4()}", "SI-12345678901234-é b"
    archive, until = store.audit_archive, datetime.now(UTC) + timedelta(days=2)
    assert (archive.export(chain, day), list(archive.chains(day))) == (None, [])
    for _ in range(2):  # a cut run is repeated
        archive.put(chain, day, iter(["first é", "second"]), until=until)
    for others in (["other"], ["first é"], ["first é", "second", "third"]):
        with pytest.raises(ExportTaken):
            archive.put(chain, day, others, until=until)
    archive.put("SI-1", day, ["x" * 1_000] * 10_000, until=until)
    assert lying(archive, chain, day) == (["first é", "second"], True)
    assert lying(archive, "SI-1", day) == (["x" * 1_000] * 10_000, True)
    assert list(archive.chains(day)) == ["SI-1", chain]


@pytest.mark.rule("AUT-10")
@pytest.mark.parametrize("covering", ["a version", "a marker", "both"])
def test_what_was_put_first_is_read_whatever_came_over_it(hub: Composition, covering: str) -> None:
    """Object Lock keeps each version, and takes others."""
    chain, at = f"SI-{uuid4().hex}", datetime(1998, 1, 1, 9, tzinfo=UTC)
    day, until = str(uuid4()), datetime.now(UTC) + timedelta(days=2)
    head, records = linked(ChainHead(chain=chain, day=day), facts_of(chain, 3, at))
    hub.audit_archive.put(chain, day, list(lines_of(head, records)), until=until)
    hub.audit_archive.put(f"{chain}.jsonl", day, ["a name that begins as the other's"], until=until)
    client = boto3.client("s3", region_name=REGION)
    key = f"{day}/{chain}.jsonl"
    if covering != "a marker":
        for _ in range(2):
            client.put_object(Bucket=AUDIT_BUCKET, Key=key, Body=b"forged\n")
    if covering != "a version":
        client.delete_object(Bucket=AUDIT_BUCKET, Key=key)
    assert lying(hub.audit_archive, chain, day) == (list(lines_of(head, records)), False)
    assert list(hub.audit_archive.chains(day)) == [chain, f"{chain}.jsonl"]


@pytest.mark.rule("AUT-10")
def test_a_chain_made_anew_with_an_export_over_its_own_is_found(hub: Composition) -> None:
    """With the rights of ``export_audit`` alone: its rows, and to put objects."""
    chain, at, day = a_chain(), datetime(1998, 1, 1, 9, tzinfo=UTC), "1998-01-01"
    facts, now = facts_of(chain, 3, at), at + timedelta(days=2)
    hub.commit(*facts)
    link_audit(now=at, limit=3, audit=hub.audit, commit=hub.commit)
    export_audit(now=now, limit=1, agenda=hub.agenda, audit=hub.audit, archive=hub.audit_archive, commit=hub.commit)

    def reports() -> list[ChainReport]:
        return list(verify_day(day, now=now, audit=hub.audit, archive=hub.audit_archive))

    assert reports() == [ChainReport(chain=chain, day=day, records=3, is_exported=True, fault=None)]
    hub.commit(*map(Remove, hub.audit.records(chain, day)), Remove(hub.audit.head(chain, day)))
    head, records = linked(ChainHead(chain=chain, day=day, is_closed=True, is_exported=True), [facts[0], facts[2]])
    hub.commit(head, *records)
    forged = "".join(f"{line}\n" for line in lines_of(head, records))
    boto3.client("s3", region_name=REGION).put_object(Bucket=AUDIT_BUCKET, Key=f"{day}/{chain}.jsonl", Body=forged.encode())
    fault = "dans l'export, la chaîne compte 3 enregistrement(s), son en-tête en annonce 2"
    assert reports() == [ChainReport(chain=chain, day=day, records=2, is_exported=True, fault=fault)]


@pytest.mark.rule("AUT-10")
def test_what_lies_in_the_archive_cannot_be_erased_before_its_time(hub: Composition) -> None:
    hub.audit_archive.put("SI-9", "2031-01-01", ["line"], until=datetime.now(UTC) + timedelta(days=2))
    client = boto3.client("s3", region_name=REGION)
    found = client.list_object_versions(Bucket=AUDIT_BUCKET, Prefix="2031-01-01/")["Versions"]
    assert len(found) == 1
    with pytest.raises(ClientError, match="AccessDenied"):
        client.delete_object(Bucket=AUDIT_BUCKET, Key=found[0]["Key"], VersionId=found[0]["VersionId"])
    assert client.head_object(Bucket=AUDIT_BUCKET, Key=found[0]["Key"])["ObjectLockMode"] == "COMPLIANCE"


@pytest.mark.rule("JOB-06")
def test_the_last_run_of_each_job_is_known(store: Hub) -> None:
    name = f"job {uuid4()}"
    run = JobRun(name=name, started_at=NOW, ended_at=NOW, as_of=NOW, looked_at=3)
    store.commit(run)
    store.commit(replace(run, looked_at=4))
    assert store.job_runs.job_runs()[name] == replace(run, looked_at=4)


@pytest.mark.rule("MAI-01")
def test_mails_are_listed_by_state(store: Hub) -> None:
    dead = replace(mail("activation", "a@b.test", cause=str(uuid4()), at=NOW - timedelta(days=9_000)), dead_since=NOW)
    taken = replace(mail("activation", "a@b.test", cause=str(uuid4()), at=NOW - timedelta(days=9_000)), claimed_at=NOW)
    store.commit(dead, taken)
    assert store.outbox.listed(MailState.DEAD, limit=1) == (replace(dead, version=1),)
    assert store.outbox.listed(MailState.CLAIMED, limit=1) == (replace(taken, version=1),)
    store.commit(replace(dead, version=1).revived())
    assert store.outbox.listed(MailState.DEAD, limit=1) == ()
    assert store.outbox.listed(MailState.WAITING, limit=1) == (replace(dead, dead_since=None, version=2),)
