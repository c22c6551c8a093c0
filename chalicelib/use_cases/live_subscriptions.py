"""The live subscriptions of one organisation, as they are now: no index has a say in it (SUB-12, ACC-03)."""

from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.processes import Process
from chalicelib.domain.subscriptions import Subscription
from chalicelib.use_cases.ports import Referential


def live_subscriptions(organisation: OrganisationId, referential: Referential) -> list[tuple[Process, Subscription]]:
    """Those that are not « Refusé », suspended or to come too, each with its process: two reads."""
    processes = referential.processes()
    found = referential.subscriptions_of_pairs([(each.code, organisation) for each in processes])
    return [(each, found[each.code, organisation]) for each in processes if (each.code, organisation) in found]
