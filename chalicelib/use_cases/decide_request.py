"""A person decides a subscription request: the operator's business administrator, else the national one (SUB-15)."""

from datetime import datetime

from chalicelib.domain import onboarding
from chalicelib.domain.audit import AuditFact, Fact, doer_of
from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.portal_users import PortalUser, not_yours
from chalicelib.domain.request_decisions import acceptance, refusal, subscription_of
from chalicelib.domain.request_forms import already_subscribed, not_open
from chalicelib.domain.requests import DECIDERS, RequestStatus, SubscriptionRequest
from chalicelib.domain.subscriptions import Subscription
from chalicelib.use_cases.acquaintances import acquaintances
from chalicelib.use_cases.people_ports import Accounts, Requests
from chalicelib.use_cases.ports import Commit, Ids, Referential

_UNKNOWN = "Cette demande n'existe pas."


def list_requests(status: RequestStatus, *, offset: int, limit: int, user: PortalUser, requests: Requests) -> tuple[SubscriptionRequest, ...]:
    """A page of the requests of a status, the oldest first: an operator's own, or all of them. Raises: Forbidden."""
    user.must_be(*DECIDERS)
    osl = None if user.is_national else user.acting_for
    return requests.listed(osl=osl, status=status, limit=offset + limit)[offset:]


def accept_request(
    request_id: str, *, user: PortalUser, now: datetime, ids: Ids, referential: Referential, accounts: Accounts, requests: Requests, commit: Commit
) -> Subscription:
    """Accept a request: the organisation is created if it is unknown, then the subscription and its persons' accounts.

    Raises: NotFound, Forbidden, Invalid when it was decided or the organisation is subscribed already, StaleWrite.
    """
    request = _decidable(request_id, user, requests)
    process, seats = referential.process_with_subscriptions(request.process_code, [request.organisation])
    if process is None or not process.is_activated:
        raise Invalid(not_open(process) if process else "Cette démarche n'existe plus.")
    if seats:
        raise Invalid(already_subscribed(process))
    known = referential.organisation(request.organisation)
    made = subscription_of(request, subscription_id=next(ids), at=now)
    people = acquaintances(request.organisation, request.local_administrator.email, request.delegate_email, accounts=accounts)
    welcome = onboarding.welcome(made, people, actor=user.account.id, at=now)
    commit(*acceptance(request, made, known=known, at=now), *welcome, _fact(request, user, "accepted", now, ids))
    return made


def refuse_request(request_id: str, reason: str, *, user: PortalUser, now: datetime, ids: Ids, requests: Requests, commit: Commit) -> None:
    """Refuse a request with a reason. Raises: NotFound, Forbidden, Invalid when it was decided, StaleWrite."""
    request = _decidable(request_id, user, requests)
    refused = refusal(request, reason, subscription_id=next(ids), at=now)
    commit(*refused, _fact(request, user, "refused", now, ids))


def _decidable(request_id: str, user: PortalUser, requests: Requests) -> SubscriptionRequest:
    user.must_be(*DECIDERS)
    request = requests.request(request_id)
    if request is None:
        raise NotFound(_UNKNOWN)
    if not user.is_national and request.osl != user.acting_for:
        raise not_yours()
    request.must_wait()
    return request


def _fact(request: SubscriptionRequest, user: PortalUser, decision: str, now: datetime, ids: Ids) -> AuditFact:
    return doer_of(user.account).did(
        Fact.REQUEST_DECIDED,
        at=now,
        ids=ids,
        subject=request.id,
        decision=decision,
        process=request.process_code,
        organisation=str(request.organisation),
    )
