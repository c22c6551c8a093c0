"""Requests to the portal that are none: a complete answer in French, and nothing changed. **Source:** ACC-10."""

import re

import pytest

from chalicelib.domain.errors import Invalid
from chalicelib.domain.pages import must_be_sortable
from chalicelib.domain.roles import ACTOR_RULES, ActorType
from chalicelib.domain.sessions import Stage
from chalicelib.handlers.every_route import ROUTES
from chalicelib.handlers.http import PORTAL, Operation
from chalicelib.handlers.portal_errors import portal_refusal_of
from chalicelib.handlers.portal_http import OPEN
from tests.builders import World
from tests.portal import Browser, add_account, signed_in

pytestmark = pytest.mark.rule("ACC-10")
OPERATIONS = [each for routes in ROUTES for each in routes.operations if each.path.startswith(PORTAL)]
BODIES = [each for each in OPERATIONS if each.body is not None and not isinstance(each.access, Stage)]
UUID = "8d5b0f5e-6f0a-4f8e-9a57-0a3d1b1f2c11"
NOT_UTF_8 = b'{"parts": [{"number": 1, "sha256": "re\xe7u"}], "digest": "re\xe7u", "message": "re\xe7u"}'
CONTENTS = [b"", b"{", b"[" * 5_000, b'{"a":' * 5_000, b"\xff", b"3", b'"\\ud800"', b"1" * 50_000, b"-1e999999", NOT_UTF_8]


def visitor(world: World, operation: Operation) -> Browser:
    """Somebody whom the operation lets in."""
    if operation.access is OPEN:
        return Browser(world.gateway)
    needs = operation.access if isinstance(operation.access, frozenset) else frozenset()
    local = needs <= ACTOR_RULES[ActorType.LOCAL_ADMINISTRATOR].possible_roles
    actor = ActorType.LOCAL_ADMINISTRATOR if local else ActorType.NATIONAL_ADMINISTRATOR
    organisation = world.organisation("SI") if local else world.hub.administration
    return signed_in(world.hub, world.gateway, add_account(world.hub, actor, organisation, roles=ACTOR_RULES[actor].possible_roles))


@pytest.mark.parametrize("operation", BODIES, ids=lambda each: each.operation_id)
def test_no_operation_stumbles_over_a_body_that_is_none(world: World, operation: Operation) -> None:
    browser = visitor(world, operation)
    path = re.sub(r"\{[^}]+\}", UUID, operation.path.removeprefix(PORTAL))
    if "organisations/" in path:
        path = f"/administration/organisations/{world.organisation('SI')}"
    for content in CONTENTS:
        answer = browser.call(operation.method, path, content=content)
        is_taken = operation.is_body_optional and not content
        assert answer.status == (404 if is_taken else 400), (content[:20], answer.content)
        assert set(answer.json) == {"errors"}
        assert all(set(each) <= {"code", "message", "field"} and each["message"].endswith(".") for each in answer.json["errors"])


def test_a_list_too_long_to_be_sorted_says_so_in_french() -> None:
    with pytest.raises(Invalid) as raised:
        must_be_sortable(10_001)
    told = portal_refusal_of(raised.value).body["errors"][0]["message"]
    assert told == "La liste compte 10001 lignes et ne peut être triée que jusqu'à 10000 : réduisez-la par un filtre."


@pytest.mark.rule("ACC-05", "MAI-01")
@pytest.mark.parametrize("address", ["zoé@mairie-vienne.test", "zoe@mairie-sète.test"])
def test_an_address_no_mail_can_be_sent_to_is_refused_with_the_reason_wherever_it_is_asked(world: World, address: str) -> None:
    town = world.organisation("SI")
    made = world.subscription(town)
    account = add_account(world.hub, ActorType.LOCAL_ADMINISTRATOR, town)
    browser = signed_in(world.hub, world.gateway, account)
    reason = "Cette adresse e-mail contient une lettre accentuée ou un caractère spécial : aucun message ne pourrait y être envoyé."
    asked = (
        browser.post("/accounts", {"email": address, "actorType": "AGENT", "firstName": "Zoé", "lastName": "MARTIN", "roles": []}),
        browser.put(f"/subscriptions/{made.id}", {"accessMode": "API", "notificationFrequency": "Unitaire", "email": address, "version": 1}),
    )
    for answer in asked:
        assert (answer.status, answer.json["errors"]) == (400, [{"code": 400, "message": reason, "field": "email"}])


def test_every_fault_of_a_form_is_told_beside_its_field(world: World) -> None:
    account = add_account(world.hub, ActorType.LOCAL_ADMINISTRATOR, world.organisation("SI"))
    browser = signed_in(world.hub, world.gateway, account)
    answer = browser.post("/accounts", {"email": "pas une adresse", "actorType": "ROI", "firstName": "", "lastName": 3, "roles": "tous"})
    assert answer.status == 400
    assert {each["field"]: each["message"] for each in answer.json["errors"]} == {
        "email": "Cette adresse e-mail n'est pas dans le bon format.",
        "actorType": "Cette valeur n'est pas dans la liste.",
        "firstName": "Ce champ est obligatoire.",
        "lastName": "Un texte est attendu.",
        "roles": "Une liste est attendue.",
    }
