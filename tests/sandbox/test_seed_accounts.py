"""The sandbox's people: whole, of every type, and each signs in with what ``credentials.json`` tells. **Source:** ACC-01, ORG-04."""

import json
from pathlib import Path
from typing import Any

import pyotp
import pytest

from chalicelib.composition import Composition
from chalicelib.domain.credentials import is_strong
from chalicelib.domain.generic_mailboxes import is_generic
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.roles import ACTOR_RULES, TYPES_OF, ActorType, Role
from infra.sandbox.gateway import Gateway
from infra.sandbox.seed import Seeding, write_credentials
from infra.sandbox.seed_accounts import all_accounts
from tests.portal import Browser

SEED = Path(__file__).parents[2] / "infra" / "seed"
VIENNE = "SI-21380544300016-38544"


def seed(name: str) -> Any:
    return json.loads((SEED / f"{name}.json").read_text(encoding="utf-8"))


ROWS = all_accounts(seed("accounts"), seed("subscriptions"))
SUBSCRIBED = {(each["subscriber"], each["process_code"]) for each in seed("subscriptions") if each["state"] != "Refusé"}


@pytest.mark.rule("ACC-01", "ACC-05", "ACC-06")
def test_there_is_a_person_of_every_type_and_each_is_what_his_organisation_may_have() -> None:
    assert {ActorType(each["actor_type"]) for each in ROWS} == set(ActorType)
    assert len({each["email"] for each in ROWS}) == len(ROWS)
    for row in ROWS:
        rules = ACTOR_RULES[ActorType(row["actor_type"])]
        assert not is_generic(row["email"])
        assert frozenset(map(Role, row["roles"] or ())) <= rules.possible_roles
        assert all(ActorType(row["actor_type"]) in TYPES_OF[OrganisationId.parse(each).type] for each in row["organisations"])
        assert {(row["organisations"][0], code) for code in row["habilitations"]} <= SUBSCRIBED
        assert len(row["organisations"]) == 1 or row["actor_type"] == "DELEGUE_TECHNIQUE"


@pytest.mark.rule("ACC-08", "SUB-12")
def test_every_instructing_service_has_an_administrator_vienne_two_and_a_delegate_those_that_name_him() -> None:
    managed = [each["organisations"][0] for each in ROWS if each["actor_type"] == "ADMINISTRATEUR_LOCAL"]
    services = {f"SI-{each['id']['company_register']}-{each['id']['branch_code']}" for each in seed("organisations") if each["id"]["type"] == "SI"}
    assert set(managed) == services
    assert managed.count(VIENNE) == 2
    for row in (each for each in ROWS if each["actor_type"] == "DELEGUE_TECHNIQUE"):
        assert set(row["organisations"]) == {each["subscriber"] for each in seed("subscriptions") if each["delegation"] == row["email"]}


@pytest.mark.rule("ACC-01", "AUT-01", "AUT-06")
def test_each_signs_in_with_what_the_credentials_tell_and_the_same_word_tells_the_same(hub: Composition, gateway: Gateway, tmp_path: Path) -> None:
    seeding = Seeding(hub, word="hubee", now=hub.clock.now())
    clients, accounts = seeding.run(), seeding.people()
    path = write_credentials(tmp_path, "http://localhost", clients, accounts)
    told = json.loads(path.read_text())["accounts"]
    assert len(told) == len(ROWS)
    assert all(is_strong(each["password"]) for each in told)
    for each in told[:11]:
        browser = Browser(gateway)
        answer = browser.begin(each["email"], each["password"])
        assert (answer.status, answer.json["stage"]) == (200, "SECOND_FACTOR" if each["totpSecret"] else "OPEN")
        if each["totpSecret"]:
            assert browser.give_code(pyotp.TOTP(each["totpSecret"]).at(hub.clock.now())).json["stage"] == "OPEN"
        me = browser.get("/me").json
        assert me["actorType"] == each["actorType"]
        assert (me["organisation"] or {}).get("id") == each["organization"]
    assert hub.accounts.managers(OrganisationId.parse(VIENNE)).account_ids == {
        account.id for account in hub.accounts.of_organisation(OrganisationId.parse(VIENNE), limit=50) if account.is_manager
    }
