"""/portal/v1/accounts: what support alone does with accounts (ACC-11), and for whom a technical delegate acts (SUB-12)."""

from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.roles import Role
from chalicelib.handlers.answers import Answer, no_content
from chalicelib.handlers.portal_account_forms_json import ActingBody
from chalicelib.handlers.portal_accounts import ORGANISATION_SCHEMA, answered, organisation_in
from chalicelib.handlers.portal_http import SIGNED_IN, PortalRoutes
from chalicelib.handlers.portal_roster_json import AccountJson
from chalicelib.handlers.requests import Call, Parameter, uuid_in_path
from chalicelib.use_cases import manage_accounts
from chalicelib.use_cases.act_for import act_for

routes = PortalRoutes(__name__)


@routes.route(
    "DELETE",
    "/accounts/{accountId}/second-factor",
    roles={Role.ADMINISTRATION},
    operation_id="portalResetSecondFactor",
    summary="Support takes somebody's authenticator away: his codes come by mail again",
    answers={204: None, 400: None, 401: None, 403: None, 404: None},
)
def reset_second_factor(call: Call[None]) -> Answer:
    hub = call.hub
    manage_accounts.reset_second_factor(call.values["accountId"], user=call.user, now=call.now, ids=hub.ids, accounts=hub.accounts, commit=hub.commit)
    return no_content()


@routes.route(
    "DELETE",
    "/accounts/{accountId}/organisations/{organisation}",
    roles={Role.ADMINISTRATION},
    operation_id="portalDropDelegatedOrganisation",
    summary="Support takes an organisation from a technical delegate",
    parameters=(uuid_in_path("accountId"), Parameter(name="organisation", read=organisation_in, schema=ORGANISATION_SCHEMA, place="path")),
    answers={200: AccountJson, 400: None, 401: None, 403: None, 404: None},
)
def drop_organisation(call: Call[None]) -> Answer:
    hub, account = call.hub, call.values["accountId"]
    manage_accounts.drop_organisation(
        account, call.values["organisation"], user=call.user, now=call.now, ids=hub.ids, accounts=hub.accounts, commit=hub.commit
    )
    return answered(call, account)


@routes.route(
    "PUT",
    "/session/organisation",
    roles=SIGNED_IN,
    operation_id="portalActFor",
    summary="A technical delegate chooses for which of the organisations that named him he acts",
    body=ActingBody,
    answers={204: None, 400: None, 401: None, 403: None},
)
def choose(call: Call[ActingBody]) -> Answer:
    hub = call.hub
    act_for(OrganisationId.parse(call.body.organisation), user=call.user, now=call.now, sessions=hub.sessions, commit=hub.commit)
    return no_content()
