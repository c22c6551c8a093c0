"""/portal/v1/session and /portal/v1/password: signing in and out, and passwords by link."""

from chalicelib.domain.links import Purpose
from chalicelib.domain.sessions import Stage, csrf_token
from chalicelib.handlers.answers import Answer, answer_json, no_content
from chalicelib.handlers.portal_accounts_json import CodeBody, ForgottenBody, LinkBody, LinkPasswordBody, PasswordBody, SignInBody, SignInJson
from chalicelib.handlers.portal_http import OPEN, SIGNED_IN, PortalRoutes, set_cookie
from chalicelib.handlers.requests import Call
from chalicelib.use_cases import set_password
from chalicelib.use_cases.keep_sessions import sign_out
from chalicelib.use_cases.sign_in import SignIn, give_code, renew_password, send_code_again, sign_in

routes = PortalRoutes(__name__)
_DEVICE_LENGTH = 200


def _signed(done: SignIn) -> Answer:
    is_asked = done.session.stage is Stage.SECOND_FACTOR
    body = SignInJson.model_construct(
        stage=str(done.session.stage),
        method=("AUTHENTICATOR" if done.asks_authenticator else "MAIL") if is_asked else None,
        csrf_token=csrf_token(done.token),
        ends_at=done.session.ends_at(),
    )
    return answer_json(body, headers=set_cookie(done.token))


@routes.route(
    "POST",
    "/session",
    roles=OPEN,
    operation_id="portalSignIn",
    summary="Sign in with an address and a password; the answer says what is still asked",
    body=SignInBody,
    answers={200: SignInJson, 400: None, 401: None},
)
def begin(call: Call[SignInBody]) -> Answer:
    hub = call.hub
    device = call.headers.get("user-agent", "")[:_DEVICE_LENGTH]
    done = sign_in(
        call.body.email,
        call.body.password,
        device=device,
        now=call.now,
        ids=hub.ids,
        accounts=hub.accounts,
        passwords=hub.passwords,
        secrets=hub.secrets,
        commit=hub.commit,
    )
    return _signed(done)


@routes.route(
    "POST",
    "/session/code",
    roles=Stage.SECOND_FACTOR,
    operation_id="portalGiveCode",
    summary="Give the second factor of the sign-in under way",
    body=CodeBody,
    answers={200: SignInJson, 400: None, 401: None, 403: None},
)
def second_factor(call: Call[CodeBody]) -> Answer:
    hub = call.hub
    done = give_code(
        call.body.code,
        user=call.user,
        now=call.now,
        ids=hub.ids,
        accounts=hub.accounts,
        sessions=hub.sessions,
        secrets=hub.secrets,
        commit=hub.commit,
    )
    return _signed(done)


@routes.route(
    "POST",
    "/session/code/resend",
    roles=Stage.SECOND_FACTOR,
    operation_id="portalSendCodeAgain",
    summary="Mail another code",
    answers={204: None, 400: None, 401: None, 403: None},
)
def send_again(call: Call[None]) -> Answer:
    hub = call.hub
    send_code_again(user=call.user, now=call.now, accounts=hub.accounts, sessions=hub.sessions, commit=hub.commit)
    return no_content()


@routes.route(
    "POST",
    "/session/password",
    roles=Stage.NEW_PASSWORD,
    operation_id="portalRenewPassword",
    summary="Give the new password that a sign-in asks for once the old one is six months old",
    body=PasswordBody,
    answers={200: SignInJson, 400: None, 401: None, 403: None},
)
def new_password(call: Call[PasswordBody]) -> Answer:
    hub = call.hub
    done = renew_password(
        call.body.password,
        user=call.user,
        now=call.now,
        ids=hub.ids,
        accounts=hub.accounts,
        sessions=hub.sessions,
        passwords=hub.passwords,
        secrets=hub.secrets,
        commit=hub.commit,
    )
    return _signed(done)


@routes.route("DELETE", "/session", roles=SIGNED_IN, operation_id="portalSignOut", summary="Sign out", answers={204: None, 401: None, 403: None})
def leave(call: Call[None]) -> Answer:
    sign_out(user=call.user, now=call.now, ids=call.hub.ids, sessions=call.hub.sessions, commit=call.hub.commit)
    return no_content()._replace(headers=set_cookie(None))


@routes.route(
    "POST",
    "/password/forgotten",
    roles=OPEN,
    operation_id="portalForgottenPassword",
    summary="Ask for a link to set a new password; the answer is the same whoever asks",
    body=ForgottenBody,
    answers={204: None, 400: None},
)
def forgotten(call: Call[ForgottenBody]) -> Answer:
    set_password.ask_reset(call.body.email, now=call.now, commit=call.hub.commit)
    return no_content()


@routes.route(
    "POST",
    "/password/link",
    roles=OPEN,
    operation_id="portalCheckLink",
    summary="Say whether a link would be taken",
    body=LinkBody,
    answers={204: None, 400: None},
)
def check_link(call: Call[LinkBody]) -> Answer:
    set_password.check_link(call.body.token, Purpose(call.body.purpose), now=call.now, sessions=call.hub.sessions)
    return no_content()


@routes.route(
    "POST",
    "/password",
    roles=OPEN,
    operation_id="portalSetPassword",
    summary="Set a password by a link",
    body=LinkPasswordBody,
    answers={204: None, 400: None},
)
def by_link(call: Call[LinkPasswordBody]) -> Answer:
    hub = call.hub
    set_password.set_password(
        call.body.token,
        Purpose(call.body.purpose),
        call.body.password,
        now=call.now,
        ids=hub.ids,
        accounts=hub.accounts,
        sessions=hub.sessions,
        passwords=hub.passwords,
        commit=hub.commit,
    )
    return no_content()
