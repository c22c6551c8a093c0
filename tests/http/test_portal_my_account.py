"""« Mon compte »: profile, password, authenticator, sessions. **Source:** ACC-09, AUT-01, AUT-05 to AUT-07, AUT-10."""

import re
from base64 import b64decode
from datetime import timedelta
from urllib.parse import unquote

import pyotp
import pytest

from chalicelib.domain.accounts import Account, Civility
from chalicelib.domain.audit import AuditFact, Fact
from chalicelib.domain.credentials import TOO_WEAK, Credentials
from chalicelib.domain.roles import ActorType
from chalicelib.domain.values import replace
from tests.builders import World
from tests.portal import PASSWORD, TOTP_SECRET, Browser, add_account, signed_in

OTHER = "Autre&2027"
WRONG_PASSWORD = "Le mot de passe actuel est incorrect."


def an_agent(world: World) -> tuple[Account, Browser]:
    account = add_account(world.hub, ActorType.AGENT, world.organisation("SI"))
    return account, signed_in(world.hub, world.gateway, account)


def credentials(world: World, account: Account) -> Credentials:
    _, kept = world.hub.accounts.with_credentials(account.id)
    assert kept is not None
    return kept


def code(world: World, secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(int(world.clock.now().timestamp()) + steps * 30)


def enrolled(world: World, browser: Browser) -> tuple[str, list[str]]:
    """An authenticator put in service: its secret, and the recovery codes."""
    begun = browser.post("/me/authenticator", {"currentPassword": PASSWORD})
    assert begun.status == 200, begun.content
    secret: str = begun.json["secret"]
    done = browser.post("/me/authenticator/confirmation", {"code": code(world, secret)})
    assert done.status == 200, done.content
    return secret, done.json["recoveryCodes"]


def facts_of(world: World, account: Account) -> list[AuditFact]:
    waiting = world.hub.audit.waiting(limit=1_000)
    return [each for each in waiting if each.subject == account.id]


def mails_to(world: World, account: Account) -> list[str]:
    waiting = world.hub.outbox.waiting(created_before=world.clock.now() + timedelta(days=1), limit=1_000)
    return [each.template for each in waiting if each.to == account.email]


@pytest.mark.rule("ACC-09")
def test_a_person_is_told_his_roles_in_words_and_who_changes_the_rest(world: World) -> None:
    _, browser = an_agent(world)
    me = browser.get("/me").json
    assert me["roleLabels"] == ["Consultation des télédossiers", "Gestion des télédossiers"]
    assert me["whomToAsk"] == "Contactez l'administrateur local de votre organisation."


@pytest.mark.rule("ACC-09")
def test_a_person_changes_civility_function_and_phone_and_nothing_else(world: World) -> None:
    account, browser = an_agent(world)
    before = world.hub.accounts.account(account.id)
    assert before is not None
    asked = {
        "civility": "Madame",
        "function": " Officière d'état civil ",
        "phoneNumber": "+33 4 74 78 00 00",
        "email": "autre@commune.test",
        "lastName": "AUTRE",
        "actorType": "ADMINISTRATEUR_NATIONAL",
        "roles": ["ADMINISTRATION"],
        "habilitations": ["CERTDC"],
        "id": "x",
        "version": 0,
    }
    assert browser.patch("/me", asked).status == 204
    after = world.hub.accounts.account(account.id)
    assert after is not None
    assert after == replace(
        before,
        civility=Civility.MADAME,
        function="Officière d'état civil",
        phone_number="+33 4 74 78 00 00",
        updated_at=after.updated_at,
        version=before.version + 1,
    )
    assert {each: browser.get("/me").json[each] for each in ("civility", "function", "phoneNumber", "lastName")} == {
        "civility": "Madame",
        "function": "Officière d'état civil",
        "phoneNumber": "+33 4 74 78 00 00",
        "lastName": "BERNARD",
    }
    (fact,) = [each for each in facts_of(world, account) if each.fact == "ACCOUNT_CHANGED"]
    assert dict(fact.details) == {"fields": "civility function phone_number"}


@pytest.mark.rule("ACC-09")
def test_a_field_that_is_not_given_stays_and_null_empties_it(world: World) -> None:
    account, browser = an_agent(world)
    assert browser.patch("/me", {"civility": "Monsieur", "function": "Agent"}).status == 204
    assert browser.patch("/me", {"function": None}).status == 204
    kept = world.hub.accounts.account(account.id)
    assert kept is not None
    assert (kept.civility, kept.function) == (Civility.MONSIEUR, None)
    assert browser.patch("/me", {}).status == 204
    assert world.hub.accounts.account(account.id) == kept


@pytest.mark.rule("ACC-09", "ACC-10")
def test_each_fault_of_a_profile_is_told_beside_its_field(world: World) -> None:
    _, browser = an_agent(world)
    answer = browser.patch("/me", {"civility": "Docteur", "function": "x" * 101, "phoneNumber": "appelez-moi"})
    assert answer.status == 400
    assert {each["field"]: each["message"] for each in answer.json["errors"]} == {
        "civility": "Cette valeur n'est pas dans la liste.",
        "function": "Ce texte est trop long : 100 caractères au plus.",
        "phoneNumber": "Cette valeur n'est pas dans le bon format.",
    }


@pytest.mark.rule("AUT-07", "AUT-10")
def test_changing_the_password_ends_every_other_session_and_gives_this_one_another_token(world: World) -> None:
    account, browser = an_agent(world)
    elsewhere = signed_in(world.hub, world.gateway, account)
    former = replace_of(browser)
    answer = browser.post("/me/password", {"currentPassword": PASSWORD, "password": OTHER})
    assert (answer.status, answer.json["stage"]) == (200, "OPEN")
    browser.csrf = answer.json["csrfToken"]
    assert [each.get("/me").status for each in (browser, elsewhere, former)] == [200, 401, 401]
    assert browser.patch("/me", {"function": "Agent"}).status == 204
    assert Browser(world.gateway).begin(account.email).status == 401
    assert Browser(world.gateway).begin(account.email, OTHER).status == 200
    assert mails_to(world, account) == ["mot_de_passe_change"]
    assert [dict(each.details) for each in facts_of(world, account) if each.fact == "PASSWORD_SET"] == [{"way": "WISH"}]


def replace_of(browser: Browser) -> Browser:
    """Another browser with the same cookie."""
    return Browser(browser.gateway, browser.cookie, browser.csrf)


@pytest.mark.rule("AUT-05")
def test_a_wrong_current_password_counts_as_a_failure_and_blocks(world: World) -> None:
    account, browser = an_agent(world)
    asked = {"currentPassword": "Wrong&2026", "password": OTHER}
    answers = [browser.post("/me/password", asked) for _ in range(6)]
    assert [each.status for each in answers] == [400] * 6
    assert {each.json["errors"][0]["field"] for each in answers} == {"currentPassword"}
    assert [each.messages for each in answers[:4]] == [[WRONG_PASSWORD]] * 4
    assert all("bloquée jusqu'" in each.messages[0] for each in answers[4:])
    assert browser.post("/me/password", {"currentPassword": PASSWORD, "password": OTHER}).status == 400
    assert Browser(world.gateway).begin(account.email).json["reason"] == "BLOCKED"
    assert browser.get("/me").status == 200


@pytest.mark.rule("AUT-01", "AUT-04")
def test_a_weak_or_used_new_password_is_refused_and_is_no_failed_try(world: World) -> None:
    account, browser = an_agent(world)
    for _ in range(3):
        weak = browser.post("/me/password", {"currentPassword": PASSWORD, "password": "trop faible"})
        assert weak.json["errors"] == [{"code": 400, "message": TOO_WEAK, "field": "password"}]
        used = browser.post("/me/password", {"currentPassword": PASSWORD, "password": PASSWORD})
        assert (used.status, used.json["errors"][0]["field"]) == (400, "password")
    _, _, attempts = world.hub.accounts.sign_in_facts(account.email)
    assert attempts is not None
    assert (attempts.failures, attempts.blocks) == (0, 0)


@pytest.mark.rule("AUT-01")
def test_an_accent_may_be_typed_in_two_ways(world: World) -> None:
    account, browser = an_agent(world)
    assert browser.post("/me/password", {"currentPassword": PASSWORD, "password": "E\u0301te&2027"}).status == 200
    assert Browser(world.gateway).begin(account.email, "\u00c9te&2027").status == 200


@pytest.mark.rule("AUT-06", "AUT-10")
def test_an_authenticator_is_in_service_once_a_code_proved_it(world: World) -> None:
    account, browser = an_agent(world)
    begun = browser.post("/me/authenticator", {"currentPassword": PASSWORD}).json
    assert pyotp.parse_uri(begun["uri"]).secret == begun["secret"]
    assert begun["qrCode"].startswith("data:image/svg+xml")
    assert "<svg" in unquote(begun["qrCode"]) or b"<svg" in b64decode(begun["qrCode"].partition(",")[2])
    assert browser.get("/me").json["hasAuthenticator"] is False
    refused = browser.post("/me/authenticator/confirmation", {"code": "000000"})
    assert (refused.status, refused.json["errors"][0]["field"]) == (400, "code")
    done = browser.post("/me/authenticator/confirmation", {"code": code(world, begun["secret"])})
    assert done.status == 200
    assert len(set(done.json["recoveryCodes"])) == 10
    assert all(re.fullmatch("([A-Z2-9]{5}-){2}[A-Z2-9]{5}", each) for each in done.json["recoveryCodes"])
    assert browser.get("/me").json["hasAuthenticator"] is True
    assert mails_to(world, account) == ["authentificateur_active"]
    assert [dict(each.details) for each in facts_of(world, account) if each.fact == "SECOND_FACTOR_CHANGED"] == [{"change": "IN_SERVICE"}]
    later = Browser(world.gateway)
    assert {name: later.begin(account.email).json[name] for name in ("stage", "method")} == {"stage": "SECOND_FACTOR", "method": "AUTHENTICATOR"}
    assert later.give_code(done.json["recoveryCodes"][0]).json["stage"] == "OPEN"


@pytest.mark.rule("AUT-06")
def test_the_code_that_put_it_in_service_and_a_spent_recovery_code_sign_nobody_in(world: World) -> None:
    account, browser = an_agent(world)
    secret, recovery = enrolled(world, browser)
    later = Browser(world.gateway)
    later.begin(account.email)
    spent = pyotp.TOTP(secret).generate_otp(credentials(world, account).totp_step)
    assert later.give_code(spent).json["reason"] == "WRONG_CODE"
    assert later.give_code(recovery[0].lower()).status == 200
    again = Browser(world.gateway)
    again.begin(account.email)
    assert again.give_code(recovery[0]).json["reason"] == "WRONG_CODE"


@pytest.mark.rule("AUT-06")
def test_an_authenticator_in_service_is_not_replaced_by_another_one(world: World) -> None:
    account, browser = an_agent(world)
    secret, _ = enrolled(world, browser)
    assert browser.post("/me/authenticator", {"currentPassword": PASSWORD}).status == 400
    assert browser.post("/me/authenticator/confirmation", {"code": code(world, secret, 1)}).status == 400
    assert credentials(world, account).totp_secret == secret


@pytest.mark.rule("AUT-06", "AUT-10")
@pytest.mark.parametrize("by", ["password", "code", "recovery code"])
def test_an_authenticator_is_taken_away_by_the_password_or_a_code(world: World, by: str) -> None:
    account, browser = an_agent(world)
    secret, recovery = enrolled(world, browser)
    proof = {
        "password": {"currentPassword": PASSWORD},
        "code": {"code": code(world, secret, 1)},
        "recovery code": {"code": recovery[0]},
    }[by]
    for wrong in ({}, {"currentPassword": "Wrong&2026"}, {"code": "ABCDE-ABCDE-ABCDE"}):
        assert browser.call("DELETE", "/me/authenticator", wrong).status == 400
    assert browser.call("DELETE", "/me/authenticator", proof).status == 204
    kept = credentials(world, account)
    assert (kept.totp_secret, kept.pending_totp_secret, kept.recovery_digests) == (None, None, frozenset())
    assert sorted(mails_to(world, account)) == ["authentificateur_active", "authentificateur_retire"]
    assert Browser(world.gateway).begin(account.email).json["stage"] == "OPEN"
    assert browser.call("DELETE", "/me/authenticator", {"currentPassword": PASSWORD}).status == 400


@pytest.mark.rule("AUT-06")
def test_new_recovery_codes_take_the_place_of_those_before(world: World) -> None:
    account, browser = an_agent(world)
    _, former = enrolled(world, browser)
    assert browser.post("/me/recovery-codes", {"currentPassword": "Wrong&2026"}).messages == [WRONG_PASSWORD]
    answer = browser.post("/me/recovery-codes", {"currentPassword": PASSWORD})
    assert answer.status == 200
    renewed = answer.json["recoveryCodes"]
    assert not set(renewed) & set(former)
    later = Browser(world.gateway)
    later.begin(account.email)
    assert [later.give_code(each).status for each in (former[0], renewed[0])] == [401, 200]


@pytest.mark.rule("AUT-06")
def test_without_an_authenticator_there_are_no_recovery_codes(world: World) -> None:
    _, browser = an_agent(world)
    assert browser.post("/me/recovery-codes", {"currentPassword": PASSWORD}).messages == [
        "Aucune application d'authentification n'est en service sur votre compte."
    ]


@pytest.mark.rule("AUT-06")
def test_an_administrator_without_it_gets_codes_by_mail_again(world: World) -> None:
    account = add_account(world.hub, ActorType.LOCAL_ADMINISTRATOR, world.organisation("SI"))
    browser = signed_in(world.hub, world.gateway, account)
    assert (
        browser.call("DELETE", "/me/authenticator", {"code": pyotp.TOTP(TOTP_SECRET).generate_otp(credentials(world, account).totp_step + 1)}).status
        == 204
    )
    assert browser.get("/me").status == 200
    assert Browser(world.gateway).begin(account.email).json["method"] == "MAIL"


@pytest.mark.rule("AUT-07", "AUT-10")
def test_a_person_sees_his_sessions_and_closes_another_one(world: World) -> None:
    account, browser = an_agent(world)
    elsewhere = Browser(world.gateway, headers={"user-agent": "Firefox sur Linux"})
    elsewhere.begin(account.email)
    Browser(world.gateway).begin(add_account(world.hub, ActorType.AGENT, world.organisation("SI")).email)
    listed = browser.get("/me/sessions").json
    assert sorted((each["device"], each["isCurrent"]) for each in listed) == [("", True), ("Firefox sur Linux", False)]
    assert set(listed[0]) == {"id", "device", "openedAt", "seenAt", "endsAt", "isCurrent"}
    mine, other = sorted(listed, key=lambda each: not each["isCurrent"])
    assert browser.delete(f"/me/sessions/{mine['id']}").status == 400
    assert [browser.delete(f"/me/sessions/{other['id']}").status for _ in range(2)] == [204, 404]
    assert [browser.get("/me").status, elsewhere.get("/me").status] == [200, 401]
    assert [each["id"] for each in browser.get("/me/sessions").json] == [mine["id"]]
    assert [each.fact for each in facts_of(world, account)].count(Fact.SESSION_CLOSED) == 1


@pytest.mark.rule("AUT-07")
def test_nobody_closes_anothers_session(world: World) -> None:
    _, browser = an_agent(world)
    _, victim = an_agent(world)
    (session,) = victim.get("/me/sessions").json
    assert browser.delete(f"/me/sessions/{session['id']}").status == 404
    assert browser.delete("/me/sessions/not-a-session").status == 400
    assert victim.get("/me").status == 200


@pytest.mark.rule("AUT-07")
def test_all_other_sessions_are_closed_at_once_and_a_sign_in_under_way_with_them(world: World) -> None:
    account = add_account(world.hub, ActorType.LOCAL_ADMINISTRATOR, world.organisation("SI"))
    browser, second = (signed_in(world.hub, world.gateway, account) for _ in range(2))
    under_way = Browser(world.gateway)
    under_way.begin(account.email)
    assert browser.delete("/me/sessions").status == 204
    assert [each.get("/me").status for each in (browser, second)] == [200, 401]
    step = credentials(world, account).totp_step + 1
    assert under_way.give_code(pyotp.TOTP(TOTP_SECRET).generate_otp(step)).json["reason"] == "CLOSED"
    assert [each["isCurrent"] for each in browser.get("/me/sessions").json] == [True]
    assert len(world.hub.sessions.of_account(account.id)) >= 2  # rows pass by themselves; they open nothing


@pytest.mark.rule("AUT-07")
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "/me", {"function": "x"}),
        ("POST", "/me/password", {"currentPassword": PASSWORD, "password": OTHER}),
        ("POST", "/me/authenticator", {"currentPassword": PASSWORD}),
        ("POST", "/me/authenticator/confirmation", {"code": "000000"}),
        ("DELETE", "/me/authenticator", {"currentPassword": PASSWORD}),
        ("POST", "/me/recovery-codes", {"currentPassword": PASSWORD}),
        ("GET", "/me/sessions", None),
        ("DELETE", "/me/sessions", None),
        ("DELETE", f"/me/sessions/{'0' * 64}", None),
    ],
)
def test_nothing_of_it_is_open_before_the_sign_in_is_finished(world: World, method: str, path: str, body: object) -> None:
    account = add_account(world.hub, ActorType.LOCAL_ADMINISTRATOR, world.organisation("SI"))
    nobody, half = Browser(world.gateway), Browser(world.gateway)
    half.begin(account.email)
    assert [each.call(method, path, body).status for each in (nobody, half)] == [401, 401]
