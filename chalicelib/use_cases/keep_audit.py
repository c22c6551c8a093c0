"""The audit trail is kept: facts are linked into chains, and finished chains are put away for good (AUT-10)."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.agenda import AgendaEntry, Topic
from chalicelib.domain.audit import AuditFact, ChainHead, days_from, in_order, linked
from chalicelib.domain.audit_exports import export_due, lines_of
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Remove
from chalicelib.use_cases.one_by_one import one_by_one
from chalicelib.use_cases.people_ports import AuditArchive, AuditTrail
from chalicelib.use_cases.ports import Agenda, Commit


def link_audit(*, now: datetime, limit: int, audit: AuditTrail, commit: Commit) -> int:
    """Link the oldest waiting facts; answers how many there were.

    A fact, its record and its chain's head are one transaction, in which the fact must still wait and the head be as it
    was read: a fact is linked once, whoever else links. Raises: StaleWrite when somebody else does.
    """
    facts = audit.waiting(limit=limit)
    for head, group in _by_chain(facts, now, audit):
        for start in range(0, len(group), LIMITS.audit_batch):
            head = _link(head, group[start : start + LIMITS.audit_batch], commit)
    return len(facts)


def _by_chain(facts: Sequence[AuditFact], now: datetime, audit: AuditTrail) -> list[tuple[ChainHead, list[AuditFact]]]:
    """Each chain that takes some of the facts, as it stands, with those."""
    head_by_wish: dict[tuple[str, str], ChainHead] = {}
    group_by_chain: dict[tuple[str, str], tuple[ChainHead, list[AuditFact]]] = {}
    for fact in in_order(facts):
        wish = fact.chain, next(days_from(fact, now))
        if wish not in head_by_wish:
            every = (audit.head(fact.chain, day) for day in days_from(fact, now))
            head_by_wish[wish] = next(head for head in every if not head.is_closed)
        head = head_by_wish[wish]
        group_by_chain.setdefault((head.chain, head.day), (head, []))[1].append(fact)
    return list(group_by_chain.values())


def _link(head: ChainHead, facts: Sequence[AuditFact], commit: Commit) -> ChainHead:
    after, records = linked(head, facts)
    to_export = [] if head.version else [_export_of(head)]
    commit(after, *to_export, *records, *(Remove(each) for each in facts))
    return replace(after, version=after.version + 1)


def _export_of(head: ChainHead) -> AgendaEntry:
    return AgendaEntry(topic=Topic.AUDIT_EXPORT, due_at=export_due(head.day), subject=f"{head.chain}|{head.day}", details=(head.chain, head.day))


def export_audit(*, now: datetime, limit: int, agenda: Agenda, audit: AuditTrail, archive: AuditArchive, commit: Commit) -> int:
    """Put the chains of finished days away where nobody can change them; answers how many were due.

    A chain is closed first, so that what is put away is all there ever is of it: cut after any line, the next run puts the
    same lines, which the archive has or takes.
    """

    def export(entry: AgendaEntry) -> None:
        chain, day = entry.details
        head = audit.head(chain, day)
        if not head.is_closed:
            commit(head.closed())
            head = replace(head.closed(), version=head.version + 1)
        archive.put(chain, day, lines_of(head, audit.records(chain, day)), until=now + LIMITS.audit_retention)
        commit(head.exported(), Remove(entry))

    return one_by_one(agenda.due(Topic.AUDIT_EXPORT, at=now, limit=limit), export, now=now, commit=commit)
