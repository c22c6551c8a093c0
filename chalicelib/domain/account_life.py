"""What goes with an account's creation and with each change of it: who keeps the organisation's accounts, memberships, reminders, the trail.

**Source:** ACC-08, AUT-02, AUT-08, AUT-10.
"""

from collections.abc import Mapping
from datetime import datetime

from chalicelib.domain.account_mails import activation_mail, named_mail
from chalicelib.domain.accounts import Account, Deactivation, Managers, Membership
from chalicelib.domain.agenda import AgendaEntry, Topic
from chalicelib.domain.audit import AuditFact, Fact, chain_of
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.roles import ActorType
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Remove, Write


def told(fact: Fact, subject: Account, *, fact_id: str, actor: str, at: datetime, details: Mapping[str, str] | None = None) -> AuditFact:
    """The trail's word of what was done to an account."""
    return AuditFact(id=fact_id, chain=chain_of(subject), at=at, fact=fact, actor=actor, subject=subject.id, details=dict(details or {}))


def _rights_of(account: Account) -> dict[str, str]:
    """What an account may do, as the trail tells it."""
    return {
        "type": account.actor_type,
        "roles": " ".join(sorted(account.roles)),
        "habilitations": " ".join(sorted(account.habilitations)),
        "organisations": " ".join(sorted(map(str, account.organisations))),
    }


def rights_change(before: Account, after: Account) -> dict[str, str]:
    """What of an account's rights has changed, from and to."""
    old, new = _rights_of(before), _rights_of(after)
    return {key: f"{old[key]} > {new[key]}" for key in new if old[key] != new[key]}


def entry_of(account: Account) -> tuple[AgendaEntry, ...]:
    """The account's one entry in the agenda."""
    if account.reminder_due_at is None:
        return ()
    return (AgendaEntry(topic=Topic.INACTIVITY, due_at=account.reminder_due_at, subject=account.id),)


def keepers(managers: Managers, before: Account | None, after: Account) -> list[Write]:
    """The row of those who keep the accounts, where a change of one touches it; no two changes of it at once succeed.

    ``managers`` is that of the organisation the account belongs to, or belonged to before it became a delegate's.
    """
    was = before is not None and before.is_manager
    return [managers.after(after)] if was or after.is_manager else []


def creation(account: Account, managers: Managers, *, fact_id: str, actor: str, at: datetime) -> list[Write]:
    """A new account with all that goes with it: its activation mail goes once."""
    opened = replace(account, reminder_due_at=account.active_at + LIMITS.first_reminder)
    return [
        opened,
        *keepers(managers, None, opened),
        *memberships(opened),
        *entry_of(opened),
        activation_mail(opened, cause=f"{opened.id}|created", at=at),
        told(Fact.ACCOUNT_CREATED, opened, fact_id=fact_id, actor=actor, at=at, details=_rights_of(opened)),
    ]


def memberships(account: Account) -> list[Membership]:
    """A technical delegate among the accounts of each organisation that named him."""
    if account.actor_type is not ActorType.TECHNICAL_DELEGATE:
        return []
    return [Membership(account_id=account.id, organisation=each) for each in account.organisations]


def closing(account: Account, managers: Managers, reason: Deactivation, *, fact_id: str, actor: str, at: datetime) -> list[Write]:
    """An account closed, with all that goes with it: it is reminded of no more."""
    after = replace(account.deactivated(reason, at=at), reminder_due_at=None)
    fact = told(Fact.ACCOUNT_DEACTIVATED, after, fact_id=fact_id, actor=actor, at=at, details={"reason": reason})
    return [after, *keepers(managers, account, after), *map(Remove, entry_of(account)), fact]


def reopening(account: Account, managers: Managers, *, fact_id: str, actor: str, at: datetime) -> list[Write]:
    """An account open again, with all that goes with it: inactivity is counted from now."""
    after = replace(account.reactivated(at=at), reminder_due_at=at + LIMITS.first_reminder)
    fact = told(Fact.ACCOUNT_REACTIVATED, after, fact_id=fact_id, actor=actor, at=at)
    return [after, *keepers(managers, account, after), *entry_of(after), fact]


def naming(delegate: Account, organisation: OrganisationId, *, fact_id: str, actor: str, at: datetime) -> list[Write]:
    """A technical delegate that an organisation has named, told by mail when it is one more.

    When it had named him, his account is written as it is: whoever takes the organisation from him meanwhile has not seen
    this naming, and must look again.
    """
    after = delegate.named_by(organisation, at=at)
    if after is delegate:
        return [delegate]
    fact = told(Fact.RIGHTS_CHANGED, after, fact_id=fact_id, actor=actor, at=at, details={"gained": str(organisation)})
    membership = Membership(account_id=after.id, organisation=organisation)
    return [after, membership, named_mail(after, organisation, cause=fact_id, at=at), replace(fact, chain=str(organisation))]


def dropping(delegate: Account, organisation: OrganisationId, *, fact_id: str, actor: str, at: datetime) -> list[Write]:
    """A technical delegate that an organisation names no more; nothing when it did not."""
    if organisation not in delegate.organisations:
        return []
    after = delegate.dropped_by(organisation, at=at)
    fact = told(Fact.RIGHTS_CHANGED, after, fact_id=fact_id, actor=actor, at=at, details={"lost": str(organisation)})
    return [after, Remove(Membership(account_id=after.id, organisation=organisation)), replace(fact, chain=str(organisation))]
