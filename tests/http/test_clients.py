"""The administration gives, lists, renews and takes partners' credentials; a secret is answered once."""

import json
import re
from typing import Any

import pytest

from chalicelib.domain.audit import Fact
from chalicelib.domain.callers import Scope
from chalicelib.domain.identifiers import OrganisationId
from tests.builders import Answer, Partner, World, wire_id

CLIENTS = "/referential/v1/clients"
NOTIFICATIONS = "/teledossiers/v1/notifications"
UNKNOWN = "00000000-0000-4000-8000-000000000000"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00")


def refused(answer: Answer, *messages: str, status: int = 400) -> None:
    assert (answer.status, answer.json) == (status, {"errors": [{"code": status, "message": message} for message in messages]})


def as_program(world: World, made: dict[str, Any]) -> Partner:
    """The program that was given these credentials, with a token it asked for itself."""
    fields = {"grant_type": "client_credentials", "client_id": made["clientId"], "client_secret": made["clientSecret"], "scope": made["scope"]}
    answer = world.nobody().post("/token", fields)
    assert answer.status == 200, answer.content
    return Partner(world.gateway, answer.json["access_token"], world.osl_organisation, made["clientId"], made["clientSecret"])


def listed(world: World, client_id: str) -> dict[str, Any] | None:
    """A client as the list has it."""
    admin, offset = world.admin(), 0
    while rows := admin.get(CLIENTS, offSet=offset, maxResult=1000).json:
        for row in rows:
            if row["clientId"] == client_id:
                found: dict[str, Any] = row
                return found
        offset += len(rows)
    return None


def created(world: World, body: dict[str, Any]) -> dict[str, Any]:
    answer = world.admin().post(CLIENTS, body)
    assert answer.status == 201, answer.content
    made: dict[str, Any] = answer.json
    assert INSTANT.fullmatch(made["createDateTime"])
    assert len(made["clientSecret"]) >= 43
    return made


def expected(made: dict[str, Any], scope: str, organisation: OrganisationId, *codes: str, subscription: str | None = None) -> dict[str, Any]:
    return {
        "clientId": made["clientId"],
        "scope": scope,
        "organization": wire_id(organisation),
        "processCodes": list(codes),
        "subscriptionId": subscription,
        "createDateTime": made["createDateTime"],
        "rotateDateTime": None,
        "clientSecret": made["clientSecret"],
    }


@pytest.mark.rule("OAU-08", "OAU-03")
def test_an_operators_client_reaches_all_its_processes(world: World) -> None:
    made = created(world, {"scope": "osl", "organization": wire_id(world.osl_organisation)})
    assert made == expected(made, "OSL", world.osl_organisation)
    folder = world.announced(world.town())
    assert as_program(world, made).get(f"/teledossiers/v1/folders/{folder['id']}").status == 200


@pytest.mark.rule("OAU-07", "OAU-08")
def test_an_operators_client_may_be_bound_to_some_of_its_processes(world: World) -> None:
    other = world.add_process()
    made = created(world, {"scope": "OSL", "organization": wire_id(world.osl_organisation), "processCodes": [other.code, other.code]})
    assert made == expected(made, "OSL", world.osl_organisation, other.code)
    town = world.town()
    folder = world.delivered(town)
    event = {"actionType": "COM_ADD", "notification": True, "message": "Bonjour"}
    assert town.post(f"/teledossiers/v1/cases/{folder['cases'][0]['id']}/events", event).status == 201
    program = as_program(world, made)
    assert program.notifications() == []
    (waiting,) = world.osl.notifications()
    refused(program.delete(f"{NOTIFICATIONS}/{waiting['id']}"), "Unauthorized user", status=403)
    refused(program.get(f"/teledossiers/v1/folders/{folder['id']}"), "Unauthorized user", status=403)
    assert world.osl.notifications() == [waiting]
    foreign = world.add_process(osl=world.organisation("OSL"))
    assert program.post("/teledossiers/v1/folders", world.folder_body(world.town(foreign), processCode=foreign.code)).status == 403


@pytest.mark.rule("OAU-03", "OAU-08")
def test_an_instructing_services_client_belongs_to_one_subscription(world: World) -> None:
    organisation = world.organisation("SI")
    subscription = world.subscription(organisation)
    made = created(world, {"scope": "SI", "subscriptionId": subscription.id.upper(), "processCodes": ["ignored"]})
    assert made == expected(made, "SI", organisation, world.process.code, subscription=subscription.id)
    assert as_program(world, made).notifications() == []


@pytest.mark.rule("OAU-08")
@pytest.mark.parametrize("scope", ["ADMIN", "DATAPASS"])
def test_a_client_of_the_administration_needs_nothing_else(world: World, scope: str) -> None:
    made = created(world, {"scope": scope, "organization": wire_id(world.osl_organisation), "subscriptionId": UNKNOWN})
    assert made == expected(made, scope, world.hub.administration)
    assert as_program(world, made).get(f"/referential/v1/organizations/{world.osl_organisation}").status == 200


@pytest.mark.rule("OAU-08")
def test_a_client_that_could_be_no_ones_is_refused(world: World) -> None:
    admin, si = world.admin(), world.organisation("SI")
    nowhere = OrganisationId(type="OSL", company_register="00000000000000", branch_code="0")
    refusal = world.subscription(world.organisation("SI"), rejected_at=world.clock.now(), rejection_reason="non")
    foreign = world.add_process(osl=world.organisation("OSL"))
    osl = wire_id(world.osl_organisation)
    for body, messages in (
        ({"scope": "ROOT"}, ["Client scope ROOT is not one of OSL, SI, ADMIN, DATAPASS"]),
        ({"scope": "OSL"}, ["An OSL client needs an organization"]),
        ({"scope": "OSL", "organization": wire_id(si)}, [f"Organization {si} does not exist as an OSL"]),
        ({"scope": "OSL", "organization": wire_id(nowhere)}, [f"Organization {nowhere} does not exist as an OSL"]),
        (
            {"scope": "OSL", "organization": osl, "processCodes": [foreign.code, world.process.code, "NONE"]},
            [f"Process {foreign.code} is not owned by {world.osl_organisation}", f"Process NONE is not owned by {world.osl_organisation}"],
        ),
        ({"scope": "SI"}, ["An SI client needs a subscriptionId"]),
        ({"scope": "SI", "subscriptionId": UNKNOWN}, [f"Subscription {UNKNOWN} does not exist or is Refusé"]),
        ({"scope": "SI", "subscriptionId": refusal.id}, [f"Subscription {refusal.id} does not exist or is Refusé"]),
    ):
        refused(admin.post(CLIENTS, body), *messages)


@pytest.mark.rule("OAU-08", "DEP-02")
def test_a_client_asked_for_wrongly_is_refused(world: World) -> None:
    where = f"[ERROR][REQUEST][POST {CLIENTS} @body]"
    faults = [
        f"{where} [Path '/subscriptionId'] Input string \"x\" is not a valid UUID",
        f'{where} Object has missing required properties (["scope"])',
    ]
    refused(world.admin().post(CLIENTS, {"subscriptionId": "x"}), "\n".join(["Bad Request : Validation failed.", *faults]))


@pytest.mark.rule("OAU-05", "OAU-08")
def test_a_secret_is_answered_once_and_never_listed(world: World) -> None:
    made = created(world, {"scope": "ADMIN"})
    row = listed(world, made["clientId"])
    assert row == {name: value for name, value in made.items() if name != "clientSecret"}
    rotated = world.admin().post(f"{CLIENTS}/{made['clientId']}/rotate")
    assert rotated.status == 200
    assert INSTANT.fullmatch(rotated.json["rotateDateTime"])
    assert rotated.json["clientSecret"] != made["clientSecret"]
    assert {**rotated.json, "rotateDateTime": None, "clientSecret": made["clientSecret"]} == made
    again = listed(world, made["clientId"])
    assert again == {name: value for name, value in rotated.json.items() if name != "clientSecret"}
    assert not re.search("secret", json.dumps(again), re.IGNORECASE)
    assert as_program(world, rotated.json).get(CLIENTS, maxResult=1).status == 200


@pytest.mark.rule("OAU-08")
def test_clients_are_listed_in_windows_the_oldest_first(world: World) -> None:
    admin = world.admin()
    for _ in range(3):
        world.partner(Scope.DATAPASS)
    everyone = admin.get(CLIENTS, maxResult=1000).json
    assert [each["createDateTime"] for each in everyone] == sorted(each["createDateTime"] for each in everyone)
    assert admin.get(CLIENTS, offSet=1, maxResult=2).json == everyone[1:3]
    assert admin.get(CLIENTS, offSet=10**30).json == []


@pytest.mark.rule("OAU-05", "OAU-08")
def test_a_revoked_client_is_gone(world: World) -> None:
    made = created(world, {"scope": "DATAPASS"})
    path = f"{CLIENTS}/{made['clientId']}"
    answer = world.admin().delete(path)
    assert (answer.status, answer.content) == (204, b"")
    assert listed(world, made["clientId"]) is None
    for gone in (world.admin().delete(path), world.admin().post(f"{path}/rotate")):
        refused(gone, "Client is not found", status=404)


@pytest.mark.rule("AUT-10", "OAU-08")
@pytest.mark.parametrize("scope", ["ADMIN", "DATAPASS"])
def test_credentials_given_renewed_and_taken_are_in_the_audit_trail_with_the_client_that_did_it(world: World, scope: str) -> None:
    admin = world.admin()
    client_id = admin.post(CLIENTS, {"scope": scope}).json["clientId"]
    assert admin.post(f"{CLIENTS}/{client_id}/rotate").status == 200
    assert admin.delete(f"{CLIENTS}/{client_id}").status == 204
    assert admin.delete(f"{CLIENTS}/{client_id}").status == 404
    told = [each for each in world.hub.audit.waiting(limit=1_000) if each.subject == client_id]
    assert {(each.chain, each.actor) for each in told} == {(str(world.hub.administration), admin.client_id)}
    assert sorted((each.details["deed"], each.fact) for each in told) == [
        ("client created", Fact.CREDENTIALS_ISSUED),
        ("client revoked", Fact.ADMINISTERED),
        ("secret rotated", Fact.CREDENTIALS_ISSUED),
    ]
