"""A token lives an hour and no longer than its client; what was not signed by the hub opens nothing."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import boto3
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from chalicelib import environment
from chalicelib.adapters.client_states import CachedClientStates
from chalicelib.adapters.dynamo_clients import DynamoClients
from chalicelib.adapters.dynamo_referential import DynamoReferential
from chalicelib.adapters.dynamo_tables import ClientRow
from chalicelib.adapters.jwt_tokens import JwtTokens
from chalicelib.domain.callers import Scope
from chalicelib.domain.oauth_clients import Bearer
from chalicelib.domain.subscriptions import AccessMode
from chalicelib.domain.values import replace
from tests.builders import Answer, Partner, World

NOTIFICATIONS = "/teledossiers/v1/notifications"
CLIENTS = "/referential/v1/clients"
SUBSCRIPTIONS = "/referential/v1/subscriptions"
REFUSAL = {
    "code": "900901",
    "message": "Invalid Credentials",
    "description": "Invalid Credentials. Make sure you have provided the correct security credentials",
    "errors": [{"code": 401, "message": "Invalid Credentials"}],
}


def refused(answer: Answer) -> None:
    assert (answer.status, answer.json) == (401, REFUSAL)
    assert answer.headers["www-authenticate"] == 'Bearer realm="HubEE", error="invalid_token"'
    assert answer.headers["cache-control"] == "no-store"


def ask(world: World, client: Partner) -> Answer:
    fields = {"grant_type": "client_credentials", "client_id": client.client_id, "client_secret": client.client_secret}
    return world.nobody().post("/token", fields)


def claims(world: World) -> dict[str, Any]:
    """What the hub itself would sign for the world's operator."""
    now = int(world.clock.now().timestamp())
    issuer = environment.token_issuer()
    return {"iss": issuer, "aud": issuer, "sub": world.osl.client_id, "scope": "OSL", "iat": now, "exp": now + 3600}


def kid(world: World) -> str:
    name: str = world.hub.tokens.public_keys()["keys"][0]["kid"]
    return name


def compact(part: dict[str, Any] | bytes) -> str:
    content = part if isinstance(part, bytes) else json.dumps(part).encode()
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def the_hubs_own(world: World, issuer: str) -> JwtTokens:
    """A hub with the same keys under some name."""
    stored = boto3.client("secretsmanager").get_secret_value(SecretId=environment.signing_keys_secret())["SecretString"]
    return JwtTokens([json.dumps(key) for key in json.loads(stored)], issuer)


def signed_by_another_key(world: World) -> str:
    key = ECKey.generate_key("P-256", {"kid": kid(world)})
    return jwt.encode({"alg": "ES256", "kid": kid(world)}, claims(world), key)


def signed_by_no_key(world: World) -> str:
    return f"{compact({'alg': 'none', 'kid': kid(world)})}.{compact(claims(world))}."


def signed_with_the_public_key_as_a_secret(world: World) -> str:
    public = ECKey.import_key(world.hub.tokens.public_keys()["keys"][0]).as_pem(private=False)
    body = f"{compact({'alg': 'HS256', 'kid': kid(world)})}.{compact(claims(world))}"
    return f"{body}.{compact(hmac.digest(public, body.encode(), hashlib.sha256))}"


def bearer_of(partner: Partner, world: World) -> Bearer:
    return world.hub.tokens.verify(str(partner.token), now=world.clock.now())


def of_another_hub(world: World) -> str:
    return the_hubs_own(world, "https://elsewhere.test").sign(bearer_of(world.osl, world), now=world.clock.now())


def with_other_claims(world: World) -> str:
    head, _, signature = str(world.osl.token).split(".")
    return f"{head}.{compact({**claims(world), 'scope': 'ADMIN'})}.{signature}"


def of_an_unknown_client(world: World) -> str:
    return world.hub.tokens.sign(replace(bearer_of(world.osl, world), client_id="nobody"), now=world.clock.now())


def of_a_scope_that_is_not_the_clients(world: World) -> str:
    return world.hub.tokens.sign(replace(bearer_of(world.osl, world), scope=Scope.ADMIN), now=world.clock.now())


def of_a_client_that_had_its_id_before(world: World) -> str:
    earlier = (world.clock.now() - timedelta(minutes=5)).isoformat()
    return world.hub.tokens.sign(replace(bearer_of(world.osl, world), born=earlier), now=world.clock.now())


def without_a_key_name(world: World) -> str:
    _, body, signature = str(world.osl.token).split(".")
    return f"{compact({'alg': 'ES256'})}.{body}.{signature}"


@pytest.mark.rule("OAU-04")
@pytest.mark.parametrize(
    "token_of",
    [
        signed_by_another_key,
        signed_by_no_key,
        signed_with_the_public_key_as_a_secret,
        of_another_hub,
        with_other_claims,
        of_an_unknown_client,
        of_a_scope_that_is_not_the_clients,
        of_a_client_that_had_its_id_before,
        without_a_key_name,
        "",
        "nonsense",
        "a.b.c",
        lambda world: f"{world.osl.token}.more",
        lambda world: str(world.osl.token)[:-4],
        compact(b"\xff") * 3,
    ],
)
def test_a_token_that_is_not_the_hubs_own_is_refused(world: World, token_of: Callable[[World], str] | str) -> None:
    token = token_of if isinstance(token_of, str) else token_of(world)
    refused(replace(world.osl, token=token).get(NOTIFICATIONS))


@pytest.mark.rule("OAU-04")
@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic dXNlcjpzZWNyZXQ=", "Token {token}", "{token}"])
def test_a_header_that_shows_no_bearer_token_is_refused(world: World, header: str | None) -> None:
    headers = {} if header is None else {"authorization": header.format(token=world.osl.token)}
    refused(world.nobody().call("GET", NOTIFICATIONS, headers=headers))


@pytest.mark.rule("OAU-04")
def test_a_token_is_refused_from_its_expiry_on(world: World) -> None:
    now = world.clock.now().replace(microsecond=0)
    living = world.token(world.osl.client_id, at=now - timedelta(seconds=3570))
    assert replace(world.osl, token=living).get(NOTIFICATIONS).status == 200
    expired = world.token(world.osl.client_id, at=now - timedelta(seconds=3600))
    refused(replace(world.osl, token=expired).get(NOTIFICATIONS))


@pytest.mark.rule("OAU-01", "OAU-04")
def test_a_token_lives_an_hour_of_the_hubs_clock(world: World) -> None:
    token = ask(world, world.osl).json["access_token"]
    partner = replace(world.osl, token=token)
    for elapsed, status in ((timedelta(minutes=59), 200), (timedelta(minutes=61), 401)):
        world.clock.advance(elapsed)
        try:
            answer = partner.get(NOTIFICATIONS)
        finally:
            world.clock.advance(-elapsed)
        assert answer.status == status
    refused(answer)


@pytest.mark.rule("OAU-05")
def test_a_secret_is_stored_as_a_digest_only(world: World) -> None:
    made = world.admin().post(CLIENTS, {"scope": "DATAPASS"}).json
    rotated = world.admin().post(f"{CLIENTS}/{made['clientId']}/rotate").json
    row = json.dumps(ClientRow.get(made["clientId"]).to_dynamodb_dict())
    assert made["clientId"] in row
    assert made["clientSecret"] not in row
    assert rotated["clientSecret"] not in row
    assert hashlib.sha256(rotated["clientSecret"].encode()).hexdigest() in row


@pytest.mark.rule("OAU-05")
def test_a_rotated_secret_is_refused_at_once_while_its_living_token_lives_on(world: World) -> None:
    before = ask(world, world.osl).json["access_token"]
    answer = world.admin().post(f"{CLIENTS}/{world.osl.client_id}/rotate")
    assert answer.status == 200
    refusal = ask(world, world.osl)
    assert (refusal.status, refusal.json) == (401, {"error": "invalid_client", "error_description": "client authentication failed"})
    assert ask(world, replace(world.osl, client_secret=answer.json["clientSecret"])).status == 200
    assert replace(world.osl, token=before).get(NOTIFICATIONS).status == 200


@pytest.mark.rule("OAU-05")
def test_a_revoked_client_gets_no_token_and_its_living_one_is_refused(world: World) -> None:
    assert world.osl.get(NOTIFICATIONS).status == 200
    assert world.admin().delete(f"{CLIENTS}/{world.osl.client_id}").status == 204
    refused(world.osl.get(NOTIFICATIONS))
    refusal = ask(world, world.osl)
    assert (refusal.status, refusal.json) == (401, {"error": "invalid_client", "error_description": "client authentication failed"})


@pytest.mark.rule("OAU-05")
def test_another_process_remembers_a_revoked_client_for_a_minute_at_the_most(world: World) -> None:
    seconds = 0.0
    elsewhere = CachedClientStates(DynamoClients(), DynamoReferential(), steady_clock=lambda: seconds)
    bearer = bearer_of(world.osl, world)
    known = elsewhere.caller(bearer)
    assert known is not None
    assert known.process_codes == {world.process.code}
    assert world.admin().delete(f"{CLIENTS}/{world.osl.client_id}").status == 204
    seconds = 59.0
    assert elsewhere.caller(bearer) == known
    seconds = 60.0
    assert elsewhere.caller(bearer) is None


@pytest.mark.rule("OAU-03", "SUB-08")
@pytest.mark.parametrize("mode", AccessMode)
def test_the_client_of_a_refused_subscription_has_no_part_in_the_one_that_came_after_it(world: World, mode: AccessMode) -> None:
    town = world.town(activate_at=None)  # « Inactif », API mode: its credentials can be copied already
    assert town.notifications() == []
    (refused_one,) = world.admin().get(SUBSCRIPTIONS, companyRegister=town.organisation.company_register).json
    refusal = {**refused_one, "status": "Refusé", "rejectionReason": "Éditeur inconnu"}
    assert world.admin().put(f"{SUBSCRIPTIONS}/{refused_one['id']}", refusal).status == 200
    refused(town.get(NOTIFICATIONS))
    second = world.subscription(town.organisation, access_mode=mode)  # asked for again
    case_id = world.case_of(town)
    world.hub.states.forget()  # as after a minute, or in another process
    refused(town.get(NOTIFICATIONS))
    refused(town.get(f"/teledossiers/v1/cases/{case_id}"))
    own = world.partner(Scope.SI, town.organisation, world.process, subscription_id=second.id)
    assert own.get(f"/teledossiers/v1/cases/{case_id}").status == (200 if mode is AccessMode.API else 403)
