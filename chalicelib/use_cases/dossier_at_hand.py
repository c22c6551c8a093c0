"""A télédossier with all that a person's action on it is judged by: read the same way by every flow of the portal (POR-01)."""

from chalicelib.domain.case_access import NOT_FOUND, CaseAccess, access_to
from chalicelib.domain.case_actions import must_treat
from chalicelib.domain.case_events import Dossier
from chalicelib.domain.errors import NotFound
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.processes import Process
from chalicelib.domain.subscriptions import Subscription
from chalicelib.use_cases.ports import Exchange


def dossier_to_read(case_id: str, user: PortalUser, exchange: Exchange) -> tuple[Dossier, Process, Subscription | None, CaseAccess]:
    """One that the person may read, and what he may do besides. Raises: NotFound, Forbidden."""
    dossier = exchange.dossier(case_id)
    if dossier is None:
        raise NotFound(NOT_FOUND)
    process, subscription = exchange.rules_for(dossier.case)
    access = access_to(user, dossier.case, process, subscription)
    if process is None:
        raise NotFound(NOT_FOUND)
    return dossier, process, subscription, access


def dossier_to_treat(case_id: str, user: PortalUser, exchange: Exchange) -> tuple[Dossier, Process, Subscription | None]:
    """One that the person may treat. Raises: NotFound, Forbidden."""
    dossier, process, subscription, access = dossier_to_read(case_id, user, exchange)
    must_treat(access)
    return dossier, process, subscription
