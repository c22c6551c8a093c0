"""Rights that nobody gives himself, nor another beyond his bounds, whatever a body holds. **Source:** ACC-01 to ACC-06, ACC-11."""

from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from msgspec import Struct
from msgspec.structs import fields
from pydantic.alias_generators import to_camel

from chalicelib.composition import Composition
from chalicelib.domain.accounts import Account
from chalicelib.domain.cases import Case
from chalicelib.domain.credentials import Credentials
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.oauth_clients import OAuthClient
from chalicelib.domain.organisations import Organisation
from chalicelib.domain.preparations import Preparation
from chalicelib.domain.processes import Process
from chalicelib.domain.requests import SubscriptionRequest
from chalicelib.domain.roles import ACTOR_RULES, ActorType, Role
from chalicelib.domain.sessions import Session
from chalicelib.domain.subscriptions import Subscription
from chalicelib.domain.values import replace
from chalicelib.handlers.http import Operation
from infra.sandbox.clock import SandboxClock
from infra.sandbox.gateway import Gateway
from tests.builders import World
from tests.http.portal_asked import ASKED
from tests.http.portal_stage import PortalStage, everything
from tests.http.test_portal_matrix import COLUMNS, OPERATIONS, TABLE
from tests.portal import Browser, add_account, signed_in

ADMINISTRATOR, AGENT, DELEGATE = ActorType.LOCAL_ADMINISTRATOR, ActorType.AGENT, ActorType.TECHNICAL_DELEGATE
BUSINESS, NATIONAL = ActorType.BUSINESS_ADMINISTRATOR, ActorType.NATIONAL_ADMINISTRATOR
STORED = (Account, Subscription, SubscriptionRequest, Case, Process, Organisation, OAuthClient, Session, Credentials, Preparation)
MARK, NUMBER, DAY = "SLIPPED-IN", 987_654_321, "2099-09-09T09:09:09.000Z"
BODIES = [each for each in OPERATIONS.values() if each.body is not None]


@pytest.fixture(scope="module")
def stage(hub: Composition, gateway: Gateway, clock: SandboxClock) -> PortalStage:
    return PortalStage(hub, gateway, clock)


def read(world: World, identity: str) -> Account:
    found = world.hub.accounts.account(identity)
    assert found is not None
    return found


def at_rest(account: Account) -> Account:
    """An account without what any change leaves on it."""
    return replace(account, version=0, updated_at=None)


def in_both_spellings(**values: Any) -> dict[str, Any]:
    return {**values, **{to_camel(name): value for name, value in values.items()}}


class Place:
    """People of every type, each of its organisation; each with all the roles that his type may hold."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.homes: dict[ActorType, OrganisationId] = {
            **dict.fromkeys((AGENT, ADMINISTRATOR, DELEGATE), world.organisation("SI")),
            BUSINESS: world.osl_organisation,
            NATIONAL: world.hub.administration,
        }
        self.elsewhere = world.organisation("SI")
        for kind in (ADMINISTRATOR, BUSINESS, NATIONAL):  # nobody here is the last of his kind
            add_account(world.hub, kind, self.homes[kind])
        self.accounts = {kind: self.account(kind) for kind in ActorType}
        self.browsers = {kind: signed_in(world.hub, world.gateway, each) for kind, each in self.accounts.items()}

    def account(self, kind: ActorType, **settings: Any) -> Account:
        return add_account(self.world.hub, kind, self.homes[kind], **{"roles": ACTOR_RULES[kind].possible_roles, **settings})


@pytest.fixture
def place(world: World) -> Place:
    return Place(world)


@pytest.mark.rule("ACC-04", "ACC-09", "ACC-05")
@pytest.mark.parametrize("kind", ActorType)
def test_nobody_changes_his_own_rights_by_any_body(place: Place, kind: ActorType) -> None:
    account, browser = place.accounts[kind], place.browsers[kind]
    before = read(place.world, account.id)
    wanted = in_both_spellings(
        id=str(uuid4()),
        email="autre@commune.test",
        actor_type="ADMINISTRATEUR_NATIONAL",
        roles=sorted(Role),
        habilitations=[place.world.process.code],
        organisation=str(place.elsewhere),
        organisations=[str(place.elsewhere), str(place.world.hub.administration)],
        first_name="Autre",
        last_name="AUTRE",
        is_active=True,
        deactivation=None,
        deactivated_at=None,
        reminder_due_at=DAY,
        active_at=DAY,
        sessions_from=DAY,
        version=NUMBER,
        confirm=True,
    )
    assert browser.patch("/me", wanted).status == 204
    answers = [
        browser.patch(f"/accounts/{account.id}", wanted),
        browser.patch(f"/accounts/{account.id}", {"roles": sorted(Role)}),
        browser.patch(f"/accounts/{account.id}", {"habilitations": [place.world.process.code]}),
        browser.patch(f"/accounts/{account.id.upper()}", {"actorType": "ADMINISTRATEUR_NATIONAL"}),
        browser.delete(f"/accounts/{account.id}/second-factor"),
        browser.delete(f"/accounts/{account.id}/organisations/{account.organisations[0]}"),
        browser.post("/accounts", {**wanted, "email": account.email.upper(), "actorType": str(kind)}),
        browser.put("/me", wanted),
        browser.post("/me", wanted),
        browser.put("/session/organisation", {"organisation": str(place.elsewhere)}),
    ]
    assert {each.status for each in answers} <= {400, 403, 404, 405}, [each.status for each in answers]
    assert at_rest(read(place.world, account.id)) == at_rest(before)


@pytest.mark.rule("ACC-01", "ACC-02", "ACC-06", "ACC-11")
def test_each_makes_only_the_types_of_his_own_organisation_there(place: Place) -> None:
    homes: list[tuple[str, OrganisationId]] = [*place.homes.items(), ("elsewhere", place.elsewhere)]
    made = set()
    for maker, kind, (where, organisation) in product(ActorType, ActorType, homes):
        if where in (ADMINISTRATOR, DELEGATE):
            continue  # the agent's town
        body = {
            "email": f"{uuid4().hex}@commune.test",
            "actorType": str(kind),
            "firstName": "Lou",
            "lastName": "PETIT",
            "organisation": str(organisation),
        }
        answer = place.browsers[maker].post("/accounts", body)
        if answer.status == 201:
            assert read(place.world, answer.json["id"]).organisations == (organisation,)
            made.add((str(maker), str(kind), str(where)))
        else:
            assert answer.status in (400, 403), answer.content
    locals_ = {(str(maker), str(kind), "AGENT") for maker in (AGENT, ADMINISTRATOR) for kind in (AGENT, ADMINISTRATOR, DELEGATE)}
    support = {(str(NATIONAL), str(kind), where) for kind in (AGENT, ADMINISTRATOR, DELEGATE) for where in ("AGENT", "elsewhere")}
    support |= {(str(NATIONAL), str(BUSINESS), str(BUSINESS)), (str(NATIONAL), str(NATIONAL), str(NATIONAL))}
    assert made == locals_ | support | {(str(BUSINESS), str(BUSINESS), str(BUSINESS))}


@pytest.mark.rule("ACC-01", "ACC-02", "ACC-04", "ACC-05", "ACC-11")
@pytest.mark.parametrize("maker", [each for each in ActorType if each is not NATIONAL])
def test_nobody_gives_another_what_is_beyond_the_bounds_of_his_organisation(place: Place, maker: ActorType) -> None:
    every = {kind: place.account(kind) for kind in ActorType}
    before = {kind: read(place.world, each.id) for kind, each in every.items()}
    browser = place.browsers[maker]
    for account in every.values():
        attempts: list[dict[str, Any]] = [
            {"roles": ["ADMINISTRATION"]},
            {"roles": [*map(str, account.roles), "ADMINISTRATION"]},
            {"actorType": "ADMINISTRATEUR_NATIONAL"},
            {"actorType": "ADMINISTRATEUR_METIER", "roles": ["CONSULTATION_TELEDOSSIERS"]},
            {"actorType": "DELEGUE_TECHNIQUE"},
            {"email": "autre@commune.test"},
            {"habilitations": ["CERTDC-AILLEURS"]},
            in_both_spellings(organisation=str(place.elsewhere), organisations=[str(place.elsewhere)], is_active=False, sessions_from=DAY),
        ]
        statuses = {browser.patch(f"/accounts/{account.id}", each).status for each in attempts if account.actor_type != each.get("actorType")}
        assert statuses <= {200, 400, 403}
    after = {kind: read(place.world, each.id) for kind, each in every.items()}
    assert after == before


@pytest.mark.rule("ACC-04", "ACC-11")
def test_two_who_help_each_other_stay_within_their_organisation(place: Place) -> None:
    town = place.homes[ADMINISTRATOR]
    accomplice = place.account(ADMINISTRATOR)
    other = signed_in(place.world.hub, place.world.gateway, accomplice)
    me = place.accounts[ADMINISTRATOR]
    most = sorted(ACTOR_RULES[ADMINISTRATOR].possible_roles)
    answers = [
        other.patch(f"/accounts/{me.id}", {"roles": [*most, "ADMINISTRATION"]}),
        other.patch(f"/accounts/{me.id}", {"actorType": "ADMINISTRATEUR_NATIONAL", "roles": ["ADMINISTRATION"]}),
        other.patch(f"/accounts/{me.id}", {"habilitations": [place.world.process.code]}),  # the town has not subscribed to it
        other.post("/accounts", {"email": me.email, "actorType": "AGENT", "firstName": "A", "lastName": "B", "organisation": str(place.elsewhere)}),
        other.delete(f"/accounts/{me.id}/second-factor"),
    ]
    assert [each.status for each in answers] == [400, 400, 400, 403, 403]
    assert other.patch(f"/accounts/{me.id}", {"roles": most}).status == 200
    after = read(place.world, me.id)
    assert (after.actor_type, after.organisations, after.roles) == (ADMINISTRATOR, (town,), frozenset(most))


def slipped_in(operation: Operation) -> dict[str, Any]:
    """Every field of what is stored, but for those that the operation takes."""
    model = operation.body
    names = [each.name for each in fields(model)] if issubclass(model, Struct) else list(model.model_fields)
    taken = {*names, *map(to_camel, names)}
    found: dict[str, Any] = {}
    for kind in STORED:
        for each in fields(kind):
            told = str(each.type)
            value: Any = DAY if "datetime" in told else NUMBER if "int" in told else [MARK] if "tuple" in told or "frozenset" in told else MARK
            found |= in_both_spellings(**{each.name: value})
    for name in ("__class__", "__proto__", "constructor", "$set", "partition", "sort", "document", "model_config"):
        found[name] = MARK
    return {name: value for name, value in found.items() if name not in taken}


def everywhere(body: Any, more: dict[str, Any]) -> Any:
    """A body with more in it, at the top and in the lists of objects within it."""
    within = {
        name: [{**one, "slipped": MARK, "objectKey": MARK} for one in each] if is_list_of_objects(each) else each for name, each in body.items()
    }
    return {**more, **within}


def is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)


@pytest.mark.rule("ACC-04", "ACC-09", "AUT-09")
@pytest.mark.parametrize("operation", BODIES, ids=lambda each: each.operation_id)
def test_nothing_that_is_not_asked_for_gets_into_what_is_stored(stage: PortalStage, operation: Operation) -> None:
    row = TABLE[operation.operation_id]
    column = next((each for each in COLUMNS if row[each][0] == "2"), "nobody")
    browser: Browser = stage.browsers[column]
    asked = ASKED[operation.operation_id](stage)
    answer = browser.call(operation.method, asked.path, everywhere(asked.body or {}, slipped_in(operation)))
    assert answer.status == int(row[column].rstrip("-")), answer.content
    stored = repr(everything(but=()))
    for each in (MARK, str(NUMBER), DAY[:10]):
        assert each.encode() not in answer.content
        assert each not in stored, each
