"""/referential/v1/subscriptions: who receives what."""

from chalicelib.domain.callers import Scope
from chalicelib.domain.subscriptions import SUBSCRIPTION_ORDERS, SubscriptionStatus
from chalicelib.handlers.answers import Answer, answer_json
from chalicelib.handlers.http import Routes
from chalicelib.handlers.listings import content_range, order_by, window_in
from chalicelib.handlers.referential import COMPANY_REGISTER_TOO
from chalicelib.handlers.requests import MAX_RESULT, OFFSET, Call, Parameter, one_of, text
from chalicelib.handlers.subscriptions_json import CreatedSubscriptionJson, SubscriptionBody, SubscriptionJson
from chalicelib.use_cases import subscribe

routes = Routes(__name__, tag="Subscription")
SUBSCRIPTIONS = "/referential/v1/subscriptions"
LISTING = (
    Parameter(name="processCode", read=text(200), schema={"type": "array", "items": {"type": "string"}}, is_list=True, default=()),
    Parameter(name="status", read=one_of(list(SubscriptionStatus)), schema={"type": "string", "maxLength": 20}),
    COMPANY_REGISTER_TOO,
    Parameter(name="delegationActorEmail", read=text(320), schema={"type": "string", "maxLength": 320}),
    order_by(SUBSCRIPTION_ORDERS, 40),
    OFFSET,
    MAX_RESULT,
)


@routes.route(
    "POST",
    SUBSCRIPTIONS,
    scopes={Scope.ADMIN, Scope.DATAPASS},
    operation_id="createSubscription",
    summary="Create a subscription, accepted or refused",
    body=SubscriptionBody,
    answers={201: CreatedSubscriptionJson, 400: None},
)
def create_subscription(call: Call[SubscriptionBody]) -> Answer:
    made = subscribe.create_subscription(
        call.body.to_domain(subscription_id=next(call.hub.ids), at=call.now),
        actor=call.caller.client_id,
        now=call.now,
        referential=call.hub.referential,
        accounts=call.hub.accounts,
        commit=call.hub.commit,
    )
    return answer_json(CreatedSubscriptionJson.of(made, at=call.now), status=201)


@routes.route(
    "GET",
    SUBSCRIPTIONS,
    scopes={Scope.ADMIN, Scope.DATAPASS, Scope.OSL},
    operation_id="listSubscription",
    summary="List the subscriptions",
    parameters=LISTING,
    answers={200: list[SubscriptionJson], 400: None},
    answer_headers=["Content-Range"],
)
def list_subscriptions(call: Call[None]) -> Answer:
    page = subscribe.list_subscriptions(
        process_codes=call.values["processCode"],
        status=SubscriptionStatus(call.values["status"]) if call.values["status"] else None,
        register=call.values["companyRegister"],
        delegate=call.values["delegationActorEmail"],
        order=call.values["orderBy"],
        window=window_in(call.values),
        caller=call.caller,
        referential=call.hub.referential,
    )
    return answer_json([SubscriptionJson.of(each, at=call.now) for each in page.rows], headers=content_range("Susbscriptions", page))


@routes.route(
    "PUT",
    SUBSCRIPTIONS + "/{subscriptionId}",
    scopes={Scope.ADMIN},
    operation_id="updateSubscription",
    summary="Replace the changeable fields of a subscription",
    body=SubscriptionBody,
    answers={200: SubscriptionJson, 400: None, 404: None},
)
def change_subscription(call: Call[SubscriptionBody]) -> Answer:
    changed = subscribe.change_subscription(
        call.values["subscriptionId"],
        call.body.to_change(),
        caller=call.caller,
        now=call.now,
        referential=call.hub.referential,
        accounts=call.hub.accounts,
        commit=call.hub.commit,
    )
    return answer_json(SubscriptionJson.of(changed, at=call.now))


@routes.route(
    "GET",
    SUBSCRIPTIONS + "/{subscriptionId}",
    scopes={Scope.ADMIN, Scope.DATAPASS, Scope.OSL},
    operation_id="getSubscriptionById",
    summary="Read a subscription",
    answers={200: SubscriptionJson, 400: None, 404: None},
)
def read_subscription(call: Call[None]) -> Answer:
    found = subscribe.read_subscription(call.values["subscriptionId"], caller=call.caller, referential=call.hub.referential)
    return answer_json(SubscriptionJson.of(found, at=call.now))
