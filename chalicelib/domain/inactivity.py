"""What time does to an account whose person does not sign in: two reminders, then its end; each once, however late they come.

**Source:** ACC-08, AUT-08.
"""

from datetime import datetime
from uuid import UUID, uuid5

from chalicelib.domain import account_life
from chalicelib.domain.account_mails import closed_mail, last_manager_mail, reminder_mail
from chalicelib.domain.accounts import Account, Deactivation, Managers
from chalicelib.domain.agenda import AgendaEntry
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.mails import Mail
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Remove, Write

_FACTS = UUID("c8a1f7c6-8f0e-4d26-9c53-6a0d1a1f7e21")
_REMINDERS = (LIMITS.first_reminder, LIMITS.second_reminder)
_STEPS = (*_REMINDERS, LIMITS.deactivation_age)
_BY_THE_HUB = "hub"
_SUPPORT_TOLD = len(_REMINDERS) + 1


def is_forgotten(account: Account, *, at: datetime) -> bool:
    """Whether its person has not signed in for 120 days."""
    return at - account.active_at >= LIMITS.deactivation_age


def judged(entry: AgendaEntry, account: Account | None, managers: Managers, *, at: datetime) -> list[Write]:
    """What the agenda's entry of an account leads to, the account being as it is; ``managers`` are those of its organisation.

    What came due meanwhile is made up for at once: the mails not sent yet, then the end. The last administrator of an
    organisation is never closed: support is told, once, and he is looked at again until somebody else keeps the accounts.
    """
    if account is None or not account.is_active or account.reminder_due_at not in (None, entry.due_at):
        return [Remove(entry)]  # of a closed account, or not its one entry
    idle = at - account.active_at
    reached = sum(idle >= each for each in _REMINDERS)
    mails: list[Write] = [_reminder(account, each, at=at) for each in range(account.reminders, reached)]
    reminded = replace(account, reminders=max(account.reminders, reached), reminder_due_at=entry.due_at)
    if not is_forgotten(account, at=at):
        return [*mails, *_looked_at_again(entry, reminded, due_at=account.active_at + _STEPS[reached])]
    closed = reminded.deactivated(Deactivation.BY_INACTIVITY, at=at)
    if account.is_manager and not managers.after(closed).account_ids:
        told: list[Write] = [] if account.reminders == _SUPPORT_TOLD else [last_manager_mail(account, at=at)]
        kept = replace(reminded, reminders=_SUPPORT_TOLD)
        return [*mails, *told, *_looked_at_again(entry, kept, due_at=at + LIMITS.dormant_manager_pause)]
    fact_id = str(uuid5(_FACTS, f"{account.id}|{account.active_at.isoformat()}"))
    closing = account_life.closing(reminded, managers, Deactivation.BY_INACTIVITY, fact_id=fact_id, actor=_BY_THE_HUB, at=at)
    return [*mails, closed_mail(account, at=at), *closing]


def _reminder(account: Account, number: int, *, at: datetime) -> Mail:
    return reminder_mail(account, days=_REMINDERS[number].days, is_last=number == len(_REMINDERS) - 1, at=at)


def _looked_at_again(entry: AgendaEntry, account: Account, *, due_at: datetime) -> list[Write]:
    after = replace(account, reminder_due_at=due_at)
    return [after, Remove(entry), *account_life.entry_of(after)]
