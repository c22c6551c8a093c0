"""The day of those who administer: accounts, subscriptions, requests, and the support. **Source:** ACC, AUT, SUB, ACC-11, AUT-10, JOB-06."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.e2e.portal_browser import PASSWORD, Browser, Days, activated
from tests.e2e.remote import FOLDERS, PDF, RemoteWorld

VIENNE = {"type": "SI", "companyRegister": "21380544300016", "branchCode": "38544"}
VIENNE_ID = "-".join(VIENNE.values())
CAMILLE, LOU = (f"{name}@mairie-vienne.test" for name in ("camille.martin", "lou.moreau"))
MAELLE, AXELLE, ROBIN = "maelle.girard@dila.test", "axelle.mercier@dinum.test", "robin.faure@editeur-alpha.test"


@pytest.fixture
def world(days: Days) -> Iterator[RemoteWorld]:
    """An operator of a test's own, on the sandbox of these days."""
    made = RemoteWorld(days.sandbox)
    yield made
    made.close()


def siret() -> str:
    """A SIRET of nobody, whose digits fit."""
    start = f"{uuid4().int % 10**13:013d}"
    doubled = [int(each) * (2 if index % 2 == 0 else 1) for index, each in enumerate(start)]
    return f"{start}{-sum(each - 9 if each > 9 else each for each in doubled) % 10}"


def created(administrator: Browser, actor_type: str = "AGENT", **fields: Any) -> str:
    """The address of somebody for whom an administrator has just made an account."""
    email = f"dominique.{uuid4().hex[:12]}@mairie-vienne.test"
    body = {"email": email, "actorType": actor_type, "civility": "Madame", "firstName": "Dominique", "lastName": "BERNARD", **fields}
    made = administrator.ask("POST", "/accounts", 201, body)
    assert (made["email"], made["organisations"], made["signedInAt"]) == (email, [VIENNE_ID], None)
    return email


@pytest.mark.rule("ACC-04", "AUT-02", "AUT-06", "ACC-03")
def test_a_new_colleague_follows_the_link_he_is_mailed_and_signs_in(days: Days) -> None:
    administrator = days.signed_in(CAMILLE)
    email = created(administrator, habilitations=["JeChangeDeCoordonnees"])
    assert days.subjects(email) == ["Activez votre compte du Portail HubEE"]
    early = Browser(days, email=email)
    assert early.begin().json()["reason"] == "WRONG"
    token = days.mailed_token(email, "/activation")
    weak = early.refused("POST", "/password", 400, {"token": token, "purpose": "ACTIVATION", "password": "vienne"})
    assert len(weak) == 1
    browser = activated(days, email)
    me = browser.ask("GET", "/me", 200)
    assert (me["email"], me["habilitations"], me["organisation"]["id"]) == (email, ["JeChangeDeCoordonnees"], VIENNE_ID)
    again = browser.refused("POST", "/password", 400, {"token": token, "purpose": "ACTIVATION", "password": "Autre&2026!"})
    assert len(again) == 1
    assert browser.refused("GET", "/accounts", 403)
    twice = {"email": email, "actorType": "AGENT", "firstName": "Dominique", "lastName": "BERNARD"}
    assert len(administrator.refused("POST", "/accounts", 400, twice)) == 1


@pytest.mark.rule("AUT-06", "ACC-01")
def test_a_new_administrator_is_mailed_a_code_at_each_sign_in(days: Days) -> None:
    email = created(days.signed_in(CAMILLE), "ADMINISTRATEUR_LOCAL")
    browser = activated(days, email)
    assert days.subjects(email)[-1] == "Votre code de connexion au Portail HubEE"
    assert browser.ask("GET", "/accounts", 200)["accounts"]
    wrong = Browser(days, email=email)
    assert wrong.begin().json()["method"] == "MAIL"
    assert wrong.ask("GET", "/accounts", 401)["reason"]
    assert wrong.ask("POST", "/session/code", 401, {"code": "000000"})["reason"] == "WRONG_CODE"


@pytest.mark.rule("AUT-05", "AUT-03", "AUT-12")
def test_five_wrong_passwords_block_until_an_hour_that_is_told_and_a_reset_unblocks(days: Days) -> None:
    email = created(days.signed_in(CAMILLE))
    browser = activated(days, email)
    session = browser.cookie
    stranger, unknown = Browser(days, email=email), Browser(days, email=f"personne-{uuid4().hex}@mairie-vienne.test")
    tries = [[each.begin("Wrong&2026!").json() for _ in range(5)] for each in (stranger, unknown)]
    assert [[each["reason"] for each in made] for made in tries] == [["WRONG"] * 4 + ["BLOCKED"]] * 2
    words = r"Après 5 tentatives infructueuses, la connexion avec cette adresse est bloquée jusqu'(à|au \S+ \S+ à) (\d\d:\d\d)\. Pour ne .+"
    match = re.fullmatch(words, tries[0][-1]["errors"][0]["message"])
    assert match
    assert re.fullmatch(words, tries[1][-1]["errors"][0]["message"])
    assert stranger.begin().json()["reason"] == "BLOCKED"
    mail = days.mails(email)[-1]
    assert mail["subject"] == "Votre compte du Portail HubEE est bloqué temporairement"
    assert match[2] in mail["text"]
    assert days.mails(unknown.email) == []

    for each in (stranger, unknown):
        each.ask("POST", "/password/forgotten", 204, {"email": each.email})
    assert days.mails(unknown.email) == []
    token = days.mailed_token(email, "/mot-de-passe")
    changed = {"token": token, "purpose": "RESET", "password": "Nouveau&2026!"}
    stranger.ask("POST", "/password", 204, changed)
    assert Browser(days, email=email, password="Nouveau&2026!").enter().ask("GET", "/me", 200)["email"] == email
    assert Browser(days, email=email, cookie=session).ask("GET", "/me", 401)["reason"] == "CLOSED"
    assert Browser(days, email=email).begin(PASSWORD).json()["reason"] == "WRONG"
    days.pass_("PT16M")
    assert Browser(days, email=unknown.email).begin("Wrong&2026!").json()["reason"] == "WRONG"


def subscription_of(browser: Browser, world: RemoteWorld) -> dict[str, Any]:
    [found] = browser.ask("GET", "/subscriptions", 200, processCode=world.process)
    read: dict[str, Any] = found
    return read


def form_of(read: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The form as the screen fills it."""
    kept = ("accessMode", "notificationFrequency", "email", "activationDate", "delegateEmail", "version")
    return {**{name: read[name] for name in kept}, **changes}


def deposited(world: RemoteWorld, status: int = 201) -> httpx.Response:
    """A deposit for Vienne by the operator's program."""
    osl = world.osl()
    body = world.folder_body()
    body["cases"] = [{"externalId": "V-1", "recipient": VIENNE}]
    body["attachments"] = [{**body["attachments"][0], "recipients": ["V-1"]}]
    answer = osl.ask("POST", FOLDERS, status, body)
    if status == 201:
        folder = answer.json()
        osl.ask("PUT", f"{FOLDERS}/{folder['id']}/attachments/{folder['attachments'][0]['id']}", 204, content=PDF)
        osl.ask("PATCH", f"{FOLDERS}/{folder['id']}", 204, {"globalStatus": "HUBEE_COMPLETED"})
    return answer


@pytest.mark.rule("SUB-04", "SUB-07", "SUB-08", "SUB-09", "OAU-03", "NOT-01")
def test_a_subscription_passes_to_the_api_whose_credentials_are_copied_once_and_work(days: Days, world: RemoteWorld) -> None:
    world.subscription(VIENNE, accessMode="PORTAIL")
    administrator = days.signed_in(CAMILLE)
    read = subscription_of(administrator, world)
    case_id = deposited(world).json()["cases"][0]["id"]
    changed = administrator.call("PUT", f"/subscriptions/{read['id']}", form_of(read, accessMode="API"))
    if changed.status_code == 409:
        assert changed.json()["reason"] == "CONFIRMATION"
        changed = administrator.call("PUT", f"/subscriptions/{read['id']}", form_of(read, accessMode="API", confirm=True))
    assert (changed.status_code, changed.json()["accessMode"]) == (200, "API")
    path = f"/subscriptions/{read['id']}/credentials"
    client_id = administrator.ask("POST", f"{path}/client-id", 200)["clientId"]
    copied = administrator.ask("POST", f"{path}/secret", 201)
    assert copied["clientId"] == client_id
    assert len(administrator.refused("POST", f"{path}/secret", 400)) == 1
    days.pass_("PT5M")
    credentials = {"clientId": client_id, "clientSecret": copied["clientSecret"], "scope": "SI", "organization": VIENNE_ID}
    program = world.keep(type(world.admin)(days.sandbox, credentials, VIENNE))
    assert [each["caseId"] for each in program.waiting()] == [case_id]
    assert program.case(case_id)["status"] == "HUBEE_NOTIFIED"
    renewed = administrator.ask("POST", f"{path}/regenerate", 200)
    assert renewed["clientSecret"] != copied["clientSecret"]
    form = {"grant_type": "client_credentials", "scope": "SI", "client_id": client_id, "client_secret": copied["clientSecret"]}
    assert program.http.post("/token", data=form).status_code == 401


@pytest.mark.rule("SUB-12", "ACC-06", "ACC-07")
def test_a_technical_delegate_chooses_among_the_organisations_that_named_him(days: Days) -> None:
    browser = days.signed_in(ROBIN)
    me = browser.ask("GET", "/me", 200)
    assert (me["organisation"], len(me["organisations"])) == (None, 3)
    for organisation in me["organisations"]:
        browser.ask("PUT", "/session/organisation", 204, {"organisation": organisation["id"]})
        assert browser.ask("GET", "/me", 200)["organisation"] == organisation
        listed = browser.ask("GET", "/subscriptions", 200)
        assert listed
        assert {each["organisation"] for each in listed} == {organisation["id"]}
    nantes = "SI-21440109300015-44109"
    assert len(browser.refused("PUT", "/session/organisation", 403, {"organisation": nantes})) == 1
    assert len(browser.refused("GET", "/cases", 403)) == 1
    administrator = days.signed_in(CAMILLE)
    [robin] = administrator.ask("GET", "/accounts", 200, text=ROBIN)["accounts"]
    [message] = administrator.refused("POST", f"/accounts/{robin['id']}/deactivate", 400, {"confirm": True})
    assert "contactez le support HubEE" in message


@pytest.mark.rule("SUB-15", "SUB-03", "SUB-05", "AUT-02", "AUT-11")
def test_a_town_asks_for_a_process_the_operator_accepts_and_its_administrator_signs_in(days: Days) -> None:
    email = f"jeanne.{uuid4().hex[:12]}@mairie-neuve.test"
    person = {"email": email, "firstName": "Jeanne", "lastName": "DURAND", "function": "Secrétaire de mairie"}
    body = {
        "companyRegister": siret(),
        "branchCode": "38544",
        "organisationName": "Commune de Neuville-Fictive",
        "postalCode": "38200",
        "territory": "Isère",
        "localAdministrator": person,
        "processCodes": ["recensementCitoyen"],
    }
    visitor = Browser(days)
    reference = visitor.ask("POST", "/requests", 201, body)["reference"]
    decider = days.signed_in(MAELLE)
    organisation = f"SI-{body['companyRegister']}-38544"
    assert organisation not in [each["organisation"] for each in decider.ask("GET", "/requests", 200, maxResult=100)]
    token = days.mailed_token(email, "/demande/confirmation")
    assert {each["status"] for each in visitor.ask("POST", "/requests/confirm", 200, {"token": token})["requests"]} == {"WAITING"}
    [waiting] = [each for each in decider.ask("GET", "/requests", 200, maxResult=100) if each["organisation"] == organisation]
    accepted = decider.ask("POST", f"/requests/{waiting['id']}/accept", 201)
    assert {each["status"] for each in visitor.ask("GET", f"/requests/{reference}", 200)["requests"]} == {"ACCEPTED"}
    subjects = days.subjects(email)
    assert "Activez votre compte du Portail HubEE" in subjects
    assert any(each.startswith("Demande d'abonnement acceptée") for each in subjects)
    administrator = activated(days, email)
    [subscription] = administrator.ask("GET", "/subscriptions", 200)
    assert (subscription["id"], subscription["status"], subscription["organisation"]) == (accepted["subscriptionId"], "Inactif", organisation)
    today = days.now().date().isoformat()
    form = form_of(subscription, accessMode="PORTAIL", activationDate=today)
    assert administrator.ask("PUT", f"/subscriptions/{subscription['id']}", 200, form)["status"] == "Actif"
    assert len(decider.refused("POST", f"/requests/{waiting['id']}/accept", 400)) == 1


@pytest.mark.rule("ACC-11", "AUT-10", "JOB-06")
def test_the_support_mends_a_status_runs_a_job_and_verifies_the_trail(days: Days, world: RemoteWorld) -> None:
    world.subscription(VIENNE, accessMode="PORTAIL")
    case_id = deposited(world).json()["cases"][0]["id"]
    days.pass_("PT5M")
    support = days.signed_in(AXELLE)
    asked = {"status": "DONE", "reason": "Statut demandé par la commune."}
    assert support.ask("POST", f"/cases/{case_id}/force-status", 409, asked)["reason"] == "CONFIRMATION"
    assert support.ask("POST", f"/cases/{case_id}/force-status", 200, {**asked, "confirm": True})["label"] == "Traité"
    event = world.osl().case(case_id)["events"][-1]
    assert (event["caseNewStatus"], event["message"], event["transmitter"]["type"]) == ("DONE", asked["reason"], "Admin")
    assert days.signed_in(LOU).refused("POST", f"/cases/{case_id}/force-status", 403, asked)

    jobs = [each["name"] for each in support.ask("GET", "/administration/jobs", 200)]
    assert {"ingest-portal-cases", "label-subscriptions"} & set(jobs)
    for name in jobs:
        assert support.ask("POST", f"/administration/jobs/{name}/run", 200, {})["failure"] is None

    found = support.ask("GET", "/administration/organisations", 200, companyRegister=VIENNE["companyRegister"])
    assert [(each["type"], each["branchCode"]) for each in found] == [("SI", "38544")]
    forced = support.ask("GET", "/administration/audit", 200, fact="ADMINISTERED,STATUS_FORCED,JOB_RUN,SIGNED_IN", actor=AXELLE)
    assert {each["actorName"] for each in forced["records"]} == {"Axelle MERCIER"}
    after: dict[str, str] = {}
    chains: list[dict[str, Any]] = []
    while True:
        report = support.ask("GET", "/administration/audit/verification", 200, **after)
        chains += report["chains"]
        if report["next"] is None:
            break
        after = {"after": report["next"]}
    assert chains
    assert [each for each in chains if each["fault"]] == []
    assert sum(each["records"] for each in chains) > 10


@pytest.mark.rule("SUB-06", "SUB-05", "DEP-03")
def test_a_suspension_is_of_the_next_day(days: Days, world: RemoteWorld) -> None:
    world.subscription(VIENNE, accessMode="PORTAIL", localAdministrator={"email": CAMILLE})
    administrator = days.signed_in(CAMILLE)
    read = subscription_of(administrator, world)
    assert administrator.ask("POST", f"/subscriptions/{read['id']}/suspend", 409, {})["reason"] == "CONFIRMATION"
    told = administrator.ask("POST", f"/subscriptions/{read['id']}/suspend", 200, {"confirm": True})
    until = datetime.fromisoformat(told["until"])
    assert (told["status"], until > days.now()) == ("Actif", True)
    kept = deposited(world).json()["cases"][0]["id"]
    days.pass_("P1D")
    world.admin.token = world.admin.sign_in()
    assert "does not suscribed to" in deposited(world, 400).text  # the contract's own words
    administrator = days.signed_in(CAMILLE)
    assert subscription_of(administrator, world)["status"] == "Suspendu"
    assert "Abonnement suspendu – démarche Recensement" in days.subjects(CAMILLE)
    [account] = administrator.ask("GET", "/accounts", 200, text=LOU)["accounts"]
    change = {"habilitations": [*account["habilitations"], world.process]}
    administrator.ask("PATCH", f"/accounts/{account['id']}", 200, change)
    days.signed_in(LOU).ask("POST", f"/cases/{kept}/open", 204)
    lifted = administrator.ask("POST", f"/subscriptions/{read['id']}/reactivate", 200)
    assert lifted["status"] == "Actif"
    deposited(world)
