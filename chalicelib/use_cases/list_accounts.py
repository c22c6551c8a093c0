"""The accounts of an organisation, each with what may be done with it, and what a form for one needs (ACC-02, ACC-03, ACC-07)."""

from msgspec import Struct

from chalicelib.domain.account_rules import (
    Possibility,
    TypeChange,
    must_reach,
    organisation_asked,
    possibilities,
    type_changes,
)
from chalicelib.domain.accounts import NO_MANAGERS, Account, Managers
from chalicelib.domain.errors import FaultyForm, NotFound
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.portal_users import PortalUser, not_yours
from chalicelib.domain.processes import Process
from chalicelib.domain.roles import TYPES_OF, ActorType
from chalicelib.domain.roster import Roster, RosterCriteria, place_of
from chalicelib.use_cases.live_subscriptions import live_subscriptions
from chalicelib.use_cases.people_ports import Accounts
from chalicelib.use_cases.ports import Referential


class Listed(Struct, frozen=True, kw_only=True):
    """An account, what may be done with it, the types it may become of, and the organisations of it that the person who looks may know."""

    account: Account
    possibilities: tuple[Possibility, ...]
    type_changes: tuple[TypeChange, ...]
    organisations: tuple[OrganisationId, ...]


class AccountOptions(Struct, frozen=True, kw_only=True):
    """What an organisation's accounts may be given."""

    organisation: OrganisationId
    actor_types: tuple[ActorType, ...]
    processes: tuple[Process, ...]


def list_accounts(
    criteria: RosterCriteria, *, organisation: OrganisationId | None, after: str | None, limit: int, user: PortalUser, accounts: Accounts
) -> tuple[tuple[Listed, ...], str | None]:
    """A page of the accounts of an organisation, and the id of the account after which the next one begins. Raises: Forbidden, FaultyForm."""
    ours = organisation_asked(user, organisation)
    roster = _roster(criteria, ours, after=after, limit=limit, accounts=accounts)
    managers = accounts.managers(ours)
    return tuple(_listed(each, user, managers) for each in roster.accounts), roster.next


def read_account(account: str, *, user: PortalUser, accounts: Accounts) -> Listed:
    """One account within reach. Raises: NotFound, Forbidden."""
    found = accounts.account(account)
    if found is None:
        raise NotFound("Ce compte n'existe pas.") if user.is_support else not_yours()
    must_reach(user, found)
    return _listed(found, user, accounts.managers(found.organisations[0]) if found.organisations else NO_MANAGERS)


def account_options(*, organisation: OrganisationId | None, user: PortalUser, referential: Referential) -> AccountOptions:
    """The types and the processes that an organisation's accounts may have. Raises: Forbidden."""
    ours = organisation_asked(user, organisation)
    return AccountOptions(
        organisation=ours,
        actor_types=TYPES_OF.get(ours.type, ()),
        processes=tuple(process for process, _ in live_subscriptions(ours, referential)),
    )


def _roster(criteria: RosterCriteria, organisation: OrganisationId, *, after: str | None, limit: int, accounts: Accounts) -> Roster:
    """Walks the list until the page is full; after many rows that were not wanted the page ends early and says where to go on."""
    found: list[Account] = []
    last = None if after is None else _last_shown(after, organisation, accounts)
    for _ in range(LIMITS.accounts_read // LIMITS.accounts_page_max):
        rows = accounts.of_organisation(organisation, after=None if last is None else place_of(last), limit=LIMITS.accounts_page_max)
        for row in rows:
            if len(found) == limit:
                return Roster(accounts=found, next=None if last is None else last.id)
            if criteria.takes(row):
                found.append(row)
            last = row
        if len(rows) < LIMITS.accounts_page_max:
            return Roster(accounts=found)
    return Roster(accounts=found, next=None if last is None else last.id)


def _last_shown(account_id: str, organisation: OrganisationId, accounts: Accounts) -> Account:
    """The account that a page ended with: an id, since the list is in the order of names and a name has no place in an address."""
    found = accounts.account(account_id)
    if found is None or organisation not in found.organisations:
        raise FaultyForm({"cursor": "Cette page de la liste n'existe pas. Revenez au début de la liste."})
    return found


def _listed(account: Account, user: PortalUser, managers: Managers) -> Listed:
    return Listed(
        account=account,
        possibilities=possibilities(user, account, managers),
        type_changes=type_changes(user, account),
        organisations=account.organisations if user.is_support else (user.acting_for,),
    )
