"""What is read of the accounts before a subscription brings or changes some: shared by the flows that do (SUB-03, SUB-12)."""

from datetime import datetime

from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.onboarding import Acquaintances, delegate_change, delegate_named, ids_of, is_delegate_changed, naming
from chalicelib.domain.subscriptions import Subscription
from chalicelib.domain.writes import Unchanged, Write
from chalicelib.use_cases.live_subscriptions import live_subscriptions
from chalicelib.use_cases.people_ports import Accounts
from chalicelib.use_cases.ports import Referential


def acquaintances(organisation: OrganisationId, *emails: str | None, accounts: Accounts) -> Acquaintances:
    """Who has an account already, of some addresses and of those who keep an organisation's accounts."""
    managers = accounts.managers(organisation)
    keepers = sorted(managers.account_ids)
    found = accounts.accounts([*ids_of(*emails), *keepers])
    return Acquaintances(accounts=found, managers=managers, keepers={each: found[each] for each in keepers if each in found})


def delegation(before: Subscription, after: Subscription, *, actor: str, at: datetime, referential: Referential, accounts: Accounts) -> list[Write]:
    """What another technical delegate means for the accounts; nothing is read when he is the same.

    The former one keeps the organisation while another subscription names him: that one must still be as it was read, so
    that two which let him go at once do not count on each other. His account is read first, and every naming writes it: one
    that the live subscriptions do not show yet makes this a StaleWrite.
    """
    if not is_delegate_changed(before, after):
        return []
    former = delegate_named(before)
    known = acquaintances(before.subscriber, former, delegate_named(after), accounts=accounts)
    others: list[Subscription] = []
    if former:
        live = (each for _, each in live_subscriptions(before.subscriber, referential))
        others = naming(live, former, but=before.id)[:1]
    return [*delegate_change(before, after, known, is_still_named=bool(others), actor=actor, at=at), *map(Unchanged, others)]
