"""/portal/v1/subscriptions: « Gestion des abonnements »."""

from typing import Any

from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.roles import Role
from chalicelib.domain.subscriptions import SubscriptionStatus
from chalicelib.handlers.answers import Answer, answer_json
from chalicelib.handlers.listings import content_range, window_in
from chalicelib.handlers.portal_http import PortalRoutes
from chalicelib.handlers.portal_subscriptions_json import (
    ClientIdJson,
    ConfirmSubscriptionBody,
    CredentialsJson,
    PortalSubscriptionJson,
    SecretJson,
    SubscriptionFormBody,
)
from chalicelib.handlers.portal_wire import list_model
from chalicelib.handlers.referential import COMPANY_REGISTER_TOO
from chalicelib.handlers.requests import MAX_RESULT, OFFSET, ORGANISATION_IN_PATH, Call, Parameter, one_of, text
from chalicelib.use_cases import issue_credentials, manage_subscriptions

routes = PortalRoutes(__name__)
_READ, _MANAGE = {Role.SUBSCRIPTIONS_READ}, {Role.SUBSCRIPTIONS_MANAGE}
_ONE = "/subscriptions/{id}"
_MASK = "••••••••••••"
_CHANGED = {200: PortalSubscriptionJson, 400: None, 401: None, 403: None, 404: None}
_CONFIRMED = {**_CHANGED, 409: None}
LISTING = (
    Parameter(name="organisation", read=ORGANISATION_IN_PATH.read, schema=ORGANISATION_IN_PATH.schema),
    COMPANY_REGISTER_TOO,
    Parameter(name="processCode", read=text(200), schema={"type": "array", "items": {"type": "string"}}, is_list=True, default=()),
    Parameter(name="status", read=one_of(list(SubscriptionStatus)), schema={"type": "string", "maxLength": 20}),
    OFFSET,
    MAX_RESULT,
)


@routes.route(
    "GET",
    "/subscriptions",
    roles=_READ,
    operation_id="portalListSubscriptions",
    summary="List the subscriptions a person sees, with what he may do with each",
    parameters=LISTING,
    answers={200: list_model(PortalSubscriptionJson), 400: None, 401: None, 403: None},
    answer_headers=["Content-Range"],
)
def list_subscriptions(call: Call[None]) -> Answer:
    asked = call.values["organisation"]
    shown = manage_subscriptions.list_subscriptions(
        organisation=OrganisationId.parse(asked) if asked else None,
        register=call.values["companyRegister"],
        process_codes=call.values["processCode"],
        status=SubscriptionStatus(call.values["status"]) if call.values["status"] else None,
        window=window_in(call.values),
        user=call.user,
        now=call.now,
        referential=call.hub.referential,
    )
    listed = [PortalSubscriptionJson.of(each, shown, user=call.user, at=call.now) for each in shown.page.rows]
    return answer_json(listed, headers=content_range("Subscriptions", shown.page))


@routes.route("GET", _ONE, roles=_READ, operation_id="portalReadSubscription", summary="Read a subscription", answers=_CHANGED)
def read_subscription(call: Call[None]) -> Answer:
    return _answered(call)


def _answered(call: Call[Any]) -> Answer:
    """The subscription as it is now."""
    shown = manage_subscriptions.read_subscription(call.values["id"], user=call.user, referential=call.hub.referential)
    return answer_json(PortalSubscriptionJson.of(shown.page.rows[0], shown, user=call.user, at=call.now))


@routes.route(
    "PUT",
    _ONE,
    roles=_MANAGE,
    operation_id="portalChangeSubscription",
    summary="Change access mode, notifications, activation date, technical delegate",
    body=SubscriptionFormBody,
    answers=_CONFIRMED,
)
def change_subscription(call: Call[SubscriptionFormBody]) -> Answer:
    hub = call.hub
    manage_subscriptions.change_subscription(
        call.values["id"],
        call.body.to_form(),
        is_confirmed=call.body.confirm,
        user=call.user,
        now=call.now,
        ids=hub.ids,
        referential=hub.referential,
        exchange=hub.exchange,
        accounts=hub.accounts,
        commit=hub.commit,
    )
    return _answered(call)


@routes.route(
    "POST",
    f"{_ONE}/suspend",
    roles=_MANAGE,
    operation_id="portalSuspendSubscription",
    summary="Suspend a subscription from tomorrow at midnight in Paris",
    body=ConfirmSubscriptionBody,
    answers=_CONFIRMED,
)
def suspend(call: Call[ConfirmSubscriptionBody]) -> Answer:
    hub = call.hub
    manage_subscriptions.suspend_subscription(
        call.values["id"],
        is_confirmed=call.body.confirm,
        user=call.user,
        now=call.now,
        ids=hub.ids,
        referential=hub.referential,
        commit=hub.commit,
    )
    return _answered(call)


@routes.route(
    "POST",
    f"{_ONE}/reactivate",
    roles=_MANAGE,
    operation_id="portalReactivateSubscription",
    summary="Lift a suspension, one to come too",
    answers=_CHANGED,
)
def reactivate(call: Call[None]) -> Answer:
    hub = call.hub
    manage_subscriptions.reactivate_subscription(
        call.values["id"], user=call.user, now=call.now, ids=hub.ids, referential=hub.referential, commit=hub.commit
    )
    return _answered(call)


@routes.route(
    "GET",
    f"{_ONE}/credentials",
    roles=_MANAGE,
    operation_id="portalReadCredentials",
    summary="Tell whether credentials were copied, masked",
    answers={200: CredentialsJson, 400: None, 401: None, 403: None, 404: None},
)
def read_credentials(call: Call[None]) -> Answer:
    state = issue_credentials.read_credentials(
        call.values["id"], user=call.user, now=call.now, referential=call.hub.referential, clients=call.hub.clients
    )
    masked = CredentialsJson.model_construct(
        client_id=_MASK, client_secret=_MASK if state.has_secret else None, has_secret=state.has_secret, issued_at=state.issued_at
    )
    return answer_json(masked)


@routes.route(
    "POST",
    f"{_ONE}/credentials/client-id",
    roles=_MANAGE,
    operation_id="portalCopyClientId",
    summary="Answer the client id, for copying",
    answers={200: ClientIdJson, 400: None, 401: None, 403: None, 404: None},
)
def copy_client_id(call: Call[None]) -> Answer:
    return answer_json(ClientIdJson.model_construct(client_id=_client_id(call)))


def _client_id(call: Call[None]) -> str:
    hub = call.hub
    return issue_credentials.copy_client_id(call.values["id"], user=call.user, now=call.now, referential=hub.referential, clients=hub.clients)


@routes.route(
    "POST",
    f"{_ONE}/credentials/secret",
    roles=_MANAGE,
    operation_id="portalCopySecret",
    summary="Make the client secret and answer it, the only time",
    answers={201: SecretJson, 400: None, 401: None, 403: None, 404: None},
)
def copy_secret(call: Call[None]) -> Answer:
    hub = call.hub
    secret = issue_credentials.copy_secret(
        call.values["id"],
        user=call.user,
        now=call.now,
        ids=hub.ids,
        referential=hub.referential,
        clients=hub.clients,
        secrets=hub.secrets,
        commit=hub.commit,
    )
    return answer_json(SecretJson.model_construct(client_id=_client_id(call), client_secret=secret), status=201)


@routes.route(
    "POST",
    f"{_ONE}/credentials/regenerate",
    roles=_MANAGE,
    operation_id="portalRegenerateSecret",
    summary="Replace the client secret; the old one stops at once",
    answers={200: SecretJson, 400: None, 401: None, 403: None, 404: None},
)
def regenerate_secret(call: Call[None]) -> Answer:
    hub = call.hub
    secret = issue_credentials.regenerate_secret(
        call.values["id"],
        user=call.user,
        now=call.now,
        ids=hub.ids,
        referential=hub.referential,
        clients=hub.clients,
        accounts=hub.accounts,
        secrets=hub.secrets,
        commit=hub.commit,
    )
    return answer_json(SecretJson.model_construct(client_id=_client_id(call), client_secret=secret))
