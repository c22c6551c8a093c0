"""/referential/v1/clients: partners' credentials."""

import secrets
from typing import Any

from chalicelib.domain.audit import Doer
from chalicelib.domain.callers import Scope
from chalicelib.domain.errors import Invalid
from chalicelib.handlers.answers import Answer, answer_json, no_content
from chalicelib.handlers.clients_json import ClientBody, ClientJson, ClientSecretJson, client_json
from chalicelib.handlers.http import Routes
from chalicelib.handlers.listings import window_in
from chalicelib.handlers.requests import MAX_RESULT, OFFSET, Call
from chalicelib.use_cases import manage_clients

routes = Routes(__name__, tag="Clients")
CLIENTS = "/referential/v1/clients"
_SECRET_BYTES = 32


@routes.route(
    "POST",
    CLIENTS,
    scopes={Scope.ADMIN},
    operation_id="createClient",
    summary="Create a client; its secret is answered once",
    body=ClientBody,
    answers={201: ClientSecretJson, 400: None},
)
def create_client(call: Call[ClientBody]) -> Answer:
    body = call.body
    if body.scope.upper() not in Scope.__members__:
        raise Invalid(f"Client scope {body.scope} is not one of {', '.join(Scope)}")
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    made = manage_clients.create_client(
        scope=Scope(body.scope.upper()),
        organisation=body.organization.to_domain() if body.organization else None,
        process_codes=body.process_codes or (),
        subscription_id=body.subscription_id,
        client_id=next(call.hub.ids),
        secret=secret,
        administration=call.hub.administration,
        by=_doer(call),
        now=call.now,
        ids=call.hub.ids,
        referential=call.hub.referential,
        commit=call.hub.commit,
    )
    return answer_json(client_json(made, secret), status=201)


@routes.route(
    "GET",
    CLIENTS,
    scopes={Scope.ADMIN},
    operation_id="listClients",
    summary="List the clients, without their secrets",
    parameters=[OFFSET, MAX_RESULT],
    answers={200: list[ClientJson], 400: None},
)
def list_clients(call: Call[None]) -> Answer:
    return answer_json([client_json(each) for each in manage_clients.list_clients(window_in(call.values), clients=call.hub.clients)])


@routes.route(
    "POST",
    CLIENTS + "/{clientId}/rotate",
    scopes={Scope.ADMIN},
    operation_id="rotateClientSecret",
    summary="Replace a client's secret; the new one is answered once",
    answers={200: ClientSecretJson, 400: None, 404: None},
)
def rotate_secret(call: Call[None]) -> Answer:
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    hub = call.hub
    rotated = manage_clients.rotate_secret(
        call.values["clientId"], secret=secret, by=_doer(call), now=call.now, ids=hub.ids, clients=hub.clients, commit=hub.commit
    )
    return answer_json(client_json(rotated, secret))


@routes.route(
    "DELETE",
    CLIENTS + "/{clientId}",
    scopes={Scope.ADMIN},
    operation_id="revokeClient",
    summary="Revoke a client",
    answers={204: None, 400: None, 404: None},
)
def revoke_client(call: Call[None]) -> Answer:
    hub = call.hub
    manage_clients.revoke_client(
        call.values["clientId"],
        by=_doer(call),
        now=call.now,
        ids=hub.ids,
        clients=hub.clients,
        webhooks=hub.webhooks,
        referential=hub.referential,
        commit=hub.commit,
    )
    return no_content()


def _doer(call: Call[Any]) -> Doer:
    return Doer(chain=str(call.caller.organisation), actor=call.caller.client_id)
