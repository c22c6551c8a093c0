"""/portal/v1/me/sessions: where a person is signed in."""

from chalicelib.handlers.answers import Answer, answer_json, no_content
from chalicelib.handlers.portal_http import SIGNED_IN, PortalRoutes
from chalicelib.handlers.portal_my_account_json import SessionJson
from chalicelib.handlers.portal_wire import list_model
from chalicelib.handlers.requests import Call, Parameter, text
from chalicelib.use_cases import keep_sessions

routes = PortalRoutes(__name__)
_DIGEST = "^[0-9a-f]{64}$"
_SESSION_IN_PATH = Parameter(name="sessionId", read=text(64, _DIGEST), schema={"type": "string", "pattern": _DIGEST}, place="path")


@routes.route(
    "GET",
    "/me/sessions",
    roles=SIGNED_IN,
    operation_id="portalMySessions",
    summary="One's open sessions, the one last used first",
    answers={200: list_model(SessionJson), 401: None},
)
def read_sessions(call: Call[None]) -> Answer:
    mine = keep_sessions.my_sessions(call.user, now=call.now, sessions=call.hub.sessions)
    return answer_json([SessionJson.of(each, call.user.session) for each in mine])


@routes.route(
    "DELETE",
    "/me/sessions",
    roles=SIGNED_IN,
    operation_id="portalCloseOtherSessions",
    summary="Close every session but this one",
    answers={204: None, 401: None, 403: None},
)
def close_others(call: Call[None]) -> Answer:
    hub = call.hub
    keep_sessions.close_other_sessions(user=call.user, now=call.now, ids=hub.ids, sessions=hub.sessions, commit=hub.commit)
    return no_content()


@routes.route(
    "DELETE",
    "/me/sessions/{sessionId}",
    roles=SIGNED_IN,
    operation_id="portalCloseSession",
    summary="Close another of one's sessions",
    parameters=(_SESSION_IN_PATH,),
    answers={204: None, 400: None, 401: None, 403: None, 404: None},
)
def close_session(call: Call[None]) -> Answer:
    hub, session_id = call.hub, call.values["sessionId"]
    keep_sessions.close_session(session_id, user=call.user, now=call.now, ids=hub.ids, sessions=hub.sessions, commit=hub.commit)
    return no_content()
