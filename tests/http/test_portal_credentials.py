"""The credentials of a subscription in API mode leave the hub once. **Source:** SUB-09, OAU-03, OAU-05."""

from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from chalicelib.domain.audit import Fact
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.mails import Mail
from chalicelib.domain.roles import ActorType
from chalicelib.domain.subscriptions import AccessMode, DelegationActor, Person, Subscription
from tests.builders import Answer, World
from tests.portal import Browser, add_account, signed_in

MASK = "•" * 12


def api_town(world: World) -> tuple[OrganisationId, Subscription]:
    town = world.organisation("SI")
    return town, world.subscription(town, access_mode=AccessMode.API)


def browser_of(world: World, town: OrganisationId, actor: ActorType = ActorType.LOCAL_ADMINISTRATOR) -> Browser:
    return signed_in(world.hub, world.gateway, add_account(world.hub, actor, town))


def token(world: World, client_id: str, secret: str) -> Answer:
    """What a program gets for a pair."""
    basic = b64encode(f"{client_id}:{secret}".encode()).decode()
    headers = {"authorization": f"Basic {basic}", "content-type": "application/x-www-form-urlencoded"}
    return world.nobody().call("POST", "/token", content=b"grant_type=client_credentials&scope=SI", headers=headers)


@pytest.mark.rule("SUB-09", "OAU-03", "OAU-05")
@pytest.mark.parametrize("actor", [ActorType.LOCAL_ADMINISTRATOR, ActorType.TECHNICAL_DELEGATE])
def test_the_first_copy_makes_the_secret_which_then_opens_the_api_and_is_never_shown_again(world: World, actor: ActorType) -> None:
    town, made = api_town(world)
    browser = browser_of(world, town, actor)
    path = f"/subscriptions/{made.id}/credentials"
    assert browser.get(path).json == {"clientId": MASK, "clientSecret": None, "hasSecret": False, "issuedAt": None}
    client_id = browser.post(f"{path}/client-id").json["clientId"]
    early = browser.post(f"{path}/regenerate")
    words = "Aucune clé secrète n'a encore été copiée pour cet abonnement : utilisez d'abord « Copier »."
    assert (early.status, early.messages) == (400, [words])
    copied = browser.post(f"{path}/secret")
    assert (copied.status, copied.json["clientId"], copied.headers["cache-control"]) == (201, client_id, "no-store")
    secret = copied.json["clientSecret"]
    opened = token(world, client_id, secret)
    assert (opened.status, opened.json["scope"]) == (200, "SI")
    listed = world.nobody().call("GET", "/teledossiers/v1/notifications", headers={"authorization": f"Bearer {opened.json['access_token']}"})
    assert (listed.status, listed.json) == (200, [])
    again = browser.post(f"{path}/secret")
    words = "La clé secrète a déjà été copiée : elle n'est plus jamais affichée. Pour en obtenir une nouvelle, utilisez « Régénérer »."
    assert (again.status, again.messages) == (400, [words])
    told = browser.get(path)
    assert {name: told.json[name] for name in ("clientId", "clientSecret", "hasSecret")} == {
        "clientId": MASK,
        "clientSecret": MASK,
        "hasSecret": True,
    }
    for answer in (told, again, browser.get(f"/subscriptions/{made.id}"), browser.get("/subscriptions")):
        assert secret.encode() not in answer.content
        assert client_id.encode() not in answer.content
    facts = [each for each in world.hub.audit.waiting(limit=1_000) if each.subject == client_id]
    assert [(each.fact, dict(each.details), each.chain) for each in facts] == [
        (Fact.CREDENTIALS_ISSUED, {"deed": "copied", "subscription": made.id}, str(town))
    ]


@pytest.mark.rule("OAU-05", "OAU-04")
def test_a_revoked_client_s_token_stays_dead_when_a_secret_is_copied_anew_under_its_id(world: World) -> None:
    town, made = api_town(world)
    path = f"/subscriptions/{made.id}/credentials/secret"
    tokens = []
    for _ in range(2):
        client = browser_of(world, town).post(path).json
        tokens.append(token(world, client["clientId"], client["clientSecret"]).json["access_token"])
        statuses = [
            world.nobody().call("GET", "/teledossiers/v1/notifications", headers={"authorization": f"Bearer {each}"}).status for each in tokens
        ]
        assert statuses == [401, 200][-len(tokens) :]
        if len(tokens) == 1:
            assert world.admin().delete(f"/referential/v1/clients/{client['clientId']}").status == 204


@pytest.mark.rule("SUB-09", "OAU-05")
def test_regenerating_stops_the_old_secret_at_once_and_mails_those_concerned(world: World) -> None:
    town = world.organisation("SI")
    robin = Person(email=f"robin@{town.company_register}.test")
    made = world.subscription(town, access_mode=AccessMode.API, delegation_actor=DelegationActor(person=robin))
    administrators = [add_account(world.hub, ActorType.LOCAL_ADMINISTRATOR, town) for _ in range(2)]
    add_account(world.hub, ActorType.AGENT, town)
    browser = signed_in(world.hub, world.gateway, administrators[0])
    path = f"/subscriptions/{made.id}/credentials"
    first = browser.post(f"{path}/secret").json
    second = browser.post(f"{path}/regenerate")
    assert (second.status, second.json["clientId"]) == (200, first["clientId"])
    assert second.json["clientSecret"] != first["clientSecret"]
    assert token(world, first["clientId"], first["clientSecret"]).status == 401
    assert token(world, first["clientId"], second.json["clientSecret"]).status == 200
    mails = [each for each in waiting_mails(world) if each.template == "identifiants_renouveles" and each.words["organisation"] == str(town)]
    assert sorted(each.to for each in mails) == sorted([robin.email, *(each.email for each in administrators)])
    assert all(second.json["clientSecret"] not in str(each) for each in mails)


def waiting_mails(world: World) -> list[Mail]:
    return list(world.hub.outbox.waiting(created_before=world.clock.now() + timedelta(minutes=1), limit=1_000))


@pytest.mark.rule("SUB-09")
def test_in_portal_mode_there_are_no_credentials(world: World) -> None:
    town = world.organisation("SI")
    made = world.subscription(town, access_mode=None)
    browser = browser_of(world, town)
    path = f"/subscriptions/{made.id}/credentials"
    answers = [browser.get(path), *(browser.post(f"{path}/{each}") for each in ("client-id", "secret", "regenerate"))]
    words = "Les identifiants ne servent qu'en modalité d'accès « API » : choisissez-la d'abord."
    assert [(each.status, each.messages) for each in answers] == [(400, [words])] * 4


@pytest.mark.rule("SUB-09", "OAU-03")
def test_a_client_that_the_administration_made_is_the_subscription_s(world: World) -> None:
    partner = world.town()
    made = world.hub.referential.subscriptions_of_pairs([(world.process.code, partner.organisation)])[world.process.code, partner.organisation]
    browser = browser_of(world, partner.organisation)
    path = f"/subscriptions/{made.id}/credentials"
    assert browser.get(path).json["hasSecret"] is True
    assert browser.post(f"{path}/client-id").json == {"clientId": partner.client_id}
    assert browser.post(f"{path}/secret").status == 400
    renewed = browser.post(f"{path}/regenerate").json
    assert renewed["clientId"] == partner.client_id
    assert token(world, partner.client_id, partner.client_secret).status == 401
    assert token(world, partner.client_id, renewed["clientSecret"]).status == 200


@pytest.mark.rule("SUB-09", "OAU-05")
def test_four_who_copy_at_once_make_one_secret(world: World) -> None:
    town, made = api_town(world)
    browsers = [browser_of(world, town) for _ in range(4)]
    barrier = Barrier(4)

    def copy(browser: Browser) -> Answer:
        barrier.wait()
        return browser.post(f"/subscriptions/{made.id}/credentials/secret")

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(copy, browsers))
    assert sorted(each.status for each in answers) == [201, 400, 400, 400]
    [winner] = [each.json for each in answers if each.status == 201]
    assert token(world, winner["clientId"], winner["clientSecret"]).status == 200
    assert [each.id for each in world.hub.clients.of_subscription(made.id)] == [winner["clientId"]]
