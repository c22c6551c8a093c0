"""People read the statistics of what they see: their organisation's, their operator's processes', everyone's (POR-12, ORG-06)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from chalicelib.domain.audit import Fact, doer_of
from chalicelib.domain.calendar import paris_date
from chalicelib.domain.errors import FaultyForm
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.pages import Window
from chalicelib.domain.portal_users import PortalUser, not_yours
from chalicelib.domain.processes import Process
from chalicelib.domain.roles import ActorType
from chalicelib.domain.statistics import process_scope
from chalicelib.domain.statistics_file import csv_of
from chalicelib.domain.statistics_report import AGE_DAYS, ProcessNumbers, Report, numbers_of, recipients_of
from chalicelib.domain.subscriptions import SubscriptionStatus
from chalicelib.use_cases.people_ports import Counts
from chalicelib.use_cases.ports import Commit, Ids, Referential

_AFTER_ALL = "~"  # sorts after every letter, digit and "|" of the names


def read_statistics(
    *,
    first: date,
    last: date,
    process_codes: Sequence[str],
    organisation: OrganisationId | None,
    user: PortalUser,
    now: datetime,
    counts: Counts,
    referential: Referential,
) -> Report:
    """The numbers of a period, both days included, of the processes asked for or of all that the person sees.

    ``organisation`` is for the national administration: that one's numbers instead of everybody's. For an operator and the
    administration, one process asked for is told by recipient too. Raises: FaultyForm, Forbidden.
    """
    if last < first or (last - first).days >= LIMITS.statistics_days:
        raise FaultyForm({"until": f"La période va d'un premier jour à un dernier jour, {LIMITS.statistics_days} jours au plus."})
    of = _whose(user, organisation)
    seen = _processes_of(user, of, now=now, referential=referential)
    if not set(process_codes) <= {each.code for each in seen}:
        raise not_yours()
    names = {each.code: each.name for each in seen if not process_codes or each.code in process_codes}
    chosen = list(names)
    today = paris_date(now)
    rows, total = _numbers(chosen, of, first=first, last=last, today=today, counts=counts)
    if of is not None or len(chosen) != 1:
        return Report(first=first, last=last, processes=rows, total=total, names=names)
    told = counts.numbers(process_scope(chosen[0]), "to|", f"to|{_AFTER_ALL}", limit=LIMITS.statistics_recipients)
    is_cut = len(told) >= LIMITS.statistics_recipients
    recipients = recipients_of(told)
    known = referential.organisations_of(each.recipient for each in recipients)
    return Report(
        first=first,
        last=last,
        processes=rows,
        total=total,
        names=names,
        recipients=recipients,
        recipient_names={each: organisation.name for each, organisation in known.items()},
        is_cut=is_cut,
    )


def list_processes(*, user: PortalUser, now: datetime, referential: Referential) -> Sequence[Process]:
    """The processes that concern a person, by code."""
    return _processes_of(user, _whose(user, None), now=now, referential=referential)


def export_statistics(report: Report, *, user: PortalUser, now: datetime, ids: Ids, commit: Commit) -> Iterator[str]:
    """The lines of a report's CSV file; that it left is traced first."""
    commit(doer_of(user.account).did(Fact.EXPORTED, at=now, ids=ids, export="statistics", rows=str(len(report.processes))))
    return csv_of(report)


def _whose(user: PortalUser, organisation: OrganisationId | None) -> OrganisationId | None:
    """Whose book is read: an organisation's, or None for those of the processes."""
    if user.is_national:
        return organisation
    if organisation is not None and organisation != user.organisation:
        raise not_yours()
    return None if user.is_operator else user.acting_for


def _processes_of(user: PortalUser, of: OrganisationId | None, *, now: datetime, referential: Referential) -> list[Process]:
    every = referential.processes()
    if user.is_operator:
        return [each for each in every if each.osl == user.acting_for]
    if of is None:
        return list(every)
    listed = referential.subscriptions(
        process_codes=None, status=None, register=of.company_register, delegate=None, order=None, window=Window(limit=LIMITS.page_max)
    )
    codes = {each.process_code for each in listed.rows if each.subscriber == of and each.status_at(now) is not SubscriptionStatus.REFUSED}
    if user.account.actor_type is ActorType.AGENT:
        codes &= user.account.habilitations
    return [each for each in every if each.code in codes]


def _numbers(
    codes: Sequence[str], of: OrganisationId | None, *, first: date, last: date, today: date, counts: Counts
) -> tuple[tuple[ProcessNumbers, ...], ProcessNumbers]:
    """The numbers of some processes, and of all of them together: what they are made of is read at once."""
    recent = today - timedelta(days=AGE_DAYS[-1] - 1)
    spans = (("now|", f"now|{_AFTER_ALL}"), (f"day|{first}|", f"day|{last}|{_AFTER_ALL}"), (f"open|{recent}", f"open|{today}"))
    books = [(process_scope(code), "") if of is None else (str(of), f"{code}|") for code in codes]
    asked = [(scope, f"{prefix}{start}", f"{prefix}{end}") for scope, prefix in books for start, end in spans]
    found = iter(counts.ranges(asked, limit=LIMITS.statistics_rows))
    made = []
    sums = tuple(Counter[str]() for _ in spans)
    for code, (_, prefix) in zip(codes, books, strict=True):
        read = [{name.removeprefix(prefix): number for name, number in next(found).items()} for _ in spans]
        for total, book in zip(sums, read, strict=True):
            total.update(book)
        made.append(numbers_of(code, *read, first=first, last=last, today=today))
    return tuple(made), numbers_of("", *sums, first=first, last=last, today=today)
