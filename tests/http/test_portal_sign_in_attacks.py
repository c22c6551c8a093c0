"""Attacks on signing in: guessing, looking addresses up, fixing a session, replaying, forging. **Source:** AUT-05 to AUT-07, AUT-09, AUT-12."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pyotp
import pytest

from chalicelib.adapters.dynamo_every_table import TABLES
from chalicelib.domain.accounts import Account, account_id
from chalicelib.domain.identity_mails import reset_mail
from chalicelib.domain.links import LINK_IS_DEAD, Purpose
from chalicelib.domain.mails import Mail, mail
from chalicelib.domain.roles import ActorType
from chalicelib.domain.values import replace
from chalicelib.handlers.portal_http import COOKIE
from chalicelib.use_cases.send_mails import send_mail
from tests.builders import Answer, World
from tests.portal import PASSWORD, TOTP_SECRET, Browser, add_account, signed_in
from tests.use_cases.front_desk import Letterbox

OTHER = "Autre&2027"
NEVER = "Jamais&2026"


def an_account(world: World, actor_type: ActorType = ActorType.AGENT, *, is_mailed: bool = False) -> Account:
    account = add_account(world.hub, actor_type, world.organisation("SI"))
    if is_mailed:
        _, kept = world.hub.accounts.with_credentials(account.id)
        assert kept is not None
        world.hub.commit(replace(kept, totp_secret=None))
    return account


def mails_of(world: World, address: str) -> list[Mail]:
    """What reaches an address now."""
    hub, box = world.hub, Letterbox()
    for each in hub.outbox.waiting(created_before=world.clock.now() + timedelta(days=1), limit=1_000):
        if each.to == address:
            send_mail(
                each.id,
                now=world.clock.now(),
                outbox=hub.outbox,
                accounts=hub.accounts,
                sessions=hub.sessions,
                secrets=hub.secrets,
                referential=hub.referential,
                carrier=box,
                commit=hub.commit,
            )
    return box.mails


def reset_token(world: World, account: Account) -> str:
    """The token of a link that is just mailed."""
    assert Browser(world.gateway).post("/password/forgotten", {"email": account.email}).status == 204
    (made,) = [each for each in mails_of(world, account.email) if each.template == "mot_de_passe_oublie"]
    return made.words["token"]


def set_password(world: World, token: str, password: str = OTHER, purpose: str = "RESET") -> Answer:
    return Browser(world.gateway).post("/password", {"token": token, "purpose": purpose, "password": password})


def shown(answer: Answer) -> tuple[int, Any, set[str]]:
    """All that an answer tells, but for its own id."""
    return answer.status, answer.json if answer.content else None, set(answer.headers)


@pytest.mark.rule("AUT-05", "AUT-12")
def test_guessing_tells_nothing_of_which_addresses_have_an_account(world: World) -> None:
    known, unknown = an_account(world).email, f"inconnu-{account_id('x')}@commune.test"
    told = []
    for address in (known, unknown):
        browser = Browser(world.gateway)
        tries = [browser.begin(address, NEVER) for _ in range(7)]
        assert [each.json["reason"] for each in tries] == ["WRONG"] * 4 + ["BLOCKED"] * 3
        forgotten = browser.post("/password/forgotten", {"email": address})
        told.append([*map(shown, tries[:4]), *((each.status, set(each.headers)) for each in tries[4:]), shown(forgotten)])
        assert browser.cookie is None
    assert told[0] == told[1]


@pytest.mark.rule("AUT-05")
def test_a_block_holds_against_the_right_password_in_any_case_of_the_address(world: World) -> None:
    account = an_account(world)
    for each in (account.email.upper(), f" {account.email}", account.email.title(), account.email, account.email):
        Browser(world.gateway).begin(each, NEVER)
    assert Browser(world.gateway).begin(account.email).json["reason"] == "BLOCKED"


@pytest.mark.rule("AUT-05")
def test_guessing_with_many_browsers_at_once_gets_no_more_tries(world: World) -> None:
    account = an_account(world)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: Browser(world.gateway).begin(account.email, NEVER), range(10)))
    reasons = sorted(each.json.get("reason", "503") for each in answers)
    assert reasons.count("WRONG") <= 4
    assert Browser(world.gateway).begin(account.email).json["reason"] == "BLOCKED"


@pytest.mark.rule("AUT-09")
def test_a_cookie_is_kept_from_scripts_other_hosts_and_other_sites(world: World) -> None:
    account = an_account(world, ActorType.LOCAL_ADMINISTRATOR)
    browser = Browser(world.gateway)
    begun = browser.begin(account.email)
    cookie, *settings = begun.headers["set-cookie"].split("; ")
    assert cookie == f"{COOKIE}={browser.cookie}"
    assert COOKIE.startswith("__Host-")
    assert sorted(settings) == ["HttpOnly", "Path=/", "SameSite=Strict", "Secure"]
    assert begun.headers["cache-control"] == "no-store"
    browser = signed_in(world.hub, world.gateway, account)
    gone = browser.delete("/session").headers["set-cookie"]
    assert (gone.partition(";")[0], "Max-Age=0" in gone) == (f"{COOKIE}=", True)


@pytest.mark.rule("AUT-09")
def test_a_token_known_before_a_stage_is_worth_nothing_after_it(world: World) -> None:
    account = an_account(world, ActorType.LOCAL_ADMINISTRATOR)
    browser = Browser(world.gateway, cookie="fixed.by-somebody-else")
    browser.begin(account.email)
    begun = browser.cookie
    assert begun != "fixed.by-somebody-else"
    thief = Browser(world.gateway, begun, browser.csrf)
    assert thief.get("/me").status == 401
    assert browser.give_code(pyotp.TOTP(TOTP_SECRET).at(int(world.clock.now().timestamp()))).status == 200
    assert browser.cookie != begun
    assert [browser.get("/me").status, thief.get("/me").status, thief.give_code("000000").status] == [200, 401, 401]


@pytest.mark.rule("AUT-09")
@pytest.mark.parametrize("cookie", ["", "x", ".", "a.b", "ü.ü", "a" * 4_000, "'; DROP", "null.null"])
def test_a_made_up_token_opens_nothing(world: World, cookie: str) -> None:
    assert Browser(world.gateway, cookie=cookie).get("/me").status == 401


@pytest.mark.rule("AUT-09")
def test_a_change_needs_the_forgery_token_of_this_very_session(world: World) -> None:
    account = an_account(world)
    browser, other = (signed_in(world.hub, world.gateway, account) for _ in range(2))
    for token in (None, "", "wrong", other.csrf, browser.cookie, "é"):
        forged = Browser(world.gateway, browser.cookie, token)
        answer = forged.patch("/me", {"function": "x"})
        assert (answer.status, answer.messages) == (403, ["Votre demande n'a pas pu être vérifiée. Rechargez la page et recommencez."])
        assert forged.delete("/session").status == 403
    assert browser.patch("/me", {"function": "x"}).status == 204


@pytest.mark.rule("AUT-09")
@pytest.mark.parametrize(("site", "status"), [("cross-site", 403), ("same-site", 403), ("same-origin", 204), ("none", 204)])
def test_a_change_asked_by_another_site_is_refused_even_with_the_token(world: World, site: str, status: int) -> None:
    browser = signed_in(world.hub, world.gateway, an_account(world))
    assert browser.patch("/me", {"function": "x"}, headers={"Sec-Fetch-Site": site}).status == status


@pytest.mark.rule("AUT-09")
def test_another_site_signs_nobody_in_and_asks_no_reset(world: World) -> None:
    account = an_account(world)
    asked = {"email": account.email, "password": PASSWORD}
    browser = Browser(world.gateway)
    assert browser.post("/session", asked, headers={"Sec-Fetch-Site": "cross-site"}).status == 403
    for kind in ("text/plain;charset=utf-8", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        assert browser.post("/session", asked, headers={"Content-Type": kind}).status == 403
        assert browser.post("/password/forgotten", {"email": account.email}, headers={"Content-Type": kind}).status == 403
    assert (browser.cookie, mails_of(world, account.email)) == (None, [])


@pytest.mark.rule("AUT-06")
def test_a_mailed_code_serves_once_however_many_give_it_at_once(world: World) -> None:
    account = an_account(world, ActorType.LOCAL_ADMINISTRATOR, is_mailed=True)
    browser = Browser(world.gateway)
    assert browser.begin(account.email).json["method"] == "MAIL"
    (made,) = mails_of(world, account.email)
    code = made.words["code"]
    many = [Browser(world.gateway, browser.cookie, browser.csrf) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda each: each.give_code(code), many))
    assert [each.status for each in answers].count(200) == 1
    assert Browser(world.gateway, browser.cookie, browser.csrf).give_code(code).status == 401
    later = Browser(world.gateway)
    later.begin(account.email)
    assert later.give_code(code).json["reason"] == "WRONG_CODE"


@pytest.mark.rule("AUT-06", "AUT-05")
def test_wrong_codes_count_and_block_whatever_sign_in_they_are_of(world: World) -> None:
    account = an_account(world, ActorType.LOCAL_ADMINISTRATOR)
    reasons = []
    for _ in range(5):
        browser = Browser(world.gateway)
        assert browser.begin(account.email).status == 200
        reasons.append(browser.give_code("000000").json["reason"])
    assert reasons == ["WRONG_CODE"] * 4 + ["BLOCKED"]
    right = pyotp.TOTP(TOTP_SECRET).at(int(world.clock.now().timestamp()))
    assert browser.give_code(right).json["reason"] == "BLOCKED"
    assert Browser(world.gateway).begin(account.email).json["reason"] == "BLOCKED"


@pytest.mark.rule("AUT-06")
def test_a_code_is_not_skipped(world: World) -> None:
    account = an_account(world, ActorType.LOCAL_ADMINISTRATOR)
    browser = Browser(world.gateway)
    browser.begin(account.email)
    assert browser.post("/session/password", {"password": OTHER}).status == 401
    assert [browser.get(each).status for each in ("/me", "/me/sessions")] == [401, 401]
    assert browser.post("/session/code", {"code": "é\u0663\u0663"}).status == 401


@pytest.mark.rule("AUT-03")
def test_a_link_serves_once(world: World) -> None:
    account = an_account(world)
    token = reset_token(world, account)
    browser = Browser(world.gateway)
    assert browser.post("/password/link", {"token": token, "purpose": "RESET"}).status == 204
    assert set_password(world, token, "trop faible").json["errors"][0]["field"] == "password"
    assert set_password(world, token).status == 204
    again = set_password(world, token, "Encore&2028")
    assert (again.status, again.messages) == (400, [LINK_IS_DEAD])
    assert browser.post("/password/link", {"token": token, "purpose": "RESET"}).messages == [LINK_IS_DEAD]
    assert [Browser(world.gateway).begin(account.email, each).status for each in (OTHER, PASSWORD)] == [200, 401]


@pytest.mark.rule("AUT-03")
def test_a_link_used_twice_at_once_sets_one_password(world: World) -> None:
    account = an_account(world)
    token = reset_token(world, account)
    words = ["Premier&2027", "Second&2027"]
    with ThreadPoolExecutor(2) as pool:
        statuses = list(pool.map(lambda word: set_password(world, token, word).status, words))
    assert sorted(statuses) == [204, 400]
    assert [Browser(world.gateway).begin(account.email, each).status for each in words] == [200 if each == 204 else 401 for each in statuses]


@pytest.mark.rule("AUT-02", "AUT-03")
def test_a_forged_foreign_or_misused_link_sets_nothing(world: World) -> None:
    account, victim = an_account(world), an_account(world)
    token = reset_token(world, account)
    subject, _, secret = token.partition(".")
    forged = [f"{victim.id}.{secret}", f"{subject}.{secret[:-1]}", f"{subject}.", f".{secret}", subject, ".", "é.é", f"{token}.x", token.upper()]
    assert [set_password(world, each).messages for each in forged] == [[LINK_IS_DEAD]] * len(forged)
    assert set_password(world, token, purpose="ACTIVATION").messages == [LINK_IS_DEAD]
    assert set_password(world, token, purpose="REQUEST").status == 400
    assert set_password(world, token).status == 204


@pytest.mark.rule("AUT-03")
def test_a_link_lives_one_hour_and_a_newer_one_takes_its_place(world: World) -> None:
    account = an_account(world)
    former = reset_token(world, account)
    try:
        world.clock.advance(timedelta(minutes=59))
        newer = reset_token(world, account)
        assert set_password(world, former).messages == [LINK_IS_DEAD]
        world.clock.advance(timedelta(minutes=60))
        assert set_password(world, newer).messages == [LINK_IS_DEAD]
    finally:
        world.clock.advance(-timedelta(minutes=119))
    assert Browser(world.gateway).begin(account.email).status == 200


@pytest.mark.rule("AUT-02", "AUT-07")
def test_setting_a_password_by_one_link_kills_the_other_and_every_session(world: World) -> None:
    account = an_account(world)
    browser = signed_in(world.hub, world.gateway, account)
    world.hub.commit(
        mail("activation", account.email, cause="c", at=world.clock.now(), account_id=account.id, mints=Purpose.ACTIVATION, subject=account.id)
    )
    activation = mails_of(world, account.email)[0].words["token"]
    assert set_password(world, reset_token(world, account)).status == 204
    assert set_password(world, activation, "Encore&2028", "ACTIVATION").messages == [LINK_IS_DEAD]
    assert browser.get("/me").json["reason"] == "CLOSED"


@pytest.mark.rule("AUT-02")
def test_a_new_account_sets_its_first_password_by_its_link(world: World) -> None:
    account = add_account(world.hub, ActorType.AGENT, world.organisation("SI"), password=None)
    world.hub.commit(
        mail("activation", account.email, cause="c", at=world.clock.now(), account_id=account.id, mints=Purpose.ACTIVATION, subject=account.id)
    )
    token = mails_of(world, account.email)[0].words["token"]
    assert Browser(world.gateway).begin(account.email).json["reason"] == "WRONG"
    assert set_password(world, token, purpose="ACTIVATION").status == 204
    assert Browser(world.gateway).begin(account.email, OTHER).status == 200
    assert mails_of(world, account.email) == []


@pytest.mark.rule("AUT-09")
def test_no_secret_lies_in_clear_in_any_row(world: World) -> None:
    account = an_account(world, ActorType.LOCAL_ADMINISTRATOR, is_mailed=True)
    browser = Browser(world.gateway)
    browser.begin(account.email)
    first = browser.cookie
    (made,) = mails_of(world, account.email)
    browser.give_code(made.words["code"])
    opened = browser.cookie
    enrolment = browser.post("/me/authenticator", {"currentPassword": PASSWORD}).json
    totp = pyotp.TOTP(enrolment["secret"]).at(int(world.clock.now().timestamp()))
    recovery = browser.post("/me/authenticator/confirmation", {"code": totp}).json["recoveryCodes"]
    token = reset_token(world, account)
    world.hub.commit(reset_mail(account.email, at=world.clock.now() + timedelta(minutes=2)))
    used = [PASSWORD, OTHER, NEVER, first, opened, browser.csrf, token, *recovery, *(each.replace("-", "") for each in recovery)]
    secrets = [str(each) for each in used] + [str(each).partition(".")[2] for each in (first, opened, token)]
    Browser(world.gateway).begin(account.email, NEVER)
    rows = [repr(row.to_simple_dict()) for table in TABLES for row in table.scan()]
    stored = "\n".join(rows)
    assert len(rows) > 10
    assert "argon2id" in stored
    assert [each for each in secrets if each in stored] == []
    assert not re.search(rf"(?<![0-9a-fA-F.]){made.words['code']}(?![0-9a-fA-F])", stored)
