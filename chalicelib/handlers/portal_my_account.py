"""/portal/v1/me: what a person changes of his own account."""

from chalicelib.domain.sessions import csrf_token
from chalicelib.handlers.answers import Answer, answer_json, no_content
from chalicelib.handlers.portal_accounts_json import CodeBody, SignInJson
from chalicelib.handlers.portal_http import SIGNED_IN, PortalRoutes, set_cookie
from chalicelib.handlers.portal_my_account_json import (
    AuthenticatorJson,
    ChangePasswordBody,
    CurrentPasswordBody,
    ProfileBody,
    ProofBody,
    RecoveryCodesJson,
)
from chalicelib.handlers.requests import Call
from chalicelib.use_cases import keep_account
from chalicelib.use_cases.keep_account import Proof

routes = PortalRoutes(__name__)


@routes.route(
    "PATCH",
    "/me",
    roles=SIGNED_IN,
    operation_id="portalChangeProfile",
    summary="Change one's civility, function and phone; nothing else of what is sent is read",
    body=ProfileBody,
    answers={204: None, 400: None, 401: None, 403: None},
)
def change_profile(call: Call[ProfileBody]) -> Answer:
    given = {name: getattr(call.body, name) for name in call.body.model_fields_set}
    keep_account.change_profile(given, user=call.user, now=call.now, ids=call.hub.ids, accounts=call.hub.accounts, commit=call.hub.commit)
    return no_content()


@routes.route(
    "POST",
    "/me/password",
    roles=SIGNED_IN,
    operation_id="portalChangePassword",
    summary="Change one's password: every other session is over, this one goes on under a new token",
    body=ChangePasswordBody,
    answers={200: SignInJson, 400: None, 401: None, 403: None},
)
def change_password(call: Call[ChangePasswordBody]) -> Answer:
    hub = call.hub
    session, token = keep_account.change_password(
        call.body.current_password,
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
    body = SignInJson.model_construct(stage=str(session.stage), method=None, csrf_token=csrf_token(token), ends_at=session.ends_at())
    return answer_json(body, headers=set_cookie(token))


@routes.route(
    "POST",
    "/me/authenticator",
    roles=SIGNED_IN,
    operation_id="portalBeginAuthenticator",
    summary="Begin to set up an authenticator: its secret, and the QR code of it",
    body=CurrentPasswordBody,
    answers={200: AuthenticatorJson, 400: None, 401: None, 403: None},
)
def begin_authenticator(call: Call[CurrentPasswordBody]) -> Answer:
    proof = Proof(password=call.body.current_password)
    secret, uri = keep_account.begin_authenticator(
        proof,
        user=call.user,
        now=call.now,
        ids=call.hub.ids,
        accounts=call.hub.accounts,
        passwords=call.hub.passwords,
        secrets=call.hub.secrets,
        commit=call.hub.commit,
    )
    return answer_json(AuthenticatorJson.model_construct(secret=secret, uri=uri, qr_code=_qr_code(uri)))


@routes.route(
    "POST",
    "/me/authenticator/confirmation",
    roles=SIGNED_IN,
    operation_id="portalConfirmAuthenticator",
    summary="Put the authenticator in service by a code of it; answers the recovery codes, shown this once",
    body=CodeBody,
    answers={200: RecoveryCodesJson, 400: None, 401: None, 403: None},
)
def confirm_authenticator(call: Call[CodeBody]) -> Answer:
    hub = call.hub
    codes = keep_account.confirm_authenticator(
        call.body.code, user=call.user, now=call.now, ids=hub.ids, accounts=hub.accounts, secrets=hub.secrets, commit=hub.commit
    )
    return answer_json(RecoveryCodesJson.model_construct(recovery_codes=list(codes)))


@routes.route(
    "DELETE",
    "/me/authenticator",
    roles=SIGNED_IN,
    operation_id="portalRemoveAuthenticator",
    summary="Take the authenticator away, by the password or by a code",
    body=ProofBody,
    answers={204: None, 400: None, 401: None, 403: None},
)
def remove_authenticator(call: Call[ProofBody]) -> Answer:
    hub = call.hub
    keep_account.remove_authenticator(
        call.body.to_domain(),
        user=call.user,
        now=call.now,
        ids=hub.ids,
        accounts=hub.accounts,
        passwords=hub.passwords,
        commit=hub.commit,
    )
    return no_content()


@routes.route(
    "POST",
    "/me/recovery-codes",
    roles=SIGNED_IN,
    operation_id="portalRenewRecoveryCodes",
    summary="Make new recovery codes, shown this once, by the password or by a code; those before are worth nothing any more",
    body=ProofBody,
    answers={200: RecoveryCodesJson, 400: None, 401: None, 403: None},
)
def renew_recovery_codes(call: Call[ProofBody]) -> Answer:
    hub = call.hub
    codes = keep_account.renew_recovery_codes(
        call.body.to_domain(),
        user=call.user,
        now=call.now,
        ids=hub.ids,
        accounts=hub.accounts,
        passwords=hub.passwords,
        secrets=hub.secrets,
        commit=hub.commit,
    )
    return answer_json(RecoveryCodesJson.model_construct(recovery_codes=list(codes)))


def _qr_code(uri: str) -> str:
    import segno  # weighs on every cold start, and is needed once in an account's life

    image: str = segno.make(uri, error="m", micro=False).svg_data_uri(scale=5, border=4)
    return image
