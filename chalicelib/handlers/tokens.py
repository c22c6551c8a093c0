"""/token and /oauth2/token: a partner's program gets its token; /.well-known/jwks.json: anyone may verify it."""

import base64
import binascii
import json
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qsl, unquote_plus

from chalicelib.domain.limits import LIMITS
from chalicelib.handlers import telemetry
from chalicelib.handlers.answers import Answer, answer_json, answer_plain_json
from chalicelib.handlers.facts import Fact
from chalicelib.handlers.http import OPEN, Routes
from chalicelib.handlers.requests import Call, uuid
from chalicelib.handlers.tokens_json import KeySetJson, TokenErrorJson, TokenJson
from chalicelib.use_cases.issue_token import TokenRefused, issue_token

routes = Routes(__name__, tag="OAuth")
TOKEN_PATHS = ("/token", "/oauth2/token")
_BEARER = "Bearer"
_FRESH = {"Cache-Control": "no-store", "Pragma": "no-cache"}


def _serve_token(call: Call[None]) -> Answer:
    client_id = None
    try:
        fields = _fields(call.content)
        client_id, client_secret = _credentials(fields, call.headers)
        token, scope = issue_token(
            grant_type=fields.get("grant_type"),
            client_id=client_id,
            client_secret=client_secret,
            scope=fields.get("scope"),
            now=call.now,
            clients=call.hub.clients,
            tokens=call.hub.tokens,
        )
    except TokenRefused as refused:
        telemetry.measure(Fact.TOKEN_REFUSED, of=refused.error)
        telemetry.record("token refused", reason=refused.error, client_id=_told_id(client_id), hops=_hops(call.headers))
        status = 401 if refused.error == "invalid_client" else 400
        headers = {**_FRESH, "WWW-Authenticate": 'Basic realm="HubEE"'} if status == 401 else _FRESH
        return answer_json(TokenErrorJson(error=refused.error, error_description=refused.messages[0]), status=status, headers=headers)
    life = int(LIMITS.token_life.total_seconds())
    return answer_json(TokenJson(access_token=token, token_type=_BEARER, expires_in=life, scope=scope), headers=_FRESH)


for _path, _operation in zip(TOKEN_PATHS, ("token", "oauth2Token"), strict=True):
    routes.route(
        "POST",
        _path,
        scopes=OPEN,
        operation_id=_operation,
        summary="Get an access token (client_credentials)",
        body=None,
        answers={200: TokenJson, 400: TokenErrorJson, 401: TokenErrorJson},
    )(_serve_token)


def _told_id(client_id: str | None) -> str | None:
    """What was given for a client's id, where it looks like one: anything else may be a secret in the wrong field, or somebody's name."""
    return client_id if client_id and uuid(client_id)[1] is None else None


def _hops(headers: Mapping[str, str]) -> list[str]:
    """The last two addresses that the request came by: the caller's as the edge saw it, then the edge's as its gateway did.

    No others are believed: a caller writes what he likes before them. The log holds addresses of nobody else's requests: who asks a
    token is a program's server, and whoever guesses secrets has to be blocked by his.
    """
    hops = [each.strip() for each in headers.get("x-forwarded-for", "").split(",")[-2:]]
    return [each for each in hops if _is_address(each)]


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _fields(content: bytes) -> dict[str, str]:
    """The fields of a form, or of a JSON object, whatever the Content-Type says. Raises: TokenRefused."""
    try:
        text = content.decode("utf-8-sig")  # some writers put a mark before their JSON
        pairs = _json_pairs(text) if text.lstrip().startswith("{") else parse_qsl(text, keep_blank_values=True)
    except (ValueError, RecursionError):  # a UnicodeError is a ValueError
        raise TokenRefused("invalid_request", "the body is neither a form nor JSON") from None
    names = [name for name, _ in pairs]
    if len(names) > len(set(names)):
        raise TokenRefused("invalid_request", "a parameter is given more than once")
    return {name: value for name, value in pairs if value}


def _json_pairs(text: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, Any]] = json.loads(text, object_pairs_hook=list)  # a dict would hide what is given twice
    if not all(isinstance(value, str) for _, value in pairs):
        raise TokenRefused("invalid_request", "every field must be a string")
    for pair in pairs:
        "".join(pair).encode()  # raises for a lone surrogate, which no answer could repeat
    return pairs


def _credentials(fields: Mapping[str, str], headers: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Basic authentication, else the body's fields. Raises: TokenRefused."""
    scheme, _, encoded = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return fields.get("client_id"), fields.get("client_secret")
    try:
        name, colon, secret = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise TokenRefused("invalid_client", "the Authorization header is malformed") from None
    if not colon:
        raise TokenRefused("invalid_client", "the Authorization header is malformed")
    return unquote_plus(name), unquote_plus(secret)


@routes.route(
    "GET",
    "/.well-known/jwks.json",
    scopes=OPEN,
    operation_id="jwks",
    summary="The public keys of the tokens",
    answers={200: KeySetJson},
)
def read_keys(call: Call[None]) -> Answer:
    return answer_plain_json(call.hub.tokens.public_keys(), headers={"Cache-Control": "public, max-age=300"})
