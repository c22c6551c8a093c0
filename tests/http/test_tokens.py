"""A partner's program gets a token at either path, by any of the ways it may show its secret, and is told exactly why not."""

import json
from base64 import b64encode
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from chalicelib.domain.callers import Scope
from tests.builders import Answer, Partner, World
from tests.logged import logged

PATHS = ["/token", "/oauth2/token"]
FORM = "application/x-www-form-urlencoded"
GRANT = {"grant_type": "client_credentials"}
Send = Callable[[Partner, str, str], Answer]


def form(partner: Partner, path: str, fields: dict[str, str] | list[tuple[str, str]], **headers: str) -> Answer:
    return partner.call("POST", path, content=urlencode(fields).encode(), headers={"content-type": FORM, **headers})


def basic(name: str, secret: str) -> str:
    return "Basic " + b64encode(f"{name}:{secret}".encode()).decode()


def with_basic(partner: Partner, path: str, scope: str) -> Answer:
    return form(partner, path, {**GRANT, "scope": scope}, authorization=basic(partner.client_id, partner.client_secret))


def with_form(partner: Partner, path: str, scope: str) -> Answer:
    return form(partner, path, {**credentials(partner), "scope": scope})


def with_json(partner: Partner, path: str, scope: str) -> Answer:
    return partner.call("POST", path, {**credentials(partner), "scope": scope})


def with_json_after_a_mark(partner: Partner, path: str, scope: str) -> Answer:
    return partner.call("POST", path, content=b"\xef\xbb\xbf" + json.dumps({**credentials(partner), "scope": scope}).encode())


def without_content_type(partner: Partner, path: str, scope: str) -> Answer:
    return partner.call("POST", path, content=urlencode({**credentials(partner), "scope": scope}).encode())


def credentials(partner: Partner) -> dict[str, str]:
    return {**GRANT, "client_id": partner.client_id, "client_secret": partner.client_secret}


def refused(answer: Answer, status: int, error: str, description: str) -> None:
    """The whole refusal of RFC 6749 §5.2, body and headers."""
    assert (answer.status, answer.json) == (status, {"error": error, "error_description": description})
    assert (answer.headers["content-type"], answer.headers["cache-control"], answer.headers["pragma"]) == ("application/json", "no-store", "no-cache")
    assert answer.headers.get("www-authenticate") == ('Basic realm="HubEE"' if status == 401 else None)


@pytest.mark.rule("OAU-01")
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("send", [with_basic, with_form, with_json, with_json_after_a_mark, without_content_type])
@pytest.mark.parametrize("scope", ["OSL", "osl", "Osl"])
def test_a_token_is_given_at_both_paths_however_the_secret_is_shown(world: World, path: str, send: Send, scope: str) -> None:
    answer = send(world.osl, path, scope)
    assert answer.status == 200
    token = answer.json["access_token"]
    assert answer.json == {"access_token": token, "token_type": "Bearer", "expires_in": 3600, "scope": "OSL"}
    assert (answer.headers["content-type"], answer.headers["cache-control"], answer.headers["pragma"]) == ("application/json", "no-store", "no-cache")
    assert Partner(world.gateway, token, world.osl.organisation).notifications() == []


@pytest.mark.rule("OAU-01")
@pytest.mark.parametrize("scope", list(Scope))
def test_each_kind_of_client_gets_a_token_of_its_own_scope(world: World, scope: Scope) -> None:
    client = world.town() if scope is Scope.SI else world.osl if scope is Scope.OSL else world.partner(scope)
    assert with_basic(client, "/token", scope.lower()).json["scope"] == scope


@pytest.mark.rule("OAU-01")
def test_a_scope_that_is_not_named_is_the_clients_own(world: World) -> None:
    answer = form(world.osl, "/token", credentials(world.osl))
    assert (answer.status, answer.json["scope"]) == (200, "OSL")


@pytest.mark.rule("OAU-01", "OAU-02")
@pytest.mark.parametrize("scope", ["SI", "ADMIN", "OSLO", "HUB"])
def test_another_scope_than_the_clients_own_is_refused(world: World, scope: str) -> None:
    refused(with_form(world.osl, "/token", scope), 400, "invalid_scope", f"scope {scope} is not this client's")


@pytest.mark.rule("OAU-02")
def test_another_grant_is_refused(world: World) -> None:
    answer = form(world.osl, "/token", {**credentials(world.osl), "grant_type": "password"})
    refused(answer, 400, "unsupported_grant_type", "grant_type password is not supported, client_credentials is")


@pytest.mark.rule("OAU-02")
@pytest.mark.parametrize("content", [b"", b"scope=OSL", b"grant_type=&scope=OSL", b"{}"])
def test_a_request_without_a_grant_type_is_refused(world: World, content: bytes) -> None:
    refused(world.nobody().call("POST", "/token", content=content), 400, "invalid_request", "grant_type is missing")


@pytest.mark.rule("OAU-02")
@pytest.mark.parametrize("content", [b"grant_type=client_credentials&grant_type=client_credentials", b'{"grant_type": "a", "grant_type": "b"}'])
def test_a_parameter_given_twice_is_refused(world: World, content: bytes) -> None:
    refused(world.nobody().call("POST", "/token", content=content), 400, "invalid_request", "a parameter is given more than once")


@pytest.mark.rule("OAU-02")
@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe", b'{"grant_type": ', b"{" * 100_000, b'{"a":' * 100_000, b'{"grant_type": "\xed\xa0\x80"}'],
    ids=lambda each: repr(each[:20]),
)
def test_a_body_that_is_neither_a_form_nor_json_is_refused(world: World, content: bytes) -> None:
    refused(world.nobody().call("POST", "/token", content=content), 400, "invalid_request", "the body is neither a form nor JSON")


@pytest.mark.rule("OAU-02")
def test_a_json_field_that_is_no_string_is_refused(world: World) -> None:
    refused(world.nobody().post("/token", {"grant_type": 1}), 400, "invalid_request", "every field must be a string")


@pytest.mark.rule("OAU-02")
@pytest.mark.parametrize("field", ["grant_type", "client_id", "client_secret", "scope"])
@pytest.mark.parametrize("odd", ["\ud800", "\x00", "é\U0001f600", "x" * 5_000])
def test_odd_characters_and_lengths_are_refused_like_any_wrong_value(world: World, field: str, odd: str) -> None:
    answer = world.osl.post("/token", {**credentials(world.osl), field: odd})
    expected = {"grant_type": (400, "unsupported_grant_type"), "scope": (400, "invalid_scope")}.get(field, (401, "invalid_client"))
    if odd == "\ud800":
        expected = (400, "invalid_request")
    assert (answer.status, answer.json["error"]) == expected


@pytest.mark.rule("OAU-02")
@pytest.mark.parametrize("path", PATHS)
def test_an_unknown_client_and_a_wrong_secret_read_the_same(world: World, path: str) -> None:
    osl = world.osl
    for name, secret in (("nobody", osl.client_secret), (osl.client_id, "wrong"), (osl.client_id, osl.client_secret + "x")):
        refused(form(osl, path, GRANT, authorization=basic(name, secret)), 401, "invalid_client", "client authentication failed")
        answer = form(osl, path, {**GRANT, "client_id": name, "client_secret": secret})
        refused(answer, 401, "invalid_client", "client authentication failed")


@pytest.mark.rule("OAU-02")
@pytest.mark.parametrize("fields", [{}, {"client_id": "x"}, {"client_secret": "x"}, {"client_id": "x", "client_secret": ""}])
def test_a_client_that_shows_no_secret_is_refused(world: World, fields: dict[str, str]) -> None:
    answer = form(world.nobody(), "/token", {**GRANT, **fields})
    refused(answer, 401, "invalid_client", "client authentication is missing")


@pytest.mark.rule("OAU-02")
@pytest.mark.parametrize(
    "value", ["Basic", "Basic !!!", "Basic YQ", "Basic " + b64encode(b"nocolon").decode(), "Basic " + b64encode(b"\xff:x").decode()]
)
def test_a_malformed_basic_header_is_refused(world: World, value: str) -> None:
    answer = form(world.nobody(), "/token", GRANT, authorization=value)
    refused(answer, 401, "invalid_client", "the Authorization header is malformed")


@pytest.mark.rule("OAU-02", "OAU-05")
@pytest.mark.parametrize(
    ("hops", "told"),
    [
        ("192.0.2.7, 130.176.1.95", ["192.0.2.7", "130.176.1.95"]),
        ("198.51.100.1, Camille MARTIN, 2001:db8::7,130.176.1.95", ["2001:db8::7", "130.176.1.95"]),  # what the caller wrote himself comes first
        ("Camille MARTIN, 192.0.2.7", ["192.0.2.7"]),
        ("", []),
    ],
)
def test_the_log_tells_which_client_was_refused_and_where_it_came_from(world: World, hops: str, told: list[str]) -> None:
    town = world.town()
    with logged() as log:
        form(world.nobody(), "/token", {**GRANT, "client_id": town.client_id, "client_secret": "guessed"}, **{"x-forwarded-for": hops})
    (line,) = (each for each in log.lines if each["message"] == "token refused")
    assert (line["reason"], line["client_id"], line["hops"]) == ("invalid_client", town.client_id, told)
    assert [each for each in ("guessed", "Camille", "198.51.100.1") if each in log.text] == []


@pytest.mark.rule("OAU-05")
@pytest.mark.parametrize("name", ["s3cr3t-in-the-wrong-field", "camille.martin@commune.test", "0" * 5_000])
def test_what_is_no_clients_id_is_not_logged(world: World, name: str) -> None:
    with logged() as log:
        refusal = form(world.nobody(), "/token", GRANT, authorization=basic(name, "guessed"))
    refused(refusal, 401, "invalid_client", "client authentication failed")
    (line,) = (each for each in log.lines if each["message"] == "token refused")
    assert ("client_id" in line, name in log.text, "guessed" in log.text) == (False, False, False)


@pytest.mark.rule("OAU-01", "OAU-02")
def test_basic_credentials_may_be_percent_encoded(world: World) -> None:
    quoted = basic("".join(f"%{ord(each):02x}" for each in world.osl.client_id), world.osl.client_secret)
    assert form(world.osl, "/token", GRANT, authorization=quoted).status == 200


@pytest.mark.rule("OAU-01")
def test_anyone_verifies_a_token_with_the_published_keys_which_hold_no_private_part(world: World) -> None:
    answer = world.nobody().get("/.well-known/jwks.json")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    keys: list[dict[str, Any]] = answer.json["keys"]
    assert [set(key) for key in keys] == [{"kty", "crv", "x", "y", "kid", "use", "alg"}]
    token = with_basic(world.osl, "/token", "OSL").json["access_token"]
    verified = jwt.decode(token, KeySet.import_key_set({"keys": keys}), algorithms=["ES256"])
    assert verified.claims["sub"] == world.osl.client_id
    assert verified.claims["exp"] - verified.claims["iat"] == 3600
    assert json.dumps(verified.claims).count(world.osl.client_secret) == 0
