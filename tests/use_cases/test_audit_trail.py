"""The trail is kept: each fact is linked once, finished chains are put away, and what is altered is found. **Source:** AUT-10."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from chalicelib.domain.agenda import Topic
from chalicelib.domain.audit import AuditFact, ChainHead, ChainReport, Fact, linked
from chalicelib.domain.audit_exports import ExportTaken
from chalicelib.domain.errors import Invalid, StaleWrite
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Remove
from chalicelib.use_cases.keep_audit import export_audit, link_audit
from chalicelib.use_cases.read_audit import AuditPage, read_audit
from chalicelib.use_cases.verify_audit import count_waiting, verify_day
from tests.fakes.cuts import Meanwhile
from tests.fakes.hub import Hub, MemoryHub

pytestmark = pytest.mark.rule("AUT-10")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DAY, TOMORROW = "2026-11-24", NOW + timedelta(days=1)


def a_fact(chain: str = "SI-1-1", *, minutes: int = 0, **overrides: Any) -> AuditFact:
    return AuditFact(
        **{"id": str(uuid4()), "chain": chain, "at": NOW + timedelta(minutes=minutes), "fact": Fact.SIGNED_IN, "actor": "a", **overrides}
    )


def link(hub: Hub, now: datetime = NOW, *, limit: int = LIMITS.job_page) -> int:
    return link_audit(now=now, limit=limit, audit=hub.audit, commit=hub.commit)


def export(hub: Hub, now: datetime = TOMORROW) -> int:
    return export_audit(now=now, limit=10, agenda=hub.agenda, audit=hub.audit, archive=hub.audit_archive, commit=hub.commit)


def verify(hub: Hub, now: datetime = TOMORROW, *, after: str = "") -> list[ChainReport]:
    return list(verify_day(DAY, now=now, after=after, audit=hub.audit, archive=hub.audit_archive))


def faults(hub: Hub, now: datetime = TOMORROW) -> dict[str, str | None]:
    return {each.chain: each.fault for each in verify(hub, now)}


def kept(hub: Hub, chain: str = "SI-1-1", day: str = DAY) -> list[str]:
    return [each.fact.id for each in hub.audit.records(chain, day)]


def test_waiting_facts_are_linked_by_organisation_and_day_in_order() -> None:
    facts = [a_fact(minutes=minutes) for minutes in (3, 1, 2)]
    other, next_day = a_fact("delegues"), a_fact(minutes=60 * 15)
    hub = MemoryHub(*facts, other, next_day)
    assert link(hub) == 5
    assert kept(hub) == [facts[1].id, facts[2].id, facts[0].id]
    assert (kept(hub, "delegues"), kept(hub, day="2026-11-25")) == ([other.id], [next_day.id])
    assert verify(hub) == [
        ChainReport(chain="SI-1-1", day=DAY, records=3, is_exported=False, fault=None),
        ChainReport(chain="delegues", day=DAY, records=1, is_exported=False, fault=None),
    ]
    assert [each.chain for each in verify(hub, after="SI-1-1")] == ["delegues"]
    assert (count_waiting(limit=10, audit=hub.audit), link(hub)) == (0, 0)


def test_a_chain_longer_than_a_transaction_is_linked_in_several() -> None:
    facts = [a_fact(minutes=minutes) for minutes in range(120)]
    hub = MemoryHub(*facts[:60])
    hub.commit(*facts[60:])
    assert [link(hub) for _ in range(3)] == [100, 20, 0]
    assert kept(hub) == [each.id for each in facts]
    assert faults(hub) == {"SI-1-1": None}


def test_a_fact_that_another_linker_takes_meanwhile_is_linked_once() -> None:
    hub = MemoryHub(*(a_fact(minutes=minutes) for minutes in range(5)))
    with pytest.raises(StaleWrite):
        link(Meanwhile(hub, [lambda: link(hub)]))
    assert (len(kept(hub)), faults(hub)) == (5, {"SI-1-1": None})


def test_a_fact_that_waits_no_more_cannot_be_linked_again() -> None:
    fact = a_fact()
    hub = MemoryHub(fact)
    link(hub)
    with pytest.raises(StaleWrite):
        hub.commit(Remove(fact))


def test_a_finished_day_is_put_away_once_and_kept() -> None:
    hub = MemoryHub(a_fact(), a_fact(minutes=1))
    link(hub)
    assert export(hub, NOW + timedelta(hours=14)) == 0
    assert hub.audit_archive.stored == {}
    assert (export(hub), export(hub)) == (1, 0)
    assert list(hub.audit_archive.stored) == [(DAY, "SI-1-1")]
    assert len(hub.audit_archive.stored[DAY, "SI-1-1"]) == 3
    assert hub.audit_archive.kept_until[DAY, "SI-1-1"] == TOMORROW + LIMITS.audit_retention
    assert verify(hub) == [ChainReport(chain="SI-1-1", day=DAY, records=2, is_exported=True, fault=None)]
    assert hub.agenda.due(Topic.AUDIT_EXPORT, at=TOMORROW, limit=10) == ()


def test_a_fact_that_comes_after_the_export_of_its_day_is_linked_to_the_present_day_in_order() -> None:
    hub = MemoryHub(a_fact())
    link(hub)
    export(hub)
    late, present = a_fact(minutes=5), a_fact(minutes=24 * 60)
    hub.commit(present, late)
    assert link(hub, TOMORROW) == 2
    assert kept(hub, day="2026-11-25") == [late.id, present.id]
    assert (len(kept(hub)), faults(hub)) == (1, {"SI-1-1": None})


def test_a_chain_to_which_something_is_linked_as_it_is_put_away_is_put_away_later_whole() -> None:
    hub = MemoryHub(a_fact())
    link(hub)
    hub.commit(a_fact(minutes=1))
    export(Meanwhile(hub, [lambda: link(hub)]))
    assert hub.audit_archive.stored == {}
    assert export(hub) == 1
    assert verify(hub) == [ChainReport(chain="SI-1-1", day=DAY, records=2, is_exported=True, fault=None)]


def test_what_lies_where_a_chain_is_to_be_put_away_is_told_and_stands_before_no_other() -> None:
    hub = MemoryHub(a_fact(), a_fact("SI-2-2"))
    link(hub)
    hub.audit_archive.put("SI-1-1", DAY, ["forged"], until=TOMORROW)
    with pytest.raises(ExportTaken):
        export(hub)
    assert faults(hub) == {"SI-1-1": "dans l'export, une ligne n'est pas lisible", "SI-2-2": None}
    assert [each.details for each in hub.agenda.due(Topic.AUDIT_EXPORT, at=LATE, limit=10)] == [("SI-1-1", DAY)]


def exported() -> MemoryHub:
    hub = MemoryHub(*(a_fact(minutes=minutes) for minutes in range(4)), a_fact("SI-2-2"))
    link(hub)
    export(hub)
    return hub


def overwrite(hub: MemoryHub, key: tuple[str, ...], change: Callable[[Any], Any]) -> None:
    """What somebody with his hands in the table could do."""
    rows = hub._rows._row_by_key
    after = change(rows[key])
    if after is None:
        del rows[key]
    else:
        rows[key] = after


def record_key(sequence: int) -> tuple[str, ...]:
    return "record", "SI-1-1", DAY, f"{sequence:09d}"


def swap(hub: MemoryHub) -> None:
    rows = hub._rows._row_by_key
    rows[record_key(1)], rows[record_key(2)] = rows[record_key(2)], rows[record_key(1)]


def alter_export(hub: MemoryHub, line: int) -> None:
    lines = hub.audit_archive.stored[DAY, "SI-1-1"]
    lines[line] = lines[line].replace('"actor":"a"', '"actor":"b"').replace('"length":4', '"length":3')


def remove_export(hub: MemoryHub) -> None:
    del hub.audit_archive.stored[DAY, "SI-1-1"]


def cover_export(hub: MemoryHub) -> None:
    hub.audit_archive.covered.add((DAY, "SI-1-1"))


HEAD = ("head", DAY, "SI-1-1")
TAMPERINGS: dict[str, tuple[Callable[[MemoryHub], None], str]] = {
    "a byte of a record": (
        lambda hub: overwrite(hub, record_key(2), lambda row: replace(row, fact=replace(row.fact, actor="b"))),
        "l'enregistrement 2 a été modifié",
    ),
    "a record removed": (lambda hub: overwrite(hub, record_key(2), lambda _: None), "l'enregistrement 2 manque"),
    "two records swapped": (swap, "l'enregistrement 1 manque"),
    "the end cut off": (
        lambda hub: overwrite(hub, record_key(4), lambda _: None),
        "la chaîne compte 3 enregistrement(s), son en-tête en annonce 4",
    ),
    "the head": (
        lambda hub: overwrite(hub, HEAD, lambda row: replace(row, length=3)),
        "la chaîne compte 4 enregistrement(s), son en-tête en annonce 3",
    ),
    "the head removed": (lambda hub: overwrite(hub, HEAD, lambda _: None), "la chaîne manque, son export demeure"),
    "a byte of the export": (lambda hub: alter_export(hub, 0), "dans l'export, l'enregistrement 1 a été modifié"),
    "the export's last line": (lambda hub: alter_export(hub, 4), "dans l'export, sa dernière ligne n'est pas celle de la chaîne"),
    "the export removed": (remove_export, "l'export manque"),
    "something over the export": (cover_export, "l'export est recouvert par une autre version ou une marque de suppression"),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_what_is_done_to_a_chain_behind_the_hubs_back_is_found_and_only_there(name: str) -> None:
    hub = exported()
    assert faults(hub) == {"SI-1-1": None, "SI-2-2": None}
    tamper, fault = TAMPERINGS[name]
    tamper(hub)
    assert faults(hub) == {"SI-1-1": fault, "SI-2-2": None}


def test_a_chain_made_anew_with_its_head_is_found_by_its_export() -> None:
    hub, forged = exported(), MemoryHub(*(a_fact(minutes=minutes) for minutes in range(3)))
    link(forged)
    rows, head = hub._rows._row_by_key, replace(forged.audit.head("SI-1-1", DAY), is_closed=True)
    for key in [key for key in rows if key[:3] == ("record", "SI-1-1", DAY)]:
        del rows[key]
    rows |= {key: row for key, row in forged._rows._row_by_key.items() if key[0] == "record"} | {HEAD: head}
    fault = faults(hub)["SI-1-1"]
    assert fault is not None
    assert fault.startswith("dans l'export, ")


NEVER, MISSING, EARLY = "la chaîne n'a pas été mise à l'abri", "l'export manque", "la chaîne a été close avant la fin de sa journée"
A_MOMENT = timedelta(microseconds=1)
DUE = datetime(2026, 11, 24, 23, 15, tzinfo=UTC)
LATE = DUE + timedelta(days=1)
GONE = LATE + LIMITS.audit_retention


@pytest.mark.parametrize(
    ("now", "fault"), [(DUE, None), (LATE - A_MOMENT, None), (LATE, NEVER), (LATE + timedelta(days=9), NEVER), (GONE - A_MOMENT, NEVER), (GONE, None)]
)
def test_a_chain_that_was_never_put_away_is_a_fault_from_a_day_after_on(now: datetime, fault: str | None) -> None:
    hub = MemoryHub(*(a_fact(minutes=minutes) for minutes in range(3)))
    link(hub)
    (reminder,) = hub.agenda.due(Topic.AUDIT_EXPORT, at=LATE, limit=10)
    hub.commit(Remove(reminder))
    assert export(hub, now) == 0
    records = list(hub.audit.records("SI-1-1", DAY))
    made_anew, kept_records = linked(ChainHead(chain="SI-1-1", day=DAY), [each.fact for each in records[:2]])
    hub.commit(*map(Remove, records), Remove(hub.audit.head("SI-1-1", DAY)))
    hub.commit(made_anew, *kept_records)
    assert verify(hub, now) == [ChainReport(chain="SI-1-1", day=DAY, records=2, is_exported=False, fault=fault)]


@pytest.mark.parametrize(("now", "fault"), [(NOW, EARLY), (DUE - A_MOMENT, EARLY), (DUE, None), (LATE - A_MOMENT, None), (LATE, NEVER)])
def test_a_chain_that_is_closed_and_not_put_away_is_a_fault_before_its_time_and_a_day_after(now: datetime, fault: str | None) -> None:
    hub = MemoryHub(a_fact())
    link(hub)
    hub.commit(hub.audit.head("SI-1-1", DAY).closed())
    assert faults(hub, now) == {"SI-1-1": fault}


@pytest.mark.parametrize(("now", "fault"), [(TOMORROW, MISSING), (GONE - A_MOMENT, MISSING), (GONE, None)])
def test_an_export_may_be_gone_once_its_time_is_over(now: datetime, fault: str | None) -> None:
    hub = exported()
    assert faults(hub, now) == {"SI-1-1": None, "SI-2-2": None}
    remove_export(hub)
    assert faults(hub, now) == {"SI-1-1": fault, "SI-2-2": None}


def read(hub: Hub, **asked: Any) -> AuditPage:
    return read_audit(**{"day": DAY, "chain": None, "facts": (), "actor": None, "cursor": None, "limit": 3, "audit": hub.audit, **asked})


def test_the_trail_is_read_the_latest_first_page_by_page() -> None:
    facts = [a_fact("SI-1-1" if minutes % 2 else "SI-2-2", minutes=minutes) for minutes in range(7)]
    hub = MemoryHub(*facts)
    link(hub)
    for chain, expected in ((None, facts), ("SI-1-1", facts[1::2])):
        found, cursor = [], None
        while True:
            page = read(hub, chain=chain, cursor=cursor)
            found += [each.fact.id for each in page.records]
            cursor = page.cursor
            if cursor is None:
                break
            assert len(page.records) == 3
        assert found == [each.id for each in reversed(expected)]
    for wrong in ("x", "x|y", "2026-11-24T09:00:00|y"):
        with pytest.raises(Invalid):
            read(hub, cursor=wrong)
    with pytest.raises(Invalid):
        read(hub, chain="SI-1-1", cursor="x")


def test_the_trail_is_narrowed_by_kind_and_actor_within_bounds() -> None:
    from chalicelib.domain.accounts import account_id
    from chalicelib.domain.credentials import address_digest

    address = "a@b.test"
    facts = [a_fact(minutes=1, fact=Fact.BLOCKED, actor=account_id(address)), a_fact(minutes=2, actor=address_digest(address)), a_fact(minutes=3)]
    hub = MemoryHub(*facts)
    link(hub)
    assert [each.fact.id for each in read(hub, facts=[Fact.BLOCKED]).records] == [facts[0].id]
    assert [each.fact.id for each in read(hub, actor=address).records] == [facts[1].id, facts[0].id]
    assert [each.fact.id for each in read(hub, actor="a").records] == [facts[2].id]
    many = MemoryHub()
    for start in range(0, 1_200, 100):
        many.commit(*(a_fact(minutes=0, at=NOW + timedelta(seconds=second)) for second in range(start, start + 100)))
    while link(many):
        pass
    page = read(many, actor="nobody")
    assert (page.records, page.cursor is None) == ((), False)
    assert read(many, actor="nobody", cursor=page.cursor) == AuditPage((), None)


def test_an_export_cut_anywhere_is_taken_up_and_ends_as_if_uncut() -> None:
    from tests.fakes.cuts import Cut, CutHub

    for is_written in (False, True):
        for number in (1, 2, 3):
            hub = MemoryHub(a_fact(), a_fact(minutes=1))
            link(hub)
            with pytest.raises(Cut):
                export(CutHub(hub, number, is_written=is_written))
            hub.commit(a_fact(minutes=2))
            link(hub, TOMORROW)
            export(hub)
            assert faults(hub) == {"SI-1-1": None}
            assert hub.audit_archive.stored.keys() == {(DAY, "SI-1-1")}
            assert len(kept(hub)) + len(kept(hub, day="2026-11-25")) == 3
