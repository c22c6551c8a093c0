"""Accounts whose person does not sign in are reminded of, then closed (AUT-08)."""

from contextlib import suppress
from datetime import datetime

from chalicelib.domain.accounts import Account, Managers
from chalicelib.domain.agenda import Topic
from chalicelib.domain.errors import StaleWrite
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.inactivity import is_forgotten, judged
from chalicelib.use_cases.people_ports import Accounts
from chalicelib.use_cases.ports import Agenda, Commit

_NOBODY = Managers(organisation=OrganisationId(type="", company_register="", branch_code=""))


def remind_inactive(*, now: datetime, limit: int, agenda: Agenda, accounts: Accounts, commit: Commit) -> int:
    """Remind those who have not signed in for 60 and 90 days, close accounts at 120; answers how many were looked at."""
    entries = agenda.due(Topic.INACTIVITY, at=now, limit=limit)
    found = accounts.accounts([each.subject for each in entries])
    for entry in entries:
        account = found.get(entry.subject)
        with suppress(StaleWrite):  # he signed in, or somebody else is at it: the entry stays, and is looked at again
            commit(*judged(entry, account, _managers(account, accounts, at=now), at=now))
    return len(entries)


def _managers(account: Account | None, accounts: Accounts, *, at: datetime) -> Managers:
    if account is None or not account.is_manager or not is_forgotten(account, at=at):
        return _NOBODY
    return accounts.managers(account.organisations[0])
