"""/portal/v1/me: who is signed in, and what he finds."""

from chalicelib.domain.portal_users import whom_to_ask
from chalicelib.domain.roles import ROLE_LABELS
from chalicelib.domain.sessions import csrf_token
from chalicelib.handlers.answers import Answer, answer_json
from chalicelib.handlers.portal_accounts_json import MeJson, MenuEntryJson, OrganisationNameJson, account_fields
from chalicelib.handlers.portal_http import SIGNED_IN, PortalRoutes
from chalicelib.handlers.requests import Call
from chalicelib.use_cases.know_oneself import who_am_i

routes = PortalRoutes(__name__)


@routes.route(
    "GET",
    "/me",
    roles=SIGNED_IN,
    operation_id="portalMe",
    summary="Who is signed in, his menu with the reason for each thing that is not allowed, and what he should know",
    answers={200: MeJson, 401: None},
)
def read_me(call: Call[None]) -> Answer:
    me = who_am_i(call.user, accounts=call.hub.accounts, referential=call.hub.referential)
    names = {each.id: OrganisationNameJson.model_construct(id=str(each.id), name=each.name) for each in me.organisations}
    organisation = call.user.organisation
    body = MeJson.model_construct(
        **account_fields(call.user.account),
        role_labels=[label for role, label in ROLE_LABELS.items() if role in call.user.account.roles],
        whom_to_ask=whom_to_ask(call.user.account),
        organisation=names.get(organisation) if organisation else None,
        organisations=list(names.values()),
        menu=[MenuEntryJson.of(each) for each in me.menu],
        warnings=list(me.warnings),
        has_authenticator=me.has_authenticator,
        password_expires_at=me.password_expires_at,
        csrf_token=csrf_token(call.token or ""),
        session_ends_at=call.user.session.ends_at(),
    )
    return answer_json(body)
