"""What is read of the accounts before a subscription brings or changes some: shared by the flows that do (SUB-03, SUB-12)."""

from datetime import datetime

from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.onboarding import Acquaintances, delegate_change, delegate_email, ids_of, names
from chalicelib.domain.pages import Window
from chalicelib.domain.subscription_forms import delegate_of
from chalicelib.domain.subscriptions import Subscription
from chalicelib.domain.writes import Unchanged, Write
from chalicelib.use_cases.people_ports import Accounts
from chalicelib.use_cases.ports import Referential


def acquaintances(organisation: OrganisationId, *emails: str | None, accounts: Accounts) -> Acquaintances:
    """Who has an account already, of some addresses and of those who keep an organisation's accounts."""
    managers = accounts.managers(organisation)
    keepers = sorted(managers.account_ids)
    found = accounts.accounts([*ids_of(*emails), *keepers])
    return Acquaintances(accounts=found, managers=managers, keepers={each: found[each] for each in keepers if each in found})


def subscriptions_of(organisation: OrganisationId, referential: Referential) -> list[Subscription]:
    """All of an organisation: one a process, and the refused ones; as an index has them (it may lag behind)."""
    window = Window(limit=LIMITS.page_max)
    register = organisation.company_register
    page = referential.subscriptions(process_codes=None, status=None, register=register, delegate=None, order=None, window=window)
    return [each for each in page.rows if each.subscriber == organisation]


def delegation(before: Subscription, after: Subscription, *, actor: str, at: datetime, referential: Referential, accounts: Accounts) -> list[Write]:
    """What another technical delegate means for the accounts; nothing is read when he is the same.

    The former one keeps the organisation while another subscription names him: that one must still be as it was read, so
    that two which let him go at once do not count on each other.
    """
    former, new = delegate_of(before), delegate_of(after)
    if former == new:
        return []
    naming = [each for each in subscriptions_of(before.subscriber, referential) if former and names([each], former, but=before.id)][:1]
    known = acquaintances(before.subscriber, former, delegate_email(after), accounts=accounts)
    return [*delegate_change(before, after, known, is_still_named=bool(naming), actor=actor, at=at), *map(Unchanged, naming)]
