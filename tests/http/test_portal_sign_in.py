"""Signing in to the portal: a first look."""

import pytest

from chalicelib.domain.roles import ActorType
from tests.builders import World
from tests.portal import Browser, add_account, signed_in


@pytest.mark.rule("AUT-01")
def test_an_agent_signs_in_with_address_and_password(world: World) -> None:
    town = world.organisation("SI")
    account = add_account(world.hub, ActorType.AGENT, town)
    browser = signed_in(world.hub, world.gateway, account)
    me = browser.get("/me")
    assert (me.status, me.json["email"], me.json["organisation"]["id"]) == (200, account.email, str(town))
    assert browser.delete("/session").status == 204
    assert browser.get("/me").status == 401


@pytest.mark.rule("AUT-06")
def test_a_local_administrator_gives_a_second_factor(world: World) -> None:
    account = add_account(world.hub, ActorType.LOCAL_ADMINISTRATOR, world.organisation("SI"))
    browser = signed_in(world.hub, world.gateway, account)
    assert browser.get("/me").json["warnings"] != []


@pytest.mark.rule("AUT-05")
def test_five_wrong_passwords_block(world: World) -> None:
    account = add_account(world.hub, ActorType.AGENT, world.organisation("SI"))
    browser = Browser(world.gateway)
    answers = [browser.begin(account.email, "Wrong&2026") for _ in range(6)]
    assert [each.json["reason"] for each in answers] == ["WRONG"] * 4 + ["BLOCKED"] * 2
