"""What time does to an account over half a year: reminders, deactivation, an old password, an idle session. **Source:** AUT-04, AUT-07, AUT-08."""

from collections.abc import Iterator

import pytest

from tests.e2e.portal_browser import Browser, Days
from tests.e2e.running import running_sandbox

CAMILLE, LOU = (f"{name}@mairie-vienne.test" for name in ("camille.martin", "lou.moreau"))
FIRST, LAST = "Connectez-vous au Portail HubEE pour conserver votre compte", "Dernier rappel avant la désactivation de votre compte HubEE"
GONE = "Votre compte HubEE est désactivé"


@pytest.fixture(scope="module")
def long_days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Days]:
    """A sandbox in which half a year passes."""
    with running_sandbox(tmp_path_factory.mktemp("long")) as running:
        made = Days(running)
        yield made
        made.close()


@pytest.mark.rule("AUT-07", "AUT-09")
def test_an_hour_without_a_persons_action_ends_a_session_and_automatic_refreshes_do_not_count(days: Days) -> None:
    browser = days.signed_in(LOU)
    days.pass_("PT40M")
    browser.ask("GET", "/cases", 200)
    days.pass_("PT40M")
    assert (
        days.http.get("/portal/v1/me", headers={"Cookie": f"__Host-hubee-session={browser.cookie}", "X-Automatic-Refresh": "true"}).status_code == 200
    )
    days.pass_("PT25M")
    over = browser.ask("GET", "/me", 401)
    assert (over["reason"], over["errors"][0]["message"]) == (
        "EXPIRED",
        "Votre session a expiré après 60 minutes d'inactivité. Reconnectez-vous.",
    )


@pytest.mark.rule("AUT-08", "AUT-04", "ACC-07", "ACC-08")
def test_half_a_year_without_an_agent(long_days: Days) -> None:
    days = long_days
    days.signed_in(LOU)
    days.pass_("P61D")
    assert days.subjects(LOU) == [FIRST]
    days.signed_in(CAMILLE)
    days.pass_("P30D")
    assert days.subjects(LOU) == [FIRST, LAST]
    days.pass_("P31D")
    assert days.subjects(LOU) == [FIRST, LAST, GONE]
    away = days.person(LOU)
    assert away.begin("Wrong&2026!").json()["reason"] == "WRONG"  # which account is closed is told to its owner only
    told = away.begin().json()
    assert (told["reason"], told["errors"][0]["message"]) == (
        "DEACTIVATED",
        "Votre compte est désactivé après 120 jours d'inactivité. Contactez l'administrateur local de votre organisation.",
    )

    administrator = days.signed_in(CAMILLE)
    [account] = administrator.ask("GET", "/accounts", 200, text=LOU)["accounts"]
    assert (account["isActive"], account["deactivation"]) == (False, "INACTIVITE")
    assert administrator.ask("POST", f"/accounts/{account['id']}/reactivate", 200)["isActive"] is True
    days.signed_in(LOU)

    days.pass_("P57D")
    days.signed_in(LOU)  # two days before his password is six months old
    days.pass_("P5D")
    browser = days.person(LOU)
    told = browser.begin().json()
    assert told["stage"] == "NEW_PASSWORD"
    assert browser.call("GET", "/cases").status_code in (401, 403)
    assert len(browser.refused("POST", "/session/password", 400, {"password": browser.password})) == 1
    renewed = browser.ask("POST", "/session/password", 200, {"password": "Printemps&2027!"})
    browser.csrf = renewed["csrfToken"]
    assert (renewed["stage"], browser.ask("GET", "/me", 200)["email"]) == ("OPEN", LOU)
    assert browser.begin().json()["reason"] == "WRONG"
    assert Browser(days, email=LOU, password="Printemps&2027!").enter().cookie
