"""/portal/v1/requests: asking for a subscription, following it, deciding it (SUB-15)."""

from chalicelib.domain.errors import FaultyForm
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.requests import RequestStatus
from chalicelib.domain.roles import Role
from chalicelib.handlers.answers import Answer, answer_json, no_content
from chalicelib.handlers.listings import window_in
from chalicelib.handlers.portal_http import OPEN, PortalRoutes
from chalicelib.handlers.portal_requests_json import (
    AcceptedRequestJson,
    FollowedFormJson,
    OpenProcessJson,
    OwnRequestBody,
    RefusalBody,
    RequestBody,
    RequestJson,
    RequestOptionsJson,
    TokenBody,
)
from chalicelib.handlers.portal_wire import list_model
from chalicelib.handlers.requests import MAX_RESULT, OFFSET, Call, Parameter, one_of, text
from chalicelib.use_cases import decide_request, request_subscription

routes = PortalRoutes(__name__)
_MANAGE = {Role.SUBSCRIPTIONS_MANAGE}
_REFERENCE = Parameter(
    name="id",
    read=text(100),
    schema={"type": "string", "maxLength": 100},
    place="path",
    description="The form's reference",
    is_logged=False,
)
_STATUS = Parameter(
    name="status",
    read=one_of(list(RequestStatus)),
    schema={"type": "string", "enum": list(RequestStatus)},
    default=str(RequestStatus.WAITING),
)


@routes.route(
    "GET",
    "/requests/options",
    roles=OPEN,
    operation_id="portalListRequestOptions",
    summary="List the processes open to subscription",
    answers={200: RequestOptionsJson},
)
def options(call: Call[None]) -> Answer:
    found = request_subscription.open_processes(referential=call.hub.referential)
    return answer_json(RequestOptionsJson.model_construct(processes=[OpenProcessJson.of(each) for each in found]))


@routes.route(
    "POST",
    "/requests",
    roles=OPEN,
    operation_id="portalRequestSubscription",
    summary="Ask to subscribe an organisation; the requester confirms his address by mail",
    body=RequestBody,
    answers={201: FollowedFormJson, 400: None},
)
def ask(call: Call[RequestBody]) -> Answer:
    hub = call.hub
    asked = request_subscription.ask(call.body.to_form(), now=call.now, referential=hub.referential, secrets=hub.secrets, commit=hub.commit)
    return answer_json(FollowedFormJson.of(asked), status=201)


@routes.route(
    "POST",
    "/requests/confirm",
    roles=OPEN,
    operation_id="portalConfirmRequest",
    summary="Confirm the requester's address by the link he was mailed",
    body=TokenBody,
    answers={200: FollowedFormJson, 400: None},
)
def confirm(call: Call[TokenBody]) -> Answer:
    hub = call.hub
    confirmed = request_subscription.confirm(
        call.body.token,
        now=call.now,
        administration=hub.administration,
        requests=hub.requests,
        sessions=hub.sessions,
        accounts=hub.accounts,
        commit=hub.commit,
    )
    return answer_json(FollowedFormJson.of(confirmed))


@routes.route(
    "POST",
    "/requests/mine",
    roles=_MANAGE,
    operation_id="portalRequestOwnSubscription",
    summary="Ask for one's own organisation, as its local administrator; what needs no validation is accepted at once",
    body=OwnRequestBody,
    answers={201: FollowedFormJson, 400: None, 401: None, 403: None},
)
def ask_for_own(call: Call[OwnRequestBody]) -> Answer:
    hub = call.hub
    answered = request_subscription.ask_for_own(
        call.body.to_form(call.user, hub.referential.organisation(call.user.acting_for)),
        user=call.user,
        now=call.now,
        ids=hub.ids,
        administration=hub.administration,
        referential=hub.referential,
        accounts=hub.accounts,
        requests=hub.requests,
        secrets=hub.secrets,
        commit=hub.commit,
    )
    return answer_json(FollowedFormJson.of(answered), status=201)


@routes.route(
    "GET",
    "/requests/{id}",
    roles=OPEN,
    operation_id="portalFollowRequest",
    summary="Follow a form by its reference",
    parameters=[_REFERENCE],
    answers={200: FollowedFormJson, 404: None},
)
def follow(call: Call[None]) -> Answer:
    return answer_json(FollowedFormJson.of(request_subscription.follow(call.values["id"], requests=call.hub.requests)))


@routes.route(
    "GET",
    "/requests",
    roles=_MANAGE,
    operation_id="portalListRequests",
    summary="List the requests to decide, or decided",
    parameters=[_STATUS, OFFSET, MAX_RESULT],
    answers={200: list_model(RequestJson), 400: None, 401: None, 403: None},
)
def list_requests(call: Call[None]) -> Answer:
    window = window_in(call.values)
    found = decide_request.list_requests(
        RequestStatus(call.values["status"]),
        offset=min(window.offset, LIMITS.sortable_rows),
        limit=min(window.limit, LIMITS.inbox_page_max),
        user=call.user,
        requests=call.hub.requests,
    )
    return answer_json([RequestJson.of(each) for each in found])


@routes.route(
    "POST",
    "/requests/{id}/accept",
    roles=_MANAGE,
    operation_id="portalAcceptRequest",
    summary="Accept a request: the subscription is made, and the accounts it needs",
    answers={201: AcceptedRequestJson, 400: None, 401: None, 403: None, 404: None},
)
def accept(call: Call[None]) -> Answer:
    hub = call.hub
    made = decide_request.accept_request(
        call.values["id"],
        user=call.user,
        now=call.now,
        ids=hub.ids,
        referential=hub.referential,
        accounts=hub.accounts,
        requests=hub.requests,
        commit=hub.commit,
    )
    return answer_json(AcceptedRequestJson.model_construct(subscription_id=made.id), status=201)


@routes.route(
    "POST",
    "/requests/{id}/refuse",
    roles=_MANAGE,
    operation_id="portalRefuseRequest",
    summary="Refuse a request with a reason",
    body=RefusalBody,
    answers={204: None, 400: None, 401: None, 403: None, 404: None},
)
def refuse(call: Call[RefusalBody]) -> Answer:
    hub, reason = call.hub, call.body.reason.strip()
    if not reason:
        raise FaultyForm({"reason": "Le motif du refus est obligatoire."})
    decide_request.refuse_request(
        call.values["id"],
        reason,
        user=call.user,
        now=call.now,
        ids=hub.ids,
        requests=hub.requests,
        commit=hub.commit,
    )
    return no_content()
