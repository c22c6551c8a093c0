"""Accounts whose person does not sign in are reminded of, then closed (AUT-08)."""

from datetime import datetime

from chalicelib.domain.accounts import NO_MANAGERS, Account, Managers
from chalicelib.domain.agenda import AgendaEntry, Topic
from chalicelib.domain.inactivity import is_forgotten, judged
from chalicelib.use_cases.one_by_one import one_by_one
from chalicelib.use_cases.people_ports import Accounts
from chalicelib.use_cases.ports import Agenda, Commit


def remind_inactive(*, now: datetime, limit: int, agenda: Agenda, accounts: Accounts, commit: Commit) -> int:
    """Remind those who have not signed in for 60 and 90 days, close accounts at 120; answers how many were looked at."""
    entries = agenda.due(Topic.INACTIVITY, at=now, limit=limit)
    found = accounts.accounts([each.subject for each in entries])

    def judge(entry: AgendaEntry) -> None:
        account = found.get(entry.subject)
        commit(*judged(entry, account, _managers(account, accounts, at=now), at=now))

    return one_by_one(entries, judge, now=now, commit=commit)


def _managers(account: Account | None, accounts: Accounts, *, at: datetime) -> Managers:
    if account is None or not account.is_manager or not is_forgotten(account, at=at):
        return NO_MANAGERS
    return accounts.managers(account.organisations[0])
