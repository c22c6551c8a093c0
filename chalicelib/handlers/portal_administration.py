"""/portal/v1/administration: organisations, démarches and API clients, kept by the national administration (ORG-02 to ORG-05, OAU-08)."""

import secrets
from typing import Any

from chalicelib.domain.audit import Fact, doer_of
from chalicelib.domain.callers import Scope
from chalicelib.domain.errors import FaultyForm
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.organisations import ORGANISATION_ORDERS
from chalicelib.domain.pages import Window
from chalicelib.domain.roles import Role
from chalicelib.domain.writes import Write
from chalicelib.handlers.answers import Answer, answer_json, no_content
from chalicelib.handlers.clients_json import ClientBody, ClientJson, ClientSecretJson, client_json
from chalicelib.handlers.listings import content_range, order_by, window_in
from chalicelib.handlers.portal_http import PortalRoutes
from chalicelib.handlers.portal_referential_json import OrganisationChangeBody, ProcessChangeBody
from chalicelib.handlers.referential_json import OrganisationAnswer, OrganisationBody, ProcessAnswer, ProcessBody
from chalicelib.handlers.requests import CODE_IN_PATH, MAX_RESULT, OFFSET, ORGANISATION_IN_PATH, Call, Parameter, text
from chalicelib.use_cases import administer, manage_clients
from chalicelib.use_cases.ports import Commit

routes = PortalRoutes(__name__)
ADMINISTRATION = {Role.ADMINISTRATION}
_SECRET_BYTES = 32
_NOT_OF_PATH = "L'identifiant ne peut pas être changé."


def traced(call: Call[Any], subject: str, deed: str) -> Commit:
    """A commit that writes what was done into the audit trail with it."""
    told = doer_of(call.user.account).did(Fact.ADMINISTERED, at=call.now, ids=call.hub.ids, subject=subject, deed=deed)

    def commit(*writes: Write) -> None:
        call.hub.commit(*writes, told)

    return commit


@routes.route(
    "GET",
    "/administration/organisations",
    roles=ADMINISTRATION,
    operation_id="portalListOrganisations",
    summary="List the organisations",
    parameters=[
        Parameter(name="type", read=text(20), schema={"type": "string"}),
        Parameter(name="companyRegister", read=text(14, "[0-9]{14}"), schema={"type": "string"}),
        OFFSET,
        MAX_RESULT,
        order_by(ORGANISATION_ORDERS, 30),
    ],
    answers={200: list[OrganisationAnswer], 400: None, 401: None, 403: None},
    answer_headers=["Content-Range"],
)
def list_organisations(call: Call[None]) -> Answer:
    page = administer.list_organisations(
        kind=call.values["type"],
        register=call.values["companyRegister"],
        order=call.values["orderBy"],
        window=window_in(call.values),
        referential=call.hub.referential,
    )
    return answer_json([OrganisationAnswer.of(each) for each in page.rows], headers=content_range("Organizations", page))


@routes.route(
    "POST",
    "/administration/organisations",
    roles=ADMINISTRATION,
    operation_id="portalCreateOrganisation",
    summary="Create an organisation",
    body=OrganisationBody,
    answers={201: OrganisationAnswer, 400: None, 401: None, 403: None},
)
def create_organisation(call: Call[OrganisationBody]) -> Answer:
    organisation = call.body.to_domain(at=call.now)
    made = administer.create_organisation(organisation, commit=traced(call, str(organisation.id), "organisation created"))
    return answer_json(OrganisationAnswer.of(made), status=201)


@routes.route(
    "PUT",
    "/administration/organisations/{id}",
    roles=ADMINISTRATION,
    operation_id="portalReplaceOrganisation",
    summary="Replace the fields of an organisation, if it is still as it was read",
    parameters=[ORGANISATION_IN_PATH],
    body=OrganisationChangeBody,
    answers={200: OrganisationAnswer, 400: None, 401: None, 403: None, 404: None, 409: None},
)
def replace_organisation(call: Call[OrganisationChangeBody]) -> Answer:
    organisation = call.body.to_domain(at=call.now)
    if str(organisation.id) != call.values["id"]:
        raise FaultyForm({"companyRegister": _NOT_OF_PATH})
    commit = traced(call, call.values["id"], "organisation changed")
    changed = administer.replace_organisation(organisation, now=call.now, referential=call.hub.referential, commit=commit, seen=call.body.seen)
    return answer_json(OrganisationAnswer.of(changed))


@routes.route(
    "GET",
    "/administration/processes",
    roles=ADMINISTRATION,
    operation_id="portalListAllProcesses",
    summary="List the processes with all their rules",
    answers={200: list[ProcessAnswer], 401: None, 403: None},
)
def list_processes(call: Call[None]) -> Answer:
    page = administer.list_processes(register=None, order=None, window=Window(limit=LIMITS.page_max), referential=call.hub.referential)
    return answer_json([ProcessAnswer.of(each) for each in page.rows])


@routes.route(
    "POST",
    "/administration/processes",
    roles=ADMINISTRATION,
    operation_id="portalCreateProcess",
    summary="Create a process",
    body=ProcessBody,
    answers={201: ProcessAnswer, 400: None, 401: None, 403: None},
)
def create_process(call: Call[ProcessBody]) -> Answer:
    process = call.body.to_domain(at=call.now)
    commit = traced(call, process.code, "process created")
    made = administer.create_process(process, referential=call.hub.referential, clients=call.hub.clients, commit=commit)
    return answer_json(ProcessAnswer.of(made), status=201)


@routes.route(
    "PUT",
    "/administration/processes/{code}",
    roles=ADMINISTRATION,
    operation_id="portalReplaceProcess",
    summary="Replace the rules of a process, if they are still as they were read",
    parameters=[CODE_IN_PATH],
    body=ProcessChangeBody,
    answers={200: ProcessAnswer, 400: None, 401: None, 403: None, 404: None, 409: None},
)
def replace_process(call: Call[ProcessChangeBody]) -> Answer:
    process = call.body.over(call.hub.referential.process(call.body.code), at=call.now)
    if process.code != call.values["code"]:
        raise FaultyForm({"code": _NOT_OF_PATH})
    commit = traced(call, process.code, "process changed")
    changed = administer.replace_process(
        process, now=call.now, referential=call.hub.referential, clients=call.hub.clients, commit=commit, seen=call.body.seen
    )
    return answer_json(ProcessAnswer.of(changed))


@routes.route(
    "GET",
    "/administration/clients",
    roles=ADMINISTRATION,
    operation_id="portalListClients",
    summary="List the API clients, without their secrets",
    parameters=[OFFSET, MAX_RESULT],
    answers={200: list[ClientJson], 400: None, 401: None, 403: None},
)
def list_clients(call: Call[None]) -> Answer:
    return answer_json([client_json(each) for each in manage_clients.list_clients(window_in(call.values), clients=call.hub.clients)])


@routes.route(
    "POST",
    "/administration/clients",
    roles=ADMINISTRATION,
    operation_id="portalCreateClient",
    summary="Create an API client; its secret is answered once",
    body=ClientBody,
    answers={201: ClientSecretJson, 400: None, 401: None, 403: None},
)
def create_client(call: Call[ClientBody]) -> Answer:
    body = call.body
    if body.scope.upper() not in Scope.__members__:
        raise FaultyForm({"scope": f"Portées possibles : {', '.join(Scope)}."})
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    made = manage_clients.create_client(
        scope=Scope(body.scope.upper()),
        organisation=body.organization.to_domain() if body.organization else None,
        process_codes=body.process_codes or (),
        subscription_id=body.subscription_id,
        client_id=next(call.hub.ids),
        secret=secret,
        administration=call.hub.administration,
        by=doer_of(call.user.account),
        now=call.now,
        ids=call.hub.ids,
        referential=call.hub.referential,
        commit=call.hub.commit,
    )
    return answer_json(client_json(made, secret), status=201)


@routes.route(
    "POST",
    "/administration/clients/{clientId}/rotate",
    roles=ADMINISTRATION,
    operation_id="portalRotateClientSecret",
    summary="Replace a client's secret; the new one is answered once",
    answers={200: ClientSecretJson, 400: None, 401: None, 403: None, 404: None},
)
def rotate_secret(call: Call[None]) -> Answer:
    secret, hub = secrets.token_urlsafe(_SECRET_BYTES), call.hub
    rotated = manage_clients.rotate_secret(
        call.values["clientId"], secret=secret, by=doer_of(call.user.account), now=call.now, ids=hub.ids, clients=hub.clients, commit=hub.commit
    )
    return answer_json(client_json(rotated, secret))


@routes.route(
    "DELETE",
    "/administration/clients/{clientId}",
    roles=ADMINISTRATION,
    operation_id="portalRevokeClient",
    summary="Revoke a client",
    answers={204: None, 400: None, 401: None, 403: None, 404: None},
)
def revoke_client(call: Call[None]) -> Answer:
    hub = call.hub
    manage_clients.revoke_client(
        call.values["clientId"],
        by=doer_of(call.user.account),
        now=call.now,
        ids=hub.ids,
        clients=hub.clients,
        webhooks=hub.webhooks,
        referential=hub.referential,
        commit=hub.commit,
    )
    return no_content()
