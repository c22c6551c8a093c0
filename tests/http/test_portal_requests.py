"""A subscription is asked for by a form, confirmed by mail, and decided by a person. **Source:** SUB-15, SUB-01, SUB-03, AUT-11."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest

from chalicelib.domain.accounts import account_id
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.pages import Window
from chalicelib.domain.processes import Process
from chalicelib.domain.roles import ActorType
from chalicelib.domain.subscriptions import SubscriptionStatus
from infra.sandbox.mailbox import mails
from infra.sandbox.ticker import Ticker
from tests.builders import Answer, World
from tests.portal import Browser, add_account, signed_in

VIENNE = "21380544300016"


def luhn_siret() -> str:
    """A SIRET that nobody has, whose digits fit."""
    start = f"{uuid4().int % 10**13:013d}"
    doubled = [int(each) * (2 if index % 2 == 0 else 1) for index, each in enumerate(start)]
    return f"{start}{-sum(each - 9 if each > 9 else each for each in doubled) % 10}"


def form(*processes: Process, **overrides: Any) -> dict[str, Any]:
    email = f"jeanne.{uuid4().hex}@commune.test"
    usual = {
        "companyRegister": luhn_siret(),
        "branchCode": "38544",
        "organisationName": "Commune de Vienne",
        "postalCode": "38200",
        "territory": "Isère",
        "localAdministrator": {"email": email, "firstName": "Jeanne", "lastName": "DURAND", "function": "Secrétaire de mairie"},
        "processCodes": [each.code for each in processes],
    }
    return usual | overrides


def address_of(body: dict[str, Any]) -> str:
    email: str = body.get("requesterEmail") or body["localAdministrator"]["email"]
    return email


def organisation_of(body: dict[str, Any]) -> OrganisationId:
    return OrganisationId(type="SI", company_register=body["companyRegister"], branch_code=body["branchCode"])


def mailed(world: World, address: str) -> list[dict[str, Any]]:
    Ticker().send_waiting_mails()
    return mails(to=address, now=world.clock.now())


def subjects(world: World, address: str) -> list[str]:
    return sorted(each["subject"] for each in mailed(world, address))


def token_mailed(world: World, address: str) -> str:
    [found] = [each for each in mailed(world, address) if each["subject"] == "Confirmez votre demande d'abonnement"]
    match = re.search(r"/demande/confirmation#(\S+)", found["text"])
    assert match
    return match[1]


def asked(world: World, body: dict[str, Any]) -> str:
    """A form that was taken; its reference."""
    answer = Browser(world.gateway).post("/requests", body)
    assert answer.status == 201, answer.content
    reference: str = answer.json["reference"]
    return reference


def waiting(world: World, body: dict[str, Any]) -> str:
    """A form whose address was confirmed."""
    reference = asked(world, body)
    answer = Browser(world.gateway).post("/requests/confirm", {"token": token_mailed(world, address_of(body))})
    assert (answer.status, {each["status"] for each in answer.json["requests"]}) == (200, {"WAITING"})
    return reference


def decider(world: World, actor: ActorType = ActorType.BUSINESS_ADMINISTRATOR, organisation: OrganisationId | None = None) -> Browser:
    owner = organisation or (world.hub.administration if actor is ActorType.NATIONAL_ADMINISTRATOR else world.osl_organisation)
    return signed_in(world.hub, world.gateway, add_account(world.hub, actor, owner))


def followed(world: World, reference: str) -> list[str]:
    answer = Browser(world.gateway).get(f"/requests/{reference}")
    assert answer.status == 200
    return [each["status"] for each in answer.json["requests"]]


def only_id(browser: Browser, body: dict[str, Any]) -> str:
    """The id of the one request of an organisation that waits."""
    rows = [each for each in browser.get("/requests", maxResult=100).json if each["organisation"] == str(organisation_of(body))]
    [row] = rows
    identity: str = row["id"]
    return identity


@pytest.mark.rule("SUB-15", "AUT-11")
def test_anybody_is_told_what_can_be_asked_for(world: World) -> None:
    closed = world.add_process(is_activated=False)
    answer = Browser(world.gateway).get("/requests/options")
    assert answer.status == 200
    by_code = {each["code"]: each for each in answer.json["processes"]}
    assert by_code[world.process.code] == {
        "code": world.process.code,
        "name": "Recensement",
        "description": None,
        "operator": f"Commune {world.osl_organisation.company_register}",
        "validation": "Manual",
    }
    assert closed.code not in by_code


@pytest.mark.rule("SUB-15", "SUB-03")
def test_a_request_goes_from_the_form_to_the_first_sign_in_of_its_administrator(world: World) -> None:
    other = world.add_process()
    body = form(world.process, other, delegateEmail=f"robin.{uuid4().hex}@editeur.test")
    business = add_account(world.hub, ActorType.BUSINESS_ADMINISTRATOR, world.osl_organisation)
    reference = asked(world, body)
    assert followed(world, reference) == ["TO_CONFIRM", "TO_CONFIRM"]
    assert subjects(world, business.email) == []
    confirmed = Browser(world.gateway).post("/requests/confirm", {"token": token_mailed(world, address_of(body))})
    assert confirmed.status == 200
    assert subjects(world, business.email) == ["Demande d'abonnement à valider"]
    browser = signed_in(world.hub, world.gateway, business)
    rows = browser.get("/requests").json
    assert sorted(each["processCode"] for each in rows) == sorted([world.process.code, other.code])
    row = next(each for each in rows if each["processCode"] == world.process.code)
    assert (row["organisation"], row["organisationName"], row["status"]) == (str(organisation_of(body)), "Commune de Vienne", "WAITING")
    assert row["localAdministrator"]["lastName"] == "DURAND"
    accepted = browser.post(f"/requests/{row['id']}/accept")
    assert accepted.status == 201
    made = world.hub.referential.subscription(accepted.json["subscriptionId"])
    assert made is not None
    assert (made.subscriber, made.process_code, made.label) == (organisation_of(body), world.process.code, SubscriptionStatus.INACTIVE)
    organisation = world.hub.referential.organisation(organisation_of(body))
    assert organisation is not None
    assert (organisation.name, organisation.postal_code) == ("Commune de Vienne", "38200")
    accounts = [world.hub.accounts.account(account_id(each)) for each in (address_of(body), body["delegateEmail"])]
    assert [each and (each.actor_type, each.organisations) for each in accounts] == [
        (ActorType.LOCAL_ADMINISTRATOR, (organisation_of(body),)),
        (ActorType.TECHNICAL_DELEGATE, (organisation_of(body),)),
    ]
    assert f"Demande d'abonnement acceptée – démarche {world.process.name}" in subjects(world, address_of(body))
    second = next(each for each in rows if each["processCode"] == other.code)
    refused = browser.post(f"/requests/{second['id']}/refuse", {"reason": "Démarche non proposée dans ce département."})
    assert refused.status == 204
    answer = Browser(world.gateway).get(f"/requests/{reference}")
    assert {(each["processCode"], each["label"], each["rejectionReason"]) for each in answer.json["requests"]} == {
        (world.process.code, "Acceptée", None),
        (other.code, "Refusée", "Démarche non proposée dans ce département."),
    }
    for personal in ("Jeanne", "DURAND", address_of(body), body["delegateEmail"]):
        assert personal.encode() not in answer.content
    history = world.hub.referential.subscriptions(
        process_codes=[other.code], status=SubscriptionStatus.REFUSED, register=None, delegate=None, order=None, window=Window(limit=1_000)
    ).rows
    assert [(each.subscriber, each.rejection_reason) for each in history] == [(organisation_of(body), "Démarche non proposée dans ce département.")]
    facts = [each for each in world.hub.audit.waiting(limit=1_000) if each.subject in (row["id"], second["id"])]
    assert sorted((str(each.fact), each.details["decision"], each.actor) for each in facts) == [
        ("REQUEST_DECIDED", "accepted", business.id),
        ("REQUEST_DECIDED", "refused", business.id),
    ]
    assert browser.get("/requests").json == []


@pytest.mark.rule("SUB-15")
def test_a_link_confirms_once_and_only_its_own_form(world: World) -> None:
    body = form(world.process)
    reference = asked(world, body)
    token = token_mailed(world, address_of(body))
    browser = Browser(world.gateway)
    dead = "Ce lien n'est plus valable : il a déjà été utilisé, il a été remplacé par un lien plus récent, ou son délai est passé."
    for wrong in (f"{reference}.faux", f"x{token}", "faux", "a.b.c"):
        answer = browser.post("/requests/confirm", {"token": wrong})
        assert (answer.status, answer.messages) == (400, [dead])
    assert followed(world, reference) == ["TO_CONFIRM"]
    assert browser.post("/requests/confirm", {"token": token}).status == 200
    again = browser.post("/requests/confirm", {"token": token})
    assert (again.status, again.messages) == (400, [dead])
    late = form(world.process)
    asked(world, late)
    token = token_mailed(world, address_of(late))
    world.clock.advance(timedelta(days=7, seconds=1))
    try:
        assert browser.post("/requests/confirm", {"token": token}).messages == [dead]
    finally:
        world.clock.advance(-timedelta(days=7, seconds=1))


@pytest.mark.rule("SUB-15", "ACC-05", "SUB-01", "ORG-05")
def test_a_form_s_faults_are_told_beside_their_fields(world: World) -> None:
    town = world.town()
    closed = world.add_process(is_activated=False)
    known = {"companyRegister": town.organisation.company_register, "branchCode": town.organisation.branch_code}
    usual = form(world.process)["localAdministrator"]
    faults = {
        "companyRegister": form(world.process, companyRegister="21380544300017"),
        "localAdministrator.email": form(world.process, localAdministrator=usual | {"email": "mairie@vienne.test"}),
        "delegateEmail": form(world.process, delegateEmail="contact@editeur.test"),
        "processCodes": form(world.process, **known),
        "postalCode": form(world.process, postalCode=""),
    }
    for field, body in faults.items():
        answer = Browser(world.gateway).post("/requests", body)
        assert (answer.status, [each["field"] for each in answer.json["errors"]]) == (400, [field]), field
    answer = Browser(world.gateway).post("/requests", faults["processCodes"])
    assert answer.messages == ["Cette organisation est déjà abonnée à la démarche « Recensement »."]
    for body in (form(closed), form(processCodes=["inconnue"]), form(processCodes=[]), form(processCodes=["x"] * 11)):
        assert Browser(world.gateway).post("/requests", body).status == 400


@pytest.mark.rule("SUB-15")
@pytest.mark.parametrize("register", [VIENNE, "35600000000048", "35600000009075"])
def test_real_sirets_pass_those_of_la_poste_too(world: World, register: str) -> None:
    asked(world, form(world.process, companyRegister=register))


@pytest.mark.rule("SUB-15")
def test_one_address_has_one_form_a_minute(world: World) -> None:
    body = form(world.process, requesterEmail=f"agent.{uuid4().hex}@commune.test")
    other = body | {"companyRegister": luhn_siret(), "processCodes": [world.add_process().code]}
    seconds = 60 - world.clock.now().second  # so that both fall into one minute
    world.clock.advance(timedelta(seconds=seconds))
    try:
        asked(world, body)
        answer = Browser(world.gateway).post("/requests", other)
        words = "Une demande vient d'être présentée avec cette adresse. Patientez une minute avant d'en présenter une autre."
        assert (answer.status, answer.messages) == (400, [words])
        assert len(mailed(world, address_of(body))) == 1
        assert Browser(world.gateway).post("/requests", other).status == 400  # though the mail has left
        world.clock.advance(timedelta(minutes=1))
        asked(world, other)
        world.clock.advance(-timedelta(minutes=1))
    finally:
        world.clock.advance(-timedelta(seconds=seconds))


@pytest.mark.rule("SUB-15")
def test_a_reference_that_is_none_leads_nowhere(world: World) -> None:
    answer = Browser(world.gateway).get("/requests/inconnue")
    assert (answer.status, answer.messages) == (404, ["Cette demande n'existe pas : vérifiez sa référence."])


@pytest.mark.rule("SUB-15", "ORG-06")
def test_only_the_operator_and_the_national_administration_decide(world: World) -> None:
    body = form(world.process)
    waiting(world, body)
    request = only_id(decider(world), body)
    stranger = decider(world, organisation=world.organisation("OSL"))
    assert stranger.get("/requests").json == []
    town = signed_in(world.hub, world.gateway, add_account(world.hub, ActorType.LOCAL_ADMINISTRATOR, world.organisation("SI")))
    assert town.get("/requests").status == 403
    for browser in (stranger, town):
        assert browser.post(f"/requests/{request}/accept").status == 403
        assert browser.post(f"/requests/{request}/refuse", {"reason": "Non"}).status == 403
    assert Browser(world.gateway).post(f"/requests/{request}/accept").status == 401
    national = decider(world, ActorType.NATIONAL_ADMINISTRATOR)
    assert only_id(national, body) == request
    assert national.post(f"/requests/{request}/accept").status == 201
    assert decider(world).post(f"/requests/{uuid4()}/accept").status == 404


@pytest.mark.rule("SUB-15")
def test_what_is_not_confirmed_or_was_decided_is_not_decided_and_a_refusal_has_a_reason(world: World) -> None:
    body = form(world.process)
    asked(world, body)
    browser = decider(world)
    [unconfirmed] = browser.get("/requests", status="TO_CONFIRM").json
    words = "Cette demande n'attend pas de décision : elle a déjà été traitée ou n'est pas confirmée."
    answer = browser.post(f"/requests/{unconfirmed['id']}/accept")
    assert (answer.status, answer.messages) == (400, [words])
    Browser(world.gateway).post("/requests/confirm", {"token": token_mailed(world, address_of(body))})
    for reason in ("", "   "):
        answer = browser.post(f"/requests/{unconfirmed['id']}/refuse", {"reason": reason})
        assert (answer.status, answer.json["errors"][0]["field"]) == (400, "reason")
    assert browser.post(f"/requests/{unconfirmed['id']}/refuse", {"reason": "Doublon"}).status == 204
    answer = browser.post(f"/requests/{unconfirmed['id']}/accept")
    assert (answer.status, answer.messages) == (400, [words])
    assert [each["rejectionReason"] for each in browser.get("/requests", status="REFUSED").json] == ["Doublon"]


@pytest.mark.rule("SUB-15", "SUB-01")
def test_of_several_decisions_at_once_one_wins(world: World) -> None:
    body = form(world.process)
    waiting(world, body)
    browsers = [decider(world) for _ in range(4)]
    request = only_id(browsers[0], body)
    barrier = Barrier(4)

    def decide(number: int) -> Answer:
        barrier.wait()
        if number % 2:
            return browsers[number].post(f"/requests/{request}/refuse", {"reason": "Doublon"})
        return browsers[number].post(f"/requests/{request}/accept")

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(decide, range(4)))
    assert sorted(each.status for each in answers)[1:] == [400] * 3
    page = world.hub.referential.subscriptions(
        process_codes=[world.process.code], status=None, register=None, delegate=None, order=None, window=Window(limit=1_000)
    )
    assert (len(page.rows), page.total) == (1, 1)


@pytest.mark.rule("SUB-15", "SUB-01")
def test_an_organisation_subscribed_meanwhile_is_refused_at_the_decision_too(world: World) -> None:
    town = world.organisation("SI")
    body = form(world.process, companyRegister=town.company_register, branchCode=town.branch_code)
    waiting(world, body)
    world.subscription(town)
    browser = decider(world)
    answer = browser.post(f"/requests/{only_id(browser, body)}/accept")
    assert (answer.status, answer.messages) == (400, ["Cette organisation est déjà abonnée à la démarche « Recensement »."])


@pytest.mark.rule("SUB-15")
def test_what_needs_no_validation_waits_all_the_same_unless_the_local_administrator_asks_signed_in(world: World) -> None:
    automatic = world.add_process(validation="Auto", name="Coordonnées")
    body = form(automatic)
    waiting(world, body)
    assert only_id(decider(world), body)
    town = world.organisation("SI")
    account = add_account(world.hub, ActorType.LOCAL_ADMINISTRATOR, town)
    browser = signed_in(world.hub, world.gateway, account)
    answer = browser.post("/requests/mine", {"processCodes": [automatic.code, world.process.code]})
    assert (answer.status, {each["processCode"]: each["status"] for each in answer.json["requests"]}) == (
        201,
        {automatic.code: "ACCEPTED", world.process.code: "WAITING"},
    )
    assert [(each["processCode"], each["status"]) for each in browser.get("/subscriptions").json] == [(automatic.code, "Inactif")]
    assert subjects(world, account.email) == [f"Demande d'abonnement acceptée – démarche {automatic.name}", "Demande d'abonnement reçue"]
    again = browser.post("/requests/mine", {"processCodes": [automatic.code]})
    assert (again.status, again.messages) == (400, ["Cette organisation est déjà abonnée à la démarche « Coordonnées »."])
    delegate = signed_in(world.hub, world.gateway, add_account(world.hub, ActorType.TECHNICAL_DELEGATE, town))
    assert delegate.post("/requests/mine", {"processCodes": [world.process.code]}).status == 403


@pytest.mark.rule("SUB-15")
def test_without_an_operator_s_administrator_the_national_ones_are_told(world: World) -> None:
    national = add_account(world.hub, ActorType.NATIONAL_ADMINISTRATOR, world.hub.administration)
    alone = World(world.hub, world.gateway, world.clock)
    waiting(world, form(alone.process))
    assert subjects(world, national.email) == ["Demande d'abonnement à valider"]
