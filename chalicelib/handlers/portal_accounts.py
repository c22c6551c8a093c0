"""/portal/v1/accounts: the accounts of one's organisation."""

from typing import Any

from chalicelib.domain.errors import Invalid
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.roles import ActorType, Role
from chalicelib.domain.roster import RosterCriteria
from chalicelib.handlers.answers import Answer, answer_json, no_content
from chalicelib.handlers.portal_account_forms_json import AccountBody, AccountChangeBody, ConfirmBody
from chalicelib.handlers.portal_http import PortalRoutes
from chalicelib.handlers.portal_roster_json import AccountJson, AccountListJson, AccountOptionsJson, options_json
from chalicelib.handlers.requests import Call, Parameter, boolean, one_of, text, whole_number
from chalicelib.use_cases import list_accounts, manage_accounts

routes = PortalRoutes(__name__)
READERS, KEEPERS = {Role.USERS_READ}, {Role.USERS_MANAGE}


def organisation_in(value: str) -> tuple[Any, str | None]:
    try:
        return OrganisationId.parse(value), None
    except Invalid as error:
        return None, error.messages[0]


ORGANISATION_SCHEMA = {"type": "string", "maxLength": 46}
ORGANISATION = Parameter(name="organisation", read=organisation_in, schema=ORGANISATION_SCHEMA, description="Another than one's own: support only")
FILTERS = (
    ORGANISATION,
    Parameter(
        name="actorType",
        read=one_of(list(ActorType)),
        schema={"type": "array", "items": {"type": "string", "enum": list(ActorType)}},
        is_list=True,
        default=(),
    ),
    Parameter(name="active", read=boolean, schema={"type": "boolean"}),
    Parameter(name="text", read=text(100), schema={"type": "string", "maxLength": 100}, description="A part of a name or of an address"),
    Parameter(name="cursor", read=text(2_000), schema={"type": "string", "maxLength": 2_000}),
    Parameter(
        name="limit",
        read=whole_number(1),
        schema={"type": "integer", "minimum": 1, "maximum": LIMITS.accounts_page_max},
        default=LIMITS.page_default,
    ),
)


@routes.route(
    "GET",
    "/accounts",
    roles=READERS,
    operation_id="portalListAccounts",
    summary="The accounts of the organisation, by name, then its technical delegates; each with what may be done with it, or why not",
    parameters=FILTERS,
    answers={200: AccountListJson, 400: None, 401: None, 403: None},
)
def read_list(call: Call[None]) -> Answer:
    values = call.values
    criteria = RosterCriteria(actor_types=tuple(map(ActorType, values["actorType"])), is_active=values["active"], text=values["text"])
    found, following = list_accounts.list_accounts(
        criteria,
        organisation=values["organisation"],
        after=values["cursor"],
        limit=min(values["limit"], LIMITS.accounts_page_max),
        user=call.user,
        accounts=call.hub.accounts,
    )
    return answer_json(AccountListJson.model_construct(accounts=[AccountJson.of(each) for each in found], next=following))


@routes.route(
    "GET",
    "/accounts/options",
    roles=READERS,
    operation_id="portalAccountOptions",
    summary="What the form of an account offers: types, roles, processes that may be habilitated",
    parameters=(ORGANISATION,),
    answers={200: AccountOptionsJson, 400: None, 401: None, 403: None},
)
def read_options(call: Call[None]) -> Answer:
    options = list_accounts.account_options(organisation=call.values["organisation"], user=call.user, referential=call.hub.referential)
    return answer_json(options_json(options))


@routes.route(
    "GET",
    "/accounts/{accountId}",
    roles=READERS,
    operation_id="portalReadAccount",
    summary="An account, with what may be done with it, or why not",
    answers={200: AccountJson, 400: None, 401: None, 403: None, 404: None},
)
def read_one(call: Call[None]) -> Answer:
    return answered(call, call.values["accountId"])


@routes.route(
    "POST",
    "/accounts",
    roles=KEEPERS,
    operation_id="portalCreateAccount",
    summary="Make an account, whose person is mailed an activation link; a technical delegate who is known gains the organisation",
    body=AccountBody,
    answers={201: AccountJson, 400: None, 401: None, 403: None},
)
def create(call: Call[AccountBody]) -> Answer:
    hub = call.hub
    made = manage_accounts.create_account(
        call.body.to_form(),
        user=call.user,
        now=call.now,
        ids=hub.ids,
        accounts=hub.accounts,
        referential=hub.referential,
        commit=hub.commit,
    )
    return answered(call, made.id, status=201)


@routes.route(
    "PATCH",
    "/accounts/{accountId}",
    roles=KEEPERS,
    operation_id="portalChangeAccount",
    summary="Change an account: its person's fields, its type, roles and habilitations; never its address, never one's own",
    body=AccountChangeBody,
    answers={200: AccountJson, 400: None, 401: None, 403: None, 404: None, 409: None},
)
def change(call: Call[AccountChangeBody]) -> Answer:
    hub = call.hub
    changed = manage_accounts.change_account(
        call.values["accountId"],
        call.body.to_change(),
        user=call.user,
        now=call.now,
        ids=hub.ids,
        accounts=hub.accounts,
        referential=hub.referential,
        commit=hub.commit,
    )
    return answered(call, changed.id)


@routes.route(
    "POST",
    "/accounts/{accountId}/deactivate",
    roles=KEEPERS,
    operation_id="portalDeactivateAccount",
    summary="Close an account; from two administrators to one, that has to be confirmed",
    body=ConfirmBody,
    answers={200: AccountJson, 400: None, 401: None, 403: None, 404: None, 409: None},
)
def deactivate(call: Call[ConfirmBody]) -> Answer:
    hub, account = call.hub, call.values["accountId"]
    manage_accounts.deactivate_account(
        account, is_confirmed=call.body.confirm, user=call.user, now=call.now, ids=hub.ids, accounts=hub.accounts, commit=hub.commit
    )
    return answered(call, account)


@routes.route(
    "POST",
    "/accounts/{accountId}/reactivate",
    roles=KEEPERS,
    operation_id="portalReactivateAccount",
    summary="Open a closed account again",
    answers={200: AccountJson, 400: None, 401: None, 403: None, 404: None},
)
def reactivate(call: Call[None]) -> Answer:
    hub, account = call.hub, call.values["accountId"]
    manage_accounts.reactivate_account(account, user=call.user, now=call.now, ids=hub.ids, accounts=hub.accounts, commit=hub.commit)
    return answered(call, account)


@routes.route(
    "POST",
    "/accounts/{accountId}/activation",
    roles=KEEPERS,
    operation_id="portalResendActivation",
    summary="Mail another activation link to somebody who has never signed in",
    answers={204: None, 400: None, 401: None, 403: None, 404: None},
)
def resend(call: Call[None]) -> Answer:
    hub = call.hub
    manage_accounts.resend_activation(call.values["accountId"], user=call.user, now=call.now, ids=hub.ids, accounts=hub.accounts, commit=hub.commit)
    return no_content()


def answered(call: Call[Any], account: str, *, status: int = 200) -> Answer:
    """The account as it is now, with what may be done with it."""
    return answer_json(AccountJson.of(list_accounts.read_account(account, user=call.user, accounts=call.hub.accounts)), status=status)
