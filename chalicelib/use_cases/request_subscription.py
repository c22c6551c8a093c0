"""Somebody asks to subscribe an organisation: a form open to all, an address confirmed, a request to follow (SUB-15, AUT-11)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from chalicelib.domain import onboarding
from chalicelib.domain.audit import AuditFact, Fact, doer_of
from chalicelib.domain.errors import FaultyForm, Invalid, NotFound, StaleRow, Unavailable
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.links import LINK_IS_DEAD, Purpose, read_link
from chalicelib.domain.mails import Mail
from chalicelib.domain.organisations import Organisation
from chalicelib.domain.portal_users import SUPPORT_ADDRESS, PortalUser
from chalicelib.domain.processes import Process
from chalicelib.domain.request_decisions import acceptance, subscription_of
from chalicelib.domain.request_forms import RequestForm, faults_of, requests_of
from chalicelib.domain.request_mails import confirmation_mail, received_mail, to_decide_mails
from chalicelib.domain.requests import DECIDERS, RequestStatus, SubscriptionRequest
from chalicelib.domain.roles import ActorType, Role
from chalicelib.domain.writes import Remove, Write
from chalicelib.use_cases.acquaintances import acquaintances
from chalicelib.use_cases.people_ports import Accounts, Requests, Secrets, Sessions
from chalicelib.use_cases.ports import Commit, Ids, Referential

_ASKED_A_MOMENT_AGO = "Une demande vient d'être présentée avec cette adresse. Patientez une minute avant d'en présenter une autre."
_UNKNOWN = "Cette demande n'existe pas : vérifiez sa référence."


class OpenProcess(Struct, frozen=True, kw_only=True):
    """A process that can be asked for, and its operator."""

    process: Process
    operator: Organisation | None


def open_processes(*, referential: Referential) -> tuple[OpenProcess, ...]:
    """The processes open to subscription."""
    active = [each for each in referential.processes() if each.is_activated and not each.is_reserved]
    operators = referential.organisations_of({each.osl for each in active})
    return tuple(OpenProcess(process=each, operator=operators.get(each.osl)) for each in active)


def ask(form: RequestForm, *, now: datetime, referential: Referential, secrets: Secrets, commit: Commit) -> tuple[SubscriptionRequest, ...]:
    """Take a form; the requester is mailed a link that shows that his address is his. Its reference serves to follow it.

    One form an address and a minute. Raises: FaultyForm, Invalid.
    """
    processes = checked(form, referential=referential)
    requests = requests_of(form, reference=secrets.secret(), processes=processes, status=RequestStatus.TO_CONFIRM, at=now)
    try:
        commit(*requests, confirmation_mail(requests, at=now))
    except StaleRow:
        raise Invalid(_ASKED_A_MOMENT_AGO) from None
    return requests


def checked(form: RequestForm, *, referential: Referential) -> Mapping[str, Process]:
    """The processes that a form asks for. Raises: FaultyForm."""
    processes = {each.code: each for each in referential.processes()}
    known = referential.organisation(form.organisation)
    subscribed = set()
    if known is not None:
        for code in form.process_codes:
            _, seats = referential.process_with_subscriptions(code, [form.organisation])
            subscribed |= {code} if seats else set()
    faults = dict(faults_of(form, known=known, processes=processes, subscribed=subscribed))
    if faults:
        raise FaultyForm(faults)
    return processes


def confirm(
    token: str, *, now: datetime, administration: OrganisationId, requests: Requests, sessions: Sessions, accounts: Accounts, commit: Commit
) -> tuple[SubscriptionRequest, ...]:
    """Confirm the address of a form by its link, once; those who decide are mailed. Raises: Invalid, Unavailable, StaleWrite."""
    reference, secret = read_link(token)
    link = sessions.link(Purpose.REQUEST, reference)
    if link is None:
        raise Invalid(LINK_IS_DEAD)
    link.must_open_with(secret, at=now)
    found = requests.of_reference(reference)
    confirmed = tuple(each.confirmed(at=now) for each in found)
    if not found or len(found) < found[0].form_size:
        raise Unavailable("The index lags behind")
    commit(*confirmed, Remove(link), received_mail(confirmed, at=now), *_told(confirmed, administration, accounts, now))
    return confirmed


def _told(requests: Sequence[SubscriptionRequest], administration: OrganisationId, accounts: Accounts, now: datetime) -> list[Mail]:
    """The mails to those who decide, each told of what he decides: of an operator those who may, else the national ones, else support."""
    theirs: dict[tuple[str, ...], list[SubscriptionRequest]] = {}
    for osl, group in _by_operator(requests).items():
        deciders = _deciders_of(osl, accounts) or _deciders_of(administration, accounts) or [SUPPORT_ADDRESS]
        theirs.setdefault(tuple(deciders), []).extend(group)
    share = max(1, LIMITS.deciders_mailed // len(theirs))
    return [each for deciders, group in theirs.items() for each in to_decide_mails(group, deciders[:share], at=now)]


def _by_operator(requests: Sequence[SubscriptionRequest]) -> dict[OrganisationId, list[SubscriptionRequest]]:
    found: dict[OrganisationId, list[SubscriptionRequest]] = {}
    for each in requests:
        found.setdefault(each.osl, []).append(each)
    return found


def _deciders_of(organisation: OrganisationId, accounts: Accounts) -> list[str]:
    every = accounts.of_organisation(organisation, limit=LIMITS.page_max)
    deciders = (each for each in every if each.is_active and each.actor_type in DECIDERS and Role.SUBSCRIPTIONS_MANAGE in each.roles)
    return [each.email for each in deciders]


def ask_for_own(
    form: RequestForm,
    *,
    user: PortalUser,
    now: datetime,
    ids: Ids,
    administration: OrganisationId,
    referential: Referential,
    accounts: Accounts,
    requests: Requests,
    secrets: Secrets,
    commit: Commit,
) -> tuple[SubscriptionRequest, ...]:
    """Take the form of an organisation's signed-in local administrator: « Auto » processes are accepted at once, the others wait.

    Raises: Forbidden, FaultyForm, Invalid, StaleWrite.
    """
    user.must_be(ActorType.LOCAL_ADMINISTRATOR)
    user.must_act_for(form.organisation)
    processes = checked(form, referential=referential)
    known = referential.organisation(form.organisation)
    asked = requests_of(form, reference=secrets.secret(), processes=processes, status=RequestStatus.WAITING, at=now)
    people = acquaintances(form.organisation, form.local_administrator.email, form.delegate_email, accounts=accounts)
    writes: list[Write] = []
    waiting: list[SubscriptionRequest] = []
    answered: list[SubscriptionRequest] = []
    for request in asked:
        if processes[request.process_code].validation != "Auto":
            waiting.append(request)
            answered.append(request)
            continue
        made = subscription_of(request, subscription_id=next(ids), at=now)
        if not writes:  # the persons are the same for every process
            writes += onboarding.welcome(made, people, actor=user.account.id, at=now)
        writes += acceptance(request, made, known=known, at=now)
        answered.append(request.accepted(made.id, at=now))
    if accepted := [each for each in answered if each.status is RequestStatus.ACCEPTED]:
        writes.append(_accepted_fact(accepted, user, now, ids))
    if waiting:
        writes += [*waiting, received_mail(waiting, at=now), *_told(waiting, administration, accounts, now)]
    try:
        commit(*writes)
    except StaleRow:
        if requests.request(asked[0].id) is not None:
            raise Invalid(_ASKED_A_MOMENT_AGO) from None
        raise  # an account or a subscription was made meanwhile: look again
    return tuple(answered)


def _accepted_fact(accepted: Sequence[SubscriptionRequest], user: PortalUser, now: datetime, ids: Ids) -> AuditFact:
    return doer_of(user.account).did(
        Fact.REQUEST_DECIDED,
        at=now,
        ids=ids,
        subject=accepted[0].id,
        decision="accepted at once",
        process=" ".join(each.process_code for each in accepted),
        organisation=str(accepted[0].organisation),
    )


def follow(reference: str, *, requests: Requests) -> tuple[SubscriptionRequest, ...]:
    """The requests of a form, as they stand. Raises: NotFound."""
    found = requests.of_reference(reference)
    if not found:
        raise NotFound(_UNKNOWN)
    return found
