"""Chains of facts: whatever is done to one after it was written is found. **Source:** AUT-10."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.audit import AuditFact, AuditRecord, ChainHead, Fact, day_of, days_from, digest_of, fault_of, in_order, linked
from chalicelib.domain.audit_exports import fault_of_export, line_of, lines_of
from chalicelib.domain.values import replace

pytestmark = pytest.mark.rule("AUT-10")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HEAD = ChainHead(chain="SI-1-1", day="2026-11-24")


def a_fact(number: int, **overrides: object) -> AuditFact:
    usual = {"id": f"id{number}", "chain": "SI-1-1", "at": NOW + timedelta(seconds=number), "fact": Fact.SIGNED_IN, "actor": "a", "subject": None}
    return AuditFact(**{**usual, "details": {"reason": "WRONG", "kind": "é"}, **overrides})  # type: ignore[arg-type]


def a_chain(length: int = 5) -> tuple[ChainHead, tuple[AuditRecord, ...]]:
    return linked(HEAD, [a_fact(number) for number in range(length)])


def with_fact(record: AuditRecord, **changes: object) -> AuditRecord:
    return replace(record, fact=replace(record.fact, **changes))  # type: ignore[arg-type]


def test_a_chain_as_it_was_written_has_no_fault() -> None:
    head, records = a_chain()
    assert fault_of(head, records) is None
    assert (head.length, head.digest, [each.sequence for each in records]) == (5, records[-1].digest, [1, 2, 3, 4, 5])
    assert fault_of(HEAD, ()) is None


def test_a_chain_made_in_several_turns_is_the_one_made_at_once() -> None:
    half, first = linked(HEAD, [a_fact(0), a_fact(1)])
    whole, rest = linked(half, [a_fact(2), a_fact(3), a_fact(4)])
    assert (replace(whole, version=0), first + rest) == a_chain()


ALTERATIONS: dict[str, tuple[Callable[[list[AuditRecord]], list[AuditRecord]], str]] = {
    "another actor": (lambda all_: [*all_[:2], with_fact(all_[2], actor="b"), *all_[3:]], "l'enregistrement 3 a été modifié"),
    "another instant": (lambda all_: [with_fact(all_[0], at=NOW + timedelta(microseconds=1)), *all_[1:]], "l'enregistrement 1 a été modifié"),
    "another detail": (lambda all_: [*all_[:4], with_fact(all_[4], details={"reason": "X"})], "l'enregistrement 5 a été modifié"),
    "another kind": (lambda all_: [*all_[:4], with_fact(all_[4], fact=Fact.BLOCKED)], "l'enregistrement 5 a été modifié"),
    "another chain in it": (lambda all_: [*all_[:1], replace(all_[1], chain="SI-2-2"), *all_[2:]], "l'enregistrement 2 a été modifié"),
    "its digest": (lambda all_: [replace(all_[0], digest="0" * 64), *all_[1:]], "l'enregistrement 1 a été modifié"),
    "one removed": (lambda all_: all_[:1] + all_[2:], "l'enregistrement 2 manque"),
    "the first removed": (lambda all_: all_[1:], "l'enregistrement 1 manque"),
    "two swapped": (lambda all_: [all_[1], all_[0], *all_[2:]], "l'enregistrement 1 manque"),
    "two swapped under each other's number": (
        lambda all_: [replace(all_[1], sequence=1), replace(all_[0], sequence=2), *all_[2:]],
        "l'enregistrement 1 a été modifié",
    ),
    "the end cut off": (lambda all_: all_[:-1], "la chaîne compte 4 enregistrement(s), son en-tête en annonce 5"),
    "all removed": (lambda all_: all_[:0], "la chaîne compte 0 enregistrement(s), son en-tête en annonce 5"),
    "the end made anew": (
        lambda all_: [*all_[:-1], linked(replace(HEAD, length=4, digest=all_[3].digest), [a_fact(9)])[1][0]],
        "l'empreinte de l'en-tête n'est pas celle du dernier enregistrement",
    ),
    "one put in at the end": (
        lambda all_: [*all_, *linked(replace(HEAD, length=5, digest=all_[4].digest), [a_fact(9)])[1]],
        "la chaîne compte 6 enregistrement(s), son en-tête en annonce 5",
    ),
}


@pytest.mark.parametrize("name", ALTERATIONS)
def test_what_is_altered_afterwards_is_found(name: str) -> None:
    head, records = a_chain()
    alter, fault = ALTERATIONS[name]
    assert fault_of(head, alter(list(records))) == fault
    assert fault_of_export(head, [*map(line_of, alter(list(records))), list(lines_of(head, ()))[-1]]) == f"dans l'export, {fault}"


@pytest.mark.parametrize(
    ("change", "fault"), [({"length": 4}, "annonce 4"), ({"digest": "f" * 64}, "l'empreinte"), ({"day": "2026-11-25"}, "modifié")]
)
def test_a_head_that_is_altered_is_found(change: dict[str, object], fault: str) -> None:
    head, records = a_chain()
    found = fault_of(replace(head, **change), records)  # type: ignore[arg-type]
    assert found is not None
    assert fault in found


@given(place=st.integers(0, 10_000), value=st.integers(0, 255))
def test_any_byte_of_an_export_that_is_flipped_is_found(place: int, value: int) -> None:
    head, records = a_chain(3)
    content = bytearray("\n".join(lines_of(head, records)).encode())
    assert fault_of_export(head, content.decode().split("\n")) is None
    before = bytes(content)
    content[place % len(content)] = value
    found = fault_of_export(head, bytes(content).decode(errors="replace").split("\n"))
    assert (found is None) == (bytes(content) == before)


def test_an_export_that_is_cut_or_goes_on_is_found() -> None:
    head, records = a_chain(3)
    lines = list(lines_of(head, records))
    assert fault_of_export(head, lines[:-1]) == "dans l'export, sa dernière ligne n'est pas celle de la chaîne"
    assert fault_of_export(head, lines[:2]) == "dans l'export, la chaîne compte 2 enregistrement(s), son en-tête en annonce 3"
    assert fault_of_export(head, [*lines, lines[0]]) == "dans l'export, il continue après sa dernière ligne"
    for unreadable in ("", "[]", "{}", '{"length": 3}'):
        assert fault_of_export(head, [unreadable, *lines[1:]]) is not None
    assert fault_of_export(head, []) is not None


def test_the_digest_covers_every_field() -> None:
    fact = a_fact(1, subject="s")
    usual = {"chain": "c", "day": "d", "sequence": 1, "previous": "p"}
    made = {digest_of(fact, **usual)}  # type: ignore[arg-type]
    changes = {"id": "x", "at": NOW, "fact": Fact.EXPORTED, "actor": "x", "subject": None, "details": {}}
    made |= {digest_of(replace(fact, **{name: value}), **usual) for name, value in changes.items()}  # type: ignore[arg-type]
    made |= {digest_of(fact, **{**usual, name: value}) for name, value in {"chain": "x", "day": "x", "sequence": 2, "previous": "x"}.items()}  # type: ignore[arg-type]
    assert len(made) == 1 + len(changes) + 4


def test_facts_are_in_order_by_instant_then_id() -> None:
    facts = [a_fact(2), a_fact(1, id="b"), a_fact(1, id="a")]
    assert [each.id for each in in_order(facts)] == ["a", "b", "id2"]


def test_a_fact_is_of_its_day_in_paris_and_a_late_one_of_the_present_day() -> None:
    late_evening = a_fact(0, at=datetime(2026, 11, 24, 23, 30, tzinfo=UTC))
    assert day_of(late_evening) == "2026-11-25"
    days = days_from(late_evening, NOW + timedelta(days=10))
    assert [next(days) for _ in range(3)] == ["2026-11-25", "2026-12-04", "2026-12-05"]
    days = days_from(late_evening, NOW)
    assert [next(days) for _ in range(2)] == ["2026-11-25", "2026-11-26"]


def test_a_line_is_canonical_json() -> None:
    line = line_of(a_chain(1)[1][0])
    assert json.dumps(json.loads(line), ensure_ascii=False, sort_keys=True, separators=(",", ":")) == line
    assert '"at":"2026-11-24T09:00:00.000000Z"' in line
