"""Signing in to the portal, staying there, leaving it. **Source:** AUT-01, AUT-04 to AUT-07."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pyotp
import pytest

from chalicelib.domain.accounts import Account, Deactivation
from chalicelib.domain.roles import ActorType, Role
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Write
from tests.builders import World
from tests.portal import PASSWORD, TOTP_SECRET, Browser, add_account, signed_in

OTHER = "Autre&2027"


@contextmanager
def later(world: World, **duration: int) -> Iterator[None]:
    """The hub some time from now."""
    world.clock.advance(timedelta(**duration))
    try:
        yield
    finally:
        world.clock.advance(-timedelta(**duration))


def stored(world: World, account: Account) -> Account:
    found = world.hub.accounts.account(account.id)
    assert found is not None
    return found


def an_agent(world: World) -> Account:
    return add_account(world.hub, ActorType.AGENT, world.organisation("SI"))


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


@pytest.mark.rule("AUT-06")
@pytest.mark.parametrize("actor_type", [each for each in ActorType if each is not ActorType.AGENT])
def test_every_administrator_and_delegate_gives_a_second_factor(world: World, actor_type: ActorType) -> None:
    account = add_account(world.hub, actor_type, world.organisation("SI"))
    assert Browser(world.gateway).begin(account.email).json["stage"] == "SECOND_FACTOR"


@pytest.mark.rule("AUT-06")
@pytest.mark.parametrize(
    ("role", "stage"),
    [(Role.USERS_MANAGE, "SECOND_FACTOR"), (Role.SUBSCRIPTIONS_MANAGE, "SECOND_FACTOR"), (Role.USERS_READ, "OPEN"), (Role.CASES_MANAGE, "OPEN")],
)
def test_an_agent_gives_one_when_his_roles_ask_for_it(world: World, role: Role, stage: str) -> None:
    account = add_account(world.hub, ActorType.AGENT, world.organisation("SI"), roles={role})
    assert Browser(world.gateway).begin(account.email).json["stage"] == stage


@pytest.mark.rule("AUT-05")
def test_five_wrong_passwords_block(world: World) -> None:
    account = an_agent(world)
    browser = Browser(world.gateway)
    answers = [browser.begin(account.email, "Wrong&2026") for _ in range(6)]
    assert [each.json["reason"] for each in answers] == ["WRONG"] * 4 + ["BLOCKED"] * 2
    with later(world, minutes=14):
        assert browser.begin(account.email).json["reason"] == "BLOCKED"
    with later(world, minutes=15):
        assert browser.begin(account.email).status == 200


@pytest.mark.rule("AUT-04")
def test_a_password_six_months_old_is_changed_before_anything_else(world: World) -> None:
    account = add_account(world.hub, ActorType.AGENT, world.organisation("SI"), at=world.clock.now() - timedelta(days=190))
    browser = Browser(world.gateway)
    assert browser.begin(account.email).json["stage"] == "NEW_PASSWORD"
    assert browser.get("/me").status == 401
    used = browser.post("/session/password", {"password": PASSWORD})
    assert (used.status, used.json["errors"][0]["field"]) == (400, "password")
    done = browser.post("/session/password", {"password": OTHER})
    assert (done.status, done.json["stage"]) == (200, "OPEN")
    assert browser.get("/me").status == 200
    expires = datetime.fromisoformat(browser.get("/me").json["passwordExpiresAt"])
    assert timedelta(days=180) < expires - world.clock.now() < timedelta(days=185)


@pytest.mark.rule("AUT-07")
def test_a_session_lasts_sixty_minutes_after_the_last_action(world: World) -> None:
    browser = signed_in(world.hub, world.gateway, an_agent(world))
    with later(world, minutes=59):
        answer = browser.get("/me")
        assert answer.status == 200
        ends = datetime.fromisoformat(answer.headers["x-session-ends-at"])
        assert timedelta(minutes=59) < ends - world.clock.now() <= timedelta(minutes=60)
        assert int(answer.headers["x-session-ends-in"]) in (3599, 3600)
    with later(world, minutes=118):
        assert browser.get("/me").status == 200
    with later(world, minutes=179):
        gone = browser.get("/me")
        assert (gone.status, gone.json["reason"]) == (401, "EXPIRED")
        assert gone.messages == ["Votre session a expiré après 60 minutes d'inactivité. Reconnectez-vous."]


@pytest.mark.rule("AUT-07")
def test_a_page_that_refreshes_itself_does_not_prolong_it(world: World) -> None:
    browser = signed_in(world.hub, world.gateway, an_agent(world))
    for minutes in (20, 40, 59):
        with later(world, minutes=minutes):
            assert browser.call("GET", "/me", headers={"X-Automatic-Refresh": "true"}).status == 200
    with later(world, minutes=60):
        assert browser.get("/me").json["reason"] == "EXPIRED"


@pytest.mark.rule("AUT-07")
def test_a_session_lasts_twelve_hours_however_busy(world: World) -> None:
    browser = signed_in(world.hub, world.gateway, an_agent(world))
    for minutes in range(50, 720, 50):
        with later(world, minutes=minutes):
            assert browser.get("/me").status == 200
    with later(world, minutes=720):
        assert browser.get("/me").json["reason"] == "CLOSED"


@pytest.mark.rule("AUT-06", "AUT-07")
def test_a_sign_in_that_is_not_finished_in_time_begins_again(world: World) -> None:
    account = add_account(world.hub, ActorType.LOCAL_ADMINISTRATOR, world.organisation("SI"))
    browser = Browser(world.gateway)
    browser.begin(account.email)
    with later(world, minutes=15):
        answer = browser.give_code(pyotp.TOTP(TOTP_SECRET).at(int(world.clock.now().timestamp())))
        assert (answer.status, answer.json["reason"]) == (401, "TOO_LATE")


@pytest.mark.rule("AUT-07", "AUT-08")
@pytest.mark.parametrize(("why", "cause"), [(Deactivation.BY_ADMINISTRATOR, ""), (Deactivation.BY_INACTIVITY, " après 120 jours d'inactivité")])
def test_a_deactivated_account_is_signed_out_and_told_whom_to_ask_after_the_right_password(world: World, why: Deactivation, cause: str) -> None:
    account = an_agent(world)
    browser = signed_in(world.hub, world.gateway, account)
    world.hub.commit(stored(world, account).deactivated(why, at=world.clock.now()))
    assert browser.get("/me").json["reason"] == "CLOSED"
    assert browser.begin(account.email, "Wrong&2026").json["reason"] == "WRONG"
    told = browser.begin(account.email)
    assert (told.status, told.json["reason"]) == (401, "DEACTIVATED")
    assert told.messages == [f"Votre compte est désactivé{cause}. Contactez l'administrateur local de votre organisation."]
    world.hub.commit(stored(world, account).reactivated(at=world.clock.now()))
    assert browser.get("/me").status == 401
    assert browser.begin(account.email).status == 200


@pytest.mark.rule("AUT-06", "AUT-07")
def test_new_rights_that_ask_for_a_second_factor_end_a_session_without_one(world: World) -> None:
    account = an_agent(world)
    browser = signed_in(world.hub, world.gateway, account)
    present = stored(world, account)
    raised: Write = replace(present, roles=present.roles | {Role.USERS_READ, Role.USERS_MANAGE})
    world.hub.commit(raised)
    answer = browser.get("/me")
    assert (answer.status, answer.json["reason"]) == (401, "RIGHTS")
    assert browser.begin(account.email).json == browser_json(browser, stage="SECOND_FACTOR", method="MAIL")


def browser_json(browser: Browser, *, stage: str, method: str) -> dict[str, object]:
    return {"stage": stage, "method": method, "csrfToken": browser.csrf, "endsAt": Anything()}


class Anything:
    """Equal to whatever it is compared with."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


@pytest.mark.rule("AUT-07")
def test_signing_out_ends_this_session_alone(world: World) -> None:
    account = an_agent(world)
    browser, elsewhere = (signed_in(world.hub, world.gateway, account) for _ in range(2))
    kept = Browser(world.gateway, browser.cookie, browser.csrf)
    assert browser.delete("/session").status == 204
    assert [each.get("/me").status for each in (browser, kept, elsewhere)] == [401, 401, 200]
    assert browser.get("/me").json["reason"] == "SIGNED_OUT"


@pytest.mark.rule("AUT-01", "ACC-10")
@pytest.mark.parametrize(
    ("body", "fields"),
    [({}, ["email", "password"]), ({"email": "a@b.test"}, ["password"]), ({"email": 1, "password": None}, ["email", "password"])],
)
def test_what_is_missing_is_told_beside_its_field(world: World, body: dict[str, object], fields: list[str]) -> None:
    answer = Browser(world.gateway).post("/session", body)
    assert (answer.status, [each["field"] for each in answer.json["errors"]]) == (400, fields)


@pytest.mark.rule("AUT-01")
def test_half_a_character_is_no_password_and_no_failure_of_the_hub(world: World) -> None:
    account = an_agent(world)
    content = b'{"email": "' + account.email.encode() + b'", "password": "\\ud800Aa1!aaaa"}'
    answer = Browser(world.gateway).call("POST", "/session", content=content, headers={"Content-Type": "application/json"})
    assert (answer.status, answer.messages) == (400, ["La demande n'est pas lisible : son contenu n'est pas du JSON valide."])
